import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import katex from 'katex';
import { computeNamed, findFormulas, formulaById, formulas } from '../../../../src/core/recipe/formulas/catalogue.ts';
import { compute, type Given, inputsOf, needsOf } from '../../../../src/core/recipe/formulas/compute.ts';
import { plainFromTex, symbolsIn } from '../../../../src/core/recipe/formulas/derivation.ts';
import type { Formula } from '../../../../src/core/recipe/formulas/formula.ts';
import type { Input } from '../../../../src/core/recipe/formulas/input.ts';
import { readUnit } from '../../../../src/core/recipe/units.ts';

const renders = (tex: string) => katex.renderToString(tex, { displayMode: true, throwOnError: true, strict: 'error' });

/** A value that lies well inside an input's range. */
function plausible(input: Input): Given {
  if (input.kind === 'text') return input.name === 'country' ? 'France' : input.name === 'dtype' ? 'bf16' : 'A100';
  if (input.kind === 'list') return [2, 4];
  if (input.maximum <= 1) return 0.5;
  return Math.max(input.minimum, Math.min(input.maximum, 8));
}

describe('the catalogue', () => {
  it('has ids that are kebab-case and unique', () => {
    const ids = formulas.map(formula => formula.id);
    assert.equal(new Set(ids).size, ids.length);
    for (const formula of formulas) {
      for (const id of [formula.id, ...formula.variants.map(variant => variant.id)])
        assert.match(id, /^[a-z0-9]+(-[a-z0-9]+)*$/);
      assert.equal(new Set(formula.variants.map(variant => variant.id)).size, formula.variants.length, formula.id);
    }
  });

  for (const formula of formulas) {
    it(`${formula.id}: inputs, units, TeX and sources are in order`, () => {
      const inputs = inputsOf(formula);
      const names = inputs.map(input => input.name);
      assert.equal(new Set(names).size, names.length);
      for (const input of inputs) {
        assert.ok(input.unit === 'text' || readUnit(input.unit) !== undefined, `${input.name}: unit ${input.unit}`);
        assert.equal(formula.input(input.name), input);
        renders(input.symbol);
      }
      assert.notEqual(readUnit(formula.result.unit), undefined, formula.result.unit);
      renders(formula.result.symbol);
      for (const variant of formula.variants) {
        assert.notEqual(variant.source, '');
        for (const name of needsOf(variant)) assert.ok(names.includes(name), `${variant.id} uses ${name}`);
        const tex = symbolsIn(variant.tex, name => inputs.find(input => input.name === name)!.symbol);
        renders(tex);
        assert.doesNotMatch(plainFromTex(tex), /[\\{}]/);
      }
    });

    it(`${formula.id}: computes, with a derivation that KaTeX sets`, () => {
      for (const variant of formula.variants) {
        const given: Record<string, Given> = {};
        for (const name of needsOf(variant))
          given[name] = plausible(inputsOf(formula).find(input => input.name === name)!);
        const result = compute(formula, given, { variant: variant.id });
        assert.ok(
          Number.isFinite(result.value),
          `${variant.id}: ${result.problems.map(problem => problem.message).join(' ')}`,
        );
        renders(result.derivation.tex);
        assert.match(result.derivation.text, / = /);
      }
    });
  }

  it('finds formulas by id, alias, other spelling, and a longer name that ends with one', () => {
    assert.equal(findFormulas('tokens-seen')[0]?.formula.id, 'tokens-seen');
    assert.equal(findFormulas('Tokens_Seen')[0]?.formula.id, 'tokens-seen');
    assert.equal(findFormulas('pythia_6.9b_tokens_per_param')[0]?.formula.id, 'tokens-per-parameter');
    assert.deepEqual(findFormulas('zzz'), []);
  });
});

describe('compute', () => {
  const tokensSeen = formulaById('tokens-seen')!;
  const mfu = formulaById('mfu')!;

  it('derives what is not given, and shows how', () => {
    const result = compute(formulaById('fraction-of-plan')!, {
      steps: '42, 000',
      batch_seqs: 1024,
      context: '4K',
      tokens_planned: '200B',
    });
    assert.equal(result.value, (42000 * 4194304) / 200e9);
    assert.equal(result.derivation.text.split('\n').length, 3);
    assert.deepEqual(
      result.inputs.filter(input => input.from === 'derived').map(input => input.name),
      ['batch_tokens', 'tokens'],
    );
  });

  it('gives a derivation in the unit of the formula, and behind it the unit that was asked for', () => {
    const written = (id: string, given: Record<string, Given>, unit?: string) =>
      compute(formulaById(id)!, given, unit === undefined ? {} : { unit }).derivation.text;
    const hours = { gpu_hours: 300_000, gpus: 1 };
    assert.equal(written('wall-clock', hours, 'day'), 't = H / G = 300,000 / 1 = 300,000 h = 12,500 days');
    assert.equal(written('wall-clock', hours), 't = H / G = 300,000 / 1 = 300,000 h');
    assert.equal(written('weight-memory', { params: 7e9 }, 'GiB'), 'M_w = N · β = 7e9 · 2 = 1.4e10 B = 13.0385 GiB');
    const { tex } = compute(formulaById('weight-memory')!, { params: 7e9 }, { unit: 'GiB' }).derivation;
    assert.match(tex, /10\^\{10\}\\ \\text\{B\} = 13\.0385\\ \\text\{GiB\}/);
  });

  it('says nothing twice in a derivation, and no command of TeX', () => {
    const written = (id: string, given: Record<string, Given>) => compute(formulaById(id)!, given).derivation.text;
    assert.equal(written('peak-flops', { gpu_type: 'A100' }), 'P = accelerator = A100 = 3.12e14 FLOP/s');
    const cosine = { peak_lr: 1e-4, min_lr: 1e-5, decay_steps: 10, step: 3 };
    assert.match(written('learning-rate-cosine', cosine), / = 1e-5 \+ \(1e-4 - 1e-5\) \/ 2 · /);
    const symbols = formulas.flatMap(({ result, accepts }) => [result.symbol, ...accepts.map(input => input.symbol)]);
    for (const symbol of symbols) assert.doesNotMatch(plainFromTex(symbol), /pm|\\/);
  });

  it('says what it assumes, and assumes nothing that is given', () => {
    const given = { params: 1.1e9, tokens_per_second_per_gpu: 24000 };
    assert.match(compute(mfu, given).caveats.join(' '), /A100 in bf16 .* is assumed/);
    const named = compute(mfu, { ...given, gpu_type: 'NVIDIA H100-80GB', dtype: 'bfloat16' });
    assert.doesNotMatch(named.caveats.join(' '), /assumed/);
    assert.equal(named.value, (24000 * 6 * 1.1e9) / 989e12);
    const unknown = compute(mfu, { ...given, gpu_type: 'Cerebras' });
    assert.equal(unknown.value, undefined);
    assert.match(unknown.problems[0]!.message, /"Cerebras" is not in the table/);
  });

  it('offers the other reading of a round batch size', () => {
    const [reading] = compute(tokensSeen, { steps: 42000, batch_tokens: '4M' }).readings;
    assert.equal(reading?.inputValue, 4194304);
    assert.equal(reading.value, 42000 * 4194304);
    assert.deepEqual(compute(tokensSeen, { steps: 42000, batch_tokens: 4194304 }).readings, []);
  });

  it('carries "roughly" and the precision of the inputs into the text', () => {
    const exact = compute(formulaById('wall-clock')!, { gpu_hours: '23, 000', gpus: 256 });
    assert.equal(exact.text, '3.7 days');
    assert.equal(compute(formulaById('wall-clock')!, { gpu_hours: 'roughly 23, 000', gpus: 256 }).text, '≈ 3.7 days');
  });

  it('takes other names, and tells which name it does not know', () => {
    assert.equal(compute(tokensSeen, { S: 2, 'tokens-per-step': 3 }).value, 6);
    const result = compute(tokensSeen, { steps: 2, batch_tokens: 3, colour: 4 });
    assert.equal(result.value, 6);
    assert.deepEqual(
      result.problems.map(problem => [problem.code, problem.input]),
      [['unknown-input', 'colour']],
    );
  });

  it('takes a short name for the input that is lacking', () => {
    const hours = compute(mfu, { N: 6.74e9, D: 168e9, h: 23000, gpu_type: 'A100' });
    assert.ok(Math.abs(hours.value! - 0.263) < 5e-4);
    const shape = { N: 6.74e9, D: 168e9, H: 23000, L: 32, h: 4096, s: 4096, gpu_type: 'A100' };
    assert.ok(Math.abs(compute(mfu, shape, { variant: 'palm' }).value! - 0.305) < 5e-4);
  });

  it('gives a problem for every bad value', () => {
    const bad: readonly (readonly [Given, string])[] = [
      [Number.NaN, 'not-finite'],
      [Number.POSITIVE_INFINITY, 'not-finite'],
      [-1, 'out-of-range'],
      ['', 'not-a-number'],
      ['4 apples', 'not-a-number'],
      ['3 days', 'not-a-number'],
      [[1, 2], 'not-a-number'],
    ];
    for (const [value, code] of bad) {
      const result = compute(tokensSeen, { steps: value, batch_tokens: 4e6 });
      assert.equal(result.value, undefined);
      assert.deepEqual(
        result.problems.map(problem => problem.code),
        [code],
        String(value),
      );
    }
  });

  it('never throws, whatever it is given', () => {
    const anything = fc.oneof(
      fc.double(),
      fc.string(),
      fc.constantFrom('4M', '1/0', '1e400', '-0', '0', '9'.repeat(400)),
      fc.array(fc.double(), { maxLength: 4 }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...formulas).chain(formula => fc.tuple(fc.constant(formula), inputsGiven(formula, anything))),
        ([formula, given]) => {
          const result = compute(formula, given);
          assert.ok(result.value === undefined ? result.problems.length > 0 : Number.isFinite(result.value));
          for (const variant of formula.variants) compute(formula, given, { variant: variant.id, unit: 'GB' });
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('never throws for any name', () => {
    fc.assert(
      fc.property(fc.string(), fc.dictionary(fc.string(), fc.oneof(fc.double(), fc.string())), (name, given) => {
        computeNamed(name, given);
        compute(tokensSeen, given);
      }),
    );
  });
});

function inputsGiven(formula: Formula, anything: fc.Arbitrary<Given>): fc.Arbitrary<Record<string, Given>> {
  const names = inputsOf(formula).map(input => input.name);
  return fc.dictionary(fc.constantFrom(...names), fc.oneof(anything, fc.integer({ min: 1, max: 64 })), { maxKeys: 14 });
}
