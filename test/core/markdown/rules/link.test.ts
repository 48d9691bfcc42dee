import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { safeHref, zoteroUri } from '../../../../src/core/markdown/href.ts';
import { openNote } from '../../../../src/core/markdown/note.ts';
import { envOf, ruledMarkdown, testFixtures } from './fixtures.ts';

testFixtures('link.md');

describe('safeHref', () => {
  it('refuses what runs something', () => {
    for (const href of [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      ' java\nscript:alert(1)',
      '\u0001javascript:alert(1)',
      'command:workbench.action.quit',
      'vscode://ext/cmd',
      'obsidian://open?vault=v',
      'data:text/html,<script>',
      'vbscript:x',
      'javascript%3aalert(1)',
      '//example.org',
      '\\\\server\\share',
      '',
    ]) {
      assert.equal(safeHref(href), undefined, href);
    }
  });

  it('keeps what leads somewhere', () => {
    for (const href of [
      'https://example.org/?a:b',
      'zotero://x',
      'mailto:a@b.c',
      'a/b.md#c',
      '#c',
      '../a b.md',
      '?q',
    ]) {
      assert.equal(safeHref(href), href);
    }
    assert.equal(safeHref('C:\\papers\\a.pdf'), 'file:///C:/papers/a.pdf');
  });
});

describe('zoteroUri', () => {
  it('takes off what notes put around it', () => {
    assert.equal(zoteroUri(' ((zotero://select/items/@a)) '), 'zotero://select/items/@a');
    assert.equal(zoteroUri('zotero://a?b=1&amp;c=2'), 'zotero://a?b=1&c=2');
    assert.equal(zoteroUri('https://zotero.org'), undefined);
  });
});

describe('places of links', () => {
  it('tells the destination and the text within the inline content', () => {
    const source = 'a [text]((zotero://select/items/@a) "t") <zotero://select/items/@b> zotero://select/items/@c.';
    const [, inline] = ruledMarkdown().parse(source, envOf());
    const parts = inline!
      .children!.filter(token => token.type === 'link_open')
      .map(({ meta }) => {
        const { from, to, hrefFrom, hrefTo, textFrom, textTo } = meta as Record<string, number>;
        return [source.slice(from, to), source.slice(hrefFrom, hrefTo), source.slice(textFrom, textTo), meta!.href];
      });
    assert.deepEqual(parts, [
      ['[text]((zotero://select/items/@a) "t")', 'zotero://select/items/@a', 'text', 'zotero://select/items/@a'],
      ['<zotero://select/items/@b>', 'zotero://select/items/@b', '', 'zotero://select/items/@b'],
      ['zotero://select/items/@c', 'zotero://select/items/@c', '', 'zotero://select/items/@c'],
    ]);
  });
});

describe('a link that is none here', () => {
  it('tells why, however often its block is rendered', () => {
    const note = openNote('[a](obsidian://open) <obsidian://open>\n');
    const html = note.html(0);
    assert.equal(html.split('title="Not a link here: addresses with “obsidian:” are not opened').length, 3);
    assert.doesNotMatch(html, /href=/);
    assert.equal(note.html(0), html);
  });
});
