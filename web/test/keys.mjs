// Each story by keyboard alone.
import { equal, expect, settled, silent } from './judge.mjs';
import { first } from './world.mjs';

const focus = (page) => page.evaluate(() => document.activeElement?.textContent?.trim().slice(0, 60) ?? '');
const path = (page) => page.evaluate(() => location.pathname + location.search);

export function* tests() {
  yield {
    name: 'sign in, and come to the page that was asked for',
    async run({ node, page, said }) {
      node.signedIn = false;
      await page.goto(node.url + '/health');
      equal(await path(page), '/sign-in?next=%2Fhealth', 'where it leads');
      await page.keyboard.press('Tab');
      await page.keyboard.type('helga.sapt');
      await page.keyboard.press('Tab');
      await page.keyboard.type('correct horse');
      await page.keyboard.press('Enter');
      await settled(page);
      equal(node.acts[0].path, '/sign-in', 'the act');
      silent(node, said);
    },
  };
  yield {
    name: 'from Home to a message and back, by single keys',
    async run({ node, page, said }) {
      await page.goto(node.url + '/');
      await settled(page);
      await page.keyboard.press('g');
      await page.keyboard.press('i');
      await page.waitForFunction(() => location.pathname === '/inbox');
      await page.waitForSelector('.inrow a');
      await page.waitForFunction(() => document.activeElement?.id === 'title');
      await page.keyboard.press('j');
      await page.waitForFunction(() => document.activeElement?.getAttribute('data-index') === '0');
      for (let i = 0; i < 3; i++) await page.keyboard.press('j');
      await page.waitForFunction(() => document.activeElement?.getAttribute('data-index') === '3');
      await page.keyboard.press('k');
      await page.waitForFunction(() => document.activeElement?.getAttribute('data-index') === '2');
      await page.keyboard.press('o');
      await page.waitForSelector('.message');
      await page.waitForFunction(() => document.activeElement?.id === 'title');
      await page.keyboard.press('u');
      await page.waitForFunction(() => location.pathname === '/inbox' && document.activeElement?.getAttribute('data-index') === '2');
      await page.keyboard.press('[');
      await page.waitForSelector('.message');
      silent(node, said);
    },
  };
  yield {
    name: 'the list by arrows, and a filter that is in the address',
    async run({ node, page, said }) {
      await page.goto(node.url + '/inbox');
      await page.waitForSelector('.inrow a');
      await page.keyboard.press('/');
      equal(await focus(page), 'All', 'the focus');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => location.search === '?open=1');
      await page.waitForFunction(() => document.querySelectorAll('.inrow').length === 4);
      await page.keyboard.press('j');
      await page.waitForFunction(() => document.activeElement?.getAttribute('data-index') === '0');
      await page.keyboard.press('End');
      await page.waitForFunction(() => document.activeElement?.getAttribute('data-index') === '3');
      await page.keyboard.press('Home');
      await page.waitForFunction(() => document.activeElement?.getAttribute('data-index') === '0');
      await page.keyboard.press('ArrowDown');
      await page.waitForFunction(() => document.activeElement?.getAttribute('data-index') === '1');
      await page.keyboard.press('Enter');
      await page.waitForSelector('.message');
      expect((await path(page)).endsWith('?open=1'), 'the filter is not in the address of the message');
      silent(node, said);
    },
  };
  yield {
    name: 'all keys are shown, and Esc gives the focus back',
    async run({ node, page, said }) {
      await page.goto(node.url + '/');
      await settled(page);
      await page.keyboard.press('2');
      equal(await focus(page), 'Due', 'the focus');
      await page.keyboard.press('?');
      await page.waitForSelector('dialog[open]');
      await page.keyboard.press('g');
      await page.keyboard.press('i');
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog:not([open])', { state: 'attached' });
      equal(await focus(page), 'Due', 'the focus after it');
      equal(await path(page), '/', 'a key acted behind the dialogue');
      silent(node, said);
    },
  };
  yield {
    name: 'single keys can be switched off, and stay off',
    async run({ node, page, said }) {
      await page.goto(node.url + '/you');
      await settled(page);
      await page.focus('input[type="checkbox"]');
      await page.keyboard.press('Space');
      await page.keyboard.press('Escape');
      await page.focus('#title');
      await page.keyboard.press('g');
      await page.keyboard.press('h');
      equal(await path(page), '/you', 'a key acted');
      await page.reload();
      await settled(page);
      await page.keyboard.press('g');
      await page.keyboard.press('h');
      equal(await path(page), '/you', 'a key acted after a reload');
      silent(node, said);
    },
  };
  yield {
    name: 'a session is ended, the language chosen, and signed out',
    async run({ node, page, said }) {
      await page.goto(node.url + '/you');
      await settled(page);
      await page.focus('#title');
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      expect((await focus(page)).startsWith('End it'), 'the focus is on: ' + (await focus(page)));
      await page.keyboard.press('Enter');
      await page.waitForSelector('.done .newbar');
      equal(node.acts, [{ path: '/room/sessions/end', body: '{"id":"s2"}' }], 'acts');
      await page.focus('button[lang="de"]');
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.documentElement.lang === 'de');
      await page.focus('.me .btn');
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => location.pathname === '/sign-in');
      equal(node.acts.map((one) => one.path), ['/room/sessions/end', '/room/language', '/room/sign-out'], 'acts');
      silent(node, said);
    },
  };
  yield {
    name: 'what is new is marked as seen, up to what is shown',
    async run({ node, page, said }) {
      await page.goto(node.url + '/');
      await settled(page);
      await page.keyboard.press('d');
      await page.waitForSelector('.done .newbar');
      equal(node.acts.map((one) => one.body), ['{"journal":"lake-tarn.graustark","upto":966}', '{"journal":"northern-grid.graustark","upto":404}', '{"journal":"northern-grid.axphain","upto":408}'], 'acts');
      silent(node, said);
    },
  };
  yield {
    name: 'everything can be reached by Tab, sees its focus, and the first is the way past the frame',
    async run({ node, page, said }) {
      for (const address of ['/', '/inbox', `/inbox/${first.group}/${first.id}`, '/health', '/you']) {
        await page.goto(node.url + address);
        await settled(page);
        const seen = [];
        for (let i = 0; i < 80; i++) {
          await page.keyboard.press('Tab');
          const here = await page.evaluate(() => {
            const one = document.activeElement;
            if (one === null || one === document.body) return null;
            const box = one.getBoundingClientRect(), style = getComputedStyle(one);
            return { what: one.outerHTML.slice(0, 90), lit: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2, on: box.bottom > 0 && box.top < innerHeight };
          });
          if (here === null) break;
          seen.push(here);
        }
        expect(seen[0]?.what.includes('class="skip"'), `${address}: the first is ${seen[0]?.what}`);
        equal(seen.filter((one) => !one.lit).map((one) => one.what), [], `${address}: no focus to be seen`);
        equal(seen.filter((one) => !one.on).map((one) => one.what), [], `${address}: outside of the window`);
        const all = await page.evaluate(() => [...document.querySelectorAll('a[href], button, select, input, summary')].filter((one) => one.checkVisibility() && one.tabIndex >= 0 && !one.closest('dialog')).length);
        expect(seen.length >= all, `${address}: ${all} can be used, ${seen.length} were reached`);
      }
      await page.keyboard.press('Tab');
      silent(node, said);
    },
  };
}
