import type { MathElement, NoteElement } from '../markdown/elements.ts';
import type { Range } from '../text.ts';

/** A formula as it stands in a note's text. Its TeX is read from the text, so that places need no translation. */
export interface MathPlace {
  readonly range: Range;
  readonly texRange: Range;
  readonly display: boolean;
}

/** The formulas of a note, in order. */
export function formulasOf(elements: readonly NoteElement[]): MathElement[] {
  return elements.filter(element => element.kind === 'math');
}

/** The formula whose TeX holds `offset`, its edges included. */
export function mathAt(elements: readonly NoteElement[], offset: number): MathElement | undefined {
  return elements.find(
    (element): element is MathElement =>
      element.kind === 'math' && element.texRange.from <= offset && offset <= element.texRange.to,
  );
}

/**
 * The formula being typed at `offset`, also one whose closing `$` is not there yet: an unpaired `$` earlier on the
 * line, with something directly after it.
 */
export function mathBeingTyped(text: string, elements: readonly NoteElement[], offset: number): MathPlace | undefined {
  const whole = mathAt(elements, offset);
  if (whole !== undefined) return whole;
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const taken = elements.filter(
    element =>
      (element.kind === 'math' || element.kind === 'code' || element.kind === 'link' || element.kind === 'html') &&
      element.range.from < offset &&
      element.range.to > lineStart,
  );
  const inside = taken.filter(element => element.range.to > offset);
  // A link's words can hold a formula, its address cannot.
  const words = inside.map(element =>
    element.kind === 'link' && element.textRange.from <= offset && offset <= element.textRange.to
      ? element.textRange.from
      : undefined,
  );
  if (words.includes(undefined)) return undefined;
  const ended = taken.filter(element => element.range.to <= offset).map(element => element.range.to);
  const free = Math.max(lineStart, ...ended, ...words.map(from => from!));
  const opened = /(?<![\\$])\$(?=[^\s$\d]|[\d.]+\\)[^$]*$/.exec(text.slice(free, offset));
  if (opened === null) return undefined;
  const from = free + opened.index;
  return { range: { from, to: offset }, texRange: { from: from + 1, to: offset }, display: false };
}
