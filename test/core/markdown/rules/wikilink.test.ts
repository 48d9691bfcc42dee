import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readWikilink } from '../../../../src/core/markdown/rules/wikilink.ts';
import { testFixtures } from './fixtures.ts';

testFixtures('wikilink.md', {
  'wikilink:Known': '../Known.md',
  'wikilink:Known#Part one': '../Known.md#part-one',
  'wikilink:Other#With $x$': 'Other.md',
  'wikilink:Other#^abc': 'Other.md',
  'wikilink:Other#One#Two words': 'Other.md',
  'wikilink:Unknown': '',
});

describe('readWikilink', () => {
  it('tells the parts and their places', () => {
    const source = 'a [[Note#Part|*shown*]] b';
    const read = readWikilink(source, 2, source.length)!;
    assert.deepEqual([read.target, read.heading], ['Note', 'Part']);
    assert.equal(source.slice(read.targetFrom, read.targetTo), 'Note#Part');
    assert.equal(source.slice(read.shown!.from, read.shown!.to), '*shown*');
    assert.equal(source.slice(2, read.end), '[[Note#Part|*shown*]]');
  });
});
