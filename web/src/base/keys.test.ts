import { expect, test, vi } from 'vitest';

vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined });
const { bindingOf, everywhere } = await import('./keys');

test('a key after another is another one', () => {
  expect(bindingOf(everywhere, 'g', 'h')?.says).toBe('key.home');
  expect(bindingOf(everywhere, '', 'h')).toBeUndefined();
  expect(bindingOf(everywhere, '', '?')?.says).toBe('key.help');
});
test('no two are the same', () => {
  const keys = everywhere.map((one) => one.keys);
  expect(new Set(keys).size).toBe(keys.length);
});
