// What no source of the room may hold, whoever writes it (ROOM section 3, security 2 and 6). The policy of the page stops
// most of it in the browser; here it does not get as far as that. A rule can be lifted nowhere: there is no comment for it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const rules = [
  [/innerHTML|outerHTML|insertAdjacentHTML|dangerouslySet|srcdoc|document\.write|createContextualFragment|DOMParser|setHTML/, 'makes markup of text'],
  [/\beval\b|new Function|\bFunction\(|import\(\s*[^'"\s]|setTimeout\(\s*['"`]|setInterval\(\s*['"`]/, 'runs text'],
  [/\btarget\s*=|window\.open|\bopen\(\s*['"`]http/, 'opens another window'],
  [/\bsrc=\{|\bsrcSet=|\baction=\{|\bformAction=\{|\bposter=\{|xlink:href|<base|<iframe|<object|<embed|<img\b|<script/, 'fetches what is named by data, or embeds something'],
  [/cssText|setAttribute\(\s*['"`](style|href|src|on)|\bstyle=['"`]|<style|insertRule|adoptedStyleSheets/, 'sets a style as text'],
  [/document\.cookie|sessionStorage|indexedDB|serviceWorker|sendBeacon|XMLHttpRequest|WebSocket|EventSource/, 'keeps or sends what the room does not keep or send'],
  [/https?:\/\//, 'names an address outside of the node'],
  [/@ts-ignore|@ts-nocheck|@ts-expect-error|\bas any\b|: any\b|eslint-disable/, 'switches the type check off'],
  [/\bmargin-(left|right)|\bpadding-(left|right)|\bborder-(left|right)\b|text-align:\s*(left|right)|[^-]\b(left|right):\s*[\d.-]+(px|rem)/, 'has a side where the direction of writing decides'],
];
// What is allowed in one place, with the reason.
const only = [
  [/\bhref=(?!\{to\(|"#main")/, /parts\/link\.tsx$|screens\/inbox\.tsx$/, 'an address is made by to() alone, from a place of the room'],
  [/\bstyle=\{/, /screens\/inbox\.tsx$/, 'only the height of the rows that are not there is set, as a property'],
  [/localStorage/, /base\/keys\.ts$/, 'only whether single keys act is kept'],
  [/\bfetch\(/, /base\/(node|data)\.ts$|screens\/inbox_source\.ts$/, 'one file asks the node'],
  [/<bdi|dir="auto"/, /parts\/text\.tsx$/, 'one file shows what others wrote'],
];

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? files(join(folder, one.name)) : [join(folder, one.name)]));
}

// Comments are for people; a word in one of them does nothing.
function code(text, name) {
  return text.replace(/\/\*[\s\S]*?\*\//g, (found) => found.replace(/[^\n]/g, ' ')).replace(name.endsWith('.css') ? /$^/ : /(^|\s)\/\/.*$/gm, '');
}

let wrong = 0;
const say = (name, line, text) => {
  console.error(`${name}:${line}: ${text}`);
  wrong += 1;
};
const sources = [...files('src'), 'index.html'].filter((name) => /\.(tsx?|css|html|svg)$/.test(name) && !name.endsWith('.test.ts'));
for (const name of sources) {
  code(readFileSync(name, 'utf8'), name).split('\n').forEach((line, i) => {
    const svg = name.endsWith('.svg') ? line.replace('xmlns="http://www.w3.org/2000/svg"', '') : line;
    const plain = name === 'index.html' ? svg.replace('<script type="module" src="/src/main.tsx">', '') : svg;
    for (const [pattern, why] of rules) if (pattern.test(plain)) say(name, i + 1, `${why}: ${plain.trim().slice(0, 100)}`);
    if (!/\.tsx?$/.test(name)) return;
    for (const [pattern, where, why] of only) if (pattern.test(plain) && !where.test(name)) say(name, i + 1, `${why}: ${plain.trim().slice(0, 100)}`);
  });
}
// No more than five packages may be in the page, and none may come from a place that the lock names.
const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
if (Object.keys(dependencies).length > 5) say('package.json', 1, 'more than five packages would be in the page');
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
for (const [name, one] of Object.entries(lock.packages)) {
  if (name === '') continue;
  if (one.integrity === undefined) say('package-lock.json', 1, `${name} has no hash`);
  if (one.resolved !== undefined) say('package-lock.json', 1, `${name} names where it comes from`);
}
if (wrong > 0) process.exit(1);
console.log(`lint: ${sources.length} sources hold nothing that they may not`);
