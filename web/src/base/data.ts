// What a screen shows, in the five states that it can be in. Nothing on a screen changes by itself: when the node says
// that something is new, the answer is fetched and kept beside, and a bar offers it.
import { effect, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { ask, changes, Refusal } from './node';
import type { Shape } from './shapes';
import type { Answer } from './types';

export interface Shown<T> {
  readonly data: T | undefined;
  readonly refusal: Refusal | undefined; // why there is none, or none that is newer
  readonly newer: T | undefined;
  readonly asking: boolean;
}

export interface Source<T> {
  readonly shown: ReadonlySignal<Shown<T>>;
  again(): Promise<void>;
  take(): void; // shows what is newer
  stop(): void;
}

// Without what changes with every answer and is no news: the time, and who asks.
function essence(of: Answer): string {
  return JSON.stringify({ ...of, now: undefined, me: undefined });
}

export function source<T extends Answer>(address: string, shape: Shape<T>, essential: (of: T) => unknown = (of) => essence(of)): Source<T> {
  const shown: Signal<Shown<T>> = signal<Shown<T>>({ data: undefined, refusal: undefined, newer: undefined, asking: true });
  const stopping = new AbortController();

  async function fetch(unattended: boolean): Promise<void> {
    shown.value = { ...shown.value, asking: true };
    try {
      const found = await ask(address, shape, { unattended, signal: stopping.signal });
      const { data } = shown.value;
      const same = data !== undefined && essential(data) === essential(found);
      const kept = data !== undefined && unattended && !same;
      shown.value = { data: kept ? data : found, refusal: undefined, newer: kept ? found : undefined, asking: false };
    } catch (problem) {
      if (!(problem instanceof Refusal)) return; // the screen was left
      // What was read stays readable while the node cannot be heard; where a right is gone, it does not.
      const gone = problem.code === 'no_right' || problem.code === 'not_found';
      shown.value = { data: gone ? undefined : shown.value.data, refusal: problem, newer: gone ? undefined : shown.value.newer, asking: false };
    }
  }

  let first = true;
  const unlisten = effect(() => {
    void changes.value;
    if (!first) queueMicrotask(() => void fetch(true));
    first = false;
  });
  void fetch(false);
  return {
    shown,
    again: () => fetch(false),
    take() {
      const { newer } = shown.value;
      if (newer !== undefined) shown.value = { ...shown.value, data: newer, newer: undefined };
    },
    stop() {
      unlisten();
      stopping.abort();
    },
  };
}
