import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openNote } from '../../../../src/core/markdown/note.ts';
import { applyEdits, LineIndex } from '../../../../src/core/text.ts';
import { type Annotation, inReadingOrder } from '../../../../src/core/zotero/annotation.ts';
import { addNew } from '../../../../src/core/zotero/insertion/add-new.ts';
import { heldAnnotations } from '../../../../src/core/zotero/insertion/held.ts';
import { templateData } from '../../../../src/core/zotero/template/data.ts';
import { defaultTemplate } from '../../../../src/core/zotero/template/default-template.ts';
import { readTemplate } from '../../../../src/core/zotero/template/template.ts';
import { writingExamples } from '../insertion-fixture.ts';
import { annotation, recordedLibrary, writingFixture } from '../library-fixture.ts';

const citekey = 'azerbayev2023';
const item = { ...recordedLibrary().item, citekey };
const template = readTemplate(defaultTemplate);

function write(one: Annotation): string {
  const data = templateData(item, [one], { folder: 'figures', base: citekey }, '2026-11-23');
  return template.renderAnnotation(data, data.annotations[0]!).text ?? '';
}

function added(text: string, library: readonly Annotation[]): string {
  const { edits } = addNew(openNote(text), library, citekey, write);
  for (const edit of edits) assert.equal(edit.range.from, edit.range.to, 'an edit only inserts');
  return applyEdits(text, edits);
}

for (const example of writingExamples('add-new.md')) {
  test(`adds: ${example.title}`, () => {
    const after = added(example.before, example.library);
    assert.equal(after, example.after);
    assert.equal(added(after, example.library), after, 'a second run changes nothing');
  });
  test(`adds with Windows line ends: ${example.title}`, () => {
    const windows = (text: string): string => text.replace(/\n/g, '\r\n');
    assert.equal(added(windows(example.before), example.library), windows(example.after));
  });
}

test('a note just written holds everything; with any part of it cut out, that part comes back in its place', () => {
  const { annotations, item: paper } = recordedLibrary();
  const note = writingFixture('new-note.md');
  const run = (text: string): string =>
    applyEdits(
      text,
      addNew(openNote(text), annotations, paper.citekey, one => {
        const data = templateData(paper, [one], { folder: 'figures', base: paper.citekey }, '');
        return template.renderAnnotation(data, data.annotations[0]!).text ?? '';
      }).edits,
    );
  assert.equal(run(note), note);
  const paragraphs = note.trimEnd().split('\n\n');
  for (let i = 3; i < paragraphs.length; i++) {
    const cut = `${paragraphs.filter((_, at) => at !== i).join('\n\n')}\n`;
    assert.equal(run(cut), note);
  }
});

test('whatever the note, only insertions, everything held, nothing the second time, reading order kept', () => {
  const library = Array.from({ length: 8 }, (_, i) =>
    annotation({
      key: `KEYAAAA${i + 2}`,
      page: 1 + (i >> 1),
      y: 10 * (i % 2),
      text: `Quote ${i}.`,
      comment: i % 3 === 0 ? 'a\nb' : '',
    }),
  );
  const link = (i: number): string => write(library[i]!).replace(/\n[\s\S]*/, '');
  const piece = fc.oneof(
    fc.constantFrom(
      '\n',
      '\n\n',
      '# Heading\n',
      '## Annotations\n',
      'Text of mine.\n',
      '- item\n',
      '1. item\n',
      '> quoted\n',
      '> [!note] Callout\n',
      '---\n',
      '%% begin annotations %%\n',
      '%% end annotations %%\n',
      '%% begin notes %%\n',
      '%% end notes %%\n',
      '%%aside%%\n',
      '$$\nx\n$$\n',
      '| a | b |\n|---|---|\n',
      '```js\ncode\n```\n',
      '    code\n',
      '<div>\n',
      '[^1]: foot\n',
      '# References\n',
      '%% Import Date: 2024 %%\n',
    ),
    fc
      .tuple(
        fc.constantFrom('', '- ', '1. ', '> ', '> - ', '  ', '> > ', '- [ ] ', '| '),
        fc.nat({ max: 7 }),
        fc.constantFrom('\n', '\n\n', '%% end annotations %%\n', ' mine\n', ''),
      )
      .map(([prefix, i, end]) => `${prefix}${link(i)}${end}`),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), fc.boolean(), (pieces, windows) => {
      const text = windows ? pieces.join('').replace(/\n/g, '\r\n') : pieces.join('');
      const after = added(text, library);
      assert.equal(added(after, library), after);
      assert.ok(library.every(one => after.includes(`annotation=${one.key}`)));
      const held = (source: string): readonly Annotation[] =>
        [...heldAnnotations(source, openNote(source).elements(), library, citekey).values()]
          .filter(one => one.place !== undefined)
          .sort((a, b) => a.place!.from - b.place!.from)
          .map(one => one.annotation);
      // Nothing can go between two quotes of one paragraph.
      const note = openNote(text);
      const blocks = [...text.matchAll(/annotation=/g)].map(match =>
        note.blockAt(new LineIndex(text).lineAt(match.index)),
      );
      const plain = new Set(blocks).size === blocks.length && !/[>|`<^]|%%|\$\$| {4}/.test(text);
      const sorted = (list: readonly Annotation[]): boolean =>
        list.every((one, i) => i === 0 || inReadingOrder(list[i - 1]!, one) < 0);
      if (plain && sorted(held(text))) {
        const now = held(after);
        assert.equal(now.length, library.length, after);
        assert.ok(sorted(now), after);
      }
    }),
    { numRuns: 300 },
  );
});
