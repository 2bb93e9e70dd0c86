// What was said, in full: first what a person reads, in the box of who said it; then the facts; then every member of
// the object, since what was signed is more than what a page chooses to show.
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { left } from '../base/clock';
import { plain } from '../base/chips';
import { source } from '../base/data';
import { known, number, rich, t, type Key } from '../base/i18n';
import { levelOfRefs, label, type Level } from '../base/marking';
import { me } from '../base/node';
import { outline } from '../base/outline';
import { saidOf } from '../base/shapes';
import { instant, spanOf } from '../base/time';
import type { Due, Item, Said as Answer } from '../base/types';
import { framed, framedOf } from '../parts/shell';
import { Asking, NewerBar, OldBar, Refused, Title } from '../parts/states';
import { Party, Said, Time, Words } from '../parts/text';

type Members = Readonly<Record<string, unknown>>;

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function textOf(of: Members, name: string): string | undefined {
  const value = of[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
function listOf(of: Members, name: string): readonly unknown[] {
  const value = of[name];
  return Array.isArray(value) ? value : [];
}

// Every marking that stands anywhere in the object counts for all of it.
function levelOf(of: Members): Level {
  const refs = listOf(of, 'object_marking_refs');
  const granular = listOf(of, 'granular_markings').flatMap((one) => (isMembers(one) && one['marking_ref'] !== undefined ? [one['marking_ref']] : []));
  return levelOfRefs([...refs, ...granular]);
}

// The texts that people wrote, in the order in which they are read; the first that is there is the one in the box.
const texts: readonly string[] = ['description', 'statement', 'text', 'purpose'];
const sayings: readonly string[] = ['basis', 'reason', 'done', 'speaker', 'authority', 'subject', 'severity_text', 'claimed_origin', 'contact_information', 'hours'];
const codes: readonly string[] = ['incident_severity', 'severity', 'stance', 'audience', 'stage', 'outcome', 'wish', 'role', 'to_role', 'asks', 'uses', 'on_silence'];
const times: readonly string[] = ['wished_for', 'received', 'valid_from', 'valid_until', 'version'];
const refs: readonly string[] = ['to_refs', 'party_ref', 'inquiry_ref', 'recall_ref', 'of_ref', 'object_ref', 'object_refs', 'reply_refs', 'replacement_ref', 'charter_ref', 'ping_ref'];
const factKeys: readonly string[] = [...codes, ...times, ...refs];

function strings(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

function Ref({ id, names }: { id: string; names: Readonly<Record<string, string>> }) {
  const name = Object.hasOwn(names, id) ? names[id] : undefined;
  if (name !== undefined) return <Party name={name} ours={name === me.value?.party} />;
  return <span class="mono"><Words text={id} most={120} /></span>;
}

function valueOf(name: string, one: string, names: Readonly<Record<string, string>>): ComponentChildren {
  if (times.includes(name)) return <Time at={one} long />;
  if (refs.includes(name)) return <Ref id={one} names={names} />;
  const word = known('word', one);
  return word === undefined ? <Words text={one} most={200} /> : t(word);
}

function Facts({ of, names, children }: { of: Members; names: Readonly<Record<string, string>>; children: ComponentChildren }) {
  const rows = factKeys.flatMap((name) => {
    const found = strings(of[name]);
    const key = known('member', name);
    return found.length === 0 || key === undefined ? [] : [{ name, key, found }];
  });
  const said = sayings.flatMap((name) => {
    const text = textOf(of, name), key = known('member', name);
    return text === undefined || key === undefined ? [] : [{ key, text }];
  });
  return (
    <dl class="facts">
      {said.map(({ key, text }) => <><dt>{t(key)}</dt><dd class="words sm"><Words text={text} lines="many" most={2000} /></dd></>)}
      {rows.map(({ name, key, found }) => (
        <>
          <dt>{t(key)}</dt>
          <dd>{found.slice(0, 50).map((one, i) => <>{i > 0 && ', '}{valueOf(name, one, names)}</>)}{found.length > 50 && ` ${t('text.more', { n: found.length - 50 })}`}</dd>
        </>
      ))}
      {children}
    </dl>
  );
}

function Questions({ of, whose }: { of: Members; whose: ComponentChildren }) {
  const questions = listOf(of, 'questions').filter(isMembers);
  if (questions.length === 0) return null;
  return (
    <section class="sec" aria-labelledby="questions">
      <header><h2 id="questions">{t('message.questions')}</h2><span class="n">{number(questions.length)}, {whose}</span></header>
      <ol class="qs" role="list">
        {questions.slice(0, 500).map((one) => (
          <li><span class="qn">{typeof one['number'] === 'number' ? number(one['number']) : '–'}</span><p class="words"><Words text={textOf(one, 'text') ?? ''} lines="many" most={4000} /></p></li>
        ))}
      </ol>
    </section>
  );
}

const settled: readonly string[] = ['answered', 'refused', 'not-known'];

// The outcome in one letter and its word, as the inquiry has it.
function Answers({ of, whose }: { of: Members; whose: ComponentChildren }) {
  const answers = listOf(of, 'answers').filter(isMembers);
  if (answers.length === 0) return null;
  return (
    <section class="sec" aria-labelledby="answers">
      <header><h2 id="answers">{t('message.answers')}</h2><span class="n">{number(answers.length)}, {whose}</span></header>
      <ol class="qs" role="list">
        {answers.slice(0, 500).map((one) => {
          const outcome = textOf(one, 'outcome') ?? '';
          const word = known('word', outcome);
          const text = textOf(one, 'text') ?? textOf(one, 'reason');
          return (
            <li>
              <span class="qn">{typeof one['question'] === 'number' ? number(one['question']) : '–'}</span>
              <div>
                <p class="outcome"><span class={settled.includes(outcome) ? 'oc set' : 'oc later'} aria-hidden="true"></span><b>{word === undefined ? <Words text={outcome} most={40} /> : t(word)}</b>{textOf(one, 'until') !== undefined && <span class="soft small">{t('message.until')} <Time at={textOf(one, 'until')} /></span>}</p>
                {text !== undefined && <p class="words"><Words text={text} lines="many" most={4000} /></p>}
              </div>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

// Corrected or withdrawn: the earlier words stay, and this stands before them.
function LaterNote({ of }: { of: Answer | Item }) {
  const later = of.withdrawn ?? of.corrected;
  if (later === undefined) return null;
  return (
    <div class="later" role="note">
      <span class="tag wrong">{t(of.withdrawn === undefined ? 'later.corrected' : 'later.withdrawn')}</span>
      <div>
        <p class="small">{rich('later.by-author', { time: <Time at={later.added} /> })} {(later.times ?? 1) > 1 && t('later.times', { n: later.times ?? 1 })}</p>
        {later.text !== undefined && later.text !== '' && <p class="words"><Words text={later.text} lines="many" most={4000} /></p>}
      </div>
    </div>
  );
}

function Everything({ object }: { object: unknown }) {
  const { lines, left } = outline(object);
  return (
    <details class="all">
      <summary>{t('message.everything')}</summary>
      <ol class="bytes-lines" role="list">
        {lines.map((line) => <li class={`in${Math.min(line.depth, 12)}`}><Words text={line.text} most={2000} /></li>)}
      </ol>
      {left && <p class="soft small">{t('message.everything-cut')}</p>}
    </details>
  );
}

function DueLine({ due }: { due: Due }) {
  const at = instant(due.due);
  if (at === undefined) return <>{t('message.waits')}</>;
  const until = left(at);
  return <>{rich(until < 0 ? 'message.waits-late' : 'message.waits-until', { span: <b>{spanOf(until)}</b>, time: <Time at={due.due} /> })}</>;
}

interface MessageProps {
  group: string;
  id: string;
  listed: Item | undefined;
  due: Due | undefined;
}

export function Message({ group, id, listed, due }: MessageProps) {
  const from = useMemo(() => source<Answer>(`/room/inbox/${encodeURIComponent(id)}?group=${encodeURIComponent(group)}`, saidOf), [group, id]);
  useEffect(() => () => from.stop(), [from]);
  const { data, refusal } = from.shown.value;
  const object = isMembers(data?.object) ? data.object : {};
  const kind: Key | undefined = known('kind', listed?.kind ?? textOf(object, 'type') ?? '');
  const name = textOf(object, 'name') ?? textOf(object, 'subject');
  const shownName = name ?? listed?.text;
  useEffect(() => {
    if (data !== undefined) framed.value = framedOf(data, levelOf(object));
    document.title = shownName === undefined ? t('place.inbox') : plain(shownName, 80);
  }, [data, shownName]);
  if (data === undefined) {
    if (refusal === undefined) return <Asking />;
    return (
      <>
        <Refused what="what.message" refusal={refusal} again={() => void from.again()} />
        {listed !== undefined && refusal.code !== 'no_right' && <div class="listed"><p class="small soft">{t('message.listed')}</p><Said by={listed.from} text={listed.text} /></div>}
      </>
    );
  }
  const names = data.names ?? {};
  const author = data.from_name ?? listed?.from ?? names[data.from] ?? data.from;
  const ours = data.own === true || author === me.value?.party;
  const main = texts.map((one) => textOf(object, one)).find((one) => one !== undefined);
  const level = levelOf(object);
  // Whose words these are stands over each list of them, where they are in no box.
  const whose = rich('message.in-words', { who: <Party name={author} ours={ours} /> });
  const kick = (
    <>
      <Party name={author} ours={ours} /> <span>{rich('message.to', { group: <b><Words text={data.group} most={60} /></b> })}</span>
      <span class="tag">{kind === undefined ? <Words text={listed?.kind ?? textOf(object, 'type') ?? ''} most={40} /> : t(kind)}</span>
      {(object['exercise'] === true || listed?.exercise === true) && <span class="tag fill">{t('exercise')}</span>}
      {level.tlp !== undefined && <span class={`tag tl tlp-${level.tlp}`}>{label[level.tlp]}</span>}
    </>
  );
  return (
    <article class="message">
      <NewerBar shown={from.shown.value} says={t('state.newer')} take={() => from.take()} />
      <OldBar shown={from.shown.value} again={() => void from.again()} />
      <Title kick={kick} lead={due !== undefined ? <DueLine due={due} /> : listed?.needs_act === true ? t('message.waits') : t('message.no-act')}>
        {name !== undefined ? <Words text={name} most={300} /> : kind !== undefined ? t(kind) : <Words text={listed?.text ?? textOf(object, 'type') ?? id} most={200} />}
      </Title>
      <LaterNote of={data.corrected !== undefined || data.withdrawn !== undefined ? data : listed ?? data} />
      {main !== undefined && <Said by={author} ours={ours} text={main} />}
      <Questions of={object} whose={whose} />
      <Answers of={object} whose={whose} />
      <section class="sec" aria-labelledby="facts">
        <header><h2 id="facts">{t('message.facts')}</h2><span class="n">{whose}</span></header>
        <Facts of={object} names={names}>
          <dt>{t('message.said')}</dt><dd><Time at={data.added} long /> <span class="soft">{t('message.own-claim')}</span></dd>
          <dt>{t('message.id')}</dt><dd class="mono"><Words text={textOf(object, 'id') ?? id} most={120} /></dd>
        </Facts>
      </section>
      <Everything object={data.object} />
    </article>
  );
}
