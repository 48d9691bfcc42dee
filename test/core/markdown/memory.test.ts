import assert from 'node:assert/strict';
import { it } from 'node:test';
import v8 from 'node:v8';
import vm from 'node:vm';
import { openNote } from '../../../src/core/markdown/note.ts';
import { createQuantityReader } from '../../../src/core/recipe/quote/note.ts';

/** What is used once all that is not has been collected, in bytes. */
function used(): number {
  v8.setFlagsFromString('--expose-gc');
  (vm.runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

it('a note that is edited all over keeps no version of its text but the last', t => {
  const paragraphs = 500;
  const note = openNote(
    Array.from({ length: paragraphs }, (_, index) => `Paragraph ${index} ${'of words '.repeat(50)}\n\n`).join(''),
  );
  const quantitiesOf = createQuantityReader();
  quantitiesOf(note);
  const before = used();
  for (let index = 0; index < paragraphs; index++) {
    const at = note.offsetOf(index) + 10;
    note.edit([{ range: { from: at, to: at }, insert: 'a' }]);
    quantitiesOf(note);
  }
  const versions = (used() - before) / note.text.length;
  t.diagnostic(`${paragraphs} edits left what ${versions.toFixed(1)} texts of the note take`);
  assert.ok(versions < 100, `${versions.toFixed(1)} texts`);
});
