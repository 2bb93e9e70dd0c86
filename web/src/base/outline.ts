// A JSON value as lines with a depth, for people. It is bounded in depth, lines and length before anything is laid out,
// and walks without calling itself: what others nest a thousand deep must not stop the page.

export interface Line {
  readonly depth: number;
  readonly text: string;
}

const deepest = 24;
const mostLines = 1500;

interface Step {
  readonly depth: number;
  readonly before: string;
  readonly value: unknown;
  readonly after: string;
}

function scalar(value: unknown): string {
  if (value === undefined) return ''; // the end of a list or an object
  if (typeof value === 'string') return '"' + value + '"';
  return typeof value === 'number' || typeof value === 'boolean' || value === null ? String(value) : '?';
}

export function outline(value: unknown): { lines: readonly Line[]; left: boolean } {
  const lines: Line[] = [];
  const todo: Step[] = [{ depth: 0, before: '', value, after: '' }];
  let left = false;
  while (todo.length > 0) {
    const step = todo.pop() as Step;
    if (lines.length >= mostLines) return { lines, left: true };
    const { depth, before, after } = step;
    if (typeof step.value !== 'object' || step.value === null) {
      lines.push({ depth, text: before + scalar(step.value) + after });
      continue;
    }
    const list = Array.isArray(step.value);
    const [open, close] = list ? ['[', ']'] : ['{', '}'];
    const names = list ? undefined : Object.keys(step.value);
    const count = names?.length ?? (step.value as unknown[]).length;
    if (count === 0 || depth >= deepest) {
      left ||= count > 0;
      lines.push({ depth, text: `${before}${open}${count > 0 ? '…' : ''}${close}${after}` });
      continue;
    }
    lines.push({ depth, text: before + open });
    todo.push({ depth, before: close, value: undefined, after });
    // Backwards, since the last one that is put there is the next. More than can be shown is not put there at all.
    const most = Math.min(count, mostLines);
    left ||= most < count;
    for (let i = most - 1; i >= 0; i--) {
      const name = names?.[i];
      const one: unknown = (step.value as Readonly<Record<string | number, unknown>>)[name ?? i];
      todo.push({ depth: depth + 1, before: name === undefined ? '' : `"${name}": `, value: one, after: i < count - 1 ? ',' : '' });
    }
  }
  return { lines, left };
}
