import { expect, test } from 'vitest';
import { outline } from './outline';

test('a value becomes lines with a depth', () => {
  expect(outline({ a: [1, 'x'], b: {} }).lines.map((line) => ' '.repeat(line.depth) + line.text)).toEqual(['{', ' "a": [', '  1,', '  "x"', ' ],', ' "b": {}', '}']);
});
test('what is nested without end or long without end is bounded, and says so', () => {
  let deep: unknown = 1;
  for (let i = 0; i < 100_000; i++) deep = [deep];
  const { lines, left } = outline(deep);
  expect(left).toBe(true);
  expect(lines.length).toBeLessThan(60);
  const long = outline(Array.from({ length: 1_000_000 }, (_, i) => i));
  expect(long.left).toBe(true);
  expect(long.lines.length).toBeLessThan(1600);
});
