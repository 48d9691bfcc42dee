import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatValue, significantDigits, writeExact, writeNumber } from '../../../src/core/recipe/format.ts';

describe('formatValue', () => {
  const cases: readonly (readonly [number, string, string])[] = [
    [0.84, '1', '0.84'],
    [0.8808, '1', '0.88'],
    [3.04, '1', '3.0'],
    [26.2988, '%', '26 %'],
    [89.84, 'h', '3.7 days'],
    [11.1, 'h', '11 hours'],
    [7.7, 's', '7.7 s'],
    [0.00673, 's', '6.7 ms'],
    [168e9, 'token', '168B tokens'],
    [176.160768e9, 'token', '176B tokens'],
    [1024, 'sequence', '1,024 sequences'],
    [976.5625, 'sequence', '976.56 sequences'],
    [32768, 'sequence/step', '32,768 sequences/step'],
    [1, 'sequence', '1 sequence'],
    [6.79e21, 'FLOP', '6.8e21 FLOPs'],
    [82.1e12, 'FLOP/s', '82 TFLOP/s'],
    [7.089e-6, '1', '7.1e-6'],
    [46000, 'USD', '$46k'],
    [5.576e6, 'USD', '$5.6M'],
    [13.8e9, 'B', '13.8 GB'],
    [9.2e6, 'Wh', '9.2 MWh'],
    [3900, 'kg', '3.9 t'],
    [999.96e9, 'token', '1.00T tokens'],
    [0, '1', '0'],
    [Number.NaN, '1', 'NaN'],
  ];
  for (const [value, unit, text] of cases) {
    it(`${value} ${unit} is ${text}`, () => assert.equal(formatValue(value, unit), text));
  }

  it('says when it is approximate', () => {
    assert.equal(formatValue(3.04, '1', { approximate: true }), '≈ 3.0');
  });
});

describe('writeNumber', () => {
  it('groups thousands and rounds nothing that can be seen', () => {
    assert.equal(writeNumber(42000), '42,000');
    assert.equal(writeNumber(4194304), '4,194,304');
    assert.equal(writeNumber(0.875), '0.875');
    assert.equal(writeNumber(-1234.5), '-1,234.5');
    assert.equal(writeNumber(1.68e11), '1.68e11');
    assert.equal(writeNumber(1e-4), '1e-4');
  });
});

describe('writeExact', () => {
  it('uses a suffix where that loses nothing', () => {
    assert.equal(writeExact(168e9, 'token'), '168B tokens');
    assert.equal(writeExact(4194304, 'token/step'), '4,194,304 tokens/step');
    assert.equal(writeExact(0.84, '1'), '0.84');
  });
});

describe('significantDigits', () => {
  it('counts what a written number shows', () => {
    const cases = { '42, 000': 2, '0.385': 3, '1 · 10−4': 1, '200B': 1, '4096': 4, '1.0T': 2, '0.10': 2, none: 1 };
    for (const [text, digits] of Object.entries(cases)) assert.equal(significantDigits(text), digits, text);
  });
});
