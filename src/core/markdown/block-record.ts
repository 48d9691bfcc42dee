import type { MarkdownIt, Token } from 'markdown-it';
import { controlSequences, type MacroTable, mayDefine } from '../math/macros.ts';
import type { Range } from '../text.ts';
import type { FoundBlock } from './block-parser.ts';
import type { NoteElement } from './elements.ts';
import { placeOf, type TokenPlace } from './engine.ts';
import type { Definition, FactKey, NoteEnv, RuleProblem } from './env.ts';
import { frontMatterOf } from './front-matter-block.ts';
import type { NoteBlock } from './live-note.ts';
import { linkedData } from './rules/linked-recipe.ts';
import { isMathToken, mathMeta } from './rules/math-token.ts';

/** A link's destination that the block defines for the whole note: `[label]: destination`. */
export interface ReferenceDefinition {
  readonly href: string;
  readonly title: string;
}

/** The definition that holds for the whole note, with its place in the source of the block that makes it. */
export interface PlacedDefinition extends ReferenceDefinition {
  readonly record: BlockRecord;
  readonly hrefRange: Range;
}

/** A problem of a rule with the token it belongs to. */
export interface ReportedProblem extends RuleProblem {
  readonly token: Token;
}

/** All that is kept of a block: what was parsed, what it says to the note, and what it took from it. */
export interface BlockRecord extends NoteBlock {
  readonly id: number;
  revision: number;
  lines: number;
  height: number;
  heading?: number;
  /** See `FoundBlock.reach`. */
  reach: number;
  readonly source: string;
  /** The line ends of its text and what else `source` has otherwise; empty where both are the same. */
  unlikeSource: string;
  /** What kinds of tokens the block rules made of it: the lines behind it can make another block of the same source. */
  readonly shape: string;
  tokens: Token[];
  readonly env: BlockEnv;
  /** How much of what stands in the env came from the block rules; the rest is written anew by `parseInline`. */
  readonly fromBlockRules: { readonly definitions: number; readonly problems: number };
  /** Zotero attachments that its links open, as `attachment:` has them. */
  readonly attachments: string[];

  /** With offsets in `source`; read when first asked for. */
  elements?: readonly NoteElement[] | undefined;
  /** The same with offsets from where its text begins: they differ by the line ends of the text. */
  ownElements?: readonly NoteElement[] | undefined;

  /** Formulas in reading order. */
  formulas: Token[];
  /** The control sequences of all its formulas. */
  sequences: readonly string[];
  /** True when one of its formulas may define macros. */
  defining: boolean;
  equations: number;
  embeds: number;

  equationStart: number;
  /** How many embedded notes come before this block. */
  embedStart: number;
  macrosBefore: MacroTable;
  macrosAfter: MacroTable;
  /** What its formulas take from the macros before it. */
  macrosUsed: string;
  /** What was read while rendering, with the values it got. */
  readonly reads: Map<FactKey, string | undefined>;
  renderProblems: ReportedProblem[];
  /** The revision that `renderProblems` and `reads` belong to; -1 before the first rendering. */
  renderedRevision: number;
}

/** The tokens of a block with the children of inline tokens, in reading order. */
export function* allTokens(tokens: readonly Token[]): Iterable<Token> {
  for (const token of tokens) {
    yield token;
    if (token.children !== null) yield* allTokens(token.children);
  }
}

/** What of a line tells how high it will be; rough, and only for the room kept before layout. */
function guessHeight(tokens: readonly Token[]): number {
  let height = 0;
  for (const { type, content, tag, meta } of tokens) {
    if (type === 'inline') height += 27 * Math.max(1, Math.ceil(content.length / 85)) + 14;
    else if (type === 'math_block' && meta?.definitions !== true)
      height += 56 + 26 * (content.match(/\\\\/g)?.length ?? 0);
    else if (type === 'fence' || type === 'code_block') height += 28 + 20 * content.split('\n').length;
    else if (type === 'heading_open') height += tag === 'h1' ? 30 : 18;
    else if (type === 'html_block' || type === 'hr') height += 32;
    else if (type === 'front_matter') height += 110;
  }
  return Math.max(16, height);
}

const openPdf = /zotero:\/\/open(?:-pdf)?\/(?:library|groups\/\d+)\/items\/[A-Z0-9]{8}/;

/** Where each child token of an inline token comes from, for places in the text. */
export type PlacedMeta = TokenPlace & { parent: Token };

/** The second half of parsing a block: its inline content, and what follows from it. */
export function parseInline(md: MarkdownIt, record: BlockRecord): void {
  record.elements = undefined;
  record.ownElements = undefined;
  const state = new md.core.State('', md, record.env);
  state.tokens = record.tokens;
  for (const token of record.tokens) {
    if (token.type !== 'inline') continue;
    // children from the block phase (a task's box) stay in front
    const given = (token.meta?.given as number | undefined) ?? token.children?.length ?? 0;
    token.meta = { ...token.meta, given };
    token.children = (token.children ?? []).slice(0, given);
  }
  const { definitions, problems, referencesRead } = record.env;
  definitions.length = record.fromBlockRules.definitions;
  problems.length = record.fromBlockRules.problems;
  referencesRead.clear();
  record.attachments.length = 0;
  md.core.process(state);
  record.tokens = state.tokens;

  record.formulas = [];
  const sequences = new Set<string>();
  let rows = 0;
  let embeds = 0;
  const recipes = new Set<string>();
  let parent: Token | undefined;
  for (const token of allTokens(record.tokens)) {
    if (token.type === 'inline') parent = token;
    else if (parent !== undefined && placeOf(token) !== undefined) token.meta!.parent ??= parent;
    const problem = token.meta?.problem as RuleProblem | undefined;
    if (problem !== undefined) problems.push({ ...problem, token });
    if (isMathToken(token)) {
      record.formulas.push(token);
      for (const sequence of controlSequences(token.content)) sequences.add(sequence);
      const meta = mathMeta(token);
      meta.rowsBefore = rows;
      for (const { name, row, tag } of meta.equation.labels) {
        if (row !== undefined) definitions.push({ kind: 'label', name, row: rows + row });
        else definitions.push({ kind: 'tagged-label', name, tag: tag ?? '' });
      }
      rows += meta.equation.numbered;
    } else if (token.type === 'embed') {
      token.meta = { ...token.meta, nth: embeds };
      embeds += 1;
      continue;
    }
    const data = linkedData(token);
    if (data !== undefined) {
      token.meta = { ...token.meta, firstHere: !recipes.has(data) };
      recipes.add(data);
    }
    if (token.type === 'link_open') {
      const attachment = openPdf.exec(String(token.attrGet('href') ?? ''))?.[0];
      if (attachment !== undefined) record.attachments.push(attachment.replace('zotero://open/', 'zotero://open-pdf/'));
    }
  }
  for (const target of recipes) definitions.push({ kind: 'linked-recipe', target });
  record.sequences = [...sequences];
  const macros = Object.keys(frontMatterOf(record.tokens[0])?.macros ?? {});
  record.defining = macros.length > 0 || record.formulas.some(token => mayDefine(token.content));
  record.equations = rows;
  record.embeds = embeds;
  if (embeds > 0) definitions.push({ kind: 'embeds', count: embeds });
  if (rows > 0) definitions.push({ kind: 'equations', count: rows });
}

/** The env of one block, and what is written into it while the block is parsed. */
export interface BlockEnv extends NoteEnv {
  references: Record<string, ReferenceDefinition>;
  readonly defined: Map<string, ReferenceDefinition>;
  readonly referencesRead: Map<string, string>;
  readonly definitions: Definition[];
  readonly problems: ReportedProblem[];
}

/** Makes the record of a block that was found. Its inline content is still to be parsed: `parseInline`. */
export function createRecord(found: FoundBlock): BlockRecord {
  const env = found.env as BlockEnv;
  const heading = found.tokens[0]?.type === 'heading_open' ? Number(found.tokens[0].tag.slice(1)) : undefined;
  return {
    id: env.note.blockId,
    revision: 0,
    lines: found.lines,
    height: guessHeight(found.tokens),
    ...(heading === undefined ? {} : { heading }),
    reach: found.reach,
    source: found.source,
    unlikeSource: '',
    shape: found.tokens.map(({ type }) => type).join(' '),
    tokens: found.tokens,
    env,
    fromBlockRules: { definitions: env.definitions.length, problems: env.problems.length },
    attachments: [],
    formulas: [],
    sequences: [],
    defining: false,
    equations: 0,
    embeds: 0,
    equationStart: 0,
    embedStart: 0,
    macrosBefore: {},
    macrosAfter: {},
    macrosUsed: '',
    reads: new Map(),
    renderProblems: [],
    renderedRevision: -1,
  };
}
