import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mathElsewhereRule } from '../../../../src/core/markdown/rules/math-elsewhere.ts';
import { ruledMarkdown } from './fixtures.ts';

/** A host with mathematics of its own, as the built-in preview: tokens of these types, shown by rules of its own. */
function host(mathematics: boolean) {
  const md = ruledMarkdown();
  mathElsewhereRule(md);
  if (!mathematics) return md;
  for (const type of ['math_inline', 'math_inline_block', 'math_block']) {
    md.renderer.rules[type] = (tokens, index) => `<${type}>${md.utils.escapeHtml(tokens[index]!.content)}</${type}>`;
  }
  return md;
}

describe("mathematics in another host's preview", () => {
  it("is handed to the host's own renderer, whatever stands around it", () => {
    const md = host(true);
    assert.equal(
      md.render('a \\(x_1\\), \\[y=1\\] and \\begin{cases}z\\end{cases}.\n'),
      '<p>a <math_inline>x_1</math_inline>, <math_inline_block>y=1</math_inline_block> and ' +
        '<math_inline_block>\\begin{cases}z\\end{cases}</math_inline_block>.</p>\n',
    );
    for (const mark of ['', '> ', '- ']) {
      const html = md.render(`${mark}\\[\n${mark === '- ' ? '  ' : mark}r=1\n${mark === '- ' ? '  ' : mark}\\]\n`);
      assert.match(html, /<math_block>\nr=1\n<\/math_block>/, mark);
    }
    assert.match(md.render('\\begin{align}\na&=b\n\\end{align}\n'), /^<math_block>/);
  });

  it('leaves dollars to the host, and text with brackets as it is', () => {
    assert.equal(host(true).render('$x$ and \\(only words here\\)\n'), '<p>$x$ and (only words here)</p>\n');
  });

  it('stays text where the host shows none', () => {
    assert.equal(host(false).render('a \\(x_1\\)\n\n\\[\ny=1\n\\]\n'), '<p>a (x_1)</p>\n<p>[\ny=1\n]</p>\n');
  });
});
