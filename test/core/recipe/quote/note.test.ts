import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { openNote } from '../../../../src/core/markdown/note.ts';
import { createQuantityReader, readNoteQuantities, readProse } from '../../../../src/core/recipe/quote/note.ts';

const read = (text: string) => readNoteQuantities(openNote(text));
const brief = (text: string) =>
  read(text).quantities.map(({ role, value, model }) => `${role} ${value}${model === undefined ? '' : ` of ${model}`}`);

describe('quantities of a note', () => {
  it('reads prose, list items and tables, and neither code nor front matter nor asides', () => {
    const text = `---
title: A note of 7,000 steps
---
Trained for **100**K steps. %%0.5 epoch of 300B tokens%%

- a batch of 2M tokens

\`\`\`
steps: 5000
\`\`\`

| Layers | 16 |
|---|---|
| Hidden size | 2048 |
`;
    assert.deepEqual(brief(text), ['steps 100000', 'batch_tokens 2000000', 'layers 16', 'hidden 2048']);
  });

  it('takes the model from the heading above', () => {
    assert.deepEqual(brief('# Foo-7B\n\nIt was trained for 2T tokens.\n'), ['tokens 2000000000000 of Foo-7B']);
  });

  it('takes the model from the paragraph that named one last, however far above', () => {
    const between = 'Nothing is said of it here.\n\n'.repeat(20_000);
    assert.deepEqual(brief(`We speak of Foo-7B here.\n\n${between}It was trained for 2T tokens.\n`), [
      'params 7000000000 of Foo-7B',
      'tokens 2000000000000 of Foo-7B',
    ]);
  });

  it('takes the same words for another model where another was named', () => {
    assert.deepEqual(
      brief('# Foo-7B\n\nIt was trained for 2T tokens.\n\n# Bar-3B\n\nIt was trained for 2T tokens.\n'),
      ['tokens 2000000000000 of Foo-7B', 'tokens 2000000000000 of Bar-3B'],
    );
  });

  it('says a number once of a model that is named again', () => {
    assert.deepEqual(
      brief('We train Foo-7B and Foo-13B, Foo-7B and Foo-13B.\n\nThey took 42,000 steps.\n').filter(each =>
        each.startsWith('steps'),
      ),
      ['steps 42000 of Foo-7B', 'steps 42000 of Foo-13B'],
    );
  });

  it('reads numbers in inline formulas', () => {
    assert.deepEqual(brief('a peak learning rate of $1\\cdot10^{-4}$\n'), ['peak_lr 0.0001']);
  });

  it('gives places in the note that hold the words', () => {
    const text = 'One.\n\n> trained for 42, 000 steps\n> with a batch size of 4 million tokens\n';
    for (const quantity of read(text).quantities) {
      assert.equal(text.slice(quantity.range.from, quantity.range.to), quantity.text);
    }
  });

  it('says after edits what a fresh reading of a fresh note says', () => {
    const reader = createQuantityReader();
    const lines = [
      'LLEMMA 7B is trained for 42, 000 steps.',
      '',
      'It used 256 A100 GPUs.',
      '# The 34B model',
      'a batch of 4M tokens',
      '%%0.84 epoch%%',
      '`5 steps`',
      'lr of 3e-4',
      'It ran on 16 nodes.',
      'with 8 GPUs per node',
      'We compare with Gemma 2B, which is older.',
      'Nothing is said of this.',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...lines), { maxLength: 14 }), chosen => {
        const note = openNote('LLEMMA 34B took 23,000 hours.\n\n# Below\n\n');
        for (const line of chosen) {
          const at = note.text.length >> (line.length % 3);
          note.edit([{ range: { from: at, to: at }, insert: `${line}\n` }]);
          assert.deepEqual(reader(note), read(note.text));
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('text made to hurt', () => {
  const hostile: Readonly<Record<string, string>> = {
    'a page of digits': '1'.repeat(100_000),
    'thousands without end': '1, 000'.repeat(17_000),
    brackets: `${'(1['.repeat(33_000)} 5 steps`,
    'a list of sizes': '1B, '.repeat(25_000),
    products: '2 x '.repeat(25_000),
    dollars: '$1'.repeat(50_000),
    emphasis: '_1*'.repeat(33_000),
    bars: '|1'.repeat(50_000),
    names: 'Llama-'.repeat(17_000),
    'settings in one line': 'lr: 1e-4, '.repeat(10_000),
    'names, and numbers that are said of them': `${'Llama-'.repeat(400)}\n\n${'A100 × 8 × '.repeat(400)}`,
    'sizes, and numbers that are said of them': `${Array.from({ length: 400 }, (_, i) => `Foo-${i + 1}B`).join(', ')} are models.\n\nThey use ${'8 GPUs, '.repeat(400)}`,
    blanks: `1${' '.repeat(100_000)}steps`,
  };
  for (const [name, text] of Object.entries(hostile)) {
    it(`${name}: an answer with places inside the text`, () => {
      for (const { range } of readProse(text).quantities)
        assert.ok(range.from >= 0 && range.from < range.to && range.to <= text.length);
    });
  }

  it('never throws, and every place holds its text', () => {
    const pieces = [
      '42, 000',
      'steps',
      '7B',
      'LLaMA',
      '=',
      '1e-4',
      '$',
      '×',
      '10',
      '^',
      '-4',
      ',',
      'and',
      'batch size',
      'of',
      '4M tokens',
      '|',
      '\n',
      ' ',
      '(',
      ')',
      'A100',
      '80GB',
      'respectively',
      '_',
      '**',
      'ﬁ',
      '−',
      '%',
      '\\times',
    ];
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 4 })), { maxLength: 30 }),
        parts => {
          const text = parts.join(' ');
          for (const quantity of readProse(text).quantities) {
            assert.equal(text.slice(quantity.range.from, quantity.range.to), quantity.text);
            assert.ok(Number.isFinite(quantity.value));
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});
