import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readByBlock } from '../../../src/core/markdown/by-block.ts';
import { createNoteReader, openNote } from '../../../src/core/markdown/note.ts';
import { createFoldingReader, mathFoldings } from '../../../src/core/math-writing/folding.ts';
import { createHintReader, mathHints } from '../../../src/core/math-writing/lint.ts';
import { createQuantityReader, readNoteQuantities } from '../../../src/core/recipe/quote/note.ts';
import { LineIndex } from '../../../src/core/text.ts';
import { createLinkReader, zoteroLinks } from '../../../src/core/zotero/note-links.ts';
import { generateNote } from './generate-note.ts';
import { nextMoment, random } from './random-edits.ts';

const reader = createNoteReader();

/** What block rules and edits of line ends can do to readings that are kept. */
const besides = `[paper]: zotero://select/library/items/ABCD2345

As [the paper][paper] says, 42, 000 steps with a batch of 4M tokens take [p. 3](zotero://open-pdf/library/items/6PP9LFYN?page=3).

## LLEMMA 34B

It saw 50B tokens, $a ≤ b$ and $100.
`;

describe('what is read block by block', () => {
  const seed = Number(process.env.SEED ?? 20261128);

  it(`is after every edit what a fresh reading of a fresh note says (seed ${seed})`, t => {
    const next = random(seed);
    const hintsOf = createHintReader();
    const foldingsOf = createFoldingReader();
    const linksOf = createLinkReader();
    const quantitiesOf = createQuantityReader();
    let edits = 0;
    for (let count = 0; count < 30; count++) {
      const text = `${generateNote(next)}\n\n${besides}`;
      const note = openNote(count % 3 === 0 ? text.replaceAll('\n', '\r\n') : text, {}, reader);
      for (let moment = 0; moment < 25; moment++) {
        const made = nextMoment(note.text, next).map(({ edit }) => edit);
        note.edit(made);
        edits += made.length;
        const context = `note ${count}, moment ${moment} ${JSON.stringify(made)}, seed ${seed}`;
        const fresh = openNote(note.text, {}, reader);
        // some are read ahead first, or in part
        let steps = next(12);
        for (const _ of quantitiesOf.ahead(note)) if (steps-- === 0) break;
        for (const _ of linksOf.ahead(note)) if (steps-- === 0) break;
        const elements = fresh.elements();
        assert.deepEqual(hintsOf(note), mathHints(note.text, elements), context);
        assert.deepEqual(linksOf(note), zoteroLinks(note.text, elements), context);
        assert.deepEqual(quantitiesOf(note), readNoteQuantities(fresh), context);
        const lines = new LineIndex(note.text);
        const folded = mathFoldings(note.text, elements).map(({ from, to }) => {
          const { line, character } = lines.positionAt(to);
          return { first: lines.positionAt(from).line, last: character === 0 ? line - 1 : line };
        });
        assert.deepEqual(foldingsOf(note), folded, context);
      }
    }
    t.diagnostic(`${edits} edits`);
  });

  it('is read again of touched blocks alone, wherever the others move', () => {
    const read: string[] = [];
    const wordsOf = readByBlock(({ text }) => {
      read.push(text.trim());
      return text.trim().split(' ').length;
    });
    const note = openNote('one\n\ntwo words\n\nthree words here\n', {}, reader);
    assert.deepEqual(wordsOf(note), [1, 2, 3]);
    assert.equal(wordsOf(note), wordsOf(note));
    read.length = 0;
    note.edit([{ range: { from: 5, to: 5 }, insert: 'not ' }]);
    assert.deepEqual(wordsOf(note), [1, 3, 3]);
    note.edit([{ range: { from: 0, to: 0 }, insert: 'a new one\n\n' }]);
    assert.deepEqual(wordsOf(note), [3, 1, 3, 3]);
    assert.deepEqual(read, ['not two words', 'a new one']);
  });

  it('can be read ahead, a block a step, and what was read is kept when the note is edited meanwhile', () => {
    const read: string[] = [];
    const wordsOf = readByBlock(({ text }) => {
      read.push(text.trim());
      return text.trim().split(' ').length;
    });
    const note = openNote('one\n\ntwo words\n\nthree words here\n', {}, reader);
    let steps = 0;
    for (const _ of wordsOf.ahead(note)) {
      steps++;
      assert.equal(read.length, steps);
      if (steps === 2) break;
    }
    note.edit([{ range: { from: 0, to: 0 }, insert: 'not ' }]);
    for (const _ of wordsOf.ahead(note)) steps++;
    assert.deepEqual(read, ['one', 'two words', 'not one', 'three words here']);
    assert.deepEqual(wordsOf(note), [2, 2, 3]);
    assert.equal(read.length, 4);
    assert.deepEqual([...wordsOf.ahead(note)], []);
  });

  it('is read again when only a line end of the block has changed', () => {
    const textsOf = readByBlock(({ text }) => text);
    const note = openNote('one\ntwo\n\nthree\n', {}, reader);
    textsOf(note);
    note.edit([{ range: { from: 3, to: 4 }, insert: '\r\n' }]);
    assert.deepEqual(textsOf(note), ['one\r\ntwo\n\n', 'three\n']);
  });
});
