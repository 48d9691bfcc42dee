import { type BlockReader, readByBlock } from '../../markdown/by-block.ts';
import type { NoteElement } from '../../markdown/elements.ts';
import type { LiveNote } from '../../markdown/live-note.ts';
import { once } from '../../once.ts';
import type { Problem } from '../../problem.ts';
import type { Range } from '../../text.ts';
import { DATA_SET_NAME, type DataSet, dataSetsIn } from '../data/data-sets.ts';
import type { Quantity } from '../quantity.ts';
import { type Carried, type CarriedOn, carriedPast, NOTHING_CARRIED } from './carried.ts';
import { findFigures } from './figures.ts';
import { findModels } from './models.ts';
import { namesCarried, namesOnly, type ParagraphReading, type QuoteReading, readNumbers, readQuote } from './read.ts';
import { mayHoldNumbers } from './relevance.ts';
import { remembered } from './remembered.ts';

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
  /** Where its block begins: paragraphs of one quote stand in one block. */
  readonly block: number;
  /** True inside a block quote or a callout. */
  readonly quoted: boolean;
  /** Its text with what is no prose in it left out. */
  readonly source: string;
}

/** The shape of a learning-rate schedule that prose names; "other" for one that is neither cosine nor linear. */
export type Schedule = 'cosine' | 'linear' | 'other';

/** What a note says in numbers. */
export interface NoteQuantities {
  readonly paragraphs: readonly ReadParagraph[];
  readonly quantities: readonly Quantity[];
  readonly problems: readonly Problem[];
  /** Data sets that it names and whose sizes are known. */
  readonly dataSets: readonly DataSet[];
  /** Where its headings begin. */
  readonly headings: readonly number[];
}

/** What is known of one paragraph, its ranges counted from its own beginning. */
interface KeptParagraph {
  readonly kind: 'paragraph';
  /** Counted from the beginning of its block. */
  readonly range: Range;
  readonly source: string;
  readonly said: Said;
  readonly quoted: boolean;
  /** As it was given last, for as long as it stays where it is. */
  placed?: ReadParagraph;
}

/** What a paragraph's own text says, wherever it stands. */
interface Said {
  readonly dtype: string | undefined;
  readonly schedule: Schedule | undefined;
  readonly dataSets: readonly DataSet[];
  /** What it says in numbers; undefined for one that says nothing. */
  readonly numbers: Numbers | undefined;
  /** What one without numbers carries on. */
  carriedOn?: CarriedOn;
}

interface Numbers {
  /** Its reading where it asks for nothing that is carried to it. */
  alone?: ParagraphReading;
  /** Its readings by what was carried to it, where it asks. */
  readonly behind: Map<string, ParagraphReading>;
}

/** A heading, which begins a section. */
interface KeptHeading {
  readonly kind: 'heading';
  readonly from: number;
  readonly text: string;
  /** What it names, looked for when a paragraph asks. */
  carried?: Carried;
}

/** Reads live notes: of each, after an edit, only the blocks that were touched. */
export type QuantityReader = BlockReader<NoteQuantities>;

/**
 * Makes a reader that keeps what it has read of each block. A note that has not changed gives the same answer again.
 *
 * @example createQuantityReader()(openNote(text)).quantities
 */
export function createQuantityReader(): QuantityReader {
  // the same words again, as where a block was moved, say the same
  const say = remembered(saidBy);
  const proseOf = readByBlock(({ text, elements }) => proseIn(text, elements, say));
  const kept = new WeakMap<LiveNote, { readonly prose: readonly Prose[]; readonly quantities: NoteQuantities }>();
  const quantities = (note: LiveNote): NoteQuantities => {
    const prose = proseOf(note);
    const before = kept.get(note);
    if (before?.prose === prose) return before.quantities;
    const steps = join(note, prose);
    let step = steps.next();
    while (!step.done) step = steps.next();
    kept.set(note, { prose, quantities: step.value });
    return step.value;
  };
  function* ahead(note: LiveNote): Iterable<unknown> {
    if (kept.has(note)) return;
    yield* proseOf.ahead(note);
    // the paragraphs keep what is read of them
    yield* join(note, proseOf(note));
  }
  return Object.assign(quantities, { ahead });
}

/**
 * Reads the prose of a note: quotes and the reader's own words, not code, display formulas, front matter or asides.
 * The heading above can name the model that a paragraph speaks of.
 *
 * @example readNoteQuantities(openNote(text)).quantities
 */
export function readNoteQuantities(note: LiveNote): NoteQuantities {
  return createQuantityReader()(note);
}

/** The headings and paragraphs of a block. */
type Prose = readonly (KeptHeading | KeptParagraph)[];

/** What stands in one block; a table ends with its block. */
function proseIn(text: string, elements: readonly NoteElement[], say: (source: string) => Said): Prose {
  const prose: (KeptHeading | KeptParagraph)[] = [];
  let hidden: readonly NoteElement[] | undefined;
  let next = 0;
  let readTo = 0;
  for (const element of elements) {
    if (element.range.from < readTo) continue;
    if (element.kind === 'heading') {
      prose.push({ kind: 'heading', from: element.range.from, text: element.text });
      continue;
    }
    if (element.kind !== 'text') continue;
    hidden ??= elements.filter(isHidden);
    const range = wholeTable(text, element.range);
    readTo = range.to;
    while (next < hidden.length && hidden[next]!.range.to <= range.from) next++;
    const source = masked(text, range, hidden, next);
    if (!/\S/.test(source)) continue;
    prose.push({ kind: 'paragraph', range, source, said: say(source), quoted: element.quoted });
  }
  return prose;
}

function saidBy(source: string): Said {
  const telling = NAMES_SOMETHING.test(source);
  return {
    dtype: telling ? dtypeIn(source) : undefined,
    schedule: telling ? scheduleIn(source) : undefined,
    dataSets: telling ? dataSetsIn(source) : [],
    numbers: mayHoldNumbers(source) ? { behind: new Map() } : undefined,
  };
}

function isHidden(element: NoteElement): boolean {
  return (
    element.kind === 'aside' ||
    element.kind === 'code' ||
    element.kind === 'image' ||
    element.kind === 'wikilink' ||
    (element.kind === 'math' && element.display)
  );
}

/** Reads the paragraphs of all blocks in their order, a step a block: each may speak of what those before have named. */
function* join(note: LiveNote, prose: readonly Prose[]): Generator<void, NoteQuantities> {
  const front = frontMatterEnd(note.text);
  const paragraphs: ReadParagraph[] = [];
  const quantities: Quantity[] = [];
  const problems: Problem[] = [];
  const named = new Set<DataSet>();
  const headings: number[] = [];
  let section = 0;
  let carried = NOTHING_CARRIED;
  const read = (kept: KeptHeading | KeptParagraph, at: number): void => {
    if (kept.kind === 'heading') {
      if (at + kept.from < front) return;
      section++;
      headings.push(at + kept.from);
      carried = kept.carried ??= carriedBy(kept.text);
      return;
    }
    const from = at + kept.range.from;
    if (from < front) return;
    const { placed, said } = kept;
    for (const set of said.dataSets) named.add(set);
    if (said.numbers === undefined) {
      said.carriedOn ??= namesIn(kept.source);
      carried = carriedPast(said.carriedOn, carried);
      if (placed?.range.from !== from || placed.section !== section) kept.placed = place(kept, at, section, []);
      paragraphs.push(kept.placed!);
      return;
    }
    const { reading, carriedOn } = readBehind(kept.source, said.numbers, carried);
    carried = carriedPast(carriedOn, carried);
    const shift = (inner: Range): Range => ({ from: inner.from + from, to: inner.to + from });
    const own = reading.quantities.map(quantity => ({ ...quantity, range: shift(quantity.range) }));
    paragraphs.push(place(kept, at, section, own));
    for (const quantity of own) quantities.push(quantity);
    for (const problem of reading.problems) problems.push({ ...problem, range: shift(problem.range) });
  };
  for (let index = 0; index < prose.length; index++) {
    const own = prose[index]!;
    if (own.length === 0) continue;
    const at = note.offsetOf(index);
    for (const kept of own) read(kept, at);
    yield;
  }
  return {
    paragraphs,
    quantities,
    problems,
    dataSets: [...named],
    headings,
  };
}

/** The reading of a paragraph behind others, which is kept. */
function readBehind(source: string, numbers: Numbers, carried: Carried): ParagraphReading {
  if (numbers.alone !== undefined) return numbers.alone;
  const known = numbers.behind.size === 0 ? undefined : numbers.behind.get(keyOf(carried));
  if (known !== undefined) return known;
  const reading = readNumbers(source, 0, carried);
  if (reading.asked) numbers.behind.set(keyOf(carried), reading);
  else numbers.alone = reading;
  return reading;
}

const keyOf = (carried: Carried): string => `${carried.models().join('\u0001')}\u0000${carried.nodes() ?? ''}`;

// Apart, for what they give is kept, and all that they see with it.
const namesIn = (source: string): CarriedOn => namesOnly(() => namesCarried(source));
const carriedBy = (heading: string): Carried => ({ models: once(() => namedIn(heading)), nodes: () => undefined });

function place(kept: KeptParagraph, at: number, section: number, quantities: readonly Quantity[]): ReadParagraph {
  const { range, quoted, source } = kept;
  const { dtype, schedule } = kept.said;
  return {
    range: { from: at + range.from, to: at + range.to },
    section,
    quantities,
    dtype,
    schedule,
    block: at,
    quoted,
    source,
  };
}

/**
 * Reads plain prose of several paragraphs (blank lines between them). What one paragraph names carries over to the
 * next; ranges are offsets of `text`.
 */
export function readProse(text: string): QuoteReading {
  const quantities: Quantity[] = [];
  const problems: Problem[] = [];
  let carried = NOTHING_CARRIED;
  for (const { from, to } of paragraphsOf(text)) {
    const { reading, carriedOn } = readQuote(text.slice(from, to), from, carried);
    for (const quantity of reading.quantities) quantities.push(quantity);
    for (const problem of reading.problems) problems.push(problem);
    carried = carriedPast(carriedOn, carried);
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
function namedIn(heading: string): readonly string[] {
  const models = findModels(heading, findFigures(heading), 0, heading.length);
  return models.length === 1 ? [models[0]!.name] : [];
}

/** A cheap look: most paragraphs name no number format, no schedule and no data set. */
const NAMES_SOMETHING = new RegExp(
  `(?<![a-z])(?:bf(?:loat)?16|half p|tf32|int8|learning|schedul|anneal|decay|warm|f(?:loat|p)\\d|lr\\b|${DATA_SET_NAME.source})`,
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
