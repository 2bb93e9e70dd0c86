// The frame around every screen: places, the marking of the page, the clock, the line to the node, and at the foot what
// the page was computed from.
import type { ComponentChildren } from 'preact';
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { now, skew } from '../base/clock';
import { language, number, rich, t, type Key } from '../base/i18n';
import { everywhere, enabled, helpOpen, here } from '../base/keys';
import { label, levelOfText, type Level } from '../base/marking';
import { act, link, me, signedOut, tryNow } from '../base/node';
import { all, arrive, route, steps, type Route } from '../base/router';
import { clockOf, dayOf, localOf, spanOf, timeOf } from '../base/time';
import type { Answer, Head } from '../base/types';
import { Link } from './link';
import { Words } from './text';

// What a screen tells the frame of itself.
export interface Framed {
  readonly marking: Level | undefined; // undefined: the node did not say
  readonly marked: { readonly n: number; readonly of: number } | undefined;
  readonly heads: readonly Head[];
}
// Of a page that shows nothing that anybody exchanged.
export const bare: Framed = { marking: { tlp: undefined, other: false }, marked: undefined, heads: [] };
export const framed = signal<Framed>(bare);
export const counts = signal<{ readonly wrong?: number; readonly open?: number }>({});

// The strictest of what the answer says of itself.
export function framedOf(of: Answer | undefined, own?: Level): Framed {
  if (of === undefined) return bare;
  const marking = typeof of.marking === 'string' ? { tlp: of.marking } : of.marking;
  const level = marking?.tlp === undefined ? own : levelOfText(marking.tlp);
  const marked = marking?.marked === undefined ? undefined : { n: marking.marked, of: marking.objects ?? marking.marked };
  return { marking: level, marked, heads: of.heads ?? [] };
}

function markingWord({ marking }: Framed): { name: string; word: string } {
  if (marking === undefined) return { name: 'none', word: t('marking.unknown') };
  const other = marking.other ? (marking.tlp === undefined ? t('marking.other-only') : ' ' + t('marking.other')) : '';
  if (marking.tlp === undefined) return { name: 'none', word: other === '' ? t('marking.unmarked') : other };
  return { name: marking.tlp, word: label[marking.tlp] + other };
}

function Marking({ end = false }: { end?: boolean }) {
  const { name, word } = markingWord(framed.value);
  const { marking, marked } = framed.value;
  const unmarked = marking !== undefined && marking.tlp === undefined && !marking.other;
  const why = marking === undefined ? t('marking.unknown-why') : unmarked ? t('marking.unmarked-why') : marked === undefined ? t('marking.strictest') : t('marking.of', { n: marked.n, of: marked.of });
  if (end) return <div class="tlp tlp-end" aria-hidden="true"><b class={`tlp-${name}`}>{word}</b></div>;
  return (
    <div class="tlp tlp-top" role="region" aria-label={t('marking.label')}>
      <b class={`tlp-${name}`}>{word}</b> <span>{why}</span>
    </div>
  );
}

const places: readonly { screen: Route['screen']; route: Route; name: Key }[] = [
  { screen: 'home', route: { screen: 'home' }, name: 'place.home' },
  { screen: 'inbox', route: { screen: 'inbox', filter: all }, name: 'place.inbox' },
  { screen: 'health', route: { screen: 'health' }, name: 'place.health' },
  { screen: 'you', route: { screen: 'you' }, name: 'place.you' },
];

function Places() {
  const who = me.value;
  const at = route.value.screen;
  const { wrong, open } = counts.value;
  return (
    <nav class="places" aria-label={t('places.label')}>
      <p class="party">
        <span class="sq" aria-hidden="true"></span>
        <b><Words text={who?.party ?? ''} most={60} /></b>
        {who?.node !== undefined && <small>{rich('places.node', { node: <Words text={who.node} most={40} /> })}</small>}
      </p>
      <ul role="list">
        {places.map((place) => (
          <li class={place.screen === 'you' ? 'gap' : undefined}>
            <Link to={place.route} current={at === place.screen ? 'page' : undefined}>
              <span>{t(place.name)}</span>
              {place.screen === 'home' && (wrong ?? 0) > 0 && <span class="n hot">{t('places.wrong', { n: wrong ?? 0 })}</span>}
              {place.screen === 'inbox' && (open ?? 0) > 0 && <span class="n">{number(open ?? 0)}<span class="vh"> {t('places.open')}</span></span>}
            </Link>
          </li>
        ))}
      </ul>
      <div class="me">
        <b><Words text={who?.name ?? who?.user ?? ''} most={60} /></b>
        <button class="btn plain" type="button" onClick={() => void signOut()}>{t('you.sign-out')}</button>
      </div>
    </nav>
  );
}

// A sign-out that did not arrive has not happened, so the page stays and the line says that it is cut.
export async function signOut(): Promise<void> {
  try {
    await act('/room/sign-out', {});
  } catch {
    if (!signedOut.value) return;
  }
  location.assign('/sign-in');
}

function Clock() {
  const at = now.value;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <div class="clock">
      <b><time dateTime={new Date(at).toISOString()}>{clockOf(at)} UTC</time></b>
      <small>{zone === 'UTC' ? t('clock.utc', { day: dayOf(at) }) : t('clock.local', { day: dayOf(at), local: localOf(at) })}</small>
    </div>
  );
}

function LineState() {
  const { state, heard } = link.value;
  const ago = heard === undefined ? undefined : Math.max(0, Date.now() - heard);
  void now.value; // as the seconds go by
  return (
    <div class={`link-state ${state}`}>
      <span class="pip" aria-hidden="true"></span>
      <b>{t(state === 'live' ? 'line.live' : state === 'late' ? 'line.late' : 'line.cut')}</b>
      <small>{ago === undefined ? t('line.never') : t('line.ago', { span: spanOf(ago) })}</small>
    </div>
  );
}

// Told aloud when it begins and when it ends, and not with each second.
function CutBar() {
  const { state, heard, again } = link.value;
  const tick = now.value;
  const offset = tick - Date.now();
  return (
    <div>
      <div class={state === 'cut' ? 'newbar off' : undefined}>
        <p role="status">
          {state === 'cut' && <><b>{t('line.cut-off')}</b> {heard === undefined ? t('line.cut-never') : t('line.cut-since', { time: timeOf(heard + offset, tick) })}</>}
        </p>
        {state === 'cut' && <button class="btn" type="button" onClick={tryNow}>{t('line.try')}</button>}
        {state === 'cut' && again !== undefined && <span class="small soft">{t('line.again', { span: spanOf(Math.max(0, again - Date.now())) })}</span>}
      </div>
      {skew.value !== undefined && <p class="newbar due">{t(skew.value > 0 ? 'clock.behind' : 'clock.ahead', { span: spanOf(skew.value) })}</p>}
    </div>
  );
}

function Foot() {
  const { heads } = framed.value;
  const groups = [...new Set(heads.map((head) => head.group))];
  return (
    <footer class="foot">
      <p class="from">
        {heads.length === 0 ? t('foot.unsaid') : t('foot.from', { n: heads.length }) + ' '}
        {groups.map((group, i) => (
          <>
            {i > 0 && '; '}
            <b><Words text={group} most={60} /></b>{' '}
            {heads.filter((head) => head.group === group).map((head, j) => (
              <>
                {j > 0 && ', '}
                <Words text={head.party} most={60} /> <span class="num">{number(head.entries)}</span>
                {head.head !== undefined && <span class="mono faint" title={head.head}> {head.head.slice(0, 8)}</span>}
              </>
            ))}
          </>
        ))}
      </p>
      <p class="printed">{t('foot.printed', { time: `${dayOf(now.value)} ${clockOf(now.value)} UTC` })}</p>
      <button class="btn plain" type="button" onClick={() => print()}>{t('foot.print')}</button>
    </footer>
  );
}

// All keys, and the switch for them. The browser gives the focus back to where it came from.
function KeyHelp() {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = helpOpen.value;
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  const table = (title: string, rows: typeof everywhere) => (
    <section>
      <h3>{title}</h3>
      <dl class="keymap">
        {rows.map((row) => (
          <>
            <dt>{row.keys.split(' ').map((key) => <kbd>{key}</kbd>)}</dt>
            <dd>{t(row.says)}</dd>
          </>
        ))}
      </dl>
    </section>
  );
  return (
    <dialog class="help" ref={dialog} aria-labelledby="help-title" onClose={() => (helpOpen.value = false)}>
      {open && (
        <>
          <header>
            <h2 id="help-title" tabIndex={-1}>{t('key.title')}</h2>
            <form method="dialog"><button class="btn">{t('key.close')} <kbd>Esc</kbd></button></form>
          </header>
          <div class="help-cols">
            {here.value.length > 0 && table(t('key.here'), here.value)}
            {table(t('key.everywhere'), everywhere)}
          </div>
          <p class="soft small">{t('key.off-where')}</p>
        </>
      )}
    </dialog>
  );
}

// What was on the screen is not removed but covered: after the person came back in another tab, it is there again.
function SignedOut() {
  const back = location.pathname + location.search;
  return (
    <main class="over" id="main">
      <h1 id="title" tabIndex={-1}>{t('over.title')}</h1>
      <p class="lead">{t('over.why')}</p>
      <form method="get" action="/sign-in" class="btns">
        <input type="hidden" name="next" value={back} />
        <button class="btn do big">{t('over.sign-in')}</button>
      </form>
    </main>
  );
}

export function Shell({ children }: { children: ComponentChildren }) {
  const { tag, direction } = language.value;
  const step = steps.value;
  const over = signedOut.value;
  useEffect(() => {
    document.documentElement.lang = tag;
    document.documentElement.dir = direction;
  }, [tag, direction]);
  // After a step the new title is what a screen reader should say; at the first view, the browser says the page's.
  useEffect(() => {
    if (step > 0) arrive();
  }, [step]);
  useEffect(() => {
    if (over) document.getElementById('title')?.focus();
  }, [over]);
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => (event.preventDefault(), document.getElementById('main')?.focus())}>{t('skip')}</a>
      {over && <SignedOut />}
      <div hidden={over}>
        <Marking />
        <div class="room">
          <Places />
          <div class="desk">
            <header class="top">
              <p class="party only-phone">
                <span class="sq" aria-hidden="true"></span>
                <b><Words text={me.value?.party ?? ''} most={60} /></b>
              </p>
              {enabled.value && (
                <button class="btn plain keys-open" type="button" onClick={() => (helpOpen.value = true)}>
                  {t('key.open')} <kbd>?</kbd>
                </button>
              )}
              <Clock />
              <LineState />
            </header>
            <CutBar />
            <main id={over ? undefined : 'main'} tabIndex={-1}>{children}</main>
            <Foot />
          </div>
        </div>
        <Marking end />
        <KeyHelp />
      </div>
    </>
  );
}
