import type { Env } from 'markdown-it';

/*
 * What a rule may know beyond its own block. Blocks are parsed and rendered one by one and kept; so whatever a block
 * takes from the rest of the note, or from outside it, must go through `read`. A block is rendered again exactly when
 * something it has read has changed.
 */

/**
 * A thing that a block may ask for, as `kind:name`:
 * - `footnote:LABEL`: `NUMBER` of a footnote that is defined, in order of first use
 * - `footnote-definition:LABEL`: the HTML of a footnote's text
 * - `footnote-order`: the labels used, in order, one a line
 * - `label:NAME`: `NUMBER\tBLOCK-ID` of an equation label
 * - `equation-start`: how many numbered equations come before this block
 * - `slug:SLUG`: the slug made unique for the heading with this base slug in this block
 * - `image:SOURCE`: the address to load an image from; see `resolveImage`
 * - `wikilink:TARGET`: the href of a note in the workspace, '' when there is none
 * - `embed:TARGET`: the HTML of an embedded note, '' when there is none
 */
export type FactKey = `${string}:${string}` | 'footnote-order' | 'equation-start';

/** What a block tells the rest of the note while it is parsed. */
export type Definition =
  | { readonly kind: 'footnote-use'; readonly label: string }
  | { readonly kind: 'footnote'; readonly label: string; readonly html: string }
  | {
      readonly kind: 'heading';
      readonly slug: string;
      readonly level: number;
      readonly text: string;
      readonly line: number;
    }
  | { readonly kind: 'equations'; readonly count: number }
  | { readonly kind: 'label'; readonly name: string; readonly row: number };

/** The env that our engine hands to markdown-it. Other hosts hand in a plain object: use `noteEnv` to read it safely. */
export interface NoteEnv extends Env {
  readonly note: {
    /** The value of a fact for the block being rendered; undefined when nobody has defined it (yet). */
    read(key: FactKey): string | undefined;
    /** Called by rules while parsing. */
    define(definition: Definition): void;
    /** The block's id, for ids and anchors that must be unique in the note. */
    readonly blockId: number;
  };
}

const outside: NoteEnv['note'] = { read: () => undefined, define: () => {}, blockId: 0 };

/** The note's side of an env; one that knows nothing when a rule runs inside another host, as in the built-in preview. */
export function noteEnv(env: Env): NoteEnv['note'] {
  return (env as Partial<NoteEnv>).note ?? outside;
}
