import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import MarkdownItParser from 'markdown-it';
import { extendNotebookMarkdown } from '../../../../src/core/markdown/rules/notebook-rules.ts';

function cell(text: string, sanitised = false): string {
  const md = new MarkdownItParser({ html: true, linkify: true });
  extendNotebookMarkdown(md, sanitised);
  return md.render(text);
}

describe('the rules for markdown cells of notebooks', () => {
  it('show what stands for itself in a note', () => {
    const html = cell(
      '%%aside%% ==marked== [(p. 3)](zotero://select/items/0_A) #tag x[^1]\n\n> [!tip] Do\n\n[^1]: Foot.\n',
    );
    for (const part of ['class="aside"', '<mark>', 'class="chip', 'class="tag"', 'callout-tip', 'footnote-ref']) {
      assert.ok(html.includes(part), part);
    }
  });

  it('leave pictures, code, HTML and formulas to the notebook', () => {
    const text = '![a](attachment:b.png)\n\n```recipe\nN: 1\n```\n\n<b onclick="x">c</b> $x$ \\(y\\)\n';
    assert.equal(
      cell(text),
      '<p><img src="attachment:b.png" alt="a"></p>\n<pre><code class="language-recipe">N: 1\n</code></pre>\n<p><b onclick="x">c</b> $x$ (y)</p>\n',
    );
  });

  it('show tasks as boxes that cannot be ticked, and as text where boxes are taken out', () => {
    assert.match(cell('- [x] done\n'), /<input disabled type="checkbox"[^>]* checked> done/);
    assert.equal(cell('- [x] done\n', true), '<ul>\n<li>[x] done</li>\n</ul>\n');
  });
});
