import { first } from './world.mjs';

export const places = { home: '/', inbox: '/inbox', message: `/inbox/${first.group}/${first.id}`, health: '/health', you: '/you' };

// A message that is refused is refused by itself: the list beside it stays.
export function prepare(node, place, state) {
  node.state = state === 'stale' ? 'full' : state;
  node.refuses = place === 'message' ? '/room/inbox/' : '/room/';
}
