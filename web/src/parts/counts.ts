// The numbers beside the places. Each screen knows one of them when it is shown, and the others keep what was last known.
import { counts } from './shell';

export function countsOf(known: { readonly wrong?: number; readonly open?: number }): void {
  counts.value = { ...counts.value, ...known };
}
