import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openNote } from '../../../src/core/markdown/note.ts';
import { blockPatch } from '../../../src/editor/preview/block-patch.ts';
import { applyPatch } from './apply-patch.ts';

const many = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('');

const kinds: Readonly<Record<string, string>> = {
  list: many(120, i => `- item ${i} with $x_${i}$\n`),
  'list in a list': many(40, i => `- outer ${i}\n  - inner **${i}**\n    more\n  - - deep\n`),
  'loose list': many(80, i => `1. item ${i}\n\n   second *paragraph*\n\n`),
  quote: many(80, i => `> paragraph ${i} with [(p. ${i})](zotero://open-pdf/library/items/6PP9LFYN?page=${i})\n>\n`),
  callout: `> [!note]- Title\n${many(80, i => `> paragraph ${i} $y$\n>\n> - item\n`)}`,
  table: `| a | b |\n|---|---|\n${many(100, i => `| cell ${i} | $z_${i}$ |\n`)}`,
  tasks: many(120, i => `- [${i % 2 === 0 ? ' ' : 'x'}] task ${i}\n`),
};

/** A note of one block, as it would be sent. */
function rendered(text: string): { readonly html: string; readonly lines: number } {
  const note = openNote(text);
  return {
    html: note.blocks.map((_, index) => note.html(index)).join(''),
    lines: note.blocks.reduce((sum, { lines }) => sum + lines, 0),
  };
}

const htmlOf = (text: string) => rendered(text).html;

function patchOf(text: string, edited: string) {
  const [before, after] = [rendered(text), rendered(edited)];
  return {
    before: before.html,
    after: after.html,
    patch: blockPatch(before.html, after.html, after.lines - before.lines),
  };
}

for (const [kind, text] of Object.entries(kinds)) {
  test(`what is typed into a ${kind} is sent as the element that it stands in`, () => {
    const at = text.length >> 1;
    const word = at + text.slice(at).search(/[a-z]{3}(?![a-z])/);
    const { before, after, patch } = patchOf(text, `${text.slice(0, word)}x${text.slice(word)}`);
    assert.ok(patch !== undefined);
    assert.ok(patch.html.length < 3000 && patch.html.length * 10 < after.length, `${patch.html.length} characters`);
    assert.equal(applyPatch(before, patch), after);
  });
}

for (const [what, edit] of Object.entries<(text: string) => string>({
  'a new empty item': text => text.replace('- item 60', '- \n- item 60'),
  'an item cut in two': text => text.replace('- item 60 with', '- item 60\n- with'),
  'an item at the end': text => `${text}- one more\n`,
  'an item taken out': text => text.replace(/- item 60.*\n/, ''),
  'three items in the place of two': text => text.replace(/- item 60.*\n- item 61.*\n/, '- a\n- b\n- c\n'),
  'an item of two lines': text => text.replace('item 60 with', 'item 60\n  with'),
})) {
  test(`${what} moves the others, and is sent alone`, () => {
    const { before, after, patch } = patchOf(kinds.list!, edit(kinds.list!));
    assert.ok(patch !== undefined);
    assert.ok(patch.html.length < 3000, `${patch.html.length} characters`);
    assert.notEqual(patch.shift, undefined);
    assert.equal(applyPatch(before, patch), after);
  });
}

test('a patch makes of the one what the other is, whatever was edited', () => {
  let patched = 0;
  let edits = 0;
  const insert = fc.constantFrom(
    'x',
    ' ',
    '$',
    '$a$',
    '\n',
    '\n- ',
    '**',
    '`',
    '<b>',
    '</li>',
    '%%',
    '| ',
    '> ',
    '[^1]',
    '',
  );
  const kind = fc.constantFrom(...Object.values(kinds));
  fc.assert(
    fc.property(kind, fc.nat(), fc.nat(12), insert, (text, place, cut, inserted) => {
      const from = place % text.length;
      const { before, after, patch } = patchOf(text, text.slice(0, from) + inserted + text.slice(from + cut));
      edits++;
      if (patch === undefined) return;
      patched++;
      assert.equal(applyPatch(before, patch), after);
    }),
    { numRuns: 150 },
  );
  console.log(`${patched} of ${edits} edits were sent as patches`);
  assert.ok(patched > edits / 4);
});

test('short blocks, and changes in no one part of a long one, are sent whole', () => {
  const list = htmlOf(kinds.list!);
  assert.equal(
    blockPatch('<ul>\n<li data-line="0">a</li>\n</ul>', '<ul>\n<li data-line="0">b</li>\n</ul>', 0),
    undefined,
  );
  assert.equal(blockPatch(list, htmlOf(kinds.list!.replaceAll('item', 'thing')), 0), undefined);
  assert.equal(blockPatch(list, htmlOf(kinds.table!), 0), undefined);
});
