import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { openNote } from '../../../../src/core/markdown/note.ts';
import { checkArithmetic } from '../../../../src/core/recipe/follow/arithmetic.ts';
import { checkAsides, createAsideChecker } from '../../../../src/core/recipe/follow/asides.ts';
import { calculationsAt } from '../../../../src/core/recipe/follow/calculations.ts';
import { sentencesOf } from '../../../../src/core/recipe/follow/remark.ts';
import { readNoteQuantities } from '../../../../src/core/recipe/quote/note.ts';
import { applyEdits } from '../../../../src/core/text.ts';

const fixture = readFileSync(new URL('../../../fixtures/recipe/asides.txt', import.meta.url), 'utf8');

const check = (text: string) => {
  const note = openNote(text);
  return checkAsides(readNoteQuantities(note), note.elements());
};

interface Case {
  readonly note: string;
  readonly title: string;
  readonly state: string;
  readonly aside: string;
  readonly right: string | undefined;
}

function casesOf(text: string): readonly Case[] {
  return text
    .split(/^<<<\n/m)
    .slice(1)
    .flatMap(part => {
      const [note = '', rest = ''] = part.split(/^>>>\n/m);
      const title = /^# (.*)/.exec(note)?.[1] ?? '';
      return rest.split('\n').flatMap(line => {
        const [state = '', aside = '', right] = line.split(' | ');
        return /^(?:holds|stale|left)$/.test(state) ? [{ note, title, state, aside, right }] : [];
      });
    });
}

describe('asides in the words of readers', () => {
  for (const { note, title, state, aside, right } of casesOf(fixture)) {
    it(`${title}: "${aside}" ${state === 'left' ? 'is left alone' : state}`, () => {
      const text = note.replace('@@', `%%${aside}%%`);
      const at = text.indexOf(`%%${aside}%%`);
      const found = check(text).find(({ range }) => range.from === at);
      assert.equal(found?.state === 'unjudged' || found === undefined ? 'left' : found.state, state, found?.message);
      if (state !== 'stale') return;
      if (right !== undefined) assert.equal(found?.fix?.insert, right);
      // What the fix writes holds, and says so.
      assert.ok(found?.fix);
      const mended = applyEdits(text, [found.fix]);
      assert.ok(!check(mended).some(({ state }) => state === 'stale'), mended);
    });
  }

  it('never throws, and is quick, whatever an aside says', () => {
    const words = fc.constantFrom(
      'epochs',
      'MFU',
      '168B',
      '0.84',
      'peak/',
      '14',
      '%',
      'tokens',
      '=',
      '×',
      '(',
      ')',
      '$46k',
      'at',
      '$2/h',
      'days',
      'half',
      '\n',
      ';',
      '34B',
      '6N',
      'LR',
      '…',
      '😀',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string({ maxLength: 12 })), { maxLength: 40 }), parts => {
        const note = casesOf(fixture)[0]!.note.replace('@@', `%%${parts.join(' ').replaceAll('%%', '%')}%%`);
        for (const { state, fix } of check(note)) if (fix !== undefined) assert.equal(state, 'stale');
      }),
      { numRuns: 300 },
    );
  });

  it('parts sentences, not numbers, abbreviations or brackets', () => {
    assert.deepEqual(
      sentencesOf('0.84 epochs, approx. 3.7 days (6N; A100). MFU 26 %; cheap').map(each => each.text.trim()),
      ['0.84 epochs, approx. 3.7 days (6N; A100).', 'MFU 26 %;', 'cheap'],
    );
  });
});

describe('what the command writes', () => {
  const sentences: readonly { readonly text: string }[] = JSON.parse(
    readFileSync(new URL('../../../fixtures/recipe/sentences.json', import.meta.url), 'utf8'),
  );
  const notes = [
    ...new Set(casesOf(fixture).map(({ note }) => note.replace('@@\n', ''))),
    // every tenth: all of them take a while, and say the same
    ...sentences.filter((_, index) => index % 10 === 0).map(({ text }) => `> ${text.trim().replace(/\n/g, '\n> ')}\n`),
  ];

  it('follows where it is inserted, also at the end of a quote on several models', () => {
    let held = 0;
    let offered = 0;
    for (const note of notes) {
      const quantities = readNoteQuantities(openNote(note));
      for (const { range, quantities: own } of quantities.paragraphs) {
        const body = note.slice(range.from, range.to).trimEnd();
        if (own.length === 0 || body.trimStart().startsWith('|')) continue;
        const end = range.from + body.length;
        for (const { aside } of calculationsAt(quantities, end)) {
          if (aside === '') continue;
          const text = `${note.slice(0, end)}\n%%${aside}%%${note.slice(end)}`;
          const found = check(text).find(one => one.range.from === end + 1);
          assert.notEqual(found?.state, 'stale', `${text}\n${found?.message}`);
          offered += 1;
          if (found?.state === 'holds') held += 1;
        }
      }
    }
    assert.ok(offered > 100 && held >= 0.95 * offered, `${held} of ${offered}`);
  });

  it('is wrong of neither of two models that a quote says the same of, unless it names one', () => {
    const quote = 'We train the Fern 7B model for 200B tokens, and the Fern 34B model for 50B tokens.\n';
    const batch = 'Fern 7B takes 100,000 steps of 1M tokens, and Fern 34B 25,000 steps of 1M tokens.\n';
    const stateOf = (aside: string) => check(`${batch}\n${quote}%%${aside}%%\n`)[0]?.state;
    for (const aside of ['0.50 of the 200B tokens planned', '0.50 of the 50B tokens planned'])
      assert.notEqual(stateOf(aside), 'stale', aside);
  });
});

describe('findings that are kept', () => {
  const quotes = [
    '> Mulberry 7B was trained for 30,000 steps with a global batch size of 4M tokens on 128 A100 GPUs, which took 20,000 A100-hours. It was planned for 150B tokens.',
    '> Mulberry 13B was trained for 20,000 steps with a batch size of 2M tokens on 128 A100 GPUs.',
    '> The learning rate is warmed up to 1e-4 over 500 steps, then set to cosine decay to 1/30th of it over 40,000 steps.',
  ];
  const asides = [
    '0.8 epochs over 150B',
    'took 9 days',
    '13B: 40B tokens seen',
    'LR at the stop: 1e-5',
    'MFU 40%; 120B tokens in all',
  ];
  const lines = fc.constantFrom(...quotes, ...asides.map(aside => `%%${aside}%%`), '## Next', 'I read on.', '');

  it('are what is found from scratch, after any edit', () => {
    const kept = createAsideChecker();
    const edit = fc.record({ at: fc.nat(12), drop: fc.nat(3), lines: fc.array(lines, { maxLength: 3 }) });
    let judged = 0;
    fc.assert(
      fc.property(fc.array(lines, { maxLength: 12 }), fc.array(edit, { maxLength: 6 }), (start, edits) => {
        const text = ['# Mulberry', ...start];
        for (const { at, drop, lines: fresh } of [{ at: 0, drop: 0, lines: [] as string[] }, ...edits]) {
          text.splice(1 + Math.min(at, text.length), drop, ...fresh);
          const note = openNote(text.join('\n\n'));
          const quantities = readNoteQuantities(note);
          const elements = note.elements();
          for (const element of elements) kept(quantities, [element]);
          const found = kept(quantities, elements);
          assert.deepEqual(found, createAsideChecker()(quantities, elements));
          judged += found.filter(({ state }) => state !== 'unjudged').length;
        }
      }),
      { numRuns: 60 },
    );
    assert.ok(judged > 40, `${judged} were judged`);
  });
});

describe('sums that a remark writes out', () => {
  it('tells the right result of a wrong one', () => {
    assert.equal(checkArithmetic('42,000 × 4M = 186B')?.right, '168B');
    assert.equal(checkArithmetic('256/2 = 64')?.right, '128');
  });

  it('leaves alone what is right, rounded, in another unit, or no sum', () => {
    for (const text of [
      '42,000 × 4M = 168B',
      '1024 × 4096 = 4M',
      '1024 × 4096 ≈ 4.2M',
      '23,000 / 256 = 3.7 days',
      '48/200 = 24 %',
      'x = 3',
      '3 = 3',
      '2023/10/12',
    ])
      assert.equal(checkArithmetic(text), undefined, text);
  });
});
