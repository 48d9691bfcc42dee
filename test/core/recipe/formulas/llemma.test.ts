import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { computeNamed } from '../../../../src/core/recipe/formulas/catalogue.ts';
import type { Given } from '../../../../src/core/recipe/formulas/compute.ts';

type Values = Readonly<Record<string, Given>>;

interface Row {
  readonly what: string;
  readonly formula: string;
  readonly variant?: string;
  readonly unit?: string;
  /** Inputs taken from the column under their own names; `rename` maps an input to a name of the column. */
  readonly takes: readonly string[];
  readonly rename?: Readonly<Record<string, string>>;
  readonly with?: Values;
  readonly each?: Readonly<Record<string, Values>>;
  readonly doubted?: readonly string[];
  readonly values: Readonly<Record<string, string>>;
}

const fixture: { readonly columns: Readonly<Record<string, Values>>; readonly rows: readonly Row[] } = JSON.parse(
  readFileSync(new URL('../../../fixtures/recipe/llemma.json', import.meta.url), 'utf8'),
);

/** Half a unit in the last place of a number as it is written. */
function lastPlace(written: string): number {
  const [mantissa, exponent] = written.split('e');
  return (0.5 * 10 ** Number(exponent ?? 0)) / 10 ** (mantissa!.split('.')[1] ?? '').length;
}

describe('the numbers of the Llemma note', () => {
  for (const row of fixture.rows) {
    for (const [name, written] of Object.entries(row.values)) {
      it(`${row.what}, ${name}: ${written}`, () => {
        const column = fixture.columns[name]!;
        const given: Record<string, Given> = { ...row.with, ...row.each?.[name] };
        for (const key of row.takes) given[key] = column[key]!;
        for (const [key, from] of Object.entries(row.rename ?? {})) given[key] = column[from]!;
        const result = computeNamed(row.formula, given, {
          ...(row.variant === undefined ? {} : { variant: row.variant }),
          ...(row.unit === undefined ? {} : { unit: row.unit }),
        });
        assert.ok(result?.value !== undefined, result?.problems.map(problem => problem.message).join(' '));
        const distance = Math.abs(result.value - Number(written));
        assert.ok(distance <= lastPlace(written) * 1.02, `${result.value} is not ${written}`);
        assert.deepEqual(
          result.problems.map(problem => problem.code),
          row.doubted?.includes(name) === true ? ['implausible'] : [],
        );
      });
    }
  }
});
