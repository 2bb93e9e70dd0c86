// Home: what is wrong, what is due, what is new, in this order. The title is the answer, so that who reads nothing else
// has read it.
import { useEffect, useMemo } from 'preact/hooks';
import { left, minute, since } from '../base/clock';
import { source } from '../base/data';
import { known, number, rich, t } from '../base/i18n';
import { here, step } from '../base/keys';
import { all, type Route } from '../base/router';
import { homeOf } from '../base/shapes';
import { dayOf, instant, spanOf, timeOf } from '../base/time';
import type { Due, Home as Answer, Item, News, Wrong } from '../base/types';
import { act } from '../base/node';
import { forget, Outcome, tried } from '../parts/acts';
import { Link } from '../parts/link';
import { countsOf } from '../parts/counts';
import { framed, framedOf } from '../parts/shell';
import { wrongWords } from '../parts/wrong';
import { Asking, NewerBar, OldBar, Refused, Section, Title } from '../parts/states';
import { Party, Time, Words } from '../parts/text';

const hour = 3_600_000;

// "Two things are wrong. Four are due from us, the first in 10 h 49 min."
export function answerOf(answer: Answer): string {
  const wrong = answer.wrong?.length ?? 0;
  const ours = (answer.due ?? []).filter((one) => one.own === true);
  const first = ours.map((one) => instant(one.due)).filter((at) => at !== undefined).sort((a, b) => a - b)[0];
  if (wrong === 0 && ours.length === 0) return t('home.calm');
  const bad = wrong === 0 ? t('home.none-wrong') : t('home.wrong', { n: wrong });
  if (ours.length === 0) return `${bad} ${t('home.none-due')}`;
  if (first === undefined) return `${bad} ${t('home.due', { n: ours.length })}`;
  const until = left(first), span = spanOf(until);
  return `${bad} ${until < 0 ? t('home.due-late', { n: ours.length, span }) : t('home.due-first', { n: ours.length, span })}`;
}

export function newEntries(news: readonly News[]): number {
  return news.reduce((sum, one) => sum + (one.entries ?? (one.items?.length ?? 0) + (one.more ?? 0)), 0);
}

export function itemRoute(group: string, id: string): Route {
  return { screen: 'inbox', filter: all, item: { group, id } };
}

function Wrongs({ wrong }: { wrong: readonly Wrong[] }) {
  return (
    <ul class="wrongs" role="list">
      {wrong.map((one) => {
        const [head, rest] = wrongWords(one);
        const at = instant(one.since);
        return (
          <li>
            <span class="bang" aria-hidden="true">!</span>
            <div>
              <h3>{head}</h3>
              <p class="small soft" lang="en"><Words text={rest} lines="many" most={1200} /></p>
            </div>
            <div class="left">
              {at !== undefined && <><b>{spanOf(since(at))}</b><small>{t('home.since')} <Time at={one.since} /></small></>}
            </div>
            <Link class="btn" row to={{ screen: 'health' }} >{t('home.open-health')}</Link>
          </li>
        );
      })}
    </ul>
  );
}

// 72 hours with a line every 24, to scale. The words beside it say the same, so it is not read aloud.
function Rail({ left }: { left: number }) {
  const width = 84, most = 72 * hour;
  const end = Math.max(0, Math.min(1, left / most)) * width;
  return (
    <svg class="rail" width={width} height="12" viewBox={`0 0 ${width} 12`} aria-hidden="true">
      {[0, 28, 56, 84].map((x) => <line x1={x} y1="0" x2={x} y2="12" class="grid" />)}
      {left < 0 && <path d="M0 2 h8 v8 h-8 z" class="late" />}
      {left >= 0 && <rect x="0" y="4" width={end} height="4" class="bar" />}
      {left >= 0 && left <= most && <path d={`M${end} 0 v12`} class="end" />}
    </svg>
  );
}

function dueSentence(one: Due) {
  const kind = known(one.own === true ? 'due.us' : 'due.them', one.what) ?? (one.own === true ? 'due.us.other' : 'due.them.other');
  return rich(kind, {
    who: <Party name={one.who_name ?? ''} />,
    to: one.to === undefined ? t('due.group') : <Party name={one.to} />,
    questions: one.questions === undefined ? '' : t('due.questions', { n: one.questions.length, list: one.questions.map((q) => number(q)).join(', ') }),
  });
}

function DueRow({ one }: { one: Due }) {
  const at = instant(one.due);
  const until = at === undefined ? undefined : left(at);
  const late = one.overdue === true || (until !== undefined && until < 0);
  return (
    <li class={`dueitem ${late ? 'late' : until !== undefined && until < 24 * hour ? 'soon' : ''}`}>
      <div class="left">
        <b>{until === undefined ? t('due.no-time') : late ? t('due.late', { span: spanOf(until) }) : spanOf(until)}</b>
        <small><Time at={one.due} /></small>
        {until !== undefined && <Rail left={until} />}
      </div>
      <div class="what">
        <h3>
          <Link row to={itemRoute(one.group, one.id)}><Words text={one.title === undefined || one.title === '' ? one.id : one.title} most={200} /></Link>
          {one.exercise === true && <span class="tag fill">{t('exercise')}</span>}
        </h3>
        <p class="small soft">{dueSentence(one)} <span class="faint"><Words text={one.group} most={60} /></span></p>
      </div>
    </li>
  );
}

function DueList({ due }: { due: readonly Due[] }) {
  const ours = due.filter((one) => one.own === true);
  const theirs = due.filter((one) => one.own !== true);
  return (
    <div class="sides">
      {ours.length > 0 && (
        <div>
          <h3 class="group"><span class="side a">{t('home.from-us')}</span> <span class="axisnote">{t('home.bars')}</span></h3>
          <ul class="dues" role="list">{ours.map((one) => <DueRow one={one} />)}</ul>
        </div>
      )}
      {theirs.length > 0 && (
        <div>
          <h3 class="group"><span class="side b">{t('home.from-them')}</span></h3>
          <ul class="dues" role="list">{theirs.map((one) => <DueRow one={one} />)}</ul>
        </div>
      )}
    </div>
  );
}

// Silence must be distinguishable from being cut off, so an empty page says when each was last heard.
function Heard({ answer }: { answer: Answer }) {
  const heard = answer.heard ?? [];
  if (heard.length === 0) return null;
  return (
    <ul class="heard" role="list">
      {heard.map((one) => {
        const at = instant(one.last);
        return <li><Party name={one.party} /> <span class="faint"><Words text={one.group} most={60} /></span><span>{at === undefined ? t('home.never-heard') : t('home.heard', { span: spanOf(since(at)) })} <small class="faint"><Time at={one.last} /></small></span></li>;
      })}
    </ul>
  );
}

function NewsItem({ one }: { one: Item }) {
  const kind = known('kind', one.kind);
  return (
    <li class={one.needs_act === true ? 'hot' : undefined}>
      <Time at={one.added} />
      <div>
        <Link row to={itemRoute(one.group, one.id)}>{kind === undefined ? <Words text={one.kind} most={40} /> : t(kind)}</Link>
        {', '}<Party name={one.from} />
        {one.exercise === true && <> <span class="tag fill">{t('exercise')}</span></>}
        <p class="words sm"><Words text={one.text} most={200} /></p>
      </div>
    </li>
  );
}

function NewsList({ news }: { news: readonly News[] }) {
  return (
    <div class="news">
      {news.map((one) => (
        <section>
          <h3 class="group">
            <Words text={one.group} most={60} />{' '}
            <span class="faint num">
              {(one.journals ?? []).map((journal, i) => <>{i > 0 && ', '}<Words text={journal.party} most={60} /> {journal.from === journal.upto ? number(journal.upto) : `${number(journal.from)}–${number(journal.upto)}`}</>)}
            </span>
          </h3>
          <ol role="list">{(one.items ?? []).map((item) => <NewsItem one={item} />)}</ol>
          {(one.more ?? 0) > 0 && <p class="small soft">{t('home.more', { n: one.more ?? 0 })} <Link row to={{ screen: 'inbox', filter: { group: one.group, open: false } }}>{t('home.see-all')}</Link></p>}
        </section>
      ))}
    </div>
  );
}

// Up to what is shown, and no further: what came in meanwhile stays new.
async function markSeen(news: readonly News[], again: () => Promise<void>): Promise<void> {
  await tried(async () => {
    for (const one of news)
      for (const { journal, upto } of one.journals ?? []) if (journal !== undefined) await act('/room/home/seen', { journal, upto });
  }, t('home.seen'));
  await again();
}

function Full({ answer, again }: { answer: Answer; again: () => Promise<void> }) {
  const wrong = answer.wrong ?? [], due = answer.due ?? [], news = answer.new ?? [];
  const ours = due.filter((one) => one.own === true).length;
  const entries = newEntries(news);
  return (
    <>
      {wrong.length > 0 && <Section id="wrong" title={t('home.section-wrong')} count={number(wrong.length)} hint={<kbd>1</kbd>} bad><Wrongs wrong={wrong} /></Section>}
      <div class="two">
        <Section id="due" title={t('home.section-due')} count={due.length === 0 ? undefined : t('home.due-count', { us: ours, them: due.length - ours })} hint={<kbd>2</kbd>}>
          {due.length === 0 ? <div class="nothing"><p class="bigt">{t('home.nothing-due')}</p><p class="soft">{t('home.nothing-due-why')}</p><Heard answer={answer} /></div> : <DueList due={due} />}
        </Section>
        <Section id="new" title={t('home.section-new')} count={entries === 0 ? undefined : t('home.entries', { n: entries })} hint={<kbd>3</kbd>}>
          {news.length === 0 || entries === 0 ? <div class="nothing"><p class="soft">{t('home.nothing-new')}</p></div> : (
            <>
              <NewsList news={news} />
              {news.some((one) => one.journals?.some((journal) => journal.journal !== undefined)) && (
                <div class="btns"><button class="btn" id="seen" type="button" data-row="" onClick={() => void markSeen(news, again)}>{t('home.seen-all', { n: entries })} <kbd>d</kbd></button></div>
              )}
            </>
          )}
        </Section>
      </div>
    </>
  );
}

export function Home() {
  const from = useMemo(() => source<Answer>('/room/home', homeOf), []);
  useEffect(() => () => (from.stop(), forget()), []);
  const { data, refusal, newer } = from.shown.value;
  useEffect(() => {
    const to = (id: string) => document.getElementById(id)?.focus();
    here.value = [
      { keys: 'j', says: 'key.next', run: () => step(1) },
      { keys: 'k', says: 'key.previous', run: () => step(-1) },
      { keys: 'o', says: 'key.open-row', run: () => (document.activeElement as HTMLElement | null)?.click() },
      { keys: '1', says: 'key.wrong', run: () => to('wrong') },
      { keys: '2', says: 'key.due', run: () => to('due') },
      { keys: '3', says: 'key.new', run: () => to('new') },
      { keys: 'd', says: 'key.seen', run: () => document.getElementById('seen')?.click() },
      { keys: 'n', says: 'key.newer', run: () => document.getElementById('show-newer')?.click() },
    ];
    return () => void (here.value = []);
  }, []);
  useEffect(() => {
    framed.value = framedOf(data);
    if (data !== undefined) countsOf({ wrong: data.wrong?.length ?? 0, ...(data.open === undefined ? {} : { open: data.open }) });
  }, [data]);
  useEffect(() => void (document.title = data === undefined ? t('place.home') : answerOf(data)), [data, minute.value]);
  if (data === undefined) return refusal === undefined ? <Asking /> : <Refused what="what.home" refusal={refusal} again={() => void from.again()} />;
  const entries = newEntries(data.new ?? []), looked = instant(data.looked_at);
  const newest = newer === undefined ? 0 : newEntries(newer.new ?? []) - entries;
  const lead = looked === undefined ? (entries === 0 ? t('home.lead-none') : t('home.lead', { n: entries })) : t(entries === 0 ? 'home.lead-looked-none' : 'home.lead-looked', { n: entries, time: `${dayOf(looked)} ${timeOf(looked, looked).split(' ').at(-1) ?? ''}` });
  return (
    <>
      <NewerBar shown={from.shown.value} says={newest > 0 ? t('home.newer', { n: newest }) : t('state.newer')} take={() => from.take()} />
      <OldBar shown={from.shown.value} again={() => void from.again()} />
      <Title lead={lead}>{answerOf(data)}</Title>
      <Outcome />
      <Full answer={data} again={from.again} />
    </>
  );
}
