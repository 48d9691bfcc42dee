import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createNoteReader, openNote } from '../../../src/core/markdown/note.ts';

const reader = createNoteReader();

function render(text: string): string {
  const note = openNote(text, {}, reader);
  note.problems();
  note.elements();
  return note.blocks.map((_block, index) => note.html(index)).join('');
}

/*
 * Each of these took time in the square of its length, or more than the stack, before. Nothing is timed here: an input of
 * this size would not come to its end in the patience of a test if it were so again.
 */
describe('a note that is made to hold the editor up', () => {
  const many = 40_000;
  const cases: Readonly<Record<string, string>> = {
    'brackets of formulas that never close': '\\( '.repeat(many),
    'brackets of formulas that all close at one place': `${'\\( a_1 '.repeat(3000)}\\)`,
    'dollars in braces that never close': '{$'.repeat(8_000),
    'dollars before ticks that never close': '$`'.repeat(many),
    'formulas that are not closed, one an item': '- $$\n'.repeat(5000),
    'HTML that never closes, in one paragraph': `x ${'<b>'.repeat(10_000)}`,
    'HTML that never closes, a block each': '<div>\n\n'.repeat(1500),
    'comments that never close': '<!--\n\n'.repeat(6000),
    'colons, which may end the name of a scheme': ':\n'.repeat(20_000),
    'footnotes in one list': '- ^[a]\n'.repeat(2000),
    'footnotes in footnotes': '[^a]: ^[b]\n> '.repeat(4000),
    'a table of many rows': `|a|b|\n|-|-|\n${'|c|d|\n'.repeat(25_000)}`,
    'a table of many columns': `|${'a|'.repeat(many)}\n|${'-|'.repeat(many)}\n`,
    'code on one line': `\`\`\`r\n${'a.'.repeat(14_000)}\n\`\`\``,
    'one long word': 'a'.repeat(1_000_000),
    'one long line of spaces': `a${' '.repeat(1_000_000)}b`,
    'quotes in quotes': `${'>'.repeat(many)} x`,
    'brackets of links': `${'['.repeat(50_000)}${'](a)'.repeat(50_000)}`,
  };
  for (const [name, text] of Object.entries(cases)) {
    it(name, () => {
      assert.ok(render(`${text}\n\n# Behind\n`).includes('Behind</h1>'));
    });
  }

  it('nests no more HTML than a browser lays out well', () => {
    const html = render(`x ${'<b>'.repeat(5000)}y\n`);
    assert.ok((html.match(/<b>/g) ?? []).length <= 60);
    assert.equal((html.match(/<b>/g) ?? []).length, (html.match(/<\/b>/g) ?? []).length);
  });
});

describe('an image whose address nobody has looked at', () => {
  it('is shown only when it loads a picture and does nothing else', () => {
    const html = render('![](javascript:alert(1)) ![](data:text/html,x) ![](https://example.org/a.png) ![](a.png)\n');
    assert.deepEqual(
      Array.from(html.matchAll(/<img src="([^"]*)"/g), ([, source]) => source),
      ['https://example.org/a.png', 'a.png'],
    );
  });
});
