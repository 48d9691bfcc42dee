import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { applyEdits, LineIndex, overlaps } from '../../src/core/text.ts';

describe('LineIndex', () => {
  it('counts \\n, \\r\\n and \\r as one line end each', () => {
    const index = new LineIndex('a\nb\r\nc\rd');
    assert.equal(index.lineCount, 4);
    assert.deepEqual(
      [0, 1, 2, 3].map(line => index.lineStart(line)),
      [0, 2, 5, 7],
    );
  });

  it('clamps what lies outside', () => {
    const index = new LineIndex('ab\nc');
    assert.deepEqual(index.positionAt(99), { line: 1, character: 1 });
    assert.deepEqual(index.positionAt(-1), { line: 0, character: 0 });
    assert.equal(index.offsetAt({ line: 9, character: 9 }), 4);
  });

  it('is its own inverse at every offset', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '\r', ' ', 'é') }), text => {
        const index = new LineIndex(text);
        for (let offset = 0; offset <= text.length; offset++) {
          assert.equal(index.offsetAt(index.positionAt(offset)), offset);
        }
      }),
    );
  });
});

describe('applyEdits', () => {
  it('applies edits of one text in any order', () => {
    const edits = [
      { range: { from: 4, to: 5 }, insert: 'E' },
      { range: { from: 0, to: 1 }, insert: '' },
    ];
    assert.equal(applyEdits('abcde', edits), 'bcdE');
  });

  it('refuses edits that overlap', () => {
    const edits = [
      { range: { from: 0, to: 3 }, insert: '' },
      { range: { from: 2, to: 4 }, insert: '' },
    ];
    assert.throws(() => applyEdits('abcde', edits), RangeError);
  });
});

describe('overlaps', () => {
  it('lets an empty range touch an edge, and no two full ones', () => {
    assert.equal(overlaps({ from: 0, to: 2 }, { from: 2, to: 2 }), true);
    assert.equal(overlaps({ from: 0, to: 2 }, { from: 2, to: 3 }), false);
  });
});
