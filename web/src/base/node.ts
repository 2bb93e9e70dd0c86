// Asking the node: one function for what is read, one for what is done, and the one question that is held until
// something is new. Nothing is ever asked of anybody else.
import { signal } from '@preact/signals';
import { heardClock } from './clock';
import { isObject, meOf, type Shape } from './shapes';
import type { Answer, Me } from './types';

// What came of a question that was not answered. `code` is the node's ("no_right"), or one of ours: "cut_off" when there
// was no answer, "unreadable" when it was none of the node's.
export class Refusal extends Error {
  constructor(readonly code: string, message: string, readonly right: string | undefined = undefined, readonly status = 0) {
    super(message);
  }
}

export const me = signal<Me | undefined>(undefined);
// The session is over: what is on the screen is covered, and stays in the tab until the person comes back.
export const signedOut = signal(false);

export interface Link {
  readonly state: 'live' | 'late' | 'cut';
  readonly heard: number | undefined; // when the node last answered, by this browser's clock
  readonly again: number | undefined; // when it is asked again, if it is cut off
}
export const link = signal<Link>({ state: 'live', heard: undefined, again: undefined });
// Goes up when the node says that something changed; screens ask again when it does.
export const changes = signal(0);

function heard(): void {
  link.value = { state: 'live', heard: Date.now(), again: undefined };
}

function refusalOf(status: number, body: unknown): Refusal {
  const error = isObject(body) && isObject(body['error']) ? body['error'] : {};
  const text = (name: string) => (typeof error[name] === 'string' ? error[name] : undefined);
  const usual = status === 401 ? 'signed_out' : status === 403 ? 'no_right' : status === 404 ? 'not_found' : 'failed';
  return new Refusal(text('code') ?? usual, text('message') ?? '', text('right'), status);
}

async function send(address: string, options: RequestInit): Promise<unknown> {
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(address, { ...options, credentials: 'same-origin', redirect: 'error', cache: 'no-store' });
    text = await answer.text();
  } catch (problem) {
    if (problem instanceof DOMException && problem.name === 'AbortError') throw problem;
    throw new Refusal('cut_off', '');
  }
  heardClock(answer.headers.get('date'));
  heard();
  let body: unknown;
  try {
    body = text === '' ? {} : JSON.parse(text);
  } catch {
    if (answer.ok) throw new Refusal('unreadable', '', undefined, answer.status);
  }
  if (answer.ok) return body;
  if (answer.status === 401) signedOut.value = true;
  throw refusalOf(answer.status, body);
}

// `unattended`: nobody asked for it by hand, so the node does not count it as use of the session.
export async function ask<T extends Answer>(address: string, shape: Shape<T>, options: { unattended?: boolean; signal?: AbortSignal } = {}): Promise<T> {
  const wanted = me.value === undefined ? address + (address.includes('?') ? '&' : '?') + 'with=me' : address;
  let body: unknown;
  try {
    body = await send(wanted, {
      headers: { Accept: 'application/json', ...(options.unattended === true ? { 'Parley-Unattended': '1' } : {}) },
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  } catch (problem) {
    // Also who may not see this page reads it in his own language.
    if (problem instanceof Refusal && problem.status !== 0 && problem.status !== 401 && me.value === undefined) await askMe();
    throw problem;
  }
  const found = shape(body);
  if (found === undefined) throw new Refusal('unreadable', '');
  if (found.me !== undefined) me.value = found.me;
  else if (me.value === undefined && address !== '/room/me') await askMe();
  return found;
}

// Of a node that does not say it with every first answer. That it is not known who is there keeps nothing else back.
async function askMe(): Promise<void> {
  try {
    const found = await send('/room/me', { headers: { Accept: 'application/json', 'Parley-Unattended': '1' } });
    me.value = meOf(found);
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
  }
}

export async function act(address: string, body: Readonly<Record<string, string | number>>): Promise<void> {
  await send(address, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'Parley-Room': '1' },
    body: JSON.stringify(body),
  });
}

const wait = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));
// A person can ask at once, and does not have to wait for the next try.
let wake: (() => void) | undefined;
export function tryNow(): void {
  wake?.();
  changes.value += 1;
}

// One tab holds the question for all of them: a browser opens few connections to one place, and many tabs would use
// them up and hang without a word. The others hear from it what it heard.
export function startListening(): void {
  const others = new BroadcastChannel('parley-changes');
  others.onmessage = (event: MessageEvent<unknown>) => {
    const said = event.data;
    if (!isObject(said)) return;
    if (said['live'] === true) heard();
    else if (link.value.state !== 'cut') link.value = { ...link.value, state: 'cut' };
    if (said['changed'] === true) changes.value += 1;
  };
  const lead = () => void navigator.locks.request('parley-changes', () => hold(others));
  lead();
  addEventListener('focus', () => {
    if (signedOut.value) void comeBack(lead);
  });
  // A question that is held longer than the node ever holds one, and a tab that leads and was put to sleep, look the same.
  setInterval(() => {
    const { state, heard: at } = link.value;
    if (state === 'live' && at !== undefined && Date.now() - at > 60_000) link.value = { ...link.value, state: 'late' };
  }, 5000);
}

// Who signed in again in another tab finds the page as it was; another person finds nothing of it.
async function comeBack(lead: () => void): Promise<void> {
  try {
    const found = meOf(await send('/room/me', { headers: { Accept: 'application/json', 'Parley-Unattended': '1' } }));
    if (found === undefined) return;
    if (found.user !== me.value?.user) return location.reload();
    me.value = found;
    signedOut.value = false;
    lead();
    changes.value += 1;
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
  }
}

async function hold(others: BroadcastChannel): Promise<void> {
  let mark: string | undefined;
  let failures = 0;
  for (;;) {
    if (signedOut.value) return;
    try {
      const giveUp = AbortSignal.timeout(40_000);
      const asked = '/room/changes' + (mark === undefined ? '' : '?after=' + encodeURIComponent(mark));
      const body = await send(asked, { headers: { Accept: 'application/json', 'Parley-Unattended': '1' }, signal: giveUp });
      if (!isObject(body) || typeof body['mark'] !== 'string') throw new Refusal('unreadable', '');
      // What changed while the node could not be heard is not known, so it is asked for.
      const changed = body['changed'] === true || (failures > 0 && mark !== body['mark']);
      mark = body['mark'];
      failures = 0;
      others.postMessage({ live: true, changed });
      if (changed) changes.value += 1;
    } catch (problem) {
      if (problem instanceof Refusal && problem.status !== 0 && problem.status < 500) {
        if (problem.status === 401) return;
        await wait(20_000); // the node does not hold questions: it is asked now and then instead
        changes.value += 1;
        continue;
      }
      failures += 1;
      const pause = Math.min(30_000, 1000 * 2 ** Math.min(failures, 5));
      link.value = { ...link.value, state: 'cut', again: Date.now() + pause };
      others.postMessage({ live: false });
      await Promise.race([wait(pause), new Promise<void>((done) => (wake = done))]);
    }
  }
}
