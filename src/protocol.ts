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

/** A block with its HTML, which is safe to insert as it is. */
export interface BlockContent extends BlockOutline {
  readonly html: string;
}

/** Replaces `remove` blocks from index `at` by `insert`. Splices of one message are applied in order. */
export interface BlockSplice {
  readonly at: number;
  readonly remove: number;
  readonly insert: readonly BlockContent[];
}

/** How the pane looks; read from the settings on the extension's side. */
export interface PreviewAppearance {
  /** CSS font-family, or '' for the theme's reading font. */
  readonly fontFamily: string;
  /** Pixels. */
  readonly fontSize: number;
  readonly lineHeight: number;
  /** The text's measure in characters (CSS `ch`); 0 fills the pane. */
  readonly width: number;
  readonly asides: 'margin' | 'below' | 'hidden';
}

export type ToWebviewMessage =
  /** The outline of the whole note; blocks without nodes yet arrive by `fill`. Sent on open and on a switch of note. */
  | {
      readonly type: 'note';
      readonly uri: string;
      readonly version: number;
      readonly blocks: readonly BlockOutline[];
      /** The line to show first, fractional. */
      readonly line: number;
    }
  /** Nodes for blocks that had none, or whose HTML changed though their text did not (numbers, embeds, images). */
  | {
      readonly type: 'fill';
      readonly version: number;
      readonly blocks: readonly { readonly id: number; readonly html: string }[];
    }
  /** The note was edited. */
  | { readonly type: 'update'; readonly version: number; readonly splices: readonly BlockSplice[] }
  /** Scroll so that this source line (fractional) is at the top, because the editor scrolled. */
  | { readonly type: 'scrollTo'; readonly line: number }
  /** The line of the editor's cursor, or -1 for none. */
  | { readonly type: 'cursor'; readonly line: number }
  | { readonly type: 'appearance'; readonly appearance: PreviewAppearance };

export type FromWebviewMessage =
  /** The script runs; `have` are the blocks that stood in the first HTML. */
  | { readonly type: 'ready' }
  /** An update was applied: the next one may come. */
  | { readonly type: 'applied'; readonly version: number }
  /** Blocks [from, to) by index are in or near view: render these first. */
  | { readonly type: 'inView'; readonly from: number; readonly to: number }
  /** The user scrolled the pane; the source line (fractional) at its top. */
  | { readonly type: 'scrolled'; readonly line: number }
  /** The user clicked on a place that belongs to this source line. */
  | { readonly type: 'revealLine'; readonly line: number }
  /** The user clicked a link. `href` as it stands in the block's HTML. */
  | { readonly type: 'openLink'; readonly href: string }
  /** The user clicked the check box on this source line. */
  | { readonly type: 'toggleTask'; readonly line: number }
  /** The user asked for a remote image that the settings hold back. */
  | { readonly type: 'loadImage'; readonly source: string };
