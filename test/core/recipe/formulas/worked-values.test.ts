import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { computeNamed } from '../../../../src/core/recipe/formulas/catalogue.ts';
import type { Computation, Given } from '../../../../src/core/recipe/formulas/compute.ts';

interface WorkedValue {
  readonly calc: string;
  readonly name: string;
  readonly variant?: string;
  readonly inputs: Readonly<Record<string, Given>>;
  readonly value: number;
  readonly published?: number;
  /** The variant that gives the published figure, where that of the value does not. */
  readonly publishedVariant?: string;
  readonly tolerance?: number;
}

/** A row of the shared file: `computed` is its own value, inputs may be left to its name. */
interface ReferenceValue {
  readonly calc: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, Given>>;
  readonly computed: number;
  readonly published: number | null;
  readonly tolerance: number | null;
}

const worked: readonly WorkedValue[] = JSON.parse(
  readFileSync(new URL('../../../fixtures/recipe/worked-values.json', import.meta.url), 'utf8'),
);
const shared = process.env.PAPER_NOTES_SHARED ?? path.join(import.meta.dirname, '../../../../../shared');
const referenceFile = path.join(shared, 'data/recipe-reference-values.json');

const difference = (a: number, b: number) => Math.abs(a - b) / Math.max(Math.abs(b), 1e-300);

/** The answer in whichever of its units comes nearest: the tables name hours, days and MWh as they like. */
function nearest(result: Computation, wanted: number): number {
  assert.notEqual(result.value, undefined, result.problems.map(problem => problem.message).join(' '));
  const values = [result.value!, ...result.also.map(each => each.value)];
  return values.reduce((best, value) => (difference(value, wanted) < difference(best, wanted) ? value : best));
}

function answer(row: WorkedValue, variant = row.variant): Computation {
  const result = computeNamed(row.calc, row.inputs, variant === undefined ? {} : { variant });
  assert.ok(result !== undefined, `no formula is called ${row.calc}`);
  return result;
}

describe('worked values', () => {
  for (const row of worked) {
    it(`${row.calc}: ${row.name}`, () => {
      const value = nearest(answer(row), row.value);
      assert.ok(difference(value, row.value) <= Math.max(1e-9, row.tolerance ?? 0), `${value} for ${row.value}`);
      if (row.published === undefined) return;
      const published = nearest(answer(row, row.publishedVariant ?? row.variant), row.published);
      const tolerance = Math.max(1e-9, row.tolerance ?? 0);
      assert.ok(difference(published, row.published) <= tolerance, `${published}, published ${row.published}`);
    });
  }

  it('names the variant that gives the published figure of Llama 2, whose files hold the rotary buffers', () => {
    const row = worked.find(each => each.name === 'Llama 2 70B')!;
    assert.equal(answer(row).value, 68976648192);
    assert.equal(answer(row, 'with-inv-freq').value, 68976653312);
  });
});

describe('reference values', () => {
  const present = existsSync(referenceFile);
  it('are reproduced, all of them', { skip: present ? false : `${referenceFile} is not here` }, () => {
    const rows: readonly ReferenceValue[] = JSON.parse(readFileSync(referenceFile, 'utf8'));
    let exact = 0;
    let within = 0;
    for (const row of rows) {
      const known = worked.find(each => each.calc === row.calc && each.name === row.name);
      const result = computeNamed(
        row.calc,
        { ...row.inputs, ...known?.inputs },
        known?.variant === undefined ? {} : { variant: known.variant },
      );
      assert.ok(result?.value !== undefined, `${row.calc}: ${row.name}`);
      const value = nearest(result, row.computed);
      assert.ok(
        difference(value, row.computed) <= Math.max(1e-9, row.tolerance ?? 0),
        `${row.calc}: ${row.name}: ${value}`,
      );
      if (difference(value, row.computed) <= 1e-9) exact++;
      if (
        row.published === null ||
        difference(nearest(result, row.published), row.published) <= Math.max(1e-9, row.tolerance ?? 0)
      )
        within++;
    }
    console.log(
      `reference values: ${rows.length} of ${rows.length} computed, ${exact} to 1e-9, ${within} within the tolerance of the published figure`,
    );
    assert.equal(within, rows.length);
  });
});
