import { describe, expect, test } from 'vitest';
import { fitting, pagesOf, scrollTo, tallest, visible } from './windowing';

describe('the rows of a long list', () => {
  test('that are there cover what is seen, and are few', () => {
    for (const count of [0, 1, 7, 100, 100_000])
      for (const top of [-5, 0, 79, 80, 4000, 8_000_000])
        for (const height of [0, 300, 900]) {
          const { first, end } = visible(top, height, 80, count, 8);
          expect(first).toBeGreaterThanOrEqual(0);
          expect(end).toBeLessThanOrEqual(Math.max(count, first));
          expect(end - first).toBeLessThanOrEqual(Math.ceil(height / 80) + 18);
          for (let y = Math.max(0, top); y < top + height; y += 40) {
            const row = Math.floor(y / 80);
            if (row < count) expect(row >= first && row < end).toBe(true);
          }
        }
  });
  test('are scrolled to only when they are not seen whole', () => {
    expect(scrollTo(3, 0, 400, 80)).toBeUndefined();
    expect(scrollTo(5, 0, 400, 80)).toBe(80);
    expect(scrollTo(0, 400, 400, 80)).toBe(0);
  });
  test('come in pages', () => {
    expect(pagesOf({ first: 0, end: 30 }, 200)).toEqual([0]);
    expect(pagesOf({ first: 190, end: 401 }, 200)).toEqual([0, 1, 2]);
    expect(pagesOf({ first: 0, end: 0 }, 200)).toEqual([]);
  });
  test('end where a browser can draw no more', () => expect(fitting(1_000_000, 80)).toBe(tallest / 80));
});
