import { mathLetter } from '../math/characters.ts';
import { findFormulaRuns } from './formula-run.ts';
import type { Repair, RepairFinder } from './passage.ts';

/** Three or more letters of one face that are no formula: a word somebody dressed up (`𝗕𝗼𝗹𝗱`). */
const dressed = /(?<![\p{L}\p{N}])(?:[\u{1d400}-\u{1d433}]{3,}|[\u{1d5a0}-\u{1d6a3}]{3,})(?![\p{L}\p{N}_^(])/gu;

/**
 * Unicode's mathematical letters, which few fonts have and no search finds: `𝑑` → `$d$`, `𝛼 = 0.5` →
 * `$\alpha = 0.5$`; words in them become plain words.
 */
export const findMathLetters: RepairFinder = ({ text, formulas }) => {
  const repairs: Repair[] = [];
  for (const match of text.matchAll(dressed)) {
    repairs.push({
      range: { from: match.index, to: match.index + match[0].length },
      insert: match[0].normalize('NFKC'),
      reason: 'word in mathematical letters',
    });
  }
  if (!formulas) return repairs;
  for (const run of findFormulaRuns(text, character => mathLetter(character) !== undefined)) {
    if (repairs.some(repair => repair.range.from < run.range.to && run.range.from < repair.range.to)) continue;
    repairs.push({
      range: run.range,
      insert: `$${run.tex}$`,
      reason: `mathematical letters "${text.slice(run.range.from, run.range.to)}"`,
    });
  }
  return repairs.sort((a, b) => a.range.from - b.range.from);
};
