import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mostEmbeds } from '../../../src/core/markdown/facts.ts';
import { createNoteReader, openNote } from '../../../src/core/markdown/note.ts';
import { vaultAround } from './vault.ts';

const reader = createNoteReader();

function show(files: Readonly<Record<string, string>>, note = '/day.md'): string {
  const opened = openNote(files[note]!, vaultAround(files, note), reader);
  return opened.blocks.map((_block, index) => opened.html(index)).join('');
}

const hrefs = (html: string) => Array.from(html.matchAll(/ href="([^"]*)"/g), ([, href]) => href);
const count = (html: string, what: string) => html.split(what).length - 1;

describe('what stands in an embedded note is found from its own folder', () => {
  const paper = [
    '![a](fig/a.png) and ![[b-1-x1-y1.png]]',
    '<img src="c.png">',
    '[data](data/table.csv?raw#L2) [up](../day.md) [web](https://example.org/x) [root](/x.md)',
    '[[Other]] [part](#here) [elsewhere](#else) <a href="raw%20file.txt">raw</a>',
    '## Here',
  ].join('\n\n');
  const files = { '/day.md': '![[Paper#Here]]\n\n![[Paper]]\n', '/papers/Paper.md': paper, '/notes/my Other.md': 'x' };

  it('images and figures', () => {
    const sources = Array.from(show(files).matchAll(/<img src="([^"]*)"/g), ([, source]) => source);
    assert.deepEqual(sources, ['site:/papers/fig/a.png', 'site:/papers/b-1-x1-y1.png', 'site:/papers/c.png']);
  });

  it('links of markdown, of HTML and to headings: those that are not shown lead into the note itself', () => {
    const html = show({ ...files, '/day.md': '![[Paper]]\n', '/notes/Other.md': 'x' });
    const [own, ...rest] = hrefs(html);
    assert.equal(own, 'papers/Paper.md');
    assert.deepEqual(
      rest.map(href => href!.replace(/embedded:\w+:/, 'embedded:')),
      [
        'papers/data/table.csv?raw#L2',
        'day.md',
        'https://example.org/x',
        '/x.md',
        'notes/Other.md',
        '#embedded:here',
        'papers/Paper.md#else',
        'papers/raw%20file.txt',
      ],
    );
  });

  it('also two notes deep', () => {
    const html = show({
      '/day.md': '![[Middle]]\n',
      '/a/Middle.md': '![[Inner]]\n\n![](m.png)\n',
      '/b/c/Inner.md': '![](i.png) [l](../l.md)\n',
    });
    assert.match(html, /src="site:\/b\/c\/i\.png"/);
    assert.match(html, /src="site:\/a\/m\.png"/);
    assert.deepEqual(hrefs(html), ['a/Middle.md', 'b/c/Inner.md', 'b/l.md']);
  });
});

describe('notes within notes', () => {
  it('are shown, each with ids of its own', () => {
    const html = show({
      '/day.md': '# Same\n\n![[A]]\n\n![[B]]\n',
      '/A.md': '# Same\n\n- point\n\n  ![[B]]\n',
      '/B.md': '# Same\n\nText[^1].\n\n[^1]: Foot.\n',
    });
    assert.equal(count(html, 'Text<sup'), 2);
    const ids = Array.from(html.matchAll(/ id="([^"]*same)"/g), ([, id]) => id);
    assert.equal(ids.length, 4);
    assert.equal(new Set(ids).size, 4);
    for (const [, anchor] of html.matchAll(/ href="#([^"]*)"/g)) assert.ok(html.includes(` id="${anchor}"`), anchor);
  });

  it('stop where one would contain itself, and say so there', () => {
    for (const files of [
      { '/day.md': 'Me: \n\n![[day]]\n\nBehind.\n' },
      { '/day.md': '![[A]]\n\nBehind.\n', '/A.md': 'In A.\n\n![[B]]\n', '/B.md': '![[A]]\n' },
      { '/day.md': '## Part\n\n![[#Part]]\n\n## Next\n\nBehind.\n' },
    ]) {
      const html = show(files);
      assert.equal(count(html, 'it is within itself already'), 1, html);
      assert.match(html, /Behind\./);
    }
  });

  it('may show another part of the same note', () => {
    const html = show({ '/day.md': '![[#Definitions]]\n\n## Definitions\n\nA group.\n\n## Next\n\nN.\n' });
    assert.equal(count(html, 'A group.'), 2);
    assert.equal(count(html, 'N.'), 1);
    const around = show({ '/day.md': '![[A]]\n\n## D\n\nA group.\n', '/A.md': 'See\n\n![[day#D]]\n' });
    assert.equal(count(around, 'A group.'), 2);
  });

  it('a part that is missing within one is told there', () => {
    const html = show({ '/day.md': '![[A]]\n', '/A.md': '![[Gone]]\n\nStill here.\n' });
    assert.match(html, /embed-missing[\s\S]*Still here/);
  });

  it('lie five deep and no deeper', () => {
    const files: Record<string, string> = { '/day.md': '![[n1]]\n' };
    for (let each = 1; each < 9; each++) files[`/n${each}.md`] = `Depth ${each}.\n\n![[n${each + 1}]]\n`;
    const html = show(files);
    assert.match(html, /Depth 5\./);
    assert.doesNotMatch(html, /Depth 6\./);
    assert.match(html, /5 notes lie within each other here/);
  });

  it('cost no more than a bound, however often each shows the next', () => {
    const ten = (name: string) => `![[${name}]]\n\n`.repeat(10);
    const files = {
      '/day.md': ten('a'),
      '/a.md': ten('b'),
      '/b.md': ten('c'),
      '/c.md': ten('d'),
      '/d.md': ten('e'),
      '/e.md': 'word '.repeat(200),
    };
    const html = show(files);
    assert.ok(html.length < 10 * 100_000, `${html.length}`);
    assert.ok(html.includes('too many or too long'));
  });

  it('are cut where they are too long', () => {
    const long = `${'word '.repeat(200)}\n\n`.repeat(150);
    const files = {
      '/day.md': '![[a]]\n\nBehind.\n',
      '/a.md': '![[b]]\n\n![[c]]\n\n![[d]]\n',
      '/b.md': long,
      '/c.md': long,
      '/d.md': long,
    };
    const html = show(files);
    assert.ok(html.length < 700_000, `${html.length}`);
    assert.ok(html.indexOf('Behind') > html.indexOf('The rest is left out') && html.includes('The rest is left out'));
  });

  it('are links once a note has shown very many, and again when one is taken away', () => {
    const text = `![[a]]\n\n`.repeat(mostEmbeds + 1);
    const note = openNote(text, vaultAround({ '/a.md': 'A.' }, '/day.md'), reader);
    const last = note.blocks.length - 1;
    assert.match(note.html(last - 1), /<p>A\.<\/p>/);
    assert.match(note.html(last), /shows too many others/);
    const { revision } = note.blocks[last]!;
    note.edit([{ range: { from: 0, to: 8 }, insert: '' }]);
    assert.notEqual(note.blocks[last - 1]!.revision, revision);
    assert.match(note.html(last - 1), /<p>A\.<\/p>/);
  });

  it('follow a change of the innermost', () => {
    const files: Record<string, string> = { '/a.md': '![[b]]\n', '/b.md': 'Old.\n' };
    const note = openNote('![[a]]\n', vaultAround(files, '/day.md'), reader);
    assert.match(note.html(0), /Old\./);
    const { revision } = note.blocks[0]!;
    files['/b.md'] = 'New.\n';
    note.refresh('embed');
    assert.notEqual(note.blocks[0]!.revision, revision);
    assert.match(note.html(0), /New\./);
  });

  it('take new macros from the settings', () => {
    let macros: Record<string, string> = { '\\x': 'alpha' };
    const note = openNote(
      '![[a]]\n',
      {
        embed: () => ({ text: '$\\x$\n' }),
        get macros() {
          return macros;
        },
      },
      reader,
    );
    const before = note.html(0);
    macros = { '\\x': 'beta' };
    note.refresh('macros');
    assert.notEqual(note.html(0), before);
  });
});
