// From a telephone to a wall: nothing is cut off, nothing has to be scrolled sideways, targets can be hit by a finger.
import { accessible, equal, fits, settled, silent } from './judge.mjs';
import { places, prepare } from './places.mjs';

const widths = [[360, 640], [390, 844], [720, 900], [1024, 700], [1180, 760], [1440, 900], [2560, 1300]];

export function* tests() {
  for (const [width, height] of widths)
    for (const language of ['en', 'de', 'x-rtl'])
      yield {
        name: `${width} ${language}`,
        options: { width, height, ...(width < 720 ? { hasTouch: true, isMobile: true } : {}) },
        async run({ node, page, said }) {
          node.language = language;
          for (const [place, address] of Object.entries(places)) {
            prepare(node, place, 'full');
            await page.goto(node.url + address);
            await settled(page);
            await page.waitForTimeout(60);
            await fits(page);
            if (width < 720) await reachable(page, place);
          }
          silent(node, said);
          if (width === 360 || width === 2560) await accessible(page);
        },
      };
  // WCAG 1.4.4 and 1.4.10: twice the size of letters.
  yield {
    name: 'letters twice as large',
    options: { width: 1280, height: 900 },
    async run({ node, page }) {
      for (const address of Object.values(places)) {
        await page.goto(node.url + address);
        await settled(page);
        await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
        await page.waitForTimeout(60);
        await fits(page);
      }
    },
  };
}

// WCAG 2.5.8: 24 pixels at least for what is no link in a sentence.
async function reachable(page, place) {
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('button, select, input, .places a, .inrow a, summary')]
      .filter((one) => one.checkVisibility())
      .map((one) => ({ box: one.getBoundingClientRect(), one }))
      .filter(({ box }) => box.width > 1 && (box.height < 24 || box.width < 24))
      .map(({ one }) => one.outerHTML.slice(0, 100)),
  );
  equal(small.filter((one) => !one.includes('type="checkbox"')), [], `too small in ${place}`);
}
