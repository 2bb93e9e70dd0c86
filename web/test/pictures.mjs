// The pictures of docs/room, each under 60 kB: node test/pictures.mjs. Chromium itself writes WebP.
import { writeFileSync } from 'node:fs';
import { startMock } from './mock.mjs';
import { openBrowser, openPage } from './browser.mjs';
import { first } from './world.mjs';

const most = 60_000;
const desk = { width: 1360, height: 850 };
const wanted = [
  ['home', '/', desk, 'en'], ['inbox', `/inbox/${first.group}/${first.id}`, desk, 'en'], ['health', '/health', desk, 'en'], ['you', '/you', { width: 1360, height: 700 }, 'en'],
  ['sign-in', '/sign-in', { width: 1360, height: 760 }, 'en'], ['phone', '/', { width: 390, height: 844, scheme: 'dark', hasTouch: true, isMobile: true, deviceScaleFactor: 2 }, 'de'],
];
const { browser, close } = await openBrowser();
const node = await startMock();
for (const [name, address, options, language] of wanted) {
  Object.assign(node, { language, began: Date.now() });
  const { page, close: shut } = await openPage(browser, options);
  await page.goto(node.url + address);
  await page.waitForSelector('h1');
  await page.waitForTimeout(400);
  const png = (await page.screenshot()).toString('base64');
  await shut();
  const blank = await browser.newPage();
  let bytes = Buffer.alloc(0);
  for (let quality = 0.86; quality > 0.2; quality -= 0.08) {
    const webp = await blank.evaluate(async ([data, how]) => {
      const picture = await createImageBitmap(await (await fetch('data:image/png;base64,' + data)).blob());
      const canvas = Object.assign(document.createElement('canvas'), { width: picture.width, height: picture.height });
      canvas.getContext('2d').drawImage(picture, 0, 0);
      return canvas.toDataURL('image/webp', how).split(',')[1];
    }, [png, quality]);
    bytes = Buffer.from(webp, 'base64');
    if (bytes.length < most) break;
  }
  await blank.close();
  writeFileSync(new URL(`../../docs/room/${name}.webp`, import.meta.url), bytes);
  console.log(`${name}.webp: ${(bytes.length / 1000).toFixed(0)} kB`);
}
await close();
await node.stop();
