import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  type BaseDimension,
  combine,
  type Dimension,
  power,
  sameDimension,
} from '../../../../src/core/recipe/dimension.ts';
import { evaluateExpression, type NamedQuantity } from '../../../../src/core/recipe/expression/evaluate.ts';
import { maxLength, maxWork } from '../../../../src/core/recipe/expression/limits.ts';

const scope = new Map<string, NamedQuantity>([
  ['steps', { value: 42000, unit: 'step', significant: 2 }],
  ['batch_tokens', { value: 4e6, unit: 'token/step', significant: 1 }],
  ['tokens_planned', { value: 200e9, unit: 'token', significant: 1 }],
  ['gpu_hours', { value: 23000, unit: 'GPU-hour', significant: 2, approximate: true }],
  ['N', { value: 6.74e9, unit: 'parameter', significant: 3 }],
]);

describe('the expressions of the fixture', () => {
  const lines = readFileSync(new URL('../../../fixtures/recipe/expressions.txt', import.meta.url), 'utf8').split('\n');
  for (const line of lines) {
    if (line === '' || line.startsWith('#')) continue;
    it(line, () => {
      const [text, wanted] = line.split(/ (?:=>|!!) /) as [string, string];
      const result = evaluateExpression(text, scope);
      if (line.includes(' => ')) {
        assert.deepEqual(result.problems, []);
        assert.equal(result.text, wanted);
        return;
      }
      const [problem] = result.problems;
      assert.equal(result.value, undefined);
      assert.equal(`«${text.slice(problem!.range.from, problem!.range.to)}» ${problem!.message}`, wanted);
    });
  }
});

describe('evaluateExpression', () => {
  it('names the quantities that a result depends on', () => {
    assert.deepEqual(evaluateExpression('steps × batch_tokens', scope).names, ['steps', 'batch_tokens']);
  });

  it('refuses what is too long or nests too deeply, at once', () => {
    assert.equal(evaluateExpression('1+'.repeat(maxLength)).problems[0]?.code, 'too-large');
    assert.equal(evaluateExpression(`${'('.repeat(900)}1${')'.repeat(900)}`).problems[0]?.code, 'too-large');
    assert.equal(evaluateExpression('-'.repeat(1500)).problems[0]?.code, 'too-large');
    assert.equal(evaluateExpression('2^'.repeat(900)).problems[0]?.code, 'too-large');
    assert.equal(evaluateExpression(`1${'+1'.repeat(900)}`).value, 901);
  });
});

const numbers = fc.integer({ min: 1, max: 9999 });
const unitNames = fc.constantFrom('token', 'step', 'h', 'GB', 'GPU', 'kWh', 'USD', 'FLOP/s', 'kg', 'token/step', '%');

describe('the algebra of units', () => {
  const evaluated = (text: string) => evaluateExpression(text);
  const same = (a: string, b: string) => {
    const [x, y] = [evaluated(a), evaluated(b)];
    assert.deepEqual(x.problems, []);
    assert.ok(sameDimension(x.dimension, y.dimension), `${a} and ${b}`);
    assert.equal(x.unit, y.unit);
    assert.ok(Math.abs(x.value! - y.value!) <= 1e-9 * Math.abs(x.value!), `${a} = ${x.value}, ${b} = ${y.value}`);
  };

  it('multiplication commutes and associates, and division undoes it', () => {
    fc.assert(
      fc.property(numbers, unitNames, numbers, unitNames, numbers, unitNames, (a, u, b, v, c, w) => {
        const [x, y, z] = [`(${a} ${u})`, `(${b} ${v})`, `(${c} ${w})`];
        same(`${x} × ${y}`, `${y} × ${x}`);
        same(`(${x} × ${y}) × ${z}`, `${x} × (${y} × ${z})`);
        same(`${x} × ${y} / ${y}`, x);
        same(`${x} / ${y}`, `${x} × ${y}^-1`);
      }),
    );
  });

  it('addition keeps the kind, and only values of one kind can be added', () => {
    fc.assert(
      fc.property(numbers, unitNames, numbers, unitNames, (a, u, b, v) => {
        same(`${a} ${u} + ${b} ${u}`, `${a + b} ${u}`);
        const sum = evaluated(`${a} ${u} + ${b} ${v}`);
        const alike = sameDimension(evaluated(`1 ${u}`).dimension, evaluated(`1 ${v}`).dimension);
        // A percentage is of what stands before it, whatever that is.
        assert.equal(sum.value !== undefined, alike || v === '%');
        if (sum.value === undefined) assert.equal(sum.problems[0]!.code, 'dimension');
      }),
    );
  });

  it('a percentage is added and taken away as a share of what stands before it', () => {
    fc.assert(
      fc.property(
        numbers,
        unitNames.filter(unit => unit !== '%'),
        numbers,
        (a, u, p) => {
          same(`${a} ${u} + ${p} %`, `${a} ${u} × ${1 + p / 100}`);
          same(`${a} ${u} - ${p} %`, `${a} ${u} × (1 - ${p / 100})`);
        },
      ),
    );
  });

  it('rounding takes the unit that stands there, and what is whole in it stays', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 9 }), unitNames, (a, tenths, u) => {
        same(`floor(${a}.${tenths} ${u}) in ${u}`, `${a} ${u} in ${u}`);
        same(`ceil(${a}.${tenths} ${u}) in ${u}`, `${a + 1} ${u} in ${u}`);
        same(`ceil(${a} ${u}) in ${u}`, `${a} ${u} in ${u}`);
        assert.equal(evaluated(`round(${a}.${tenths} ${u})`).problems.length, 0);
      }),
    );
  });

  it('a conversion changes the number and not the quantity', () => {
    const pairs = [
      ['h', 'days'],
      ['GB', 'GiB'],
      ['kWh', 'MJ'],
      ['FLOP/s', 'TFLOP/s'],
      ['kg', 't'],
      ['token/step', 'tokens/step'],
    ] as const;
    fc.assert(
      fc.property(numbers, fc.constantFrom(...pairs), (a, [u, v]) => same(`(${a} ${u} in ${v}) / (1 ${u})`, `${a}`)),
    );
  });

  it('dimensions form a group', () => {
    const bases: readonly BaseDimension[] = ['token', 'step', 'second', 'byte'];
    const dimension: fc.Arbitrary<Dimension> = fc
      .dictionary(
        fc.constantFrom(...bases),
        fc.integer({ min: -3, max: 3 }).filter(n => n !== 0),
        { maxKeys: 3 },
      )
      .map(each => ({ ...each }) as Dimension);
    fc.assert(
      fc.property(dimension, dimension, dimension, (a, b, c) => {
        assert.ok(sameDimension(combine(a, b, 1), combine(b, a, 1)));
        assert.ok(sameDimension(combine(combine(a, b, 1), c, 1), combine(a, combine(b, c, 1), 1)));
        assert.ok(sameDimension(combine(a, a, -1), {}));
        assert.ok(sameDimension(power(power(a, 2), 0.5), a));
      }),
    );
  });
});

describe('hostile expressions', () => {
  const piece = fc.constantFrom(
    '1',
    '0',
    '42,000',
    '4M',
    '1e308',
    '1e-308',
    '.5',
    '10',
    '^',
    '**',
    '×',
    '*',
    '/',
    '÷',
    '+',
    '-',
    '−',
    '(',
    ')',
    ',',
    ';',
    ' ',
    '  ',
    'in',
    'per',
    'of',
    'tokens',
    'steps',
    'batch_tokens',
    'GPU-hours',
    'GB',
    '%',
    '$',
    'sqrt(',
    'min(',
    'pow(',
    'exp(',
    'mod(',
    'e',
    'pi',
    'π',
    '⁻¹',
    '²',
    '~',
    '≈',
    'th',
    'million',
    '_',
    '__proto__',
    'constructor',
    'toString',
    '[',
    '{',
    '"',
    '\\',
    '\0',
    '😀',
    '\u202e',
    '\n',
  );
  const term = fc.tuple(
    fc.constantFrom('2', '4M tokens', 'steps', '3 days', '(1 + 2)', '0', '1e200', 'sqrt(9)', 'N'),
    fc.constantFrom(' + ', ' - ', ' × ', ' / ', '^', ' ', ' in '),
  );
  const hostile = fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .array(term, { minLength: 1, maxLength: 6 })
        .map(terms => terms.map(([value, sign], index) => value + (index < terms.length - 1 ? sign : '')).join('')),
    },
    { weight: 6, arbitrary: fc.array(piece, { maxLength: 30 }).map(parts => parts.join('')) },
    { weight: 2, arbitrary: fc.array(piece, { maxLength: 30 }).map(parts => parts.join(' ')) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(piece, fc.integer({ min: 1, max: 2000 }))
        .map(([part, count]) => part.repeat(Math.min(count, 2500 / part.length))),
    },
  );

  it('100,000 inputs: no exception, bounded work', () => {
    let slowest = 0;
    let slow = '';
    let computed = 0;
    fc.assert(
      fc.property(hostile, text => {
        const start = performance.now();
        const result = evaluateExpression(text, scope);
        const took = performance.now() - start;
        if (took > slowest) {
          slowest = took;
          slow = text;
        }
        assert.ok(result.work <= maxWork + 1);
        if (result.value === undefined) assert.equal(result.problems.length, 1);
        else {
          computed++;
          assert.ok(Number.isFinite(result.value));
        }
        for (const { range } of result.problems)
          assert.ok(0 <= range.from && range.from <= range.to && range.to <= text.length);
      }),
      { numRuns: 100_000 },
    );
    // What stopped for the collector or another process is fast the second time; what is slow by itself is not.
    const again = performance.now();
    evaluateExpression(slow, scope);
    const repeated = performance.now() - again;
    console.log(
      `100,000 hostile expressions: ${computed} had a value; the slowest took ${slowest.toFixed(2)} ms, ${repeated.toFixed(2)} ms when repeated (${slow.length} characters)`,
    );
  });
});
