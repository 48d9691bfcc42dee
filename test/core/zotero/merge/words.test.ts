import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyEdits } from '../../../../src/core/text.ts';
import { foldWord, longestMerge, mergeWords, wordsOf } from '../../../../src/core/zotero/merge/words.ts';

function merged(seen: string | undefined, note: string, now: string) {
  const merge = mergeWords(note, wordsOf(note, { from: 0, to: note.length }), seen, now);
  return { ...merge, text: applyEdits(note, merge.edits) };
}

test('words are compared without escapes, ligatures and emphasis', () => {
  assert.equal(foldWord('ﬁne'), 'fine');
  assert.equal(foldWord('\\_x\\_'), '_x_');
  assert.equal(foldWord('&#91;12&#93;'), '[12]');
  const note = '**ﬁne ==tuned==** 5 * 3';
  const words = wordsOf(note, { from: 0, to: note.length });
  assert.deepEqual(
    words.map(word => word.folded),
    ['fine', 'tuned', '5', '*', '3'],
  );
  assert.deepEqual(
    wordsOf('> "a b,\n> c."', { from: 0, to: 12 }).map(word => word.folded),
    ['"', 'a', 'b', ',', 'c', '.'],
  );
});

test('changes in different words come together', () => {
  assert.equal(merged('a b c d e', 'a B c d e', 'a b c D e').text, 'a B c D e');
  assert.equal(merged('a b c', 'a b c', 'a x y c').text, 'a x y c');
  assert.equal(merged('a b c', 'a b c', 'a c').text, 'a c');
  assert.equal(merged('a b c', 'a b c', 'b c').text, 'b c');
  assert.equal(merged('a b', 'a b', 'a b c').text, 'a b c');
  assert.equal(merged('a b', 'a b', 'a b.').text, 'a b.');
  assert.equal(merged('b', 'b', 'a b').text, 'a b');
});

const sentence = fc
  .array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f,', '(g)', '"h"', 'i.'), { maxLength: 10 })
  .map(words => words.join(' '));

test('nothing changed in Zotero: the note stays; the note untouched: it becomes what Zotero says', () => {
  fc.assert(
    fc.property(sentence, sentence, (one, other) => {
      assert.deepEqual(merged(one, other, one), { edits: [], conflicts: [], unplaced: [], text: other });
      const { text, conflicts } = merged(one, one, other);
      assert.deepEqual(conflicts, []);
      if (one !== '') assert.equal(text.replace(/\s+/g, ''), other.replace(/\s+/g, ''));
      if (one !== '') assert.equal(text.trim(), other);
      // The reader took Zotero's words over already.
      assert.deepEqual(merged(one, other, other).edits, []);
    }),
  );
});

test('words that the reader left out may change as they like', () => {
  const seen = 'steps (Dao, 2023; Goyal, 2017) with Adam';
  const now = 'steps (Dao, 2024; Goyal, 2017) with AdamW';
  for (const left of ['[…] ', '… ', '[...] ', '(...) ', '\\[…\\] ', '']) {
    const { text, conflicts } = merged(seen, `steps ${left}with Adam`, now);
    assert.equal(text, `steps ${left}with AdamW`);
    assert.deepEqual(conflicts, []);
  }
});

test('marks of emphasis stay in pairs, whatever goes and comes among the words', () => {
  assert.equal(merged('a big b c', 'a big **b** c', 'a big c').text, 'a big c');
  assert.equal(merged('a b c d', 'a **b** c d', 'a X Y d').text, 'a **X Y** d');
  assert.equal(merged('a b c d', 'a b **c d**', 'a X Y d').text, 'a X Y **d**');
  assert.equal(merged('a b c d', '**a b** c d', 'a X d').text, '**a** X d');
  assert.equal(merged('a b c d', '**a** b c d', 'b c d').text, 'b c d');
  const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(words, words, fc.array(fc.tuple(fc.nat(8), fc.nat(3)), { maxLength: 3 }), (seen, now, bold) => {
      const note: string[] = [...seen];
      let end = -1;
      for (const [from, length] of bold.sort((a, b) => a[0] - b[0])) {
        const to = Math.min(from + length, seen.length - 1);
        if (from <= end || from > to) continue;
        note[from] = `**${note[from]}`;
        note[to] += '**';
        end = to;
      }
      const { text, conflicts } = merged(seen.join(' '), note.join(' '), now.join(' '));
      assert.deepEqual(conflicts, []);
      assert.equal(text.replace(/\*\*/g, ''), now.join(' '));
      assert.ok(!text.replace(/\*\*[a-g]+(?: [a-g]+)*\*\*/g, 'x').includes('*'), text);
    }),
    { numRuns: 2000 },
  );
});

test('edits and the edits of conflicts never overlap, whatever was changed', () => {
  fc.assert(
    fc.property(sentence, sentence, sentence, (seen, note, now) => {
      const { edits, conflicts } = merged(seen, note, now);
      const all = [...edits, ...conflicts.map(conflict => conflict.edit)];
      const inOrder = all.sort((a, b) => a.range.from - b.range.from || a.range.to - b.range.to);
      assert.doesNotThrow(() => applyEdits(note, inOrder));
    }),
    { numRuns: 1000, examples: [['i. b i. e', 'b e', 'i. i.']] },
  );
});

test('a text too long to compare by words is taken whole or asked for whole', () => {
  const long = 'word '.repeat(longestMerge + 1).trim();
  assert.equal(merged(long, long, `${long} more`).text, `${long} more`);
  const { edits, conflicts } = merged(long, `${long} mine`, `${long} more`);
  assert.equal(edits.length, 0);
  assert.equal(conflicts.length, 1);
});
