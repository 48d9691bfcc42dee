import type { Env, Token } from 'markdown-it';
import type { RenderedFormula } from '../math/render.ts';
import type { ProblemCode, Severity } from '../problem.ts';
import type { Range } from '../text.ts';

/*
 * What a rule may know beyond its own block. Blocks are parsed and rendered one by one and kept; so whatever a block
 * takes from the rest of the note, or from outside it, must go through `read`. A block is rendered again exactly when
 * something it has read has changed.
 */

/**
 * A thing that a block may ask for, as `kind:name`:
 * - `footnote:LABEL`: `NUMBER` of a footnote that is defined, in order of first use
 * - `footnote-block:LABEL`: the id of the block that first uses the footnote: its call is where the way back leads
 * - `footnote-definition:LABEL`: the HTML of a footnote's text, made by `footnoteHtml` in rules/footnotes.ts
 * - `footnote-order`: the labels used, in order, one a line
 * - `label:NAME`: `NUMBER\tBLOCK-ID` of an equation label
 * - `equation-start`: how many numbered equations come before this block
 * - `slug:NTH SLUG`: the slug made unique for the heading that is the NTH with this base slug in this block, from 0
 * - `image:SOURCE`: what is known of an image, an `ImageAnswer` as JSON; SOURCE as the note has it, escapes undone
 * - `attachment:`: the paper that the note speaks of, as the Zotero link to its file without page or annotation
 *   (`zotero://open-pdf/library/items/6PP9LFYN`): the one that most of the note's links open; '' when there is none
 * - `wikilink:TARGET`: the href of a note in the workspace, '' when there is none; TARGET with its heading, `Note#Part`
 * - `embed:TARGET`: the HTML of an embedded note, '' when there is none; TARGET as for `wikilink`
 * - `embed-missing:TARGET`: why an embedded note is not shown, as a sentence; '' when it is, or is not known yet
 * - `embed-room:NTH`: '' when the note embeds so many others before the embed with this number in its block, counted from
 *   0, that this one is only a link
 * - `linked-recipe:TARGET`: the HTML of the recipe or known configuration in a file, '' when it holds none
 * - `linked-recipe-shown:TARGET`: the id of the block that links to this file first and shows it; undefined when the note
 *   shows very many others before
 * - `prices:`: the reader's own prices of accelerators, US dollars for an hour by name, as JSON
 */
export type FactKey = `${string}:${string}` | 'footnote-order' | 'equation-start';

/** What a block tells the rest of the note while it is parsed. */
export type Definition =
  | { readonly kind: 'footnote-use'; readonly label: string }
  /** The block defines this footnote. Its HTML is asked for when needed: `footnoteHtml` in rules/footnotes.ts. */
  | { readonly kind: 'footnote'; readonly label: string }
  | {
      readonly kind: 'heading';
      readonly slug: string;
      readonly level: number;
      readonly text: string;
      readonly line: number;
    }
  | { readonly kind: 'equations'; readonly count: number }
  | { readonly kind: 'embeds'; readonly count: number }
  /** The block links to this file of data. */
  | { readonly kind: 'linked-recipe'; readonly target: string }
  | { readonly kind: 'label'; readonly name: string; readonly row: number }
  /** A label whose row has a `tag` of its own. */
  | { readonly kind: 'tagged-label'; readonly name: string; readonly tag: string };

/** Something wrong that a rule has met. */
export interface RuleProblem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly severity: Severity;
  /** Where in the token's `content`; the whole token when left out. */
  readonly within?: Range;
}

/** The env that our engine hands to markdown-it. Other hosts hand in a plain object: use `noteEnv` to read it safely. */
export interface NoteEnv extends Env {
  /**
   * Written by block rules that look beyond the block they make: the furthest line looked at, of the state they run in.
   * When that line or one before it changes, the block must be parsed again.
   */
  reach?: number;
  readonly note: {
    /** The value of a fact for the block being rendered; undefined when nobody has defined it (yet). */
    read(key: FactKey): string | undefined;
    /** Called by rules while parsing. */
    define(definition: Definition): void;
    /** Renders a formula with the macros in force at this place. Formulas are to be rendered in reading order. */
    formula(tex: string, display: boolean): RenderedFormula;
    /** Called by rules, while parsing or rendering, with the token that the problem belongs to. */
    report(token: Token, problem: RuleProblem): void;
    /** The block's id, for ids and anchors that must be unique in the note. */
    readonly blockId: number;
  };
}

const outside: NoteEnv['note'] = {
  read: () => undefined,
  define: () => {},
  // Our rules of mathematics are for our own engine: other hosts render formulas themselves.
  formula: tex => ({
    kind: 'failed',
    code: 'math-error',
    message: 'Formulas are not rendered here.',
    range: { from: 0, to: tex.length },
  }),
  report: () => {},
  blockId: 0,
};

/** The note's side of an env; one that knows nothing when a rule runs inside another host, as in the built-in preview. */
export function noteEnv(env: Env | undefined): NoteEnv['note'] {
  return (env as Partial<NoteEnv> | undefined)?.note ?? outside;
}

/** True when our own engine runs the rules, which then has every fact; false in another host's preview. */
export function inNote(env: Env | undefined): boolean {
  return env !== undefined && (env as Partial<NoteEnv>).note !== undefined;
}

/** Tells the engine that a block rule has looked as far as `line`. */
export function reached(env: Env, line: number): void {
  const note = env as NoteEnv;
  note.reach = Math.max(note.reach ?? 0, line);
}
