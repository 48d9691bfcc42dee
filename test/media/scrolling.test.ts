import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../host/editor/browser.ts';
import { noteOf, openPreviewPage, type PreviewPage, paragraph, paragraphs } from './page.ts';

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

/** How far below the top of the view a block stands, in pixels. */
const topOf = (id: number) =>
  preview.page.evaluate(which => document.querySelector(`[data-id="${which}"]`)!.getBoundingClientRect().top, id);
const settled = () => preview.page.waitForTimeout(400);
const scrolledLines = async () =>
  (await preview.said()).flatMap(message => (message.type === 'scrolled' ? [message.line] : []));
/** Blocks that were guessed far too low, so that whoever trusts offsets of unseen ones is far off. */
const guessedWrong = (count: number) => paragraphs(count).map(block => ({ ...block, height: 20 }));

test('a line that the editor asks for is at the top, however wrong the guessed heights above it are', async () => {
  await preview.send(noteOf(guessedWrong(1000)));
  for (const line of [1500, 40, 1200, 802]) {
    await preview.send({ type: 'scrollTo', line });
    assert.ok(Math.abs(await topOf(line / 2 + 1)) < 1.5, `line ${line} is ${await topOf(line / 2 + 1)} px off`);
    await settled();
    assert.ok(Math.abs(await topOf(line / 2 + 1)) < 1.5, `line ${line} went ${await topOf(line / 2 + 1)} px away`);
  }
  assert.deepEqual(await scrolledLines(), []);
});

test('a fraction of a line is a fraction of its block', async () => {
  await preview.send(noteOf(paragraphs(100)));
  await preview.send({ type: 'scrollTo', line: 101 });
  const [above, below] = [await topOf(51), await topOf(52)];
  assert.ok(Math.abs(above + below) < 1.5, `half of the block is above the view: ${above}, ${below}`);
});

test('a note may begin anywhere, before the blocks above and below have come', async () => {
  const blocks = guessedWrong(400).map(({ id, lines, height, html }) =>
    id > 200 && id < 215 ? { id, lines, height, html: html! } : { id, lines, height },
  );
  await preview.send(noteOf(blocks, 408));
  assert.ok(Math.abs(await topOf(205)) < 1.5);
  const asked = (await preview.said()).find(message => message.type === 'inView');
  assert.ok(asked !== undefined && asked.from <= 204 && asked.to > 210, JSON.stringify(asked));
  for (const from of [190, 180, 215, 195, 1, 300]) {
    const filled = paragraphs(10, from).map(({ id, html }) => ({ id, html: html! }));
    await preview.send({ type: 'fill', version: 1, blocks: filled });
    assert.ok(Math.abs(await topOf(205)) < 1.5, `after ${from} came, the line is ${await topOf(205)} px off`);
  }
  await settled();
  assert.deepEqual(await scrolledLines(), []);
});

test('the line that the user scrolls to is told, and it is the one that would be scrolled back to', async () => {
  await preview.send(noteOf(guessedWrong(500)));
  await preview.page.mouse.move(300, 300);
  for (let turn = 0; turn < 5; turn++) await preview.page.mouse.wheel(0, 700);
  await settled();
  const line = (await scrolledLines()).at(-1);
  assert.ok(line !== undefined && line > 5);
  const before = await preview.page.evaluate(() => scrollY);
  await preview.send({ type: 'scrollTo', line });
  await settled();
  assert.ok(Math.abs((await preview.page.evaluate(() => scrollY)) - before) < 2);
});

test('an edit in view moves nothing above it, and an edit above the view moves nothing in it', async () => {
  await preview.send(noteOf(paragraphs(300)));
  await preview.send({ type: 'scrollTo', line: 300 });
  await settled();
  const seen = [await topOf(151), await topOf(153)];
  // Blocks are not whole pixels high, but scrolling knows whole pixels only.
  const moved = async () => Math.max(...[await topOf(151), await topOf(153)].map((top, i) => Math.abs(top - seen[i]!)));
  const replace = (at: number, id: number, words: number) => [{ at, remove: 1, insert: [paragraph(id, words)] }];
  await preview.send({ type: 'update', version: 2, lengths: [], splices: replace(154, 900, 120) });
  await settled();
  assert.equal(await moved(), 0);
  await preview.send({ type: 'update', version: 3, lengths: [], splices: replace(145, 901, 150) });
  await settled();
  assert.ok((await moved()) < 1);
  assert.deepEqual(await scrolledLines(), []);
});

test('blocks that grow above the view after the user has scrolled move nothing in it', async () => {
  await preview.send(noteOf(paragraphs(300)));
  await preview.page.mouse.move(300, 300);
  for (let turn = 0; turn < 4; turn++) await preview.page.mouse.wheel(0, 900);
  await settled();
  const id = await preview.page.evaluate(() =>
    Number(
      [...document.querySelectorAll<HTMLElement>('.block')].find(b => b.getBoundingClientRect().top > 50)!.dataset.id,
    ),
  );
  const before = await topOf(id);
  await preview.said();
  await preview.page.evaluate(which => {
    const grown = document.querySelector<HTMLElement>(`[data-id="${which - 6}"]`)!;
    grown.style.paddingBottom = '333px';
  }, id);
  await settled();
  assert.ok(Math.abs((await topOf(id)) - before) < 1.5);
});

test('a pane made narrower shows the same line at the top', async () => {
  await preview.send(noteOf(paragraphs(400)));
  await preview.send({ type: 'scrollTo', line: 500 });
  await settled();
  await preview.page.setViewportSize({ width: 420, height: 700 });
  await settled();
  assert.ok(Math.abs(await topOf(251)) < 1.5, `${await topOf(251)} px off`);
  assert.deepEqual(await scrolledLines(), []);
});

test('the block of the cursor is marked, also when it changes or moves', async () => {
  const marked = () =>
    preview.page.locator('.block.cursor').evaluateAll(all => all.map(each => (each as HTMLElement).dataset.id));
  await preview.send(noteOf(paragraphs(10)), { type: 'cursor', line: 5 });
  assert.deepEqual(await marked(), ['3']);
  await preview.send({
    type: 'update',
    version: 2,
    lengths: [],
    splices: [{ at: 2, remove: 1, insert: [paragraph(30)] }],
  });
  assert.deepEqual(await marked(), ['30']);
  await preview.send({ type: 'update', version: 3, lengths: [{ id: 1, lines: 4 }], splices: [] });
  assert.deepEqual(await marked(), ['2']);
  await preview.send({ type: 'cursor', line: -1 });
  assert.deepEqual(await marked(), []);
});
