import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openNote } from '../../src/core/markdown/note.ts';
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

/** Shows a note as the extension would. */
async function show(text: string): Promise<void> {
  const note = openNote(text);
  await preview.send(
    noteOf(note.blocks.map(({ lines }, index) => ({ id: index + 1, lines, height: 40, html: note.html(index) }))),
  );
  await preview.page.evaluate(() => document.fonts.ready);
}

const arabic = 'هذه جملة طويلة قليلا';

/** The text of each element and where it begins and ends on the page, in reading order. */
const boxes = (selector: string) =>
  preview.page.locator(selector).evaluateAll(elements =>
    elements.map(element => {
      const { left, right } = element.getBoundingClientRect();
      return { text: element.textContent, left, right };
    }),
  );

test('a formula runs from left to right in text that runs from right to left', async () => {
  await show(`${arabic} $a+b=c$ ثم تستمر\n\n$$\nx = y + z\n$$\n`);
  const letters = (await boxes('.math-inline .katex-html .mord')).sort((a, b) => a.left - b.left);
  assert.equal(letters.map(({ text }) => text).join(''), 'abc');
  const display = (await boxes('.katex-display .katex-html .mord')).sort((a, b) => a.left - b.left);
  assert.equal(display.map(({ text }) => text).join(''), 'xyz');
});

test('a block runs as its first letters do, formulas and asides not counted, and so do its bullets and its line', async () => {
  await show(
    [
      `$x$ ${arabic}`,
      `# ${arabic}`,
      `> ${arabic}\n>\n> and then in English`,
      `- $x$ ${arabic}\n- English`,
      `| ${arabic} | b |\n| --- | --- |\n| c | d |`,
      'English %%هذه%% text',
      '%%an aside%% هذه جملة',
    ].join('\n\n'),
  );
  const found = await preview.page.evaluate(() => {
    const startOf = (element: Element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      const lines = [...range.getClientRects()].filter(({ width }) => width > 0);
      const box = element.getBoundingClientRect();
      const [left, right] = [Math.min(...lines.map(l => l.left)), Math.max(...lines.map(l => l.right))];
      return left - box.left < box.right - right ? 'left' : 'right';
    };
    const of = (selector: string, index = 0) => document.querySelectorAll(selector)[index]!;
    const border = getComputedStyle(of('blockquote'));
    return {
      paragraph: startOf(of('.block > p')),
      heading: startOf(of('h1')),
      quote: [startOf(of('blockquote > p')), startOf(of('blockquote > p', 1))],
      line: border.borderRightWidth,
      bullets: getComputedStyle(of('ul')).paddingRight,
      items: [startOf(of('li')), startOf(of('li', 1))],
      firstCellIsRight: of('th').getBoundingClientRect().left > of('th', 1).getBoundingClientRect().left,
      english: getComputedStyle(of('.block:nth-child(6)')).direction,
      behindAside: getComputedStyle(of('.block:nth-child(7)')).direction,
    };
  });
  assert.deepEqual(found, {
    paragraph: 'right',
    heading: 'right',
    quote: ['right', 'left'],
    line: '3px',
    bullets: '24px',
    items: ['right', 'right'],
    firstCellIsRight: true,
    english: 'ltr',
    behindAside: 'rtl',
  });
});

test('a line never ends between a formula and the mark behind it, and may end within the formula', async () => {
  const words = ['so', 'that', 'the', 'model', 'and', 'its', 'loss', 'grow', 'with', 'much', 'more', 'data'];
  const formulas = ['$x_1$', '$\\alpha + \\beta$', '$f(x) = y + z$', '$N$', '$10^{21}$'];
  const text = Array.from({ length: 300 }, (_, index) => {
    const some = words.slice(index % 7, (index % 7) + 1 + (index % 5)).join(' ');
    return `${some} (${formulas[index % formulas.length]})${'.,;:'[index % 4]} Then ${some} ${formulas[(index + 1) % formulas.length]}${'.,;:'[index % 4]}`;
  }).join(' ');
  await show(`${text}\n`);
  let within = 0;
  for (const width of [380, 440, 500, 560]) {
    await preview.page.setViewportSize({ width, height: 700 });
    const { parted, broken, phrases } = await preview.page.evaluate(() => {
      const result = { parted: 0, broken: 0, phrases: 0 };
      for (const phrase of document.querySelectorAll('.math-phrase')) {
        const bases = [...phrase.querySelectorAll('.katex-base')].map(base => base.getBoundingClientRect());
        const mark = document.createRange();
        mark.selectNodeContents(phrase.lastChild!);
        const last = bases.at(-1)!;
        result.phrases += 1;
        if (mark.getBoundingClientRect().left < last.left) result.parted += 1;
        if (phrase.firstChild!.nodeType === Node.TEXT_NODE) {
          const before = document.createRange();
          before.selectNodeContents(phrase.firstChild!);
          if (before.getBoundingClientRect().left > bases[0]!.right) result.parted += 1;
        }
        if (last.left < bases[0]!.left) result.broken += 1;
      }
      return result;
    });
    assert.equal(phrases, 600);
    assert.equal(parted, 0, `${width} px`);
    within += broken;
  }
  assert.ok(within > 0, 'no formula was broken in itself');
});

const papers = { 'A4 landscape': 1047, 'Letter landscape': 980, 'A3 landscape': 1512, 'A4 upright': 718 };

for (const [name, width] of Object.entries(papers)) {
  test(`on paper an aside lies within the page: ${name}`, async () => {
    await show(`Text %%aside%% here.\n\n${'long text '.repeat(60)}\n`);
    await preview.page.setViewportSize({ width, height: 700 });
    await preview.page.emulateMedia({ media: 'print' });
    const [aside] = await boxes('.aside');
    const paragraphs = await boxes('.block > p');
    const text = paragraphs[1]!;
    assert.ok(aside!.left >= 0 && aside!.right <= width, `${aside!.left}–${aside!.right} of ${width}`);
    assert.ok(text.right <= width && text.left >= 0);
    if (width > 900) assert.ok(aside!.left > text.right, 'beside the text');
    else assert.ok(aside!.right <= text.right + 1, 'below the text');
  });
}
