import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Item } from '../../../src/core/zotero/annotation.ts';
import { foldText, indexItems } from '../../../src/core/zotero/item-search.ts';
import { recordedLibrary } from './library-fixture.ts';

const { item: llemma } = recordedLibrary();

function paper(key: string, fields: Partial<Item>): Item {
  return {
    ...llemma,
    key,
    citekey: '',
    title: '',
    creators: [],
    parsedDate: '',
    tags: [],
    publicationTitle: '',
    ...fields,
  };
}

const creator = (firstName: string, lastName: string) => ({ creatorType: 'author', firstName, lastName });

const library = [
  llemma,
  paper('ATTN2222', {
    title: 'Attention Is All You Need',
    creators: [creator('Ashish', 'Vaswani')],
    parsedDate: '2017',
    citekey: 'vaswaniAttentionAllYou2017',
    dateModified: '2020-01-01T00:00:00Z',
  }),
  paper('GOED2222', {
    title: 'Über formal unentscheidbare Sätze',
    creators: [creator('Kurt', 'Gödel')],
    parsedDate: '1931',
    dateModified: '2021-01-01T00:00:00Z',
  }),
  paper('CHIN2222', { title: '深度学习综述', creators: [creator('', '王伟')], dateModified: '2019-01-01T00:00:00Z' }),
  paper('TAGS2222', { title: 'A survey', tags: ['attention', 'to read'], dateModified: '2024-01-01T00:00:00Z' }),
];
const search = indexItems(library);
const keys = (query: string): readonly string[] => search.find(query, 10).map(item => item.key);

test('by title, creator, year, citekey and tag, in any mix and order', () => {
  assert.deepEqual(keys('llemma open'), ['LLEMMA22']);
  assert.deepEqual(keys('azer 2023'), ['LLEMMA22']);
  assert.deepEqual(keys('2017 vasw'), ['ATTN2222']);
  assert.deepEqual(keys('@vaswaniAttentionAllYou2017'), ['ATTN2222']);
  assert.deepEqual(keys('vaswaniAtt'), ['ATTN2222']);
  assert.deepEqual(keys('to read'), ['TAGS2222']);
  assert.deepEqual(keys('nothing like it'), []);
});

test('accents, case and ligatures make no difference', () => {
  assert.deepEqual(keys('godel'), ['GOED2222']);
  assert.deepEqual(keys('GÖDEL über'), ['GOED2222']);
  assert.equal(foldText('Łukasz ﬁne Straße'), 'lukasz fine strasse');
});

test('scripts without spaces are found from any character', () => {
  assert.deepEqual(keys('学习'), ['CHIN2222']);
  assert.deepEqual(keys('王'), ['CHIN2222']);
});

test('a word in the title counts more than one in the tags; a part inside a word is found when nothing begins so', () => {
  assert.deepEqual(keys('attention'), ['ATTN2222', 'TAGS2222']);
  assert.deepEqual(keys('scheidbar'), ['GOED2222']);
});

test('nothing typed gives what changed last', () => {
  assert.deepEqual(keys(''), ['LLEMMA22', 'TAGS2222', 'GOED2222', 'ATTN2222', 'CHIN2222']);
  assert.equal(search.find(' @ ', 2).length, 2);
});

test('finds exactly the items in which every word begins a word', () => {
  const word = fc.constantFrom('alpha', 'alp', 'beta', 'be', 'gamma', 'g');
  fc.assert(
    fc.property(
      fc.array(fc.array(word, { maxLength: 4 }), { maxLength: 30 }),
      fc.array(word, { minLength: 1, maxLength: 3 }),
      (titles, query) => {
        const items = titles.map((title, i) => paper(`KEY${i}`, { title: title.join(' ') }));
        const found = indexItems(items).find(query.join(' '), 100);
        const expected = items.filter((_, i) => query.every(typed => titles[i]!.some(part => part.startsWith(typed))));
        // `lp` inside `alp` is found only when nothing begins so, which these words never need.
        if (query.every(typed => titles.flat().some(part => part.startsWith(typed)))) {
          assert.deepEqual(found.map(item => item.key).sort(), expected.map(item => item.key).sort());
        }
      },
    ),
  );
});

test('a limit gives the best ones', () => {
  const items = Array.from({ length: 500 }, (_, i) =>
    paper(`KEY${i}`, { title: i % 50 === 0 ? 'model' : 'modelling' }),
  );
  const all = indexItems(items).find('model', 500);
  assert.deepEqual(indexItems(items).find('model', 7), all.slice(0, 7));
  assert.equal(all[0]?.title, 'model');
});

test('what the query says as a whole comes first', () => {
  const titles = [
    'Is all you need attention',
    'Attention Is All You Need',
    'Attention',
    'On attention and what is all you need',
  ];
  const some = indexItems(
    titles.map((title, i) => paper(`KEY${i}2222`, { title, dateModified: `202${9 - i}-01-01T00:00:00Z` })),
  );
  const first = (query: string): string | undefined => some.find(query, 10)[0]?.title;
  assert.equal(first('attention'), 'Attention');
  assert.equal(first('attention is'), 'Attention Is All You Need');
  assert.equal(first('all you need att'), 'Is all you need attention');
  assert.equal(some.find('need', 10)[0]?.title, 'Is all you need attention', 'else the newest');
});

test('references, identifiers, compounds and names as people have them at hand', () => {
  const some = indexItems([
    paper('BERT2222', {
      title: 'BERT: Pre-training of <i>Deep</i> Bidirectional Transformers',
      creators: [creator('Jacob', 'Devlin')],
      parsedDate: '2019',
      doi: '10.18653/v1/N19-1423',
      url: 'https://aclanthology.org/N19-1423',
    }),
    paper('GPTF2222', { title: 'GPT-4 Technical Report', url: 'http://arxiv.org/abs/2303.08774' }),
    paper('ZHNG2222', { title: '综述', creators: [creator('三', '张')] }),
    paper('WATR2222', { title: 'H<sub>2</sub>O', creators: [creator('Tim', 'O’Reilly')] }),
  ]);
  for (const [query, key] of [
    ['Devlin et al. 2019', 'BERT2222'],
    ['pretraining', 'BERT2222'],
    ['pre-training deep', 'BERT2222'],
    ['https://doi.org/10.18653/v1/n19-1423', 'BERT2222'],
    ['aclanthology.org', undefined],
    ['https://aclanthology.org/N19-1423/', 'BERT2222'],
    ['gpt4', 'GPTF2222'],
    ['arXiv:2303.08774', 'GPTF2222'],
    ['https://arxiv.org/pdf/2303.08774v3', 'GPTF2222'],
    ['张三', 'ZHNG2222'],
    ['h2o', 'WATR2222'],
    ['oreilly', 'WATR2222'],
    ["o'reilly", 'WATR2222'],
  ] as const) {
    assert.equal(some.find(query, 10)[0]?.key, key, query);
  }
});
