// What comes after the bundler: the manifest that the node's build reads, and the budgets, which fail the build.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const kB = 1000;
// First load, gzipped (ROOM section 3). The six requests are counted in the browser (test/budget).
const budgets = { script: 60 * kB, style: 14 * kB };
const types = {
  html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8',
  woff2: 'font/woff2', svg: 'image/svg+xml',
};
// The only addresses that may stand in what is served: names of XML namespaces, which nobody asks for.
const allowed = /^http:\/\/www\.w3\.org\/(2000\/svg|1998\/Math\/MathML|1999\/xhtml|1999\/xlink|XML\/1998\/namespace)$/;

function roleOf(path, page) {
  if (path === 'index.html') return 'page';
  const name = path.slice('assets/'.length);
  if (name.startsWith('door.') && name.endsWith('.css')) return 'door';
  if (name.startsWith('icon.')) return 'icon';
  if (name.endsWith('.woff2')) return 'font';
  const first = page.includes('/' + path);
  if (name.endsWith('.js')) return first ? 'script' : 'lazy';
  if (name.endsWith('.css')) return first ? 'style' : 'lazy';
  throw new Error(`build: ${path} has no role in the manifest`);
}

export function finish() {
  let out = 'dist';
  return {
    name: 'room-finish',
    apply: 'build',
    configResolved(config) {
      out = config.build.outDir;
    },
    closeBundle() {
      const assets = readdirSync(join(out, 'assets')).sort();
      // A style alone needs no script; the bundler leaves an empty one.
      for (const name of assets.filter((one) => one.startsWith('door.') && one.endsWith('.js'))) rmSync(join(out, 'assets', name));
      const page = readFileSync(join(out, 'index.html'), 'utf8');
      const paths = ['index.html', ...readdirSync(join(out, 'assets')).sort().map((name) => 'assets/' + name)];
      const files = paths.map((path) => ({ path, type: types[path.split('.').at(-1)], role: roleOf(path, page) }));
      writeFileSync(join(out, 'manifest.json'), JSON.stringify({ files }, null, 1) + '\n');
      check(out, files);
    },
  };
}

function check(out, files) {
  const wrong = [];
  for (const role of ['page', 'door', 'icon']) if (files.filter((one) => one.role === role).length !== 1) wrong.push(`not exactly one file is "${role}"`);
  for (const [role, most] of Object.entries(budgets)) {
    const bytes = files.filter((one) => one.role === role).reduce((sum, one) => sum + gzipSync(readFileSync(join(out, one.path)), { level: 9 }).length, 0);
    console.log(`${role}: ${(bytes / kB).toFixed(1)} kB of ${most / kB} kB, gzipped`);
    if (bytes > most) wrong.push(`${role} is over its budget`);
  }
  for (const { path } of files.filter((one) => !one.path.endsWith('.woff2'))) {
    const text = readFileSync(join(out, path), 'utf8');
    for (const [address] of text.matchAll(/https?:\/\/[^\s"'`)<]+/g)) if (!allowed.test(address)) wrong.push(`${path} names ${address}`);
    if (/url\(["']?data:|["'(]data:[a-z]+\//.test(text)) wrong.push(`${path} has a data: address`);
  }
  if (wrong.length > 0) throw new Error('build: ' + wrong.join('; '));
}
