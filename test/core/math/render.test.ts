import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { macrosUsed } from '../../../src/core/math/macros.ts';
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

describe('a macro with a default for its first argument', () => {
  const norm = '\\newcommand{\\norm}[2][2]{\\lVert #2 \\rVert_{#1}}';
  /** What a formula shows, without its TeX. */
  const shows = (tex: string, macros = {}) => {
    const formula = render(tex, macros);
    assert.equal(formula.kind, 'rendered', formula.kind === 'failed' ? `${tex}: ${formula.message}` : tex);
    return formula.kind === 'rendered' ? formula.html.replace(/<annotation.*?<\/annotation>/s, '') : '';
  };

  it('takes what stands in brackets, or else the default', () => {
    assert.equal(shows(`${norm} \\norm{x}`), shows('\\lVert x \\rVert_{2}'));
    assert.equal(shows(`${norm} \\norm[1]{x}`), shows('\\lVert x \\rVert_{1}'));
    assert.equal(shows(`${norm} \\norm [\\frac{a}{b}] x`), shows('\\lVert x \\rVert_{\\frac{a}{b}}'));
    assert.equal(
      shows(`${norm} \\norm[{]}]{x} \\norm[{a}{b}]{x}`),
      shows('\\lVert x \\rVert_{]} \\lVert x \\rVert_{{a}{b}}'),
    );
    assert.equal(shows('\\newcommand\\a[1][]{<#1>} \\a\\a[b]'), shows('<><b>'));
    assert.equal(shows('\\newcommand*{\\*}[1][x]{<#1>} \\* \\*[b]'), shows('<x><b>'));
    assert.equal(
      shows(`${norm} \\norm[\\norm[1]{a}]{\\norm b}`.replace('[\\norm[1]{a}]', '[{\\norm[1]{a}}]')),
      shows('\\lVert \\lVert b \\rVert_{2} \\rVert_{\\lVert a \\rVert_{1}}'),
    );
  });

  it('holds in later formulas, in groups, and under another name', () => {
    const defined = render(norm);
    const defines = defined.kind === 'rendered' ? defined.defines! : {};
    assert.deepEqual(Object.keys(defines), ['\\norm']);
    assert.equal(shows('\\norm x \\norm[1]x', defines), shows('\\lVert x \\rVert_{2} \\lVert x \\rVert_{1}'));
    assert.equal(shows('\\let\\n=\\norm \\n[1]x', defines), shows('\\lVert x \\rVert_{1}'));
    assert.equal(
      shows('{\\renewcommand{\\norm}[1][y]{#1} \\norm} \\norm x', defines),
      shows('{y} \\lVert x \\rVert_{2}'),
    );
    assert.equal(shows('\\providecommand{\\norm}{n} \\norm x', defines), shows('\\lVert x \\rVert_{2}'));
    assert.equal(shows('\\providecommand{\\m}[1][y]{#1} \\m', defines), shows('y'));
  });

  it('is told apart by its default and by what the default uses', () => {
    const table = (tex: string) => (made => (made.kind === 'rendered' ? made.defines! : {}))(render(tex));
    const used = (tex: string, more = {}) => macrosUsed(['\\a'], { ...table(tex), ...more });
    assert.notEqual(used('\\newcommand\\a[1][x]{#1}'), used('\\newcommand\\a[1][y]{#1}'));
    assert.notEqual(used('\\newcommand\\a[1][x]{#1}'), used('\\newcommand\\a[1]{#1}'));
    assert.notEqual(
      used('\\newcommand\\a[1][\\b]{#1}', { '\\b': '1' }),
      used('\\newcommand\\a[1][\\b]{#1}', { '\\b': '2' }),
    );
  });

  it('is told where it is wrong', () => {
    for (const [tex, at] of [
      ['\\newcommand{\\a}[0][x]{y}', '\\a'],
      ['\\newcommand{\\a}[x]{y}', '['],
      ['\\newcommand{\\a}[1][x', '['],
      ['\\newcommand{\\a}[1][x]{#1}\\a[b', '['],
      ['\\renewcommand{\\nothing}[1][x]{#1}', '\\nothing'],
      ['\\newcommand{ab}{x}', 'a'],
    ] as const) {
      const { code, range } = failure(tex);
      assert.equal(code, 'math-error');
      assert.equal(tex.slice(range.from, range.to), at, tex);
    }
  });

  it('cannot run without end', () => {
    const { message } = failure('\\newcommand\\a[1][\\a]{#1}\\a');
    assert.match(message, /Too many expansions|symbols/);
    failure('\\newcommand\\a[1][x]{\\a[#1#1]}\\a');
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
