import type { Range } from '../text.ts';

/*
 * What stands where in a note, found by the same rules that render it. Everything that works on a note's text
 * (hover, completion, problems, tidying, links, quantities) asks for these instead of searching the text again.
 * All offsets are absolute in the note's text.
 */

/** A formula. `range` includes its delimiters, `tex` is what stands between them (at `texRange`). */
export interface MathElement {
  readonly kind: 'math';
  readonly range: Range;
  readonly texRange: Range;
  readonly tex: string;
  readonly display: boolean;
  readonly delimiter: '$' | '$$' | '\\(' | '\\[' | 'fence' | '$`' | 'environment';
  /** False for a display formula whose closing delimiter is missing; it then ends with its paragraph. */
  readonly closed: boolean;
}

/** A link of any form: `[text](href)`, `<a href>`, autolink, reference link, or a bare URI in front matter. */
export interface LinkElement {
  readonly kind: 'link';
  readonly range: Range;
  /** Where the destination stands; for a reference link, the destination of its definition. */
  readonly hrefRange: Range;
  /** The destination as written in the text, entities and escapes undone. */
  readonly href: string;
  /** Of a reference link: the label of its definition. */
  readonly label?: string;
  /** Where the visible text stands; empty for an autolink. */
  readonly textRange: Range;
}

/** `[label]: destination`, whether or not anything refers to it. */
export interface DefinitionElement {
  readonly kind: 'definition';
  /** From the destination's beginning to its end: the label before it is not part of it. */
  readonly range: Range;
  readonly hrefRange: Range;
  readonly href: string;
  /** Normalised, as markdown compares labels. */
  readonly label: string;
}

export interface ImageElement {
  readonly kind: 'image';
  readonly range: Range;
  readonly srcRange: Range;
  readonly src: string;
  readonly alt: string;
}

/** A reader's own remark, `%%…%%`. `range` includes the marks. Importers' own marks are `mark: true` and shown nowhere. */
export interface AsideElement {
  readonly kind: 'aside';
  readonly range: Range;
  readonly contentRange: Range;
  readonly content: string;
  readonly mark: boolean;
  readonly closed: boolean;
}

/** Code, inline or block; nothing inside it is anything else. `language` is a block's info string. */
export interface CodeElement {
  readonly kind: 'code';
  readonly range: Range;
  readonly contentRange: Range;
  readonly content: string;
  readonly block: boolean;
  readonly language: string;
}

export interface HeadingElement {
  readonly kind: 'heading';
  readonly range: Range;
  readonly level: number;
  /** The heading's text without markup. */
  readonly text: string;
  readonly slug: string;
}

/** `[[Note#Heading|shown]]`, or an embed `![[…]]`. */
export interface WikilinkElement {
  readonly kind: 'wikilink';
  readonly range: Range;
  readonly target: string;
  readonly heading: string;
  readonly embed: boolean;
}

export interface TaskElement {
  readonly kind: 'task';
  /** The `[ ]` itself. */
  readonly range: Range;
  readonly checked: boolean;
}

/** Raw HTML, block or inline. */
export interface HtmlElement {
  readonly kind: 'html';
  readonly range: Range;
}

/** A paragraph's or table cell's running text: where prose can stand. It may contain the other inline elements. */
export interface TextElement {
  readonly kind: 'text';
  readonly range: Range;
  /** True inside a block quote or a callout. */
  readonly quoted: boolean;
}

/** `\ref{…}` or `\eqref{…}` in running text; those in formulas are part of the formula. */
export interface ReferenceElement {
  readonly kind: 'reference';
  readonly range: Range;
  readonly label: string;
  /** The label inside the braces. */
  readonly textRange: Range;
}

export interface TagElement {
  readonly kind: 'tag';
  readonly range: Range;
  readonly tag: string;
}

/** Every kind of thing that a note holds, in the order of `range.from`. */
export type NoteElement =
  | MathElement
  | LinkElement
  | DefinitionElement
  | ImageElement
  | AsideElement
  | CodeElement
  | HeadingElement
  | WikilinkElement
  | TaskElement
  | HtmlElement
  | TextElement
  | TagElement
  | ReferenceElement;
