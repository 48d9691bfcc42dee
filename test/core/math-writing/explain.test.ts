import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { renderFormula } from '../../../src/core/math/render.ts';
import { explainMathError, nearNames } from '../../../src/core/math-writing/explain.ts';
import { applyEdits } from '../../../src/core/text.ts';

function explain(tex: string, macros: readonly string[] = []) {
  const rendered = renderFormula(tex, { display: true, macros: {} });
  assert.equal(rendered.kind, 'failed', tex);
  if (rendered.kind !== 'failed') throw new Error('it renders');
  const explained = explainMathError(tex, rendered.message, rendered.range, macros);
  return { ...explained, at: tex.slice(explained.range.from, explained.range.to) };
}

describe('errors of KaTeX in words', () => {
  const cases: readonly (readonly [tex: string, at: string, message: RegExp, fixed?: string])[] = [
    ['x + \\gmma_l', '\\gmma', /There is no command \\gmma\. Did you mean \\gamma/, 'x + \\gamma_l'],
    ['A \\intersect B', '\\intersect', /\\cap/, 'A \\cap B'],
    ['\\frac{a}{b', '{', /never closed/, '\\frac{a}{b}'],
    ['\\frac{a}', '\\frac', /needs something/, '\\frac{a}{}'],
    ['a} + b', '}', /closes nothing/, 'a + b'],
    ['a & b', '&', /outside of a matrix/, '\\begin{aligned} a & b \\end{aligned}'],
    ['\\begin{algned} a \\end{algned}', 'algned', /no environment "algned"/],
    ['\\begin{align*} a \\end{aligned}', 'aligned', /ended by/, '\\begin{align*} a \\end{align*}'],
    ['\\begin{aligned} a', '\\begin{aligned}', /never ended/, '\\begin{aligned} a \\end{aligned}'],
    ['\\left( a', '\\left', /no \\right/, '\\left( a \\right)'],
    ['x^', '^', /needs something after it/],
    ['x^2^3', '^', /Two \^/],
    ['a $ b', '$', /A \$ stands inside/, 'a \\$ b'],
    ['a # b', '#', /write \\#/, 'a \\# b'],
    ['a \\end{x}', '\\end', /no \\begin/],
    ['a \\right)', '\\right', /no \\left/, '\\left( a \\right)'],
    ['a + \\sqrt', '\\sqrt', /\\sqrt needs something after it/],
    ['\\text{a_b}', '_', /write \\_/, '\\text{a\\_b}'],
    ['\\textbf{\\alpha}', '\\alpha', /only in formulas/, '\\textbf{\\(\\alpha\\)}'],
    ['\\rule{1}{2em}', '{1}', /needs a number and a unit/, '\\rule{1em}{2em}'],
    ['\\newcommand{\\x}{\\x}\\x', '\\newcommand{\\x}{\\x}\\x', /calls itself/],
    ['\\Bigl x', 'x', /\\Bigl needs a bracket/],
    ['x \\limits', '\\limits', /after an operator/],
    ['\\tag{1}\\tag{2} x', '\\tag{1}\\tag{2} x', /one \\tag only/],
  ];
  for (const [tex, at, message, fixed] of cases) {
    it(`${tex}: ${message.source}`, () => {
      const explained = explain(tex);
      assert.equal(explained.at, at);
      assert.match(explained.message, message);
      assert.doesNotMatch(explained.message, /KaTeX parse error|position \d|EOF/);
      if (fixed !== undefined) assert.equal(applyEdits(tex, [explained.fixes[0]!.edit]), fixed);
    });
  }

  it('knows the note’s macros for near names', () => {
    assert.match(explain('\\losss', ['\\loss']).message, /\\loss/);
  });

  it('suggests nothing where nothing is near', () => {
    assert.deepEqual(nearNames('\\xyzzyplugh', ['\\alpha']), []);
    assert.match(explain('\\xyzzyplugh').message, /\\newcommand/);
  });
});
