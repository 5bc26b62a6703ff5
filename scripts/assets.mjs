// Brings what the browser loads from node_modules to src/Host/wwwroot (never committed), and the PDF fonts to
// src/Host/fonts. Does nothing when up to date. `node scripts/assets.mjs`
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync, copyFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const lib = join(root, 'src/Host/wwwroot/lib');
const sprite = join(root, 'src/Host/wwwroot/icons.svg');
const fonts = join(root, 'src/Host/fonts');

const files = {
  'tabler.min.css': '@tabler/core/dist/css/tabler.min.css',
  'tabler.min.js': '@tabler/core/dist/js/tabler.min.js',
  'htmx.min.js': 'htmx.org/dist/htmx.min.js',
  'htmx-sse.min.js': 'htmx-ext-sse/dist/sse.min.js',
  'idiomorph-ext.min.js': 'idiomorph/dist/idiomorph-ext.min.js',
  'sortable.min.js': 'sortablejs/Sortable.min.js',
  'swagger-ui.css': 'swagger-ui-dist/swagger-ui.css',
  'swagger-ui-bundle.js': 'swagger-ui-dist/swagger-ui-bundle.js',
};
const fontFiles = {
  'NotoSansSC-Regular.ttf': '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  'NotoSansSC-Bold.ttf': '@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf',
};
const charts = {
  charts: ['Bar', 'Line', 'Pie', 'Scatter', 'Radar', 'Heatmap', 'Funnel', 'Gauge', 'Treemap'],
  components: ['Grid', 'Tooltip', 'Legend', 'Title', 'Dataset', 'DataZoom', 'MarkLine', 'MarkArea', 'MarkPoint', 'VisualMap', 'Aria', 'Radar', 'Calendar', 'Graphic'],
};

class Refusal extends Error {}

function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

function fromModules(path) {
  const full = join(modules, path);
  if (!existsSync(full)) throw new Refusal(`${path} is not in node_modules: run npm ci --ignore-scripts first.`);
  return full;
}

/** Every icon named in pages and code, and those in scripts/icons.txt, with the places that name them. */
function iconsUsed() {
  const places = new Map();
  const note = (name, place) => places.set(name, [...(places.get(name) ?? []), place]);
  for (const line of readFileSync(join(root, 'scripts/icons.txt'), 'utf8').split('\n')) {
    for (const name of line.replace(/#.*/, '').split(/\s+/).filter(Boolean)) note(name, 'scripts/icons.txt');
  }
  const tag = /<icon\b[^>]*?\bname="([^"@]+)"/g;
  // Menu entries, notices and finds name theirs by position: any literal that is the name of an icon counts, and a word that is none is no mistake.
  const literal = /"([a-z][a-z0-9-]+)"/g;
  const argument = /\bicon\s*[:=]\s*"([^"@]+)"/gi;
  const menuItem = /\bnew\s*(?:MenuItem\s*)?\(\s*"[^"]*",\s*"\/[^"]*",\s*"([^"]+)"/g;
  for (const entry of readdirSync(join(root, 'src'), { recursive: true })) {
    if (!/\.(cshtml|cs)$/.test(entry) || /(^|[\\/])(bin|obj)[\\/]/.test(entry)) continue;
    const text = readFileSync(join(root, 'src', entry), 'utf8');
    for (const pattern of [tag, argument, menuItem]) for (const [, name] of text.matchAll(pattern)) note(name, `src/${entry}`);
    for (const [, name] of text.matchAll(literal)) if (iconFile(name)) note(name, `src/${entry}`);
  }
  return places;
}

/** bell -> the outline icon, star-filled -> the filled one. */
function iconFile(name) {
  const outline = join(modules, '@tabler/icons/icons/outline', `${name}.svg`);
  if (/^[a-z0-9-]+$/.test(name) && existsSync(outline)) return outline;
  const filled = join(modules, '@tabler/icons/icons/filled', `${name.replace(/-filled$/, '')}.svg`);
  return /^[a-z0-9-]+-filled$/.test(name) && existsSync(filled) ? filled : null;
}

function buildSprite() {
  fromModules('@tabler/icons/icons/outline');
  const used = [...iconsUsed()].sort(([a], [b]) => (a < b ? -1 : 1));
  const unknown = used.filter(([name]) => !iconFile(name));
  if (unknown.length) {
    throw new Refusal(unknown.map(([name, places]) => `There is no icon "${name}" in @tabler/icons (named in ${[...new Set(places)].join(', ')}).`).join('\n'));
  }
  const symbols = used.map(([name]) => {
    const svg = readFileSync(iconFile(name), 'utf8');
    const shapes = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>')).replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none" \/>/, '').replace(/\s*\n\s*/g, '');
    const paint = name.endsWith('-filled')
      ? 'fill="currentColor"'
      : 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';
    return `<symbol id="${name}" viewBox="0 0 24 24" ${paint}>${shapes}</symbol>`;
  });
  const text = `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join('\n')}\n</svg>\n`;
  if (readIfThere(sprite) === text) return false;
  mkdirSync(dirname(sprite), { recursive: true });
  writeFileSync(sprite, text);
  console.log(`icons.svg: ${used.length} icons`);
  return true;
}

async function buildLibraries() {
  const stamp = join(root, 'src/Host/obj/assets.stamp');
  const key = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).update(readFileSync(fileURLToPath(import.meta.url))).digest('hex');
  const there = Object.keys(files).every(f => existsSync(join(lib, f))) && Object.keys(fontFiles).every(f => existsSync(join(fonts, f)));
  if (there && existsSync(join(lib, 'echarts.min.js')) && readIfThere(stamp) === key) return false;

  rmSync(lib, { recursive: true, force: true });
  mkdirSync(lib, { recursive: true });
  mkdirSync(fonts, { recursive: true });
  for (const [name, path] of Object.entries(files)) {
    // The maps are not served: a reference to one would be a 404 in every console.
    const text = readFileSync(fromModules(path), 'utf8').replace(/\n?(\/\/|\/\*)# sourceMappingURL=.*$/gm, '');
    writeFileSync(join(lib, name), text);
  }
  for (const [name, path] of Object.entries(fontFiles)) copyFileSync(fromModules(path), join(fonts, name));

  fromModules('esbuild');
  const { build } = await import('esbuild');
  await build({
    stdin: {
      resolveDir: root,
      contents: `
        export * from 'echarts/core';
        import { use } from 'echarts/core';
        import { ${charts.charts.map(c => `${c}Chart`).join(', ')} } from 'echarts/charts';
        import { ${charts.components.map(c => `${c}Component`).join(', ')} } from 'echarts/components';
        import { LabelLayout, UniversalTransition } from 'echarts/features';
        import { CanvasRenderer, SVGRenderer } from 'echarts/renderers';
        use([${charts.charts.map(c => `${c}Chart`).join(', ')}, ${charts.components.map(c => `${c}Component`).join(', ')}, LabelLayout, UniversalTransition, CanvasRenderer, SVGRenderer]);`,
    },
    bundle: true, minify: true, format: 'iife', globalName: 'echarts', target: 'es2020', legalComments: 'inline',
    outfile: join(lib, 'echarts.min.js'), logLevel: 'warning',
  });
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, key);
  console.log('wwwroot/lib: refreshed');
  return true;
}

try {
  await buildLibraries();
  buildSprite();
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(error.message);
  process.exit(1);
}
