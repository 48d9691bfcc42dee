import type { MacroTable } from '../math/macros.ts';
import type { Problem } from '../problem.ts';
import type { Edit } from '../text.ts';
import type { NoteElement } from './elements.ts';

/** A top-level block of a live note. */
export interface NoteBlock {
  /** Kept for as long as the block's own text is the same. */
  readonly id: number;
  /** Raised when the block's HTML has changed though its text has not: a number, a macro, an image, an embed. */
  readonly revision: number;
  /** Source lines from this block's first line to the next block's first line. */
  readonly lines: number;
  /** A guess at its height in pixels at the default font size. */
  readonly height: number;
  readonly heading?: number;
}

/** What a note takes from outside its text. Every function must be quick; answers that need time come by `refresh`. */
export interface NoteSurroundings {
  /** The address to load an image from, or why it is not shown. */
  readonly image?: (source: string) => ImageAnswer;
  /** The href of a note in the workspace by its wikilink target, or undefined when there is none. */
  readonly wikilink?: (target: string) => string | undefined;
  /**
   * The note to embed, 'missing' when there certainly is none, 'too-long' for a file of data of which nothing is read
   * (`isTooLarge`), undefined as long as it is not known or read.
   */
  readonly embed?: (target: string) => EmbeddedFile | 'missing' | 'too-long' | undefined;
  /** The note's own file, with `/` between its parts: tells one note from another, and where relative links begin. */
  readonly path?: string;
  /** Macros from settings and from a file, such as `{ '\\R': '\\mathbb{R}' }`. Those of the front matter come on top. */
  readonly macros?: MacroTable;
  /** What an hour of an accelerator costs the reader, in US dollars by its name; recipes that state no price take it. */
  readonly prices?: Readonly<Record<string, number>>;
}

/** A note, or a file of data, that is shown within another note. */
export interface EmbeddedFile {
  /** Whole, even when the target names a part of it. */
  readonly text: string;
  /** What it takes from outside, as seen from its own place; without them it is as if it stood in the note around it. */
  readonly surroundings?: NoteSurroundings;
}

export type ImageAnswer =
  | { readonly kind: 'shown'; readonly src: string }
  /** A remote image that waits for a click. */
  | { readonly kind: 'held'; readonly reason: string }
  | { readonly kind: 'missing'; readonly reason: string };

/** A formula ready to be rendered outside of its note. */
export interface ReadyFormula {
  readonly tex: string;
  readonly display: boolean;
  readonly macros: Readonly<Record<string, unknown>>;
}

/**
 * A note that is kept parsed while it is edited. An edit costs the blocks it touches, not the note.
 * After any sequence of edits everything it says equals what a fresh note of the same text says (but for ids).
 */
export interface LiveNote {
  readonly text: string;
  readonly blocks: readonly NoteBlock[];
  /** How often the revision of a block was raised: the same number tells that none was. */
  readonly revisions: number;
  /** The first line of a block by its index. */
  lineOf(index: number): number;
  /** The offset in the text where a block begins; the text's length behind the last. */
  offsetOf(index: number): number;
  /** The index of the block that holds a line. */
  blockAt(line: number): number;
  /** Edits of one moment, all in offsets of the text before, not overlapping, in any order. */
  edit(edits: readonly Edit[]): void;
  /** The block's HTML: rendered when first asked for, then kept. Safe to insert as it is. */
  html(index: number): string;
  /**
   * The HTML of the item of a list, or of the paragraph of a quote, that holds an offset of a block; '' when it has none
   * such. An item comes in a list of its own, with the lists in it.
   */
  partHtml(index: number, offset: number): string;
  /** The section of these footnotes, by their labels, and of those which they call, with the note's numbers. */
  footnotesHtml(labels: readonly string[]): string;
  /** Says that an answer of the surroundings may have changed: 'image', 'wikilink', 'embed' (all, or one name), 'macros', 'prices'. */
  refresh(kind: 'image' | 'wikilink' | 'embed' | 'macros' | 'prices', name?: string): void;
  /** What stands in the note, in order; of one block when an index is given. */
  elements(index?: number): readonly NoteElement[];
  /**
   * What stands in each of `blocks`, with offsets from the block's beginning: the same array for as long as the block is
   * the same, wherever it moves. The destination of a reference link is told by `elements` alone, for it stands elsewhere.
   */
  ownElements(): readonly (readonly NoteElement[])[];
  /** Those of one block. */
  ownElements(index: number): readonly NoteElement[];
  /**
   * A formula as KaTeX gets it, with the macros in force there and its numbers and references put in. Counted within its
   * block, in the order of `elements(index)`; undefined when the block has no such formula.
   */
  formula(index: number, nth: number): ReadyFormula | undefined;
  /** The macros in force in a block, those that its own formulas define among them. */
  macrosAt(index: number): MacroTable;
  /**
   * Problems of the whole note, in order; of one block when an index is given. Formulas not rendered yet are rendered
   * for it, so whoever must not hold others up asks block by block.
   */
  problems(index?: number): readonly Problem[];
}
