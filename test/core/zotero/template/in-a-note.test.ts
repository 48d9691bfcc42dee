import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Parser } from 'htmlparser2';
import { createNoteReader, openNote, readNote } from '../../../../src/core/markdown/note.ts';
import { asideMarkdown, markdownText } from '../../../../src/core/zotero/template/markdown-text.ts';
import { readRichText } from '../../../../src/core/zotero/template/rich-text.ts';

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

/** What a note shows, as text: tags gone, entities decoded, white space folded. */
function shown(note: string): string {
  const live = openNote(note, {}, reader);
  let text = '';
  const parser = new Parser({ ontext: content => (text += content) }, { decodeEntities: true });
  parser.write(live.blocks.map((_, i) => live.html(i)).join('\n'));
  parser.end();
  return text.replace(/\s+/g, ' ').trim();
}

const plain = (source: string): string => readRichText(source).text.replace(/\s+/g, ' ').trim();

test('the preview shows a quote letter by letter as Zotero has it', () => {
  fc.assert(
    fc.property(hostile, fc.constantFrom('', '- ', '> '), (source, before) => {
      const quote = markdownText(source);
      assert.equal(shown(`${before}${quote} ${link}\n`), `${plain(source)} (p. 1)`.trim());
    }),
    { numRuns: 3000 },
  );
});

test('the preview shows a comment letter by letter too, over its lines', () => {
  fc.assert(
    fc.property(
      hostile.filter(source => !source.includes('$')),
      fc.constantFrom(['', ''], ['- ', '  '], ['> ', '> ']),
      (source, [before, prefix]) => {
        const aside = asideMarkdown(source, prefix);
        if (aside === '') return;
        assert.equal(shown(`${before}Text ${link}\n${prefix}${aside}\n`), `Text (p. 1) ${plain(source)}`);
      },
    ),
    { numRuns: 3000 },
  );
});

test('sub- and superscripts show as such: as Unicode has them, or as a small formula', () => {
  assert.equal(shown(`${markdownText('H<sub>2</sub>O at 10<sup>−4</sup>')} ${link}`), 'H₂O at 10⁻⁴ (p. 1)');
  assert.deepEqual(kinds(`${markdownText('L<sub>Total</sub> is')} ${link}\n`), ['text', 'math', 'link']);
});
