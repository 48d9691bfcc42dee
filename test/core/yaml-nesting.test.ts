import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tooDeep } from '../../src/core/yaml-nesting.ts';

describe('YAML that nests too deeply', () => {
  const deep = {
    brackets: 'a: [[[[1]]]]',
    braces: 'a: {b: {c: {d: {e: 1}}}}',
    indentation: 'a:\n b:\n  c:\n   d:\n    e: 1',
    'dashes in one line': '- - - - 1',
  };
  for (const [name, text] of Object.entries(deep))
    it(`is found by its ${name}`, () => {
      const found = tooDeep(text, 3);
      assert.ok(found !== undefined && found.to === found.from + 1 && found.to <= text.length);
      assert.equal(tooDeep(text, 6), undefined);
    });

  it('is not what stands one after the other', () => {
    assert.equal(tooDeep('a: [1]\nb: [2]\nc:\n  - 3\n  - 4\nd: {e: 5}\n'.repeat(50), 3), undefined);
  });
});
