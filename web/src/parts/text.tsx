// Others' words on the screen. This is the only file that shows them, and it makes text nodes and chips of them: never
// markup, never an address, never a class of their choosing.
import { useState } from 'preact/hooks';
import { nameOf, pieces, type Chip } from '../base/chips';
import { minute, now } from '../base/clock';
import { t } from '../base/i18n';
import { fullTimeOf, instant, timeOf } from '../base/time';

function ChipOf({ chip }: { chip: Chip }) {
  const name = nameOf(chip.code);
  return (
    <span class="ctl" dir="ltr" title={t('chip.title', { name })}>
      <span class="vh">{t('chip.aloud')} </span>
      {name}
      {chip.times > 1 && ` ×${chip.times}`}
    </span>
  );
}

interface WordsProps {
  text: string;
  lines?: 'one' | 'many';
  most?: number;
}

// Its direction is that of the words and not of the page. What is longer than `most` is cut, and says so.
export function Words({ text, lines = 'one', most = 240 }: WordsProps) {
  const { parts, cut } = pieces(text, lines, most);
  return (
    <bdi dir="auto">
      {parts.map((part) => (typeof part === 'string' ? part : <ChipOf chip={part} />))}
      {cut > 0 && <span class="more">… {t('text.cut', { n: cut })}</span>}
    </bdi>
  );
}

// A long text, of which more can be asked for. Each line has a direction of its own.
export function LongWords({ text }: { text: string }) {
  const step = 8000;
  const [most, setMost] = useState(step);
  const { parts, cut } = pieces(text, 'many', most);
  const lines: (string | Chip)[][] = [[]];
  for (const part of parts) {
    if (typeof part !== 'string') {
      lines.at(-1)?.push(part);
      continue;
    }
    part.split('\n').forEach((line, i) => (i === 0 ? lines.at(-1)?.push(line) : lines.push([line])));
  }
  return (
    <>
      {lines.slice(0, 2000).map((line) => (
        <p dir="auto">{line.map((part) => (typeof part === 'string' ? part : <ChipOf chip={part} />))}</p>
      ))}
      {cut > 0 && (
        <p class="more">
          {t('text.cut', { n: cut })}{' '}
          <button class="btn" type="button" onClick={() => setMost(most + step * 4)}>
            {t('text.show-more')}
          </button>
        </p>
      )}
    </>
  );
}

// A party: by place and form before hue. `ours` is the one whose node this is.
export function Party({ name, ours = false }: { name: string; ours?: boolean }) {
  return (
    <span class={ours ? 'side a' : 'side b'}>
      <Words text={name} most={60} />
    </span>
  );
}

// Words in a box with the name of who said them: they can never look like words of the room.
interface SaidProps {
  by: string;
  ours?: boolean;
  note?: string;
  text: string;
  small?: boolean;
}
export function Said({ by, ours = false, note, text, small = false }: SaidProps) {
  return (
    <figure class={`said${small ? ' sm' : ''} ${ours ? 'from-a' : 'from-b'}`}>
      <figcaption>
        <Party name={by} ours={ours} />
        {note !== undefined && <span>{note}</span>}
      </figcaption>
      <blockquote>
        <LongWords text={text} />
      </blockquote>
    </figure>
  );
}

// What the node itself says of a failure, as it says it, which is in English.
export function NodeSays({ text }: { text: string }) {
  return (
    <figure class="said sm bytes">
      <figcaption>{t('state.node-says')}</figcaption>
      <code lang="en">
        <Words text={text} lines="many" most={4000} />
      </code>
    </figure>
  );
}

// An instant of the node's. What is none is others' words, and shown as such.
export function Time({ at, long = false }: { at: string | undefined; long?: boolean }) {
  const found = instant(at);
  if (found === undefined) return at === undefined || at === '' ? null : <Words text={at} most={40} />;
  const full = fullTimeOf(found);
  return (
    <time dateTime={new Date(found).toISOString()} title={full}>
      {long ? full : timeOf(found, minute.value || now.value)}
    </time>
  );
}
