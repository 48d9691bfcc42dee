import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readCompoundTime, writeCompoundTime } from '../../../../src/core/recipe/follow/compound-time.ts';

describe('a time in several units', () => {
  it('is one number of the first, as exact as the last', () => {
    for (const [text, value, lastDigit] of [
      ['1 day 6 hours', 30 / 24, 1 / 24],
      ['3 days, 5 hours and 30 min', (77.5 * 1) / 24, 1 / 60 / 24],
      ['2 h 30 min', 2.5, 1 / 60],
      ['1 week 2.5 days', 1 + 2.5 / 7, 0.1 / 7],
      ['1,000 hours 20 minutes', 1000 + 1 / 3, 1 / 60],
    ] as const) {
      const read = readCompoundTime(text, {});
      assert.ok(Math.abs(read!.value - value) < 1e-9, text);
      assert.ok(Math.abs(read!.lastDigit - lastDigit) < 1e-9, text);
      assert.ok(read!.half >= lastDigit / 2 && read!.half < 0.51 * lastDigit, text);
    }
    assert.equal(readCompoundTime('3 days', {}), undefined);
  });

  it('leaves more room where it is said roughly', () => {
    const plain = readCompoundTime('1 day 6 hours', {})!;
    const about = readCompoundTime('1 day 6 hours', { about: 'about' })!;
    assert.ok(about.tolerance > plain.tolerance && about.leeway > plain.leeway);
    assert.equal(readCompoundTime('1 day 6 hours', { bound: 'less than' })?.bound, 'less');
  });

  it('is written as another was', () => {
    for (const [written, hours, wanted] of [
      ['1 day 4 hours', 30, '1 day 6 hours'],
      ['2 days, 3 hours', 25.2, '1 day, 1 hour'],
      ['1 day and 14 h', 30, '1 day and 6 h'],
      ['1 day 4 hours', 5, '5 hours'],
      ['1 day 4 hours', 48, '2 days'],
      ['3 days 5 h 41 min', 48.5, '2 days 0 h 30 min'],
      ['1 day 4.5 hours', 30.25, '1 day 6.3 hours'],
      ['2 hours 59 min', 2.999, '3 hours'],
    ] as const)
      assert.equal(writeCompoundTime(written, hours), wanted, written);
  });

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 5000, noNaN: true }), hours => {
        const written = writeCompoundTime('2 days 3 hours 10 min', hours);
        const read = readCompoundTime(`0 weeks ${written}`, {});
        assert.ok(Math.abs(read!.value * 168 - hours) <= 0.5001 / 60, written);
      }),
    );
  });
});
