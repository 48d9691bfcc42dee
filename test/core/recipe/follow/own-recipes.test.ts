import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { openNote } from '../../../../src/core/markdown/note.ts';
import { checkAsides } from '../../../../src/core/recipe/follow/asides.ts';
import { calculationsAt } from '../../../../src/core/recipe/follow/calculations.ts';
import { checkRecipes } from '../../../../src/core/recipe/follow/check.ts';
import { type OwnRecipe, ownRecipesOf } from '../../../../src/core/recipe/follow/own-recipes.ts';
import { readNoteQuantities } from '../../../../src/core/recipe/quote/note.ts';
import { readRecipe } from '../../../../src/core/recipe/read-recipe.ts';
import { applyEdits } from '../../../../src/core/text.ts';

const fixture = (name: string) => readFileSync(new URL(`../../../fixtures/recipe/${name}`, import.meta.url), 'utf8');
const ofFile = (text: string, place = 'mine.recipe.yaml'): OwnRecipe => ({
  place,
  recipe: readRecipe(text).recipe,
  ofNote: false,
});
const electricity = ofFile(fixture('electricity.recipe.yaml'), 'electricity.recipe.yaml');

const quote = '> Mistletoe 7B was trained for 42,000 steps, which took 23,000 A100-hours.\n';

/** All that is offered in a note, as it is in the editor. */
function offered(text: string, recipes: readonly OwnRecipe[], answers = {}) {
  const note = openNote(text);
  const own = [...ownRecipesOf(text, note.elements()), ...recipes];
  return calculationsAt(readNoteQuantities(note), text.length, answers, {}, own).filter(one => one.own !== undefined);
}

function checked(text: string, recipes: readonly OwnRecipe[]) {
  const note = openNote(text);
  const elements = note.elements();
  return checkAsides(readNoteQuantities(note), elements, [...ownRecipesOf(text, elements), ...recipes]);
}

describe('a recipe of one’s own beside a quote', () => {
  it('takes from the quote what it leaves open, and writes its aside', () => {
    const [first] = offered(quote, [electricity]);
    assert.equal(first?.aside, '13 MWh of electricity for 23,000 GPU-hours.');
    assert.equal(first.title, 'Electricity');
    assert.equal(first.own, 'electricity.recipe.yaml');
    assert.deepEqual(
      first.sources.map(({ input, quantity }) => [input, quantity.text]),
      [['gpu_hours', '23,000 A100-hours']],
    );
    assert.equal(first.computation.derivation.text, 'gpu_hours × power in MWh = 13 MWh');
  });

  it('asks for what the quote lacks, and takes the answer', () => {
    const text =
      'title: Rent\ninputs: [gpu_hours, price_per_hour]\nformulas: { rent: gpu_hours × price_per_hour }\naside: "{rent} in all."\n';
    const [first] = offered(quote, [ofFile(text)]);
    assert.deepEqual([first?.aside, first?.lacking.map(({ name }) => name)], ['', ['price_per_hour']]);
    assert.equal(offered(quote, [ofFile(text)], { price_per_hour: '1.5' })[0]?.aside, '$35k in all.');
  });

  it('is not offered where the quotes give it nothing', () => {
    assert.deepEqual(offered('> Mistletoe 7B was trained for 42,000 steps.\n', [electricity]), []);
    assert.deepEqual(offered('# Nothing\n', [electricity]), []);
  });

  it('may ask for results of the catalogue with all that the quotes say', () => {
    const text =
      'inputs: [steps, batch_tokens]\nresults: [{ formula: tokens-seen, as: seen }]\naside: "It saw {seen}."\n';
    const long = '> It was trained for 42,000 steps with a batch size of 4M tokens.\n';
    assert.equal(offered(long, [ofFile(text)])[0]?.aside, 'It saw 168B tokens.');
  });

  it('reads as its results with their titles where it says nothing else', () => {
    const text =
      'inputs: [gpu_hours]\nformulas:\n  years: { expression: gpu_hours / 1 GPU in years, title: On one GPU }\n';
    assert.equal(offered(quote, [ofFile(text)])[0]?.aside, 'On one GPU: 2.6 years.');
  });

  it('of one model is offered for that model only', () => {
    const text = 'model: Mistletoe 7B\ninputs: [gpu_hours]\nformulas: { days: gpu_hours / 256 GPUs in days }\n';
    assert.equal(offered(quote, [ofFile(text)])[0]?.aside, 'days: 3.7 days.');
    assert.deepEqual(offered(quote.replace('Mistletoe 7B', 'Ivy 13B'), [ofFile(text)]), []);
  });

  it('that is complete is offered in its own note, with or without quotes', () => {
    const note =
      '```recipe\nsteps: 42,000\nbatch_tokens: 4M\nresults: [tokens-seen]\naside: "{tokens-seen} in all."\n```\n';
    assert.equal(offered(note, [])[0]?.aside, '168B tokens in all.');
    assert.deepEqual(offered(quote, [ofFile('steps: 42,000\nbatch_tokens: 4M\nresults: [tokens-seen]\n')]), []);
  });

  it('may have names like those of a program’s own properties', () => {
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      const text = `inputs: [gpu_hours, ${name}]\nformulas: { x: gpu_hours × ${name} }\naside: "{x} is the total amount."\n`;
      const [first] = offered(quote, [ofFile(text)]);
      assert.deepEqual(
        first?.lacking.map(each => each.name),
        [name],
      );
      assert.equal(checked(`${quote}%%5 is the total amount.%%\n`, [ofFile(text)])[0]?.state, 'unjudged');
      assert.deepEqual(offered(quote, [ofFile(text)], { [name]: '2' })[0]?.lacking, [], name);
      assert.deepEqual(offered(quote, [ofFile(text.replace(/, [^\]]+\]/, `]\n${name}: 2`))])[0]?.lacking, [], name);
    }
  });

  it('writes an aside of one line, whatever its template and values', () => {
    const text = 'inputs: { gpu_hours: , who: "a%%b" }\naside: |\n  {gpu_hours} of work\n  by {who} in all\n';
    assert.equal(offered(quote, [ofFile(text)])[0]?.aside, '23,000 GPU-hours of work by a%b in all');
    const { recipe, problems } = readRecipe('inputs: [gpu_hours]\naside: "%%{gpu_hours} of work%%"\n');
    assert.deepEqual(
      [recipe.aside, problems.map(({ message }) => message)],
      [undefined, ['Leave out the %% of "aside": they are written around it.']],
    );
  });

  it('without anything to compute, and a program’s configuration, are none', () => {
    assert.deepEqual(offered(quote, [ofFile('steps: 4\n'), ofFile(fixture('neox-7B.yml'))]), []);
  });
});

describe('an aside that reads as a recipe says', () => {
  const written = `${quote}%%13 MWh of electricity for 23,000 GPU-hours.%%\n`;

  it('holds while its values follow', () => {
    const [check] = checked(written, [electricity]);
    assert.equal(check?.state, 'holds');
    assert.equal(check.calculation?.title, 'Electricity');
    assert.deepEqual(
      checkRecipes(readNoteQuantities(openNote(written)), written, openNote(written).elements(), [electricity]),
      [],
    );
  });

  it('is left alone where the recipe comes to its values by an accelerator that nobody named', () => {
    const use = ofFile(
      'inputs: [params, tokens, gpu_hours]\nresults: [mfu]\naside: "utilisation: {mfu} of this run"\n',
    );
    const run = (hours: string, value: string) =>
      `> Mistletoe 7B was trained on 168B tokens in 23,000 ${hours}.\n\n%%utilisation: ${value} of this run%%\n`;
    assert.equal(checked(run('GPU hours', '8.6 %'), [use])[0]?.state, 'unjudged');
    assert.equal(checked(run('H100 hours', '8.6 %'), [use])[0]?.state, 'holds');
    assert.equal(checked(run('H100 hours', '9.6 %'), [use])[0]?.state, 'stale');
  });

  it('is stale when they do not, and is mended to what the recipe gives', () => {
    const changed = written.replace('23,000 A100-hours', '47,000 A100-hours');
    const [check] = checked(changed, [electricity]);
    assert.equal(check?.state, 'stale');
    assert.equal(
      check.message,
      'This says 13 MWh; electricity.recipe.yaml gives 26 MWh: gpu_hours × power in MWh = 26 MWh. This says 23,000 GPU-hours; electricity.recipe.yaml gives 47,000 GPU-hours.',
    );
    const mended = applyEdits(changed, [check.fix!]);
    assert.match(mended, /%%26 MWh of electricity for 47,000 GPU-hours\.%%/);
    assert.equal(checked(mended, [electricity])[0]?.state, 'holds');
  });

  it('is stale when the recipe changes', () => {
    const other = ofFile(fixture('electricity.recipe.yaml').replace('0.55', '0.7'));
    assert.match(checked(written, [other])[0]?.message ?? '', /says 13 MWh; mine\.recipe\.yaml gives 16 MWh/);
  });

  it('may be rounded otherwise, and broken over lines', () => {
    for (const [from, to] of [
      ['13 MWh', '12.7 MWh'],
      ['13 MWh', '≈ 13 MWh'],
      ['13 MWh', '12,650 kWh'],
      ['of electricity', 'of\nelectricity'],
    ] as const) {
      assert.equal(checked(written.replace(from, to), [electricity])[0]?.state, 'holds', to);
    }
  });

  it('is left alone where a value is no number, where it reads otherwise, and without the recipe', () => {
    for (const text of [
      written.replace('13 MWh', 'much'),
      written.replace('of electricity', 'of energy'),
      written.replace('23,000 A100-hours', 'a week'),
    ]) {
      assert.equal(checked(text, [electricity])[0]?.state, 'unjudged', text);
    }
    assert.equal(checked(written, [])[0]?.state, 'unjudged');
  });

  it('is known by words enough only', () => {
    assert.equal(
      checked(`${quote}%%13 and 4%%\n`, [
        ofFile('inputs: [gpu_hours]\nformulas: { a: gpu_hours }\naside: "{a} and {gpu_hours}"\n'),
      ])[0]?.state,
      'unjudged',
    );
  });

  it('takes from itself what the reader was asked for', () => {
    const rent = ofFile(
      'inputs: [gpu_hours, price_per_hour]\nformulas: { rent: gpu_hours × price_per_hour }\naside: "{rent} of rent at {price_per_hour}."\n',
    );
    const says = (aside: string) => checked(`${quote}%%${aside}%%\n`, [rent])[0];
    assert.equal(says('$35k of rent at 1.5 USD/h.')?.state, 'holds');
    assert.match(says('$35k of rent at 2 USD/h.')?.message ?? '', /says \$35k; mine\.recipe\.yaml gives \$46k/);
  });

  it('agrees with one of several recipes that read alike', () => {
    const other = ofFile(fixture('electricity.recipe.yaml').replace('0.55', '0.7'));
    assert.equal(checked(written, [other, electricity])[0]?.state, 'holds');
    assert.match(checked(written.replace('13 MWh', '50 MWh'), [other, electricity])[0]?.message ?? '', /gives 16 MWh/);
  });

  it('holds under another reading of the quote, as other asides do', () => {
    const seen = ofFile(
      'inputs: [steps, batch_tokens]\nresults: [tokens-seen]\naside: "It saw {tokens-seen} altogether."\n',
    );
    const text = (tokens: string) =>
      `> Trained for 42,000 steps with a batch size of 4M tokens.\n%%It saw ${tokens} altogether.%%\n`;
    assert.equal(checked(text('176B tokens'), [seen])[0]?.state, 'holds');
    assert.equal(checked(text('190B tokens'), [seen])[0]?.state, 'stale');
  });

  it('is judged without its full stop and in other letter case, and by the digits that stand there', () => {
    assert.equal(checked(written.replace('hours.%%', 'hours%%'), [electricity])[0]?.state, 'holds');
    assert.equal(
      checked(written.replace('of electricity', 'of Electricity').replace('13', '14'), [electricity])[0]?.state,
      'stale',
    );
    assert.equal(checked(written.replace('13 MWh', '10 MWh'), [electricity])[0]?.state, 'stale');
  });

  it('once mended holds, whatever template and text', () => {
    const letters = fc.constantFrom('{a}', '{b}', 'word ', ' ', 'aaaaaa', '1', '.', '(', '*');
    const template = fc.array(letters, { maxLength: 60 }).map(parts => parts.join(''));
    const values = fc.array(fc.constantFrom('5', '23,000 GPU-hours', 'word', '1e9'), { minLength: 8, maxLength: 8 });
    let stale = 0;
    fc.assert(
      fc.property(template, values, (aside, written) => {
        const own = ofFile(`inputs: [gpu_hours]\nformulas: { a: gpu_hours, b: 2 }\naside: ${JSON.stringify(aside)}\n`);
        let next = 0;
        const filled = aside.replace(/\{[ab]\}/g, () => written[next++ % written.length]!);
        const text = `${quote}%%${filled}%%\n`;
        const [check] = checked(text, [own]);
        if (check?.state !== 'stale') return;
        stale++;
        assert.equal(checked(applyEdits(text, [check.fix!]), [own])[0]?.state, 'holds');
      }),
      { numRuns: 500 },
    );
    console.log(`${stale} of 500 texts were stale and mended`);
    assert.ok(stale > 0);
  });
});

describe('an aside by a recipe', () => {
  /** A recipe that counts how often it is solved: that begins with a copy of it. */
  function counted(text: string) {
    const { schedule: _, ...recipe } = readRecipe(text).recipe;
    let count = 0;
    const counting = Object.defineProperty(recipe, 'schedule', {
      enumerable: true,
      get: () => {
        count++;
        return undefined;
      },
    });
    return { own: [{ place: 'counted', recipe: counting, ofNote: false }], solved: () => count };
  }
  const rent = 'inputs: [gpu_hours, price_per_hour]\nformulas: { rent: gpu_hours × price_per_hour }\n';

  it('has the recipe solved once while it follows, however many ask, and also with what it states itself', () => {
    for (const [text, aside] of [
      [fixture('electricity.recipe.yaml'), '13 MWh of electricity for 23,000 GPU-hours.'],
      [fixture('electricity.recipe.yaml'), '12.7 MWh of electricity for 23,000 GPU-hours.'],
      [`${rent}aside: "{rent} at {price_per_hour} each."\n`, '$35k at $1.5/GPU-hour each.'],
    ] as const) {
      const { own, solved } = counted(text);
      const note = `${quote}%%${aside}%%\n`;
      const opened = openNote(note);
      const quantities = readNoteQuantities(opened);
      for (let asked = 0; asked < 3; asked++) {
        const [check] = checkAsides(quantities, opened.elements(), own);
        assert.equal(check?.state, 'holds', aside);
        const { range } = check.calculation!.sources[0]!.quantity;
        assert.equal(note.slice(range.from, range.to), '23,000 A100-hours');
      }
      assert.equal(solved(), 1, aside);
    }
  });

  it('names the places of the quote in each note', () => {
    const own = [electricity];
    for (const lead of ['', 'A line before.\n\n']) {
      const note = `${lead}${quote}%%13 MWh of electricity for 23,000 GPU-hours.%%\n`;
      const { range } = checked(note, own)[0]!.calculation!.sources[0]!.quantity;
      assert.equal(note.slice(range.from, range.to), '23,000 A100-hours');
    }
  });
});
