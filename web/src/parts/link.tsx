// A link to a place of the room. There is no other kind: nothing here leads outside, and no address comes from data.
import type { ComponentChildren } from 'preact';
import { go, to, type Route } from '../base/router';

interface LinkProps {
  to: Route;
  class?: string;
  current?: 'page' | 'true' | undefined;
  row?: boolean; // one of those that j and k go through
  label?: string;
  children: ComponentChildren;
}

export function Link({ to: where, class: name, current, row = false, label, children }: LinkProps) {
  const click = (event: MouseEvent) => {
    // A new tab or window is the browser's to open.
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(where);
  };
  return (
    <a href={to(where)} class={name} aria-current={current} aria-label={label} data-row={row ? '' : undefined} onClick={click}>
      {children}
    </a>
  );
}
