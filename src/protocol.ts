import type { AsideMark } from './core/recipe/follow/aside-marks.ts';

/*
 * Everything the extension and the preview's webview say to each other. Plain JSON both ways.
 *
 * The note is a list of top-level blocks. Each has an id that it keeps for as long as its text stays the same; the
 * webview keeps the nodes of a block for as long as its id stays. `lines` is how many source lines a block takes, from
 * its first line to the first line of the next block, so the webview finds a block's line by adding up.
 */

/** A block as the webview needs to know it before it has its nodes. */
export interface BlockOutline {
  readonly id: number;
  /** Source lines from this block's first line to the next block's first line; at least 1. */
  readonly lines: number;
  /** A guess at its height in pixels at the default font size, for the room kept until it is laid out. */
  readonly height: number;
  /** The heading's level when the block is a heading: a good place to begin a new group of blocks. */
  readonly heading?: number;
}

/** A block that comes with its HTML, which is safe to insert as it is, or whose HTML follows by `fill`. */
export interface BlockContent extends BlockOutline {
  readonly html?: string;
  /** In place of its HTML: how it differs from the one block that its splice removes, whose nodes become its own. */
  readonly patch?: BlockPatch;
}

/**
 * A change within a long block, of an item of a list perhaps; all other elements stay as they are. It names an element,
 * which is changed itself, or behind which others come and go.
 */
export interface BlockPatch {
  /** Comes first: elements whose `data-line` is beyond `after` stand `by` lines further down now. */
  readonly shift?: { readonly after: number; readonly by: number };
  readonly name: string;
  /** Its `data-line`. */
  readonly line: number;
  /** Which of the elements of this name and line it is, from 0. */
  readonly nth: number;
  /** Where it is given: so many elements next to the named one are taken out, and `html` stands in their place. */
  readonly behind?: number;
  /** The element with its tags, or what stands behind it; safe to insert as it is. */
  readonly html: string;
}

/** Replaces `remove` blocks from index `at` by `insert`. Splices of one message are applied in order. */
export interface BlockSplice {
  readonly at: number;
  readonly remove: number;
  readonly insert: readonly BlockContent[];
}

/** What is known of a link into Zotero. Texts are as Zotero has them: the webview shows them as text, never as HTML. */
export interface ZoteroCard {
  /** As in the chip's `data-zotero`. */
  readonly uri: string;
  /** `#rrggbb`, or '' for none. */
  readonly color: string;
  readonly state: string;
  /** The kind of annotation and its page. */
  readonly heading: string;
  readonly text: string;
  /** May hold `<b> <i> <sub> <sup>`. */
  readonly comment: string;
  readonly tags: readonly string[];
  /** Title and authors. */
  readonly paper: string;
  /** State, source and age, in words. */
  readonly told: string;
  readonly hasPicture: boolean;
  readonly canCopy: boolean;
  readonly canUpdate: boolean;
}

export type ToWebviewMessage =
  /** All of a note. Sent when the script is ready and when the pane turns to another note. */
  | {
      readonly type: 'note';
      readonly uri: string;
      /** Ids of another generation have nothing to do with these. */
      readonly generation: number;
      readonly version: number;
      /** Those in view come with their HTML, unless it stood in the page from the start. */
      readonly blocks: readonly BlockContent[];
      /** The line to show first, fractional. */
      readonly line: number;
    }
  /** Nodes for blocks that had none, or whose HTML changed though their text did not (numbers, embeds, images). */
  | {
      readonly type: 'fill';
      readonly version: number;
      readonly blocks: readonly { readonly id: number; readonly html: string }[];
    }
  /** The note was edited. `lengths` are blocks that stay as they are but take more or fewer source lines than before. */
  | {
      readonly type: 'update';
      readonly version: number;
      readonly splices: readonly BlockSplice[];
      readonly lengths: readonly { readonly id: number; readonly lines: number }[];
    }
  /** Scroll so that this source line (fractional) is at the top, because the editor scrolled. */
  | { readonly type: 'scrollTo'; readonly line: number }
  /** Show the element with this id: a heading, a footnote, an equation. */
  | { readonly type: 'showAnchor'; readonly anchor: string }
  /** The line of the editor's cursor, or -1 for none. */
  | { readonly type: 'cursor'; readonly line: number }
  /** How the pane looks, as style rules; see `appearanceCss`. */
  | { readonly type: 'appearance'; readonly css: string }
  /** True when the pane stays with its note whatever editor becomes active; kept for the next start. */
  | { readonly type: 'locked'; readonly locked: boolean }
  /** What is to be shown at the note's asides; takes the place of what was known before. */
  | { readonly type: 'asides'; readonly marks: readonly AsideMark[] }
  /** All that is known of the note's links into Zotero; takes the place of what was known before. */
  | { readonly type: 'zotero'; readonly cards: readonly ZoteroCard[] }
  /** The picture that `zoteroPicture` asked for, as PNG in base64; without one when Zotero has not drawn it. */
  | { readonly type: 'zoteroPicture'; readonly uri: string; readonly png?: string }
  /** Draw this picture and put it on the clipboard as PNG. Width and height are its own, in pixels. */
  | { readonly type: 'copyPicture'; readonly svg: string; readonly width: number; readonly height: number };

/** What the webview keeps for itself and for the next start. */
export interface PaneState {
  readonly uri: string;
  readonly line: number;
  readonly locked: boolean;
  /** 1 is the font size of the settings. */
  readonly zoom: number;
}

export type FromWebviewMessage =
  /** The script runs and waits for the note. */
  | { readonly type: 'ready' }
  /** An update was applied: the next one may come. `lost` are blocks whose patch found nothing: they need their HTML. */
  | { readonly type: 'applied'; readonly version: number; readonly lost?: readonly number[] }
  /** A fill was applied: the next one may come. */
  | { readonly type: 'filled' }
  /** Blocks [from, to) by index are in or near view: render these first. */
  | { readonly type: 'inView'; readonly from: number; readonly to: number }
  /** The user scrolled the pane; the source line (fractional) at its top. */
  | { readonly type: 'scrolled'; readonly line: number }
  /** The user clicked on a place that belongs to this source line; `focus` when they want to write there. */
  | { readonly type: 'revealLine'; readonly line: number; readonly focus: boolean }
  /** The user clicked a link. `href` as it stands in the block's HTML. */
  | { readonly type: 'openLink'; readonly href: string }
  /** The user clicked a check box: the `index`-th (from 0) of the block that begins at this source line. */
  | { readonly type: 'toggleTask'; readonly line: number; readonly index: number }
  /** The user pressed undo in the pane: the check box that was clicked last goes back. */
  | { readonly type: 'undoTask' }
  /** The user asked for a remote image that the settings hold back. */
  | { readonly type: 'loadImage'; readonly source: string }
  /** A card shows an image or ink annotation and wants its picture. */
  | { readonly type: 'zoteroPicture'; readonly uri: string }
  /** The user pressed a button of a card. */
  | { readonly type: 'zoteroAct'; readonly uri: string; readonly action: 'copy' | 'update' }
  /** The picture of `copyPicture` is on the clipboard, or why it is not. */
  | { readonly type: 'pictureCopied'; readonly refused?: string };

/** What the pane tells about the formula under its context menu, by the names that `when` clauses see. */
export interface FormulaContext {
  readonly paperNotesFormula: true;
  readonly paperNotesTex: string;
  readonly paperNotesDisplay: boolean;
  /** The id of its block, or -1. */
  readonly paperNotesBlock: number;
  /** How many formulas with the same TeX, shown the same way, come before it in its block. */
  readonly paperNotesNth: number;
}
