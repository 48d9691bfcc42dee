import type { Edit } from '../text.ts';

/** Offsets of the first unit of each line. Lines end at `\n`, `\r\n` or a lone `\r`. */
export function lineStarts(text: string, from = 0, to = text.length): number[] {
  const starts: number[] = [];
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
  }
  return starts;
}

/** The line that holds `offset`. */
export function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Which lines an edit touched, and how the lines behind it moved. */
export interface LineChange {
  /** The first line touched, before and after. */
  readonly first: number;
  /** The last line touched, counted before the edit. */
  readonly lastBefore: number;
  /** How far all later lines moved. */
  readonly shift: number;
}

/** Brings `starts` of the text before the edit up to `text`, the text after it, looking at the touched lines only. */
export function editLineStarts(starts: number[], text: string, { range, insert }: Edit): LineChange {
  const difference = insert.length - (range.to - range.from);
  // one unit further on both sides: an edit may part `\r` from `\n`, or bring them together
  const first = lineAt(starts, Math.max(0, range.from - 1));
  const last = lineAt(starts, range.to + 1);
  const endBefore = starts[last + 1] ?? text.length - difference;
  const fresh = lineStarts(text, starts[first]!, endBefore + difference);
  // the start of the line behind is found again unless it is the end of the text
  const kept = starts.length > last + 1 ? 1 : 0;
  const removed = last - first + kept;
  const shift = fresh.length - removed;
  if (difference !== 0) for (let line = last + 1 + kept; line < starts.length; line++) starts[line]! += difference;
  if (fresh.length < 10_000) starts.splice(first + 1, removed, ...fresh);
  else {
    const tail = starts.slice(first + 1 + removed);
    starts.length = first + 1;
    for (const start of fresh) starts.push(start);
    for (const start of tail) starts.push(start);
  }
  return { first, lastBefore: last, shift };
}
