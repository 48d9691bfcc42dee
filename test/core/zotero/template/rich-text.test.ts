import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readRichText } from '../../../../src/core/zotero/template/rich-text.ts';

test('the four tags mark text, and everything else is text', () => {
  assert.deepEqual(readRichText('H<sub>2</sub>O <b>a <i>b</i></b>'), {
    text: 'H2O a b',
    spans: [
      { mark: 'sub', from: 1, to: 2 },
      { mark: 'b', from: 4, to: 7 },
      { mark: 'i', from: 6, to: 7 },
    ],
  });
  assert.equal(readRichText('<img src=x onerror=alert(1)> <i class="x">a</i>').spans.length, 0);
  assert.equal(readRichText('x < y && <i> z').text, 'x < y && <i> z');
  assert.equal(readRichText('a &lt;b&gt; &amp;amp; c').text, 'a <b> &amp; c');
});

test('crossing tags leave the outer pair', () => {
  const rich = readRichText('<i>a<b>c</i>d</b>');
  assert.deepEqual(rich.spans, [{ mark: 'i', from: 0, to: 5 }]);
  assert.equal(rich.text, 'a<b>cd</b>');
});

test('spans always lie in the text and never cross', () => {
  const piece = fc.constantFrom(
    '<i>',
    '</i>',
    '<b>',
    '</b>',
    '<sub>',
    '</sub>',
    '<SUP>',
    '</sup>',
    'x',
    ' ',
    '&amp;',
    '<',
  );
  fc.assert(
    fc.property(fc.array(piece), pieces => {
      const { text, spans } = readRichText(pieces.join(''));
      for (const span of spans) {
        assert.ok(0 <= span.from && span.from < span.to && span.to <= text.length);
        for (const other of spans) {
          const apart = span.to <= other.from || other.to <= span.from;
          const inside =
            (span.from <= other.from && other.to <= span.to) || (other.from <= span.from && span.to <= other.to);
          assert.ok(apart || inside);
        }
      }
    }),
  );
});
