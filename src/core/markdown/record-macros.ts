import { prepareEquation } from '../math/equation.ts';
import type { FormulaCache } from '../math/formula-cache.ts';
import { type MacroTable, macrosUsed, mayDefine } from '../math/macros.ts';
import type { BlockRecord } from './block-record.ts';
import { frontMatterOf } from './front-matter-block.ts';
import { mathMeta } from './rules/math-token.ts';

/**
 * Gives a block the macros in force before it, and works out those behind it.
 *
 * @returns true when the block's formulas now take something else from the macros than before
 */
export function takeMacros(record: BlockRecord, macros: MacroTable, formulas: FormulaCache): boolean {
  const before = record.macrosUsed;
  record.macrosBefore = macros;
  record.macrosUsed = macrosUsed(record.sequences, macros);
  record.macrosAfter = macrosBehind(record, macros, formulas);
  return record.macrosUsed !== before;
}

function macrosBehind(record: BlockRecord, macros: MacroTable, formulas: FormulaCache): MacroTable {
  const frontMatter = frontMatterOf(record.tokens[0]);
  if (frontMatter !== undefined) {
    return Object.keys(frontMatter.macros).length === 0 ? macros : { ...macros, ...frontMatter.macros };
  }
  if (!record.defining) return macros;
  let table = macros;
  for (const token of record.formulas) {
    if (!mayDefine(token.content)) continue;
    const { tex } = prepareEquation(mathMeta(token).equation, () => undefined);
    const formula = formulas.render(tex, token.type !== 'math_inline', table);
    if (formula.kind === 'rendered' && formula.defines !== undefined) table = { ...table, ...formula.defines };
  }
  return table;
}
