import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openNote } from '../../../../src/core/markdown/note.ts';
import { createFormulaCache } from '../../../../src/core/math/formula-cache.ts';
import { asideMarks } from '../../../../src/core/recipe/follow/aside-marks.ts';
import { judgedAsides } from '../../../../src/core/recipe/follow/judged-asides.ts';
import { readNoteQuantities } from '../../../../src/core/recipe/quote/note.ts';
import { LineIndex } from '../../../../src/core/text.ts';

const text = readFileSync(join(import.meta.dirname, '../../../fixtures/recipe/llemma.md'), 'utf8');
const marksOf = (source: string) => {
  const note = openNote(source);
  const judged = judgedAsides(readNoteQuantities(note), note.elements());
  const lines = new LineIndex(source);
  return asideMarks(judged, note.elements(), offset => lines.lineAt(offset), createFormulaCache());
};

describe('marks of asides in a preview', () => {
  it('tell that an aside follows, with its derivation rendered and its other readings', () => {
    const [mark] = marksOf(text);
    assert.equal(mark?.state, 'holds');
    assert.equal(mark?.text, '0.84 epoch over the 200B dataset.');
    assert.match(mark?.derivation ?? '', /class="katex-display"/);
    assert.ok(mark?.remarks.some(remark => remark.includes('4,194,304')));
    const line = text.split('\n').findIndex(each => each.includes('42, 000 steps'));
    assert.deepEqual(mark?.sources[0], { line, text: '42, 000 steps' });
  });

  it('tell both numbers where it does not', () => {
    const [mark] = marksOf(text.replace('42, 000', '30, 000'));
    assert.equal(mark?.state, 'stale');
    assert.match(mark?.told ?? '', /0\.84.*0\.60/);
  });

  it('show what an expression comes to, and how, with the numbers of the quotes put in', () => {
    const quote = 'It was trained for 42, 000 steps with a global batch size of 4 million tokens.\n';
    const [open] = marksOf(`${quote}%%= steps × batch_tokens / 200B tokens%%\n`);
    assert.deepEqual([open?.state, open?.result], ['holds', '= 0.84']);
    assert.match(open?.derivation ?? '', /class="katex-display".*42.*000.*4.*000.*000.*0\.84/s);
    const [kept] = marksOf(`${quote}%%= steps × batch_tokens / 200B tokens = 0.84%%\n`);
    assert.deepEqual([kept?.state, kept?.result], ['holds', undefined]);
    assert.match(kept?.derivation ?? '', /class="katex-display"/);
    const [hinted] = marksOf(`${quote}%%= 23000 / 256 h%%\n`);
    assert.deepEqual(hinted?.remarks, ['Read as 23000 / (256 h).']);
    const [failing] = marksOf(`${quote}%%= 3 tokens + 4 steps%%\n`);
    assert.deepEqual([failing?.state, failing?.told], ['stale', 'This adds steps to tokens.']);
  });

  it('say nothing of asides that are not judged, nor of equal words that are judged differently', () => {
    assert.deepEqual(marksOf('A quote of 7 things. %%I like it.%%\n'), []);
    const twice = `${text}\n# Another paper\n\nIt was trained for 10,000 steps with a batch of 4M tokens.\n%%0.84 epoch over the 200B dataset.%%\n`;
    assert.deepEqual(marksOf(twice), []);
  });
});
