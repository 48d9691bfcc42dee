import type { Range } from '../../text.ts';
import type { Figure } from './figures.ts';
import { type Known, knownOf } from './known.ts';

/*
 * Runs and stages told one after another, where the verb and the noun are said once: "the 8B runs take 65 hours on 2
 * nodes, the 70B runs 60 hours on 6", "stage 1 uses a context of 8K and stage 2 uses 16K", "230k steps at length 128
 * and another 20k at 512".
 */

const STAGE =
  /\b(?:stage|phase) (?:\d|one|two|three|four|i{1,3})\b|\bthe (?:first|second|third|fourth|last|final|next) (?:stage|phase|run|model|one)\b|\bthe [a-z]+(?:-[a-z]+)? (?:stage|phase)\b(?! of)|\bthe (?:first|remaining|last|final|other) \d{1,2}(?:\.\d)? ?%|\bthe (?:second|third|fourth|next)(?= (?:at|for|on|with|of|in|uses?|used|has|had|took|takes|ran|runs)\b)/gi;

const PREPOSITIONS = ['on', 'for', 'in', 'with', 'at', 'over', 'after', 'of', 'to', 'is', 'was'];
/** The preposition that a number hangs on, with the noun between them: "at a sequence length of". */
const HANGS_ON = new Map(
  PREPOSITIONS.map(preposition => [
    preposition,
    new RegExp(
      `\\b${preposition} (?:(?!(?:${PREPOSITIONS.filter(other => other !== 'of').join('|')}) )[a-z]+ ){0,4}$`,
      'i',
    ),
  ]),
);

const APPROXIMATELY = '(?:(?:about|around|roughly|approximately|nearly|only|just|some|a total of) )*';
const LINK = new RegExp(`(?:^|\\W)([a-z]+) ${APPROXIMATELY}$`, 'i');
const BY_VERB =
  /^(?:uses?|used|has|had|takes?|took|needs?|needed|requires?|required|runs?|ran|saw|sees|gets|got|consume[sd]?|reads?|lasts?|lasted|spans?|spanned|covers?|covered|models?|variants?|versions?|ones?)$/i;
const NO_NOUN_FOLLOWS =
  /^(?: ?[,;)(]| ?\.(?!\d)| ?$|\n| (?:and|or|at|for|on|in|with|over|until|while|whereas|using|respectively)\b)/;
/** "4M until 400B tokens, then 8M and, after 1.2T, 16M" */
const LATER = /\b(?:then|and finally|finally)(?: to)? $|\b(?:after|at) (?:the )?[\d.]+ ?[KMBT](?: tokens| steps)?, $/i;
/** "length 512 for 80 % of the updates and 2048 for the rest" */
const FOR_THE_REST =
  /^ (?:for|in|during|over) (?:the (?:rest|remaining|remainder|last|final|others?|subsequent)|all others)\b/i;
const ANOTHER = /\b(?:another|a further|an additional|an extra) (?:about |roughly )?$/i;

/** No sentence tells of more parts or numbers than these before one that leans on them; they bound what a page costs. */
const MOST_PARTS = 12;
const REACH = 60;

/** Roles that a part of a run can leave to the next. */
const LEFT_UNSAID =
  /^(?:steps|tokens|epochs|segment_steps|segment_tokens|batch_seqs|batch_examples|batch_tokens|context|gpus|nodes|wall_clock|gpu_hours|warmup_steps|decay_steps|decay_tokens|layers|heads|hidden|peak_lr|micro_batch|grad_accum)$/;
const LENGTHS = /^(?:steps|tokens|gpu_hours|epochs|segment_steps|segment_tokens)$/;

/** Gives numbers without a noun the role of their like in the part told before. */
export function carryParts(
  text: string,
  sentence: Range,
  figures: readonly Figure[],
  known: (Known | undefined)[],
  subjects: readonly Range[],
  apart: ReadonlySet<number>,
): void {
  const open = figures.flatMap((figure, index) =>
    known[index] === undefined &&
    !apart.has(index) &&
    figure.kind === 'number' &&
    figure.form === 'plain' &&
    figure.value >= 1 &&
    NO_NOUN_FOLLOWS.test(text.slice(figure.to, figure.to + 16))
      ? [index]
      : [],
  );
  if (open.length === 0 || !known.some(entry => entry !== undefined)) return;
  const parts = partsOf(text, sentence, subjects);
  let turn: { readonly index: number; readonly rest: readonly Known[] } | undefined;
  let own = -1;
  for (const index of open) {
    const figure = figures[index]!;
    while (own + 1 < parts.length && parts[own + 1]!.to <= figure.from) own++;
    const before = text.slice(Math.max(sentence.from, figure.from - 80), figure.from);
    // "phase 2 uses 512 and 32768": as many in turn as the part before named.
    const next: Known | undefined =
      turn?.index === index - 1 && /^(?:,| and|, and) $/.test(text.slice(figures[index - 1]!.to, figure.from))
        ? turn.rest[0]
        : undefined;
    const others: readonly Known[] = ANOTHER.test(before)
      ? lastOf(known, index, entry => LENGTHS.test(entry.decided.role) && alike(entry, figure))
      : next !== undefined && alike(next, figure)
        ? turn!.rest
        : FOR_THE_REST.test(text.slice(figure.to, figure.to + 32)) && /(?:\band|,|\bthen) $/.test(before)
          ? lastOf(known, index, entry => /^(?:context|batch_|micro_)/.test(entry.decided.role) && alike(entry, figure))
          : LATER.test(before)
            ? lastOf(known, index, entry => entry.decided.role === 'batch_tokens' && alike(entry, figure))
            : inPartBefore(text, figure, known.slice(Math.max(0, index - REACH), index), parts, own);
    const [owner, ...rest] =
      others.length > 0
        ? others
        : ON_AS_MANY.test(before)
          ? lastOf(
              known,
              index,
              entry => entry.decided.role === 'gpus' && alike(entry, figure) && isJoined(text, entry, figure),
            )
          : behindAnother(text, figures, known, index);
    if (owner === undefined) continue;
    turn = { index, rest };
    const { role, unit } = owner.decided;
    known[index] = knownOf(figure, { role, unit, to: figure.to }, owner.hardware);
  }
}

function partsOf(text: string, sentence: Range, subjects: readonly Range[]): Range[] {
  const words = text.slice(sentence.from, sentence.to);
  const stages = /stage|phase|\bthe (?:first|second|last|final|next)/i.test(words)
    ? [...words.matchAll(STAGE)].map(m => ({
        from: sentence.from + m.index,
        to: sentence.from + m.index + m[0].length,
      }))
    : [];
  return [...subjects, ...stages].sort((a, b) => a.from - b.from);
}

/** "… the 70B runs about 60 hours on 6": the number that hangs on the same word in the part before. */
function inPartBefore(
  text: string,
  figure: Figure,
  near: readonly (Known | undefined)[],
  parts: readonly Range[],
  own: number,
): Known[] {
  const start = parts[own];
  if (start === undefined || own < 1 || figure.from - start.to > 70) return [];
  const between = text.slice(start.to, figure.from);
  if (/[;:]/.test(between)) return [];
  const link = LINK.exec(between)?.[1]?.toLowerCase();
  const hangs = link === undefined ? undefined : HANGS_ON.get(link);
  if (hangs === undefined && link !== undefined && !BY_VERB.test(link)) return [];
  if (link === undefined && between.trim() !== '') return [];
  for (let part = own - 1; part >= Math.max(0, own - MOST_PARTS); part--) {
    const { to: from } = parts[part]!;
    const { from: to } = parts[part + 1]!;
    const inside = near.filter(
      (entry): entry is Known =>
        entry !== undefined && entry.from >= from && entry.figure.to <= to && entry.from < figure.from,
    );
    const first = inside.findIndex(
      entry =>
        alike(entry, figure) &&
        (hangs === undefined || hangs.test(text.slice(Math.max(from, entry.from - 60), entry.from))),
    );
    if (first >= 0) return hangs === undefined ? inside.slice(first) : [inside[first]!];
  }
  return [];
}

/** "… at sequence length 128 and another 20k at 512" */
function behindAnother(
  text: string,
  figures: readonly Figure[],
  known: readonly (Known | undefined)[],
  index: number,
): Known[] {
  const figure = figures[index]!;
  const before = figures[index - 1];
  if (before === undefined || !ANOTHER.test(text.slice(Math.max(0, before.from - 30), before.from))) return [];
  const link =
    /^ ?(?:steps |tokens |iterations |updates )?(at|with|on|of|in)(?: an?)?(?: [a-z]+)?(?: length)?(?: of)? $/i.exec(
      text.slice(before.to, figure.from),
    )?.[1];
  const hangs = link === undefined ? undefined : HANGS_ON.get(link.toLowerCase());
  return hangs === undefined
    ? []
    : lastOf(
        known,
        index - 1,
        entry => alike(entry, figure) && hangs.test(text.slice(Math.max(0, entry.from - 60), entry.from)),
      );
}

function lastOf(known: readonly (Known | undefined)[], end: number, is: (entry: Known) => boolean): Known[] {
  for (let i = end - 1; i >= Math.max(0, end - REACH); i--) {
    const entry = known[i];
    if (entry !== undefined && is(entry)) return [entry];
  }
  return [];
}

/** "41 % on 512 GPUs and 38 % on 1,024" */
const ON_AS_MANY = /\bon (?:about |only )?$/i;

function isJoined(text: string, owner: Known, { from }: Figure): boolean {
  const between = text.slice(owner.to, from);
  return (
    between.length < 60 &&
    /(?:,|\band|\bwhile|\bbut) /.test(between) &&
    !/[.;:](?!\d)|\b(?:evaluat|test|report|result|score|rely|relies|based|depend|focus)/.test(between) &&
    HANGS_ON.get('on')!.test(text.slice(Math.max(0, owner.from - 40), owner.from))
  );
}

/** Two values of one kind, printed alike and of one size. */
function alike({ figure, decided }: Known, other: Figure): boolean {
  if (!LEFT_UNSAID.test(decided.role) || decided.value !== undefined || figure.kind !== other.kind) return false;
  if ((figure.magnitude === '') !== (other.magnitude === '')) return false;
  const ratio = figure.value / other.value;
  return ratio < 500 && ratio > 1 / 500;
}
