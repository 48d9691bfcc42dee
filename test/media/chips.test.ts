import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { BlockContent, ZoteroCard } from '../../src/protocol.ts';
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

const uri = 'zotero://open-pdf/library/items/6PP9LFYN?page=3&annotation=BTAGBNRW';
const chip = `<a class="chip zotero" data-zotero="${uri.replace('&', '&amp;')}" href="${uri.replace('&', '&amp;')}">(p. 3)</a>`;
const block = (id: number): BlockContent => ({ id, lines: 2, height: 30, html: `<p>Quote ${id}. ${chip}</p>` });
const card: ZoteroCard = {
  uri,
  color: '#ffd400',
  state: 'changed',
  heading: 'highlight · p. 3',
  text: 'LLEMMA <script>7B</script>',
  comment: '<b>0.84</b> epoch <img src=x onerror=alert(1)>',
  tags: ['LLM'],
  paper: 'Llemma — Azerbayev',
  told: 'changed in Zotero. From Zotero, just now',
  hasPicture: false,
  canCopy: true,
  canUpdate: true,
};

test('chips take the colour and state of their annotation, also those that come later', async () => {
  await preview.send(noteOf([block(1)]), { type: 'zotero', cards: [card] });
  await preview.send({ type: 'update', version: 2, splices: [{ at: 1, remove: 0, insert: [block(2)] }], lengths: [] });
  const states = await preview.page
    .locator('.chip')
    .evaluateAll(chips =>
      chips.map(each => [(each as HTMLElement).dataset.state, (each as HTMLElement).style.getPropertyValue('--chip')]),
    );
  assert.deepEqual(states, [
    ['changed', '#ffd400'],
    ['changed', '#ffd400'],
  ]);
});

test('a card shows what is known as text, with its actions', async () => {
  const { page } = preview;
  await preview.send(noteOf([block(1)]), { type: 'zotero', cards: [card] });
  await page.locator('.chip').hover();
  const shown = page.locator('.zotero-card');
  await shown.waitFor({ state: 'visible' });
  assert.equal(await shown.locator('.zotero-text').textContent(), card.text);
  assert.equal(
    await shown.locator('.zotero-comment').innerHTML(),
    '<b>0.84</b> epoch &lt;img src=x onerror=alert(1)&gt;',
  );
  assert.equal(await shown.locator('script, img').count(), 0);
  await preview.said();
  await shown.getByRole('button', { name: 'Update the quote' }).click();
  assert.deepEqual(await preview.said(), [{ type: 'zoteroAct', uri, action: 'update' }]);
  assert.equal(await shown.isVisible(), false);
});

test('from the keyboard the arrow goes into the card, and Escape or a button leads back to the link', async () => {
  const { page } = preview;
  await preview.send(noteOf([block(1)]), { type: 'zotero', cards: [card] });
  const link = page.locator('.chip');
  const shown = page.locator('.zotero-card');
  await page.keyboard.press('Tab');
  await shown.waitFor({ state: 'visible' });
  assert.ok(await link.evaluate(element => element === document.activeElement));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  assert.equal(await focused(), 'Copy as quote');
  await page.keyboard.press('Escape');
  await shown.waitFor({ state: 'hidden' });
  assert.equal(await focused(), '(p. 3)');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await preview.said();
  await page.keyboard.press('Enter');
  assert.deepEqual(await preview.said(), [{ type: 'openLink', href: uri }]);
  await shown.waitFor({ state: 'hidden' });
  assert.equal(await focused(), '(p. 3)');
});

test('a card goes with its note', async () => {
  const { page } = preview;
  await preview.send(noteOf([block(1)]), { type: 'zotero', cards: [card] });
  await page.locator('.chip').hover();
  await page.locator('.zotero-card').waitFor({ state: 'visible' });
  await preview.send({ type: 'update', version: 2, splices: [{ at: 0, remove: 1, insert: [block(3)] }], lengths: [] });
  await preview.send({ type: 'zotero', cards: [{ ...card, state: 'ok' }] });
  await page.locator('.zotero-card').waitFor({ state: 'hidden' });
});

test('what was known goes when it is known no more', async () => {
  await preview.send(noteOf([block(1)]), { type: 'zotero', cards: [card] }, { type: 'zotero', cards: [] });
  assert.equal(await preview.page.locator('.chip[data-state], .chip[style*="--chip"]').count(), 0);
});
