// The inbox: what the others said, newest first, and what of it waits for an act of ours. The list is on the left, what
// was opened beside it; on a narrow screen one after the other. Filters and what is open are in the address.
import { signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { left as until } from '../base/clock';
import { plain } from '../base/chips';
import { known, number, t } from '../base/i18n';
import { here } from '../base/keys';
import { me } from '../base/node';
import { all, go, to, type Filter, type Route } from '../base/router';
import { instant, spanOf } from '../base/time';
import type { Due, Item } from '../base/types';
import { fitting, scrollTo, visible } from '../base/windowing';
import { countsOf } from '../parts/counts';
import { Link } from '../parts/link';
import { framed, framedOf } from '../parts/shell';
import { Asking, NewerBar, OldBar, Refused, Title } from '../parts/states';
import { Party, Time, Words } from '../parts/text';
import { inboxSource, type InboxSource } from './inbox_source';
import { Message } from './message';

type Place = Extract<Route, { screen: 'inbox' }>;

// Where each list was left, so that who comes back is where he was.
const places = new Map<string, number>();
const selected = signal(0);

function Filters({ place, groups }: { place: Place; groups: readonly string[] }) {
  const { filter } = place;
  const set = (wanted: Filter) => {
    selected.value = 0;
    go({ screen: 'inbox', filter: wanted });
  };
  // A group that the address names and the node did not is there all the same, or the choice would show another one.
  const offered = filter.group === '' || groups.includes(filter.group) ? groups : [...groups, filter.group];
  return (
    <form class="filters" role="search" aria-label={t('inbox.filters')} onSubmit={(event) => event.preventDefault()}>
      <div class="seg" role="group" aria-label={t('inbox.which')}>
        <button class="chip" id="filter" type="button" aria-pressed={!filter.open} onClick={() => set({ ...filter, open: false })}>{t('inbox.all')}</button>
        <button class="chip" type="button" aria-pressed={filter.open} onClick={() => set({ ...filter, open: true })}>{t('inbox.open')}</button>
      </div>
      {(offered.length > 1 || filter.group !== '') && (
        <label class="pick">
          <span>{t('inbox.group')}</span>
          <select value={filter.group} onChange={(event) => set({ ...filter, group: event.currentTarget.value })}>
            <option value="">{t('inbox.every-group')}</option>
            {offered.map((group) => <option value={group}>{plain(group, 60)}</option>)}
          </select>
        </label>
      )}
    </form>
  );
}

// The state of an item in one sign and one word: filled waits for us.
function Row({ item, due, index, count, place, current, stop }: { item: Item; due: Due | undefined; index: number; count: number; place: Place; current: boolean; stop: number }) {
  const kind = known('kind', item.kind);
  const at = instant(due?.due);
  const span = at === undefined ? undefined : until(at);
  const late = due?.overdue === true || (span !== undefined && span < 0);
  const where: Route = { ...place, item: { group: item.group, id: item.id } };
  return (
    <li aria-posinset={index + 1} aria-setsize={count} class={`inrow${item.needs_act === true ? ' waits' : ''}${current ? ' on' : ''}`}>
      <a href={to(where)} data-index={index} tabIndex={stop === index ? 0 : -1} aria-current={current ? 'true' : undefined}
        onFocus={() => (selected.value = index)}
        onClick={(event) => {
          if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
          event.preventDefault();
          selected.value = index;
          go(where);
        }}>
        <span class="l1">
          <span class="sign" aria-hidden="true"></span>
          {item.needs_act === true && <span class="vh">{t('inbox.waits')}: </span>}
          <b class="kind">{kind === undefined ? <Words text={item.kind} most={40} /> : t(kind)}</b>
          <Party name={item.from} />
          {item.exercise === true && <span class="tag fill">{t('exercise')}</span>}
          {(item.corrected ?? item.withdrawn) !== undefined && <span class="tag dash">{t(item.withdrawn === undefined ? 'later.corrected' : 'later.withdrawn')}</span>}
          <span class="when"><Time at={item.added} /></span>
        </span>
        <span class="l2 words sm"><Words text={item.text} most={300} /></span>
        <span class="l3">
          <span class="grp"><Words text={item.group} most={60} /></span>
          {due !== undefined && <span class={late ? 'clk late' : span !== undefined && span < 86_400_000 ? 'clk soon' : 'clk'}>{span === undefined ? t('due.no-time') : late ? t('due.late', { span: spanOf(span) }) : t('inbox.left', { span: spanOf(span) })}</span>}
        </span>
      </a>
    </li>
  );
}

function rowHeight(): number {
  return 5 * (parseFloat(getComputedStyle(document.documentElement).fontSize) || 16);
}

function dueOf(due: readonly Due[], item: Item): Due | undefined {
  return due.find((one) => one.own === true && one.id === item.id && one.group === item.group);
}

// Of a hundred thousand rows there are only those that are seen and a few around them.
function List({ from, place }: { from: InboxSource; place: Place }) {
  const box = useRef<HTMLDivElement>(null);
  const seen = useMemo(() => signal({ top: places.get(from.address) ?? 0, height: 900 }), [from]);
  const row = useMemo(rowHeight, []);
  const total = from.total.value;
  const count = fitting(total, row);
  const span = visible(seen.value.top, seen.value.height, row, count, 8);
  const { due } = from;
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    element.scrollTop = places.get(from.address) ?? 0;
    // Who came by an address sees in the list what was opened.
    const index = place.item === undefined ? -1 : from.indexOf(place.item.group, place.item.id);
    const top = index === -1 ? undefined : scrollTo(index, element.scrollTop, element.clientHeight, row);
    if (top !== undefined) element.scrollTop = top;
    if (index !== -1) selected.value = index;
    const measure = () => {
      places.set(from.address, element.scrollTop);
      seen.value = { top: element.scrollTop, height: element.clientHeight };
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => (observer.disconnect(), element.removeEventListener('scroll', measure));
  }, [from]);
  useEffect(() => from.need(span), [from, span.first, span.end, total]);
  // A row that is far away is asked for first, and gets the focus when it is there, if nothing else took it.
  const aim = useRef<number | undefined>(undefined);
  const focusAimed = () => {
    const found = aim.current === undefined ? null : box.current?.querySelector<HTMLElement>(`[data-index="${aim.current}"]`);
    if (found === null || found === undefined) return;
    aim.current = undefined;
    if (document.activeElement === document.body || document.activeElement === null || isInList() || !isInUse(document.activeElement)) found.focus({ preventScroll: true });
  };
  useLayoutEffect(focusAimed);
  const reach = (index: number) => {
    const element = box.current;
    if (element === null || count === 0) return;
    const wanted = Math.max(0, Math.min(count - 1, index));
    const top = scrollTo(wanted, element.scrollTop, element.clientHeight, row);
    if (top !== undefined) element.scrollTop = top;
    selected.value = wanted;
    seen.value = { top: element.scrollTop, height: element.clientHeight };
    aim.current = wanted;
    focusAimed();
  };
  useKeys(place, reach);
  const keyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? row) / row) - 1);
    const by: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -count, End: count };
    const found = by[event.key];
    if (found === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    reach(selected.value + found);
  };
  // One row is in the order of Tab: the one that was last chosen, or one that is seen.
  const stop = selected.value >= span.first && selected.value < span.end ? selected.value : Math.min(span.first + 8, span.end - 1);
  const rows = [];
  for (let index = span.first; index < span.end; index++) {
    const item = from.at(index);
    const current = item !== undefined && item.id === place.item?.id && item.group === place.item.group;
    if (item === undefined) rows.push(<li key={index} class="inrow wait" aria-posinset={index + 1} aria-setsize={count}><span class="vh">{t('state.asking')}</span></li>);
    else rows.push(<Row key={index} item={item} due={dueOf(due.value, item)} index={index} count={count} place={place} current={current} stop={stop} />);
  }
  return (
    <div class="inlist" ref={box} onKeyDown={keyDown}>
      <ol role="list" aria-label={t('inbox.list', { n: total })}>
        {span.first > 0 && <li class="gap" role="presentation" aria-hidden="true" style={{ height: `${span.first * row}px` }}></li>}
        {rows}
        {span.end < count && <li class="gap" role="presentation" aria-hidden="true" style={{ height: `${(count - span.end) * row}px` }}></li>}
      </ol>
      {count < total && <p class="soft small">{t('inbox.too-long', { n: count })}</p>}
      <p class="printed">{t('inbox.printed', { first: span.first + 1, end: span.end, total })}</p>
    </div>
  );
}

function useKeys(place: Place, reach: (index: number) => void) {
  useEffect(() => {
    here.value = [
      { keys: 'j', says: 'key.next', run: () => reach(selected.value + (isInList() ? 1 : 0)) },
      { keys: 'k', says: 'key.previous', run: () => reach(selected.value - (isInList() ? 1 : 0)) },
      { keys: 'o', says: 'key.open-row', run: () => document.querySelector<HTMLElement>(`.inlist [data-index="${selected.value}"]`)?.click() },
      { keys: 'u', says: 'key.up', run: () => leave(place) },
      { keys: '/', says: 'key.filter', run: () => document.getElementById('filter')?.focus() },
      { keys: 'n', says: 'key.newer', run: () => document.getElementById('show-newer')?.click() },
    ];
    return () => void (here.value = []);
  });
}

// What somebody works with keeps the focus.
function isInUse(element: Element): boolean {
  return element.matches('input, select, textarea, dialog, dialog *');
}

function isInList(): boolean {
  return document.activeElement?.closest('.inlist') !== null && document.activeElement !== null;
}

// Back to the list, and to the row that was opened.
function leave(place: Place): void {
  if (place.item === undefined) return;
  go({ screen: 'inbox', filter: place.filter }, `.inlist [data-index="${selected.value}"]`);
}

function titleOf(total: number, open: number | undefined, filter: Filter): string {
  if (total === 0) return t(filter.open ? 'inbox.none-open' : 'inbox.none');
  if (filter.open) return t('inbox.title-open', { n: total });
  return open === undefined ? t('inbox.title', { n: total }) : open === 0 ? t('inbox.title-calm', { n: total }) : t('inbox.title-waits', { n: open, total: number(total) });
}

export function Inbox({ place }: { place: Place }) {
  const { filter, item } = place;
  const from = useMemo(() => inboxSource(filter), [filter.group, filter.open]);
  useEffect(() => () => from.stop(), [from]);
  const { data, refusal, newer } = from.shown.value;
  const total = from.total.value, open = from.open.value;
  const title = data === undefined ? t('place.inbox') : titleOf(total, open, filter);
  useEffect(() => {
    if (filter.open && filter.group === '' && data !== undefined) countsOf({ open: total });
    else if (filter.group === '' && open !== undefined) countsOf({ open });
  }, [data, total, open]);
  useEffect(() => {
    if (item !== undefined) return;
    framed.value = framedOf(data);
    document.title = title;
  }, [data, title, item === undefined]);
  if (data === undefined) return refusal === undefined ? <Asking /> : <Refused what="what.inbox" refusal={refusal} again={() => void from.again()} />;
  const groups = me.value?.groups ?? [...new Set(data.items.map((one) => one.group))];
  const more = newer === undefined ? 0 : newer.total - data.total;
  const found = item === undefined ? undefined : from.find(item.group, item.id);
  return (
    <>
      <NewerBar shown={from.shown.value} says={more > 0 ? t('inbox.newer', { n: more }) : t('state.newer')} take={() => from.take()} />
      <OldBar shown={from.shown.value} again={() => void from.again()} />
      <div class={item === undefined ? 'inbox' : 'inbox opened'}>
        <section class="inbox-list" aria-label={t('place.inbox')}>
          {item === undefined ? <Title>{title}</Title> : <p class="head small-title">{title}</p>}
          <Filters place={place} groups={groups} />
          {total === 0 ? <Nothing filter={filter} /> : <List from={from} place={place} />}
        </section>
        <section class="inbox-read" aria-label={t('inbox.reading')}>
          {item === undefined ? (
            total > 0 && <div class="choose"><p class="soft">{t('inbox.choose')}</p><p class="keys"><span><kbd>j</kbd><kbd>k</kbd> {t('key.rows')}</span><span><kbd>o</kbd> {t('key.open-row')}</span><span><kbd>?</kbd> {t('key.help')}</span></p></div>
          ) : (
            <>
              <p class="up"><Link to={{ screen: 'inbox', filter }}>{t('inbox.back')}</Link> <kbd>u</kbd></p>
              <Message key={`${item.group} ${item.id}`} group={item.group} id={item.id} listed={found} due={found === undefined ? undefined : dueOf(from.due.value, found)} />
            </>
          )}
        </section>
      </div>
    </>
  );
}

function Nothing({ filter }: { filter: Filter }) {
  return (
    <div class="nothing">
      <p class="soft">{t(filter.open ? 'inbox.none-open-why' : 'inbox.none-why')}</p>
      {(filter.open || filter.group !== '') && (
        <div class="btns"><button class="btn" type="button" onClick={() => go({ screen: 'inbox', filter: all })}>{t('inbox.show-all')}</button></div>
      )}
    </div>
  );
}
