// The pages of the inbox, each asked for when it comes into view. The first one is the one that is watched: a new item
// stands at its top, and moves every other, so that when it is taken all pages are asked for again.
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import { source, type Source } from '../base/data';
import { ask, Refusal } from '../base/node';
import type { Filter } from '../base/router';
import { inboxOf } from '../base/shapes';
import type { Due, Inbox, Item } from '../base/types';
import { pagesOf, type Span } from '../base/windowing';

const size = 200;

export interface InboxSource extends Source<Inbox> {
  readonly address: string;
  readonly total: ReadonlySignal<number>;
  readonly open: ReadonlySignal<number | undefined>; // how many wait for us, where all of them are known
  readonly due: ReadonlySignal<readonly Due[]>;
  at(index: number): Item | undefined;
  find(group: string, id: string): Item | undefined;
  indexOf(group: string, id: string): number; // of those on the first page; -1: not there
  need(span: Span): void;
}

function addressOf(filter: Filter, from: number, most = size): string {
  const asked = new URLSearchParams();
  if (filter.group !== '') asked.set('group', filter.group);
  if (filter.open) asked.set('open', '1');
  asked.set('from', String(from));
  asked.set('most', String(most));
  return '/room/inbox?' + asked.toString();
}

export function inboxSource(filter: Filter): InboxSource {
  const first = source<Inbox>(addressOf(filter, 0), inboxOf, (of) => JSON.stringify([of.total, of.items]));
  const later = signal<ReadonlyMap<number, readonly Item[]>>(new Map());
  const asked = new Set<number>();
  const items = computed(() => first.shown.value.data?.items ?? []);
  const total = computed(() => first.shown.value.data?.total ?? 0);
  const counted = signal<number | undefined>(undefined);
  const open = computed(() => (items.value.length >= total.value ? items.value.filter((one) => one.needs_act === true).length : counted.value));
  let round = 0;

  // Of a list that is not all here the node counts those that wait.
  const uncount = effect(() => {
    if (filter.open || items.value.length >= total.value) return;
    ask(addressOf({ ...filter, open: true }, 0, 1), inboxOf, { unattended: true }).then((found) => (counted.value = found.total), () => (counted.value = undefined));
  });

  async function fetch(page: number): Promise<void> {
    const mine = round;
    try {
      const found = await ask(addressOf(filter, page * size), inboxOf);
      if (mine === round) later.value = new Map(later.value).set(page, found.items);
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem;
      asked.delete(page); // asked for again when it is next in view
    }
  }
  function forget(): void {
    round += 1;
    asked.clear();
    later.value = new Map();
  }
  return {
    shown: first.shown,
    address: addressOf(filter, 0),
    total,
    open,
    due: computed(() => first.shown.value.data?.due ?? []),
    at: (index) => (index < size ? items.value[index] : later.value.get(Math.floor(index / size))?.[index % size]),
    find(group, id) {
      for (const list of [items.value, ...later.value.values()])
        for (const one of list) if (one.id === id && one.group === group) return one;
      return undefined;
    },
    indexOf: (group, id) => items.value.findIndex((one) => one.id === id && one.group === group),
    need(span) {
      for (const page of pagesOf(span, size))
        if (page > 0 && !asked.has(page)) {
          asked.add(page);
          void fetch(page);
        }
    },
    async again() {
      forget();
      await first.again();
    },
    take() {
      forget();
      first.take();
    },
    stop() {
      uncount();
      first.stop();
    },
  };
}
