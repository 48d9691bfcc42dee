import type { NoteQuantities } from '../quote/note.ts';
import { checkArithmetic } from './arithmetic.ts';
import { isOfOtherStage, namesModel } from './belonging.ts';
import { judgeClaim, relatedQuantity, saysOtherMachines, type Verdict } from './judge-claim.ts';
import type { Judged } from './judged.ts';
import { sameModel, sizeNamed } from './model-names.ts';
import type { ReadRemark, ReadSentence } from './read-remark.ts';
import { limitingWords, type PlainBeside, strangeWords } from './remark.ts';
import { modelOfSize, type Run, runOf } from './run.ts';
import { valuesIn } from './run-inputs.ts';
import { isExtent, kindOf, scopeOf } from './scope.ts';

/** The runs that a sentence may speak of. */
export interface RunsOfSentence {
  readonly runs: readonly Run[];
  /** False where it is not clear which of them a claim is about: it may hold of any, and is wrong of none. */
  readonly certain: boolean;
}

/**
 * The runs that the sentences of a remark are about: of the model that each names, else of the quote before it.
 * Undefined for a remark on a model that the note states nothing of.
 */
export function runsOfRemark(
  note: NoteQuantities,
  run: Run,
  remark: ReadRemark,
): readonly RunsOfSentence[] | undefined {
  const { family } = run;
  const isOther = (name: string): boolean => !(family ?? '').includes(name) && !name.includes(family ?? '-');
  if (remark.families.some(isOther)) return undefined;
  let before = runsOfQuote(note, run);
  const all: RunsOfSentence[] = [];
  for (const sentence of remark.sentences) {
    const found = runsOfSentence(note, run, sentence);
    if (found === undefined) return undefined;
    // What follows a sentence on another model may be about either.
    const carried = new Set([...before.runs, run]);
    const now =
      sentence.sizes.length > 0 ? found : carried.size === 1 ? before : { runs: [...carried], certain: false };
    all.push(now);
    before = now;
  }
  return all;
}

/** A quote that says the same of several models ("200B tokens for the 7B, 50B for the 34B") may be meant for any. */
function runsOfQuote(note: NoteQuantities, run: Run): RunsOfSentence {
  const { anchor, model } = run;
  const roles = new Set(anchor.quantities.flatMap(one => (one.model === model ? one.role : [])));
  const others = new Set<string>();
  for (const { model: other, role } of anchor.quantities) {
    if (other === undefined || model === undefined || role === 'params' || !roles.has(role)) continue;
    if (![model, ...others].some(name => sameModel(name, other))) others.add(other);
  }
  return { runs: [run, ...[...others].map(other => runOf(note, anchor, other))], certain: others.size === 0 };
}

function runsOfSentence(note: NoteQuantities, run: Run, sentence: ReadSentence): RunsOfSentence | undefined {
  if (sentence.sizes.length === 0) return { runs: [run], certain: true };
  const own = sizesOf(run);
  const others: string[] = [];
  let namesOwn = false;
  let at = Number.POSITIVE_INFINITY;
  for (const size of sentence.sizes) {
    if (own.some(value => near(value, size.value))) {
      namesOwn = true;
      continue;
    }
    const model = modelOfSize(note, size.value);
    if (model === undefined) {
      if (size.certain) return undefined;
      continue;
    }
    if (!others.some(other => sameModel(other, model))) others.push(model);
    at = Math.min(at, size.from);
  }
  if (others.length === 0) return { runs: [run], certain: true };
  const theirs = others.map(model => runOf(note, run.anchor, model));
  const places = [
    ...sentence.claims.map(claim => claim.from - sentence.offset),
    ...sentence.numbers
      .map(({ from }) => from)
      .filter(from => !sentence.sizes.some(size => size.from <= from && from < size.to)),
  ];
  const certain = !namesOwn && others.length === 1 && (places.length <= 1 || at < Math.min(...places));
  return certain ? { runs: theirs, certain } : { runs: [run, ...theirs], certain };
}

function sizesOf({ model, byRole, architecture }: Run): readonly number[] {
  const stated = (['params', 'params_active'] as const).flatMap(role => {
    const quantity = byRole.get(role);
    return quantity === undefined ? [] : valuesIn(quantity);
  });
  const named = model === undefined ? undefined : sizeNamed(model);
  return stated.concat(named ?? [], architecture?.params ?? []);
}

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 0.03 * b;

/** A claim of a single digit is true of too much to be ticked wherever it stands. */
const VAGUE = 0.03;

/** Far from the quote, only what could hardly be true by chance holds. */
const SPECIFIC = 0.02;

/**
 * Judges the sentences of a remark. A claim that the quotes bear out holds. One that they do not is told only where
 * the remark belongs to the quote and says nothing that could make it right of something else.
 */
export function judgeRemark(
  note: NoteQuantities,
  remark: ReadRemark,
  runs: readonly RunsOfSentence[],
  belongs: boolean,
): readonly Judged[] {
  let onTopic = true;
  const judged: Judged[] = [];
  for (const [index, sentence] of remark.sentences.entries()) {
    if (sentence.ofOtherThings) {
      onTopic = false;
      continue;
    }
    const found = judgeSentence(note, runs[index]!, sentence, belongs, onTopic);
    judged.push(...found.judged);
    onTopic &&= found.onTopic;
  }
  return judged;
}

function judgeSentence(
  note: NoteQuantities,
  { runs, certain }: RunsOfSentence,
  sentence: ReadSentence,
  belongs: boolean,
  onTopic: boolean,
): { readonly judged: readonly Judged[]; readonly onTopic: boolean } {
  const { text, offset, claims, rest } = sentence;
  const [run] = runs;
  const names = [run!.model, run!.family, run!.accelerator, ...run!.dataSets.map(set => set.name)].flatMap(
    name => name ?? [],
  );
  const said = [rest, ...claims.map(claim => claim.filler)].join(' ');
  const tight = strangeWords(rest, names).length === 0;
  const verdicts = claims.map(claim => {
    const each = runs.map(of => {
      const related = claim.related === undefined ? undefined : relatedQuantity(note, of, claim.related);
      return judgeClaim(of, claim, text, scopeOf(sentence.untilWhere, claims, of), related);
    });
    return each.find(one => one.kind === 'holds') ?? each[0]!;
  });
  const isPlain =
    certain &&
    limitingWords(said, names, besideOf(sentence)).length === 0 &&
    foreignNumbers(sentence, run!).length === 0;
  const isOne = isOneMatter(verdicts);
  const areListed = tight && isListOfMistakes(verdicts, text, offset);
  const judged = verdicts.map((verdict): Judged => {
    const { kind, claim, calculation } = verdict;
    if (kind === 'holds') {
      const vagueness = claim.half / claim.value;
      const isSaid = belongs ? vagueness <= VAGUE || (tight && isOne) : tight && vagueness <= SPECIFIC;
      return isSaid ? { state: 'holds', claim, calculation: calculation! } : UNJUDGED;
    }
    if (kind !== 'fails' || !belongs || !certain || !isOfAnchor(verdict, sentence.sizes)) return UNJUDGED;
    const isTold = verdict.isOwn || (isPlain && (isOne || areListed) && onTopic && !saysOtherMachines(text, run!));
    return isTold ? verdict.stale!() : UNJUDGED;
  });
  if (!judged.some(one => one.state !== 'unjudged')) {
    const wrong = tight ? checkArithmetic(text) : undefined;
    if (wrong !== undefined) {
      const range = { from: wrong.from + offset, to: wrong.to + offset };
      judged.push({ state: 'stale', message: wrong.message, fix: { range, insert: wrong.right } });
    }
  }
  return { judged, onTopic: isPlain };
}

const UNJUDGED: Judged = { state: 'unjudged' };

function besideOf({ claims }: ReadSentence): PlainBeside | undefined {
  const kinds = new Set(claims.map(kindOf));
  if (kinds.size !== 1) return undefined;
  const [kind] = kinds;
  return kind === 'learning-rate' || kind === 'warmup' ? kind : undefined;
}

/** Numbers of a sentence that the run does not have: with them it speaks of something else. */
function foreignNumbers({ numbers, sizes }: ReadSentence, run: Run): readonly number[] {
  const own = [...run.byRole.values(), ...run.anchor.quantities].flatMap(valuesIn).concat(sizesOf(run));
  return numbers
    .filter(({ from }) => !sizes.some(size => size.from <= from && from < size.to))
    .map(({ value }) => value)
    .filter(value => !own.some(one => Math.abs(one - value) <= 0.006 * Math.abs(one)));
}

/**
 * True where at most one thing is wrong. Two claims of different things that both fail rather speak of a part of the
 * run, or of what might be: "1 day: 45B tokens", "40 % MFU means 2.5 days". So may one that holds only roughly: "1T tokens
 * in 3.2 days" of a run over 0.94T.
 */
function isOneMatter(verdicts: readonly Verdict[]): boolean {
  const open = verdicts.filter(
    ({ kind, claim }) =>
      kind === 'fails' ||
      kind === 'unknown' ||
      (kind === 'holds' && isExtent(claim) && claim.half > VAGUE * claim.value),
  );
  return new Set(open.map(({ claim }) => kindOf(claim) + (isExtent(claim) ? '' : claim.calculations[0]))).size <= 1;
}

/**
 * True where a sentence only lists what it claims and several of it are wrong, each for itself: "0.48 epochs over 200B,
 * MFU 62%". Claims that are wrong by the same factor, or one by as much as the other less, are said of a part of the run
 * or of what might be, as are those that a word relates: "45B tokens in one day".
 */
function isListOfMistakes(verdicts: readonly Verdict[], text: string, offset: number): boolean {
  const wrong = verdicts.filter(({ kind }) => kind === 'fails');
  if (wrong.length < 2 || verdicts.some(({ kind }) => kind === 'unknown')) return false;
  if (verdicts.some(({ kind, claim }) => kind === 'holds' && isExtent(claim) && claim.half > VAGUE * claim.value))
    return false;
  const isListed = verdicts.slice(1).every(({ claim }, index) => {
    const between = text.slice(verdicts[index]!.claim.range.to - offset, claim.range.from - offset);
    return /[,;&+]|\band\b/i.test(between) && !RELATED.test(between.replace(/\bin (?:all|total)\b/gi, ''));
  });
  return isListed && wrong.every((a, index) => wrong.slice(index + 1).every(b => !isExplained(a.ratio, b.ratio)));
}

/** What makes one claim the condition, the means or the result of another. */
const RELATED =
  /[:→=⇒(]|\b(?:in|at|per|with|by|means?|meaning|so|gives?|giving|then|thus|hence|therefore|implies|when|within|after|until|takes?|took|needs?|needed|makes?|for each|each|every)\b/i;

/** How near two errors must be to have one cause. */
const ALIKE = 0.15;

/** True where one cause makes both wrong: both as much too large, or one as much as the other is too small. */
function isExplained(a: number | undefined, b: number | undefined): boolean {
  if (a === undefined || b === undefined) return true;
  return Math.min(Math.abs(Math.log(a / b)), Math.abs(Math.log(a * b))) < ALIKE;
}

/**
 * True when the calculation is one of the quote that the remark belongs to: it rests on what this states, and else only
 * on what is said of the model that this names. A quote on fine-tuning has nothing to do with the numbers of the
 * pretraining.
 */
function isOfAnchor({ calculation, claim, run, isOwn }: Verdict, sizes: ReadSentence['sizes']): boolean {
  if (claim.related !== undefined && (isOwn || sizes.length > 0)) return true;
  const { anchor, model } = run;
  const { from, to } = anchor.range;
  const outside = calculation!.sources.filter(({ quantity: { range } }) => range.from < from || to < range.to);
  if (outside.length === 0) return true;
  return (
    model !== undefined &&
    namesModel(anchor, model) &&
    !isOfOtherStage(anchor) &&
    outside.every(({ quantity }) => quantity.model === undefined || sameModel(quantity.model, model))
  );
}
