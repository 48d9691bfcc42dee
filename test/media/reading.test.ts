import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import katex from 'katex';
import type { Browser } from 'playwright-core';
import { openNote } from '../../src/core/markdown/note.ts';
import { appearanceCss } from '../../src/core/page/appearance.ts';
import { launchBrowser } from '../host/editor/browser.ts';
import { noteOf, openPreviewPage, type PreviewPage, paragraphs } from './page.ts';

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

const block = (html: string, id = 1) => ({ id, lines: 1, height: 40, html });
const said = async (type: string) => (await preview.said()).filter(message => message.type === type);

/** What the clipboard gets when what lies between two elements is copied. */
const copied = (from: string, to = from) =>
  preview.page.evaluate(
    ([first, last]) => {
      const range = document.createRange();
      range.setStart(document.querySelector(first!)!, 0);
      range.setEndAfter(document.querySelector(last!)!.lastChild!);
      getSelection()!.removeAllRanges();
      getSelection()!.addRange(range);
      const data = new DataTransfer();
      const event = new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true });
      document.dispatchEvent(event);
      return { taken: event.defaultPrevented, text: data.getData('text/plain'), html: data.getData('text/html') };
    },
    [from, to],
  );

test('copied formulas are TeX, with their delimiters, in the text around them', async () => {
  const inline = katex.renderToString('\\frac{a}{b}');
  const display = katex.renderToString('E = mc^2', { displayMode: true });
  await preview.send(noteOf([block(`<p id="a">Half of ${inline} is less.</p>`), block(`<p id="b">${display}</p>`, 2)]));
  assert.equal((await copied('#a')).text, 'Half of $\\frac{a}{b}$ is less.');
  const { text, html } = await copied('#a', '#b');
  assert.equal(text, 'Half of $\\frac{a}{b}$ is less.\n\n$$E = mc^2$$');
  assert.ok(html.includes('<math'), 'other programs get the formula as MathML too');
});

test('a formula that is selected in part is copied whole', async () => {
  await preview.send(noteOf([block(`<p id="a">x ${katex.renderToString('\\sqrt{y}')}</p>`)]));
  assert.equal((await copied('.katex-html .mord')).text, '$\\sqrt{y}$');
});

test('text without formulas is copied as the browser does it', async () => {
  await preview.send(noteOf([block('<p id="a">plain</p>')]));
  assert.equal((await copied('#a')).taken, false);
});

test('a link is told to the extension, as it stands, and the page stays', async () => {
  const href = 'zotero://open-pdf/library/items/6PP9LFYN?page=3&amp;sel=a%26b%3Dc';
  await preview.send(noteOf([block(`<p><a class="chip zotero" href="${href}">(p. 3)</a></p>`)]));
  await preview.page.locator('.chip').click();
  assert.deepEqual(await said('openLink'), [
    { type: 'openLink', href: 'zotero://open-pdf/library/items/6PP9LFYN?page=3&sel=a%26b%3Dc' },
  ]);
});

test('a wikilink to a note that is not there is asked for with the mouse and from the keyboard', async () => {
  const link = '<a class="wikilink missing" data-target="papers/Not there#Part" role="link" tabindex="0">Not there</a>';
  await preview.send(noteOf([block(`<p>${link}</p>`)]));
  await preview.said();
  const asked = { type: 'openLink', href: 'papers/Not%20there' };
  await preview.page.locator('.missing').click();
  assert.deepEqual(await said('openLink'), [asked]);
  await preview.page.locator('.missing').press('Enter');
  assert.deepEqual(await said('openLink'), [asked]);
});

test('a heading may be called like a part of the page', async () => {
  const names = ['note', 'appearance', 'zotero-card'];
  const headings = names.map((id, index) => block(`<h2 id="${id}">${id}</h2>`, 901 + index));
  await preview.send(
    noteOf([...paragraphs(40), ...headings, ...paragraphs(40, 2000), block('<p><a href="#note">go</a></p>', 900)]),
  );
  assert.equal(await preview.page.locator('main h2').count(), names.length);
  await preview.page.locator('a').click();
  await preview.page.locator('h2.landed', { hasText: 'note' }).waitFor();
  assert.deepEqual(await said('openLink'), []);
  const padding = await preview.page.locator('#note').evaluate(heading => getComputedStyle(heading).paddingBlockEnd);
  assert.equal(padding, '0px');
});

for (const [what, id] of [
  ['heading', 'the end'],
  ['anchor of the note’s HTML', 'anchor:the end'],
] as const) {
  test(`a link to a place in the page, a ${what}, goes there by itself`, async () => {
    const there = [
      block('<p><a href="#the%20end">go</a></p>', 900),
      ...paragraphs(80),
      block(`<h2 id="${id}">End</h2>`, 901),
    ];
    await preview.send(noteOf(there));
    await preview.page.locator('a').click();
    await preview.page.waitForTimeout(300);
    const { top, height } = await preview.page.evaluate(wanted => {
      return { top: document.getElementById(wanted)!.getBoundingClientRect().top, height: innerHeight };
    }, id);
    assert.ok(top > 0 && top < height, `${top} px`);
    assert.deepEqual(await said('openLink'), []);
  });
}

test('a place that has not come yet is gone to when it comes', async () => {
  await preview.send(noteOf([...paragraphs(80), { id: 901, lines: 1, height: 30 }]));
  await preview.send({ type: 'showAnchor', anchor: 'late' });
  await preview.send({ type: 'fill', version: 1, blocks: [{ id: 901, html: '<h2 id="late">Late</h2>' }] });
  await preview.page.waitForTimeout(200);
  const top = await preview.page.evaluate(() => document.getElementById('late')!.getBoundingClientRect().top);
  assert.ok(top > 0 && top < 700, `${top} px`);
});

test('a task says which of its block it is, and waits for the note', async () => {
  const list =
    '<ul><li data-line="0"><input type="checkbox" class="task"> a</li><li data-line="1"><input type="checkbox" class="task"> b</li></ul>';
  await preview.send(
    noteOf([
      { id: 1, lines: 3, height: 20, html: '<p>text</p>' },
      { ...block(list, 2), lines: 2 },
    ]),
  );
  await preview.page.locator('input').nth(1).click();
  assert.deepEqual(await said('toggleTask'), [{ type: 'toggleTask', line: 3, index: 1 }]);
  assert.equal(await preview.page.locator('input').nth(1).isChecked(), false);
});

test('a task that is ticked from the keyboard keeps the focus, and undo is told', async () => {
  const list = (first: string) =>
    `<ul><li><input type="checkbox" class="task"${first}> a</li><li><input type="checkbox" class="task"> b</li></ul>`;
  await preview.send(noteOf([block(list(''))]));
  await preview.page.locator('input').first().focus();
  await preview.page.keyboard.press('Space');
  assert.deepEqual(await said('toggleTask'), [{ type: 'toggleTask', line: 0, index: 0 }]);
  await preview.send({
    type: 'update',
    version: 2,
    splices: [{ at: 0, remove: 1, insert: [block(list(' checked'), 2)] }],
    lengths: [],
  });
  assert.ok(
    await preview.page
      .locator('input')
      .first()
      .evaluate(element => element === document.activeElement),
  );
  await preview.page.keyboard.press('Control+z');
  assert.deepEqual(await said('undoTask'), [{ type: 'undoTask' }]);
});

test('a task of an embedded note is not taken for one of the note', async () => {
  const box = '<input type="checkbox" class="task">';
  await preview.send(noteOf([block(`<ul><li>${box} <div class="embed">${box}</div></li><li>${box}</li></ul>`)]));
  await preview.page.locator('input').nth(1).click();
  await preview.page.locator('input').nth(2).click();
  assert.deepEqual(await said('toggleTask'), [{ type: 'toggleTask', line: 0, index: 1 }]);
});

test('a click goes to the line, a double click goes there to write', async () => {
  const list = '<ul><li data-line="0">one</li><li data-line="2">two</li></ul>';
  await preview.send(
    noteOf([
      { id: 1, lines: 3, height: 20, html: '<p>text</p>' },
      { ...block(list, 2), lines: 4 },
    ]),
  );
  await preview.page.getByText('two').click();
  assert.deepEqual(await said('revealLine'), [{ type: 'revealLine', line: 5, focus: false }]);
  await preview.page.getByText('text').dblclick();
  assert.deepEqual((await said('revealLine')).at(-1), { type: 'revealLine', line: 0, focus: true });
});

test('a held image is asked for with the mouse and from the keyboard', async () => {
  const held = '<button type="button" class="image-held" data-source="https://example.org/a.png">a.png</button>';
  await preview.send(noteOf([block(`<p>${held}</p>`)]));
  await preview.page.locator('.image-held').click();
  await preview.page.locator('.image-held').press('Enter');
  const wanted = { type: 'loadImage', source: 'https://example.org/a.png' };
  assert.deepEqual(await said('loadImage'), [wanted, wanted]);
});

test('zoom makes the text larger, keeps the line, and does not reach the editor', async () => {
  await preview.send(noteOf(paragraphs(200), 200));
  const size = () => preview.page.evaluate(() => Number.parseFloat(getComputedStyle(document.body).fontSize));
  await preview.page.evaluate(() => {
    window.addEventListener('keydown', event => Object.assign(window, { reached: event.key }));
  });
  await preview.page.keyboard.press('Control+=');
  assert.ok((await size()) > 17);
  await preview.page.waitForTimeout(200);
  const top = await preview.page.evaluate(() => document.querySelector('[data-id="101"]')!.getBoundingClientRect().top);
  assert.ok(Math.abs(top) < 2, `${top} px off`);
  await preview.page.keyboard.press('Control+0');
  assert.equal(await size(), 16);
  assert.equal(await preview.page.evaluate(() => (window as unknown as { reached?: string }).reached), 'Control');
});

test('an aside hangs in the margin of a wide page and stands below its line on a narrow one', async () => {
  const html = '<p>We use <span class="aside" role="note">why?</span> attention and a good deal more than that.</p>';
  await preview.send(noteOf([block(html)]));
  const places = () =>
    preview.page.evaluate(() => {
      const [text, aside] = [document.querySelector('p')!, document.querySelector('.aside')!];
      return { text: text.getBoundingClientRect().toJSON(), aside: aside.getBoundingClientRect().toJSON() };
    });
  await preview.page.setViewportSize({ width: 1200, height: 700 });
  const wide = await places();
  assert.ok(wide.aside.left > wide.text.right, 'beside the text');
  assert.ok(wide.aside.right < 1200, 'within the page');
  await preview.page.setViewportSize({ width: 500, height: 700 });
  const narrow = await places();
  assert.ok(narrow.aside.left >= narrow.text.left && narrow.aside.right <= narrow.text.right + 1, 'within the text');
  assert.ok(narrow.aside.top > narrow.text.top + 15, 'below its line');
  assert.ok(narrow.aside.bottom <= narrow.text.bottom + 8, 'and the next paragraph begins after it');
});

test('asides never lie on one another, whatever holds them, and beside a figure they leave its caption alone', async () => {
  const aside = (text: string) => `<span class="aside" role="note">${text}</span>`;
  const long = aside('a long remark that takes several lines of the narrow margin '.repeat(3));
  const picture = '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" width="200" height="100" alt="">';
  await preview.send(
    noteOf([
      block(`<ul><li>one ${aside('short')}</li><li>two ${long}</li><li><p>three ${aside('third')}</p></li></ul>`),
      block(`<blockquote><p>quoted ${long}</p></blockquote>`, 2),
      block(`<figure class="figure">${picture}\n${aside('of the figure')}<figcaption>Caption</figcaption></figure>`, 3),
      block(`<p>last ${aside('last')}</p>`, 4),
    ]),
  );
  const boxes = (selector: string) =>
    preview.page
      .locator(selector)
      .evaluateAll(all => all.map(each => each.getBoundingClientRect().toJSON() as DOMRect));
  for (const width of [1200, 500]) {
    await preview.page.setViewportSize({ width, height: 900 });
    const asides = await boxes('.aside');
    for (const [index, next] of asides.slice(1).entries())
      assert.ok(next.top >= asides[index]!.bottom - 1, `${width}: ${index}`);
    const [caption] = await boxes('figcaption');
    const remark = asides[4]!;
    assert.ok(remark.top >= caption!.bottom || remark.left >= caption!.right, `${width}: the caption`);
  }
});

test('no formula, table or word makes the page wider than the pane', async () => {
  const wide = katex.renderToString(Array.from({ length: 60 }, (_, i) => `x_{${i}}`).join('+'), { displayMode: true });
  const cells = Array.from({ length: 40 }, (_, i) => `<td>cell ${i}</td>`).join('');
  await preview.page.setViewportSize({ width: 480, height: 700 });
  await preview.send(
    noteOf([
      block(`<div class="math math-display" dir="ltr">${wide}</div>`),
      block(`<table><tbody><tr>${cells}</tr></tbody></table>`, 2),
      block(`<p>${'w'.repeat(400)}</p>`, 3),
      block(`<pre><code>${'code '.repeat(100)}</code></pre>`, 4),
    ]),
  );
  assert.equal(await preview.page.evaluate(() => document.documentElement.scrollWidth), 480);
});

test('a number of an equation never lies on the formula, however narrow the page', async () => {
  const tagged = katex.renderToString(`${'a+'.repeat(25)}b \\tag{12}`, { displayMode: true });
  await preview.page.setViewportSize({ width: 480, height: 700 });
  await preview.send(noteOf([block(`<div class="math math-display" dir="ltr">${tagged}</div>`)]));
  const apart = await preview.page.evaluate(() => {
    const bases = [...document.querySelectorAll('.katex-html > .katex-base')].map(
      each => each.getBoundingClientRect().right,
    );
    return document.querySelector('.katex-html > .katex-tag')!.getBoundingClientRect().left - Math.max(...bases);
  });
  assert.ok(apart > 0, `${apart} px apart`);
});

test('settings change the look at once, and cannot bring in rules of their own', async () => {
  await preview.send(noteOf([block('<p>text</p>')]));
  const look = {
    fontFamily: 'serif} body{display:none',
    fontSize: 20,
    lineHeight: 2,
    width: 40,
    asides: 'hidden',
  } as const;
  await preview.send({ type: 'appearance', css: appearanceCss(look) });
  const { size, display } = await preview.page.evaluate(() => {
    const { fontSize, display } = getComputedStyle(document.body);
    return { size: fontSize, display };
  });
  assert.deepEqual({ size, display }, { size: '20px', display: 'block' });
});

test('an image that cannot be loaded shows its name and why, stays so while one types, and is tried again', async () => {
  let served = false;
  const pixel = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  let asked = 0;
  await preview.page.route('https://example.org/**', route => {
    asked++;
    return served ? route.fulfill({ contentType: 'image/png', body: pixel }) : route.abort();
  });
  const figure = (text: string) =>
    `<figure class="figure"><img src="https://example.org/a%20b-3-x1-y2.png" alt=""><figcaption>${text}</figcaption></figure>`;
  await preview.send(noteOf([block(figure('one'))]));
  const standIn = preview.page.locator('.image-failed');
  await standIn.waitFor();
  assert.equal(
    await standIn.textContent(),
    'a b-3-x1-y2.png Could not be loaded from example.org. Click to try again.',
  );
  const before = asked;
  await preview.send({
    type: 'update',
    version: 2,
    splices: [{ at: 0, remove: 1, insert: [block(figure('two'), 2)] }],
    lengths: [],
  });
  assert.equal(await preview.page.locator('figcaption').textContent(), 'two');
  assert.equal(await standIn.count(), 1);
  assert.equal(asked, before, 'typing asks nobody again');
  served = true;
  await standIn.press('Enter');
  await preview.page.locator('figure img[src]').waitFor();
  assert.equal(await standIn.count(), 0);
});

test('on paper a wide formula and long lines of code are broken, since nothing can be scrolled', async () => {
  const wide = katex.renderToString(Array.from({ length: 60 }, (_, i) => `x_{${i}}`).join('+'), { displayMode: true });
  const code = `<pre><code>${'long_name = '.repeat(40)}</code></pre>`;
  await preview.send(noteOf([block(`<p>${wide}</p>`), block(code, 2)]));
  const overhang = () =>
    preview.page
      .locator('.katex-display, pre')
      .evaluateAll(elements => elements.map(element => Math.max(0, element.scrollWidth - element.clientWidth)));
  assert.ok((await overhang()).every(width => width > 0));
  await preview.page.emulateMedia({ media: 'print' });
  assert.deepEqual(await overhang(), [0, 0]);
});

test('an aside at the end of a list item stands above what follows, with its distance', async () => {
  await preview.page.setViewportSize({ width: 500, height: 700 });
  const list = '<ul><li>item <span class="aside" role="note">a remark</span></li></ul>';
  await preview.send(noteOf([block(list), block('<h2>Next</h2>', 2)]));
  const gap = await preview.page.evaluate(
    () =>
      document.querySelector('h2')!.getBoundingClientRect().top -
      document.querySelector('.aside')!.getBoundingClientRect().bottom,
  );
  assert.ok(gap > 25, `${gap} px`);
});

test('what is wider than the page fades where more of it follows, and nothing else does', async () => {
  const wide = katex.renderToString(Array.from({ length: 40 }, (_, i) => `x_{${i}}`).join('+'), { displayMode: true });
  const short = katex.renderToString('x+y', { displayMode: true });
  const numbered = openNote('$$\n\\begin{align} a &= b \\\\ c &= d \\end{align}\n$$\n').html(0);
  await preview.send(
    noteOf([block(`<p id="wide">${wide}</p><p id="short">${short}</p><div id="numbered">${numbered}</div>`)]),
  );
  const mask = (id: string) =>
    preview.page.locator(`${id} .katex-display`).evaluate(element => {
      const { maskImage, maskPosition } = getComputedStyle(element);
      return maskImage === 'none' ? 'none' : maskPosition;
    });
  assert.equal(await mask('#short'), 'none');
  assert.equal(await mask('#numbered'), 'none');
  assert.equal(await mask('#wide'), '-35.2px 0px', 'at its start it fades at the end only');
  await preview.page.locator('#wide .katex-display').evaluate(element => element.scrollTo(element.scrollWidth / 3, 0));
  await preview.page.waitForFunction(
    () => getComputedStyle(document.querySelector('#wide .katex-display')!).maskPosition === '0px 0px',
  );
});
