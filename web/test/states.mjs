// Every screen in five states, in both languages, light and dark; full also in the pseudo-locales.
import { accessible, expect, fits, settled, silent } from './judge.mjs';
import { places, prepare } from './places.mjs';

const selectors = { full: '#title', empty: '#title', error: '.refused', right: '.refused', stale: '#title' };

export function* tests() {
  for (const [place, address] of Object.entries(places))
    for (const state of ['full', 'empty', 'error', 'stale', 'right'])
      for (const language of state === 'full' ? ['en', 'de', 'x-rtl', 'x-cyrillic'] : ['en', 'de'])
        for (const scheme of ['light', 'dark'])
          yield {
            name: `${place} ${state} ${language} ${scheme}`,
            options: { scheme, width: 1280, height: 860 },
            async run({ node, page, said }) {
              node.language = language;
              prepare(node, place, state);
              await page.goto(node.url + address);
              await settled(page, selectors[state]);
              const lang = { en: 'en', de: 'de', 'x-rtl': 'he', 'x-cyrillic': 'ru' }[language];
              await page.waitForFunction((wanted) => document.documentElement.lang === wanted, lang);
              expect((await page.getAttribute('html', 'dir')) === (language === 'x-rtl' ? 'rtl' : 'ltr'), 'the direction is not that of the language');
              if (state === 'stale') {
                const before = await page.textContent('main');
                await page.waitForTimeout(60);
                node.change('more');
                await page.waitForSelector('#show-newer');
                // Nothing but the bar came: the words that were there are all there.
                const after = await page.evaluate(() => [...document.querySelectorAll('main')].map((one) => { const copy = one.cloneNode(true); copy.querySelectorAll('.newbar').forEach((bar) => bar.remove()); return copy.textContent; }).join(''));
                expect(after === before, 'the page moved by itself');
              }
              await fits(page);
              silent(node, said);
              await accessible(page);
              if (state === 'stale') {
                await page.click('#show-newer');
                await page.waitForFunction(() => document.activeElement?.id === 'title' && document.querySelector('#show-newer') === null);
              }
              silent(node, said);
            },
          };
  for (const file of ['sign-in.html', 'link.html', 'link-over.html', 'plain.html'])
    for (const scheme of ['light', 'dark'])
      yield {
        name: `door ${file} ${scheme}`,
        options: { scheme, width: 1280, height: 860 },
        async run({ node, page, said }) {
          node.door = file;
          await page.goto(node.url + '/sign-in');
          await settled(page, 'h1');
          await fits(page);
          silent(node, said);
          await accessible(page);
        },
      };
}
