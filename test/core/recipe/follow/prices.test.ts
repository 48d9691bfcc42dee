import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openNote } from '../../../../src/core/markdown/note.ts';
import { findOwnPrice } from '../../../../src/core/recipe/data/prices.ts';
import { checkAsides } from '../../../../src/core/recipe/follow/asides.ts';
import { calculationsAt } from '../../../../src/core/recipe/follow/calculations.ts';
import { readNoteQuantities } from '../../../../src/core/recipe/quote/note.ts';

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
