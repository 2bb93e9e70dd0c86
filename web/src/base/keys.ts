// The keyboard map: single keys, never together with Ctrl or Alt, which belong to the browser and to screen readers.
// They can be switched off as a whole (WCAG 2.1.4), and never act while somebody types.
import { signal } from '@preact/signals';
import type { Key } from './i18n';
import { go, all } from './router';

export interface Binding {
  readonly keys: string; // "j", "g h"
  readonly says: Key;
  readonly run: () => void;
}

// The one thing that is kept in this browser. Where that is forbidden, it is as it is at first.
const place = 'parley-room.keys';
function keptChoice(): boolean {
  try {
    return localStorage.getItem(place) !== 'off';
  } catch {
    return true;
  }
}
export const enabled = signal(keptChoice());
export function setEnabled(on: boolean): void {
  enabled.value = on;
  try {
    localStorage.setItem(place, on ? 'on' : 'off');
  } catch {
    // Then it holds for this tab.
  }
}

export const helpOpen = signal(false);

export const everywhere: readonly Binding[] = [
  { keys: 'g h', says: 'key.home', run: () => go({ screen: 'home' }) },
  { keys: 'g i', says: 'key.inbox', run: () => go({ screen: 'inbox', filter: all }) },
  { keys: 'g s', says: 'key.health', run: () => go({ screen: 'health' }) },
  { keys: 'g y', says: 'key.you', run: () => go({ screen: 'you' }) },
  { keys: '[', says: 'key.back', run: () => history.back() },
  { keys: ']', says: 'key.forward', run: () => history.forward() },
  { keys: '?', says: 'key.help', run: () => (helpOpen.value = true) },
];
// Those of the screen that is shown; they go before the others.
export const here = signal<readonly Binding[]>([]);

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

// The binding for what was pressed, after what was pressed before it.
export function bindingOf(bindings: readonly Binding[], before: string, key: string): Binding | undefined {
  return bindings.find((one) => one.keys === (before === '' ? key : `${before} ${key}`));
}

export function startKeys(): void {
  let before = '';
  let since = 0;
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (!enabled.value || helpOpen.value || isTyping(event.target) || event.key.length !== 1) return;
    const bindings = [...here.value, ...everywhere];
    const first = Date.now() - since < 1500 ? before : '';
    const found = bindingOf(bindings, first, event.key) ?? bindingOf(bindings, '', event.key);
    before = found === undefined && bindings.some((one) => one.keys.startsWith(event.key + ' ')) ? event.key : '';
    since = Date.now();
    if (found === undefined) return;
    event.preventDefault();
    found.run();
  });
}

// To the next or previous of what can be opened on the page.
export function step(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('main [data-row]')];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[at === -1 ? (by === 1 ? 0 : rows.length - 1) : at + by];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}
