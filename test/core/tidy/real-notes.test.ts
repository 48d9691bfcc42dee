import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { createNoteReader, readNote } from '../../../src/core/markdown/note.ts';
import { applyEdits } from '../../../src/core/text.ts';
import { tidy } from '../../../src/core/tidy/tidy.ts';

const shared = process.env.PAPER_NOTES_SHARED ?? path.resolve(import.meta.dirname, '../../../../shared');
const folder = path.join(shared, 'notes/real');
const missing = existsSync(folder) ? false : 'no real notes beside this clone';

/** Repairs in real notes that a person has looked at, each one: more than this asks for another look. */
const lookedAt = 320;

describe('tidy, on real notes', { skip: missing }, () => {
  it('makes few repairs, finds nothing in what it made, and leaves all that is no prose', t => {
    const reader = createNoteReader();
    const counts: Record<string, number> = {};
    for (const file of readdirSync(folder).filter(name => name.endsWith('.md'))) {
      const text = readFileSync(path.join(folder, file), 'utf8');
      const edits = tidy(text, {});
      for (const { kind } of edits) counts[kind] = (counts[kind] ?? 0) + 1;
      if (edits.length > 0) assert.deepEqual(tidy(applyEdits(text, edits), {}), [], file);
      const kept = readNote(text, {}, reader).elements.filter(({ kind }) => !/^(?:text|heading|task)$/.test(kind));
      for (const { range } of edits) {
        const touched = kept.find(element => range.from < element.range.to && element.range.from < range.to);
        assert.equal(touched, undefined, `${file}: ${text.slice(range.from, range.to)}`);
      }
    }
    t.diagnostic(`repairs: ${JSON.stringify(counts)}`);
    const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
    assert.ok(all > 0 && all <= lookedAt, `${all} repairs`);
  });
});
