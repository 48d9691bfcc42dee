import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import fc from 'fast-check';
import type { Browser } from 'playwright-core';
import type { BlockContent, BlockSplice } from '../../src/protocol.ts';
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

/** What the reader sees: the blocks' ids and HTML in order, whatever groups they are in. */
const shown = () =>
  preview.page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.block')].map(block => `${block.dataset.id}: ${block.innerHTML}`),
  );
const expected = (blocks: readonly BlockContent[]) => blocks.map(({ id, html }) => `${id}: ${html}`);
const update = (splices: readonly BlockSplice[], version = 2) =>
  ({ type: 'update', version, splices, lengths: [] }) as const;

test('the script says that it is ready, and shows the note that it is sent', async () => {
  assert.deepEqual(await preview.said(), [{ type: 'ready' }]);
  await preview.send(noteOf(paragraphs(100)));
  assert.deepEqual(await shown(), expected(paragraphs(100)));
});

test('blocks that stood in the page keep their nodes', async () => {
  const { page } = preview;
  await page.close();
  preview = await openPreviewPage(browser, '<div class="block" data-id="2"><p>Block 2 stands.</p></div>');
  await preview.page.evaluate(() => Object.assign(window, { stood: document.querySelector('.block p') }));
  await preview.send(noteOf([paragraph(1), { id: 2, lines: 2, height: 20 }, paragraph(3)]));
  const same = await preview.page.evaluate(
    () => document.querySelectorAll('.block p')[1] === (window as unknown as { stood: Element }).stood,
  );
  assert.ok(same);
  assert.equal(await preview.page.locator('.block.pending').count(), 0);
});

test('a block without HTML keeps its room until it is filled', async () => {
  await preview.send(noteOf([paragraph(1), { id: 2, lines: 4, height: 300 }, paragraph(3)]));
  assert.equal(
    await preview.page
      .locator('.block')
      .nth(1)
      .evaluate(block => block.clientHeight),
    300,
  );
  await preview.send({ type: 'fill', version: 1, blocks: [{ id: 2, html: '<p>Here.</p>' }] });
  assert.equal(await preview.page.locator('.block').nth(1).textContent(), 'Here.');
  assert.equal(await preview.page.locator('.pending').count(), 0);
  assert.ok((await preview.said()).some(message => message.type === 'filled'));
});

test('an edit within a long block touches the nodes of the element that changed and no others', async () => {
  const items = (third: string) =>
    `<ul>${Array.from({ length: 30 }, (_, i) => `<li data-line="${i}">${i === 3 ? third : `item ${i}`}</li>`).join('')}</ul>`;
  await preview.send(noteOf([paragraph(1), { id: 2, lines: 30, height: 600, html: items('old') }, paragraph(3)]));
  await preview.page.evaluate(() => Object.assign(window, { lists: [...document.querySelectorAll('ul, li')] }));
  const patch = { name: 'li', line: 3, nth: 0, html: '<li data-line="3">new</li>' };
  await preview.send(update([{ at: 1, remove: 1, insert: [{ id: 9, lines: 30, height: 600, patch }] }]));
  assert.deepEqual(
    await shown(),
    expected([paragraph(1), { id: 9, lines: 30, height: 600, html: items('new') }, paragraph(3)]),
  );
  const kept = await preview.page.evaluate(
    () => (window as unknown as { lists: Element[] }).lists.filter(element => element.isConnected).length,
  );
  assert.equal(kept, 31, 'the list and its 30 items');
  await preview.page.locator('li', { hasText: 'new' }).click();
  const said = await preview.said();
  assert.ok(said.some(message => message.type === 'revealLine' && message.line === 2 + 3));
  assert.deepEqual(
    said.filter(message => message.type === 'applied'),
    [{ type: 'applied', version: 2 }],
  );
});

test('an item that comes or goes leaves the nodes of all others, whose lines are other ones now', async () => {
  const list = (lines: readonly string[]) =>
    `<ul>\n${lines.map((text, i) => `<li data-line="${i}">${text}</li>`).join('\n')}\n</ul>`;
  const texts = Array.from({ length: 30 }, (_, i) => `item ${i}`);
  const block = (id: number, lines: readonly string[]) => ({ id, lines: lines.length, height: 600, html: list(lines) });
  await preview.send(noteOf([block(2, texts)]));
  await preview.page.evaluate(() => Object.assign(window, { items: [...document.querySelectorAll('li')] }));
  const more = [...texts.slice(0, 4), 'new', ...texts.slice(4)];
  const comes = {
    shift: { after: 3, by: 1 },
    name: 'li',
    line: 3,
    nth: 0,
    behind: 0,
    html: '\n<li data-line="4">new</li>',
  };
  await preview.send(update([{ at: 0, remove: 1, insert: [{ id: 3, lines: 31, height: 600, patch: comes }] }]));
  assert.deepEqual(await shown(), expected([block(3, more)]));
  const less = [...more.slice(0, 10), ...more.slice(12)];
  const goes = { shift: { after: 9, by: -2 }, name: 'li', line: 9, nth: 0, behind: 2, html: '' };
  await preview.send(update([{ at: 0, remove: 1, insert: [{ id: 4, lines: 29, height: 600, patch: goes }] }]));
  assert.deepEqual(await shown(), expected([block(4, less)]));
  const kept = await preview.page.evaluate(
    () => (window as unknown as { items: Element[] }).items.filter(element => element.isConnected).length,
  );
  assert.equal(kept, 28);
});

test('a block that cannot be patched says so, and waits for its HTML', async () => {
  await preview.send(noteOf([paragraph(1), paragraph(2)]));
  const patch = { name: 'li', line: 3, nth: 0, html: '<li data-line="3">new</li>' };
  await preview.send(update([{ at: 1, remove: 1, insert: [{ id: 9, lines: 30, height: 600, patch }] }]));
  assert.deepEqual(
    (await preview.said()).filter(message => message.type === 'applied'),
    [{ type: 'applied', version: 2, lost: [9] }],
  );
  await preview.send({ type: 'fill', version: 2, blocks: [{ id: 9, html: '<p>Here.</p>' }] });
  assert.deepEqual(await shown(), expected([paragraph(1), { id: 9, lines: 30, height: 600, html: '<p>Here.</p>' }]));
});

test('an edit touches the nodes of its own block and no others', async () => {
  await preview.send(noteOf(paragraphs(200)));
  const changed = await preview.page.evaluate(async () => {
    const touched = new Set<string>();
    const observer = new MutationObserver(records => {
      for (const { target, addedNodes, removedNodes } of records) {
        const blocks = [...addedNodes, ...removedNodes].map(node => (node as HTMLElement).dataset?.id ?? node.nodeName);
        touched.add(`${(target as HTMLElement).className}: ${blocks.join()}`);
      }
    });
    observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    const splices = [{ at: 99, remove: 1, insert: [{ id: 900, lines: 2, height: 40, html: '<p>typed</p>' }] }];
    window.postMessage({ type: 'update', version: 2, splices, lengths: [] }, '*');
    await new Promise(resolve => setTimeout(resolve, 100));
    return [...touched];
  });
  assert.deepEqual(changed.filter(each => each !== 'group: ').sort(), ['group: 100', 'group: 900']);
  assert.equal(await preview.page.locator('[data-id="900"]').textContent(), 'typed');
});

test('after any edits the page shows what a page shows that began with their result', async () => {
  let steps = 0;
  const step = fc.record({ at: fc.nat(), remove: fc.nat(5), insert: fc.nat(5), many: fc.nat(30) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async edits => {
      let blocks = [...paragraphs(150)];
      let next = 1000;
      await preview.send(noteOf(blocks));
      for (const { at, remove, insert, many } of edits) {
        // Now and then as much as a pasted chapter, so that groups are cut and fall away.
        const count = many === 0 ? 200 : insert;
        const from = at % (blocks.length + 1);
        const gone = Math.min(many === 1 ? 100 : remove, blocks.length - from);
        const added = paragraphs(count, next);
        next += count;
        blocks = [...blocks.slice(0, from), ...added, ...blocks.slice(from + gone)];
        await preview.send(update([{ at: from, remove: gone, insert: added }]));
        steps++;
      }
      assert.deepEqual(await shown(), expected(blocks));
    }),
    { numRuns: 12 },
  );
  console.log(`${steps} random edits applied`);
});

test('several splices of one update are applied in order', async () => {
  await preview.send(noteOf(paragraphs(6)));
  await preview.send(
    update([
      { at: 1, remove: 1, insert: [paragraph(20), paragraph(21)] },
      { at: 5, remove: 2, insert: [] },
    ]),
  );
  assert.deepEqual(await shown(), expected([1, 20, 21, 3, 4].map(id => paragraph(id))));
  assert.ok((await preview.said()).some(message => message.type === 'applied' && message.version === 2));
});

test('an image that is loaded stays the same node when its block changes', async () => {
  const image = '<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" alt="a">';
  await preview.send(noteOf([{ id: 1, lines: 1, height: 20, html: `<p>before ${image}</p>` }]));
  await preview.page.evaluate(() => Object.assign(window, { kept: document.images[0] }));
  const html = `<p>after ${image.replace('alt="a"', 'alt="b"')}</p>`;
  await preview.send(update([{ at: 0, remove: 1, insert: [{ id: 2, lines: 1, height: 20, html }] }]));
  const same = await preview.page.evaluate(() => document.images[0] === (window as unknown as { kept: Element }).kept);
  assert.ok(same);
  assert.equal(await preview.page.locator('img').getAttribute('alt'), 'b');
});

test('what the reader unfolded stays unfolded when its block changes', async () => {
  const callout = (text: string) => `<details class="callout"><summary>Title</summary><p>${text}</p></details>`;
  await preview.send(noteOf([{ id: 1, lines: 1, height: 20, html: callout('one') }]));
  await preview.page.locator('summary').click();
  await preview.send(update([{ at: 0, remove: 1, insert: [{ id: 2, lines: 1, height: 20, html: callout('two') }] }]));
  assert.equal(await preview.page.locator('details').getAttribute('open'), '');
  assert.equal(await preview.page.locator('details p').textContent(), 'two');
});

test('scripts, handlers and frames in a block do not run even if they came this far', async () => {
  const html = '<p>text</p><script>window.ran = true</script>';
  await preview.send(noteOf([{ id: 1, lines: 1, height: 20, html }]));
  assert.equal(await preview.page.evaluate(() => 'ran' in window), false);
});
