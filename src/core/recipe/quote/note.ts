import type { NoteElement } from '../../markdown/elements.ts';
import type { Problem } from '../../problem.ts';
import type { Range } from '../../text.ts';
import { DATA_SET_NAME, type DataSet, dataSetsIn } from '../data/data-sets.ts';
import type { Quantity } from '../quantity.ts';
import { findFigures } from './figures.ts';
import type { Carried } from './known.ts';
import { findModels } from './models.ts';
import { NOTHING_CARRIED, namesCarried, type QuoteReading, readQuote } from './read.ts';
import { mayHoldNumbers } from './relevance.ts';

/** A paragraph of a note with what it says in numbers. */
export interface ReadParagraph {
  readonly range: Range;
  /** Counts headings: paragraphs of one number stand under the same heading. */
  readonly section: number;
  readonly quantities: readonly Quantity[];
  /** The number format that it names, for peak rates: "bf16". */
  readonly dtype: string | undefined;
  /** The shape of the learning-rate schedule that it names. */
  readonly schedule: Schedule | undefined;
}

export type Schedule = 'cosine' | 'linear' | 'other';

/** What a note says in numbers. */
export interface NoteQuantities {
  readonly paragraphs: readonly ReadParagraph[];
  readonly quantities: readonly Quantity[];
  readonly problems: readonly Problem[];
  /** Data sets that it names and whose sizes are known. */
  readonly dataSets: readonly DataSet[];
}

/** What is known of one paragraph, its ranges counted from its own beginning. */
interface KeptParagraph {
  readonly dtype: string | undefined;
  readonly schedule: Schedule | undefined;
  readonly dataSets: readonly DataSet[];
  /** Its readings by what the paragraphs before left it; undefined for one that says nothing in numbers. */
  readonly readings: Map<string, ReturnType<typeof readQuote>> | undefined;
  /** The models that one without numbers names, looked for when a later one asks. */
  names?: readonly string[];
}

/**
 * Readings of paragraphs by their text and by what the one before left them, so that after an edit only touched
 * paragraphs are read again.
 */
export type ParagraphCache = Map<string, KeptParagraph>;

/** Above this many paragraphs the cache is emptied rather than grown. */
const MOST_KEPT = 20_000;

/**
 * Reads the prose of a note: quotes and the reader's own words, not code, display formulas, front matter or asides.
 * The heading above can name the model that a paragraph speaks of.
 *
 * @example readNoteQuantities(text, openNote(text).elements()).quantities
 */
export function readNoteQuantities(
  text: string,
  elements: readonly NoteElement[],
  cache: ParagraphCache = new Map(),
): NoteQuantities {
  const front = frontMatterEnd(text);
  const paragraphs: ReadParagraph[] = [];
  const problems: Problem[] = [];
  const hidden = elements.filter(
    element =>
      element.kind === 'aside' ||
      element.kind === 'code' ||
      element.kind === 'image' ||
      element.kind === 'wikilink' ||
      (element.kind === 'math' && element.display),
  );
  const named = new Set<DataSet>();
  let section = 0;
  let state = (): Carried => NOTHING_CARRIED;
  /** Paragraphs without numbers since `state`: most are never asked what they name. */
  let passed: { readonly source: string; readonly kept: KeptParagraph }[] = [];
  const stateNow = (): Carried => {
    for (let i = passed.length - 1; i >= 0; i--) {
      const { source, kept } = passed[i]!;
      kept.names ??= namesCarried(source);
      if (kept.names.length > 0) return { models: kept.names, nodes: state().nodes };
    }
    return state();
  };
  let next = 0;
  let readTo = front;
  for (const element of elements) {
    if (element.range.from < readTo) continue;
    if (element.kind === 'heading') {
      section++;
      const { text: heading } = element;
      state = () => namedIn(heading);
      passed = [];
      continue;
    }
    if (element.kind !== 'text') continue;
    const range = wholeTable(text, element.range);
    readTo = range.to;
    while (next < hidden.length && hidden[next]!.range.to <= range.from) next++;
    const source = masked(text, range, hidden, next);
    if (!/\S/.test(source)) continue;
    let kept = cache.get(source);
    if (kept === undefined) {
      kept = lookAt(source);
      if (cache.size > MOST_KEPT) cache.clear();
      cache.set(source, kept);
    }
    for (const set of kept.dataSets) named.add(set);
    const { dtype, schedule } = kept;
    if (kept.readings === undefined) {
      passed.push({ source, kept });
      paragraphs.push({ range, section, quantities: [], dtype, schedule });
      continue;
    }
    const before = stateNow();
    const key = `${before.models.join('\u0001')}\u0000${before.nodes ?? ''}`;
    let read = kept.readings.get(key);
    if (read === undefined) {
      read = readQuote(source, 0, before);
      kept.readings.set(key, read);
    }
    state = read.carried;
    passed = [];
    const shift = (inner: Range): Range => ({ from: inner.from + range.from, to: inner.to + range.from });
    paragraphs.push({
      range,
      section,
      quantities: read.reading.quantities.map(quantity => ({ ...quantity, range: shift(quantity.range) })),
      dtype,
      schedule,
    });
    for (const problem of read.reading.problems) problems.push({ ...problem, range: shift(problem.range) });
  }
  return {
    paragraphs,
    quantities: paragraphs.flatMap(paragraph => paragraph.quantities),
    problems,
    dataSets: [...named],
  };
}

function lookAt(source: string): KeptParagraph {
  const telling = NAMES_SOMETHING.test(source);
  return {
    dtype: telling ? dtypeIn(source) : undefined,
    schedule: telling ? scheduleIn(source) : undefined,
    dataSets: telling ? dataSetsIn(source) : [],
    readings: mayHoldNumbers(source) ? new Map() : undefined,
  };
}

/**
 * Reads plain prose of several paragraphs (blank lines between them). What one paragraph names carries over to the
 * next; ranges are offsets of `text`.
 */
export function readProse(text: string): QuoteReading {
  const quantities: Quantity[] = [];
  const problems: Problem[] = [];
  let state = NOTHING_CARRIED;
  for (const { from, to } of paragraphsOf(text)) {
    const { reading, carried } = readQuote(text.slice(from, to), from, state);
    quantities.push(...reading.quantities);
    problems.push(...reading.problems);
    state = carried();
  }
  return { quantities, problems };
}

function paragraphsOf(text: string): Range[] {
  const paragraphs: Range[] = [];
  let from = 0;
  const blank = /\n[ \t>]*(?=\n)/g;
  for (let m = blank.exec(text); m !== null; m = blank.exec(text)) {
    if (text.slice(from, m.index).trim() !== '') paragraphs.push({ from, to: m.index });
    from = m.index + m[0].length;
  }
  if (text.slice(from).trim() !== '') paragraphs.push({ from, to: text.length });
  return paragraphs;
}

function frontMatterEnd(text: string): number {
  const m = /^\ufeff?---[ \t]*\r?\n/.exec(text);
  if (m === null) return 0;
  const end = /\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/g;
  end.lastIndex = m[0].length - 1;
  const found = end.exec(text);
  return found === null ? 0 : found.index + found[0].length;
}

/** A cell's text says nothing without its row and header: a table is read whole. */
function wholeTable(text: string, range: Range): Range {
  const lineStart = text.lastIndexOf('\n', range.from - 1) + 1;
  if (!/^[ \t>]*\|/.test(text.slice(lineStart, lineStart + 40))) return range;
  let to = lineStart;
  while (to < text.length) {
    const end = text.indexOf('\n', to);
    const line = text.slice(to, end < 0 ? text.length : end);
    if (!/^[ \t>]*\|/.test(line)) break;
    to = end < 0 ? text.length : end + 1;
  }
  return { from: lineStart, to: Math.max(to, range.to) };
}

/** The text of a range with what is no prose replaced by spaces. */
function masked(text: string, range: Range, hidden: readonly NoteElement[], first: number): string {
  let out = '';
  let at = range.from;
  for (let i = first; i < hidden.length; i++) {
    const inner = hidden[i]!.range;
    if (inner.from >= range.to) break;
    const from = Math.max(at, inner.from);
    const to = Math.min(inner.to, range.to);
    if (to <= from) continue;
    const inside = text.slice(from, to);
    out += text.slice(at, from) + (inside.includes('\n') ? inside.replace(/[^\n]/g, ' ') : ' '.repeat(to - from));
    at = to;
  }
  return out + text.slice(at, range.to);
}

/** A heading that names a model ("LLEMMA 7B") says what the paragraphs below speak of. */
function namedIn(heading: string): Carried {
  const models = findModels(heading, findFigures(heading), 0, heading.length);
  return models.length === 1 ? { models: [models[0]!.name], nodes: undefined } : NOTHING_CARRIED;
}

/** A cheap look: most paragraphs name no number format, no schedule and no data set. */
const NAMES_SOMETHING = new RegExp(
  `bf16|f(?:loat|p)\\d|half p|tf32|int8|learning|\\blr\\b|schedul|anneal|decay|warm|${DATA_SET_NAME.source}`,
  'i',
);

function dtypeIn(source: string): string | undefined {
  const m = /\b(bfloat16|bf16|fp16|float16|half precision|fp8|float8|tf32|int8)\b/i.exec(source);
  if (m === null) return undefined;
  const name = (m[1] ?? '').toLowerCase();
  if (/^b/.test(name) || /16|half/.test(name)) return /^b/.test(name) ? 'bf16' : 'fp16';
  return name.replace('float', 'fp');
}

/** The shape of the schedule that a paragraph names; "other" for one that is neither cosine nor linear. */
function scheduleIn(source: string): Schedule | undefined {
  if (!/learning[ -]?rate|\blr\b|schedul|anneal|decay|warm/i.test(source)) return undefined;
  if (/\bcosine\b/i.test(source)) return 'cosine';
  if (
    /inverse[ -]square|inv(?:erse)?[ -]?sqrt|rsqrt|\bWSD\b|stable[- ]decay|trapezoid|multi-?step|step decay|constant learning rate|polynomial/i.test(
      source,
    )
  )
    return 'other';
  return /\blinear(?:ly)? (?:\w+ ){0,2}(?:decay|anneal|schedul|to (?:0|zero)\b)|(?:decay|anneal)\w* linear/i.test(
    source,
  )
    ? 'linear'
    : undefined;
}
