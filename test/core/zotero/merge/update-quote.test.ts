import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readNote } from '../../../../src/core/markdown/note.ts';
import { applyEdits } from '../../../../src/core/text.ts';
import type { Annotation } from '../../../../src/core/zotero/annotation.ts';
import { updateQuote } from '../../../../src/core/zotero/merge/update-quote.ts';
import { writingExamples } from '../insertion-fixture.ts';
import { annotation } from '../library-fixture.ts';

function updated(text: string, seen: ReadonlyMap<string, Annotation>, library: readonly Annotation[]) {
  const { elements } = readNote(text);
  const updates = library.map(now => updateQuote(text, elements, seen.get(now.key), now));
  return {
    text: applyEdits(
      text,
      updates.flatMap(update => update.edits),
    ),
    conflicts: updates.flatMap(update => update.conflicts),
  };
}

for (const example of writingExamples('update-quote.md')) {
  test(`updates: ${example.title}`, () => {
    const { text, conflicts } = updated(example.before, example.seen, example.library);
    assert.equal(text, example.after);
    assert.equal(conflicts.map(conflict => `${conflict.note} => ${conflict.now}\n`).join(''), example.conflicts);
    const now = new Map(example.library.map(one => [one.key, one]));
    if (example.conflicts === '') assert.equal(updated(text, now, example.library).text, text);
  });
  test(`updates with Windows line ends: ${example.title}`, () => {
    const windows = (text: string): string => text.replace(/\n/g, '\r\n');
    assert.equal(updated(windows(example.before), example.seen, example.library).text, windows(example.after));
  });
}

test('taking Zotero’s side of a conflict is one edit', () => {
  const seen = annotation({ key: 'AAAAAAA2', text: 'over 400 steps' });
  const now = annotation({ key: 'AAAAAAA2', text: 'over 500 steps' });
  const text = 'over 450 steps [(p. 1)](zotero://open-pdf/library/items/6PP9LFYN?page=1&annotation=AAAAAAA2)';
  const { conflicts } = updated(text, new Map([['AAAAAAA2', seen]]), [now]);
  assert.equal(conflicts.length, 1);
  assert.equal(conflicts[0]?.seen, '400');
  assert.equal(applyEdits(text, [conflicts[0]!.edit]), text.replace('450', '500'));
});

test('hostile text comes in as text', () => {
  const seen = annotation({ key: 'AAAAAAA2', text: 'a quote of words', comment: 'fine remark here' });
  const now = annotation({
    key: 'AAAAAAA2',
    text: 'a quote [click](command:x) of words',
    comment: 'fine remark %% here <b onclick=x>',
  });
  const text =
    'a quote of words [(p. 1)](zotero://open-pdf/library/items/6PP9LFYN?page=1&annotation=AAAAAAA2)\n%%fine remark here%%\n';
  const after = updated(text, new Map([['AAAAAAA2', seen]]), [now]).text;
  assert.equal(readNote(after).elements.filter(element => element.kind === 'link').length, 1);
  assert.equal(readNote(after).elements.filter(element => element.kind === 'html').length, 0);
  assert.equal(readNote(after).elements.filter(element => element.kind === 'aside').length, 1);
});
