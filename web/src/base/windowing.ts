// Which rows of a long list are there at the moment. All rows are equally high, so that the row at a place is a
// division, and the list of a hundred thousand costs what the list of forty does.

export interface Span {
  readonly first: number;
  readonly end: number; // exclusive
}

// A browser draws boxes of up to some 33 million pixels; a list that is longer ends there, and says so.
export const tallest = 30_000_000;

export function visible(top: number, height: number, row: number, count: number, beyond: number): Span {
  if (row <= 0 || count <= 0) return { first: 0, end: 0 };
  const first = Math.max(0, Math.floor(Math.max(0, top) / row) - beyond);
  const end = Math.min(count, Math.ceil((Math.max(0, top) + Math.max(0, height)) / row) + beyond);
  return { first: Math.min(first, count), end: Math.max(end, Math.min(first, count)) };
}

export function fitting(count: number, row: number): number {
  return Math.min(count, Math.floor(tallest / Math.max(1, row)));
}

// Where to scroll, so that the row is seen whole; undefined: it is.
export function scrollTo(index: number, top: number, height: number, row: number): number | undefined {
  if (index * row < top) return index * row;
  if ((index + 1) * row > top + height) return (index + 1) * row - height;
  return undefined;
}

// The numbers of the pages, `size` rows each, that hold a span.
export function pagesOf(span: Span, size: number): number[] {
  const out: number[] = [];
  for (let page = Math.floor(span.first / size); page * size < span.end; page++) out.push(page);
  return out;
}
