import { expect, test } from 'vitest';
import { levelOfRefs, levelOfText } from './marking';

const amber = 'marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421', red1 = 'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed';

test('the strictest of several markings is that of the page', () => {
  expect(levelOfRefs([amber, red1])).toEqual({ tlp: 'red', other: false });
  expect(levelOfRefs([])).toEqual({ tlp: undefined, other: false });
});
test('a marking that is not known is never left out', () => {
  for (const ref of ['marking-definition--x', 7, null, 'constructor']) expect(levelOfRefs([amber, ref])).toEqual({ tlp: 'amber', other: true });
});
test('what the node says is read as it says it', () => {
  expect(levelOfText('TLP:AMBER')).toEqual({ tlp: 'amber', other: false });
  expect(levelOfText('TLP:AMBER, MARKED')).toEqual({ tlp: 'amber', other: true });
  expect(levelOfText('TLP:AMBER+STRICT')).toEqual({ tlp: 'amber-strict', other: false });
  expect(levelOfText('MARKED')).toEqual({ tlp: undefined, other: true });
  expect(levelOfText('')).toEqual({ tlp: undefined, other: false });
  expect(levelOfText('something new')).toEqual({ tlp: undefined, other: true });
});
