/** A stretch of text in UTF-16 offsets: `from` is the first unit, `to` is one past the last. Always `0 ≤ from ≤ to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A place as an editor shows it; both numbers count from 0, `character` in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** One replacement in a text: the text of `range` becomes `insert`. */
export interface Edit {
  readonly range: Range;
  readonly insert: string;
}

/**
 * The same text, held by itself. Engines let a slice keep the whole text that it was cut from: whoever keeps slices of a
 * text that is edited would keep each version of it.
 */
export function alone(slice: string): string {
  return ` ${slice}`.slice(1);
}

/** A range further on in the text. */
export function shifted({ from, to }: Range, by: number): Range {
  return { from: from + by, to: to + by };
}

/** True when the two ranges share at least one unit, or one is empty and lies within (or at the edge of) the other. */
export function overlaps(a: Range, b: Range): boolean {
  if (a.from === a.to || b.from === b.to) return a.from <= b.to && b.from <= a.to;
  return a.from < b.to && b.from < a.to;
}

/** True when `offset` lies in the range or at one of its edges. */
export function contains(range: Range, offset: number): boolean {
  return range.from <= offset && offset <= range.to;
}

/**
 * Applies edits that were all computed against the same `text`.
 * Edits must not overlap; their order does not matter. Two insertions at one place keep the given order.
 *
 * @example applyEdits('a b', [{ range: { from: 2, to: 3 }, insert: 'c' }]) // 'a c'
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = edits
    .map((edit, order) => ({ edit, order }))
    .sort((a, b) => a.edit.range.from - b.edit.range.from || a.order - b.order);
  let out = '';
  let at = 0;
  for (const { edit } of sorted) {
    if (edit.range.from < at) throw new RangeError(`overlapping edits at offset ${edit.range.from}`);
    out += text.slice(at, edit.range.from) + edit.insert;
    at = edit.range.to;
  }
  return out + text.slice(at);
}

/**
 * Turns offsets into lines and back. Lines end at `\n`, `\r\n` or a lone `\r`, as editors count them.
 * Offsets outside the text are clamped into it.
 */
export class LineIndex {
  readonly #starts: readonly number[];
  readonly #length: number;

  constructor(text: string) {
    const starts = [0];
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
    }
    this.#starts = starts;
    this.#length = text.length;
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  /** Offset of the first unit of a line; the text's length for a line past the last. */
  lineStart(line: number): number {
    if (line < 0) return 0;
    return this.#starts[line] ?? this.#length;
  }

  /** The line that holds `offset`, from 0. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  positionAt(offset: number): Position {
    const clamped = Math.max(0, Math.min(offset, this.#length));
    const line = this.lineAt(clamped);
    return { line, character: clamped - this.#starts[line]! };
  }

  offsetAt(position: Position): number {
    const start = this.lineStart(position.line);
    const end = this.lineStart(position.line + 1);
    return Math.max(start, Math.min(start + position.character, end));
  }
}
