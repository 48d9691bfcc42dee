import { controlSequences, type MacroTable, macrosUsed } from './macros.ts';
import { type RenderedFormula, renderFormula } from './render.ts';

/** Renders formulas and keeps what it rendered, by TeX, form and the macros that the formula uses. */
export interface FormulaCache {
  render(tex: string, display: boolean, macros: MacroTable): RenderedFormula;
}

/**
 * A cache that holds at most about `capacity` characters of HTML; what was not asked for longest goes first.
 * 24 million characters are some 5,000 formulas.
 */
export function createFormulaCache(capacity = 24_000_000): FormulaCache {
  const entries = new Map<string, RenderedFormula>();
  let held = 0;
  const sizeOf = (key: string, formula: RenderedFormula) =>
    key.length + (formula.kind === 'rendered' ? formula.html.length : formula.message.length);
  return {
    render(tex, display, macros) {
      const used = Object.keys(macros).length === 0 ? '' : macrosUsed(controlSequences(tex), macros);
      const key = `${display ? 'd' : 'i'}${used}\u0000${tex}`;
      const kept = entries.get(key);
      if (kept !== undefined) {
        entries.delete(key);
        entries.set(key, kept);
        return kept;
      }
      const formula = renderFormula(tex, { display, macros });
      entries.set(key, formula);
      held += sizeOf(key, formula);
      for (const [oldest, value] of entries) {
        if (held <= capacity || entries.size === 1) break;
        entries.delete(oldest);
        held -= sizeOf(oldest, value);
      }
      return formula;
    },
  };
}
