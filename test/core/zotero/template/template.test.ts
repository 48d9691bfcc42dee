import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { templateData } from '../../../../src/core/zotero/template/data.ts';
import { type TemplateField, templateFields } from '../../../../src/core/zotero/template/data-description.ts';
import { defaultTemplate } from '../../../../src/core/zotero/template/default-template.ts';
import { readTemplate, templateLimits } from '../../../../src/core/zotero/template/template.ts';
import { annotation, recordedLibrary, writingFixture } from '../library-fixture.ts';

const { item, annotations } = recordedLibrary();
const figures = { folder: 'figures', base: item.citekey };
const data = templateData(item, annotations, figures, '2026-11-23');

test('the default template writes a note in the form that these notes have', () => {
  const template = readTemplate(defaultTemplate);
  assert.deepEqual(template.problems, []);
  const { text, problems } = template.renderNote(data);
  assert.deepEqual(problems, []);
  assert.equal(text, writingFixture('new-note.md'));
});

test('each quote of the note it began with comes out as it stands there', t => {
  const folder = process.env.PAPER_NOTES_SHARED ?? path.resolve(import.meta.dirname, '../../../../../shared');
  const file = path.join(folder, 'notes/llemma.md');
  if (!existsSync(file)) return t.skip('the note is not on this machine');
  const note = readFileSync(file, 'utf8');
  const template = readTemplate(defaultTemplate);
  for (const quoted of data.annotations.filter(candidate => note.includes(`annotation=${candidate.key}`))) {
    const { text = '' } = template.renderAnnotation(data, quoted);
    assert.ok(note.includes(text), text);
  }
  for (const figure of data.annotations.filter(candidate => candidate.type === 'image')) {
    assert.ok(note.includes(figure.figure.replace('figures/', '')), figure.figure);
  }
});

test('a group’s annotation links into its group', () => {
  const library = { kind: 'group', groupId: 4444 } as const;
  const group = annotation({ key: 'GANN2222', attachment: 'GATT2222', library, text: 'group text' });
  const written = templateData({ ...item, library }, [group], figures, '2026-11-23');
  assert.equal(
    readTemplate(defaultTemplate).renderAnnotation(written, written.annotations[0]!).text,
    'group text [(p. 1)](zotero://open-pdf/groups/4444/items/GATT2222?page=1&annotation=GANN2222)',
  );
  assert.equal(written.item.uri, 'zotero://select/groups/4444/items/LLEMMA22');
});

test('the page label is shown, the physical page is linked; without a label both are physical', () => {
  const roman = annotation({ key: 'ROMAN222', page: 4, pageLabel: 'iv', text: 'a' });
  const bare = annotation({ key: 'BARE2222', page: 5, pageLabel: '', text: 'b' });
  const attack = annotation({ key: 'ATTACK22', page: 6, pageLabel: '](command:x)[', text: 'c' });
  const written = templateData(item, [roman, bare, attack], figures, '');
  const lines = written.annotations.map(one => readTemplate(defaultTemplate).renderAnnotation(written, one).text);
  assert.deepEqual(lines, [
    'a [(p. iv)](zotero://open-pdf/library/items/6PP9LFYN?page=4&annotation=ROMAN222)',
    'b [(p. 5)](zotero://open-pdf/library/items/6PP9LFYN?page=5&annotation=BARE2222)',
    'c [(p. &#93;(command:x)&#91;)](zotero://open-pdf/library/items/6PP9LFYN?page=6&annotation=ATTACK22)',
  ]);
});

test('a picture that Zotero has not drawn leaves a link in its place', () => {
  const image = annotations.find(candidate => candidate.key === 'IMG3UXB6')!;
  const written = templateData(item, [image], { ...figures, missing: new Set(['IMG3UXB6']) }, '');
  assert.equal(
    readTemplate(defaultTemplate).renderAnnotation(written, written.annotations[0]!).text,
    '[(p. 1)](zotero://open-pdf/library/items/6PP9LFYN?page=1&annotation=IMG3UXB6)',
  );
});

test('names that no data has are told with their place and the name probably meant', () => {
  const source =
    '{{ item.titel }}\n{% for a in annotations %}{{ a.txt }}{% endfor %}{{ itm }}{% assign x = 1 %}{{ x.y }}';
  assert.deepEqual(
    readTemplate(source).problems.map(problem => [source.slice(problem.range.from, problem.range.to), problem.message]),
    [
      ['titel', 'There is no "titel" here. Did you mean "title"?'],
      ['txt', 'There is no "txt" here. Did you mean "text"?'],
      ['itm', 'There is no "itm" here. Did you mean "item"?'],
    ],
  );
  assert.equal(readTemplate(source).renderNote(data).problems.length, 3);
});

test('names inside the annotation block are checked too', () => {
  const source = '{% annotations %}{{ annotation.colour }}{% endannotations %}';
  assert.deepEqual(
    readTemplate(source).problems.map(problem => problem.message),
    ['There is no "colour" here. Did you mean "color"?'],
  );
});

test('faults of syntax have their place, and nothing is rendered', () => {
  for (const [source, place] of [
    ['a {% if %}', ''],
    ['a\n{% annotations %}', '{% annotations %}'],
    ['{% include "x" %}', '{% include "x" %}'],
    ['{% render "/etc/passwd" %}', '{% render "/etc/passwd" %}'],
    ['{{ item.title | shout }}', '{{ item.title | shout }}'],
    ['{% annotations %}{% endannotations %}{% annotations %}{% endannotations %}', '{% annotations %}'],
  ] as const) {
    const { text, problems } = readTemplate(source).renderNote(data);
    assert.equal(text, undefined, source);
    assert.equal(problems.length, 1);
    assert.equal(problems[0]?.code, 'template-invalid');
    assert.equal(source.slice(problems[0].range.from, problems[0].range.to), place);
  }
});

test('a template that does too much stops with a problem', () => {
  const limits = { ...templateLimits, time: 50, output: 1_000_000 };
  for (const source of [
    '{% for i in (1..49000000) %}{% endfor %}',
    '{% assign a = (1..9000000) %}{{ a | size }}',
    '{% assign s = "xxxxxxxx" %}{% for i in (1..40) %}{% assign s = s | append: s %}{% endfor %}{{ s }}',
    '{% assign s = "xxxxxxxx" %}{% for i in (1..20) %}{% capture s %}{{ s | raw }}{{ s | raw }}{% endcapture %}{% endfor %}{{ s }}',
    '{% assign s = "xxxxxxxx" %}{% for i in (1..20) %}{% capture s %}{{ s | raw }}{{ s | raw }}{% endcapture %}{% endfor %}{{ s | raw }}',
    '{{ today | date: "%Y%9999999Y" }}',
    '{% tablerow i in (1..1000000) %}{{ i }}{% endtablerow %}',
    '{% for i in (1..1000000000) %}x{% endfor %}',
    '{% for i in (1..100000) %}{% for j in (1..100000) %}{% endfor %}{% endfor %}',
    `{{ "x" }}${' '.repeat(templateLimits.length)}`,
  ]) {
    assert.equal(readTemplate(source, limits).renderNote(data).problems[0]?.code, 'template-limit');
  }
});

test('a note of thousands of annotations is no too large one', () => {
  const [one] = data.annotations;
  const many = Array.from({ length: 2000 }, (_, i) => ({
    ...one!,
    figure: '',
    key: `K${i}`,
    text: 'Some words of a quote. '.repeat(30),
  }));
  const { text, problems } = readTemplate(defaultTemplate).renderNote({ ...data, annotations: many });
  assert.deepEqual(problems, []);
  assert.ok(text!.length > 1_000_000);
});

test('what a template assigns before its block is there when annotations are added later', () => {
  const template = readTemplate(
    '{% assign page = "Seite" %}{% capture by %}{{ item.title | truncate: 9 }}{% endcapture %}# {{ by }}\n{% annotations %}{{ page }} {{ annotation.page }} of {{ by }}{% endannotations %}',
  );
  assert.equal(template.renderAnnotation(data, data.annotations[0]!).text, 'Seite 1 of Llemma...');
});

test('annotations of several files come file by file, and one without a page has a link all the same', () => {
  const at = (key: string, attachment: string, page: number) => annotation({ key, attachment, page, text: key });
  const both = [at('AAAAAAA2', 'FILEAAAA', 9), at('BBBBBBB2', 'FILEBBBB', 5), at('CCCCCCC2', 'FILEAAAA', 2)];
  assert.deepEqual(
    templateData(item, both, figures, '').annotations.map(one => one.key),
    ['CCCCCCC2', 'AAAAAAA2', 'BBBBBBB2'],
  );
  const nowhere = { ...both[0]!, pageLabel: '', position: { ...both[0]!.position, pageIndex: undefined } };
  const written = templateData(item, [nowhere], figures, '');
  assert.equal(
    readTemplate(defaultTemplate).renderAnnotation(written, written.annotations[0]!).text,
    'AAAAAAA2 [Zotero](zotero://open-pdf/library/items/FILEAAAA?annotation=AAAAAAA2)',
  );
});

test('faults are said in words', () => {
  for (const [source, message] of [
    ['{{ item.title | shout }}', 'There is no filter “shout”.'],
    ['{% iff x %}', 'There is no tag {% iff %}.'],
    ['a {{ item.title', '“{{ item.title” is not closed by }}.'],
    ['{% if item.title %}a', '“{% if item.title %}” is not closed by {% endif %}.'],
    [
      '{% if item.title = "x" %}{% endif %}',
      'This cannot be read: put | before a filter, and == between two things to compare.',
    ],
  ] as const) {
    assert.equal(readTemplate(source).problems[0]?.message, message);
  }
});

test('a template reaches nothing but its data', () => {
  for (const source of [
    '{{ item.constructor }}',
    '{{ item.__proto__ }}',
    '{{ constructor.constructor }}',
    '{{ annotations.constructor }}',
  ]) {
    assert.equal(readTemplate(source).renderNote(data).text, '', source);
  }
});

test('everything a template writes is text, wherever it comes from', () => {
  const hostile = {
    ...item,
    title: '](command:x)\n# <img src=x>',
    doi: '',
    url: 'javascript:alert(1)',
    tags: ['a: b', '- c'],
  };
  const written = templateData(hostile, [], figures, '');
  const { text = '' } = readTemplate(defaultTemplate).renderNote(written);
  assert.ok(text.includes('title: "](command:x) # <img src=x>"'));
  assert.ok(text.includes('  - "a: b"\n  - "- c"'));
  assert.ok(text.includes('This is my reading note for &#93;(command:x) # \\<img src=x>.'));
});

test('the description tells every name of the data, and no other', () => {
  const described = (fields: readonly TemplateField[] | undefined): readonly string[] =>
    (fields ?? []).map(field => field.name).sort();
  const find = (fields: readonly TemplateField[] | undefined, name: string): readonly TemplateField[] | undefined =>
    fields?.find(field => field.name === name)?.fields;
  assert.deepEqual(described(templateFields), [...Object.keys(data), 'annotation'].sort());
  assert.deepEqual(described(find(templateFields, 'item')), Object.keys(data.item).sort());
  assert.deepEqual(described(find(templateFields, 'annotation')), Object.keys(data.annotations[0]!).sort());
  assert.deepEqual(
    described(find(find(templateFields, 'item'), 'creators')),
    Object.keys(data.item.creators[0]!).sort(),
  );
});
