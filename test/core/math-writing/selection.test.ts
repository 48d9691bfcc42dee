import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mathFoldings } from '../../../src/core/math-writing/folding.ts';
import { mathSelections } from '../../../src/core/math-writing/selection.ts';
import { atCursor } from './cursor.ts';

const grow = (written: string): string[] => {
  const { text, offset, elements } = atCursor(written);
  return mathSelections(text, elements, offset).map(({ from, to }) => text.slice(from, to));
};

describe('growing a selection in a formula', () => {
  it('goes from the word to the command to the formula', () => {
    assert.deepEqual(grow('so $a + \\frac{xy¦ + 1}{z}$.'), [
      'xy',
      'xy + 1',
      '{xy + 1}',
      '\\frac{xy + 1}{z}',
      'a + \\frac{xy + 1}{z}',
      '$a + \\frac{xy + 1}{z}$',
    ]);
  });

  it('takes cells, rows and environments', () => {
    assert.deepEqual(grow('$$\\begin{aligned} a &= b¦ \\\\ c &= d \\end{aligned}$$').slice(0, 5), [
      'b',
      '= b',
      'a &= b',
      'a &= b \\\\ c &= d',
      '\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}',
    ]);
  });

  it('is nothing in prose', () => {
    assert.deepEqual(grow('pro¦se $x$'), []);
  });
});

describe('folding', () => {
  it('folds what takes more than a line', () => {
    const { text, elements } = atCursor('¦$x$\n\n$$\n\\begin{aligned}\na\n\\end{aligned}\n$$\n\n$$ y $$\n');
    assert.deepEqual(
      mathFoldings(text, elements).map(({ from, to }) => text.slice(from, to).trimEnd()),
      ['$$\n\\begin{aligned}\na\n\\end{aligned}\n$$', '\\begin{aligned}\na\n\\end{aligned}'],
    );
  });
});
