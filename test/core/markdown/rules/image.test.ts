import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ImageAnswer } from '../../../../src/core/markdown/live-note.ts';
import { pageOfFigure } from '../../../../src/core/markdown/rules/figure.ts';
import { envOf, ruledMarkdown, testFixtures } from './fixtures.ts';

const answers: Readonly<Record<string, ImageAnswer>> = {
  'held.png': { kind: 'held', reason: 'Click to load from <example.org>' },
  'gone.png': { kind: 'missing', reason: 'There is no file gone.png' },
  'figures/a.png': { kind: 'shown', src: 'https://webview/figures/a.png' },
};

testFixtures(
  'image.md',
  Object.fromEntries(Object.entries(answers).map(([source, answer]) => [`image:${source}`, JSON.stringify(answer)])),
);

describe('figures', () => {
  it('open the paper that the note speaks of at their page', () => {
    const facts = { 'attachment:': 'zotero://open-pdf/library/items/6PP9LFYN' };
    const html = ruledMarkdown().render('![](uPic/azerbayevLlemma2023-3-x102-y239.png)', envOf(facts));
    assert.match(
      html,
      /<figcaption><a class="chip zotero" data-zotero="([^"]+)" href="\1">Figure from page 3<\/a><\/figcaption>/,
    );
    assert.ok(html.includes('href="zotero://open-pdf/library/items/6PP9LFYN?page=3"'));
  });

  it('know their page by their name only', () => {
    assert.equal(pageOfFigure('https://example.org/a%20b-12-x1-y2.png?raw=true'), 12);
    assert.equal(pageOfFigure('a-b-x1-y2.png'), undefined);
    assert.equal(pageOfFigure('https://example.org/a-3-x1-y2.png/other'), undefined);
  });
});

describe('images in another host', () => {
  it('are plain, and loaded from where that host says', () => {
    const md = ruledMarkdown();
    assert.equal(
      md.render('see ![a|300](b c.png) ![a|300](<b c.png>)'),
      '<p>see ![a|300](b c.png) <img src="b%20c.png" alt="a" width="300"></p>\n',
    );
    const original = md.renderer.rules.image!;
    md.renderer.rules.image = (tokens, index, ...rest) => {
      tokens[index]!.attrSet('src', `https://host/${tokens[index]!.attrGet('src')}`);
      return original(tokens, index, ...rest);
    };
    assert.equal(md.render('![[b.png]]'), '<figure class="figure"><img src="https://host/b.png" alt=""></figure>\n');
  });
});

describe('places of images', () => {
  it('tell the source within the inline content', () => {
    const source = 'a ![x|300](<b c.png> "t")';
    const [, inline] = ruledMarkdown().parse(source, envOf());
    const { from, to, srcFrom, srcTo, src, alt } = inline!.children!.find(({ type }) => type === 'image')!
      .meta as never;
    assert.deepEqual(
      [source.slice(from, to), source.slice(srcFrom, srcTo), src, alt],
      [source.slice(2), src, 'b c.png', 'x'],
    );
  });
});
