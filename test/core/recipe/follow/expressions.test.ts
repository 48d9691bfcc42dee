import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openNote } from '../../../../src/core/markdown/note.ts';
import { checkRecipes } from '../../../../src/core/recipe/follow/check.ts';
import { readExpressionAsides } from '../../../../src/core/recipe/follow/expressions.ts';
import { readNoteQuantities } from '../../../../src/core/recipe/quote/note.ts';
import { applyEdits } from '../../../../src/core/text.ts';

const quote = 'It was trained for 42, 000 steps with a global batch size of 4 million tokens.\n';
const noteWith = (aside: string) => `${quote}%%${aside}%%\n`;
const read = (text: string) => {
  const note = openNote(text);
  return readExpressionAsides(readNoteQuantities(note), note.elements());
};

describe('asides that are expressions', () => {
  it('keep their result, once it is written', () => {
    const text = noteWith('= 42,000 steps × 4M tokens/step / 200B tokens');
    const [open] = read(text);
    assert.equal(open?.state, 'open');
    assert.ok(open?.fix);
    const written = applyEdits(text, [open.fix]);
    assert.ok(written.includes('/ 200B tokens = 0.84%%'), written);
    assert.equal(read(written)[0]?.state, 'holds');
  });

  it('may name the quantities of the quote before', () => {
    assert.equal(read(noteWith('= steps × batch_tokens / 200B tokens = 0.84'))[0]?.state, 'holds');
  });

  it('go stale when the quote changes, with a fix', () => {
    const text = noteWith('= steps × batch_tokens / 200B tokens = 0.84').replace('42, 000', '30, 000');
    const [stale] = read(text);
    assert.equal(stale?.state, 'stale');
    assert.ok(stale?.fix);
    assert.ok(applyEdits(text, [stale.fix]).includes('= 0.60%%'));
    assert.deepEqual(
      checkRecipes(readNoteQuantities(openNote(text)), text, openNote(text).elements()).map(problem => problem.code),
      ['aside-stale'],
    );
  });

  it('say why they have no value', () => {
    const [failing] = read(noteWith('= 3 tokens + 4 steps'));
    assert.equal(failing?.state, 'fails');
    assert.match(failing?.message ?? '', /tokens|steps/);
  });
});
