import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { footnoteHtml, footnotesOf, renderFootnotes } from '../../../../src/core/markdown/rules/footnotes.ts';
import { envOf, ruledMarkdown, testFixtures } from './fixtures.ts';

testFixtures('footnote.md', {
  'footnote:1': '1',
  'footnote-block:1': '3',
  'footnote:note': '2',
  'footnote-block:note': '7',
  'footnote:^[with a *remark* in it]': '3',
});

describe('what a block says about footnotes', () => {
  it('uses and definitions, in order', () => {
    const env = envOf();
    ruledMarkdown().parse('a[^b]^[c]\n\n[^b]: d[^e]\n', env);
    assert.deepEqual(env.definitions, [
      { kind: 'footnote', label: 'b' },
      { kind: 'footnote-use', label: 'b' },
      { kind: 'footnote-use', label: '^[c]' },
      { kind: 'footnote', label: '^[c]' },
      { kind: 'footnote-use', label: 'e' },
    ]);
  });
});

describe('the section at the end', () => {
  it('holds the definitions in the order of their use', () => {
    const md = ruledMarkdown();
    const env = envOf({ 'footnote:b': '2' });
    const tokens = md.parse('a[^b]^[*c*]\n\n[^b]: d\n\n    - e\n\n    f\n', env);
    const order = ['^[*c*]', 'b'];
    const footnotes = footnotesOf(tokens);
    const definitions = new Map(order.map(label => [label, footnoteHtml(md, footnotes.get(label), env)]));
    const back = (number: number) =>
      `<a class="footnote-backref" href="#footnote-ref:${number}" data-footnote-back="${number}" role="doc-backlink" aria-label="Back to the text">↩</a>`;
    assert.equal(
      renderFootnotes(order, definitions),
      `<section class="footnotes" role="doc-endnotes"><ol>
<li id="footnote:1"><p><em>c</em> ${back(1)}</p></li>
<li id="footnote:2"><p data-line="2">d</p>
<ul data-line="4">
<li data-line="4">e</li>
</ul>
<p data-line="6">f ${back(2)}</p></li>
</ol></section>
`,
    );
    assert.equal(renderFootnotes([], new Map()), '');
    assert.equal(footnoteHtml(md, footnotesOf(tokens).get('nobody'), env), '');
  });

  it('is not there in another host, where definitions stay in place', () => {
    const html = ruledMarkdown().render('a[^b]\n\n[^b]: d\n');
    assert.equal(
      html,
      '<p>a<sup class="footnote-ref"><a href="#footnote:b">b</a></sup></p>\n' +
        '<div class="footnote-definition" id="footnote:b"><sup>b</sup>\n<p>d</p>\n</div>\n',
    );
  });
});
