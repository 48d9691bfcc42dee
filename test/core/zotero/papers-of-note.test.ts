import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readNote } from '../../../src/core/markdown/note.ts';
import { isNoteOn, mayBeNoteOn, papersOfNote } from '../../../src/core/zotero/papers-of-note.ts';
import { recordedLibrary } from './library-fixture.ts';

const papers = (text: string) => papersOfNote(text, readNote(text).elements);
const library = { kind: 'user' } as const;

test('the files that a note links into, the most linked first, with their library', () => {
  const open = (path: string) => `[x](zotero://open-pdf/${path}?page=1)`;
  const text = `${open('groups/4444/items/GATT2222')} ${open('library/items/6PP9LFYN')} ${open('library/items/6PP9LFYN')}\n`;
  assert.deepEqual(papers(text).attachments, [
    { library, key: '6PP9LFYN' },
    { library: { kind: 'group', groupId: 4444 }, key: 'GATT2222' },
  ]);
});

test('what the front matter, select links and figures name', () => {
  const text =
    '---\ncitekey: "@front2020"\nzotero: zotero://select/library/items/LLEMMA22\n---\n\n![](figures/figure2021-3-x1-y2.png) [z](zotero://select/items/@linked2022)\n';
  assert.deepEqual(papers(text), {
    attachments: [],
    items: [{ library, key: 'LLEMMA22' }],
    citekeys: ['front2020', 'figure2021', 'linked2022'],
  });
});

test('a citekey with its @, which YAML does not take, is read all the same', () => {
  assert.deepEqual(papers('---\ncitekey: @Michaud2001\n---\n').citekeys, ['Michaud2001']);
});

test('a note that tells nothing, and one with broken front matter', () => {
  const nothing = { attachments: [], items: [], citekeys: [] };
  assert.deepEqual(papers('# Title\n'), nothing);
  assert.deepEqual(papers('---\ncitekey: [\n---\n'), nothing);
});

test('a note is on the paper that its front matter names or that it links to most', () => {
  const { item } = recordedLibrary();
  const isOn = (text: string): boolean => {
    assert.ok(mayBeNoteOn(text, item, ['6PP9LFYN']));
    return isNoteOn(text, readNote(text).elements, item, ['6PP9LFYN']);
  };
  const quote = '[(p. 1)](zotero://open-pdf/library/items/6PP9LFYN?page=1&annotation=BTAGBNRW)';
  const other = '[(p. 1)](zotero://open-pdf/library/items/ATTACH22?page=1&annotation=CCCCCCC2)';
  assert.ok(isOn(`---\ncitekey: ${item.citekey}\n---\n`));
  assert.ok(isOn('---\nzotero: zotero://select/library/items/LLEMMA22\n---\n'));
  assert.ok(isOn(`${quote} ${quote} ${other}`));
  assert.ok(isOn('---\ntitle: Llemma An Open Language Model For Mathematics\n---\n'));
  assert.ok(!isOn(`${quote} ${other} ${other}`));
  assert.ok(!isOn(quote));
  assert.ok(!isOn(`As [@${item.citekey}] says.`));
  assert.ok(!mayBeNoteOn('Nothing of it.', item, ['6PP9LFYN']));
});
