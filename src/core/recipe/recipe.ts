import type { Range } from '../text.ts';

/** A value that a recipe gives. */
export interface RecipeInput {
  readonly name: string;
  /** The input of the catalogue that it is by its value, where the name alone says another. */
  readonly means?: string;
  /** As written: "42,000", "4M", "1024 × 4096 tokens/step". */
  readonly text: string;
  readonly range: Range;
  /** Unit of an input that the catalogue does not know. */
  readonly unit?: string;
  readonly title?: string;
  /** Where it stands: "p. 3", a link. */
  readonly source?: string;
}

/** An input without a value: where the recipe is used, the quotes or the reader give it. */
export interface OpenInput {
  readonly name: string;
  readonly range: Range;
  /** Unit of an input that the catalogue does not know. */
  readonly unit?: string;
  readonly title?: string;
}

/** A formula of the recipe's own. */
export interface RecipeFormula {
  readonly name: string;
  readonly title?: string;
  readonly expression: string;
  readonly range: Range;
}

/** Something to compute: a formula of the catalogue, or one of the recipe's own, by name. */
export interface RecipeResult {
  /** Name in the aside's braces. */
  readonly name: string;
  readonly formula: string;
  readonly variant?: string;
  readonly unit?: string;
  readonly title?: string;
  readonly range: Range;
}

/** A training recipe as a reader writes it down, read but not computed. */
export interface Recipe {
  readonly title?: string;
  readonly model?: string;
  readonly source?: string;
  readonly inputs: readonly RecipeInput[];
  /** With one or more, the recipe is a template for any run that states them. */
  readonly open: readonly OpenInput[];
  readonly formulas: readonly RecipeFormula[];
  /** Empty when the recipe asks for nothing: then all that follows is computed. */
  readonly results: readonly RecipeResult[];
  /** How the aside reads, with results and inputs in braces. */
  readonly aside?: { readonly template: string; readonly range: Range };
  /** Shape of the learning-rate schedule. */
  readonly schedule?: string;
  /** The program whose configuration file it is, where it is one. */
  readonly configuration?: string;
  /** Of a configuration: the formulas that count the parameters of its model, each with the variant that fits. */
  readonly forms?: Readonly<Record<string, string>>;
  /** What of it cannot be computed, and why, in sentences. */
  readonly remarks?: readonly string[];
}
