import assert from 'node:assert/strict';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { recipeCommand } from '../../../src/node/cli/recipe.ts';

const fixtures = path.join(import.meta.dirname, '../../fixtures/recipe');

async function run(args: readonly string[], stdin = '') {
  let out = '';
  let error = '';
  const code = await recipeCommand.run(args, {
    stdin: async () => stdin,
    out: text => {
      out += text;
    },
    error: text => {
      error += text;
    },
    cwd: fixtures,
  });
  return { code, out, error };
}

describe('paper-notes recipe', () => {
  it('prints what a recipe states, what follows, and its aside', async () => {
    const { code, out } = await run(['llemma-7b.recipe.yaml']);
    assert.equal(code, 0);
    assert.match(out, /^Stated\n {2}steps trained +42, 000\n/);
    assert.match(out, /\n {2}Fraction of the plan +0\.84\n/);
    assert.match(out, /\n0\.84 epoch over the 200B dataset; /);
  });

  it('reads configuration files', async () => {
    const { code, out } = await run(['llama-3.1-8B.config.json', '--json']);
    assert.equal(code, 0);
    const { configuration, results } = JSON.parse(out);
    assert.equal(configuration, 'Hugging Face');
    assert.equal(results.find((result: { name: string }) => result.name === 'parameters-llama').value, 8030261248);
  });

  it('tells problems with their line, and exits with 1', async () => {
    const { code, error } = await run(['-'], 'model: A\nsteps: many\n');
    assert.equal(code, 1);
    assert.match(error, /^-:2:8: steps: There is no quantity or unit "many" here\./);
  });

  it('does not read what is too large for a recipe, and says so', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'paper-notes-recipe-'));
    try {
      const file = path.join(folder, 'big.recipe.yaml');
      // Empty, but for its size: no string could hold it.
      await writeFile(file, '');
      await truncate(file, 2 ** 32);
      const { code, error } = await run([file]);
      assert.equal(code, 1);
      assert.match(error, /big\.recipe\.yaml:1:1: A recipe of more than 20,000 characters is not read\.\n$/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('takes the price of an accelerator, where the recipe states none', async () => {
    const recipe = 'gpu_type: A100\ngpu_hours: 23,000\n';
    const costOf = ({ out }: { out: string }) => /^ {2}Cost +(.*)$/m.exec(out)?.[1];
    assert.equal(costOf(await run(['-', '--price', 'A100=1.5'], recipe)), '$35k');
    assert.equal(costOf(await run(['-', '--price', 'H100=1.5'], recipe)), undefined);
    assert.equal(costOf(await run(['-', '--price', 'A100=1.5'], `${recipe}price: 3\n`)), '$69k');
    const { code, error } = await run(['-', '--price', 'A100'], recipe);
    assert.equal(code, 2);
    assert.match(error, /--price wants an accelerator and US dollars for an hour of it, such as A100=1\.5, not "A100"/);
  });

  it('exits with 2 for a file that is not there, and for wrong use', async () => {
    assert.equal((await run(['nowhere.yaml'])).code, 2);
    assert.equal((await run([])).code, 2);
    assert.equal((await run(['a', '--fast'])).code, 2);
  });
});
