// A list of a hundred thousand: few rows are there, any of them is near, and the frame stays quick.
import { equal, expect, settled, silent } from './judge.mjs';

export function* tests() {
  yield {
    name: 'a hundred thousand items',
    options: { fixed: false },
    async run({ node, page, said }) {
      node.count = 100_000;
      await page.goto(node.url + '/inbox');
      await settled(page);
      await page.waitForSelector('.inrow a');
      expect((await page.locator('.inrow').count()) < 60, 'too many rows are there');
      equal(await page.getAttribute('.inrow', 'aria-setsize'), '100000', 'what a screen reader is told');
      await page.focus('.inrow a');
      await page.keyboard.press('End');
      await page.waitForFunction(() => document.activeElement?.getAttribute('data-index') === '99999', undefined, { timeout: 20_000 });
      expect((await page.textContent('.inrow:last-of-type .l2, [data-index="99999"] .l2')).startsWith('100000:'), 'the last row is another one');
      const longest = await page.evaluate(async () => {
        const box = document.querySelector('.inlist');
        let worst = 0;
        new PerformanceObserver((list) => list.getEntries().forEach((one) => (worst = Math.max(worst, one.duration)))).observe({ type: 'longtask' });
        for (let i = 0; i < 60; i++) {
          box.scrollTop -= 1700;
          await new Promise(requestAnimationFrame);
        }
        await new Promise((done) => setTimeout(done, 200));
        return worst;
      });
      console.log(`  longest task while scrolling: ${longest.toFixed(0)} ms`);
      expect(longest < 200, `a task of ${longest} ms`);
      silent(node, said);
    },
  };
  yield {
    name: 'the list is where it was left',
    async run({ node, page }) {
      node.count = 5000;
      await page.goto(node.url + '/inbox');
      await page.waitForSelector('.inrow a');
      await page.evaluate(() => (document.querySelector('.inlist').scrollTop = 80_000));
      await page.waitForFunction(() => document.querySelector('[data-index="1000"]') !== null);
      await page.keyboard.press('g');
      await page.keyboard.press('h');
      await page.waitForFunction(() => location.pathname === '/');
      await page.keyboard.press('[');
      await page.waitForFunction(() => document.querySelector('[data-index="1000"]') !== null);
    },
  };
}
