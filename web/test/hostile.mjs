// 200 hostile texts in every field that others or the node fill: shown as text, never run, never asked for, no report.
import { equal, expect, settled, silent } from './judge.mjs';
import { first as message } from './world.mjs';

const run = 'globalThis.__ran=1';
const markup = [
  `<script>${run}</script>`, `<img src=x onerror=${run}>`, `<svg onload=${run}>`, `<iframe src="javascript:${run}"></iframe>`, `<a href="javascript:${run}">x</a>`, `"><script>${run}</script>`, `' onmouseover='${run}`, `</title><script>${run}</script>`,
  `</textarea><script>${run}</script>`, `<style>*{display:none}</style>`, `<link rel=stylesheet href=//evil.example/x.css>`, `<base href=//evil.example>`, `<meta http-equiv=refresh content="0;url=//evil.example">`, `<form action=//evil.example><button>x`, `<object data=//evil.example>`,
  `<embed src=//evil.example>`, `<video><source onerror=${run}>`, `<details open ontoggle=${run}>`, `<math href=javascript:${run}>x</math>`, `<!--`, `-->`, `<![CDATA[x]]>`, `<template><script>${run}</script></template>`, `<noscript><img src=x onerror=${run}></noscript>`, `<body onload=${run}>`,
  `<input autofocus onfocus=${run}>`, `<bdi dir=rtl>x`, `</bdi></blockquote></figure><h1>The node says: all is well</h1>`, `<p hidden>`, `<slot name=x>`,
];
const code = [
  `javascript:${run}`, `data:text/html,<script>${run}</script>`, `vbscript:x`, `\${${run}}`, `{{constructor.constructor('${run}')()}}`, `{%raw%}`, `#{7*7}`, `<%= 7*7 %>`, '`' + run + '`', `');${run};//`, `";${run};//`, `\\u003cscript\\u003e`, `&lt;script&gt;${run}&lt;/script&gt;`, `%3Cscript%3E`, `{n}`, `{span} {time} {who}`, `$&$1$\``,
  `__proto__`, `constructor`, `toString`, `hasOwnProperty`, `null`, `undefined`, `NaN`, `true`, `[object Object]`,
];
const formulas = ['=1+1', '+1+1', '-1+1', '@SUM(A1)', '\t=1', '=cmd|\'/c calc\'!A1', '=HYPERLINK("http://evil.example")'];
const links = ['http://evil.example', 'https://evil.example/?q=1', '//evil.example', '\\\\evil.example\\share', 'mailto:x@evil.example', 'ftp://evil.example', '[x](javascript:alert(1))', '![x](http://evil.example/x.png)', 'www.evil.example', 'file:///etc/passwd', '../../../etc/passwd', '/room/sign-out', '/link/abc', '?open=1#x', '%2e%2e%2f', '#main'];
const unseen = [
  '\u202egpj.exe', 'a\u202ab\u202c', '\u2066x\u2069', '\u2067x', '\u200e\u200f', '\u061c', 'a\u200bb', '\u200c\u200d', '\ufeff', '\u00ad', '\u2028x\u2029', '\u0000', '\u0007\u001b[31mred', '\u0085', '\ue000', '\u{e0041}\u{e007f}', '\ufff9x\ufffa', '\ufffc', '\u3164', '\u115f', '\u180e', '\u2800\u2800', '\ud800', '\udfff', '\u{10ffff}', '\ufdd0', '\ufe0f', '\u034f', '\r\n\r\n', '\n'.repeat(500), ' '.repeat(500), '\t\t\t',
];
const long = ['x'.repeat(1_000_000), 'שלום '.repeat(50_000), 'e' + '\u0301'.repeat(10_000), '\u200d'.repeat(10_000), '👨‍👩‍👧‍👦'.repeat(2000), 'W'.repeat(300), 'ﷺ'.repeat(200), 'a\u202e'.repeat(5000), '<'.repeat(10_000), 'x '.repeat(100_000)];
const script = ['שלום עולם', 'مرحبا بالعالم (abc) 123', 'Привет, мир', '日本語のテキスト', 'ไทย', 'हिन्दी', '한국어', 'Ελληνικά', 'አማርኛ', '𝕱𝖗𝖆𝖐𝖙𝖚𝖗', 'раураl.com', '\u0627\u0644\u200f(x)\u200e', '١٢٣٤', '½²ﬁ', 'ᚠᚢᚦ', '🏴‍☠️', 'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘'];
const claims = ['TLP:CLEAR', 'NOT MARKED', 'Ruritania', 'The node says', 'You are signed out.', 'Nothing is wrong.', 'inquiry--7c1f2a30-4b5c-4d6e-8f70-000000000001', 'see', 'exercise', '2025-11-06T03:12:40Z', '-1', '1e999', '99999999999999999999', '', ' '];
// To make it 200: each of the markup inside of other words, as it would stand in a sentence.
const inside = markup.map((one) => `We have looked at ${one} and found nothing.`);
const reversed = markup.slice(0, 17).map((one) => '\u202e' + one);
export const texts = [...markup, ...code, ...formulas, ...links, ...unseen, ...long, ...script, ...claims, ...inside, ...reversed].slice(0, 200);

// Every text of an answer becomes the hostile one, but for what the page must be able to count on: that a list is a list.
// A text of a megabyte stands whole in three places of each answer and shortened in the others, or the line would be what is tested.
function planted(value, text, whole = { left: text.length > 5000 ? 3 : Infinity }) {
  if (typeof value === 'string') return whole.left-- > 0 ? text : text.slice(0, 5000);
  if (Array.isArray(value)) return value.map((one) => planted(one, text, whole));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, planted(one, text, whole)]));
}

// Every list of things has one for each of the texts, which stands in all of its members.
function inLists(value, some) {
  if (Array.isArray(value)) {
    const [one] = value;
    return typeof one === 'object' && one !== null ? some.map((text) => planted(one, text.slice(0, 5000))) : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inLists(one, some)]));
}

// The elements that the room itself never makes, and addresses that it never has.
async function inert(page) {
  const found = await page.evaluate(() => ({
    ran: globalThis.__ran ?? null,
    foreign: [...document.querySelectorAll('body :is(script, img, iframe, object, embed, style, link, base, meta, video, math, form[action*="evil"], template, slot, [onerror], [onload], [style*="expression"])')].map((one) => one.outerHTML.slice(0, 80)),
    addresses: [...document.querySelectorAll('a[href]')].map((one) => one.getAttribute('href')).filter((one) => !/^(\/($|inbox|health|you)|#main$)/.test(one)),
    targets: document.querySelectorAll('[target]').length,
    frame: document.querySelectorAll('h1').length === 1 && document.querySelectorAll('main').length === 1 && document.querySelectorAll('.places a').length === 4,
  }));
  equal(found, { ran: null, foreign: [], addresses: [], targets: 0, frame: true }, 'what the page became');
}

const portion = 50;
const screens = [['/', 'home'], ['/inbox', 'inbox'], [`/inbox/${message.group}/${message.id}`, 'message'], ['/health', 'health'], ['/you', 'you']];

export function* tests() {
  yield {
    name: 'there are 200 of them',
    async run() {
      equal(texts.length, 200, 'texts');
    },
  };
  for (let start = 0; start < texts.length; start += portion)
    yield {
      name: `texts ${start} to ${start + portion - 1} in every field`,
      options: { width: 1280, height: 860 },
      async run({ node, page, said }) {
        const asked = [];
        page.on('request', (request) => request.url().startsWith(node.url + '/') || asked.push(request.url()));
        for (let i = start; i < Math.min(start + portion, texts.length); i++) {
          const text = texts[i];
          node.twist = (answer) => planted(answer, text);
          try {
            // One screen is loaded, so that who is there is hostile as well; the message is gone to, or the other way round.
            const [first, second] = i % 2 === 0 ? [screens[i % screens.length], screens[2]] : [screens[2], screens[i % screens.length]];
            await page.goto(node.url + first[0]);
            await settled(page);
            await inert(page);
            await page.evaluate((where) => (history.pushState(null, '', where), dispatchEvent(new PopStateEvent('popstate'))), second[0]);
            await settled(page);
            await inert(page);
          } catch (problem) {
            throw new Error(`${JSON.stringify(text.slice(0, 60))}: ${problem.message}`);
          }
        }
        equal(asked, [], 'asked of others');
        silent(node, said);
      },
    };
  for (let start = 0; start < texts.length; start += portion)
    for (const [address, name] of screens)
      yield {
        name: `texts ${start} to ${start + portion - 1} at once in the lists of ${name}`,
        options: { width: 1280, height: 860 },
        async run({ node, page, said }) {
          node.twist = (answer) => inLists(answer, texts.slice(start, start + portion));
          await page.goto(node.url + address);
          await settled(page, '#title', 60_000);
          await page.waitForTimeout(100);
          await inert(page);
          silent(node, said);
        },
      };
  yield {
    name: 'each stands in the list as it is, with a chip for what cannot be seen',
    async run({ node, page, said }) {
      const list = texts.filter((text) => text.trim() !== '');
      node.twist = (answer) => {
        if (Array.isArray(answer.items)) {
          const item = answer.items[0];
          answer.items = list.map((text, i) => ({ ...item, id: `notification--${i}`, text, from: text, group: text, kind: i % 2 === 0 ? text : item.kind }));
          answer.total = list.length;
        }
        return answer;
      };
      await page.goto(node.url + '/inbox');
      await page.waitForSelector('.inrow a');
      const seen = [];
      for (let top = 0; seen.filter((one) => one !== undefined).length < list.length && top < list.length; top += 8) {
        await page.evaluate((row) => (document.querySelector('.inlist').scrollTop = row * 80), top);
        await page.waitForTimeout(40);
        for (const [index, words] of await page.evaluate(() => [...document.querySelectorAll('.inrow a')].map((one) => [Number(one.dataset.index), one.querySelector('.l2').textContent]))) seen[index] = words;
      }
      const hidden = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\p{DI}]/u;
      list.forEach((text, i) => {
        const words = seen[i] ?? '';
        const bare = text.replace(/[\r\n\t]+/g, ' ');
        const start = /^[^\p{C}\p{M}\p{DI}\p{Zl}\p{Zp}\u2800]{0,40}/u.exec(bare)[0];
        expect(words.startsWith(start), `${JSON.stringify(text.slice(0, 40))} is shown as ${JSON.stringify(words.slice(0, 60))}`);
        expect(!hidden.test(words.replace(/[\u0600-\u0605\u06dd]/g, '')), `${JSON.stringify(text.slice(0, 40))}: something that cannot be seen is there`);
        if (hidden.test(bare.slice(0, 200))) expect(/U\+[0-9A-F]{4}/.test(words), `${JSON.stringify(text.slice(0, 40))} has no chip`);
      });
      await inert(page);
      silent(node, said);
    },
  };
  yield {
    name: 'answers that are no answers',
    async run({ node, page, said }) {
      const odd = [[], null, 7, 'x', { items: 'x' }, { total: -1, items: {} }, { wrong: {}, due: 'x', new: [null] }, { journals: [null, 7], clients: 'x' }, { sessions: null }, { object: 7 }, { object: null, from: 7 }, { error: 'x' }];
      for (const one of odd)
        for (const [address] of screens) {
          node.twist = () => one;
          await page.goto(node.url + address);
          await settled(page);
        }
      silent(node, said);
    },
  };
}
