import { mathLetter } from '../math/characters.ts';
import { findFormulaRuns } from './formula-run.ts';
import type { Repair, RepairFinder } from './passage.ts';

/** Three or more letters of one face that are no formula: a word somebody dressed up (`𝗕𝗼𝗹𝗱`). */
const dressed = /(?<![\p{L}\p{N}])(?:[\u{1d400}-\u{1d433}]{3,}|[\u{1d5a0}-\u{1d6a3}]{3,})(?![\p{L}\p{N}_^(])/gu;

const letter = '[\\u{1d400}-\\u{1d7ff}]';
/** A raised or lowered character that fell to the line: `𝑥1`, `𝑝𝜃`, `ℝ𝑛`, `𝑥𝑖`. Which it was cannot be told. */
const fallen = new RegExp(
  [
    `${letter}\\d`,
    '[\\u{1d434}-\\u{1d467}][\\u{1d6e2}-\\u{1d71b}]',
    `[ℂℍℕℙℚℝℤ\\u{1d538}-\\u{1d56b}]${letter}`,
    // 𝑖, 𝑗, 𝑘, 𝑚, 𝑛 and 𝑡 after one other letter are indices as a rule.
    `(?<!${letter})[\\u{1d434}-\\u{1d467}\\u{1d6e2}-\\u{1d71b}][\\u{1d456}-\\u{1d458}\\u{1d45a}\\u{1d45b}\\u{1d461}](?!${letter})`,
  ].join('|'),
  'u',
);

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
    if (fallen.test(text.slice(run.range.from, run.range.to))) continue;
    repairs.push({
      range: run.range,
      insert: `$${run.tex}$`,
      reason: `mathematical letters "${text.slice(run.range.from, run.range.to)}"`,
    });
  }
  return repairs.sort((a, b) => a.range.from - b.range.from);
};
