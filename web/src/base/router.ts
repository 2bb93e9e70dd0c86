// Which place an address is, and the address of a place. Every view is an address, so that it can be kept, sent to a
// colleague and come back to; nothing that a person chose lives beside it.
import { signal } from '@preact/signals';

export interface Filter {
  readonly group: string; // empty: all
  readonly open: boolean; // only what waits for an act of ours
}
export type Route =
  | { readonly screen: 'home' }
  | { readonly screen: 'inbox'; readonly filter: Filter; readonly item?: { readonly group: string; readonly id: string } }
  | { readonly screen: 'health' }
  | { readonly screen: 'you' }
  | { readonly screen: 'nowhere'; readonly path: string };

export const all: Filter = { group: '', open: false };

// What cannot be read is no place: the page says so, instead of guessing one.
export function routeOf(path: string, search: string): Route {
  const parts = path.split('/').filter((part) => part !== '').map(decoded);
  if (parts.some((part) => part === undefined)) return { screen: 'nowhere', path };
  const [place, group, id] = parts;
  if (parts.length === 0) return { screen: 'home' };
  if (place === 'inbox' && (parts.length === 1 || parts.length === 3)) {
    const asked = new URLSearchParams(search);
    const filter = { group: asked.get('group') ?? '', open: asked.get('open') === '1' };
    if (group !== undefined && id !== undefined) return { screen: 'inbox', filter, item: { group, id } };
    return { screen: 'inbox', filter };
  }
  if (place === 'health' && parts.length === 1) return { screen: 'health' };
  if (place === 'you' && parts.length === 1) return { screen: 'you' };
  return { screen: 'nowhere', path };
}

// Always a path of this origin: nothing of the data can make it anything else, because every part of it is encoded.
export function to(route: Route): string {
  switch (route.screen) {
    case 'home':
      return '/';
    case 'inbox': {
      const { item: named } = route;
      const has = named !== undefined && isPart(named.group) && isPart(named.id);
      const item = has ? `/${encodeURIComponent(named.group)}/${encodeURIComponent(named.id)}` : '';
      const asked = new URLSearchParams();
      if (route.filter.group !== '') asked.set('group', route.filter.group);
      if (route.filter.open) asked.set('open', '1');
      const query = asked.toString();
      return '/inbox' + item + (query === '' ? '' : '?' + query);
    }
    case 'health':
      return '/health';
    case 'you':
      return '/you';
    case 'nowhere':
      return '/';
  }
}

// "." and ".." would be resolved away by the browser, and an empty part would be no part: no id is one of them.
function isPart(part: string): boolean {
  return part !== '' && part !== '.' && part !== '..' && part.isWellFormed();
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

export const route = signal<Route>({ screen: 'home' });
// Counts what was gone to by hand, so that the focus goes to the new title and never does so by itself.
export const steps = signal(0);
export const title = '#title';
let aim: string | undefined;

// Gives the focus to what a step was made for, as soon as it is there: after a step and whenever a title comes.
export function arrive(): void {
  const found = aim === undefined ? null : document.querySelector<HTMLElement>(aim);
  if (found === null) return;
  aim = undefined;
  found.focus();
}

export function go(where: Route, focus = title): void {
  aim = focus;
  const address = to(where);
  if (address !== location.pathname + location.search) history.pushState(null, '', address);
  read();
}

function read(): void {
  aim ??= title;
  route.value = routeOf(location.pathname, location.search);
  steps.value += 1;
}

export function startRouting(): void {
  route.value = routeOf(location.pathname, location.search);
  addEventListener('popstate', read);
}
