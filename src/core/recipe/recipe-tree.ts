import type { Range } from '../text.ts';

/** What a recipe's YAML says, as plain data with places; aliases and anchors are not in it. */
export type RecipeTree =
  | { readonly kind: 'map'; readonly entries: readonly RecipeEntry[]; readonly range: Range }
  | { readonly kind: 'list'; readonly items: readonly RecipeTree[]; readonly range: Range }
  /** `text` is what is written, without quotes; empty for null. */
  | { readonly kind: 'scalar'; readonly text: string; readonly range: Range };

export interface RecipeEntry {
  readonly key: string;
  readonly keyRange: Range;
  readonly value: RecipeTree;
}

/** The entry of a key, letter case and `-`/`_` put aside. */
export function entryOf(tree: RecipeTree | undefined, ...keys: readonly string[]): RecipeEntry | undefined {
  if (tree?.kind !== 'map') return undefined;
  const fold = (key: string) => key.toLowerCase().replace(/[-_ ]/g, '');
  const wanted = keys.map(fold);
  return tree.entries.find(entry => wanted.includes(fold(entry.key)));
}

/** The text of a scalar below a key. */
export function textOf(tree: RecipeTree | undefined, ...keys: readonly string[]): string | undefined {
  const value = entryOf(tree, ...keys)?.value;
  return value?.kind === 'scalar' && value.text !== '' ? value.text : undefined;
}
