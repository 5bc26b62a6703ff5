// Runs before the first paint, and only when the reader has chosen no theme: then the system's counts.
if (matchMedia('(prefers-color-scheme: dark)').matches) document.documentElement.setAttribute('data-bs-theme', 'dark');
