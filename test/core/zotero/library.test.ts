import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLibrary } from '../../../src/core/zotero/library.ts';
import { sampleSource } from '../../../src/core/zotero/sample-source.ts';
import type { Source } from '../../../src/core/zotero/source.ts';

const annotation = {
  library: { type: 'group', id: 4444, name: 'A group' },
  data: {
    key: 'GANN2222',
    itemType: 'annotation',
    parentItem: 'GATT2222',
    annotationType: 'highlight',
    annotationText: 'group text',
    annotationPosition: '{"pageIndex":0,"rects":[[1,2,3,4]]}',
    annotationSortIndex: '00000|000000|00000',
    tags: [],
  },
};
const attachment = {
  library: { type: 'group', id: 4444, name: 'A group' },
  data: { key: 'GATT2222', itemType: 'attachment', parentItem: 'GITEM222', linkMode: 'imported_file', title: 'PDF' },
};
const item = { data: { key: 'LLEMMA22', itemType: 'preprint', title: 'Llemma', creators: [], tags: [] } };
const sample = sampleSource(JSON.stringify({ name: 's', items: [item, attachment, annotation] }), () => 0);
assert.ok(sample !== undefined);

const closed: Source = {
  source: 'local-api',
  open: async () => ({ kind: 'failed', source: 'local-api', reason: 'not-running', detail: '' }),
};

function library(sources: readonly Source[], pictures: 'here' | 'elsewhere' | 'sample' = 'here') {
  return createLibrary({
    sources: async () => sources,
    seen: { get: () => undefined, earlier: () => [], put: () => {} },
    now: () => 0,
    stamp: () => '',
    picture: async () => undefined,
    pictures: () => pictures,
  });
}

test('what a link says is in the own library is found in the group where it is', async () => {
  const found = await library([sample]).annotation({ library: { kind: 'user' }, key: 'GANN2222' });
  assert.ok(found.kind === 'answered');
  assert.deepEqual(found.value?.library, { kind: 'group', groupId: 4444 });
  const file = await library([sample]).attachment({ library: { kind: 'user' }, key: 'GATT2222' });
  assert.ok(file.kind === 'answered');
  assert.equal(file.value?.parent, 'GITEM222');
});

test('a source that cannot be reached is passed over; when all are, the first says why and what to do', async () => {
  const answer = await library([closed, sample]).item({ library: { kind: 'user' }, key: 'LLEMMA22' });
  assert.ok(answer.kind === 'answered' && answer.source === 'the sample library');
  const nothing = await library([closed]).items();
  assert.deepEqual(nothing, { kind: 'unreachable', reason: 'Zotero is not running. Start Zotero.' });
  assert.match(((await library([]).items()) as { reason: string }).reason, /switched off/);
});

test('a picture that is not there says why', async () => {
  const key = { library: { kind: 'user' }, key: 'IMG3UXB6' } as const;
  const absent = async (place: 'here' | 'elsewhere' | 'sample') => {
    const picture = await library([], place).picture(key);
    return picture.kind === 'absent' ? picture.reason : '';
  };
  assert.match(await absent('here'), /not drawn this picture yet/);
  assert.match(await absent('elsewhere'), /data directory, which was not found/);
  assert.match(await absent('sample'), /sample library has no picture/);
});
