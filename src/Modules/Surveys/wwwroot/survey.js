// Keeps answers while one types. Plain ES5, so that old phones run it too; without it the page works as well.
(function () {
  var form = document.querySelector('form[data-keep]');
  if (!form || !window.FormData || !window.XMLHttpRequest) return;
  var line = form.querySelector('.kept'), timer = 0, dirty = false, busy = false, leaving = false, down = false;

  function body() {
    var pairs = [], fields = form.elements, i, f;
    for (i = 0; i < fields.length; i++) {
      f = fields[i];
      if (!f.name || f.disabled || f.type === 'submit' || f.type === 'button' || f.tagName === 'BUTTON' || ((f.type === 'radio' || f.type === 'checkbox') && !f.checked)) continue;
      pairs.push(encodeURIComponent(f.name) + '=' + encodeURIComponent(f.value));
    }
    pairs.push('go=Keep');
    return pairs.join('&');
  }

  function say(text) { if (line) line.textContent = text || ''; }

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(keep, wait);
  }

  function keep() {
    if (!dirty || busy || leaving) return;
    busy = true;
    dirty = false;
    var request = new XMLHttpRequest();
    request.open('POST', form.getAttribute('action'));
    request.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded; charset=UTF-8');
    request.timeout = 15000;
    request.onload = function () {
      busy = down = false;
      if (request.status >= 500) return failed();
      if (request.status === 204) say(form.getAttribute('data-kept'));
      if (dirty) later(800);
    };
    request.onerror = request.ontimeout = function () { busy = false; down = true; failed(); };
    request.send(body());
  }

  function failed() {
    dirty = true;
    say(form.getAttribute('data-unkept'));
    later(10000);
  }

  function changed() { dirty = true; later(800); }

  form.addEventListener('input', changed);
  form.addEventListener('change', changed);
  form.addEventListener('submit', function (e) {
    // Without a connection the browser would put its own page in place of what was typed. What it says of the connection
    // counts only beside a failure of ours: some browsers inside apps always say there is none.
    if (down && navigator.onLine === false) {
      e.preventDefault();
      failed();
      return;
    }
    leaving = true;
    clearTimeout(timer);
  });
  window.addEventListener('pageshow', function () { leaving = false; later(0); });
  window.addEventListener('offline', function () { down = true; });
  window.addEventListener('online', function () { down = false; later(0); });
})();
