import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { neverCancelled } from '../../../src/core/cancellation.ts';
import type { Annotation } from '../../../src/core/zotero/annotation.ts';
import { askSources, targetsOf } from '../../../src/core/zotero/asking.ts';
import { readMemory } from '../../../src/core/zotero/last-known.ts';
import { judgeLink } from '../../../src/core/zotero/link-state.ts';
import { sampleSource } from '../../../src/core/zotero/sample-source.ts';
import type { Source } from '../../../src/core/zotero/source.ts';
import { parseZoteroUri } from '../../../src/core/zotero/uri.ts';

const sample = JSON.stringify({
  name: 'Sample',
  deleted: ['GNEX2222'],
  items: [
    { data: { key: 'PAPR2222', itemType: 'book', title: 'A book' } },
    { data: { key: 'PDFF2222', itemType: 'attachment', parentItem: 'PAPR2222', linkMode: 'imported_file' } },
    {
      data: {
        key: 'ANNA2222',
        itemType: 'annotation',
        parentItem: 'PDFF2222',
        annotationType: 'highlight',
        annotationText: 'marked',
        annotationPosition: '{"pageIndex":2}',
      },
    },
  ],
});
const at = 'zotero://open-pdf/library/items/PDFF2222?page=3&annotation=';

async function judge(uri: string, sources: readonly Source[], memory: ReturnType<typeof readMemory>) {
  const parsed = parseZoteroUri(uri);
  const answers = await askSources(targetsOf(parsed.link!), sources, memory.lastKnown, neverCancelled);
  return judgeLink(parsed, answers, memory.seen);
}

test('what was answered is known later, with its paper, its source and its time, and never more than that', async () => {
  const memory = readMemory('');
  const source = sampleSource(sample, () => 1234)!;
  assert.equal((await judge(`${at}ANNA2222`, [source], memory)).state, 'ok');
  const later = readMemory(memory.serialize());
  const known = await judge(`${at}ANNA2222`, [], later);
  assert.equal(known.state, 'unknown');
  assert.equal(known.source, 'last-known');
  assert.equal(known.taken, 1234);
  assert.equal(known.annotation?.text, 'marked');
  assert.equal(known.item?.title, 'A book');
  assert.equal((await judge(`${at}NVER2222`, [], later)).state, 'unknown');
});

test('an old answer never takes the place of a newer one', () => {
  const memory = readMemory('');
  const thing = { kind: 'annotation', key: 'A', library: { kind: 'user' } } as unknown as Annotation;
  memory.lastKnown.put('x', { thing, trashed: false, taken: 10 });
  memory.lastKnown.put('x', { thing, trashed: true, taken: 5 });
  assert.equal(memory.lastKnown.get('x')?.trashed, false);
});

test('what another window wrote is taken in, where it is newer or not known here', () => {
  const thing = (key: string) => ({ kind: 'item', key, library: { kind: 'user' } }) as unknown as Annotation;
  const here = readMemory('');
  const there = readMemory('');
  here.lastKnown.put('both', { thing: thing('HERE2222'), trashed: false, taken: 10 });
  there.lastKnown.put('both', { thing: thing('THER2222'), trashed: false, taken: 20 });
  there.lastKnown.put('theirs', { thing: thing('THER3333'), trashed: true, taken: 1 });
  here.absorb(there.serialize());
  assert.equal(here.lastKnown.get('both')?.thing.key, 'THER2222');
  assert.equal(here.lastKnown.get('theirs')?.trashed, true);
  there.absorb(here.serialize());
  assert.equal(there.serialize(), here.serialize());
});

test('the sample speaks for its own keys only', async () => {
  const memory = readMemory('');
  const source = sampleSource(sample, () => 0)!;
  assert.equal((await judge(`${at}GNEX2222`, [source], memory)).state, 'deleted');
  assert.equal((await judge(`${at}NVER2222`, [source], memory)).state, 'unknown');
  assert.equal(
    sampleSource('{', () => 0),
    undefined,
  );
  assert.equal(
    sampleSource('{"items": 3}', () => 0),
    undefined,
  );
});

test('a memory that was cut short or made up is read without throwing', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), json => {
      const memory = readMemory(json);
      readMemory(memory.serialize());
    }),
  );
});
