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

  it('is cut to a heading that has an aside, or a formula with signs that links cannot hold', () => {
    const text = '## Heading %%aside%%\n\nfirst\n\n## With $x^2$ math\n\nsecond\n\n## About $\\alpha$\n\nthird\n';
    const embed = () => ({ text });
    assert.match(show('Other#Heading', { embed }), /first/);
    for (const name of ['With $x^2$ math', 'With $x 2$ math', 'With x2 math', 'with-x2-math'])
      assert.match(show(`Other#${name}`, { embed }), /second/, name);
    assert.match(show('Other#About $ alpha$', { embed }), /third/);
  });

  it('says why nothing is shown, as a problem too, when that is certain', () => {
    const told = (target: string, embed: NoteSurroundings['embed']) => {
      const note = openNote(`![[${target}]]\n`, { embed: embed! }, reader);
      const shown = /<p class="embed-stopped">(.*?)<\/p>/.exec(note.html(0))?.[1];
      const problems = note.problems().map(({ code, severity, message }) => `${code} ${severity}: ${message}`);
      assert.deepEqual(problems, shown === undefined ? [] : [`embed-missing information: ${shown}`]);
      return shown;
    };
    const found = () => ({ text: '# One\n\ntext\n' });
    assert.equal(
      told('Gone', () => 'missing'),
      'There is no note “Gone”.',
    );
    assert.equal(
      told('Gone#Part', () => 'missing'),
      'There is no note “Gone”.',
    );
    assert.equal(told('Other#nope', found), '“Other” has no heading “nope”.');
    assert.equal(told('Other#^nope', found), '“Other” has no block “^nope”.');
    assert.equal(told('#nope', found), 'This note has no heading “nope”.');
    assert.equal(
      told('Later', () => undefined),
      undefined,
    );
    assert.equal(told('Other', found), undefined);
  });

  it('says so when there is nothing in it', () => {
    assert.match(
      show('Empty', { embed: () => ({ text: '---\ntitle: E\n---\n' }) }),
      /There is nothing in it to show\./,
    );
  });

  it('is no longer missing when the note becomes known', () => {
    let known = false;
    const note = openNote('![[Other]]\n', { embed: () => (known ? { text: 'here' } : 'missing') }, reader);
    assert.match(note.html(0), /There is no note/);
    known = true;
    note.refresh('embed');
    assert.doesNotMatch(note.html(0), /There is no note/);
    assert.deepEqual(note.problems(), []);
  });

  it('brings the footnotes that its part calls, with those that they call, and no others', () => {
    const text = [
      '# Intro\n\nIntro[^a].\n\n# Middle\n\nMiddle[^b].\n\n- item^[in place] ^li\n\n# Last\n\nNone.',
      '[^a]: of the intro\n[^b]: of the middle, see[^c]\n[^c]: by way of b\n',
    ].join('\n\n');
    const embed = () => ({ text });
    assert.doesNotMatch(show('Other#Last', { embed }), /footnotes/);
    const middle = show('Other#Middle', { embed });
    assert.match(middle, /of the middle.*by way of b/s);
    assert.doesNotMatch(middle, /of the intro/);
    assert.match(middle, /<li id="embedded:\w+:footnote:2" value="2">/);
    assert.match(show('Other#^li', { embed }), /in place.*footnotes.*in place/s);
    assert.match(show('Other', { embed }), /of the intro.*of the middle/s);
  });

  it('is cut to an item with the lists in it, its formulas, references and number', () => {
    const text = [
      '\\(\\gdef\\half{\\frac12}\\)',
      '1. one\n2. two $\\half$ [p][] ^li\n   - [ ] child\n     - deep\n\n     more\n3. three\n\n> first ^q\n>\n> second',
      '[p]: https://example.org',
    ].join('\n\n');
    const html = show('Other#^li', { embed: () => ({ text }) });
    assert.match(html, /<ol start="2">\s*<li>.*mfrac.*example\.org.*child.*deep.*more/s);
    assert.doesNotMatch(html, /\bone\b|three/);
    const quoted = show('Other#^q', { embed: () => ({ text }) });
    assert.match(quoted, /embed-content"><p>first/);
    assert.doesNotMatch(quoted, /second/);
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
