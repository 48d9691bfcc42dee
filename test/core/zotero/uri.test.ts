import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatZoteroUri, pageNumber, parseZoteroUri, type ZoteroLink } from '../../../src/core/zotero/uri.ts';

const open = {
  kind: 'open',
  library: { kind: 'user' },
  attachment: '6PP9LFYN',
  page: undefined,
  annotation: undefined,
  cfi: undefined,
  sel: undefined,
} as const;

const forms: readonly (readonly [string, ZoteroLink])[] = [
  [
    'zotero://open-pdf/library/items/6PP9LFYN?page=3&annotation=BTAGBNRW',
    { ...open, page: '3', annotation: 'BTAGBNRW' },
  ],
  ['zotero://open/library/items/6PP9LFYN?annotation=BTAGBNRW&page=3', { ...open, page: '3', annotation: 'BTAGBNRW' }],
  [
    'zotero://open-pdf/library/items/6PP9LFYN?page=3\\&annotation=BTAGBNRW',
    { ...open, page: '3', annotation: 'BTAGBNRW' },
  ],
  [
    'zotero://open-pdf/library/items/6PP9LFYN?page=3&amp;annotation=BTAGBNRW',
    { ...open, page: '3', annotation: 'BTAGBNRW' },
  ],
  [
    'zotero://open-pdf/library/items/6PP9LFYN?page=3&#x26;annotation=BTAGBNRW',
    { ...open, page: '3', annotation: 'BTAGBNRW' },
  ],
  [
    'zotero://open-pdf/library/items/6PP9LFYN?page=3&#38;annotation=BTAGBNRW',
    { ...open, page: '3', annotation: 'BTAGBNRW' },
  ],
  [
    'zotero://open-pdf/library/items/6PP9LFYN?page=3&annotation=BTAGBNRW&rect=1,2,3,4',
    { ...open, page: '3', annotation: 'BTAGBNRW' },
  ],
  ['zotero://open-pdf/library/items/6PP9LFYN', open],
  ['zotero://open-pdf/library/items/6PP9LFYN?page=', { ...open, page: '' }],
  [
    'zotero://open-pdf/library/items/6PP9LFYN?page=iii&annotation=BTAGBNRW',
    { ...open, page: 'iii', annotation: 'BTAGBNRW' },
  ],
  ['zotero://open-pdf/library/items/6PP9LFYN?page=1&annotation=undefined', { ...open, page: '1' }],
  ['zotero://open-pdf/library/items/6PP9LFYN?page=undefined&annotation=', { ...open, page: 'undefined' }],
  [
    'zotero://open-pdf/groups/4444/items/GATT2222?page=1&annotation=GANN2222',
    { ...open, library: { kind: 'group', groupId: 4444 }, attachment: 'GATT2222', page: '1', annotation: 'GANN2222' },
  ],
  ['zotero://open-pdf/0_6PP9LFYN/6', { ...open, page: '6' }],
  ['zotero://open-pdf/6PP9LFYN/6', { ...open, page: '6' }],
  ['zotero://open-pdf/0_6PP9LFYN', open],
  ['zotero://open-pdf/3_6PP9LFYN/6', { ...open, library: { kind: 'local', libraryId: 3 }, page: '6' }],
  ['zotero://open-pdf/library/items/6PP9LFYN?cfi=epubcfi(%2F6%2F4)', { ...open, cfi: 'epubcfi(/6/4)' }],
  ['zotero://open/library/items/6PP9LFYN?sel=%23a%20%3E%20b', { ...open, sel: '#a > b' }],
  ['ZOTERO://open-pdf/library/items/6PP9LFYN', open],
  [
    'zotero://select/library/items/LLEMMA22',
    { kind: 'select', library: { kind: 'user' }, keys: ['LLEMMA22'], within: undefined },
  ],
  [
    'zotero://select/groups/4444/items/GRPA2222',
    { kind: 'select', library: { kind: 'group', groupId: 4444 }, keys: ['GRPA2222'], within: undefined },
  ],
  [
    'zotero://select/items/0_LLEMMA22',
    { kind: 'select', library: { kind: 'user' }, keys: ['LLEMMA22'], within: undefined },
  ],
  [
    'zotero://select/items/1_LLEMMA22',
    { kind: 'select', library: { kind: 'user' }, keys: ['LLEMMA22'], within: undefined },
  ],
  [
    'zotero://select/items/7_LLEMMA22',
    { kind: 'select', library: { kind: 'local', libraryId: 7 }, keys: ['LLEMMA22'], within: undefined },
  ],
  [
    'zotero://select/items/LLEMMA22',
    { kind: 'select', library: { kind: 'user' }, keys: ['LLEMMA22'], within: undefined },
  ],
  [
    'zotero://select/library/items?itemKey=LLEMMA22,GRPA2222',
    { kind: 'select', library: { kind: 'user' }, keys: ['LLEMMA22', 'GRPA2222'], within: undefined },
  ],
  [
    'zotero://select/library/collections/CCCC2222',
    { kind: 'select-collection', library: { kind: 'user' }, of: 'collections', key: 'CCCC2222' },
  ],
  [
    'zotero://select/library/collections/CCCC2222/items/LLEMMA22',
    { kind: 'select', library: { kind: 'user' }, keys: ['LLEMMA22'], within: { kind: 'collections', key: 'CCCC2222' } },
  ],
  [
    'zotero://select/library/searches/CCCC2222/items/LLEMMA22',
    { kind: 'select', library: { kind: 'user' }, keys: ['LLEMMA22'], within: { kind: 'searches', key: 'CCCC2222' } },
  ],
  ['zotero://select/items/@azerbayevLlemma2023', { kind: 'select-citekey', citekey: 'azerbayevLlemma2023' }],
  ['zotero://select/items/@paparoRare^2', { kind: 'select-citekey', citekey: 'paparoRare^2' }],
  ['zotero://note/u/WLDHXQAU/?ignore=1&line=3', { kind: 'foreign', host: 'note' }],
];

for (const [uri, link] of forms) {
  test(`reads ${uri}`, () => {
    assert.deepEqual(parseZoteroUri(uri).link, link);
  });
}

test('tells what is wrong, with its place in the text as written', () => {
  const faults = (uri: string) =>
    parseZoteroUri(uri).faults.map(fault => [fault.what, uri.slice(fault.range.from, fault.range.to)]);
  assert.deepEqual(faults('zotero://open-pdf/library/items/6PP9LFYN?page=3&annotation=BTAGBNRW'), []);
  assert.deepEqual(faults('zotero://open-pdf/library/items/BOOK0011?page=3'), [['key', 'BOOK0011']]);
  assert.deepEqual(faults('zotero://open-pdf/library/items/6PP9LFYN?page=iii'), [['page', 'iii']]);
  assert.deepEqual(faults('zotero://open-pdf/library/items/6PP9LFYN?page=0'), [['page', '0']]);
  assert.deepEqual(faults('zotero://open-pdf/library/items/6PP9LFYN?page=1&amp;annotation=undefined'), [
    ['annotation', 'undefined'],
  ]);
  assert.deepEqual(faults('zotero://open-pdf/library/items/6PP9LFYN?page=1&annotation=btagbnrw'), [
    ['annotation', 'btagbnrw'],
  ]);
  assert.deepEqual(faults('zotero://open-pdf/library/items/nonsense1'), [['form', 'nonsense1']]);
  assert.deepEqual(faults('zotero://open-pdf/groups/items/6PP9LFYN'), [
    ['form', 'zotero://open-pdf/groups/items/6PP9LFYN'],
  ]);
  assert.deepEqual(faults('zotero://'), [['form', 'zotero://']]);
});

test('the parts are ranges of the written text', () => {
  const uri = 'zotero://open-pdf/groups/4444/items/GATT2222?page=12\\&annotation=GANN2222&rect=1';
  const { parts } = parseZoteroUri(uri);
  const slice = (range: { from: number; to: number } | undefined) => range && uri.slice(range.from, range.to);
  assert.equal(slice(parts.library), 'groups/4444');
  assert.equal(slice(parts.attachment), 'GATT2222');
  assert.equal(slice(parts.page), '12');
  assert.equal(slice(parts.annotation), 'GANN2222');
  assert.equal(slice(parts.annotationParameter), '\\&annotation=GANN2222');
});

test('a page number is what Zotero takes for one', () => {
  assert.deepEqual(['3', '007', '0', '', 'iii', '-1', '99999999999', '1.5', undefined].map(pageNumber), [
    3,
    7,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

const key = fc.string({ unit: fc.constantFrom(...'23456789ABCDEFGHIJKLMNPQRSTUVWXYZ'), minLength: 8, maxLength: 8 });
const library = fc.oneof(
  fc.constant({ kind: 'user' } as const),
  fc.record({ kind: fc.constant('group' as const), groupId: fc.integer({ min: 1, max: 9_999_999 }) }),
);
const linkLibrary = fc.oneof(
  library,
  fc.record({ kind: fc.constant('local' as const), libraryId: fc.integer({ min: 2, max: 99_999 }) }),
);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const parameter = optional(fc.string({ unit: 'grapheme', maxLength: 12 }).filter(text => text.isWellFormed()));
const within = fc.record({ kind: fc.constantFrom('collections' as const, 'searches' as const), key });
const link: fc.Arbitrary<ZoteroLink> = fc.oneof(
  fc.record({
    kind: fc.constant('open' as const),
    library: linkLibrary,
    attachment: key,
    page: parameter,
    annotation: optional(key),
    cfi: parameter,
    sel: parameter,
  }),
  fc.record({
    kind: fc.constant('select' as const),
    library,
    keys: fc.array(key, { minLength: 1, maxLength: 4 }),
    within: optional(within),
  }),
  fc.record({
    kind: fc.constant('select-collection' as const),
    library,
    of: fc.constantFrom('collections' as const, 'searches' as const),
    key,
  }),
  fc.record({
    kind: fc.constant('select-citekey' as const),
    citekey: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter(text => text.isWellFormed()),
  }),
);

// Generated records have no prototype; links have.
const plain = (value: ZoteroLink): ZoteroLink => structuredClone(value);

test('what is written is read as the same link', () => {
  fc.assert(
    fc.property(link.map(plain), value => {
      const uri = formatZoteroUri(value);
      assert.deepEqual(parseZoteroUri(uri).link, value);
      assert.match(uri, /^[!-~]+$/);
      assert.doesNotMatch(uri, /[()<>"\s]/);
    }),
  );
});

test('the separators of other tools change nothing', () => {
  fc.assert(
    fc.property(
      link.map(plain),
      fc.constantFrom('\\&', '&amp;', '&#x26;', '&#38;', '&amp;amp;'),
      (value, separator) => {
        assert.deepEqual(parseZoteroUri(formatZoteroUri(value).replaceAll('&', separator)).link, value);
      },
    ),
  );
});

test('any text is read without throwing, and every range lies in it', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom('', 'zotero://', 'zotero://open-pdf/', 'zotero://select/'),
      (tail, head) => {
        const text = head + tail;
        const parsed = parseZoteroUri(text);
        for (const range of [...parsed.faults.map(fault => fault.range), ...Object.values(parsed.parts)]) {
          if (range === undefined) continue;
          assert.ok(0 <= range.from && range.from <= range.to && range.to <= text.length);
        }
        assert.ok(parsed.link !== undefined || parsed.faults.length > 0);
      },
    ),
  );
});
