import { type BlockReader, findByBlock } from '../markdown/by-block.ts';
import type { NoteElement } from '../markdown/elements.ts';
import { texOfCharacter } from '../math/characters.ts';
import type { Problem } from '../problem.ts';
import { type Edit, shifted } from '../text.ts';
import { formulasOf } from './math-at.ts';

/** Signs that copies bring into formulas, which other TeX systems do not read, or set as something else. */
const foreign = /[−∗∅∼∣⋅·×÷±∓≤≥≠≈≡∈∉⊂⊆∪∩∀∃∞∂∇√∑∏∫→←⇒⇔…′]/gu;

/** The TeX for a sign, with a space where a letter would join a command: `∈R` → `\in R`. */
export function texOfSign(sign: string, next: string): string {
  const tex = sign === '∣' ? '\\mid' : (texOfCharacter(sign) ?? sign);
  return /^\\[A-Za-z]+$/.test(tex) && /[A-Za-z]/.test(next) ? `${tex} ` : tex;
}

/**
 * What can be better in formulas that render: signs typed as Unicode characters, and a `$` without its partner in a
 * line that reads as TeX. Never about prose.
 */
export function mathHints(text: string, elements: readonly NoteElement[]): Problem[] {
  const problems: Problem[] = [];
  for (const { texRange, display } of formulasOf(elements)) {
    const tex = text.slice(texRange.from, texRange.to).replace(/\\text\{[^{}]*\}/g, part => ' '.repeat(part.length));
    const comment = display ? null : /(?<!\\)%[^\n]*/.exec(tex);
    if (comment !== null) {
      const from = texRange.from + comment.index;
      problems.push({
        code: 'math-comment',
        range: { from, to: from + comment[0].length },
        message: '% begins a comment in TeX: what follows it is not shown. Write \\% for the sign.',
        severity: 'warning',
      });
    }
    for (const match of tex.matchAll(foreign)) {
      const from = texRange.from + match.index;
      const insert = texOfSign(match[0], '').trim();
      problems.push({
        code: 'math-foreign-sign',
        range: { from, to: from + match[0].length },
        message: `${match[0]} is a character of its own; TeX has ${insert} for it.`,
        severity: 'hint',
      });
    }
  }
  problems.push(...loneDollars(text, elements));
  return problems.sort((a, b) => a.range.from - b.range.from);
}

/** Gives the hints of live notes. */
export type HintReader = BlockReader<readonly Problem[]>;

/** Makes a reader that looks after an edit only at the blocks that it touched. */
export function createHintReader(): HintReader {
  return findByBlock(
    ({ text, elements }) => mathHints(text, elements),
    (problem, { offset }) => ({ ...problem, range: shifted(problem.range, offset) }),
  );
}

/** The change that a hint about a sign asks for. */
export function editOfSign(text: string, problem: Problem): Edit {
  const sign = text.slice(problem.range.from, problem.range.to);
  return { range: problem.range, insert: texOfSign(sign, text.charAt(problem.range.to)) };
}

function loneDollars(text: string, elements: readonly NoteElement[]): Problem[] {
  const problems: Problem[] = [];
  const taken = elements.filter(element => element.kind !== 'text' && element.kind !== 'heading');
  /** How far the elements up to each one reach, for they may lie within one another. */
  const reach: number[] = [];
  for (const { range } of taken) reach.push(Math.max(reach.at(-1) ?? 0, range.to));
  /** How many elements begin at or before an offset. */
  const begun = (at: number) => {
    let low = 0;
    let high = taken.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (taken[middle]!.range.from <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  for (const element of elements) {
    if (element.kind !== 'text') continue;
    const { from, to } = element.range;
    const free = [...text.slice(from, to).matchAll(/(?<!\\)\$/g)]
      .map(match => from + match.index)
      .filter(at => (reach[begun(at) - 1] ?? 0) <= at);
    for (const at of free) {
      const line = text.slice(at + 1, to).split('\n', 1)[0]!;
      const next = taken[begun(at)]?.range.from ?? to;
      const after = line.slice(0, Math.max(0, next - at - 1));
      const before = text.slice(Math.max(from, text.lastIndexOf('\n', at) + 1), at);
      const texAfter = /^\s?[^\s].*(?:\\[A-Za-z]+|[_^]\{|\^\d)/.test(after) && !/^\d[\d.,]*(?:\s|$)/.test(after);
      const texBefore = free.length === 1 && /\\[A-Za-z]+[^\s]*\s?$/.test(before);
      if (!texAfter && !texBefore) continue;
      problems.push({
        code: 'math-unbalanced',
        range: { from: at, to: at + 1 },
        message: 'This $ has no partner. Add the missing $, or write \\$ for the sign.',
        severity: 'warning',
      });
    }
  }
  return problems;
}
