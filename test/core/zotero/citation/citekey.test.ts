import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readNote } from '../../../../src/core/markdown/note.ts';
import {
  citationMarkdown,
  citedKeys,
  insertedCitation,
  offeredCitekeys,
  restOfCitekey,
  typedCitekey,
} from '../../../../src/core/zotero/citation/citekey.ts';
import { indexItems } from '../../../../src/core/zotero/item-search.ts';
import { recordedLibrary } from '../library-fixture.ts';

function cited(text: string): readonly string[] {
  return citedKeys(text, readNote(text).elements).map(key => {
    assert.equal(text.slice(key.range.from, key.range.to), key.citekey);
    return key.citekey;
  });
}

test('finds citations in text, lists, quotes and headings', () => {
  assert.deepEqual(
    cited(
      '# On @a2020\n\nAs @vaswani_2017 said [see @b:c2021, p. 3; -@d.e2022].\n\n- @{odd (key)} and @{odd.key.}\n\n> @x\n',
    ),
    ['a2020', 'vaswani_2017', 'b:c2021', 'd.e2022', 'odd.key.', 'x'],
  );
});

test('what is no citation is left alone', () => {
  assert.deepEqual(
    cited('me@host.org `@code` $@math$ [@](http://e.com/@user) \\@escaped @ alone\n\n```\n@decorator\n```\n'),
    [],
  );
});

test('tells what is being typed', () => {
  assert.deepEqual(typedCitekey('as in [see @azer', 0), {
    typed: 'azer',
    range: { from: 12, to: 16 },
    bracketed: true,
  });
  assert.deepEqual(typedCitekey('@', 10), { typed: '', range: { from: 11, to: 11 }, bracketed: false });
  assert.equal(typedCitekey('[@a] x @b', 0)?.bracketed, false);
  for (const other of ['me@host', 'word', '@azer more', 'https://e.com/@user', '\\@x']) {
    assert.equal(typedCitekey(other, 0), undefined, other);
  }
});

test('offers papers by the beginning of their citekey, then by their words', () => {
  const { item } = recordedLibrary();
  const paper = (citekey: string, title: string) => ({ ...item, key: citekey, citekey, title, creators: [], tags: [] });
  const search = indexItems([paper('smith2020', 'On llemmata'), paper('llemma2023', 'A model'), paper('', 'Llemma')]);
  assert.deepEqual(
    offeredCitekeys(search, 'llem', 10).map(one => one.citekey),
    ['llemma2023', 'smith2020'],
  );
});

test('writes citations that pandoc reads to their end', () => {
  assert.equal(citationMarkdown(['azerbayev2023', 'b:c']), '[@azerbayev2023; @b:c]');
  assert.equal(citationMarkdown(['a.', 'x}y']), '[@{a.}; @{xy}]');
});

test('a citation is inserted into the brackets that are open, and takes the place of what was begun', () => {
  const inserted = (before: string, keys: readonly string[], formatted: readonly string[] = []): string => {
    const { from, to, insert } = insertedCitation(before, 100, keys, formatted, key => key === 'vaswani2017');
    assert.equal(to, 100 + before.length);
    return before.slice(0, from - 100) + insert;
  };
  for (const [before, after] of [
    ['', '[@a; @b]'],
    ['As in', 'As in [@a; @b]'],
    ['As in ', 'As in [@a; @b]'],
    ['(', '([@a; @b]'],
    ['[', '[@a; @b'],
    ['[see ', '[see @a; @b'],
    ['[see', '[see @a; @b'],
    ['[@vaswani2017', '[@vaswani2017; @a; @b'],
    ['[@vaswani2017, p. 3', '[@vaswani2017, p. 3; @a; @b'],
    ['[@vaswani2017; ', '[@vaswani2017; @a; @b'],
    ['[@vas', '[@a; @b'],
    ['as @vas', 'as [@a; @b]'],
    ['as @', 'as [@a; @b]'],
    ['![alt', '![alt [@a; @b]'],
    ['[link](x) and', '[link](x) and [@a; @b]'],
    ['a@b.cc', 'a@b.cc [@a; @b]'],
  ] as const) {
    assert.equal(inserted(before, ['a', 'b']), after);
  }
  assert.equal(inserted('As in', [], ['[(A, 2020)](z)']), 'As in [(A, 2020)](z)');
  assert.equal(inserted('As in', ['a'], ['[(A, 2020)](z)']), 'As in [@a] [(A, 2020)](z)');
});

test('the rest of a key behind the cursor belongs to it', () => {
  assert.equal(restOfCitekey('rbayev2023, p. 3]'), 10);
  assert.equal(restOfCitekey('] and'), 0);
  assert.equal(restOfCitekey('.'), 0);
});
