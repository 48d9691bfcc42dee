import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits } from '../../../../src/core/text.ts';
import { drawnFigures } from '../../../../src/core/zotero/insertion/drawn-figures.ts';

const link = '[(p. 1)](zotero://open-pdf/library/items/6PP9LFYN?page=1&annotation=IMG3UXB6)';
const figure = '![](figures/azerbayev2023-1-x324-y162.png)';
const drawn = (text: string, comment = '') =>
  applyEdits(text, drawnFigures(text, [{ missing: `${link}${comment}`, drawn: `${figure}${comment}` }]));

test('a link that stood for a missing picture becomes the figure', () => {
  assert.equal(drawn(`A\n\n${link}\n\nB\n`), `A\n\n${figure}\n\nB\n`);
  assert.equal(drawn(link), figure);
  assert.equal(drawn(`A\r\n\r\n- ${link}\r\n`), `A\r\n\r\n- ${figure}\r\n`);
  assert.equal(drawn(`> ${link}\n> %%mine now%%\n`, '\n%%its comment%%'), `> ${figure}\n> %%mine now%%\n`);
});

test('a link that the reader wrote something beside stays', () => {
  for (const text of [`See ${link}`, `${link} shows it`, `A ${link}\n`, 'nothing']) assert.equal(drawn(text), text);
});
