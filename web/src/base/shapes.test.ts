import { expect, test } from 'vitest';
import { homeOf, inboxOf, meOf, saidOf, statusOf } from './shapes';

const item = { group: 'g', from: 'f', kind: 'k', id: 'i', added: 'a', text: 't' };

test('a member that is not of its kind is left out, an item that lacks what it needs is none', () => {
  expect(inboxOf({ total: 2, items: [item, { ...item, id: 7 }, null, 'x', { ...item, needs_act: 'yes', more: 1 }] })).toEqual({ total: 2, items: [item, item] });
  expect(homeOf({ wrong: {}, due: 'x', new: [null], open: -1 })).toEqual({ new: [] });
  expect(statusOf({ journals: [7, { journal: 'j', entries: 1.5 }] })).toEqual({ journals: [{ journal: 'j' }] });
});
test('an answer that lacks what it needs is no answer', () => {
  for (const one of [[], null, 7, 'x', {}, { total: 1 }, { total: '1', items: [] }]) expect(inboxOf(one)).toBeUndefined();
  expect(saidOf({ group: 'g', from: 'f', added: 'a' })).toBeUndefined();
  expect(meOf({ user: 'u', party: 'p', last: null, rights: ['see', 1] })).toEqual({ user: 'u', party: 'p', last: null, rights: ['see'] });
});
test('what is inherited is not taken for what was sent', () => expect(homeOf(Object.create({ open: 3 }))).toEqual({}));
