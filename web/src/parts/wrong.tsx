// What is wrong in two parts: a sentence that says which thing it is, and the node's own words. Of what has no word here,
// the first sentence of the node's is the head.
import type { ComponentChildren } from 'preact';
import { known, rich, t } from '../base/i18n';
import type { Wrong } from '../base/types';
import { Party, Words } from './text';

export function wrongWords(one: Wrong): [ComponentChildren, string] {
  if (one.party !== undefined) return [rich('wrong.member-of', { party: <Party name={one.party} /> }), one.problem];
  const name = known('wrong', one.kind);
  if (name !== undefined) return [t(name), one.problem];
  const end = one.problem.slice(0, 400).search(/[.!?]\s/);
  if (end === -1) return [<span lang="en"><Words text={one.problem} most={600} /></span>, ''];
  return [<span lang="en"><Words text={one.problem.slice(0, end + 1)} most={600} /></span>, one.problem.slice(end + 2)];
}
