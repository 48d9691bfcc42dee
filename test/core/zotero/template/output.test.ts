import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from 'yaml';
import { linkAddress, yamlValue } from '../../../../src/core/zotero/template/output.ts';

test('a value reads back from front matter as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), text => {
      const folded = text
        .toWellFormed()
        .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\s]+/g, ' ')
        .trim();
      assert.equal(parse(`title: ${yamlValue(text)}\nnext: 1`).title, folded);
      assert.deepEqual(parse(`tags: ${yamlValue([text, 'b'])}`).tags, [folded, 'b']);
    }),
  );
  for (const text of [
    'yes',
    'Null',
    '2023',
    '1e5',
    '~',
    'a: b',
    'a #b',
    '@key',
    '- x',
    '"',
    '{{ x }}',
    'a, b: c',
    '',
  ]) {
    assert.equal(parse(`k: ${yamlValue(text)}`).k, text);
  }
  assert.equal(yamlValue(2023), '2023');
  assert.equal(yamlValue('Zhangir Azerbayev'), 'Zhangir Azerbayev');
});

test('an address keeps to its link and to safe schemes', () => {
  assert.equal(linkAddress('http://arxiv.org/abs/2310.10631'), 'http://arxiv.org/abs/2310.10631');
  assert.equal(linkAddress('figures/a b (1).png'), 'figures/a%20b%20%281%29.png');
  assert.equal(
    linkAddress('zotero://open-pdf/library/items/A?page=1&annotation=B'),
    'zotero://open-pdf/library/items/A?page=1&annotation=B',
  );
  for (const bad of [
    'javascript:alert(1)',
    ' JavaScript:x',
    'java\nscript:x',
    'command:x',
    'data:text/html,x',
    'file:///etc/passwd',
    '//evil.com/x',
    '\\\\evil\\x',
    'vscode://x',
  ]) {
    assert.equal(linkAddress(bad), '', bad);
  }
});
