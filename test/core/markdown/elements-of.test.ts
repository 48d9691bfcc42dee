import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { NoteElement } from '../../../src/core/markdown/elements.ts';
import { openNote } from '../../../src/core/markdown/note.ts';

/** What stands where, as the text that each range holds. */
function told(text: string, kind: NoteElement['kind']): string[][] {
  const at = ({ from, to }: { from: number; to: number }) => text.slice(from, to);
  return openNote(text)
    .elements()
    .filter(element => element.kind === kind)
    .map(element => {
      switch (element.kind) {
        case 'link':
          return [at(element.range), at(element.hrefRange), at(element.textRange)];
        case 'image':
          return [at(element.range), at(element.srcRange), element.alt];
        case 'aside':
        case 'code':
          return [at(element.range), at(element.contentRange)];
        case 'wikilink':
          return [at(element.range), element.target, element.heading];
        default:
          return [at(element.range)];
      }
    });
}

describe('elements stand where the note has them', () => {
  const uri = 'zotero://select/items/@a';

  it('links, in quotes, lists, tables, footnotes and asides', () => {
    const text = `> > - text [a](${uri}) b

| x | y |
|---|---|
| p \\| q | [b]((${uri})) |

text[^1] and^[see [c](${uri})] %%[d](${uri})%%

[^1]: [e](${uri})

> [!note]- [f](${uri})
> <${uri}>
`;
    assert.deepEqual(told(text, 'link'), [
      [`[a](${uri})`, uri, 'a'],
      [`[b]((${uri}))`, uri, 'b'],
      [`[c](${uri})`, uri, 'c'],
      [`[d](${uri})`, uri, 'd'],
      [`[e](${uri})`, uri, 'e'],
      [`[f](${uri})`, uri, 'f'],
      [`<${uri}>`, uri, ''],
    ]);
  });

  it('images, by markdown and by name', () => {
    const text = 'a ![b|300](c.png) and ![[d.png|200]]\n';
    assert.deepEqual(told(text, 'image'), [
      ['![b|300](c.png)', 'c.png', 'b'],
      ['![[d.png|200]]', 'd.png', ''],
    ]);
  });

  it('links to notes and embeds', () => {
    const text = '- see [[Note#Part|shown]]\n\n> ![[Other]]\n';
    assert.deepEqual(told(text, 'wikilink'), [
      ['[[Note#Part|shown]]', 'Note', 'Part'],
      ['![[Other]]', 'Other', ''],
    ]);
  });

  it('asides of every form', () => {
    const text = 'a\n%%b\nc%% %%d\n\n> %%e%%\n\n- f\n\n  %%g\n\n  h%%\n\n%% begin notes %%\n';
    assert.deepEqual(told(text, 'aside'), [
      ['%%b\nc%%', 'b\nc'],
      ['%%d', 'd'],
      ['%%e%%', 'e'],
      ['%%g\n\n  h%%', 'g\n\n  h'],
      ['%% begin notes %%', ' begin notes '],
    ]);
  });

  it('tasks, tags and code', () => {
    const text = '1. [ ] a #b/c\n   - [x] `d`\n\n```js\ne\n\nf\n\n~~~\ng\n~~~\n';
    assert.deepEqual(told(text, 'task'), [['[ ]'], ['[x]']]);
    assert.deepEqual(told(text, 'tag'), [['#b/c']]);
    assert.deepEqual(told(text, 'code'), [
      ['`d`', 'd'],
      ['```js\ne', 'e'],
      ['~~~\ng\n~~~', 'g\n'],
    ]);
  });

  it('tasks with a formula right behind the box', () => {
    const text = '> - [ ] $$x$$\n> - [x] \\begin{align}\n>   y\n>   \\end{align}\n';
    assert.deepEqual(told(text, 'task'), [['[ ]'], ['[x]']]);
    assert.deepEqual(told(text, 'math'), [['$$x$$'], ['\\begin{align}\n>   y\n>   \\end{align}']]);
  });
});

describe('footnotes of a note', () => {
  it('lead to their text and back to their first call', () => {
    const note = openNote('a[^x]\n\nb[^x]\n\n[^x]: text\n');
    const html = note.blocks.map((_, index) => note.html(index)).join('');
    assert.equal(html.match(/id="footnote-ref:1"/g)?.length, 1);
    assert.match(html, /^<p>a<sup class="footnote-ref"><a id="footnote-ref:1" href="#footnote:1"/);
    assert.match(html, /<li id="footnote:1"><p[^>]*>text <a class="footnote-backref" href="#footnote-ref:1"/);
  });
});
