import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { editOfSign, mathHints } from '../../../src/core/math-writing/lint.ts';
import { applyEdits } from '../../../src/core/text.ts';
import { atCursor } from './cursor.ts';

const hints = (written: string) => {
  const { text, elements } = atCursor(`¦${written}`);
  return { text, found: mathHints(text, elements) };
};

describe('hints about formulas', () => {
  it('name signs that were copied, and change them to TeX', () => {
    const { text, found } = hints('$v^∗ − x ∈R, C_i \\neq ∅$ and − in prose');
    assert.deepEqual(
      found.map(({ code, range }) => [code, text.slice(range.from, range.to)]),
      ['∗', '−', '∈', '∅'].map(sign => ['math-foreign-sign', sign]),
    );
    assert.equal(
      applyEdits(
        text,
        found.map(problem => editOfSign(text, problem)),
      ),
      '$v^* - x \\in R, C_i \\neq \\emptyset$ and − in prose',
    );
  });

  it('tell that % begins a comment within a line', () => {
    const { text, found } = hints('a share $p = 50% of x$, $50\\%$, $$\nx % said\n$$');
    assert.deepEqual(
      found.map(({ code, range }) => [code, text.slice(range.from, range.to)]),
      [['math-comment', '% of x']],
    );
  });

  it('leave words in formulas alone', () => {
    assert.deepEqual(hints('$x \\text{ a − b }$').found, []);
  });

  it('find a dollar without its partner where TeX follows, and never money or a misread sign', () => {
    const { text, found } = hints('the sum $\\sum_{i} x_i over all');
    assert.deepEqual(
      found.map(({ code, range }) => [code, range.from]),
      [['math-unbalanced', text.indexOf('$')]],
    );
    for (const prose of ['it costs $5 more', 'increased by $10 ms and $20 ms', 'a $ sign', '`$x^{2}`', 'US$ 5']) {
      assert.deepEqual(hints(prose).found, [], prose);
    }
  });
});
