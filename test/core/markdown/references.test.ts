import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createNoteReader, openNote } from '../../../src/core/markdown/note.ts';

const reader = createNoteReader();

function read(text: string) {
  const note = openNote(text, {}, reader);
  const html = note.blocks.map((_block, index) => note.html(index)).join('');
  const references = Array.from(html.matchAll(/class="equation-reference[^>]*>([^<]*)</g), match => match[1]);
  const problems = note.problems().map(({ message, range }) => `${text.slice(range.from, range.to)}: ${message}`);
  return { references, problems };
}

describe('references to equations', () => {
  it('hold across the note, to rows, tags and environments, before and behind', () => {
    const { references, problems } = read(
      'See \\eqref{b} and $\\ref{e}$.\n\n$$\\begin{align} x \\label{a} \\\\ y \\label{b} \\end{align}$$\n\n' +
        '> \\begin{equation} z \\label{c} \\end{equation}\n\n$$w \\tag{E} \\label{e}$$\n\n\\ref{a}, \\ref{c}, \\eqref{e}\n',
    );
    assert.deepEqual(references, ['(2)', 'E', '1', '3', '(E)']);
    assert.deepEqual(problems, []);
  });

  it('say so when there is no such label, or its formula has no number', () => {
    const { references, problems } = read(
      '$x \\label{inline}$ and \\ref{inline}, $y = \\eqref{none}$\n\n' +
        '\\begin{align}\na \\notag \\label{quiet}\n\\end{align}\n\n\\eqref{quiet}\n',
    );
    assert.deepEqual(references, ['??', '(??)']);
    assert.deepEqual(problems, [
      '\\ref{inline}: The formula with the label "inline" has no number: only displayed formulas without \\notag do.',
      'none: There is no equation with the label "none" in this note.',
      '\\eqref{quiet}: The formula with the label "quiet" has no number: only displayed formulas without \\notag do.',
    ]);
  });
});

describe('footnotes that nobody defines', () => {
  it('are told at their place', () => {
    assert.deepEqual(read('Text[^a] and[^b].\n\n[^a]: A.\n').problems, [
      '[^b]: There is no footnote "[^b]: …" in this note.',
    ]);
  });
});

describe('macros of the front matter', () => {
  it('may be lines of TeX', () => {
    for (const macros of [
      '|\n  \\newcommand{\\half}{\\frac12}\n  \\def\\q{1}',
      '["\\\\newcommand{\\\\half}{2}", "\\\\def\\\\q{1}"]',
    ]) {
      assert.deepEqual(read(`---\nmacros: ${macros}\n---\n\n$\\half \\q$\n`).problems, [], macros);
    }
  });
});
