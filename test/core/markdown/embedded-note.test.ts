import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { NoteSurroundings } from '../../../src/core/markdown/live-note.ts';
import { createNoteReader, openNote } from '../../../src/core/markdown/note.ts';

const reader = createNoteReader();

const other = `---
title: Other
macros:
  half: \\frac12
---

Before.

# Model & [[data]]

Half is $\\half$, see [the paper][p].

## Part

Inner[^1].

- first ^one
- second
- [ ] todo

> Quoted
> twice

^quote

| a |
|---|
| b |
^table

# After

Last. ^last

[p]: https://example.org
[^1]: A note.
`;

function show(target: string, surroundings: NoteSurroundings = {}): string {
  const note = openNote(`![[${target}]]\n`, { embed: () => ({ text: other }), ...surroundings }, reader);
  return note.html(0);
}

describe('an embedded note', () => {
  it('is shown whole, without its header', () => {
    const html = show('Other');
    assert.match(html, /Before\..*Inner.*Last\./s);
    assert.doesNotMatch(html, /front-matter/);
  });

  it('is cut to a heading, whose macros and references come from the whole note', () => {
    const html = show('Other#Model & data');
    assert.match(html, /mfrac/);
    assert.match(html, /href="https:\/\/example\.org"/);
    assert.match(html, /Inner/);
    assert.doesNotMatch(html, /Before|Last\./);
  });

  it('is cut to a heading that is named with the marks of its formula, or by its slug', () => {
    const embed = () => ({ text: '# One\n\nfirst\n\n## Deep $x$ *place*\n\nsecond\n' });
    for (const name of ['Deep $x$ *place*', 'Deep x place', 'deep-x-place'])
      assert.match(show(`Other#${name}`, { embed }), /second/);
  });

  it('is cut to a heading below another', () => {
    assert.doesNotMatch(show('Other#Model & data#Part'), /Half is/);
    assert.match(show('Other#model & DATA#part'), /Inner/);
  });

  it('is cut to a named block: a paragraph, an item, what stands above a name of its own', () => {
    assert.match(show('Other#^last'), /embed-content"><p>Last\./);
    assert.match(show('Other#^one'), /first/);
    assert.doesNotMatch(show('Other#^one'), /second/);
    assert.match(show('Other#^quote'), /<blockquote>/);
    assert.match(show('Other#^table'), /<table>/);
  });

  it('is cut to the second of two headings of a name by the id that links of the note have', () => {
    const text = '# Part\n\nfirst\n\n# Part\n\nsecond\n\n# Part 1\n\nthird\n';
    const part = (name: string) => openNote(`![[Two#${name}]]\n`, { embed: () => ({ text }) }, reader).html(0);
    for (const [name, found] of [
      ['Part', 'first'],
      ['part-1', 'second'],
      ['Part 1', 'third'],
      ['part-1-1', 'third'],
    ] as const) {
      assert.match(part(name), new RegExp(`<p>${found}</p>`), name);
    }
  });

  it('is missing when there is no such part', () => {
    for (const part of ['Nowhere', '^none', 'Part#Model & data']) {
      assert.match(show(`Other#${part}`), /embed-missing/, part);
    }
  });

  it('has places and ids of its own: clicks must not go to those of the note around it', () => {
    const html = show('Other');
    assert.doesNotMatch(html.replace(/^<div class="embeds">/, ''), /data-line|data-block/);
    assert.match(html, /<input type="checkbox" class="task" disabled/);
    assert.match(html, /id="embedded:\w+:part"/);
    assert.match(html, /href="#embedded:\w+:footnote:1"/);
  });

  it('has anchors of its own too, where its HTML gives some', () => {
    const text = '[go](#here) <a id="here"></a>\n';
    const html = openNote('![[Other]]\n', { embed: () => ({ text }) }, reader).html(0);
    const [, link] = /href="#([^"]+)"/.exec(html)!;
    assert.ok(html.includes(`<a id="${link}"></a>`), html);
  });

  it('follows an image that becomes known later', () => {
    let known = false;
    const note = openNote(
      '![[Other]]\n',
      {
        embed: () => ({ text: 'Text ![](a.png)\n' }),
        image: src => (known ? { kind: 'shown', src: `x/${src}` } : { kind: 'missing', reason: 'Not yet.' }),
      },
      reader,
    );
    assert.match(note.html(0), /Not yet/);
    const { revision } = note.blocks[0]!;
    known = true;
    note.refresh('image', 'a.png');
    assert.notEqual(note.blocks[0]!.revision, revision);
    assert.match(note.html(0), /src="x\/a\.png"/);
  });

  it('is not asked for again while the note around it is edited', () => {
    let asked = 0;
    const note = openNote(
      '![[Other]]\n\n# Heading\n',
      {
        embed: () => {
          asked += 1;
          return { text: other };
        },
      },
      reader,
    );
    note.html(0);
    const before = asked;
    const end = note.text.length;
    note.edit([{ range: { from: end - 1, to: end - 1 }, insert: ' two' }]);
    note.edit([{ range: { from: end + 3, to: end + 3 }, insert: '\n\n[^1]: New.\n' }]);
    assert.equal(asked, before);
  });
});
