// The line to the node: cut off, back again, signed out from elsewhere, and several tabs.
import { equal, expect, settled, silent } from './judge.mjs';
import { openPage } from './browser.mjs';

const words = (page, selector) => page.textContent(selector);

export function* tests() {
  yield {
    name: 'cut off: what is there stays and says of when it is; back again by itself',
    options: { fixed: false },
    async run({ node, page, said }) {
      await page.goto(node.url + '/');
      await settled(page);
      const title = await words(page, '#title');
      await page.waitForTimeout(100);
      node.down = true;
      for (const wake of node.waiting.splice(0)) wake();
      await page.waitForSelector('.newbar.off', { timeout: 20_000 });
      equal(await words(page, '#title'), title, 'the title');
      expect((await words(page, '.link-state b')) === 'Cut off', 'the line does not say it');
      node.down = false;
      await page.click('.newbar.off button');
      await page.waitForSelector('.link-state.live', { timeout: 20_000 });
      await page.waitForFunction(() => document.querySelector('.newbar.off') === null);
      silent(node, said);
    },
  };
  yield {
    name: 'the first question is not answered: the page says so, and asks again when told to',
    options: { fixed: false },
    async run({ node, page, said }) {
      await page.goto(node.url + '/you');
      await settled(page);
      node.down = true;
      await page.click('.places a >> nth=2');
      await page.waitForSelector('.refused');
      node.down = false;
      await page.click('.refused .btn');
      await page.waitForSelector('.wrongs');
      silent(node, said);
    },
  };
  yield {
    name: 'signed out from elsewhere: the page is covered, and nothing of it can be read or reached',
    async run({ node, page, said }) {
      await page.goto(node.url + '/inbox?group=lake-tarn');
      await settled(page);
      await page.waitForTimeout(100);
      node.signedIn = false;
      node.change('more');
      await page.waitForSelector('.over');
      expect(!(await page.evaluate(() => document.body.innerText.includes('Graustark'))), 'something of the page can still be read');
      equal(await page.inputValue('.over input[name="next"]'), '/inbox?group=lake-tarn', 'the way back');
      // Signed in again in another tab: the page is there as it was.
      node.signedIn = true;
      await page.evaluate(() => dispatchEvent(new Event('focus')));
      await page.waitForFunction(() => document.querySelector('.over') === null && document.body.innerText.includes('Graustark'));
      await page.waitForSelector('#show-newer');
      silent(node, said);
    },
  };
  yield {
    name: 'of several tabs one holds the question, and all hear of what is new',
    options: { fixed: false },
    async run({ node, page, said }) {
      await page.goto(node.url + '/');
      await settled(page);
      const others = [];
      for (let i = 0; i < 6; i++) {
        const one = await page.context().newPage();
        await one.goto(node.url + '/health');
        await one.waitForSelector('#title');
        others.push(one);
      }
      await page.waitForTimeout(200);
      equal(node.waiting.length, 1, 'held questions');
      node.change('more');
      for (const one of [page, ...others]) await one.waitForSelector('#show-newer', { timeout: 20_000 });
      // The one that held it is closed: another takes over.
      await page.close();
      await others[0].waitForTimeout(500);
      equal(node.waiting.length >= 1, true, 'nobody holds the question');
      silent(node, said);
    },
  };
  yield {
    name: 'a clock that is wrong is said, and all times stay the node’s',
    async run({ node, browser }) {
      const { page, said, close } = await openPage(browser, { fixed: false });
      await page.clock.install({ time: Date.now() });
      await page.goto(node.url + '/');
      await settled(page);
      await page.waitForSelector('.newbar.due');
      expect((await words(page, '.clock b')).startsWith('03:1'), 'the clock is not the node’s');
      expect((await words(page, '#title')).includes('10 h 49 min'), 'what is left is not by the node’s clock');
      silent(node, said);
      await close();
    },
  };
  yield {
    name: 'a node that says less is enough',
    async run({ node, page, said }) {
      node.twist = (answer) => {
        for (const name of ['me', 'marking', 'heads', 'looked_at', 'heard', 'open', 'due', 'from_name', 'names', 'own', 'warnings']) delete answer[name];
        return answer;
      };
      for (const address of ['/', '/inbox', '/inbox/lake-tarn/notification--7c1f2a30-4b5c-4d6e-8f70-000000000014', '/health', '/you']) {
        await page.goto(node.url + address);
        await settled(page);
      }
      silent(node, said);
    },
  };
}
