import { entryOf, type RecipeEntry, type RecipeTree, textOf } from './recipe-tree.ts';

/** How a configuration scales the positions of its rotary embedding. */
export type RotaryScaling =
  | { readonly kind: 'none' }
  /** The longest wavelengths are stretched by `factor`, which stands at `entry`. */
  | { readonly kind: 'stretched'; readonly factor: string; readonly entry: RecipeEntry }
  | { readonly kind: 'unknown'; readonly remark: string };

/**
 * The scaling in a Hugging Face configuration (`rope_scaling`, or `rope_parameters` of later ones). Linear scaling
 * stretches all wavelengths, YaRN and Llama 3 only those that are longer than the context of the first training; other
 * kinds depend on the length of the text or have a factor for each pair, and no one wavelength follows.
 *
 * @param headDim the size of the part of a head that is rotated
 * @example rotaryScaling(tree, 500_000, 128) // of Llama 3.1: { kind: 'stretched', factor: '8.0', … }
 */
export function rotaryScaling(tree: RecipeTree, base: number, headDim: number | undefined): RotaryScaling {
  const scaling = entryOf(tree, 'rope_scaling', 'rope_parameters')?.value;
  if (scaling?.kind !== 'map') return { kind: 'none' };
  const type = textOf(scaling, 'rope_type', 'type') ?? 'default';
  const factor = entryOf(scaling, 'factor');
  if (type === 'default') return { kind: 'none' };
  const unknown: RotaryScaling = {
    kind: 'unknown',
    remark: `Wavelengths are left out: scaling of the rotary embedding by "${type}" is not reckoned with.`,
  };
  if (factor?.value.kind !== 'scalar' || !(Number(factor.value.text) >= 1)) return unknown;
  const stretched: RotaryScaling = { kind: 'stretched', factor: factor.value.text, entry: factor };
  if (type === 'linear') return stretched;
  if (type !== 'yarn' && type !== 'llama3') return unknown;
  const trained = Number(
    textOf(scaling, 'original_max_position_embeddings') ?? textOf(tree, 'max_position_embeddings'),
  );
  const least = Number(textOf(scaling, type === 'yarn' ? 'beta_slow' : 'low_freq_factor') ?? 1);
  const longest = headDim === undefined ? Number.NaN : 2 * Math.PI * base ** ((headDim - 2) / headDim);
  return longest > trained / least ? stretched : unknown;
}
