import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mathAt } from '../../../../src/core/math-writing/math-at.ts';
import { alignColumns } from '../../../../src/core/math-writing/typing/align-columns.ts';
import { closingOf } from '../../../../src/core/math-writing/typing/close-group.ts';
import { continueLines } from '../../../../src/core/math-writing/typing/continue-lines.ts';
import { fractionBefore, fractionOf, typedFraction } from '../../../../src/core/math-writing/typing/fraction.ts';
import { placeAfter } from '../../../../src/core/math-writing/typing/leave.ts';
import { matrixSnippet } from '../../../../src/core/math-writing/typing/matrix.ts';
import { shortFormBefore } from '../../../../src/core/math-writing/typing/short-forms.ts';
import { isStrayDollar } from '../../../../src/core/math-writing/typing/stray-dollar.ts';
import { toggleDisplay } from '../../../../src/core/math-writing/typing/toggle-display.ts';
import { wrapInMath } from '../../../../src/core/math-writing/typing/wrap.ts';
import { applyEdits } from '../../../../src/core/text.ts';
import { atCursor } from '../cursor.ts';

describe('a fraction from a slash', () => {
  const cases: readonly (readonly [before: string, after: string | undefined])[] = [
    ['1 + a', '1 + \\\\frac{a}{$1}$0'],
    ['1 + (a + b)', '1 + \\\\frac{a + b}{$1}$0'],
    ['x_i^{2}', '\\\\frac{x_i^{2\\}}{$1}$0'],
    ['f(x)', '\\\\frac{f(x)}{$1}$0'],
    ['\\mathbf{x}', '\\\\frac{\\\\mathbf{x\\}}{$1}$0'],
    ['2\\pi', '\\\\frac{2\\\\pi}{$1}$0'],
    ['a + ', undefined],
    ['', undefined],
  ];
  for (const [before, after] of cases) {
    it(`${before}/`, () => {
      const edit = fractionBefore(before, before.length);
      assert.equal(edit && applyEdits(before, [edit]), after);
    });
  }

  it('is made of a typed a/b', () => {
    const typed = (tex: string): string | undefined => {
      const edit = typedFraction(tex, tex.length);
      return edit && applyEdits(tex, [edit]);
    };
    assert.equal(typed('1 + a/b'), '1 + \\\\frac{a}{b}$0');
    assert.equal(typed('(x+1)/(y_2)'), '\\\\frac{x+1}{y_2}$0');
    assert.equal(typed('a + b'), undefined);
    assert.equal(typed('a/'), undefined);
  });

  it('takes a selection apart', () => {
    assert.equal(fractionOf('a/b'), '\\frac{a}{b}');
    assert.equal(fractionOf('(a + 1)/(b + 2)'), '\\frac{a + 1}{b + 2}');
    assert.equal(fractionOf('a/b/c'), undefined);
    assert.equal(fractionOf('ab'), undefined);
  });
});

describe('toggling inline and display', () => {
  const toggled = (written: string): string => {
    const { text, offset, elements } = atCursor(written);
    return applyEdits(text, [toggleDisplay(text, mathAt(elements, offset)!)]);
  };

  it('gives a formula alone on its line lines of its own', () => {
    assert.equal(toggled('a\n\n$x¦ + 1$\n\nb'), 'a\n\n$$\nx + 1\n$$\n\nb');
    assert.equal(toggled('> $x¦$\n'), '> $$\n> x\n> $$\n');
    assert.equal(toggled('$x¦$\r\n'), '$$\r\nx\r\n$$\r\n');
  });

  it('keeps a formula in its sentence', () => {
    assert.equal(toggled('so $x¦$ is'), 'so $$x$$ is');
  });

  it('goes back', () => {
    assert.equal(toggled('a\n\n$$\nx¦\n+ 1\n$$\n'), 'a\n\n$x + 1$\n');
    assert.equal(toggled('> $$\n> x¦\n> $$\n'), '> $x$\n');
  });
});

describe('aligning columns', () => {
  it('lines up the & of the environment around the cursor', () => {
    const { text, offset, elements } = atCursor(
      '$$\n\\begin{aligned}\n  a &= b¦ \\\\\n  long &= c + d\\\\\n  \\text{x & y} & z\n\\end{aligned}\n$$',
    );
    const edit = alignColumns(text, mathAt(elements, offset)!.texRange, offset)!;
    assert.equal(
      applyEdits(text, [edit]),
      '$$\n\\begin{aligned}\n  a            & = b \\\\\n  long         & = c + d \\\\\n  \\text{x & y} & z\n\\end{aligned}\n$$',
    );
    const again = applyEdits(text, [edit]);
    assert.equal(alignColumns(again, { from: 2, to: again.length - 2 }, offset), undefined);
  });
});

describe('matrices by size', () => {
  it('have a stop in every cell', () => {
    assert.equal(matrixSnippet('pmat2x2'), '\\\\begin{pmatrix}\n\t$1 & $2 \\\\\\\\\n\t$3 & $4\n\\\\end{pmatrix}$0');
    assert.equal(matrixSnippet('bmat3')?.match(/\$\d+/g)?.length, 10);
    assert.equal(matrixSnippet('vmat1x3'), '\\\\begin{vmatrix}\n\t$1 & $2 & $3\n\\\\end{vmatrix}$0');
    assert.equal(matrixSnippet('pmat0x3'), undefined);
    assert.equal(matrixSnippet('pmat99x99'), undefined);
    assert.equal(matrixSnippet('format2x2'), undefined);
  });
});

describe('short forms', () => {
  const cases: readonly (readonly [before: string, snippet: string | undefined])[] = [
    ['x + ;a', '\\\\alpha'],
    [';G', '\\\\Gamma'],
    ['x \\in bbR', '\\\\mathbb{R}'],
    ['bfx', '\\\\mathbf{x}'],
    ['calL', '\\\\mathcal{L}'],
    ['a + infty', '\\\\infty'],
    ['\\sum', undefined],
    ['\\mathbb', undefined],
    ['xyz', undefined],
  ];
  for (const [before, snippet] of cases) it(before, () => assert.equal(shortFormBefore(before)?.snippet, snippet));
});

describe('wrapping a selection', () => {
  const wrapped = (text: string, selected: string): string => {
    const from = text.indexOf(selected);
    return applyEdits(text, [wrapInMath(text, { from, to: from + selected.length })]);
  };

  it('keeps blanks outside', () => {
    assert.equal(wrapped('a x + 1 b', ' x + 1 '), 'a $x + 1$ b');
  });

  it('takes lines into a display formula', () => {
    assert.equal(wrapped('x\ny', 'x\ny'), '$$\nx\ny\n$$');
  });

  it('unwraps a formula', () => {
    assert.equal(wrapped('a $x$ b', '$x$'), 'a x b');
    assert.equal(wrapped('$$\nx\n$$', '$$\nx\n$$'), 'x');
  });
});

describe('Tab in a formula', () => {
  const after = (written: string): string => {
    const { text, offset, elements } = atCursor(written);
    const place = placeAfter(text, mathAt(elements, offset)!, offset)!;
    return `${text.slice(0, place)}¦${text.slice(place)}`;
  };

  it('goes to the next argument, out of the group, then out of the formula', () => {
    assert.equal(after('$\\frac{a¦}{b}$ x'), '$\\frac{a}{¦b}$ x');
    assert.equal(after('$\\frac{a}{b¦} + c$ x'), '$\\frac{a}{b}¦ + c$ x');
    assert.equal(after('$a + ¦c$ x'), '$a + c$¦ x');
    assert.equal(after('$$\na¦\n$$'), '$$\na\n$$¦');
  });
});

describe('a dollar that the editor closed', () => {
  it('is stray behind money and behind a formula that was ended', () => {
    for (const before of [
      'costs $5 per ',
      '$3.50. ',
      'for $2M, they ',
      'so $x^2$',
      'so $\\frac{a}{b}$',
      '$x$ and $5 an ',
    ])
      assert.equal(isStrayDollar(before), true, before);
    for (const before of [
      'costs $',
      'costs $5',
      '$5 ',
      '$5 x ',
      '$2 + 3 ',
      '$10 \\times ',
      'so $x$ and $',
      '$',
      '$$',
      '\\$x$',
      '$ x $',
    ])
      assert.equal(isStrayDollar(before), false, before);
  });
});

describe('a group that stands open', () => {
  const cases: readonly (readonly [before: string, after: string, closing: string | undefined])[] = [
    ['x_{i', '', '}'],
    ['x_{i', ' + 1', '}'],
    ['x_{i', '}', undefined],
    ['\\frac{a}{b', '', '}'],
    ['\\left( x', '', ' \\right)'],
    ['\\left[ x_{i', '', '}'],
    ['\\left[ x_{i}', '', ' \\right]'],
    ['\\left( x', ' \\right)', undefined],
    ['a + b', '', undefined],
    ['\\{ x', '', undefined],
  ];
  for (const [before, after, closing] of cases) {
    it(`${before}¦${after} is closed by ${closing ?? 'nothing'}`, () =>
      assert.equal(closingOf(before, after), closing));
  }
});

describe('a snippet of several lines', () => {
  const snippet = '\\\\begin{cases}\n\t$0\n\\\\end{cases}';
  it('goes on in a quote with its marks', () => {
    assert.equal(continueLines(snippet, '> > so ', false), '\\\\begin{cases}\n> > \t$0\n> > \\\\end{cases}');
    assert.equal(continueLines(snippet, '  - so ', false), snippet);
  });
  it('is one line in a line and in a table', () => {
    assert.equal(continueLines(snippet, 'so ', true), '\\\\begin{cases} $0 \\\\end{cases}');
    assert.equal(continueLines(snippet, '| a | ', false), '\\\\begin{cases} $0 \\\\end{cases}');
  });
});
