// What comes over the line is looked at once, here, before anything is made of it: a member that is not of its kind is
// left out, an item that lacks what it cannot be without is no item, and an answer that lacks it is none of the node's.
// So no screen has to ask whether a text is a text.
import type { Client, Due, Head, Home, Inbox, Item, Journal, Later, Marking, Me, News, Said, Session, Sessions, Status, Wrong } from './types';

export type Shape<T> = (value: unknown) => T | undefined;

const text: Shape<string> = (value) => (typeof value === 'string' ? value : undefined);
const flag: Shape<boolean> = (value) => (typeof value === 'boolean' ? value : undefined);
// A count is a whole number that can be counted with.
const count: Shape<number> = (value) => (Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined);

function list<T>(one: Shape<T>): Shape<T[]> {
  return (value) => (Array.isArray(value) ? value.map(one).filter((each) => each !== undefined) : undefined);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function table<T>(one: Shape<T>): Shape<Record<string, T>> {
  return (value) => {
    if (!isObject(value)) return undefined;
    return Object.fromEntries(Object.entries(value).flatMap(([name, each]) => (one(each) === undefined ? [] : [[name, one(each) as T]])));
  };
}

function object<T extends object>(members: { readonly [K in keyof T]-?: (value: unknown) => T[K] | undefined }, needed: readonly (keyof T)[] = []): Shape<T> {
  return (value) => {
    if (!isObject(value)) return undefined;
    const out: Partial<T> = {};
    for (const name of Object.keys(members) as (keyof T & string)[]) {
      const found = Object.hasOwn(value, name) ? members[name](value[name]) : undefined;
      if (found !== undefined) out[name] = found;
      else if (needed.includes(name)) return undefined;
    }
    return out as T;
  };
}

const last = object<{ at: string; from?: string }>({ at: text, from: text }, ['at']);
export const meOf: Shape<Me> = object<Me>(
  { user: text, name: text, party: text, party_key: text, node: text, fingerprint: text, rights: list(text), language: text, signed_in_at: text, idle_ends: text, ends: text, last: (value) => (value === null ? null : last(value)), groups: list(text), now: text },
  ['user', 'party'],
);
const later = object<Later>({ by: text, added: text, text, times: count }, ['by', 'added']);
const item = object<Item>({ group: text, from: text, kind: text, id: text, added: text, text, needs_act: flag, exercise: flag, corrected: later, withdrawn: later }, ['group', 'from', 'kind', 'id', 'added', 'text']);
const due = object<Due>({ group: text, what: text, who: text, who_name: text, own: flag, to: text, id: text, title: text, questions: list(count), due: text, overdue: flag, exercise: flag }, ['group', 'what', 'who', 'id']);
const wrong = object<Wrong>({ kind: text, problem: text, since: text, group: text, party: text }, ['kind', 'problem']);
const span = object<{ party: string; journal?: string; from: number; upto: number }>({ party: text, journal: text, from: count, upto: count }, ['party', 'from', 'upto']);
const news = object<News>({ group: text, journals: list(span), entries: count, items: list(item), more: count }, ['group']);
const marking = object<Marking>({ tlp: text, marked: count, objects: count });
const head = object<Head>({ group: text, party: text, entries: count, head: text }, ['group', 'party', 'entries']);
const heard = object<{ group: string; party: string; last: string }>({ group: text, party: text, last: text }, ['group', 'party', 'last']);
const common = { me: meOf, now: text, marking: (value: unknown) => text(value) ?? marking(value), heads: list(head) };

export const homeOf: Shape<Home> = object<Home>({ ...common, wrong: list(wrong), due: list(due), new: list(news), looked_at: text, open: count, heard: list(heard) });
export const inboxOf: Shape<Inbox> = object<Inbox>({ ...common, total: count, items: list(item), due: list(due) }, ['total', 'items']);
export const saidOf: Shape<Said> = object<Said>(
  { ...common, group: text, from: text, from_name: text, added: text, corrected: later, withdrawn: later, object: (value) => value, names: table(text), own: flag },
  ['group', 'from', 'added', 'object'],
);
const journal = object<Journal>({ journal: text, collection: text, entries: count, objects: count, erased: count, published: count, indexed: count, problem: text }, ['journal']);
const client = object<Client>({ user: text, address: text, agent: text, first: text, last: text, request: text, status: count, requests: count, errors: count, objects: count, bytes: count });
const open = object<{ journal: string; objects?: Record<string, number>; readers?: string[] }>({ journal: text, objects: table(count), readers: list(text) }, ['journal']);
export const statusOf: Shape<Status> = object<Status>({
  ...common, party: text, identity: text, running: flag, journals: list(journal), problems: list(wrong), due: list(due), open_deliberation: list(open), warnings: list(text), url: text, clients: list(client), requests: count, connections: count,
});
const session = object<Session>({ id: text, user: text, since: text, last_used: text, from: text, agent: text, this: flag }, ['id', 'since']);
export const sessionsOf: Shape<Sessions> = object<Sessions>({ ...common, sessions: list(session) }, ['sessions']);
