import type { AsideElement, NoteElement } from '../../markdown/elements.ts';
import type { Edit, Range } from '../../text.ts';
import type { NoteQuantities } from '../quote/note.ts';
import { judgeAccuracyAside } from './accuracy-error.ts';
import { belongsTo } from './belonging.ts';
import type { Calculation } from './calculations.ts';
import type { Claim } from './claims.ts';
import { relatedQuantity } from './judge-claim.ts';
import { judgeRemark, type RunsOfSentence, runsOfRemark } from './judge-remark.ts';
import type { Judged } from './judged.ts';
import { judgeOwnAside } from './own-asides.ts';
import type { OwnRecipe } from './own-recipes.ts';
import { type ReadRemark, readRemark } from './read-remark.ts';
import { factsOf, type Run, runAt } from './run.ts';

/** What was found of one aside: whether what it claims still follows from the quotes before it. */
export interface AsideCheck {
  /** The aside with its `%%`. */
  readonly range: Range;
  /** `unjudged`: it claims nothing that is understood, or the quotes do not suffice; it is left alone. */
  readonly state: 'holds' | 'stale' | 'unjudged';
  /** The claim that is told, or the first that holds. */
  readonly claim: Claim | undefined;
  /** The calculation as the quotes give it now. */
  readonly calculation: Calculation | undefined;
  /** For a stale aside: both numbers, in a sentence, with how the right one follows. */
  readonly message: string;
  /** The same without the derivation, for where that is shown beside it. */
  readonly brief: string;
  /** For a stale aside: the change that makes it true again, in offsets of the note. */
  readonly fix: Edit | undefined;
}

/** Checks asides, and keeps what it found for as long as neither their words nor the numbers they rest on change. */
export type AsideChecker = (
  note: NoteQuantities,
  elements: readonly NoteElement[],
  recipes?: readonly OwnRecipe[],
) => AsideCheck[];

/** An aside further than this from the quote it would be about is not judged. */
const FARTHEST = 1200;

/** Asides whose findings are kept: of some ten notes that are full of them. */
const KEPT = 4000;

/** Makes a checker that has found nothing yet. All that it keeps goes by the words and numbers that it rests on. */
export function createAsideChecker(): AsideChecker {
  const remarks = new Map<string, ReadRemark | undefined>();
  const findings = new Map<string, readonly Judged[]>();
  const byRecipes = new WeakMap<readonly OwnRecipe[], Map<string, readonly Judged[]>>();
  const readOnce = (content: string): ReadRemark | undefined => keptIn(remarks, content, () => readRemark(content));

  const judge = (note: NoteQuantities, aside: AsideElement): readonly Judged[] => {
    const remark = readOnce(aside.content);
    if (remark === undefined || remark.isExpression) return [];
    if (remark.sentences.every(one => one.ofOtherThings)) return [];
    const run = runOfAside(note, aside);
    if (run === undefined) return [];
    const runs = runsOfRemark(note, run, remark);
    if (runs === undefined) return [];
    const belongs = belongsTo(note, run.anchor, aside.range.from);
    const key = keyOf(note, aside.content, remark, runs, belongs);
    const judged = keptIn(findings, key, () => judgeRemark(note, remark, runs, belongs));
    return judged.map(one => placedIn(one, runs));
  };

  const check = (note: NoteQuantities, elements: readonly NoteElement[], recipes: readonly OwnRecipe[] = []) =>
    asidesIn(elements).map(aside => {
      const own = recipes.length === 0 ? [] : judgeByRecipes(note, aside, recipes);
      return checkOf(aside, own.length > 0 ? own : [...judge(note, aside), ...judgeAccuracyAside(note, aside)]);
    });
  const judgeByRecipes = (note: NoteQuantities, aside: AsideElement, recipes: readonly OwnRecipe[]) => {
    const remark = readOnce(aside.content);
    if (remark === undefined) return [];
    const run = remark.isExpression ? undefined : runOfAside(note, aside);
    const runs = run === undefined ? undefined : runsOfRemark(note, run, remark);
    const of = runs?.[0]?.runs[0];
    // Problems, marks and hovers ask for the same: with the same recipes, one answer does for all.
    const kept = byRecipes.get(recipes) ?? new Map<string, readonly Judged[]>();
    byRecipes.set(recipes, kept);
    const key = [aside.content, of === undefined ? '' : factsOf(of)].join('\u0000');
    const judged = keptIn(kept, key, () => judgeOwnAside(aside.content, of, recipes));
    return runs === undefined ? judged : judged.map(one => placedIn(one, runs));
  };
  return check;
}

/**
 * Checks the asides of a note against the quotes before them, whether a person or a command wrote them. A claim that
 * follows, under any reading or convention, holds; one that does not is told only where the aside belongs to the quote
 * and every word and number of it belongs to the calculation. Everything else is left alone. An aside that reads as a
 * recipe of somebody's own says is checked by that recipe.
 *
 * @example checkAsides(readNoteQuantities(note), note.elements())[0]?.state
 */
export const checkAsides: AsideChecker = createAsideChecker();

/** The longest kept goes first. */
function keptIn<T>(kept: Map<string, T>, key: string, make: () => T): T {
  const before = kept.get(key);
  if (before !== undefined || kept.has(key)) {
    kept.delete(key);
    kept.set(key, before!);
    return before!;
  }
  const made = make();
  kept.set(key, made);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
  return made;
}

/** All that the finding of an aside rests on. */
function keyOf(
  note: NoteQuantities,
  content: string,
  remark: ReadRemark,
  runs: readonly RunsOfSentence[],
  belongs: boolean,
): string {
  const related = remark.sentences.flatMap(({ claims }, index) =>
    claims.flatMap(claim => {
      if (claim.related === undefined) return [];
      return (runs[index]?.runs ?? []).map(run => relatedQuantity(note, run, claim.related!)?.value ?? 0);
    }),
  );
  const facts = runs.map(each => `${each.certain}${each.runs.map(factsOf).join('\u0001')}`);
  return [content, belongs, related.join(), ...facts].join('\u0000');
}

/** With the quantities where they stand now. */
function placedIn(judged: Judged, runs: readonly RunsOfSentence[]): Judged {
  const { calculation } = judged;
  if (calculation === undefined || calculation.sources.length === 0) return judged;
  const all = runs.flatMap(each => each.runs);
  const sources = calculation.sources.map(({ input, quantity }) => {
    const now = all
      .map(run => run.byRole.get(quantity.role))
      .find(one => one?.value === quantity.value && one.text === quantity.text && one.model === quantity.model);
    return { input, quantity: now ?? quantity };
  });
  return { ...judged, calculation: { ...calculation, sources } };
}

const asidesIn = (elements: readonly NoteElement[]): readonly AsideElement[] =>
  elements.filter((element): element is AsideElement => element.kind === 'aside' && !element.mark && element.closed);

/** The run of the quote before an aside. */
function runOfAside(note: NoteQuantities, aside: AsideElement): Run | undefined {
  const run = runAt(note, aside.range.from);
  if (run === undefined || run.anchor.range.from > aside.range.from) return undefined;
  return aside.range.from - run.anchor.range.to > FARTHEST ? undefined : run;
}

function checkOf(aside: AsideElement, judged: readonly Judged[]): AsideCheck {
  const told = judged.filter(one => one.state === 'stale');
  const first = told[0] ?? judged.find(one => one.state === 'holds');
  return {
    range: aside.range,
    state: first?.state ?? 'unjudged',
    claim: first?.claim,
    calculation: first?.calculation,
    message: told.map(one => one.message).join(' '),
    brief: told.map(one => one.brief ?? one.message).join(' '),
    fix: fixOf(told, aside),
  };
}

/** All changes as one: an aside is mended in one step. */
function fixOf(told: readonly Judged[], aside: AsideElement): Edit | undefined {
  const edits = told.flatMap(one => one.fix ?? []).sort((a, b) => a.range.from - b.range.from);
  const [first, last] = [edits[0], edits.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  let insert = '';
  let at = first.range.from;
  for (const edit of edits) {
    if (edit.range.from < at) continue;
    insert += aside.content.slice(at, edit.range.from) + edit.insert;
    at = edit.range.to;
  }
  const { from } = aside.contentRange;
  return { range: { from: from + first.range.from, to: from + at }, insert };
}
