import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readNote } from '../../../src/core/markdown/note.ts';
import { applyEdits } from '../../../src/core/text.ts';
import { type TidyKind, tidyKinds } from '../../../src/core/tidy/kinds.ts';
import { tidied, tidy } from '../../../src/core/tidy/tidy.ts';

const folder = new URL('../../fixtures/tidy/', import.meta.url);

interface Sample {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** The samples of a fixture: blocks `before` with the block `after` that follows, and blocks `unchanged`. */
function samplesOf(fixture: string): Sample[] {
  const blocks = [...fixture.matchAll(/^~~~(before|after|unchanged)\n([\s\S]*?)\n~~~$/gm)].map(match => ({
    label: match[1]!,
    text: match[2]!,
    line: fixture.slice(0, match.index).split('\n').length,
  }));
  return blocks.flatMap(({ label, text, line }, index) => {
    if (label === 'after') return [];
    if (label === 'unchanged') return [{ name: `line ${line}: stays`, before: text, after: text }];
    const after = blocks[index + 1];
    assert.equal(after?.label, 'after', `line ${line} has no block "after"`);
    return [{ name: `line ${line}`, before: text, after: after!.text }];
  });
}

const fixtures = readdirSync(folder).map(file => ({
  kind: file.replace('.md', '') as TidyKind,
  samples: samplesOf(readFileSync(new URL(file, folder), 'utf8')),
}));
const allOn = Object.fromEntries(tidyKinds.map(({ kind }) => [kind, true]));
const allOff = Object.fromEntries(tidyKinds.map(({ kind }) => [kind, false]));

describe('tidy', () => {
  it('has a fixture for every kind', () => {
    assert.deepEqual(fixtures.map(fixture => fixture.kind).sort(), tidyKinds.map(({ kind }) => kind).sort());
  });

  for (const { kind, samples } of fixtures) {
    describe(kind, () => {
      for (const { name, before, after } of samples) {
        it(name, () => assert.equal(tidied(before, { kinds: { [kind]: true } }), after));
      }

      it('finds nothing more in what it made', () => {
        for (const { after } of samples) assert.deepEqual(tidy(after, { kinds: { [kind]: true } }), []);
      });

      it('can be switched off', () => {
        for (const { before } of samples) {
          assert.deepEqual(
            tidy(before, { kinds: { [kind]: false } }).filter(edit => edit.kind === kind),
            [],
          );
        }
      });
    });
  }
});

/** Text made of the pieces that repairs look for, in every order. */
const pieces = fixtures.flatMap(({ samples }) =>
  samples.flatMap(({ before }) => before.split(/(?<=[\s,.])/).filter(piece => piece.length < 40)),
);
const damaged = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...pieces) },
      fc.constantFrom(
        ' ',
        '\n',
        '\n\n',
        '> ',
        '$',
        '`',
        '%%',
        '[',
        '](x)',
        '*',
        '_',
        '| ',
        '- ',
        '\r\n',
        '…',
        '10−4',
        '42, 000',
      ),
      fc.string({ maxLength: 4, unit: 'binary' }),
    ),
    { maxLength: 24 },
  )
  .map(parts => parts.join(''));

describe('tidy, on any text', () => {
  it('finds nothing in what it has tidied', () => {
    fc.assert(
      fc.property(damaged, text => {
        const once = tidied(text, { kinds: allOn });
        assert.deepEqual(tidy(once, { kinds: allOn }), []);
      }),
      { numRuns: 400 },
    );
  });

  it('gives edits in order that an undo takes back, each with its kind and reason', () => {
    fc.assert(
      fc.property(damaged, text => {
        const edits = tidy(text, { kinds: allOn });
        const inverse: { range: { from: number; to: number }; insert: string }[] = [];
        let shift = 0;
        for (const { range, insert, kind, reason } of edits) {
          assert.ok(range.from < range.to && reason !== '' && kind !== undefined);
          inverse.push({
            range: { from: range.from + shift, to: range.from + shift + insert.length },
            insert: text.slice(range.from, range.to),
          });
          shift += insert.length - (range.to - range.from);
        }
        assert.equal(applyEdits(applyEdits(text, edits), inverse), text);
      }),
      { numRuns: 200 },
    );
  });

  it('changes nothing inside code, formulas, links, HTML and asides', () => {
    fc.assert(
      fc.property(damaged, text => {
        const kept = readNote(text).elements.filter(element => !['text', 'heading', 'task'].includes(element.kind));
        for (const { range } of tidy(text, { kinds: allOn })) {
          for (const element of kept) {
            assert.ok(
              range.to <= element.range.from || element.range.to <= range.from,
              `${element.kind} ${JSON.stringify(text.slice(element.range.from, element.range.to))}`,
            );
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('makes formulas that the note then has', () => {
    fc.assert(
      fc.property(damaged, text => {
        const edits = tidy(text, { kinds: allOn });
        const formulas = (note: string): number =>
          readNote(note).elements.filter(element => element.kind === 'math').length;
        const made = edits.reduce((sum, edit) => sum + (edit.insert.match(/(?<!\\)\$/g)?.length ?? 0) / 2, 0);
        assert.equal(formulas(applyEdits(text, edits)), formulas(text) + made);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps to a range', () => {
    const text = 'first 42, 000 steps, then 43, 000 steps, then 44, 000';
    const within = { from: text.indexOf('then'), to: text.indexOf(', then 44') };
    assert.equal(tidied(text, { within }), 'first 42, 000 steps, then 43,000 steps, then 44, 000');
  });

  it('does nothing with everything off', () => {
    for (const { samples } of fixtures)
      for (const { before } of samples) assert.deepEqual(tidy(before, { kinds: allOff }), []);
  });
});
