import type { Range } from '../../text.ts';
import { readValue } from '../given-value.ts';
import type { SolvedRecipe } from '../solve-recipe.ts';
import { isCutOff } from './cut-off.ts';
import type { Judged } from './judged.ts';
import {
  asideTemplate,
  type OwnRecipe,
  otherSolutions,
  type SolvedOwn,
  solvedOtherwise,
  solveOwn,
  speaksOf,
  toldByAside,
} from './own-recipes.ts';
import type { Run } from './run.ts';
import { readWrittenNumber, writtenNumber } from './written-number.ts';

/**
 * Judges an aside that reads as a recipe of somebody's own says: each value against what the recipe comes to now, under
 * any reading of the quote's numbers. Where several recipes read so, one that agrees is enough. Empty where it reads as
 * none of them does, or where the recipe has no value here.
 *
 * @param content the aside without its marks
 * @example judgeOwnAside('9.2 MWh of electricity', run, recipes) // of a recipe whose aside is "{energy} of electricity"
 */
export function judgeOwnAside(content: string, run: Run | undefined, recipes: readonly OwnRecipe[]): readonly Judged[] {
  let stale: readonly Judged[] = [];
  for (const own of recipes) {
    const written = matchTemplate(asideTemplate(own.recipe) ?? '', content);
    if (written === undefined || !speaksOf(own, run)) continue;
    const judged = judgeBy(own, written, content, run);
    if (judged.some(({ state }) => state === 'unjudged')) continue;
    if (judged.length > 0 && judged.every(({ state }) => state === 'holds')) return judged;
    if (stale.length === 0) stale = judged;
  }
  return stale;
}

function judgeBy(
  own: OwnRecipe,
  written: readonly Written[],
  content: string,
  run: Run | undefined,
): readonly Judged[] {
  // What the reader was asked for stands nowhere but in the aside itself.
  const asked = toldByAside(own, run);
  const told = written.filter(({ name }) => asked.includes(name));
  const answers = Object.fromEntries(told.map(({ name, text }) => [name, plain(text)]));
  const by = solveOwn(own, run, answers);
  if (by === undefined || by.calculation.lacking.length > 0) return [];
  if (plain(content) === plain(by.solved.aside ?? '')) return [{ state: 'holds', calculation: by.calculation }];
  const judged = written.map(each => judge(each, by.solved, own, by));
  if (judged.every(({ state }) => state !== 'stale')) return judged;
  for (const other of otherSolutions(own, run, answers)) {
    const again = written.map(each => judge(each, other, own, by));
    if (again.every(({ state }) => state === 'holds')) return again;
  }
  // Prices are only proposed, and an accelerator that is not named is only assumed: by another one the value may have
  // been right, and may be so for another reader.
  const elsewhere = solvedOtherwise(own, run, answers);
  const stated = judged.filter((_, index) => isSame(written[index]!.name, by.solved, elsewhere));
  return stated.some(({ state }) => state === 'stale') ? stated : [];
}

const valuedBy = ({ results, formulas, inputs }: SolvedRecipe, wanted: string) =>
  [...results, ...formulas, ...inputs].find(({ name }) => name === wanted);

const isSame = (name: string, a: SolvedRecipe, b: SolvedRecipe): boolean =>
  valuedBy(a, name)?.text === valuedBy(b, name)?.text;

interface Written {
  readonly name: string;
  readonly text: string;
  /** In offsets of the content. */
  readonly range: Range;
}

function judge(
  { name, text, range }: Written,
  solved: SolvedRecipe,
  own: OwnRecipe,
  { calculation }: SolvedOwn,
): Judged {
  const valued = valuedBy(solved, name);
  if (valued === undefined || valued.text === '') return { state: 'unjudged' };
  if (plain(text) === plain(valued.text)) return { state: 'holds', calculation };
  const read = readValue(plain(text), valued.unit);
  if (valued.value === undefined || 'error' in read) return { state: 'unjudged' };
  const { half, lastDigit } = roundingOf(text, read.value);
  if (Math.abs(read.value - valued.value) <= half || isCutOff(read.value, lastDigit, valued.value)) {
    return { state: 'holds', calculation };
  }
  const brief = `This says ${text}; ${own.ofNote ? 'the recipe of this note' : own.place} gives ${valued.text}`;
  const how = 'derivation' in valued ? `: ${valued.derivation.text.replace(/\n/g, '; ')}` : '';
  return {
    state: 'stale',
    calculation,
    message: `${brief}${how}.`,
    brief: `${brief}.`,
    fix: { range, insert: valued.text },
  };
}

const plain = (text: string): string =>
  text
    .replace(/^\s*[≈~]\s*/, '')
    .replace(/\s+/g, ' ')
    .trim();

const leading = new RegExp(writtenNumber(), 'iu');

/** How far a value may lie from one that was rounded to the digits that stand there, and what the last of them is worth. */
function roundingOf(text: string, value: number): { readonly half: number; readonly lastDigit: number } {
  const written = readWrittenNumber(leading.exec(text)?.groups ?? {});
  const isRead = !Number.isNaN(written.value) && written.value !== 0;
  const scale = isRead ? Math.abs(value / written.value) : 0;
  return { half: isRead ? written.tolerance * scale : 0, lastDigit: written.lastDigit * scale };
}

/** With fewer letters of its own a template is the like of too many remarks. */
const FEWEST_LETTERS = 6;
const LONGEST_VALUE = 60;

/**
 * The values that a text has in the places of a template's names; undefined when it reads otherwise. A name takes as
 * little as it can: no text is tried twice.
 */
function matchTemplate(template: string, content: string): readonly Written[] | undefined {
  // The full stop at the end is nobody's claim.
  const parts = template
    .trim()
    .replace(/\.$/, '')
    .split(/\{([^{}\n]{1,80})\}/);
  const literals = parts.filter((_, index) => index % 2 === 0);
  const names = parts.filter((_, index) => index % 2 === 1);
  if (names.length === 0 || literals.join('').replace(/[^\p{L}]/gu, '').length < FEWEST_LETTERS) return undefined;
  const found: Written[] = [];
  const start = content.length - content.trimStart().length;
  const end = content.trimEnd().replace(/\.$/, '').length;
  let at = find(literals[0]!, content, start, start)?.to;
  for (const [index, name] of names.entries()) {
    const literal = literals[index + 1]!;
    if (at === undefined || (literal === '' && index < names.length - 1)) return undefined;
    const next =
      index === names.length - 1
        ? findAtEnd(literal, content.slice(0, end), at + 1)
        : find(literal, content, at + 1, at + LONGEST_VALUE);
    if (next === undefined || next.from <= at || next.from - at > LONGEST_VALUE) return undefined;
    found.push({ name: name.trim(), text: content.slice(at, next.from), range: { from: at, to: next.from } });
    at = next.to;
  }
  return at === end ? found : undefined;
}

/** Where a text stands that begins in a stretch, whatever its white space. */
function find(literal: string, content: string, from: number, latest: number): Range | undefined {
  const found = literal === '' ? { from, to: from } : search(patternOf(literal), content, from);
  return found === undefined || found.from > latest ? undefined : found;
}

/** Where a text stands that ends the content. */
function findAtEnd(literal: string, content: string, from: number): Range | undefined {
  return search(`${patternOf(literal)}$`, content, from);
}

const patternOf = (literal: string): string =>
  literal.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replace(/\s+/g, String.raw`\s+`);

function search(pattern: string, content: string, from: number): Range | undefined {
  const found = new RegExp(pattern, 'gi');
  found.lastIndex = from;
  const match = found.exec(content);
  return match === null ? undefined : { from: match.index, to: match.index + match[0].length };
}
