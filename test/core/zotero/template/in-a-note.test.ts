import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createNoteReader, readNote } from '../../../../src/core/markdown/note.ts';
import { asideMarkdown, markdownText } from '../../../../src/core/zotero/template/markdown-text.ts';

// Texts of a library inside a note, read by the rules that show the note.

const reader = createNoteReader();
const kinds = (note: string): readonly string[] => readNote(note, {}, reader).elements.map(element => element.kind);
const link = '[(p. 1)](zotero://open-pdf/library/items/6PP9LFYN?page=1&annotation=BTAGBNRW)';

const pieces = [
  '[',
  ']',
  '(',
  '](',
  '![',
  '[[',
  ']]',
  '<',
  '</',
  '<!--',
  '`',
  '```',
  '*',
  '**',
  '_',
  '~~',
  '==',
  '$',
  '$$',
  '\\',
  '\\[',
  '\\]',
  '\\(',
  '\\)',
  '\\begin{align}',
  '\\end{align}',
  '&amp;',
  '#tag',
  '# ',
  '- ',
  '1. ',
  '> ',
  '|',
  '\n',
  '\n\n',
  ' ',
  '\t',
  '://',
  'http://e.com',
  'www.e.com',
  'a@b.cc',
  '%',
  '%%',
  '%% end annotations %%',
  '!',
  '[^1]',
  '^[note]',
  '[a]: b',
  '[!note]',
  '[ ] ',
  '[x] ',
  'command:x',
  'zotero://select/items/@x',
  'word',
  'x',
  '9',
  '---',
  '===',
  '@key',
  '^id',
  '<b>',
  '</b>',
  '<i>',
  '</i>',
  'key:: value',
  '<mark>',
];
const hostile = fc.array(fc.constantFrom(...pieces), { maxLength: 10 }).map(parts => parts.join(''));

test('the pieces are dangerous as they are', () => {
  const found = new Set(kinds('[[x]] $x$ #tag `x` <mark> %%x%% [a](b) ![a](b)\n\n# x\n\n- [ ] x\n'));
  for (const kind of ['wikilink', 'math', 'tag', 'code', 'html', 'aside', 'link', 'image', 'heading', 'task']) {
    assert.ok(found.has(kind as never), kind);
  }
});

test('a quote is text in its paragraph, list item or quote, and its link the only link', () => {
  fc.assert(
    fc.property(hostile, fc.constantFrom('', '- ', '> ', 'Text before '), (source, before) => {
      const quote = markdownText(source);
      if (quote === '') return;
      assert.deepEqual(kinds(`${before}${quote} ${link}\n`), ['text', 'link']);
    }),
    { numRuns: 600 },
  );
});

test('a comment is one aside, whatever it holds, and what follows is untouched', () => {
  fc.assert(
    fc.property(hostile, fc.constantFrom(['', ''], ['- ', '  '], ['> ', '> ']), (source, [before, prefix]) => {
      const aside = asideMarkdown(source, prefix);
      if (aside === '') return;
      const found = kinds(`${before}Text ${link}\n${prefix}${aside}\n\nAfter\n`);
      assert.deepEqual(
        found.filter(kind => kind !== 'math'),
        ['text', 'link', 'aside', 'text'],
      );
    }),
    { numRuns: 600 },
  );
});
