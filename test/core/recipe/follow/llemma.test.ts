import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openNote } from '../../../../src/core/markdown/note.ts';
import { checkAsides } from '../../../../src/core/recipe/follow/asides.ts';
import { calculationsAt, firstCalculation } from '../../../../src/core/recipe/follow/calculations.ts';
import { checkRecipes } from '../../../../src/core/recipe/follow/check.ts';
import { compareRecipes, comparisonTable } from '../../../../src/core/recipe/follow/compare.ts';
import { runAt } from '../../../../src/core/recipe/follow/run.ts';
import { statedRecipes } from '../../../../src/core/recipe/note-recipes.ts';
import { readNoteQuantities } from '../../../../src/core/recipe/quote/note.ts';
import { readRecipe } from '../../../../src/core/recipe/read-recipe.ts';
import { applyEdits } from '../../../../src/core/text.ts';

const text = readFileSync(join(import.meta.dirname, '../../../fixtures/recipe/llemma.md'), 'utf8');
const read = (source: string) => readNoteQuantities(openNote(source));
const asidesOf = (source: string) => checkAsides(read(source), openNote(source).elements());

describe('calculations that follow from the quotes of Llemma', () => {
  const after7B = text.indexOf('%%0.84');
  const after34B = text.indexOf('[(p. 3)]', text.indexOf('LLEMMA 34B is trained')) + 8;

  it('writes "≈" before every value of what is only roughly known, and all it writes holds', () => {
    const offered = calculationsAt(read(text), after7B).filter(({ aside }) => aside !== '');
    for (const { id, aside, sources } of offered) {
      const roughly = sources.some(({ quantity }) => quantity.approximate);
      assert.equal(aside.includes('≈'), roughly, aside);
      const [check] = asidesOf(text.replace('%%0.84 epoch over the 200B dataset.%%', `%%${aside}%%`));
      assert.notEqual(check?.state, 'stale', `${id}: ${check?.message}`);
    }
    const asides = offered.map(({ aside }) => aside);
    for (const aside of ['≈ 2,029 tokens/s/GPU.', '≈ 519,000 tokens/s in total.', '≈ 7.70 s per step.'])
      assert.ok(asides.includes(aside), aside);
  });

  it('offers first what the reader wrote', () => {
    assert.equal(calculationsAt(read(text), after7B)[0]?.aside, '0.84 epoch over the 200B dataset.');
  });

  it('counts no part of a mixture as if all that was seen came from it', () => {
    const named = text.replace('# EVALUATION', 'It holds OpenWebMath and AlgebraicStack.\n\n# EVALUATION');
    assert.notEqual(named, text);
    const over = calculationsAt(read(named), after7B).filter(({ id }) => id === 'epochs-of-data-set');
    assert.deepEqual(
      over.map(({ aside }) => aside),
      ['2.9 epochs of Proof-Pile-2 (55B tokens, 95 % of what was seen).'],
    );
  });

  it('computes every value of the facts for the 7B model', () => {
    const values = new Map(calculationsAt(read(text), after7B).map(({ id, computation }) => [id, computation]));
    const near = (id: string, value: number, other?: number) => {
      const computation = values.get(id);
      assert.ok(computation?.value !== undefined, `${id} is offered`);
      assert.ok(Math.abs(computation.value / value - 1) < 0.005, `${id}: ${computation.value}, not ${value}`);
      if (other === undefined) return;
      const reading = computation.readings[0]?.value ?? Number.NaN;
      assert.ok(Math.abs(reading / other - 1) < 0.005, `${id} with 2^22 tokens: ${reading}, not ${other}`);
    };
    near('epochs', 0.84, 0.881);
    near('fraction-of-plan', 0.84, 0.881);
    near('fraction-of-steps', 0.875);
    near('tokens-seen', 168e9, 176.16e9);
    near('sequences-per-step', 976.56, 1024);
    near('data-parallel-degree', 128);
    near('sequences-per-replica', 7.63, 8);
    near('training-flops', 6.79e21, 7.12e21);
    near('training-flops-palm', 7.88e21, 8.26e21);
    near('mfu', 0.263, 0.276);
    near('mfu-palm', 0.305, 0.32);
    near('mfu-causal-half', 0.284, 0.298);
    near('hfu', 0.351, 0.368);
    near('parameters-per-gpu', 3.37e9);
    near('kv-cache-per-token', 524288);
    near('wall-clock', 89.8);
    near('throughput', 2029, 2128);
    near('total-throughput', 519e3, 545e3);
    near('seconds-per-step', 7.7);
    near('learning-rate-at-stop', 7.09e-6);
    near('zero-1-memory', 13.8e9);
    near('zero-1-memory-fp32-gradients', 20.5e9);
    near('warmup-tokens', 2e9, 2.1e9);
    near('tokens-per-parameter', 24.9);
  });

  it('takes the 34B model for its own quote', () => {
    const offered = calculationsAt(read(text), after34B);
    assert.equal(offered[0]?.aside, '0.96 epoch over the 50B dataset.');
    assert.equal(offered.find(one => one.id === 'data-parallel-degree')?.computation.value, 32);
  });

  it('names what is lacking and takes an answer for it', () => {
    const quote = 'The model was trained for 100,000 steps.\n';
    const lacking = calculationsAt(read(quote), quote.length).find(one => one.id === 'tokens-seen');
    assert.deepEqual(
      lacking?.lacking.map(input => input.name),
      ['batch_tokens'],
    );
    const answered = calculationsAt(read(quote), quote.length, { batch_tokens: '4M' });
    assert.match(answered.find(one => one.id === 'tokens-seen')?.aside ?? '', /^400B tokens seen/);
  });

  it('remembers which words of the note went in', () => {
    const sources = calculationsAt(read(text), after7B)[0]?.sources ?? [];
    assert.deepEqual(sources.map(({ input, quantity }) => `${input}: ${quantity.text}`).sort(), [
      'batch_tokens: 4 million tokens',
      'dataset_tokens: 200B tokens',
      'steps: 42, 000 steps',
    ]);
  });
});

describe('asides that are checked', () => {
  it('holds as the reader wrote it', () => {
    assert.deepEqual(
      asidesOf(text).map(check => check.state),
      ['holds'],
    );
  });

  it('holds for every aside that is offered, in the place where it would stand', () => {
    for (const { aside, lacking } of calculationsAt(read(text), text.indexOf('%%0.84'))) {
      if (lacking.length > 0) continue;
      const [check] = asidesOf(text.replace('0.84 epoch over the 200B dataset.', aside));
      assert.equal(check?.state, 'holds', aside);
    }
  });

  it('is stale when a number of the quote changes, and the fix makes it hold again', () => {
    const changed = text.replace('42, 000', '30, 000');
    const [check] = asidesOf(changed);
    assert.equal(check?.state, 'stale');
    assert.match(check?.message ?? '', /0\.84.*0\.60/);
    assert.ok(check?.fix);
    const mended = applyEdits(changed, [check.fix]);
    assert.ok(mended.includes('%%0.60 epoch over the 200B dataset.%%'));
    assert.equal(asidesOf(mended)[0]?.state, 'holds');
  });

  it('is stale when the amount it speaks of is gone', () => {
    const changed = text.replace('for 200B tokens', 'for 300B tokens');
    const [check] = asidesOf(changed);
    assert.equal(check?.state, 'stale');
    assert.ok(check?.fix);
    assert.ok(applyEdits(changed, [check.fix]).includes('%%0.56 epoch over the 300B dataset.%%'));
  });

  it('leaves alone what it cannot judge', () => {
    for (const remark of [
      'I like this.',
      'see p. 7, about 0.84 of it',
      'costs $90k I guess',
      '7 epochs, surely',
      '12 percent',
    ]) {
      assert.equal(asidesOf(text.replace('0.84 epoch over the 200B dataset.', remark))[0]?.state, 'unjudged', remark);
    }
  });

  it('gives no false alarm on other notes', context => {
    const folder = join(
      process.env.PAPER_NOTES_SHARED ?? join(import.meta.dirname, '../../../../../shared'),
      'notes/real',
    );
    if (!existsSync(folder)) {
      context.diagnostic('no shared notes beside the repository: not run');
      return;
    }
    for (const name of readdirSync(folder).filter(name => name.endsWith('.md'))) {
      const note = readFileSync(join(folder, name), 'utf8');
      const alarms = checkRecipes(read(note), note, openNote(note).elements()).filter(
        problem => problem.code === 'aside-stale',
      );
      assert.deepEqual(alarms, [], name);
    }
  });
});

describe('consistency of the quotes', () => {
  const messages = (source: string) =>
    checkRecipes(read(source), source, openNote(source).elements()).map(
      problem => `${problem.severity}: ${problem.message}`,
    );

  it('tells that 4M tokens are no whole number of sequences, as information', () => {
    assert.ok(
      messages(text).some(message => /^information: 4M tokens ÷ 4,096 .* 1,024 × 4,096 = 4,194,304/.test(message)),
    );
  });

  it('tells that the hours do not fit the days', () => {
    assert.ok(
      messages('The 7B model was trained on 64 A100 GPUs for 10 days, i.e. 40,000 GPU hours.\n').some(message =>
        message.includes('26.0 days, not 10'),
      ),
    );
  });

  it('says nothing of numbers that agree', () => {
    assert.deepEqual(
      messages(
        'It was trained for 1,000,000 steps with a batch of 1,024 sequences of 4,096 tokens, i.e. 4.2T tokens.\n',
      ),
      [],
    );
  });
});

describe('what is offered', () => {
  const offered = (source: string) => calculationsAt(read(source), source.length);
  const asides = (source: string) => offered(source).map(({ aside }) => aside);

  it('counts the active parameters of a mixture of experts, and takes no expert for the model', () => {
    const deepSeek = asides(
      'A model of 671B total parameters with 37B activated, pre-trained on 14.8T tokens on 2048 H800 GPUs.\n',
    );
    assert.ok(deepSeek.includes('3.3e24 FLOPs (6ND, N = 37B, D = 14.8T).'), deepSeek.join('\n'));
    const mixtral = offered('Mixtral 8x7B has 47B parameters, 13B of them active, and is trained on 2T tokens.\n');
    for (const { computation } of mixtral)
      assert.ok(
        computation.inputs.every(({ name, value }) => name !== 'params' || value === 47e9),
        computation.title,
      );
  });

  it('asks how a model is split over GPUs where the quote says nothing of it', () => {
    const all = offered(
      'It was trained for 90,000 steps with a batch size of 4M tokens and a context of 2048 tokens on 384 A100 GPUs.\n',
    );
    const degree = all.find(({ id }) => id === 'data-parallel-degree');
    assert.deepEqual(
      degree?.lacking.map(({ name, proposal }) => [name, proposal]),
      [['tp', '1']],
    );
    assert.equal(all.at(0)?.lacking.length, 0);
  });

  it('does not tell anew what the quote states', () => {
    const stated = asides(
      'A batch size of 256 sequences of 512 tokens (256 * 512 = 128,000 tokens/batch), for 1,000,000 steps.\n',
    );
    assert.ok(!stated.some(aside => aside.includes('sequences per step')), stated.join('\n'));
  });

  it('puts last, and doubts, what rests on a number that has lost something', () => {
    const all = offered(
      'We train for 220 updates with a batch size of 4M tokens and a context of 4096 tokens on 256 GPUs with tensor parallelism of 2.\n',
    );
    const seen = all.find(({ id }) => id === 'tokens-seen');
    assert.match(seen?.remarks[0] ?? '', /may have lost the exponent of 2\^20/);
    assert.ok(all.indexOf(seen!) > all.findIndex(({ id }) => id === 'sequences-per-step'));
    const note = read('We train for 220 updates with a batch size of 4M tokens.\n');
    assert.equal(firstCalculation(note, runAt(note, 10)!)?.id, undefined);
  });
});

describe('recipes side by side', () => {
  it('makes a table of the models of a note and says what is missing', () => {
    const table = comparisonTable(compareRecipes([{ title: 'Llemma', note: read(text) }]));
    assert.match(table, /^\| \| LLEMMA-7B \| LLEMMA-34B \|$/m);
    assert.match(table, /^\| Steps \| 42,000 \| 12,000 \|$/m);
    assert.match(table, /^\| Batch \(tokens\) \| 4 million \| 4 million \|$/m);
    assert.match(table, /^\| Context \| 4096 \| 4096 \|$/m);
    assert.match(table, /^\| Schedule \(steps\) \| 48,000 \| not stated \|$/m);
    assert.match(table, /^\| Peak learning rate \| 1 · 10⁻⁴ \| 5 · 10⁻⁵ \|$/m);
    assert.match(table, /^\| Schedule \| cosine \| not stated \|$/m);
  });

  it('writes numbers anew that are damaged, or that only TeX reads', () => {
    const cells = (source: string) =>
      compareRecipes([{ title: 'x', note: read(`${source}\n`) }]).rows.flatMap(row =>
        row.cells.map(({ text }) => text),
      );
    assert.ok(cells('We use a peak learning rate of $2.2 \\times 10^{-4}$ for 1000 steps.').includes('2.2e-4'));
    assert.ok(cells('We train for 2<sup>20</sup> updates with a batch of 256 segments.').includes('1,048,576'));
    assert.ok(cells('We train for 42, 000 steps with a learning rate of 8 × 10−5.').includes('8 × 10⁻⁵'));
  });

  it('takes in the configurations that a note links to: in the column of their model, or in one of their own', () => {
    const file = readFileSync(join(import.meta.dirname, '../../../fixtures/recipe/neox-7B.yml'), 'utf8');
    const { recipe } = readRecipe(file);
    const compared = (name: string) =>
      comparisonTable(compareRecipes([{ title: 'Llemma', note: read(text), linked: [{ file: name, recipe }] }]));
    assert.match(compared('7B.yml'), /^\| \| LLEMMA-7B \| LLEMMA-34B \|$/m);
    assert.match(compared('7B.yml'), /^\| PP \| 1 \| not stated \|$/m);
    assert.match(compared('config.yml'), /^\| \| LLEMMA-7B \| LLEMMA-34B \| config\.yml \|$/m);
    assert.match(compared('config.yml'), /^\| Schedule \| cosine \| .* \| cosine \|$/m);
  });

  it('tells what follows where it is not stated, or what it would need', () => {
    const note =
      '> Fern 7B: 90,000 steps, a batch size of 2M tokens, 1,000 GPU hours.\n\n> Moss 3B was trained on 1T tokens, 500 steps.\n\n> Ivy 1B was trained for 800 steps.\n';
    const table = comparisonTable(compareRecipes([{ title: 'Three', note: read(note) }]));
    assert.match(table, /^\| Tokens \| 180B \(follows\) \| 1T \| not stated \(needs tokens in a step\) \|$/m);
  });

  it('takes in the recipes that a note writes down', () => {
    const note =
      '---\nrecipe: { model: Toy 1B, steps: 1000, batch_tokens: 2M }\n---\n\n> Toy 1B was trained for 1,200 steps.\n\n```recipe\nmodel: Other\nsteps: 42, 000 steps\n```\n';
    const live = openNote(note);
    const recipes = statedRecipes(note, live.elements());
    assert.equal(
      comparisonTable(compareRecipes([{ title: 'Written', note: readNoteQuantities(live), recipes }])),
      `| | Toy 1B | Other |
|---|---:|---:|
| Parameters | 1B | not stated |
| Steps | 1,200 | 42,000 |
| Batch (tokens) | 2M | not stated |
`,
    );
  });
});
