// Pseudo-locales, made of the English catalogue: one that runs right to left, one in Cyrillic letters, both some 40 %
// longer. They show what a translation would break before there is one. Nobody is offered them.
import { en } from '../words/en';
import type { Catalogue, Key, Language, Word } from './i18n';

const hebrew = 'אבצדעפגהיחכלמנוסקרשתטבוזיז';
const cyrillic = 'абцдефгхийклмнопярстувшзыщ';

function letters(text: string, alphabet: string): string {
  const upper = alphabet.toUpperCase();
  return text.replace(/[a-z]/gi, (letter) => {
    const at = letter.toLowerCase().charCodeAt(0) - 97;
    return (letter < 'a' ? upper : alphabet).charAt(at) || letter;
  });
}

// Places stay, since their names are no words.
function turned(sentence: string, alphabet: string): string {
  const out = sentence
    .split(/(\{\w+\})/)
    .map((part, i) => (i % 2 === 0 ? letters(part, alphabet) : part))
    .join('');
  return out + ' ' + alphabet.slice(0, Math.round(sentence.length * 0.4)).replace(/(.{5})/g, '$1 ').trim();
}

// What is one or two signs long is a sign and no word.
function word(of: Word, alphabet: string): Word {
  if (typeof of === 'string') return of.length < 3 ? of : turned(of, alphabet);
  return Object.fromEntries(Object.entries(of).map(([form, text]) => [form, turned(text, alphabet)])) as Word;
}

export function pseudo(tag: 'x-rtl' | 'x-cyrillic'): Language {
  const alphabet = tag === 'x-rtl' ? hebrew : cyrillic;
  const words = Object.fromEntries((Object.keys(en) as Key[]).map((key) => [key, word(en[key], alphabet)]));
  return { tag: tag === 'x-rtl' ? 'he' : 'ru', direction: tag === 'x-rtl' ? 'rtl' : 'ltr', words: words as Catalogue };
}
