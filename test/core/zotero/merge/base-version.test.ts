import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readNote } from '../../../../src/core/markdown/note.ts';
import { readMemory } from '../../../../src/core/zotero/last-known.ts';
import { baseVersion } from '../../../../src/core/zotero/merge/base-version.ts';
import { quotePlaces } from '../../../../src/core/zotero/merge/quote-place.ts';
import { annotation } from '../library-fixture.ts';

const version = (text: string, comment = '') => annotation({ key: 'AAAAAAA2', text, comment });
const link = '[(p. 1)](zotero://open-pdf/library/items/6PP9LFYN?page=1&annotation=AAAAAAA2)';
const first = version('We train for 400 steps on GPUs.');
const second = version('We train for 500 steps on GPUs.');
const third = version('We train for 500 steps on GPUs.', 'checked');

function baseOf(note: string, versions: readonly ReturnType<typeof version>[], now: ReturnType<typeof version>) {
  return baseVersion(note, quotePlaces(readNote(note).elements), versions, now);
}

test('a note that another one was updated before still has its own base', () => {
  // The other note has taken `second` over.
  assert.equal(baseOf(`We train for 400 steps on GPUs. ${link}\n`, [second, first], second), first);
  assert.equal(baseOf(`We train for 500 steps on GPUs. ${link}\n`, [second, first], second), undefined);
  assert.equal(baseOf(`We train for 500 steps on GPUs. ${link}\n`, [third, second, first], third), second);
  assert.equal(
    baseOf(`We train for 500 steps on GPUs. ${link}\n%%checked%%\n`, [third, second, first], third),
    undefined,
  );
});

test('what the reader corrected, or left out, is no earlier version', () => {
  assert.equal(baseOf(`We **train** for $500$ steps on GPUs. ${link}\n`, [second, first], second), undefined);
  assert.equal(baseOf(`We train […] on GPUs. ${link}\n`, [second, first], second), undefined);
  assert.equal(baseOf(`Only my words. ${link}\n`, [second, first], second), undefined);
});

test('what changed since is measured by what was seen last, unless an earlier version is more like the note', () => {
  const now = version('We train for 600 steps on GPUs.');
  assert.equal(baseOf(`We train for 500 steps on GPUs. ${link}\n`, [second, first], now), second);
  assert.equal(baseOf(`We train for 400 steps on GPUs. ${link}\n`, [second, first], now), first);
  assert.equal(baseOf(`We train […]. ${link}\n`, [second, first], now), second);
  assert.equal(baseOf('Nothing.', [], now), undefined);
});

test('earlier versions are kept with the memory, the latest first, and not more than a few', () => {
  const memory = readMemory('');
  for (let i = 0; i < 9; i++) memory.seen.put('library/AAAAAAA2', version(`words ${i}`));
  memory.seen.put('library/AAAAAAA2', annotation({ key: 'AAAAAAA2', text: 'words 8', color: '#ff6666' }));
  const again = readMemory(memory.serialize());
  assert.equal(again.seen.get('library/AAAAAAA2')?.color, '#ff6666');
  assert.deepEqual(
    again.seen.earlier('library/AAAAAAA2').map(one => one.text),
    ['words 7', 'words 6', 'words 5', 'words 4'],
  );
  assert.deepEqual(readMemory('{"earlier":{"x":3,"y":[{}]}}').seen.earlier('y'), []);
});
