import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findOwnPrice, findPrice } from '../../../../src/core/recipe/data/prices.ts';

describe('prices', () => {
  const cases: readonly (readonly [string, number | undefined])[] = [
    ['A100', 2],
    ['NVIDIA A100-80GB', 2],
    ["NVIDIA's A100s", 2],
    ['H800', 2],
    ['H100', undefined],
    ['A1000', undefined],
  ];
  for (const [name, price] of cases)
    it(`${name}: ${price ?? 'none'}`, () => assert.equal(findPrice(name)?.price, price));

  const own = { A100: 1.5, 'A100 80GB': 1.8, V100: 0.5, 'NVIDIA H100 SXM': 3 };
  const ownCases: readonly (readonly [string, number | undefined])[] = [
    ['A100 40GB', 1.5],
    ['NVIDIA A100-80GB', 1.8],
    ['V100s', 0.5],
    ['V100 PCIe', 0.5],
    ['V100X', undefined],
    ['H100-SXM5-80GB', 3],
    ['H100', undefined],
  ];
  for (const [name, price] of ownCases)
    it(`of one's own, ${name}: ${price ?? 'none'}`, () => assert.equal(findOwnPrice(name, own)?.price, price));
});
