import { findFormulaRuns } from './formula-run.ts';
import type { RepairFinder } from './passage.ts';

/**
 * Greek letters that stand as text: `a step of ϵ` → `a step of $\epsilon$`. Off unless asked for: many readers like
 * them as they are.
 */
export const findGreek: RepairFinder = ({ text, formulas }) =>
  !formulas || /\p{Script=Greek}{3,}/u.test(text)
    ? []
    : findFormulaRuns(text, character => /[α-ωϑϕϖϱϵΓΔΘΛΞΠΣΦΨΩ]/.test(character)).map(({ range, tex }) => ({
        range,
        insert: `$${tex}$`,
        reason: `Greek letter "${text.slice(range.from, range.to)}"`,
      }));
