import { describe, expect, test } from 'vitest';
import { nameOf, pieces, plain } from './chips';

const shown = (text: string, lines: 'one' | 'many' = 'one', most = 1000) => pieces(text, lines, most).parts.map((part) => (typeof part === 'string' ? part : `<${nameOf(part.code)}×${part.times}>`)).join('');

describe('others’ text', () => {
  test('that can be seen stays as it is, in every script', () => {
    for (const text of ['Über 5 % – “so”', 'Привет', 'שלום עולם', 'مرحبا بالعالم', '日本語', 'नमस्ते', '👋🏽', 'é e\u0301', '١٢٣', '\u0600١']) expect(shown(text)).toBe(text);
  });
  test.each([
    ['a\u202egpj.exe', 'a<U+202E RLO×1>gpj.exe'], ['a\u200b\u200b\u200bb', 'a<U+200B ZWSP×3>b'], ['\u2066x\u2069', '<U+2066 LRI×1>x<U+2069 PDI×1>'], ['a\u0000b', 'a<U+0000 NUL×1>b'],
    ['\ufeffx', '<U+FEFF BOM×1>x'], ['a\u00adb', 'a<U+00AD SHY×1>b'], ['\ue000', '<U+E000×1>'], ['\u{e0041}', '<U+E0041×1>'], ['\u2800', '<U+2800×1>'], ['\u3164', '<U+3164×1>'], ['\ud800', '<U+D800×1>'], ['\u{10ffff}', '<U+10FFFF×1>'],
  ])('%j has a chip for what cannot be seen', (text, expected) => expect(shown(text)).toBe(expected));
  test('has no more marks on a letter than a writing system needs', () => {
    expect(shown('e' + '\u0301'.repeat(100))).toBe('e' + '\u0301'.repeat(4) + '<U+0301×96>');
    expect(shown('\u0301x')).toBe('<U+0301×1>x');
    expect(shown('a \u0301x')).toBe('a <U+0301×1>x');
  });
  test('is cut before it is laid out, and never inside of a character', () => {
    const { parts, cut } = pieces('x'.repeat(1_000_000), 'one', 240);
    expect([parts, cut]).toEqual([['x'.repeat(240)], 999_760]);
    expect(pieces('ab😀', 'one', 3)).toEqual({ parts: ['ab'], cut: 2 });
  });
  test('of ten thousand joiners is one chip', () => expect(pieces('\u200d'.repeat(10_000), 'one', 20_000).parts).toEqual([{ code: 0x200d, times: 10_000 }]));
  test('keeps its lines only where there is room for them', () => {
    expect(shown('a\r\nb\tc', 'many')).toBe('a\nb c');
    expect(shown('a\r\nb\tc')).toBe('a b c');
  });
  test('can be said as one text', () => expect(plain('a\u202eb' + 'x'.repeat(200), 10)).toBe('a[U+202E RLO]bxxxxxxx…'));
});
