import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readValue } from '../../../src/core/recipe/given-value.ts';

describe('readValue', () => {
  const cases: readonly (readonly [string, string, number])[] = [
    ['23,000', 'GPU-hour', 23000],
    ['42, 000', 'step', 42000],
    ['1, 000, 000', '1', 1e6],
    ['143000', 'step', 143000],
    ['126_953_125', 'step', 126953125],
    ['4M', 'token/step', 4e6],
    ['4 million', 'token/step', 4e6],
    ['4 million tokens', 'token/step', 4e6],
    ['4M tokens/step', 'token/step', 4e6],
    ['200B', 'token', 200e9],
    ['200B tokens', 'token', 200e9],
    ['1.4T', 'token', 1.4e12],
    ['7B', 'parameter', 7e9],
    ['160m', 'parameter', 160e6],
    ['1e-4', '1', 1e-4],
    ['1 · 10−4', '1', 1e-4],
    ['8 × 10^-5', '1', 8e-5],
    ['1/30', '1', 1 / 30],
    ['1/30th', '1', 1 / 30],
    ['2^19', 'token/step', 524288],
    ['18%', '1', 0.18],
    ['$2', 'USD/GPU-hour', 2],
    ['3.7days', 'h', 3.7 * 24],
    ['90 h', 'day', 3.75],
    ['312 TFLOPS', 'FLOP/s', 312e12],
    ['312 TFLOP/s', 'FLOP/s', 312e12],
    ['1410 MHz', 'Hz', 1410e6],
    ['40GB', 'B', 40e9],
    ['40 GiB', 'B', 40 * 2 ** 30],
    ['2039GB/s', 'B/s', 2039e9],
    ['385 g/kWh', 'kg/kWh', 0.385],
    ['3640 PF-days', 'FLOP', 3640 * 86400e15],
    ['23,000 A100-hours', 'GPU-hour', 23000],
  ];
  for (const [text, unit, value] of cases) {
    it(`${text} as ${unit} is ${value}`, () => {
      const read = readValue(text, unit);
      assert.ok('value' in read, 'error' in read ? read.error : '');
      assert.ok(Math.abs(read.value - value) <= 1e-12 * Math.abs(value), String(read.value));
    });
  }

  it('reads 4K of a context as 4,096 and says so', () => {
    assert.deepEqual(readValue('4K', 'token/sequence', { binaryK: true }), {
      value: 4096,
      significant: 1,
      caveat: '4K is read as 4,096.',
    });
    assert.deepEqual(readValue('5K', 'token/sequence'), { value: 5000, significant: 1 });
  });

  it('keeps "roughly" and the digits that were written', () => {
    assert.deepEqual(readValue('roughly 23, 000', 'GPU-hour'), { value: 23000, significant: 2, approximate: true });
  });

  it('refuses what measures something else, and what is no number', () => {
    for (const [text, unit] of [
      ['3 days', 'step'],
      ['4 apples', 'step'],
      ['many', 'step'],
      ['', 'step'],
      ['200 GB', 'token'],
      ['1/0', '1'],
      ['9'.repeat(400), '1'],
    ] as const) {
      assert.ok('error' in readValue(text, unit), text);
    }
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom('token', '1', 'GPU-hour', '%'),
        (text, unit) => typeof readValue(text, unit) === 'object',
      ),
    );
  });
});
