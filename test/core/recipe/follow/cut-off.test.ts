import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkArithmetic } from '../../../../src/core/recipe/follow/arithmetic.ts';
import { isCutOff } from '../../../../src/core/recipe/follow/cut-off.ts';

describe('digits that were cut off', () => {
  it('leave a number that is smaller by less than its last digit', () => {
    assert.ok(isCutOff(0.66, 0.01, 2 / 3));
    assert.ok(isCutOff(-0.66, 0.01, -2 / 3));
    assert.ok(isCutOff(89, 1, 89.84));
    assert.ok(isCutOff(0.5, 0.01, 0.5));
    for (const [written, lastDigit, value] of [
      [0.65, 0.01, 2 / 3],
      [0.67, 0.01, 2 / 3],
      [0.6, 0.1, 2 / 3],
      [-0.66, 0.01, 2 / 3],
      [88, 1, 89],
      [0.66, Number.NaN, 2 / 3],
    ] as const)
      assert.ok(!isCutOff(written, lastDigit, value), `${written} of ${value}`);
  });

  it('make no sum wrong', () => {
    for (const sum of ['2/3 = 0.66', '2/3 = 66%', '200 / 3 = 66', '2M / 3 = 666K', '1/7 = 0.142857', '5/3 ≈ 1.6'])
      assert.equal(checkArithmetic(sum), undefined, sum);
    assert.equal(checkArithmetic('2/3 = 0.65')?.right, '0.667');
    assert.equal(checkArithmetic('42,000 × 4M = 166B')?.right, '168B');
  });
});
