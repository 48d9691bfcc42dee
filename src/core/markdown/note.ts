import type { MarkdownIt } from 'markdown-it';
import { prepareEquation, withNumbers } from '../math/equation.ts';
import { createFormulaCache, type FormulaCache } from '../math/formula-cache.ts';
import type { MacroTable } from '../math/macros.ts';
import type { RenderedFormula } from '../math/render.ts';
import type { Problem } from '../problem.ts';
import type { Edit } from '../text.ts';
import { createBlockEnv, type EnvAccess, referenceText } from './block-env.ts';
import { type BlockRecord, parseInline, type ReportedProblem } from './block-record.ts';
import type { NoteElement } from './elements.ts';
import { elementsOf, problemPlaces } from './elements-of.ts';
import { createEmbedding, type Embedding } from './embedding.ts';
import { createEngine } from './engine.ts';
import type { FactKey } from './env.ts';
import { factValue, isFromOutside } from './fact-value.ts';
import { gatherFacts, type NoteFacts, tellsOthers } from './facts.ts';
import { lineAt, lineStarts } from './line-starts.ts';
import type { LiveNote, NoteBlock, NoteSurroundings, ReadyFormula } from './live-note.ts';
import { createNoteSource } from './note-source.ts';
import { parseStretch } from './parse-stretch.ts';
import { tokensOfPart } from './part-tokens.ts';
import { takeMacros } from './record-macros.ts';
import { footnoteHtml, footnotesCalled, footnotesOf, renderFootnotes } from './rules/footnotes.ts';
import { mathMeta } from './rules/math-token.ts';
import { noteRules } from './rules/rules.ts';
import { shiftElements } from './shift-elements.ts';

/** What several notes may share: the engine, and the formulas rendered so far. */
export interface NoteReader {
  readonly md: MarkdownIt;
  readonly formulas: FormulaCache;
}

/** Makes a reader; one for all notes of a window is enough. */
export function createNoteReader(): NoteReader {
  return { md: createEngine(noteRules), formulas: createFormulaCache() };
}

/** A full edit list is applied one by one up to this many; beyond, the note is read anew and equal blocks are kept. */
const mostSingleEdits = 64;

/** How many lines more than the edit itself are tried first; doubled as long as the blocks do not meet the old ones. */
const firstStretch = 24;

const noMacros: MacroTable = {};
const noElements: readonly NoteElement[] = [];
const noProblems: readonly Problem[] = [];

/** What the source of a block has otherwise than its text: see `normalised` and `withoutMark`. */
const unlikeSource = /[\r\0\uFEFF]/;

/**
 * Opens a text as a live note.
 *
 * @example
 * const note = openNote('Energy $E = mc^2$.\n');
 * note.html(0); // '<p>Energy <span class="math math-inline" dir="ltr">…'
 * note.edit([{ range: { from: 0, to: 6 }, insert: 'Mass' }]);
 */
export function openNote(text: string, surroundings: NoteSurroundings = {}, reader = createNoteReader()): LiveNote {
  const embedding: Embedding = createEmbedding(surroundings, (inner, around) => open(inner, around, reader, embedding));
  return open(text, surroundings, reader, embedding);
}

function open(text: string, surroundings: NoteSurroundings, reader: NoteReader, embedding: Embedding): LiveNote {
  const { md, formulas } = reader;
  const source = createNoteSource(text);
  let records: BlockRecord[] = [];
  const firstLines: number[] = [];
  let facts: NoteFacts = gatherFacts([]);
  let nextId = 1;
  const owners = new Map<number, BlockRecord>();
  /** The section of footnotes: a block of its own behind all others, as long as there are any. */
  const tail = { id: nextId++, revision: 0, lines: 1, height: 80 };
  let tailSays = '';
  let revisions = 0;
  let shown: readonly NoteBlock[] = records;
  /** Kept until the next edit: several ask for them after each. */
  let allElements: readonly NoteElement[] | undefined;
  let allOwnElements: readonly (readonly NoteElement[])[] | undefined;
  /** What is being rendered; footnotes at the end of the note report nothing, they were reported where they stand. */
  let rendering: { record: BlockRecord | undefined; macros: MacroTable } | undefined;

  const access: EnvAccess = {
    record: blockId => owners.get(blockId),
    rendered: () => (rendering === undefined ? null : rendering.record),
    reference: label => facts.references.get(label),
    fact: (record, key) => factValue(key, record, facts, surroundings, embedding),
    formula: renderFormula,
  };
  const createEnv = () => createBlockEnv(nextId++, access);

  function renderFormula(tex: string, display: boolean): RenderedFormula {
    const formula = formulas.render(tex, display, rendering?.macros ?? noMacros);
    if (rendering !== undefined && formula.kind === 'rendered' && formula.defines !== undefined) {
      rendering.macros = { ...rendering.macros, ...formula.defines };
    }
    return formula;
  }

  // ---- parsing ----

  /** Finds the blocks from a line on and lets their rules know them. */
  function parseFrom(line: number, length: number, meets: (line: number) => boolean): BlockRecord[] {
    const fresh = parseStretch(md, source, line, length, createEnv, meets);
    for (const record of fresh) owners.set(record.id, record);
    const text = source.text.slice(source.offset(line), source.offset(line + linesOf(fresh)));
    if (unlikeSource.test(text)) {
      let at = line;
      for (const record of fresh) {
        const own = source.text.slice(source.offset(at), source.offset(at + record.lines));
        if (unlikeSource.test(own)) record.unlikeSource = own.replace(/[^\r\n\0\uFEFF]+/g, '');
        at += record.lines;
      }
    }
    return fresh;
  }

  function setFirstLines(from: number): void {
    firstLines.length = records.length;
    let line = from === 0 ? 0 : firstLines[from - 1]! + records[from - 1]!.lines;
    for (let index = from; index < records.length; index++) {
      firstLines[index] = line;
      line += records[index]!.lines;
    }
  }

  /** Replaces records and brings everything that depends on them up to date. */
  function replace(from: number, removedAll: readonly BlockRecord[], freshAll: readonly BlockRecord[]): void {
    // blocks that were parsed again only because the edit stood near them stay what they are
    const most = Math.min(removedAll.length, freshAll.length);
    let same = 0;
    while (same < most && keep(removedAll[same]!, freshAll[same]!)) same += 1;
    let tail = 0;
    while (tail < most - same && keep(removedAll.at(-1 - tail)!, freshAll.at(-1 - tail)!)) tail += 1;
    const at = from + same;
    const removed = removedAll.slice(same, removedAll.length - tail);
    const fresh = freshAll.slice(same, freshAll.length - tail);
    allElements = undefined;
    for (const record of removed) owners.delete(record.id);
    if (removed.length === records.length) records = [...fresh];
    else if (fresh.length < 5000) records.splice(at, removed.length, ...fresh);
    else records = [...records.slice(0, at), ...fresh, ...records.slice(at + removed.length)];
    setFirstLines(at);

    const before = facts;
    const defines = (record: BlockRecord) => record.env.defined.size > 0;
    // link references must be known before inline content is parsed
    if (fresh.some(defines) || removed.some(defines)) facts = gatherFacts(records);
    for (const record of fresh) parseInline(md, record);
    if (before.references !== facts.references) refreshReferences(new Set(fresh));
    if (fresh.some(tellsOthers) || removed.some(tellsOthers)) facts = gatherFacts(records);
    else for (const record of fresh) standBehind(record, records[at - 1]);
    if (fresh.some(record => record.defining) || removed.some(record => record.defining)) refreshMacros();
    else {
      const macros = at === 0 ? baseMacros() : records[at - 1]!.macrosAfter;
      for (const record of fresh) takeMacros(record, macros, formulas);
    }
    if (before !== facts) refreshReads(key => !isFromOutside(key));
    refreshTail();
  }

  function raise(block: { revision: number }): void {
    block.revision += 1;
    revisions += 1;
  }

  function refreshTail(): void {
    const says = facts.footnotes.map(({ label, record }) => `${label} ${record.id} ${record.revision}`).join('\n');
    allOwnElements = undefined;
    if (says !== tailSays) raise(tail);
    tailSays = says;
    shown = facts.footnotes.length === 0 ? records : [...records, tail];
  }

  /** Lets an old block stand for one that was just parsed, if they are the same. */
  function keep(old: BlockRecord, again: BlockRecord): boolean {
    if (old.source !== again.source || old.lines !== again.lines) return false;
    if (old.unlikeSource !== again.unlikeSource || old.shape !== again.shape) return false;
    owners.delete(again.id);
    old.reach = again.reach;
    return true;
  }

  /** A block that tells others nothing is numbered like the one before it goes on. */
  function standBehind(record: BlockRecord, before: BlockRecord | undefined): void {
    record.equationStart = before === undefined ? 0 : before.equationStart + before.equations;
    record.embedStart = before === undefined ? 0 : before.embedStart + before.embeds;
  }

  function refreshReferences(known: ReadonlySet<BlockRecord>): void {
    for (const record of records) {
      if (known.has(record) || record.env.referencesRead.size === 0) continue;
      for (const [label, value] of record.env.referencesRead) {
        if (value === referenceText(facts.references.get(label))) continue;
        parseInline(md, record);
        takeMacros(record, record.macrosBefore, formulas);
        raise(record);
        break;
      }
    }
  }

  function baseMacros(): MacroTable {
    return surroundings.macros ?? noMacros;
  }

  function refreshMacros(): void {
    let macros = baseMacros();
    for (const record of records) {
      if (takeMacros(record, macros, formulas)) raise(record);
      macros = record.macrosAfter;
    }
  }

  /** Raises the revision of each block that has read something which is no longer so. */
  function refreshReads(only: (key: FactKey) => boolean): void {
    for (const record of records) {
      if (record.reads.size === 0) continue;
      let changed = false;
      for (const [key, value] of record.reads) {
        if (!only(key)) continue;
        const now = access.fact(record, key);
        if (now === value) continue;
        record.reads.set(key, now);
        changed = true;
      }
      if (changed) raise(record);
    }
  }

  // ---- edits ----

  function editOnce(edit: Edit): void {
    const { first, lastBefore, shift } = source.edit(edit);
    let at = 0;
    while (at < records.length && firstLines[at]! + records[at]!.reach <= first) at += 1;
    const line = at < records.length ? firstLines[at]! : at === 0 ? 0 : lineBehind();
    // the first old block that begins behind the edit, in lines before it
    let old = at;
    const meets = (next: number) => {
      while (old < records.length && (firstLines[old]! <= lastBefore || firstLines[old]! + shift < next)) old += 1;
      return old < records.length && firstLines[old]! + shift === next;
    };
    const fresh = parseFrom(line, lastBefore + shift - line + firstStretch, meets);
    const until = fresh.length === 0 || !meets(line + linesOf(fresh)) ? records.length : old;
    replace(at, records.slice(at, until), fresh);
  }

  function linesOf(some: readonly BlockRecord[]): number {
    return some.reduce((sum, { lines }) => sum + lines, 0);
  }

  function lineBehind(): number {
    return records.length === 0 ? 0 : firstLines[records.length - 1]! + records[records.length - 1]!.lines;
  }

  /** Reads the whole text; blocks with the same source keep their place and id where their order allows. */
  function readAnew(): void {
    const fresh = parseFrom(0, source.lineCount, () => false);
    replace(0, records, fresh);
  }

  // ---- rendering ----

  function render(record: BlockRecord): string {
    // a note that is shown within itself is rendered while it is being rendered
    const around = rendering;
    rendering = { record, macros: record.macrosBefore };
    record.renderProblems = [];
    record.reads.clear();
    try {
      const html = md.renderer.render(record.tokens, md.options, record.env);
      // shown at the end of the note, but what is wrong with it is wrong here
      if (record.env.definitions.some(({ kind }) => kind === 'footnote')) {
        for (const footnote of footnotesOf(record.tokens).values()) footnoteHtml(md, footnote, record.env);
      }
      return html;
    } finally {
      rendering = around;
      record.renderedRevision = record.revision;
    }
  }

  function renderTail(): string {
    const around = rendering;
    const html = new Map<string, string>();
    const read = new Map<BlockRecord, ReturnType<typeof footnotesOf>>();
    try {
      for (const { label, record } of facts.footnotes) {
        rendering = { record: undefined, macros: record.macrosBefore };
        let footnotes = read.get(record);
        footnotes ??= footnotesOf(record.tokens);
        read.set(record, footnotes);
        html.set(label, footnoteHtml(md, footnotes.get(label), record.env));
      }
    } finally {
      rendering = around;
    }
    return renderFootnotes([...html.keys()], html);
  }

  function partHtml(index: number, offset: number): string {
    const record = records[index];
    const line = lineStarts(source.text.slice(source.offset(firstLines[index] ?? 0), offset)).length;
    const tokens = record === undefined ? [] : tokensOfPart(record.tokens, line);
    if (record === undefined || tokens.length === 0) return '';
    const around = rendering;
    // what the formulas of its own block define may be meant as well
    rendering = { record, macros: record.macrosAfter };
    try {
      return md.renderer.render(tokens, md.options, record.env);
    } finally {
      rendering = around;
    }
  }

  function footnotesHtml(labels: readonly string[]): string {
    const around = rendering;
    const html = new Map<string, string>();
    const wanted = new Set(labels);
    try {
      for (const label of wanted) {
        const record = facts.footnotes.find(each => each.label === label)?.record;
        if (record === undefined) continue;
        rendering = { record: undefined, macros: record.macrosBefore };
        const own = footnoteHtml(md, footnotesOf(record.tokens).get(label), record.env);
        html.set(label, own);
        for (const called of footnotesCalled(own)) wanted.add(called);
      }
    } finally {
      rendering = around;
    }
    const order = facts.footnotes.map(({ label }) => label).filter(label => html.has(label));
    return renderFootnotes(order, html, label => facts.footnoteNumbers.get(label)!);
  }

  /** Turns offsets in a block's source, where line ends are `\n`, into offsets in the text. */
  function toText(index: number): (offset: number) => number {
    const first = firstLines[index]!;
    const { source: own, lines } = records[index]!;
    const start = source.offset(first);
    if (source.offset(first + lines) - start === own.length) return offset => start + offset;
    const ownLines = [0, ...lineStarts(own)];
    return offset => {
      const line = lineAt(ownLines, offset);
      return source.offset(first + line) + offset - ownLines[line]!;
    };
  }

  function elements(index?: number): readonly NoteElement[] {
    if (index === undefined) {
      allElements ??= records.flatMap((_record, each) => elements(each));
      return allElements;
    }
    const record = records[index];
    if (record === undefined) return [];
    record.elements ??= elementsOf(md, record);
    return shiftElements(record.elements, toText(index)).map(resolveReference);
  }

  function ownElements(): readonly (readonly NoteElement[])[];
  function ownElements(index: number): readonly NoteElement[];
  function ownElements(index?: number): readonly (readonly NoteElement[])[] | readonly NoteElement[] {
    if (index !== undefined) return ownElementsOf(index);
    allOwnElements ??= shown.map((_block, each) => ownElementsOf(each));
    return allOwnElements;
  }

  function ownElementsOf(index: number): readonly NoteElement[] {
    const record = records[index];
    // footnotes are shown by a block that has no text of its own
    if (record === undefined) return noElements;
    if (record.ownElements !== undefined) return record.ownElements;
    record.elements ??= elementsOf(md, record);
    if (record.unlikeSource === '') record.ownElements = record.elements;
    else {
      const start = source.offset(firstLines[index]!);
      const move = toText(index);
      record.ownElements = shiftElements(record.elements, offset => move(offset) - start);
    }
    return record.ownElements;
  }

  /** A reference link leads where its definition says: that is the place to look at, and to mend. */
  function resolveReference(element: NoteElement): NoteElement {
    if (element.kind !== 'link' || element.label === undefined) return element;
    const definition = facts.references.get(md.utils.normalizeReference(element.label));
    const index = definition === undefined ? -1 : records.indexOf(definition.record);
    if (definition === undefined || index < 0) return element;
    const move = toText(index);
    return { ...element, hrefRange: { from: move(definition.hrefRange.from), to: move(definition.hrefRange.to) } };
  }

  function formula(index: number, nth: number): ReadyFormula | undefined {
    const record = records[index];
    const token = record?.formulas[nth];
    if (record === undefined || token === undefined) return undefined;
    const { equation, rowsBefore } = mathMeta(token);
    const { tex } = prepareEquation(equation, name => facts.labels.get(name)?.number);
    const numbered = equation.numbered === 0 ? tex : withNumbers(tex, record.equationStart + rowsBefore + 1);
    // what the formulas of its own block define may be meant as well
    return { tex: numbered, display: token.type !== 'math_inline', macros: record.macrosAfter };
  }

  function macrosAt(index: number): MacroTable {
    return records[index]?.macrosAfter ?? baseMacros();
  }

  function problems(index?: number): readonly Problem[] {
    if (index === undefined) return records.flatMap((_record, each) => problems(each));
    const record = records[index];
    if (record === undefined) return [];
    if (record.renderedRevision !== record.revision) render(record);
    const { env, renderProblems } = record;
    if (env.problems.length + renderProblems.length + facts.duplicateLabels.length === 0) return noProblems;
    const reported = [...env.problems, ...renderProblems, ...duplicateLabels(record)];
    if (reported.length === 0) return noProblems;
    const move = toText(index);
    const placeOf = problemPlaces(record);
    return reported
      .map(({ token, within, ...problem }) => {
        const place = placeOf(token, within);
        return { ...problem, range: { from: move(place.from), to: move(place.to) } };
      })
      .sort((a, b) => a.range.from - b.range.from);
  }

  function duplicateLabels(record: BlockRecord): readonly ReportedProblem[] {
    return facts.duplicateLabels
      .filter(duplicate => duplicate.record === record)
      .map(({ token, name }) => {
        const label = mathMeta(token).equation.labels.findLast(candidate => candidate.name === name);
        const message = `The label "${name}" is given a second time; references lead to the first.`;
        const problem: ReportedProblem = { code: 'label-duplicate', message, severity: 'warning', token };
        return label === undefined ? problem : { ...problem, within: label.range };
      });
  }

  readAnew();

  return {
    get text() {
      return source.text;
    },
    get blocks() {
      return shown;
    },
    get revisions() {
      return revisions;
    },
    offsetOf: index => source.offset(firstLines[index] ?? lineBehind()),
    lineOf: index => firstLines[index] ?? lineBehind(),
    blockAt: line => Math.max(0, lineAt(firstLines, line)),
    edit(edits) {
      if (edits.length <= mostSingleEdits) {
        for (const edit of [...edits].sort((a, b) => b.range.from - a.range.from)) editOnce(edit);
        return;
      }
      source.editMany(edits);
      readAnew();
    },
    html(index) {
      const record = records[index];
      if (record !== undefined) return render(record);
      return index === records.length && facts.footnotes.length > 0 ? renderTail() : '';
    },
    partHtml,
    footnotesHtml,
    refresh(kind, name) {
      embedding.refresh(kind);
      if (kind === 'macros') refreshMacros();
      const named = (each: string, key: FactKey) =>
        name === undefined ? key.startsWith(`${each}:`) : key === `${each}:${name}`;
      refreshReads(key => {
        if (kind === 'embed') return ['embed', 'embed-missing', 'linked-recipe'].some(each => named(each, key));
        return /^(?:embed|embed-missing|linked-recipe):/.test(key) || named(kind, key);
      });
      refreshTail();
    },
    elements,
    ownElements,
    formula,
    macrosAt,
    problems,
  };
}

/** What stands in a text, and what is wrong with it: a note read once. */
export interface ReadNote {
  readonly text: string;
  readonly elements: readonly NoteElement[];
  readonly problems: readonly Problem[];
}

/**
 * Reads a text as a note, for whoever works on text that is not being edited. Never throws.
 *
 * @example readNote('Energy $E = mc^2$.').elements.find(element => element.kind === 'math')?.tex // 'E = mc^2'
 */
export function readNote(text: string, surroundings: NoteSurroundings = {}, reader = createNoteReader()): ReadNote {
  const note = openNote(text, surroundings, reader);
  return {
    text,
    elements: note.elements(),
    // rendering every formula takes a while: only for those who ask
    get problems() {
      return note.problems();
    },
  };
}
