import { describe, expect, test } from 'vitest';
import { de } from '../words/de';
import { en } from '../words/en';
import { form, german, holes, known, language, number, rich, t, type Key, type Word } from './i18n';
import { pseudo } from './pseudo';

const keys = Object.keys(en) as Key[];
const forms = (word: Word): string[] => (typeof word === 'string' ? [word] : Object.values(word));
const names = (word: Word): string[] => [...new Set(forms(word).flatMap((one) => holes(one).filter((_, i) => i % 2 === 1)))].sort();

const expected: readonly string[] = ['time.s', 'time.min', 'health.journal', 'you.name'];

describe('the catalogues', () => {
  test('have the same places in each sentence, whatever the order', () => {
    for (const key of keys) expect([key, names(de[key])]).toEqual([key, names(en[key])]);
  });
  test('say nothing empty, and nothing in English where it is German', () => {
    const same = keys.filter((key) => JSON.stringify(de[key]) === JSON.stringify(en[key]));
    // Words that are the same in both languages.
    expect(same).toEqual(expected);
    for (const key of keys) for (const one of [...forms(en[key]), ...forms(de[key])]) expect([key, one.trim()]).not.toEqual([key, '']);
  });
  test('of the tests are longer, keep the places and are in their script', () => {
    for (const tag of ['x-rtl', 'x-cyrillic'] as const) {
      const made = pseudo(tag);
      for (const key of keys) expect([key, names(made.words[key])]).toEqual([key, names(en[key])]);
      expect(forms(made.words['state.asking'])[0]).toMatch(tag === 'x-rtl' ? /^[\u0590-\u05ff]/ : /^[\u0400-\u04ff]/);
    }
    expect(pseudo('x-rtl').direction).toBe('rtl');
  });
});

describe('a sentence', () => {
  test('takes its form from the number, exactly or by the rules of the language', () => {
    const word: Word = { '=0': 'none', one: 'one', other: '{n}' };
    expect([0, 1, 5].map((n) => form(word, n, german))).toEqual(['none', 'one', '{n}']);
    expect(t('home.wrong', { n: 2 })).toBe('Two things are wrong.');
    expect(t('home.wrong', { n: 1234 })).toBe('1,234 things are wrong.');
    expect(t('home.wrong', { n: 2 }, german)).toBe('Zwei Dinge stimmen nicht.');
  });
  test('keeps what stands in it apart', () => {
    language.value = german;
    expect(rich('places.node', { node: '{n}<b>' })).toEqual(['Knoten ', '{n}<b>', '']);
    expect(number(1234567)).toBe('1.234.567');
  });
  test('for a word of the data is one of the catalogue or none', () => {
    expect(known('due.us', 'answer recall')).toBe('due.us.answer-recall');
    for (const word of ['constructor', '__proto__', 'toString', '']) expect(known('kind', word)).toBeUndefined();
  });
});
