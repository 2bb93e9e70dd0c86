// On paper there is the content and its marking, and nothing that can only be pressed.
import { equal, expect, settled } from './judge.mjs';
import { places } from './places.mjs';

export function* tests() {
  for (const [place, address] of Object.entries(places))
    yield {
      name: place,
      async run({ node, page }) {
        await page.goto(node.url + address);
        await settled(page);
        await page.emulateMedia({ media: 'print' });
        const seen = await page.evaluate(() => ['.places', '.top', '.btn', '.filters', '.keys'].filter((one) => [...document.querySelectorAll(one)].some((each) => each.checkVisibility())));
        equal(seen, [], 'on paper');
        const marks = await page.evaluate(() => ['.tlp-top', '.tlp-end', '.foot .printed'].every((one) => document.querySelector(one).checkVisibility()));
        expect(marks, 'the marking or the time of printing is not on paper');
        expect((await page.pdf({ format: 'A4' })).length > 5000, 'nothing was printed');
      },
    };
}
