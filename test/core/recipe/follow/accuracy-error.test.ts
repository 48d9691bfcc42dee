import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openNote } from '../../../../src/core/markdown/note.ts';
import { accuraciesOf } from '../../../../src/core/recipe/follow/accuracies.ts';
import { checkAsides } from '../../../../src/core/recipe/follow/asides.ts';
import { type Answers, calculationsAt } from '../../../../src/core/recipe/follow/calculations.ts';
import { readNoteQuantities } from '../../../../src/core/recipe/quote/note.ts';
import { applyEdits } from '../../../../src/core/text.ts';

const read = (text: string) => readNoteQuantities(openNote(text));

describe('what a quote says of a test', () => {
  const told = (text: string) => {
    const [paragraph] = read(`${text}\n`).paragraphs;
    const { accuracies, examples } = accuraciesOf(paragraph!);
    return [...accuracies, ...examples].map(({ range, value }) => `${text.slice(range.from, range.to)} = ${value}`);
  };
  for (const [text, ...wanted] of [
    ['It solves 18.0% of the 5,000 problems of MATH.', '18.0% = 0.18', '5,000 = 5000'],
    ['It reaches an accuracy of 18.0% on MATH (5, 000 problems).', '18.0% = 0.18', '5, 000 = 5000'],
    ['On GSM8K it has 36.4% accuracy.', '36.4% = 0.364'],
    ['> Accuracy on WinoGrande: 0.63694 (n = 1,267).', '0.63694 = 0.63694', '1,267 = 1267'],
    ['A pass@1 of 48.8 % on HumanEval (164 problems).', '48.8 % = 0.488', '164 = 164'],
    ['Trained on 7,500 problems, its accuracy is 50% on the test set of 5,000.', '50% = 0.5', '5,000 = 5000'],
    ['We evaluate on the 817 questions of TruthfulQA.', '817 = 817'],
  ] as const) {
    it(`"${text}"`, () => assert.deepEqual(told(text), wanted));
  }
  for (const text of [
    'It improves accuracy by 2% on 5,000 problems.',
    'The average accuracy of 60% over 8 tasks.',
    'An accuracy gain of 3.1%, and 2.4% in accuracy.',
    'The highest accuracy 56.8% AP among all detectors.',
    'An MFU of 38% on 256 GPUs, with 4 examples per GPU.',
    'We train on 30,000 examples with a dropout of 10%.',
  ]) {
    it(`"${text}" says nothing of one`, () => assert.deepEqual(told(text), []));
  }
});

describe('the standard error of an accuracy', () => {
  const offered = (text: string, answers: Answers = {}) =>
    calculationsAt(read(text), text.length, answers).filter(({ id }) => id.startsWith('accuracy-standard-error'));

  it('is offered where a quote states the accuracy and the number of examples, with its derivation', () => {
    const text = '> LLEMMA 7B solves 18.0% of the 5,000 problems of MATH.\n';
    const [first] = calculationsAt(read(text), text.length);
    assert.equal(first?.aside, 'SE 0.54 pp, 95 % CI 16.9–19.1 % (n = 5,000).');
    assert.equal(first.computation.formula, 'accuracy-standard-error');
    assert.match(first.computation.derivation.text, /0\.00543/);
    assert.deepEqual(
      first.sources.map(({ input, quantity: { range } }) => [input, text.slice(range.from, range.to)]),
      [
        ['accuracy', '18.0%'],
        ['n', '5,000'],
      ],
    );
  });

  it('reproduces what lm-evaluation-harness gives', () => {
    const [first] = offered('> WinoGrande accuracy: 0.63694 (n = 1,267).\n');
    assert.ok(Math.abs(first!.computation.value! - 0.0135152) < 1e-6);
  });

  it('says what it needs where one of them is missing, with what the benchmark is known to have', () => {
    const text = '> On GSM8K it has 36.4% accuracy.\n';
    const [first] = offered(text);
    assert.deepEqual(
      [first?.aside, first?.lacking.map(({ name, proposal }) => [name, proposal])],
      ['', [['n', '1319']]],
    );
    assert.match(first?.lacking[0]?.title ?? '', /GSM8K has 1,319/);
    assert.equal(offered(text, { n: '1319' })[0]?.aside, 'SE 1.3 pp, 95 % CI 33.8–39.0 % (n = 1,319).');
    const examples = '> We evaluate on the 817 questions of TruthfulQA.\n';
    assert.deepEqual(
      offered(examples)[0]?.lacking.map(({ name }) => name),
      ['accuracy'],
    );
    assert.equal(offered(examples, { accuracy: '50%' })[0]?.aside, 'SE 1.8 pp, 95 % CI 46.6–53.4 % (n = 817).');
  });

  it('is offered for each of several accuracies, behind what is said of the training', () => {
    const text =
      '> LLEMMA 7B is trained for 42,000 steps with a batch size of 4 million tokens. It reaches 18.0% on MATH, and LLEMMA 34B reaches 25.0% on MATH, of 5,000 problems.\n';
    assert.deepEqual(
      offered(text).map(({ aside }) => aside),
      ['SE 0.54 pp, 95 % CI 16.9–19.1 % (n = 5,000).', 'SE 0.61 pp, 95 % CI 23.8–26.2 % (n = 5,000).'],
    );
    assert.match(calculationsAt(read(text), text.length)[0]?.aside ?? '', /tokens seen/);
  });

  it('is not offered behind another heading, or where no quote speaks of a test', () => {
    assert.deepEqual(offered('> It has an accuracy of 18.0%.\n\n## Next\n\nMore.\n'), []);
    assert.deepEqual(offered('> It was trained for 42,000 steps.\n'), []);
  });

  const state = (quote: string, aside: string) => {
    const text = `${quote}\n%%${aside}%%\n`;
    const [check] = checkAsides(read(text), openNote(text).elements());
    return { text, check };
  };
  const one = '> It reaches an accuracy of 18.0% on MATH (5,000 problems).';
  for (const [quote, asides] of [
    [
      one,
      [
        'SE 0.54 pp, 95 % CI 16.9–19.1 % (n = 5,000).',
        'standard error 0.0054',
        'SE ≈ 0.5 pp',
        '± 0.54 (SE)',
        '95% CI [16.9, 19.1]',
        '95% CI: 17–19%',
        'SE 0.77 points (n = 2,500)',
      ],
    ],
    ['> On GSM8K it has 36.4% accuracy.', ['SE 1.3 pp (n = 1,319)']],
    ['> It reaches 18.0% on MATH and 25.0% on MATH-500 (500 problems).', ['SE 1.9 pp']],
  ] as const) {
    for (const aside of asides) {
      it(`"${aside}" holds`, () => assert.equal(state(quote, aside).check?.state, 'holds'));
    }
  }
  for (const [aside, right] of [
    ['SE 0.64 pp, 95 % CI 16.9–19.1 % (n = 5,000).', '0.54'],
    ['SE is about 0.8 points', '0.54'],
    ['standard error 0.054', '0.0054'],
    ['95% CI: 15.9–20.1', '16.9–19.1'],
  ] as const) {
    it(`"${aside}" is stale, and mended it holds`, () => {
      const { text, check } = state(one, aside);
      assert.equal(check?.state, 'stale');
      assert.match(check.message, /This says .*; the quotes give .*SE = /);
      assert.equal(check.fix?.insert, right);
      const mended = applyEdits(text, [check.fix!]);
      assert.equal(checkAsides(read(mended), openNote(mended).elements())[0]?.state, 'holds', mended);
    });
  }
  for (const [quote, aside] of [
    [one, 'SE 0.9 if n = 500?'],
    [one, 'The SE of Minerva is 0.9'],
    [one, 'SE 1.7 for 500 of them'],
    ['> On GSM8K it has 36.4% accuracy.', 'SE 2.2 pp'],
    ['> It reaches 18.0% on MATH and 25.0% on AIME (5,000 problems).', 'SE 0.9 pp'],
    ['> It was trained for 42,000 steps.', 'SE 0.54 pp'],
  ] as const) {
    it(`"${aside}" is left alone`, () => assert.equal(state(quote, aside).check?.state, 'unjudged'));
  }
});
