import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openNote } from '../../../src/core/markdown/note.ts';
import { markedAsides, marksOfPage } from '../../../src/core/page/marked-asides.ts';

const llemma = readFileSync(join(import.meta.dirname, '../../fixtures/recipe/llemma.md'), 'utf8');
const pageOf = (text: string): string => {
  const note = openNote(text);
  const marks = marksOfPage(note, [], {});
  return note.blocks.map((_block, index) => markedAsides(note.html(index), marks)).join('\n');
};

describe('the asides of a page without a script', () => {
  it('tell that they follow, and in a box that opens how, from what and what else there is to know', () => {
    const page = pageOf(llemma);
    const marked = /0\.84 epoch over the 200B dataset\.<label class="aside-check holds" title="This follows[^>]*>/;
    assert.match(page, marked);
    assert.match(page, /<span class="aside-derivation"><span class="katex-display">/);
    assert.match(page, /From 42, 000 steps; 4 million tokens; 200B tokens\./);
    assert.match(page, /0\.88 epochs if 4M tokens in a step are 4,194,304\./);
    assert.equal(page.match(/class="aside-check/g)?.length, 1);
  });

  it('are found by their words, whatever is emphasised in them', () => {
    for (const aside of ['**0.84 epoch** over the 200B dataset.', '0.84 epoch over the *200B*\ndataset.'])
      assert.match(
        pageOf(llemma.replace('0.84 epoch over the 200B dataset.', aside)),
        /<label class="aside-check holds"/,
      );
  });

  it('tell both numbers where they do not follow', () => {
    const page = pageOf(llemma.replace('42, 000', '30, 000'));
    assert.match(page, /<label class="aside-check stale" title="[^"]*0\.84[^"]*0\.60/);
    assert.match(page, /<span class="aside-derivation"><span class="aside-remark">[^<]*0\.84[^<]*0\.60/);
  });

  it('have what an expression comes to behind it, also in the block of its own, a list and between other words', () => {
    const quote = '> It was trained for 42, 000 steps with a global batch size of 4 million tokens.\n\n';
    const aside = '%%= steps × batch_tokens / 200B tokens%%';
    const result = /200B tokens(?:<\/p>\n)?<span class="aside-result">= 0\.84<\/span><label class="aside-check holds"/;
    for (const around of [aside, `- item ${aside} goes on`, `%%\n= steps × batch_tokens / 200B tokens\n%%`])
      assert.match(pageOf(`${quote}${around}\n`), result, around);
  });

  it('are all that changes, and only what may stand within a paragraph goes in', () => {
    const page = pageOf(llemma);
    const note = openNote(llemma);
    const plain = note.blocks.map((_block, index) => note.html(index)).join('\n');
    const start = page.indexOf('<label class="aside-check');
    const end = start + (page.length - plain.length);
    assert.equal(page.slice(0, start) + page.slice(end), plain);
    assert.doesNotMatch(page.slice(start, end), /<(?:div|p|details|ul|table)\b/);
  });

  it('put no text of the note into the page as HTML', () => {
    const page = pageOf('%%= "<img src=x>" × 3 & 2%%\n\n%%= 3 <b>x</b>%%\n');
    assert.doesNotMatch(page, /title="[^"]*<|<img src=x>/);
  });
});
