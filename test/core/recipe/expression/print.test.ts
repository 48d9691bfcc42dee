import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import katex from 'katex';
import { parseExpression } from '../../../../src/core/recipe/expression/parser.ts';
import { expressionTex, printExpression } from '../../../../src/core/recipe/expression/print.ts';
import type { Expression, Operator } from '../../../../src/core/recipe/expression/syntax.ts';

const range = { from: 0, to: 0 };

/** An expression as nested lists: what it says, without places and digits. */
function bare(node: Expression): unknown {
  switch (node.kind) {
    case 'number':
      return node.value;
    case 'name':
      return node.unit ? `unit ${node.name}` : node.name;
    case 'negate':
      return ['-', bare(node.operand)];
    case 'binary':
      return [node.tight ? `tight ${node.operator}` : node.operator, bare(node.left), bare(node.right)];
    case 'call':
      return [node.name, ...node.args.map(bare)];
    case 'conversion':
      return ['in', bare(node.operand), bare(node.unit)];
  }
}

const number: fc.Arbitrary<Expression> = fc
  .oneof(fc.nat(), fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }))
  .map(value => ({ kind: 'number', value: Math.abs(value), range }));
const unitName = fc
  .constantFrom('tokens', 'step', 'GPU-hours', 'GB', '%', 'W')
  .map((name): Expression => ({ kind: 'name', name, unit: true, range }));
const binary = (operator: Operator, tight: boolean, left: Expression, right: Expression): Expression => ({
  kind: 'binary',
  operator,
  tight,
  left,
  right,
  range,
  operatorRange: range,
});
const quantity = fc
  .tuple(number, unitName, fc.array(fc.tuple(fc.constantFrom<Operator>('×', '/'), unitName), { maxLength: 2 }))
  .map(([value, unit, more]) =>
    more.reduce((left, [operator, right]) => binary(operator, true, left, right), binary('×', true, value, unit)),
  );
const unitProduct = fc
  .tuple(unitName, fc.array(fc.tuple(fc.constantFrom<Operator>('×', '/'), unitName), { maxLength: 2 }))
  .map(([first, more]) => more.reduce((left, [operator, right]) => binary(operator, true, left, right), first));

const { tree } = fc.letrec<{ tree: Expression }>(tie => ({
  tree: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    number,
    quantity,
    fc
      .constantFrom('steps', 'batch_tokens', 'N')
      .map((name): Expression => ({ kind: 'name', name, unit: false, range })),
    fc
      .tuple(fc.constantFrom<Operator>('+', '-', '×', '/', '^'), tie('tree'), tie('tree'))
      .map(([operator, left, right]) => binary(operator, false, left, right)),
    tie('tree').map((operand): Expression => ({ kind: 'negate', operand, range })),
    tie('tree').map(
      (argument): Expression => ({ kind: 'call', name: 'sqrt', args: [argument], range, nameRange: range }),
    ),
    fc
      .tuple(tie('tree'), tie('tree'))
      .map(([a, b]): Expression => ({ kind: 'call', name: 'max', args: [a, b], range, nameRange: range })),
    fc
      .tuple(tie('tree'), unitProduct)
      .map(([operand, unit]): Expression => ({ kind: 'conversion', operand, unit, range })),
  ),
}));

describe('printExpression', () => {
  it('writes what parses to the same expression again', () => {
    fc.assert(
      fc.property(tree, expression => {
        const text = printExpression(expression);
        const { expression: again, problems } = parseExpression(text);
        assert.deepEqual(problems, [], text);
        assert.deepEqual(bare(again!), bare(expression), text);
      }),
      { numRuns: 3000 },
    );
  });

  it('uses no more parentheses than are needed', () => {
    for (const text of [
      '1 + 2 × 3',
      '(1 + 2) × 3',
      '6 / (2 / 3)',
      '6 / 2 / 3',
      '-2^2',
      '(-2)^2',
      '2^3^2',
      '4 tokens/step × 3 step',
      'a - (b - c)',
    ]) {
      assert.equal(printExpression(parseExpression(text).expression!), text);
    }
  });
});

describe('expressionTex', () => {
  it('writes TeX that KaTeX sets', () => {
    fc.assert(
      fc.property(tree, expression => {
        katex.renderToString(expressionTex(expression), { throwOnError: true });
      }),
      { numRuns: 300 },
    );
  });

  it('sets quotients as fractions', () => {
    const { expression } = parseExpression('42,000 steps × 4M tokens/step / 200B tokens');
    assert.equal(
      expressionTex(expression!),
      '\\frac{42{,}000\\,\\text{steps} \\cdot 4{,}000{,}000\\,\\text{tokens}/\\text{step}}{2 \\times 10^{11}\\,\\text{tokens}}',
    );
  });
});
