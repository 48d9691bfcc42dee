import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accelerators, findAccelerator } from '../../../../src/core/recipe/data/accelerators.ts';

describe('accelerators', () => {
  // Name as people write it, the row it means, its dense peak in bf16 or fp16, its bandwidth in GB/s, its power in W.
  const cases: readonly (readonly [string, string | undefined, number?, number?, number?])[] = [
    ['NVIDIA A100-80GB', 'A100', 312, 2039, 400],
    ['A100 40GB', 'A100', 312, 1555, 400],
    ['NVIDIA A100 PCIe 40GB', 'A100 PCIe', 312, 1555, 250],
    ['A100 PCIe 80GB', 'A100 PCIe', 312, 1935, 300],
    ['A100s', 'A100', 312, 2039],
    ['V100', 'V100', 125, 900, 300],
    ['V100s', 'V100', 125],
    ['v100s', 'V100', 125],
    ['V100S', 'V100S', 130, 1134, 250],
    ['Tesla V100-PCIe-32GB', 'V100 PCIe', 112, 900, 250],
    ['H100 NVL', 'H100 NVL', 835.5, 3900, 400],
    ['H200 NVL', 'H200 NVL', 835.5, 4800, 600],
    ['H100 SXM5 GPUs', 'H100', 989],
    ['TPU v2', 'TPU v2', 46],
    ['TPUv3', 'TPU v3', 123],
    ['T4', 'T4', 65],
    ['A10G', 'A10G', 70],
    ['L40', 'L40', 181],
    ['L40S', 'L40S', 362],
    ['L40s', 'L40S', 362],
    ['AMD Instinct MI210', 'MI210', 181],
    ['MI300A', 'MI300A', 980.6],
    ['AWS Trainium 1', 'Trainium', 190],
    ['Trainium2', 'Trainium2', 667],
    ['GB200 NVL72', 'GB200', 2500],
    ['Cerebras', undefined],
  ];
  for (const [text, name, peak, bandwidth, power] of cases) {
    it(`${text}: ${name ?? 'unknown'}`, () => {
      const found = findAccelerator(text);
      assert.equal(found?.name, name);
      if (peak !== undefined) assert.equal(found?.peak.bf16, peak);
      if (bandwidth !== undefined) assert.equal(found?.bandwidth, bandwidth * 1e9);
      if (power !== undefined) assert.equal(found?.power, power);
    });
  }

  it('are each found by their name and by every alias, and no name means two', () => {
    for (const each of accelerators)
      for (const name of [each.name, ...each.aliases]) assert.equal(findAccelerator(name)?.name, each.name, name);
  });

  it('double their rate with each halving of the format, where the format is a matrix format of theirs', () => {
    // A figure "with sparsity" among dense ones would show here.
    for (const { name, peak } of accelerators) {
      const { bf16 = Number.NaN, fp8, int8, tf32 } = peak;
      for (const lower of [fp8, int8])
        if (lower !== undefined) assert.ok(lower / bf16 < 2.05, `${name}: ${lower} to ${bf16}`);
      if (tf32 !== undefined) assert.ok(tf32 / bf16 <= 1.01, `${name}: ${tf32} to ${bf16}`);
    }
  });
});
