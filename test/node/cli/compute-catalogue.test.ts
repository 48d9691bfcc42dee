import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { page, recipesPage } from '../../../scripts/recipe-formulas-page.ts';
import { formulas } from '../../../src/core/recipe/formulas/catalogue.ts';
import { computeCommand } from '../../../src/node/cli/compute.ts';

const lines = readFileSync(new URL('../../fixtures/recipe/compute.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter(line => line !== '' && !line.startsWith('#'));

/** The words of a command line, those in double quotes as one. */
const words = (line: string) => (line.match(/(?:[^\s"]|"[^"]*")+/g) ?? []).map(word => word.replaceAll('"', ''));

async function compute(args: readonly string[]) {
  let out = '';
  let error = '';
  await computeCommand.run([...args, '--json'], {
    stdin: async () => '',
    out: text => {
      out += text;
    },
    error: text => {
      error += text;
    },
    cwd: '/',
  });
  return { result: JSON.parse(out || '{}'), error };
}

describe('paper-notes compute, row by row', () => {
  for (const line of lines) {
    const [, refused, problem] = /^(.+) !! (.+)$/.exec(line) ?? [];
    const [, command, value, tolerance, doubt] = /^(.+?) = (\S+)(?: ± (\S+))?(?: \?\? (.+))?$/.exec(line) ?? [];
    it(line, async () => {
      const { result, error } = await compute(words((refused ?? command)!));
      const told = (result.problems as { code: string; message: string }[]).map(each => each.message).join(' ');
      if (refused !== undefined) {
        assert.equal(result.value, undefined);
        assert.ok(told.includes(problem!), told);
        return;
      }
      assert.notEqual(result.value, undefined, error);
      const wanted = Number(value);
      const answers: number[] = [result.value, ...result.also.map((each: { value: number }) => each.value)];
      const near = Math.min(...answers.map(answer => Math.abs(answer - wanted)));
      assert.ok(near <= Number(tolerance ?? 1e-9) * Math.abs(wanted), answers.join(', '));
      if (doubt === undefined) assert.doesNotMatch(told, /\S/);
      else assert.ok(told.includes(doubt), told);
      const unknown = result.problems.filter((problem: { code: string }) => problem.code === 'unknown-input');
      assert.deepEqual(unknown, []);
    });
  }

  it('has a line for every formula, and the page shows it', () => {
    const shown = new Set(lines.map(line => line.split(' ')[0]));
    assert.deepEqual(
      formulas.map(formula => formula.id).filter(id => !shown.has(id)),
      [],
    );
    assert.equal(readFileSync(page, 'utf8'), recipesPage(), 'npm run formulas writes it');
  });
});
