// The words of the room in a person's language. A catalogue is a table from keys to sentences; English is the one that
// says which keys there are, and the type check refuses a catalogue that lacks one. What others wrote is never a word
// of the room: it goes in as a node (rich), so that no sentence is ever put together with it.
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { en } from '../words/en';
import { de } from '../words/de';

// A sentence, or one for each plural form of the language; "=1" is exactly one and goes before the form.
export type Word = string | { readonly other: string; readonly [form: string]: string };
export type Key = keyof typeof en;
export type Catalogue = Readonly<Record<Key, Word>>;
export type Values = Readonly<Record<string, string | number>>;

export interface Language {
  readonly tag: string;
  readonly direction: 'ltr' | 'rtl';
  readonly words: Catalogue;
}

export const english: Language = { tag: 'en', direction: 'ltr', words: en };
export const german: Language = { tag: 'de', direction: 'ltr', words: de };
export const language = signal<Language>(english);

// The pseudo-locales are for tests, and come only when the node names one of them.
export function languageOf(tag: string): Language | Promise<Language> {
  if (tag === 'x-rtl' || tag === 'x-cyrillic') return import('./pseudo').then((made) => made.pseudo(tag));
  return tag === 'de' ? german : english;
}

const rules = new Map<string, Intl.PluralRules>();
const numbers = new Map<string, Intl.NumberFormat>();

// Formatters are slow to make, and there are as few of them as languages.
function kept<T>(made: Map<string, T>, tag: string, make: (tag: string) => T): T {
  const found = made.get(tag);
  if (found !== undefined) return found;
  const one = make(tag);
  made.set(tag, one);
  return one;
}

export function number(value: number, of: Language = language.value): string {
  return kept(numbers, of.tag, (tag) => new Intl.NumberFormat(tag)).format(value);
}

// The form of the sentence for the value `n`.
export function form(word: Word, n: number, of: Language): string {
  if (typeof word === 'string') return word;
  const exact = word[`=${n}`];
  if (exact !== undefined) return exact;
  return word[kept(rules, of.tag, (tag) => new Intl.PluralRules(tag)).select(n)] ?? word.other;
}

// Splits "a {b} c" into "a ", {b}, " c": odd places are names.
export function holes(sentence: string): string[] {
  return sentence.split(/\{(\w+)\}/);
}

function sentenceOf(key: Key, values: Readonly<Record<string, unknown>>, of: Language): string {
  return form(of.words[key], typeof values['n'] === 'number' ? values['n'] : 0, of);
}

export function t(key: Key, values: Values = {}, of: Language = language.value): string {
  return holes(sentenceOf(key, values, of))
    .map((part, i) => (i % 2 === 0 ? part : shown(values[part], of)))
    .join('');
}

// The same with nodes in the places, for what stands in a sentence and is not a word of the room.
export function rich(key: Key, values: Readonly<Record<string, ComponentChildren>>): ComponentChildren[] {
  const of = language.value;
  return holes(sentenceOf(key, values, of)).map((part, i) => {
    if (i % 2 === 0) return part;
    const value = values[part];
    return typeof value === 'number' ? number(value, of) : value;
  });
}

// A key that is made of a word of the data: it is in the catalogue, or the word itself stands there.
export function known(prefix: string, word: string): Key | undefined {
  const key = `${prefix}.${word.replaceAll(' ', '-')}`;
  return Object.hasOwn(en, key) ? (key as Key) : undefined;
}

function shown(value: string | number | undefined, of: Language): string {
  if (value === undefined) return '';
  return typeof value === 'number' ? number(value, of) : value;
}
