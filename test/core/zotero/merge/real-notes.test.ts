import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { readNote } from '../../../../src/core/markdown/note.ts';
import { applyEdits } from '../../../../src/core/text.ts';
import { quotePlaces } from '../../../../src/core/zotero/merge/quote-place.ts';
import { updateQuote } from '../../../../src/core/zotero/merge/update-quote.ts';
import { wordsOf } from '../../../../src/core/zotero/merge/words.ts';
import { annotation } from '../library-fixture.ts';

const shared = process.env.PAPER_NOTES_SHARED ?? path.resolve(import.meta.dirname, '../../../../../shared');
const folder = path.join(shared, 'notes/real');

test('quotes in real notes of many tools take one changed word, and nothing else is touched', t => {
  if (!existsSync(folder)) return t.skip('the collection of real notes is not on this machine');
  let taken = 0;
  let asked = 0;
  for (const file of readdirSync(folder).filter(name => name.endsWith('.md'))) {
    const text = readFileSync(path.join(folder, file), 'utf8');
    const { elements } = readNote(text);
    const places = quotePlaces(elements);
    for (const { link, key } of places.links) {
      if (places.links.filter(other => other.key === key).length > 1) continue;
      const home = places.paragraphs.find(range => range.from <= link.range.from && link.range.to <= range.to);
      if (home === undefined) continue;
      // What Zotero had: the prose before the link, or behind it, as plain words.
      const own = link.range.from - home.from > home.to - link.range.to;
      const range = own ? { from: home.from, to: link.range.from } : { from: link.range.to, to: home.to };
      if (
        places.links.some(
          other => other.link !== link && range.from <= other.link.range.from && other.link.range.to <= range.to,
        )
      )
        continue;
      const inside = text.slice(range.from, range.to);
      if (/[$%<[\]|*_=~\\`&#]/.test(inside)) continue;
      const words = wordsOf(text, range).map(word => word.folded);
      const at = words.findIndex((word, i) => i >= words.length / 2 && /^\p{L}{4,}$/u.test(word));
      if (at < 0 || words.length < 6) continue;
      const spaced = inside.replace(/\s*\n[ \t>]*/g, ' ').trim();
      if (spaced.split(words[at]!).length !== 2) continue;
      const page = 1;
      const seen = annotation({ key, page, text: spaced });
      const now = annotation({ key, page, text: spaced.replace(words[at]!, 'Replacement') });
      const update = updateQuote(text, elements, seen, now, places);
      asked += update.conflicts.length;
      assert.deepEqual(updateQuote(text, elements, seen, seen, places).edits, [], file);
      const after = applyEdits(text, update.edits);
      if (update.edits.length === 0) continue;
      taken++;
      const from = text.indexOf(words[at]!, range.from);
      assert.equal(after, `${text.slice(0, from)}Replacement${text.slice(from + words[at]!.length)}`, file);
    }
  }
  assert.ok(taken > 100, String(taken));
  assert.equal(asked, 0);
  t.diagnostic(`${taken} quotes took the change`);
});
