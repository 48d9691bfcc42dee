import type { NoteElement } from '../../../src/core/markdown/elements.ts';
import { readNote } from '../../../src/core/markdown/note.ts';

/** A note written with `¦` where the cursor stands. */
export function atCursor(written: string): { text: string; offset: number; elements: readonly NoteElement[] } {
  const offset = written.indexOf('¦');
  const text = written.replace('¦', '');
  return { text, offset, elements: readNote(text).elements };
}
