// What must hold of every page in every test.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export function expect(holds, sentence) {
  if (!holds) throw new Error(sentence);
}
export function equal(found, wanted, what) {
  const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (a !== b) throw new Error(`${what}: ${a} is not ${b}`);
}

// No word on the console, no report of the policy, nothing asked of anybody else.
export function silent(node, said) {
  equal(said, [], 'said on the console');
  equal(node.reports, [], 'reports of the policy');
}

// WCAG 2.2 AA, as far as a program can judge it.
export async function accessible(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  const told = violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((each) => each.html.slice(0, 160) + ' ' + (each.any[0]?.message ?? '')).join(' | ')}`);
  equal(told, [], 'axe');
}

// Nothing is wider than the window, and nothing is under the frame.
export async function fits(page) {
  const found = await page.evaluate(() => {
    const wide = document.documentElement.scrollWidth - innerWidth;
    if (wide <= 0) return null;
    const worst = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1 || one.getBoundingClientRect().left < -1).slice(0, 3).map((one) => one.outerHTML.slice(0, 120));
    return { wide, worst };
  });
  equal(found, null, 'wider than the window');
}

export async function settled(page, selector = '#title', timeout = 20_000) {
  await page.waitForSelector(selector, { timeout });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}
