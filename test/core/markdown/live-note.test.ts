import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { LiveNote } from '../../../src/core/markdown/live-note.ts';
import { createNoteReader, openNote } from '../../../src/core/markdown/note.ts';
import { applyEdits } from '../../../src/core/text.ts';
import { generateNote } from './generate-note.ts';
import { nextMoment, random } from './random-edits.ts';
import { vaultAround } from './vault.ts';

const shared = process.env.PAPER_NOTES_SHARED ?? '../shared';
const reader = createNoteReader();

/** What every note here is surrounded by: `[[Note]]` is there, and shows others. */
const vault = vaultAround(
  {
    '/notes/Note.md': '## Same\n\nText[^n] ![](a-1-x2-y3.png).\n\n![[Inner]]\n\n![[Note]]\n\n[^n]: Foot.\n',
    '/Inner.md': '[a](b.md) $\\newcommand{\\foo}{2}\\foo$\n\n![[Note#Same]]\n',
  },
  '/day.md',
);

/** All that a note says, without ids, which differ from note to note. */
function whatItSays(note: LiveNote): string {
  const blocks = note.blocks.map((block, index) => {
    const html = note
      .html(index)
      .replaceAll(
        /data-block="(\d+)"/g,
        (_, id) => `data-block="${note.blocks.findIndex(other => other.id === Number(id))}"`,
      )
      .replaceAll(new RegExp(`\\bblock-${block.id}\\b`, 'g'), 'block-ID');
    return `${note.lineOf(index)}+${block.lines} ${block.heading ?? ''} ${html}`;
  });
  return [...blocks, JSON.stringify(note.elements()), JSON.stringify(note.problems())].join('\n');
}

function assertSameAsFresh(note: LiveNote, expectedText: string, context: string): void {
  assert.equal(note.text, expectedText, context);
  const said = whatItSays(note);
  const expected = whatItSays(openNote(expectedText, vault, reader));
  if (said === expected) return;
  let at = 0;
  while (said[at] === expected[at]) at += 1;
  const around = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 150), at + 150));
  assert.fail(`${context}\nkept:  …${around(said)}…\nfresh: …${around(expected)}…`);
}

function realNotes(): { name: string; text: string }[] {
  const folder = path.join(shared, 'notes');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.md'))
    .map(name => ({ name, text: readFileSync(path.join(folder, name), 'utf8') }));
}

/** Blocks whose HTML must be asked for again after a change, told by id and revision. */
const versions = (note: LiveNote) =>
  new Map(note.blocks.map(({ id, revision }, index) => [id, { revision, html: note.html(index) }]));

describe('a live note equals a fresh one after every edit', () => {
  const seed = Number(process.env.SEED ?? 20261123);
  const wanted = Number(process.env.EDITS ?? 10_000);

  it(`fuzzed editing of generated and real notes (seed ${seed})`, t => {
    const next = random(seed);
    const sources = [
      ...Array.from({ length: 40 }, (_, index) => ({ name: `generated ${index}`, text: generateNote(next) })),
      ...realNotes().map(({ name, text }) => ({ name, text: text.slice(0, 6000) })),
    ];
    const each = Math.ceil(wanted / sources.length);
    let edits = 0;
    for (const { name, text } of sources) {
      const note = openNote(text, vault, reader);
      let expected = text;
      for (let count = 0; count < each; count++) {
        const before = versions(note);
        const moment = nextMoment(expected, next);
        expected = applyEdits(
          expected,
          moment.map(({ edit }) => edit),
        );
        note.edit(moment.map(({ edit }) => edit));
        edits += moment.length;
        const context = `${name}, edit ${count} ${JSON.stringify(moment)}, seed ${seed}`;
        assertSameAsFresh(note, expected, context);
        note.blocks.forEach(({ id, revision }, index) => {
          const kept = before.get(id);
          if (kept?.revision === revision) assert.equal(note.html(index), kept.html, `unchanged revision, ${context}`);
        });
      }
    }
    t.diagnostic(`${edits} edits of ${sources.length} notes, seed ${seed}`);
    if (realNotes().length === 0) t.diagnostic('no real notes beside this clone: only generated ones were edited');
  });

  it('a block whose own text stays, and which the lines behind it make another', () => {
    const text = 'Before.\n\n  $$\nvery trained\n- [x$$y$$\n';
    const note = openNote(text, vault, reader);
    const edit = { range: { from: text.indexOf('- ['), to: text.length }, insert: '' };
    note.edit([edit]);
    assertSameAsFresh(note, applyEdits(text, [edit]), 'the formula is open now');
  });

  it('many edits at once', () => {
    const text = Array.from({ length: 200 }, (_, index) => `Paragraph ${index} with $x_{${index}}$.\n`).join('\n');
    const note = openNote(text, vault, reader);
    const edits = Array.from(text.matchAll(/Paragraph/g), match => ({
      range: { from: match.index, to: match.index + 9 },
      insert: 'Section',
    }));
    note.edit(edits);
    assertSameAsFresh(note, text.replaceAll('Paragraph', 'Section'), '200 edits at once');
  });
});

describe('an edit changes what it must and nothing else', () => {
  const text = '# One\n\nFirst $a$.\n\nSecond $b$.\n\n- item\n\nLast.\n';

  it('keeps the ids of all blocks but the edited one', () => {
    const note = openNote(text, {}, reader);
    const before = note.blocks.map(({ id }) => id);
    const at = text.indexOf('Second');
    note.edit([{ range: { from: at, to: at }, insert: 'The ' }]);
    const after = note.blocks.map(({ id }) => id);
    assert.equal(after.length, before.length);
    assert.deepEqual(after.filter((id, index) => id !== before[index]).length, 1);
  });

  it('numbers equations anew in the blocks behind, whose ids stay', () => {
    const note = openNote('$$\\label{a} a$$\n\n$$\\label{b} b$$\n\nSee \\eqref{b}.\n', {}, reader);
    assert.match(note.html(2), /\(2\)/);
    const ids = note.blocks.map(({ id }) => id);
    note.edit([{ range: { from: 0, to: 17 }, insert: '' }]);
    assert.equal(note.text.startsWith('$$\\label{b}'), true);
    assert.match(note.html(1), /\(1\)/);
    assert.deepEqual(
      note.blocks.map(({ id }) => id),
      ids.slice(1),
    );
  });

  it('renders formulas again when a macro before them changes, and only those that use it', () => {
    const note = openNote('$\\gdef\\half{\\frac12}$\n\n$\\half x$\n\n$y$\n', {}, reader);
    const revisions = note.blocks.map(({ revision }) => revision);
    assert.match(note.html(1), /mfrac/);
    const at = note.text.indexOf('\\frac12');
    note.edit([{ range: { from: at, to: at + 7 }, insert: '0.5' }]);
    assert.doesNotMatch(note.html(1), /mfrac/);
    assert.notEqual(note.blocks[1]?.revision, revisions[1]);
    assert.equal(note.blocks[2]?.revision, revisions[2]);
  });

  it('takes macros from the front matter, and lets its formulas follow when they change', () => {
    const note = openNote('---\nmacros:\n  half: "\\\\frac12"\n---\n\n$\\half$\n', {}, reader);
    assert.match(note.html(1), /mfrac/);
    const at = note.text.indexOf('frac12');
    note.edit([{ range: { from: at, to: at + 6 }, insert: 'tau' }]);
    assert.match(note.html(1), /τ/);
    assert.equal(note.problems().length, 0);
  });

  it('gathers footnotes in a block behind all others, which is renewed when one of them changes', () => {
    const note = openNote('Text[^b] and[^a].\n\n[^a]: First.\n\n[^b]: Second $x$.\n', {}, reader);
    assert.equal(note.blocks.length, 4);
    assert.match(note.html(3), /Second[\s\S]*First/);
    const { id, revision } = note.blocks[3]!;
    const at = note.text.indexOf('First');
    note.edit([{ range: { from: at, to: at + 5 }, insert: 'Last' }]);
    assert.equal(note.blocks[3]?.id, id);
    assert.notEqual(note.blocks[3]?.revision, revision);
    assert.match(note.html(3), /Second[\s\S]*Last/);
    note.edit([{ range: { from: 0, to: note.text.indexOf('\n') }, insert: 'Text.' }]);
    assert.equal(note.blocks.length, 3);
  });

  it('holds the parts of <details> together over blank lines, and not beyond its end', () => {
    const note = openNote('<details>\n<summary>More</summary>\n\nInside *it*.\n\n</details>\n\nOutside.\n', {}, reader);
    assert.equal(note.blocks.length, 2);
    assert.match(note.html(0), /<details>[\s\S]*<em>it<\/em>[\s\S]*<\/details>/);
    assert.equal(openNote('<details>\n\nNever closed.\n\n# Heading\n', {}, reader).blocks.length, 3);
  });
});
