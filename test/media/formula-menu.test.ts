import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openNote } from '../../src/core/markdown/note.ts';
import { createHoverImages } from '../../src/core/math/hover-image.ts';
import { pickedFormula, readFormulaContext } from '../../src/editor/preview/picked-formula.ts';
import { launchBrowser } from '../host/editor/browser.ts';
import { noteOf, openPreviewPage } from './page.ts';

const dist = path.join(path.dirname(createRequire(import.meta.url).resolve('katex/package.json')), 'dist');
const parts = Object.fromEntries(
  readdirSync(path.join(dist, 'fonts'))
    .filter(file => file.endsWith('.woff2'))
    .map(file => [
      file.slice('KaTeX_'.length, -'.woff2'.length),
      [{ characters: '', data: readFileSync(path.join(dist, 'fonts', file)).toString('base64') }],
    ]),
);
const images = createHoverImages({ css: readFileSync(path.join(dist, 'katex.min.css'), 'utf8'), parts });

let browser: Browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser.close());

test('the menu knows its formula, and a copy of it is a picture with ink', async () => {
  const { page, send, said } = await openPreviewPage(browser);
  const note = openNote(
    '---\nmacros:\n  \\R: \\mathbb{R}\n---\n\n\\begin{equation} a \\end{equation}\n\nSee $x$ and $\\R$.\n\n\\begin{equation} b \\end{equation}\n',
    {},
  );
  const blocks = note.blocks.map(({ id, lines, height }, index) => ({ id, lines, height, html: note.html(index) }));
  await send(noteOf(blocks));
  const contexts = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.math')].map(formula => {
      const inner = formula.querySelector('.katex-html')!;
      inner.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true }));
      return JSON.parse(formula.dataset.vscodeContext ?? 'null') as unknown;
    }),
  );
  const picked = contexts.map(context => pickedFormula(note, readFormulaContext(context)!));
  assert.equal(picked.length, 4);
  assert.match(picked[0]!.tex, /1/, 'its number');
  assert.equal(picked[2]!.tex, '\\R');
  assert.ok('\\R' in picked[2]!.macros);
  assert.match(picked[3]!.tex, /2/, 'its number');

  const drawing = images.drawing(picked[3]!.tex, true, picked[3]!.macros, { color: '#000000', fontSize: 16 });
  assert.ok(drawing.kind === 'drawing');
  await page.evaluate(() => {
    // The pane's own rules; they must not keep the picture from its fonts.
    const policy = document.createElement('meta');
    policy.httpEquiv = 'Content-Security-Policy';
    policy.content = "default-src 'none'; img-src data:";
    document.head.append(policy);
    Object.defineProperty(navigator, 'clipboard', {
      value: { write: async ([item]: ClipboardItem[]) => Object.assign(window, { copied: item }) },
    });
    if (!('ClipboardItem' in window)) {
      class Item {
        readonly data: Record<string, Blob>;
        constructor(data: Record<string, Blob>) {
          this.data = data;
        }
        getType(type: string) {
          return this.data[type];
        }
      }
      Object.assign(window, { ClipboardItem: Item });
    }
  });
  await said();
  await send({ type: 'copyPicture', svg: drawing.svg, width: drawing.width, height: drawing.height });
  await page.waitForFunction(() => (window as unknown as { said: { type: string }[] }).said.length > 0);
  assert.deepEqual(
    (await said()).filter(({ type }) => type === 'pictureCopied'),
    [{ type: 'pictureCopied' }],
  );
  const { size, ink } = await page.evaluate(async () => {
    const item = (window as unknown as { copied: ClipboardItem }).copied;
    const bitmap = await createImageBitmap(await item.getType('image/png'));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const drawn = canvas.getContext('2d')!;
    drawn.drawImage(bitmap, 0, 0);
    const { data } = drawn.getImageData(0, 0, bitmap.width, bitmap.height);
    return {
      size: [bitmap.width, bitmap.height],
      ink: data.filter((value, at) => at % 4 === 3 && value > 128).length,
    };
  });
  assert.deepEqual(size, [drawing.width * 3, drawing.height * 3]);
  assert.ok(ink > 300 && ink < (size[0]! * size[1]!) / 2, `${ink} pixels of ink`);

  await page.evaluate(() => {
    navigator.clipboard.write = () => Promise.reject(new Error('no clipboard here'));
  });
  await send({ type: 'copyPicture', svg: drawing.svg, width: drawing.width, height: drawing.height });
  await page.waitForFunction(() => (window as unknown as { said: { type: string }[] }).said.length > 0);
  assert.deepEqual(await said(), [{ type: 'pictureCopied', refused: 'no clipboard here' }]);
  await page.close();
});
