// What the first screen costs. The number of requests fails the test; times are printed, since they are of the machine.
import { equal, expect, settled } from './judge.mjs';
import { places } from './places.mjs';

export function* tests() {
  for (const [place, address] of Object.entries(places))
    yield {
      name: `requests of ${place}`,
      options: { fixed: false },
      async run({ node, page }) {
        await page.goto(node.url + address);
        await settled(page);
        const asked = node.asked.filter((one) => !/icon|favicon|\/room\/changes/.test(one));
        // Of a message the list stands beside it, which is a screen of its own.
        expect(asked.length <= (place === 'message' ? 7 : 6), `${asked.length} requests: ${asked.join(', ')}`);
      },
    };
  yield {
    name: 'nothing outside is asked for',
    async run({ node, page }) {
      const outside = [];
      page.on('request', (request) => request.url().startsWith(node.url) || outside.push(request.url()));
      for (const address of Object.values(places)) {
        await page.goto(node.url + address);
        await settled(page);
      }
      equal(outside, [], 'asked of others');
    },
  };
  yield {
    name: 'Home is usable soon',
    options: { fixed: false },
    async run({ node, page }) {
      const client = await page.context().newCDPSession(page);
      await client.send('Emulation.setCPUThrottlingRate', { rate: 4 });
      await page.goto(node.url + '/');
      await settled(page);
      const at = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0);
      const done = await page.evaluate(() => performance.now());
      console.log(`  with a quarter of the processor: first paint ${at.toFixed(0)} ms, title there and fonts loaded ${done.toFixed(0)} ms (bar: 700)`);
    },
  };
}
