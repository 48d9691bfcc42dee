import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Command } from '../../../src/node/cli/command.ts';
import { computeCommand } from '../../../src/node/cli/compute.ts';
import { formulasCommand } from '../../../src/node/cli/formulas.ts';

async function run(command: Command, ...args: string[]) {
  let out = '';
  let error = '';
  const code = await command.run(args, {
    stdin: async () => '',
    out: text => {
      out += text;
    },
    error: text => {
      error += text;
    },
    cwd: '/',
  });
  return { code, out, error };
}

describe('paper-notes compute', () => {
  it('computes from values as people write them', async () => {
    const { code, out } = await run(
      computeCommand,
      'fraction-of-plan',
      'steps=42, 000',
      'batch=4M',
      'tokens_planned=200B',
    );
    assert.equal(code, 0);
    assert.match(out, /^Fraction of the plan: 0\.84\n/);
    assert.match(out, /42,000 · 4,000,000 = 168B tokens/);
    assert.match(out, /other reading: 0\.88 if 4M tokens in a step are 4,194,304/);
  });

  it('takes the names of other tools, and an alias that implies a unit', async () => {
    const tokens = await run(computeCommand, 'tokens_seen', 'steps=23200', 'seqs=256', 'seq_len=4096', '--json');
    assert.equal(JSON.parse(tokens.out).value, 24326963200);
    const carbon = await run(computeCommand, 'co2_kg', 'h=150000', 'W=250', 'kg=0.3', '--json');
    const { value, unit } = JSON.parse(carbon.out);
    assert.deepEqual({ value, unit }, { value: 11250, unit: 'kg' });
  });

  it('converts units on the way in and out', async () => {
    const { out } = await run(computeCommand, 'cost', 'gpus=440', 'time=9.5 days', 'price=$2', '--json');
    assert.equal(JSON.parse(out).value, 200640);
    const days = await run(computeCommand, 'wall-clock', 'gpu_hours=23,000', 'gpus=256', '--unit', 'day', '--json');
    assert.equal(JSON.parse(days.out).value, 23000 / 256 / 24);
  });

  it('gives the value in the unit that was asked for, in words too', async () => {
    const cache = ['kv-cache', 'layers=32', 'kv_heads=32', 'head_dim=128', 'context=4096', '--unit', 'GiB'];
    assert.match((await run(computeCommand, ...cache)).out, /^Key-value cache of a context: 2 GiB\n/);
    assert.equal(JSON.parse((await run(computeCommand, ...cache, '--json')).out).text, '2 GiB');
    const zero = await run(computeCommand, 'zero-memory', 'params=7B', 'stage=1', 'dp=128', '--unit', 'GiB');
    assert.match(zero.out, /^Memory of model states with ZeRO: 26\.7 GiB\n/);
    const states = await run(computeCommand, 'model-states', 'params=7B', '--unit=GiB', '--json');
    assert.equal(JSON.parse(states.out).text, '104 GiB');
    const hours = await run(computeCommand, 'wall-clock', 'gpu_hours=23,000', 'gpus=256', '--unit', 'h');
    assert.match(hours.out, /^Time on the clock: 90 h\n/);
  });

  it('prints the line by which the value came about, also where another branch holds', async () => {
    const degree = await run(computeCommand, 'data-parallel-degree', 'gpus=256', 'tp=2', 'pp=0');
    assert.match(degree.out, /= 256 \/ \(2 · 1 · 1\) = 128\n/);
    assert.match(
      degree.out,
      /note: A pipeline-parallel degree of 0 means that there is no pipeline: it is read as 1\./,
    );
    const rate = (...args: readonly string[]) => run(computeCommand, ...args, 'peak_lr=1e-4', 'final_lr_ratio=1/30');
    const cosine = ['learning-rate-cosine', 'decay_steps=48000', 'warmup=500'];
    assert.match(
      (await rate(...cosine, 'step=250')).out,
      /\n {2}η = η_max · \(max\(1, n\)\) \/ W = [^\n]*\/ 500 = 5e-5\n/,
    );
    assert.match((await rate(...cosine, 'step=50000')).out, /\n {2}η = η_min = 3\.33333e-6\n/);
    assert.match((await rate(...cosine, 'step=24250')).out, /cos\(π · \(24,250 - 500\) \/ \(48,000 - 500\)\)/);
    const wsd = ['learning-rate-wsd', 'decay_steps=48000', 'warmup=500', 'decay_length=5000'];
    assert.match((await rate(...wsd, 'step=250')).out, /\n {2}η = η_max · n \/ W = 1e-4 · 250 \/ 500 = 5e-5\n/);
    assert.match((await rate(...wsd, 'step=20000')).out, /\n {2}η = η_max = 1e-4\n/);
  });

  it('says which inputs are missing, with exit code 1', async () => {
    const { code, out, error } = await run(computeCommand, 'lr_cosine', 'peak=1e-4', '--json');
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(out).missing, ['step', 'decay_steps']);
    assert.match(error, /decay_steps \(length of the schedule\) is missing/);
  });

  it('refuses values that make no sense, with exit code 1', async () => {
    const { code, error } = await run(computeCommand, 'acc_stderr', 'accuracy=118', 'n=5000');
    assert.equal(code, 1);
    assert.match(error, /out of range/);
    const ratio = await run(computeCommand, 'learning-rate-cosine', 'lr=1e-4', 'ratio=30', 'step=1', 'T=10');
    assert.match(ratio.error, /Write 1\/30 for the ratio, or 30% for a percentage/);
    assert.equal((await run(computeCommand, 'tokens-seen', 'steps=many', 'batch=4M')).code, 1);
    assert.equal((await run(computeCommand, 'tokens-seen', 'steps=1e999', 'batch=4M')).code, 1);
  });

  it('says what is wrong of a wrong value, and what is missing besides only where something is', async () => {
    const wrong = await run(computeCommand, 'tokens-seen', 'steps=many', 'batch=4M', '--json');
    assert.deepEqual(JSON.parse(wrong.out).missing, []);
    assert.doesNotMatch(wrong.error, /variants need/);
    const also = await run(computeCommand, 'tokens-seen', 'steps=many', '--json');
    assert.deepEqual(JSON.parse(also.out).missing, ['batch_tokens']);
    assert.match(also.error, /variants need/);
  });

  it('reads a share above 1 in percent, and says so', async () => {
    const { out } = await run(computeCommand, 'acc_stderr', 'accuracy=18', 'n=5000');
    assert.match(out, /18 is read as 18 %/);
  });

  it('refuses one input under two names, steps beside tokens, and a stage that is none', async () => {
    const twice = await run(computeCommand, 'tokens-seen', 'S=2', 'steps=3', 'batch=4');
    assert.match(twice.error, /mean the same: steps trained/);
    const mixed = await run(computeCommand, 'lr_cosine', 'lr=1e-4', 'warmup=8B tokens', 'T=10 steps', 'step=3');
    assert.match(mixed.error, /is given in tokens and other places of the schedule in steps/);
    const stage = await run(computeCommand, 'zero-memory', 'params=7B', 'dp=8', 'stage=9');
    assert.match(stage.error, /"9" is not known; the stage of ZeRO is one of 0, 1, 2, 3/);
    assert.equal(stage.code, 2);
  });

  it('counts the FLOPs of a mixture of experts by its active parameters', async () => {
    const { out } = await run(computeCommand, 'training-flops', 'params=671B', 'active_params=37B', 'tokens=14.8T');
    assert.match(out, /C = 6 · N_a · D = 6 · 3\.7e10/);
    assert.match(out, /mixture of experts/);
  });

  it('refuses what it does not know, with exit code 2', async () => {
    const unknown = await run(computeCommand, 'token-count', 'steps=1');
    assert.equal(unknown.code, 2);
    assert.match(unknown.error, /Did you mean /);
    assert.equal((await run(computeCommand)).code, 2);
    assert.equal((await run(computeCommand, 'mfu', '--fast')).code, 2);
    assert.equal((await run(computeCommand, 'mfu', 'peak')).code, 2);
    const variant = await run(computeCommand, 'tokens-seen', 'steps=1', 'batch=2', '--variant', 'other');
    assert.equal(variant.code, 2);
    assert.match(variant.error, /it has constant-batch, batch-ramp/);
  });
});

describe('paper-notes formulas', () => {
  it('describes every formula as data', async () => {
    const { code, out } = await run(formulasCommand, '--json');
    assert.equal(code, 0);
    const list = JSON.parse(out);
    const mfu = list.find((formula: { id: string }) => formula.id === 'mfu');
    assert.deepEqual(
      mfu.variants.map((variant: { id: string }) => variant.id),
      ['6n', 'palm', 'causal-half', 'total-flops', 'step-flops'],
    );
    for (const formula of list) {
      for (const key of ['id', 'title', 'inputs', 'variants', 'unit', 'source', 'aliases'])
        assert.ok(key in formula, key);
    }
    assert.deepEqual(mfu.checks, ['MFU lies between 5 % and 65 %.']);
    const carbon = list.find((formula: { id: string }) => formula.id === 'co2');
    const usual = carbon.inputs.find((input: { name: string }) => input.name === 'intensity').usual;
    assert.deepEqual(usual, { most: 1.5, hint: 'is it in g/kWh?' });
    const checked = list.filter(
      ({ checks, inputs }: { checks: unknown[]; inputs: { usual?: unknown; direct: boolean }[] }) =>
        checks.length > 0 || inputs.some(input => input.direct && input.usual !== undefined),
    );
    const unchecked = list.length - checked.length;
    // Statistics of accuracies have ranges for their inputs and no other bounds.
    assert.ok(unchecked <= 8, `${unchecked} formulas without a check`);
  });

  it('lists those that a word occurs in', async () => {
    const { out } = await run(formulasCommand, 'rope');
    assert.match(out, /rope-max-wavelength/);
    assert.doesNotMatch(out, /tokens-seen/);
    assert.equal((await run(formulasCommand, 'zebra')).code, 1);
  });
});
