import { text } from 'node:stream/consumers';
import { openNote } from '../../src/core/markdown/note.ts';
import { readNoteQuantities } from '../../src/core/recipe/quote/note.ts';

/*
 * Reads the numbers of one note, given on stdin, as the first thing that its process does, and writes how many
 * milliseconds that took: `{ "elements", "reading" }`. Nothing is compiled yet, as when an editor has just been opened.
 */

function readFirst(source: string): void {
  const note = openNote(source);
  const opened = performance.now();
  note.ownElements();
  const parsed = performance.now();
  readNoteQuantities(note);
  console.log(JSON.stringify({ elements: parsed - opened, reading: performance.now() - parsed }));
}

void text(process.stdin).then(readFirst);
