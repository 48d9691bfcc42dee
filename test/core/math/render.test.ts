import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formulaLimits, renderFormula } from '../../../src/core/math/render.ts';

const render = (tex: string, macros = {}) => renderFormula(tex, { display: true, macros });
const failure = (tex: string, macros = {}) => {
  const formula = render(tex, macros);
  assert.equal(formula.kind, 'failed', `${tex.slice(0, 40)} should fail`);
  if (formula.kind !== 'failed') throw new Error('unreachable');
  return formula;
};

describe('a formula', () => {
  it('gives HTML, MathML and its TeX', () => {
    const formula = render('\\frac{a}{b}');
    assert.equal(formula.kind, 'rendered');
    if (formula.kind !== 'rendered') return;
    assert.match(formula.html, /class="katex"/);
    assert.match(formula.html, /<mfrac>/);
    assert.match(formula.html, /<annotation encoding="application\/x-tex">\\frac\{a\}\{b\}<\/annotation>/);
  });

  it('knows chemistry', () => {
    assert.equal(render('\\ce{2H2 + O2 -> 2H2O}').kind, 'rendered');
  });

  it('tells what is wrong and where', () => {
    assert.deepEqual(failure('a + \\gmma  + b'), {
      kind: 'failed',
      code: 'math-error',
      message: 'Undefined control sequence: \\gmma',
      range: { from: 4, to: 9 },
    });
  });

  it('uses macros and passes on those it defines, without changing the table it was given', () => {
    const macros = { '\\R': '\\mathbb{R}' };
    const formula = render('\\newcommand{\\half}{\\frac12} \\R', macros);
    assert.equal(formula.kind, 'rendered');
    if (formula.kind !== 'rendered') return;
    assert.deepEqual(Object.keys(formula.defines ?? {}), ['\\half']);
    assert.deepEqual(macros, { '\\R': '\\mathbb{R}' });
    assert.equal(render('\\half', formula.defines).kind, 'rendered');
  });

  it('lets \\newcommand replace what exists, as other engines do', () => {
    const formula = render('\\newcommand{\\R}{\\mathbf{R}} \\R');
    assert.equal(formula.kind, 'rendered');
    if (formula.kind === 'rendered') assert.match(formula.html, /mathbf/);
  });
});

describe('hostile formulas', () => {
  it('fail without an exception when nested too deep', () => {
    const depth = 2000;
    const formula = render(`${'\\frac{1}{'.repeat(depth)}1${'}'.repeat(depth)}`);
    assert.equal(formula.kind, 'failed');
  });

  it('are stopped by the count of symbols, however they are made', () => {
    const row = 'x+'.repeat(5000);
    const table = `\\begin{array}{c}${'1&'.repeat(4000)}\\end{array}`;
    const bomb = `\\def\\a{${'x'.repeat(3000)}}${'\\a'.repeat(900)}`;
    const doubling = '\\def\\a{xx}\\def\\b{\\a\\a}\\def\\c{\\b\\b}\\def\\d{\\c\\c}\\def\\e{\\d\\d}'.concat(
      '\\e'.repeat(2000),
    );
    for (const tex of [row, table, bomb, doubling]) assert.equal(failure(tex).kind, 'failed', tex.slice(0, 30));
    assert.equal(failure(row).code, 'math-too-long');
    assert.equal(failure('x'.repeat(formulaLimits.length + 1)).code, 'math-too-long');
  });

  it('run into the limit of expansions when a macro calls itself', () => {
    assert.equal(failure('\\def\\a{\\a\\a}\\a').kind, 'failed');
  });

  it('cannot make links, attributes, images or huge boxes', () => {
    const attacks = [
      '\\href{javascript:alert(1)}{x}',
      '\\href{JaVaScRiPt:alert(1)}{x}',
      '\\url{javascript:alert(1)}',
      '\\htmlData{foo=bar}{x}',
      '\\htmlStyle{position:fixed}{x}',
      '\\htmlClass{a" onclick="alert(1)}{x}',
      '\\includegraphics{https://example.org/x.png}',
    ];
    for (const tex of attacks) {
      const formula = render(tex);
      const html = formula.kind === 'rendered' ? formula.html.replace(/<annotation[\s\S]*?<\/annotation>/, '') : '';
      assert.doesNotMatch(html, /<a |<img|href=|onclick|position:\s*fixed|data-foo/i, tex);
    }
    const rule = render('\\rule{1e6em}{1e6em}');
    assert.equal(rule.kind, 'rendered');
    if (rule.kind === 'rendered') assert.doesNotMatch(rule.html, /(?:width|height):\s*\d{3,}/);
  });

  it('are stopped when they build box in box, or hold too much chemistry', () => {
    for (const tex of [
      '\\oiint&'.repeat(2500),
      '\\sqrt x'.repeat(2800),
      '\\alpha &'.repeat(2500),
      `\\ce{${'\\,'.repeat(9000)}}`,
      '\\ce{a}'.repeat(1200),
      `\\ce{${'a^{'.repeat(900)}x${'}'.repeat(900)}}`,
      `\\def\\a#1{\\ce{#1#1#1#1#1#1#1#1#1#1}}\\a{${'H2O '.repeat(100)}}`,
    ]) {
      const table = tex.includes('&') ? `\\begin{matrix}${tex}\\end{matrix}` : tex;
      assert.equal(failure(table).code, 'math-too-long', tex.slice(0, 30));
    }
    assert.equal(render('\\ce{2 H2 + O2 -> 2 H2O} \\pu{1.2 mol//L}').kind, 'rendered');
  });

  it('cannot be larger than any page, whatever makes them so', () => {
    for (const tex of [
      '\\def\\arraystretch{1e9}\\begin{matrix}a\\\\b\\end{matrix}',
      `${'\\raisebox{40em}{'.repeat(60)}x${'}'.repeat(60)}`,
    ]) {
      assert.equal(failure(tex).message, 'This formula is too large to show.', tex.slice(0, 30));
    }
    const rows = `\\begin{align}${'a &= b \\\\'.repeat(120)}c\\end{align}`;
    assert.equal(render(rows).kind, 'rendered');
  });

  it('escape what they show', () => {
    const formula = render('\\text{<img src=x onerror=alert(1)>}');
    assert.equal(formula.kind, 'rendered');
    if (formula.kind === 'rendered') assert.doesNotMatch(formula.html, /<img/);
  });
});
