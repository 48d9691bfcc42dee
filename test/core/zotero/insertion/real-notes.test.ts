import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { openNote } from '../../../../src/core/markdown/note.ts';
import { applyEdits } from '../../../../src/core/text.ts';
import { addNew } from '../../../../src/core/zotero/insertion/add-new.ts';
import { annotationUri } from '../../../../src/core/zotero/uri.ts';
import { annotation } from '../library-fixture.ts';

const shared = process.env.PAPER_NOTES_SHARED ?? path.resolve(import.meta.dirname, '../../../../../shared');
const folder = path.join(shared, 'notes/real');

test('real notes of many tools take new quotes without losing a character, and only once', t => {
  if (!existsSync(folder)) return t.skip('the collection of real notes is not on this machine');
  let quotes = 0;
  for (const file of readdirSync(folder).filter(name => name.endsWith('.md'))) {
    const text = readFileSync(path.join(folder, file), 'utf8');
    const links = [...text.matchAll(/items\/(\w{8})\?page=(\d+)(?:&|\\&|&amp;|&#x26;)annotation=([2-9A-NP-Z]{8})\)/g)];
    const seen = new Set<string>();
    const library = links.flatMap(([, attachment = '', page, key = ''], i) => {
      if (seen.has(key)) return [];
      seen.add(key);
      const position = { attachment, page: Number(page), y: 2 * i };
      const fresh = annotation({
        ...position,
        y: 2 * i + 1,
        key: `NEW${String(i).padStart(5, '2').replace(/[01]/g, 'A')}`,
        text: `New ${i}.`,
      });
      return [annotation({ ...position, key }), ...(i % 4 === 0 ? [fresh] : [])];
    });
    const add = (source: string) =>
      addNew(
        openNote(source),
        library,
        '',
        one => `${one.text} [(p.)](${annotationUri(one.library, one.attachment, one.key, 1)})`,
      );
    const { edits, added } = add(text);
    quotes += added.length;
    for (const edit of edits) assert.equal(edit.range.from, edit.range.to);
    const after = applyEdits(text, edits);
    assert.deepEqual(add(after).edits, [], file);
    const before = openNote(text).elements();
    const now = openNote(after).elements();
    const count = (kind: string, elements: typeof now) => elements.filter(element => element.kind === kind).length;
    for (const kind of ['heading', 'math', 'code', 'image', 'task', 'wikilink', 'aside']) {
      assert.equal(count(kind, now), count(kind, before), `${kind} in ${file}`);
    }
    assert.equal(count('link', now), count('link', before) + added.length, `links in ${file}`);
  }
  assert.ok(quotes > 100, String(quotes));
});
