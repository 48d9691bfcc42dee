import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { AsideMark } from '../../src/core/recipe/follow/aside-marks.ts';
import type { BlockContent } from '../../src/protocol.ts';
import { launchBrowser } from '../host/editor/browser.ts';
import { noteOf, openPreviewPage, type PreviewPage } from './page.ts';

let browser: Browser;
let preview: PreviewPage;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser.close());
beforeEach(async () => {
  preview = await openPreviewPage(browser);
});
afterEach(() => preview.page.close());

const words = '0.84 epoch over the 200B dataset.';
const block = (id: number): BlockContent => ({
  id,
  lines: 2,
  height: 30,
  html: `<p>Quote ${id}. <span class="aside" role="note">${words}</span></p>`,
});
const holds: AsideMark = {
  text: words,
  state: 'holds',
  result: undefined,
  told: 'This follows from the quotes.',
  derivation: '<span class="katex">E = 0.84</span>',
  sources: [{ line: 2, text: '42, 000 steps' }],
  remarks: ['0.88 if <b>4M</b> is 4,194,304.'],
};

test('an aside that follows gets a quiet mark, which opens its derivation; also one that comes later', async () => {
  const { page } = preview;
  await preview.send(noteOf([block(1)]), { type: 'asides', marks: [holds] });
  await preview.send({ type: 'update', version: 2, splices: [{ at: 1, remove: 0, insert: [block(2)] }], lengths: [] });
  assert.equal(await page.locator('.aside-check').count(), 2);
  const check = page.locator('.aside-check').first();
  assert.equal(await check.locator('.aside-derivation').isVisible(), false);
  await check.locator('summary').click();
  assert.equal(await check.locator('.katex').textContent(), 'E = 0.84');
  assert.ok((await check.textContent())?.includes('0.88 if <b>4M</b> is'), 'remarks are text');
  await preview.said();
  await check.getByRole('button', { name: 'line 3' }).click();
  assert.deepEqual(await preview.said(), [{ type: 'revealLine', line: 2, focus: true }]);
});

test('an aside is found by its words, whatever is emphasised in it', async () => {
  const plain = block(1);
  const html = plain.html?.replace('0.84 epoch', '<strong>0.84 epoch</strong>') ?? '';
  const emphasised = { ...plain, html };
  const text = words.replace('0.84 epoch', '**0.84 epoch**');
  await preview.send(noteOf([emphasised]), { type: 'asides', marks: [{ ...holds, text }] });
  assert.equal(await preview.page.locator('.aside-check').count(), 1);
});

test('a mark changes and goes without its block being rendered again', async () => {
  const { page } = preview;
  await preview.send(noteOf([block(1)]), { type: 'asides', marks: [holds] });
  await preview.send({
    type: 'asides',
    marks: [{ ...holds, state: 'stale', told: 'This says 0.84; the quotes give 0.60.' }],
  });
  assert.equal(await page.locator('.aside').getAttribute('data-check'), 'stale');
  assert.equal(
    await page.locator('.aside-check summary').getAttribute('aria-label'),
    'This says 0.84; the quotes give 0.60.',
  );
  await preview.send({ type: 'asides', marks: [{ ...holds, sources: [{ line: 7, text: '42, 000 steps' }] }] });
  assert.ok((await page.locator('.aside-derivation').textContent())?.includes('line 8: 42, 000 steps'));
  await preview.send({ type: 'asides', marks: [] });
  assert.equal(await page.locator('.aside').textContent(), words);
});

test('an expression shows its result behind its words, until the note keeps it', async () => {
  const { page } = preview;
  const told = 'This is 0.84.';
  await preview.send(noteOf([block(1)]), { type: 'asides', marks: [{ ...holds, result: '= 0.84', told }] });
  assert.equal(await page.locator('.aside > .aside-result').textContent(), '= 0.84');
  await page.locator('.aside-check summary').click();
  assert.equal(await page.locator('.aside-derivation .katex').isVisible(), true);
  const now = { ...holds, result: '= 0.88', told: 'This is 0.88.' };
  await preview.send({ type: 'asides', marks: [now] });
  assert.equal(await page.locator('.aside-result').textContent(), '= 0.88');
  await preview.send({ type: 'asides', marks: [holds] });
  assert.equal(await page.locator('.aside-result').count(), 0);
});
