import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { noteFileName } from '../../../src/core/zotero/note-file-name.ts';
import { recordedLibrary } from './library-fixture.ts';

const { item } = recordedLibrary();
const named = (title: string, nth = 1): string => noteFileName({ ...item, citekey: '', title }, nth);

test('the citekey names the note, else the title, else the key', () => {
  assert.equal(noteFileName(item), 'azerbayevLlemmaOpenLanguage2023.md');
  assert.equal(noteFileName({ ...item, citekey: 'DBLP:conf/nips/Vaswani17' }), 'DBLP conf nips Vaswani17.md');
  assert.equal(named('Attention Is All You Need'), 'Attention Is All You Need.md');
  assert.equal(named('Attention Is All You Need', 2), 'Attention Is All You Need 2.md');
  for (const nothing of ['', ' ', '...', '???', '\u202e']) assert.equal(named(nothing), 'LLEMMA22.md');
});

test('what file systems refuse is left out', () => {
  assert.equal(named('a/b\\c: "d" <e>|f?* #g [h] ^i\n\tj'), 'a b c d e f g h i j.md');
  assert.equal(named('../../etc/passwd'), 'etc passwd.md');
  assert.equal(named('.hidden.'), 'hidden.md');
  assert.equal(named('<i>Drosophila</i> genes'), 'Drosophila genes.md');
  assert.equal(named('invoice\u202egpj.md'), 'invoicegpj.md.md');
  assert.equal(named('👩‍🔬 in 深度学习'), '👩‍🔬 in 深度学习.md');
  for (const device of ['CON', 'nul', 'Com1', 'LPT9.x', 'aux'])
    assert.match(named(device), /^[a-z]+\d?_(?:\.x)?\.md$/i);
});

test('long names are cut between letters, and fit every file system', () => {
  assert.equal(named('word '.repeat(60)), `${'word '.repeat(20).trim()}.md`);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.integer({ min: 1, max: 99 }), (title, nth) => {
      const name = named(title, nth);
      assert.ok(new TextEncoder().encode(name).length <= 255, name);
      assert.ok(!/[\\/:*?"<>|\u0000-\u001f]|^[. ]|[. ]$/.test(name), name);
      assert.ok(name.isWellFormed());
    }),
  );
  assert.ok(new TextEncoder().encode(named('深度学习'.repeat(100))).length <= 200);
});
