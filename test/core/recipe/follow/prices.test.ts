import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { NoteSurroundings } from '../../../../src/core/markdown/live-note.ts';
import { openNote } from '../../../../src/core/markdown/note.ts';
import { findOwnPrice, type OwnPrices } from '../../../../src/core/recipe/data/prices.ts';
import { checkAsides } from '../../../../src/core/recipe/follow/asides.ts';
import { calculationsAt } from '../../../../src/core/recipe/follow/calculations.ts';
import type { OwnRecipe } from '../../../../src/core/recipe/follow/own-recipes.ts';
import { recipesOfNote } from '../../../../src/core/recipe/note-recipes.ts';
import { readNoteQuantities } from '../../../../src/core/recipe/quote/note.ts';
import { readRecipe } from '../../../../src/core/recipe/read-recipe.ts';

const quote = 'LLEMMA 7B is trained for 42,000 steps, on 256 A100 40GB GPUs, in 23,000 A100-hours.\n';
const read = (text: string) => readNoteQuantities(openNote(text));
const costOf = (prices: Readonly<Record<string, number>>) =>
  calculationsAt(read(quote), quote.length, {}, prices).find(({ id }) => id === 'cost');

describe('the price of an accelerator-hour', () => {
  it('is a published one unless the reader has their own', () => {
    assert.match(costOf({})?.aside ?? '', /\$46k at \$2 an accelerator-hour\.$/);
    assert.match(costOf({ H100: 3 })?.aside ?? '', / at \$2 an accelerator-hour\.$/);
    assert.match(costOf({ a100: 1 })?.aside ?? '', /\$23k at \$1 an accelerator-hour\.$/);
  });

  it('is named with what follows from it', () => {
    const cost = costOf({ A100: 1.5 });
    assert.equal(cost?.computation.value, 34_500);
    assert.match(cost?.computation.derivation.text ?? '', /1\.5/);
    assert.ok(cost?.remarks.includes('Price of your settings ($1.5 for an hour of A100).'), cost?.remarks.join(' '));
  });

  it('is that of the longest name that fits', () => {
    const own = { A100: 1, 'A100 80GB': 2, '': 5, A1: -1 };
    assert.equal(findOwnPrice('A100 80GB', own)?.price, 2);
    assert.equal(findOwnPrice('A100', own)?.price, 1);
    assert.equal(findOwnPrice('H100', own), undefined);
  });

  it('is the one that stands in an aside when this is checked', () => {
    const stateOf = (aside: string) => {
      const text = `${quote}\n%%${aside}%%\n`;
      return checkAsides(read(text), openNote(text).elements())[0]?.state;
    };
    assert.equal(stateOf(costOf({ A100: 1.5 })?.aside ?? ''), 'holds');
    assert.equal(stateOf(costOf({})?.aside ?? ''), 'holds');
    assert.equal(stateOf('$99k at $2 an accelerator-hour.'), 'stale');
  });
});

describe('the reader’s own price in recipes', () => {
  const block = (more: string) =>
    `\`\`\`recipe\naccelerators: 256 NVIDIA A100 40GB\ngpu_hours: 23,000\n${more}\`\`\`\n`;
  const costIn = (text: string, prices?: Readonly<Record<string, number>>) => {
    const [recipe] = recipesOfNote(text, openNote(text).elements(), prices);
    return recipe?.solved.results.find(({ name }) => name === 'cost');
  };

  it('is taken where the recipe states none, and named; the cost follows without being asked for', () => {
    const cost = costIn(block(''), { A100: 1.5 });
    assert.equal(cost?.value, 34_500);
    assert.ok(cost.caveats.includes('Price of your settings ($1.5 for an hour of A100).'), cost.caveats.join(' '));
    assert.equal(costIn(block('')), undefined);
    assert.equal(costIn(block(''), { H100: 3 }), undefined);
  });

  it('gives way to the price that the recipe states, and goes before the published one', () => {
    assert.equal(costIn(block('price: $3\n'), { A100: 1.5 })?.value, 69_000);
    assert.equal(costIn(block('results: [cost]\n'))?.value, 46_000);
    assert.equal(costIn(block('results: [cost]\n'), { A100: 1.5 })?.value, 34_500);
  });

  it('is shown in the preview, in blocks, front matter and embedded files, and anew when it changes', () => {
    const file = 'gpu_type: A100\ngpu_hours: 23,000\n';
    const text = `---\nrecipe:\n  gpu_type: A100\n  gpu_hours: 23,000\n---\n\n${block('')}\n![[a.recipe.yaml]]\n\nText.\n`;
    let prices: Readonly<Record<string, number>> = { A100: 1 };
    const around = (): NoteSurroundings => ({
      get prices() {
        return prices;
      },
      embed: () => ({ text: file, surroundings: around() }),
    });
    const note = openNote(text, around());
    const costs = () =>
      note.blocks.map((_, index) => /<th scope="row">Cost<\/th><td[^>]*>([^<]*)</.exec(note.html(index))?.[1]);
    assert.deepEqual(costs(), ['$23k', '$23k', '$23k', undefined]);
    const before = note.blocks.map(({ revision }) => revision);
    prices = { A100: 2 };
    note.refresh('prices');
    assert.deepEqual(
      note.blocks.map(({ revision }, index) => revision !== before[index]),
      [true, true, true, false],
    );
    assert.deepEqual(costs(), ['$46k', '$46k', '$46k', undefined]);
  });

  const template =
    'inputs: [gpu_hours, price]\nformulas: { rent: gpu_hours × price }\naside: "{rent} of rent at {price}."\n';
  const own = (prices: OwnPrices, text = template): OwnRecipe => ({
    place: 'rent.recipe.yaml',
    recipe: readRecipe(text).recipe,
    ofNote: false,
    prices,
  });
  const offer = (prices: OwnPrices, text = template) =>
    calculationsAt(read(quote), quote.length, {}, prices, [own(prices, text)]).find(one => one.own !== undefined);
  const stateOf = (aside: string, prices: OwnPrices, text = template) => {
    const whole = `${quote}\n%%${aside}%%\n`;
    return checkAsides(read(whole), openNote(whole).elements(), [own(prices, text)])[0]?.state;
  };

  it('fills the open price of a template, which is asked for otherwise', () => {
    assert.equal(offer({ A100: 1.5 })?.aside, '$35k of rent at $1.5/GPU-hour.');
    assert.deepEqual(
      offer({ H100: 1.5 })?.lacking.map(({ name }) => name),
      ['price'],
    );
  });

  it('is not held against an aside that states another', () => {
    const aside = offer({ A100: 1.5 })?.aside ?? '';
    for (const prices of [{ A100: 1.5 }, { A100: 4 }, {}]) assert.equal(stateOf(aside, prices), 'holds');
    assert.equal(stateOf(aside.replace('35k', '53k'), { A100: 4 }), 'stale');
  });

  it('is none that an aside must keep to: with another price, or none, it is left alone', () => {
    const text = 'inputs: [gpu_hours]\nresults: [cost]\naside: "{cost} in all for {gpu_hours}."\n';
    const aside = offer({ A100: 1.5 }, text)?.aside ?? '';
    assert.equal(aside, '$35k in all for 23,000 GPU-hours.');
    assert.equal(stateOf(aside, { A100: 1.5 }, text), 'holds');
    assert.equal(stateOf(aside, { A100: 4 }, text), 'unjudged');
    assert.equal(stateOf(aside, {}, text), 'unjudged');
    // What is stated is held against it all the same.
    assert.equal(stateOf(aside.replace('23,000', '32,000'), {}, text), 'stale');
  });
});
