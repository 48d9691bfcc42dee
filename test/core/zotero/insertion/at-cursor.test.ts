import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openNote } from '../../../../src/core/markdown/note.ts';
import { applyEdits } from '../../../../src/core/text.ts';
import { insertAtCursor } from '../../../../src/core/zotero/insertion/at-cursor.ts';

/** `|` is the cursor, before and after. */
function inserted(text: string, ...paragraphs: string[]): string {
  const offset = text.indexOf('|');
  const before = text.replace('|', '');
  const { edit, cursor } = insertAtCursor(openNote(before), offset, paragraphs);
  const after = applyEdits(before, [edit]);
  return `${after.slice(0, cursor)}|${after.slice(cursor)}`;
}

test('on an empty line, with one blank line on either side', () => {
  assert.equal(inserted('a\n\n|\n\nb\n', 'Q'), 'a\n\nQ|\n\nb\n');
  assert.equal(inserted('a\n|\nb\n', 'Q', 'R'), 'a\n\nQ\n\nR|\n\nb\n');
  assert.equal(inserted('|', 'Q'), 'Q|');
  assert.equal(inserted('a\r\n\r\n|', 'Q\n%%c%%'), 'a\r\n\r\nQ\r\n%%c%%|');
});

test('on a line with text, behind its block', () => {
  assert.equal(inserted('one |two\nthree\n\nfour\n', 'Q'), 'one two\nthree\n\nQ|\n\nfour\n');
  assert.equal(inserted('# He|ad\ntext\n', 'Q'), '# Head\n\nQ|\n\ntext\n');
});

test('in a list or quote, as its next item or paragraph', () => {
  assert.equal(inserted('- on|e\n- two\n', 'Q\n%%c%%'), '- one\n- Q\n  %%c%%|\n- two\n');
  assert.equal(inserted('> on|e\n> more\n>\n> two\n', 'Q'), '> one\n> more\n>\n> Q|\n>\n> two\n');
  assert.equal(inserted('1. one\n2. t|wo\n', 'Q'), '1. one\n2. two\n3. Q|\n');
  assert.equal(inserted('- one %%a\n  b|c%%\n- two\n', 'Q'), '- one %%a\n  bc%%\n- Q|\n- two\n');
});

test('never into code, a formula, an aside or the front matter, on an empty line of them neither', () => {
  for (const block of [
    '```js\na\n|\nb\n```',
    '---\ntitle: x\n|\ntags: y\n---',
    '$$\na\n|b\n$$',
    '%%mine\n|and more%%',
  ]) {
    const whole = block.replace('|', '');
    assert.equal(inserted(`${block}\n\nafter\n`, 'Q'), `${whole}\n\nQ|\n\nafter\n`);
    assert.equal(inserted(block, 'Q'), `${whole}\n\nQ|`);
  }
});
