import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readNote } from '../../../src/core/markdown/note.ts';
import { applyEdits } from '../../../src/core/text.ts';
import type { Annotation, Attachment, Item } from '../../../src/core/zotero/annotation.ts';
import type { Answers, KeyAnswer } from '../../../src/core/zotero/asking.ts';
import { fixAll, linkFixes } from '../../../src/core/zotero/link-fixes.ts';
import { type CheckedLink, linkProblems } from '../../../src/core/zotero/link-problems.ts';
import { judgeLink } from '../../../src/core/zotero/link-state.ts';
import { zoteroLinks } from '../../../src/core/zotero/note-links.ts';
import { type Finding, referenceId, type SourceName, type Thing } from '../../../src/core/zotero/source.ts';

function linksOf(text: string) {
  return zoteroLinks(text, readNote(text).elements);
}

const places: readonly (readonly [name: string, text: string, uri: string])[] = [
  ['an inline link', 'A [p](zotero://select/library/items/AAAA2222).', 'zotero://select/library/items/AAAA2222'],
  [
    'text glued to it',
    'A [p](zotero://select/library/items/AAAA2222)evaluations',
    'zotero://select/library/items/AAAA2222',
  ],
  [
    'an escaped ampersand',
    '[p](zotero://open-pdf/library/items/AAAA2222?page=1\\&annotation=BBBB2222)',
    'zotero://open-pdf/library/items/AAAA2222?page=1&annotation=BBBB2222',
  ],
  [
    'an entity',
    '[p](zotero://open-pdf/library/items/AAAA2222?page=1&#x26;annotation=BBBB2222)',
    'zotero://open-pdf/library/items/AAAA2222?page=1&annotation=BBBB2222',
  ],
  [
    'an anchor of HTML',
    '<a href="zotero://open-pdf/library/items/AAAA2222?page=1&amp;annotation=BBBB2222">p</a>',
    'zotero://open-pdf/library/items/AAAA2222?page=1&annotation=BBBB2222',
  ],
  ['an autolink', 'See <zotero://select/library/items/AAAA2222>', 'zotero://select/library/items/AAAA2222'],
  [
    'front matter',
    '---\nzotero: zotero://select/library/items/AAAA2222\n---\n',
    'zotero://select/library/items/AAAA2222',
  ],
  ['front matter in quotes', '---\nlink: "zotero://note/u/WLDHXQAU/"\n---', 'zotero://note/u/WLDHXQAU/'],
  [
    'a footnote',
    'A[^2]\n\n[^2]: [Prince](zotero://open-pdf/library/items/AAAA2222?page=259)',
    'zotero://open-pdf/library/items/AAAA2222?page=259',
  ],
  ['a reference', 'A [p][x]\n\n[x]: zotero://select/library/items/AAAA2222', 'zotero://select/library/items/AAAA2222'],
  [
    'a definition that nothing refers to',
    'A.\n\n[x]: zotero://select/library/items/AAAA2222',
    'zotero://select/library/items/AAAA2222',
  ],
  ['an image', '![p](zotero://select/library/items/AAAA2222)', 'zotero://select/library/items/AAAA2222'],
  [
    'HTML that begins with spaces',
    '  <div>\n  <a href="zotero://select/library/items/AAAA2222">p</a></div>',
    'zotero://select/library/items/AAAA2222',
  ],
  [
    'HTML in a quote in a list',
    '- > <div>\n  > <a href="zotero://select/library/items/AAAA2222">p</a>\n  > </div>',
    'zotero://select/library/items/AAAA2222',
  ],
  [
    'HTML behind a byte order mark',
    '\uFEFF<p><a href="zotero://select/library/items/AAAA2222">p</a></p>',
    'zotero://select/library/items/AAAA2222',
  ],
  [
    'doubled parentheses',
    'A [Zotero]((zotero://select/library/items/AAAA2222))',
    'zotero://select/library/items/AAAA2222',
  ],
  [
    'an empty text',
    'A [ ](zotero://open-pdf/library/items/AAAA2222?page=undefined&annotation=)',
    'zotero://open-pdf/library/items/AAAA2222?page=undefined&annotation=',
  ],
  ['a table cell', '| a |\n|---|\n| [p](zotero://open-pdf/0_AAAA2222/6) |\n', 'zotero://open-pdf/0_AAAA2222/6'],
  [
    'an admonition',
    '```ad-info\n- [Zotero]((zotero://select/library/items/AAAA2222))\n```\n',
    'zotero://select/library/items/AAAA2222',
  ],
  [
    'lines of Windows',
    'a\r\n\r\n> [p](zotero://select/library/items/AAAA2222)\r\n',
    'zotero://select/library/items/AAAA2222',
  ],
  ['a byte order mark', '\ufeff[p](zotero://select/library/items/AAAA2222)', 'zotero://select/library/items/AAAA2222'],
];

for (const [name, text, uri] of places) {
  test(`a link in ${name}`, () => {
    const links = linksOf(text);
    assert.deepEqual(
      links.map(link => link.uri),
      [uri],
    );
    const [{ uriRange, parsed }] = links as [(typeof links)[number]];
    const written = text.slice(uriRange.from, uriRange.to);
    assert.match(written, /^zotero:\/\/[^\s)>"]+$/);
    assert.ok(parsed.link !== undefined);
  });
}

test('links in code are not links', () => {
  assert.deepEqual(
    linksOf(
      '`[p](zotero://select/library/items/AAAA2222)`\n\n```md\n[p](zotero://select/library/items/AAAA2222)\n```\n',
    ),
    [],
  );
});

// ---- problems and their fixes, against a small made-up library ----

const own = { kind: 'user' } as const;
const group = { kind: 'group', groupId: 4444 } as const;

function annotation(key: string, more: Partial<Annotation> = {}): Annotation {
  return {
    kind: 'annotation',
    library: own,
    key,
    attachment: 'PDFF2222',
    type: 'highlight',
    text: 'marked',
    comment: '',
    color: '#ffd400',
    pageLabel: '309',
    sortIndex: '00001',
    position: { pageIndex: 1, rects: [], paths: [], nextPageRects: [], selector: undefined },
    tags: [],
    authorName: '',
    dateAdded: '',
    dateModified: '',
    ...more,
  };
}

function attachment(key: string, library: Attachment['library'] = own): Attachment {
  const file = { kind: 'present', path: `/${key}.pdf` } as const;
  return {
    kind: 'attachment',
    library,
    key,
    parent: 'PAPR2222',
    title: 'PDF',
    filename: `${key}.pdf`,
    contentType: 'application/pdf',
    linkMode: 'imported_file',
    file,
    dateModified: '',
  };
}

function found(thing: Thing, trashed = false, source: SourceName = 'local-api'): readonly [string, KeyAnswer] {
  return [referenceId(thing.library, thing.key), { finding: { kind: 'found', thing, trashed }, source, taken: 0 }];
}

const absent = (id: string, finding: Finding = { kind: 'absent' }): readonly [string, KeyAnswer] => [
  id,
  { finding, source: 'database', taken: 0 },
];
const inGroup = annotation('GRPA2222', { library: group, attachment: 'GRPF2222' });

const answers: Answers = {
  failures: [],
  answered: [],
  byId: new Map([
    found(annotation('ANNA2222')),
    found(annotation('MVED2222', { attachment: 'PDFG2222' })),
    found(annotation('TRSH2222'), true),
    found(attachment('PDFF2222')),
    found(attachment('PDFG2222')),
    found(inGroup),
    found(attachment('GRPF2222', group)),
    ['library/GRPA2222', { finding: { kind: 'found', thing: inGroup, trashed: false }, source: 'local-api', taken: 0 }],
    absent('library/GRPF2222'),
    absent('library/GNEX2222'),
    absent('library/UNKN2222', { kind: 'unknown', reason: 'not-running' }),
    found(annotation('KEPT2222'), false, 'last-known'),
  ]),
};

function checked(text: string): readonly CheckedLink[] {
  return linksOf(text).map(link => ({ link, judged: judgeLink(link.parsed, answers, undefined) }));
}

const at = 'zotero://open-pdf/library/items';
/** A link's text before, the codes told of it, and its text when all that is safe is mended. */
const mended: readonly (readonly [before: string, codes: readonly string[], after: string])[] = [
  [`[(p. 2)](${at}/PDFF2222?page=2&annotation=ANNA2222)`, [], `[(p. 2)](${at}/PDFF2222?page=2&annotation=ANNA2222)`],
  [`[p](${at}/PDFF2222?page=309&annotation=ANNA2222)`, ['link-page'], `[p](${at}/PDFF2222?page=2&annotation=ANNA2222)`],
  [
    `[p](${at}/PDFF2222?annotation=ANNA2222&amp;page=iii)`,
    ['link-page'],
    `[p](${at}/PDFF2222?annotation=ANNA2222&amp;page=2)`,
  ],
  [
    `[p](${at}/PDFF2222?page=9\\&annotation=MVED2222)`,
    ['link-moved', 'link-page'],
    `[p](${at}/PDFG2222?page=2\\&annotation=MVED2222)`,
  ],
  [
    `[p](${at}/GRPF2222?page=2&annotation=GRPA2222)`,
    ['link-wrong-library'],
    '[p](zotero://open-pdf/groups/4444/items/GRPF2222?page=2&annotation=GRPA2222)',
  ],
  [
    `[p](${at}/PDFF2222?page=2&annotation=TRSH2222)`,
    ['link-trashed'],
    `[p](${at}/PDFF2222?page=2&annotation=TRSH2222)`,
  ],
  [
    `[p](${at}/PDFF2222?page=2&annotation=GNEX2222)`,
    ['link-deleted'],
    `[p](${at}/PDFF2222?page=2&annotation=GNEX2222)`,
  ],
  [`[p](${at}/PDFF2222?page=7&annotation=UNKN2222)`, [], `[p](${at}/PDFF2222?page=7&annotation=UNKN2222)`],
  [`[p](${at}/PDFF2222?page=7&annotation=KEPT2222)`, [], `[p](${at}/PDFF2222?page=7&annotation=KEPT2222)`],
  [`[p](${at}/PDFF2222?page=7&annotation=undefined)`, ['link-malformed'], `[p](${at}/PDFF2222?page=7)`],
  [`[p](${at}/PDFF2222?page=undefined&annotation=)`, ['link-malformed'], `[p](${at}/PDFF2222)`],
  [
    `[p](${at}/PDFF2222?page=2&annotation=anna2222)`,
    ['link-malformed'],
    `[p](${at}/PDFF2222?page=2&annotation=ANNA2222)`,
  ],
  [`[p](${at}/nonsense)`, ['link-malformed'], `[p](${at}/nonsense)`],
];

for (const [before, codes, after] of mended) {
  test(`${codes.join(', ') || 'nothing'} told of ${before}`, () => {
    const text = `Quoted. ${before}\n%%my own%%\n`;
    const links = checked(text);
    const problems = linkProblems(links);
    assert.deepEqual([...new Set(problems.map(problem => problem.code))], codes);
    for (const { range, message } of problems) {
      assert.ok(range.from >= 'Quoted. '.length && range.to <= text.length - '\n%%my own%%\n'.length);
      assert.match(message, /^[“\p{Lu}].*\.$/u);
    }
    const edited = applyEdits(text, fixAll(text, links));
    assert.equal(edited, `Quoted. ${after}\n%%my own%%\n`);
    if (edited !== text) assert.deepEqual(fixAll(edited, checked(edited)), []);
  });
}

test('one fix that mends two problems of a link is offered once', () => {
  const text = `Group. [(p. 2)](${at}/GPDF2222?page=9&annotation=GRPA2222)\n`;
  const [link] = zoteroLinks(text, readNote(text).elements);
  const group = { kind: 'group', groupId: 4444 } as const;
  const thing = annotation('GRPA2222', { attachment: 'GPDF2222', library: group });
  const byId = new Map([
    ['library/GRPA2222', { finding: { kind: 'found', thing, trashed: false }, source: 'database', taken: 0 } as const],
  ]);
  const judged = judgeLink(link!.parsed, { ...answers, byId }, undefined);
  assert.deepEqual(judged.states, ['wrong-library', 'page']);
  assert.deepEqual(
    linkFixes(text, { link: link!, judged }).map(({ code, also }) => [code, also]),
    [['link-wrong-library', ['link-page']]],
  );
});

test('a link that is gone can be taken away, and its text stays', () => {
  const text = `Quoted. [(p. 2)](${at}/PDFF2222?page=2&annotation=GNEX2222)\n`;
  const fixes = linkFixes(text, checked(text)[0]!);
  assert.deepEqual(
    fixes.map(fix => [fix.code, fix.safe, applyEdits(text, fix.edits)]),
    [['link-deleted', false, 'Quoted. (p. 2)\n']],
  );
});

test('what was last known is shown, but judged unknown', () => {
  const [link] = checked(`[p](${at}/PDFF2222?page=2&annotation=KEPT2222)`);
  assert.equal(link?.judged.state, 'unknown');
  assert.equal(link?.judged.source, 'last-known');
  assert.equal(link?.judged.annotation?.text, 'marked');
});

test('a paper’s key opens its file as well, so an annotation named through it has not moved', () => {
  assert.equal(checked(`[p](${at}/PAPR2222?page=2&annotation=ANNA2222)`)[0]?.judged.state, 'ok');
});

test('a key in the annotation’s place that is none of an annotation makes a link malformed', () => {
  assert.equal(checked(`[p](${at}/PDFF2222?page=2&annotation=PDFG2222)`)[0]?.judged.state, 'malformed');
});

test('a change since it was taken in is told, by the parts that changed', () => {
  const text = `[p](${at}/PDFF2222?page=2&annotation=ANNA2222)`;
  const [link] = linksOf(text);
  const seen = {
    get: () => annotation('ANNA2222', { comment: 'before', text: 'marked' }),
    earlier: () => [],
    put: () => {},
  };
  const judged = judgeLink(link!.parsed, answers, seen);
  assert.equal(judged.state, 'changed');
  assert.deepEqual(judged.changes, [{ field: 'comment', before: 'before', after: '' }]);
  assert.match(linkProblems([{ link: link!, judged }])[0]?.message ?? '', /comment/);
});

test('an item that a link selects in the wrong library', () => {
  const item: Item = {
    kind: 'item',
    library: group,
    key: 'PAPR3333',
    itemType: 'book',
    title: 'T',
    creators: [],
    date: '',
    parsedDate: '',
    citekey: '',
    abstractNote: '',
    publicationTitle: '',
    doi: '',
    url: '',
    extra: '',
    tags: [],
    collections: [],
    dateAdded: '',
    dateModified: '',
  };
  const text = '[p](zotero://select/library/items/PAPR3333)';
  const [link] = linksOf(text);
  const byId = new Map([
    [
      'library/PAPR3333',
      { finding: { kind: 'found', thing: item, trashed: false }, source: 'database', taken: 0 } as const,
    ],
  ]);
  const judged = judgeLink(link!.parsed, { ...answers, byId }, undefined);
  assert.equal(judged.state, 'wrong-library');
  const [fix] = linkFixes(text, { link: link!, judged });
  assert.equal(applyEdits(text, fix!.edits), '[p](zotero://select/groups/4444/items/PAPR3333)');
});
