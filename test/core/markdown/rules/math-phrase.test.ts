import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import createMarkdownIt from 'markdown-it';
import { mathPhrase } from '../../../../src/core/markdown/rules/math-phrase.ts';

// Formulas as they stand, in place of KaTeX's many elements.
const md = createMarkdownIt();
md.inline.ruler.before('escape', 'formula', (state, silent) => {
  const formula = /^\$[^$]+\$/.exec(state.src.slice(state.pos))?.[0];
  if (formula === undefined) return false;
  if (!silent) state.push('math_inline', '', 0).content = formula;
  state.pos += formula.length;
  return true;
});
md.renderer.rules.math_inline = (tokens, index) => tokens[index]!.content;
mathPhrase(md);

/** What does not break stands in ⟨⟩. */
const shown = (text: string) =>
  md.renderInline(text).replaceAll('<span class="math-phrase">', '⟨').replaceAll('</span>', '⟩');

describe('what is written against a formula stays on its line', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['as $x$, then', 'as ⟨$x$,⟩ then'],
    ['the $n$-th one', 'the ⟨$n$-th⟩ one'],
    ['a $k$-nearest one', 'a ⟨$k$-⟩nearest one'],
    ['(with $x$ and $y$)', '(with $x$ and ⟨$y$)⟩'],
    ['at ($x$), “$y$”.', 'at ⟨($x$),⟩ ⟨“$y$”.⟩'],
    ['$a$,"$b$"', '⟨$a$,&quot;⟩⟨$b$&quot;⟩'],
    ['$a$ and $b$', '$a$ and $b$'],
  ];
  for (const [text, expected] of cases) {
    it(text, () => {
      assert.equal(shown(text), expected);
    });
  }

  it('brackets without end that lead to no formula are looked at once', () => {
    const brackets = '('.repeat(200_000);
    assert.equal(shown(`${brackets} and $x$`), `${brackets} and $x$`);
  });
});
