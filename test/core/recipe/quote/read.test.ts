import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readProse } from '../../../../src/core/recipe/quote/note.ts';
import { type Sentence, scoreReader } from './scoring.ts';

const shared = process.env.PAPER_NOTES_SHARED ?? join(import.meta.dirname, '../../../../../shared');
const read = (text: string) => readProse(text).quantities;
const load = (path: string): Sentence[] => JSON.parse(readFileSync(path, 'utf8')) as Sentence[];

/** Scores a set of sentences, prints how it did, and asks for at least what is promised. */
function check(name: string, sentences: readonly Sentence[], recall: number, precision: number): void {
  const score = scoreReader(sentences, read);
  const found = score.found / score.expected;
  const right = score.right / score.given;
  console.log(
    `${name}: recall ${(100 * found).toFixed(1)} % (${score.found}/${score.expected}), precision ${(100 * right).toFixed(1)} % (${score.right}/${score.given})`,
  );
  assert.ok(found >= recall && right >= precision, score.list.join('\n'));
}

describe('reading quantities out of prose', () => {
  const own = load(join(import.meta.dirname, '../../../fixtures/recipe/sentences.json'));

  it('reads the sentences it was written with', () => {
    check(
      'own sentences',
      own.filter(sentence => sentence.id % 3 !== 0),
      0.95,
      0.95,
    );
  });

  it('reads the sentences kept apart while it was written', () => {
    check(
      'kept apart',
      own.filter(sentence => sentence.id % 3 === 0),
      0.9,
      0.9,
    );
  });

  it('reads sentences of papers', context => {
    const path = join(shared, 'data/recipe-sentences.json');
    if (!existsSync(path)) {
      context.diagnostic('no shared sentences beside the repository: not run');
      return;
    }
    check('sentences of papers', load(path), 0.94, 0.95);
  });
});

describe('places and readings', () => {
  const one = (text: string, role: string) => {
    const quantity = read(text).find(candidate => candidate.role === role);
    assert.ok(quantity, `no ${role} in "${text}"`);
    return quantity;
  };

  it('tells where a number stands in the damaged text', () => {
    const text = 'We use 2 _,_ 000 warmup steps and **39.3**M GPU hours.';
    const warmup = one(text, 'warmup_steps');
    assert.equal(warmup.value, 2000);
    assert.equal(text.slice(warmup.range.from, warmup.range.to), '2 _,_ 000 warmup steps');
    assert.equal(one(text, 'gpu_hours').value, 39.3e6);
  });

  it('offers the power of two of a batch and of a context', () => {
    assert.deepEqual(
      one('a global batch size of 4 million tokens', 'batch_tokens').readings.map(reading => reading.value),
      [4194304],
    );
    const context = one('a context window of 8K tokens', 'context');
    assert.deepEqual([context.value, ...context.readings.map(reading => reading.value)], [8192, 8000]);
    assert.equal(one('a context window of 200K tokens', 'context').value, 200_000);
  });

  it('says that a value was lost, and does not take the next number', () => {
    const { quantities, problems } = readProse(
      'We use AdamW with a learning rate of , a cosine schedule with a warmup ratio of 0.03.',
    );
    assert.deepEqual(
      quantities.map(quantity => quantity.role),
      ['warmup_ratio'],
    );
    assert.deepEqual(
      problems.map(problem => problem.code),
      ['value-lost'],
    );
  });

  it('doubts a count whose exponent is gone', () => {
    const { quantities, problems } = readProse('the models are trained for 220 updates');
    assert.deepEqual(
      quantities.map(quantity => [quantity.value, ...quantity.readings.map(reading => reading.value)]),
      [[220, 2 ** 20]],
    );
    assert.deepEqual(
      problems.map(problem => problem.code),
      ['value-implausible'],
    );
  });

  it('joins what a PDF split, and leaves a list a list', () => {
    assert.deepEqual(
      read('We used 280, 350, and 420 DGX A100 servers')
        .filter(quantity => quantity.role === 'nodes')
        .map(quantity => quantity.value),
      [280, 350, 420],
    );
    assert.equal(one('trained for 42, 000 steps', 'steps').value, 42000);
  });

  it('gives a span as an interval', () => {
    assert.deepEqual(one('We reach a model FLOPs utilization of 38–43% here', 'mfu').interval, {
      low: 0.38,
      high: 0.43,
    });
  });
});
