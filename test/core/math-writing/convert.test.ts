import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import katex from 'katex';
import { mathmlToTex, texToMathml, textWithMathmlToTex } from '../../../src/core/math-writing/mathml.ts';
import { texToUnicode } from '../../../src/core/math-writing/tex-to-unicode.ts';
import { unicodeToTex } from '../../../src/core/math-writing/unicode-to-tex.ts';

describe('TeX as Unicode text', () => {
  const cases: readonly (readonly [tex: string, text: string])[] = [
    ['\\alpha_i \\leq x^2', 'αᵢ ≤ x²'],
    ['\\frac{a}{b+c}', 'a/(b+c)'],
    ['\\sqrt{x} + \\sqrt[3]{x+1}', '√x + ∛(x+1)'],
    ['\\mathbb{R}^n \\to \\mathcal{L}', 'ℝⁿ → ℒ'],
    ['x^{q}', 'x^q'],
    ['\\hat{x} \\text{ for all } y', 'x̂ for all y'],
    ['\\sum_{i=1}^{n} x_i', '∑ᵢ₌₁ⁿ xᵢ'],
    ['10^{-4}', '10⁻⁴'],
    ['\\log x', 'log x'],
    ['a - b', 'a − b'],
    ['\\alpha + x', 'α + x'],
    ['\\alpha x', 'αx'],
  ];
  for (const [tex, text] of cases) it(tex, () => assert.equal(texToUnicode(tex), text));

  it('never fails', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(
            '\\',
            '{',
            '}',
            '^',
            '_',
            'a',
            '2',
            ' ',
            '\\frac',
            '\\sqrt',
            '[',
            '&',
            '\\mathbb',
            '\\hat',
            '%',
          ),
        }),
        tex => {
          assert.equal(typeof texToUnicode(tex), 'string');
        },
      ),
    );
  });
});

describe('Unicode text as TeX', () => {
  const cases: readonly (readonly [text: string, tex: string])[] = [
    ['αᵢ ≤ x²', '\\alpha_i \\leq x^2'],
    ['∑ᵢ₌₁ⁿ xᵢ', '\\sum_{i=1}^n x_i'],
    ['ℝ → 𝐱', '\\mathbb{R} \\to \\mathbf{x}'],
    ['√(x+1)', '\\sqrt{x+1}'],
    ['log αx', '\\log \\alpha x'],
    ['log theta and Sigma', '\\log \\theta and \\Sigma'],
    ['infinity', '\\infty'],
    ['10⁻⁴', '10^{-4}'],
    ['x̂ and ŷ', '\\hat{x} and \\hat{y}'],
    ['\\alpha ≤ {x}_1', '\\alpha \\leq {x}_1'],
  ];
  for (const [text, tex] of cases) it(text, () => assert.equal(unicodeToTex(text), tex));

  it('comes back from Unicode as it went', () => {
    for (const tex of [
      '\\alpha_i \\leq x^2',
      '\\mathbb{R}^n \\to \\mathcal{L}',
      '\\nabla f(x) \\neq 0',
      'a \\in A \\cup B',
    ]) {
      assert.equal(unicodeToTex(texToUnicode(tex)), tex);
    }
  });
});

describe('MathML', () => {
  it('is made of TeX, without a copy of the TeX in it', () => {
    const mathml = texToMathml('\\frac{a}{\\beta}', false)!;
    assert.match(mathml, /^<math[^>]*><mfrac>.*<\/mfrac><\/math>$/);
    assert.doesNotMatch(mathml, /annotation|semantics/);
    assert.equal(texToMathml('\\frac{a', false), undefined);
  });

  it('gives the TeX that a page put in', () => {
    const html = katex.renderToString('x_{t+1}', { output: 'mathml' });
    assert.equal(mathmlToTex(html), 'x_{t+1}');
  });

  it('is read where no TeX is in it', () => {
    const back = (tex: string): string | undefined => mathmlToTex(texToMathml(tex, false)!);
    for (const tex of [
      '\\frac{a}{\\beta}',
      'x_{t+1}^2',
      '\\sqrt{x}',
      '\\sqrt[3]{x+1}',
      '\\sum_{i=1}^n x_i',
      '\\hat{x}',
      '\\log x',
      '\\mathbb{R}',
      'a\\leq b',
      '\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}',
    ]) {
      assert.equal(back(tex)?.replace(/\s+/g, ''), tex.replace(/\s+/g, ''), tex);
    }
  });

  it('made of TeX and back renders the same', () => {
    for (const tex of [
      '\\int_0^1 f(x)\\,dx',
      '\\left(\\frac{1}{2}\\right)^n',
      '\\mathbf{x}^\\top A',
      'f\\colon X \\to Y',
      '\\overline{ab}',
    ]) {
      const again = mathmlToTex(texToMathml(tex, false)!)!;
      const plain = (source: string): string =>
        texToMathml(source, false)!.replace(/<mspace[^>]*>(<\/mspace>)?|<[^>]*>|\s/g, '');
      assert.equal(plain(again), plain(tex), again);
    }
  });

  it('is nothing in other text', () => {
    assert.equal(mathmlToTex('just <b>text</b>'), undefined);
    assert.equal(mathmlToTex('<math><mfrac><mi>'), '\\frac{}{}');
  });
});

describe('MathML there and back', () => {
  const formulas = [
    '\\frac{a}{b} + x_i^2',
    '\\sum_{i=1}^n x_i \\leq \\int_0^\\infty f',
    '\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}',
    '\\begin{cases} x & x > 0 \\\\ 0 & \\text{otherwise} \\end{cases}',
    '\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}',
    '\\left( \\frac{a}{b} \\right)',
    '\\binom{n}{k} \\sqrt[3]{x}',
    '\\underbrace{a+b}_{n} \\overbrace{a}^{n}',
    '\\hat{\\theta} \\bar{x} \\vec{v} \\mathrm{d}x',
    '\\|x\\|_2 \\in \\mathbb{R}^{n \\times m} \\mathcal{L}',
    '10^{-4} a \\quad b',
  ];
  for (const tex of formulas) {
    it(tex, () => {
      const mathml = texToMathml(tex, false)!;
      assert.equal(texToMathml(mathmlToTex(mathml)!, false), mathml);
    });
  }

  it('reads what pages write: names of characters, prefixes, scripts before', () => {
    assert.equal(mathmlToTex('<math><mo>&sum;</mo><mi>x</mi><mo>&InvisibleTimes;</mo><mi>y</mi></math>'), '\\sum xy');
    assert.equal(
      mathmlToTex(
        '<mml:math xmlns:mml="x"><mml:mmultiscripts><mml:mi>C</mml:mi><mml:mi>k</mml:mi><mml:none/><mml:mprescripts/><mml:mi>n</mml:mi><mml:none/></mml:mmultiscripts></mml:math>',
      ),
      '{}_nC_k',
    );
  });

  it('loses no words around and between', () => {
    const math = (inner: string, display = '') => `<math${display}><mi>${inner}</mi></math>`;
    assert.equal(
      textWithMathmlToTex(`if ${math('x')} and ${math('y', ' display="block"')} hold`),
      'if $x$ and $$y$$ hold',
    );
    assert.equal(textWithMathmlToTex(` ${math('x')}\n`), 'x');
    assert.equal(textWithMathmlToTex('a < b'), undefined);
    assert.equal(textWithMathmlToTex('<math></math>'), undefined);
  });
});
