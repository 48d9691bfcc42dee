import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openNote } from '../../../../src/core/markdown/note.ts';
import { isDefinitions } from '../../../../src/core/markdown/rules/math-definitions.ts';

const shown = (text: string) => {
  const note = openNote(text);
  return note.blocks.map((_block, index) => note.html(index)).join('');
};

describe('a paragraph of definitions', () => {
  it('defines for the formulas below it and shows nothing', () => {
    const note = openNote(
      'Before $\\Rr$.\n\n\\newcommand{\\Rr}{\\mathbb{R}}\n\\newcommand*\\half[1][2]{\\frac1{#1}}\n\\DeclareMathOperator{\\argmax}{arg\\,max}\n\\def\\pair#1#2{(#1,\n#2)}\n\nBehind $\\Rr \\half \\argmax \\pair{a}{b}$.\n',
    );
    assert.match(note.html(0), /math-error/);
    assert.equal(note.html(1).trim(), '');
    assert.doesNotMatch(note.html(2), /math-error/);
    assert.match(note.html(2), /mathbb/);
    assert.deepEqual(
      note.problems().map(({ range }) => range.from < 12),
      [true],
    );
  });

  it('follows when it changes, and when it is finished while one types', () => {
    const note = openNote('\\newcommand{\\Rr}{\\mathbb{R}\n\nBehind $\\Rr$.\n');
    assert.match(note.html(0), /<p>\\newcommand/);
    assert.match(note.html(1), /math-error/);
    note.edit([{ range: { from: 27, to: 27 }, insert: '}' }]);
    assert.equal(note.html(0).trim(), '');
    assert.doesNotMatch(note.html(1), /math-error/);
  });

  it('is text when anything else is in it, and ends where a paragraph ends', () => {
    assert.match(shown('\\newcommand{\\Rr}{x} is what one writes.\n'), /<p>.*is what one writes/);
    assert.match(shown('One writes\n\\newcommand{\\Rr}{x}\n'), /newcommand/);
    assert.equal(shown('\\newcommand{\\Rr}{x}\n# Heading\n').trim(), '<h1 id="heading">Heading</h1>');
    assert.match(shown('- \\gdef\\Rr{x}\n- $\\Rr$\n'), /<li data-line="0">\s*<\/li>/);
  });

  it('shows its error where it is', () => {
    const note = openNote('\\newcommand{\\Rr}{x}\n\n\\newcommand{\\Ss}[x]{y}\n');
    assert.match(note.html(1), /math-error/);
    assert.equal(note.problems()[0]?.code, 'math-error');
  });
});

it('definitions are told from text by their braces', () => {
  for (const text of [
    '\\newcommand{\\a}{\\{}',
    '\\providecommand\\a[2]{#1{#2}}',
    '\\def\\,{x}',
    '\\gdef \\a #1{}\n \\def\\b{}',
  ])
    assert.ok(isDefinitions(text), text);
  for (const text of [
    '\\newcommand',
    '\\newcommand{\\a}',
    '\\newcommand{\\a}{',
    '\\newcommand{\\a}{}}',
    '\\newcommand{a}{b}',
    '',
  ])
    assert.ok(!isDefinitions(text), text);
});
