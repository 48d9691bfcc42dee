import type { Range } from '../text.ts';
import type { NoteElement } from './elements.ts';

const ranges = ['range', 'texRange', 'hrefRange', 'textRange', 'srcRange', 'contentRange'] as const;

/** Moves all places of some elements. */
export function shiftElements(elements: readonly NoteElement[], shift: (offset: number) => number): NoteElement[] {
  return elements.map(element => {
    const moved: Record<string, unknown> = { ...element };
    for (const name of ranges) {
      const range = moved[name] as Range | undefined;
      if (range !== undefined) moved[name] = { from: shift(range.from), to: shift(range.to) };
    }
    return moved as unknown as NoteElement;
  });
}
