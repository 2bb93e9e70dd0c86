// Others' text, cut into what can be shown as it is and what cannot be seen. A character that has no ink, or that moves
// the ink of others, becomes a chip with its name, in every script: what is read must be what was signed. The same is
// decided for the command line in src/text/code_point.cc. It also bounds what is laid out: a name of a megabyte, or a
// thousand marks on one letter, must not stop the page that shows it.

export interface Chip {
  readonly code: number;
  readonly times: number;
}
export interface Pieces {
  readonly parts: readonly (string | Chip)[];
  readonly cut: number; // UTF-16 units that are not among the parts
}

// No real writing system needs more marks on one letter.
const mostMarks = 4;

// Signs that Unicode counts as format characters and that have ink (Prepended_Concatenation_Mark).
const inked = /[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]/u;
const unseen = /[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{DI}\u2800]/u;
const anyUnseen = new RegExp(unseen.source + '|\\p{M}', 'u');
const mark = /\p{M}/u;

// Line feeds stay with `many`; with `one` they and tabs become a space.
export function pieces(text: string, lines: 'one' | 'many', most: number): Pieces {
  const end = ending(text, most);
  const head = text.slice(0, end);
  const tidy = lines === 'one' ? head.replace(/[\r\n\t]+/g, ' ') : head.replace(/\r\n?/g, '\n').replace(/\t/g, ' ');
  const cut = text.length - end;
  if (!anyUnseen.test(tidy)) return { parts: tidy === '' ? [] : [tidy], cut };
  return { parts: taken(tidy, lines), cut };
}

// Never between the halves of a character.
function ending(text: string, most: number): number {
  if (text.length <= most) return text.length;
  const last = text.charCodeAt(most - 1);
  return last >= 0xd800 && last < 0xdc00 ? most - 1 : most;
}

function taken(text: string, lines: 'one' | 'many'): (string | Chip)[] {
  const parts: (string | Chip)[] = [];
  let run = '';
  let marks = 0;
  let bare = true; // a mark with no letter before it would stand on what is not of this text
  const chip = (code: number) => {
    if (run !== '') parts.push(run);
    run = '';
    const before = parts.at(-1);
    if (typeof before === 'object' && before.code === code) parts[parts.length - 1] = { code, times: before.times + 1 };
    else parts.push({ code, times: 1 });
  };
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const feed = character === '\n' && lines === 'many';
    if (!feed && unseen.test(character) && !inked.test(character)) {
      chip(code);
      bare = true;
    } else if (mark.test(character)) {
      if (bare || ++marks > mostMarks) chip(code);
      else run += character;
    } else {
      run += character;
      marks = 0;
      bare = feed || character === ' ';
    }
  }
  if (run !== '') parts.push(run);
  return parts;
}

// What Unicode calls the few that people meet; the number says it of all others.
const names: Readonly<Record<number, string>> = {
  0x00: 'NUL', 0x07: 'BEL', 0x08: 'BS', 0x09: 'TAB', 0x0a: 'LF', 0x0d: 'CR', 0x1b: 'ESC', 0x7f: 'DEL', 0xad: 'SHY',
  0x34f: 'CGJ', 0x61c: 'ALM', 0x200b: 'ZWSP', 0x200c: 'ZWNJ', 0x200d: 'ZWJ', 0x200e: 'LRM', 0x200f: 'RLM', 0x2028: 'LSEP',
  0x2029: 'PSEP', 0x202a: 'LRE', 0x202b: 'RLE', 0x202c: 'PDF', 0x202d: 'LRO', 0x202e: 'RLO', 0x2060: 'WJ',
  0x2066: 'LRI', 0x2067: 'RLI', 0x2068: 'FSI', 0x2069: 'PDI', 0xfeff: 'BOM', 0xfffc: 'OBJ',
};

export function nameOf(code: number): string {
  const number = 'U+' + code.toString(16).toUpperCase().padStart(4, '0');
  const name = names[code];
  return name === undefined ? number : `${number} ${name}`;
}

// The same as one text, for what can hold no chips: the title of the tab, a label that is read aloud.
export function plain(text: string, most = 120): string {
  const { parts, cut } = pieces(text, 'one', most);
  const out = parts.map((part) => (typeof part === 'string' ? part : `[${nameOf(part.code)}]`)).join('');
  return cut > 0 ? out + '…' : out;
}
