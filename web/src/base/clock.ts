// The node's clock, by which everything is due. The browser's own is only how the seconds go by in between; what it
// differs by is shown when it is more than half a minute, since a person reads both.
import { computed, signal } from '@preact/signals';

const offset = signal<number | undefined>(undefined);
const ticking = signal(Date.now());

export const worstSkew = 30_000;

// Milliseconds of the node's time.
export const now = computed(() => ticking.value + (offset.value ?? 0));
// What is written in words changes by the minute and not by the second: nothing on the page may flicker.
export const minute = computed(() => Math.floor(now.value / 60_000) * 60_000);
const near = 2 * 60_000;
// What is left until an instant, negative when it has passed. Never more than there is: the words change by the minute,
// so the minute that has begun counts as gone. The last two are counted by the second.
export function left(at: number): number {
  const exact = at - now.peek();
  if (Math.abs(exact) < near) return at - now.value;
  return exact > 0 ? at - minute.value - 60_000 : at - minute.value;
}
// How long ago it was; what another clock says of the future is now.
export function since(at: number): number {
  return Math.max(0, now.peek() - at < near ? now.value - at : minute.value - at);
}

export const skew = computed(() => (offset.value !== undefined && Math.abs(offset.value) > worstSkew ? offset.value : undefined));

// `date` is that of an answer, in whole seconds; half of one is the middle of what it can mean.
export function heardClock(date: string | null): void {
  const at = date === null ? NaN : Date.parse(date);
  if (Number.isNaN(at)) return;
  const found = at + 500 - Date.now();
  // Answers differ by how long they were on the way. Less than two seconds is no reason to make the clock jump.
  if (offset.value === undefined || Math.abs(found - offset.value) > 2000) offset.value = found;
}

export function startClock(): void {
  setInterval(() => (ticking.value = Date.now()), 1000);
}
