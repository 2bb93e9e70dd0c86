// Pictures of the screens, to look at: node test/look.mjs FOLDER [NAME-OF-SCREEN].
import { mkdirSync } from 'node:fs';
import { startMock } from './mock.mjs';
import { openBrowser, openPage } from './browser.mjs';
import { first } from './world.mjs';

const [folder = 'shots', only = ''] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
export const places = { home: '/', inbox: '/inbox', message: `/inbox/${first.group}/${first.id}`, health: '/health', you: '/you', door: '/sign-in', nowhere: '/x' };
const views = [
  ['laptop', { width: 1440, height: 900 }, 'en'], ['dark', { width: 1440, height: 900, scheme: 'dark' }, 'en'], ['phone', { width: 390, height: 844, hasTouch: true, isMobile: true }, 'en'],
  ['german', { width: 1440, height: 900 }, 'de'], ['wide', { width: 2560, height: 1300 }, 'en'], ['rtl', { width: 1440, height: 900 }, 'x-rtl'], ['phone-german-dark', { width: 360, height: 740, scheme: 'dark', hasTouch: true, isMobile: true }, 'de'], ['tablet', { width: 900, height: 1100 }, 'en'],
];
const states = ['empty', 'error', 'right'];
const { browser, close } = await openBrowser();
const node = await startMock();
for (const [name, options, language] of views) {
  for (const [place, address] of Object.entries(places)) {
    if (only !== '' && !`${place}-${name}`.includes(only)) continue;
    Object.assign(node, { state: 'full', language, began: Date.now() });
    const { page, said, close: shut } = await openPage(browser, options);
    await page.goto(node.url + address);
    await page.waitForTimeout(250);
    await page.screenshot({ path: `${folder}/${place}-${name}.png`, fullPage: name.startsWith('phone') });
    if (said.length > 0) console.log(place, name, said);
    await shut();
  }
}
for (const state of [...states, 'stale', 'cut'])
  for (const [place, address] of Object.entries(places).slice(0, 5)) {
    if (only !== '' && !`${place}-${state}`.includes(only)) continue;
    Object.assign(node, { state: states.includes(state) ? state : 'full', language: 'en', down: false, began: Date.now() });
    const { page, said, close: shut } = await openPage(browser, { width: 1180, height: 760 });
    await page.goto(node.url + address);
    await page.waitForTimeout(250);
    if (state === 'stale') node.change('more');
    if (state === 'cut') {
      node.down = true;
      for (const wake of node.waiting.splice(0)) wake();
      await page.waitForTimeout(300);
    }
    await page.waitForTimeout(250);
    await page.screenshot({ path: `${folder}/${place}-${state}.png` });
    if (said.length > 0) console.log(place, state, said);
    await shut();
  }
await close();
await node.stop();
