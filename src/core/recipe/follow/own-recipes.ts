import type { NoteElement } from '../../markdown/elements.ts';
import type { OwnPrices } from '../data/prices.ts';
import { findFormulas } from '../formulas/catalogue.ts';
import type { Computation } from '../formulas/computation.ts';
import type { Given } from '../formulas/compute.ts';
import { price } from '../formulas/inputs.ts';
import { knownInput } from '../known-input.ts';
import { statedRecipes } from '../note-recipes.ts';
import type { Recipe, RecipeResult } from '../recipe.ts';
import { type KnownOfRun, type SolvedRecipe, type SolvedResult, solveRecipe } from '../solve-recipe.ts';
import type { Answers, Calculation } from './calculations.ts';
import { sameModel } from './model-names.ts';
import type { Run } from './run.ts';
import { givenOf, quantityFor } from './run-inputs.ts';

/** A recipe that people wrote themselves, as it may be used beside a quote. */
export interface OwnRecipe {
  /** Where it stands, as people call it: "this note", "electricity.recipe.yaml". */
  readonly place: string;
  readonly recipe: Recipe;
  /** True for one that stands in the note itself, and so speaks of the note's runs. */
  readonly ofNote: boolean;
  /** The reader's own prices, which it is reckoned with where it states none. */
  readonly prices?: OwnPrices;
}

/** The recipes of a note that say how an aside reads, or at least what is computed; `prices` are the reader's own. */
export function ownRecipesOf(
  text: string,
  elements: readonly NoteElement[],
  prices: OwnPrices = {},
): readonly OwnRecipe[] {
  return statedRecipes(text, elements).map(recipe => ({ place: 'this note', recipe, ofNote: true, prices }));
}

/**
 * The calculations of people's own recipes for a run, those that can be computed first. A template (a recipe with open
 * inputs) takes them from the quotes; one that is complete is offered in its own note and for the model that it names.
 *
 * @param run the run that is spoken of; undefined where there are no quotes with numbers
 * @param answers what the reader gave for inputs that the quotes lack
 */
export function ownCalculations(
  run: Run | undefined,
  recipes: readonly OwnRecipe[],
  answers: Answers = {},
): readonly Calculation[] {
  const found = recipes.flatMap((own, index) => calculate(own, index, run, answers) ?? []);
  return [...found.filter(one => one.lacking.length === 0), ...found.filter(one => one.lacking.length > 0)];
}

/** More than these are not asked for one by one. */
const MOST_ASKED = 4;

function calculate(own: OwnRecipe, index: number, run: Run | undefined, answers: Answers): Calculation | undefined {
  return speaksOf(own, run) ? solveOwn(own, run, answers, index)?.calculation : undefined;
}

/** A recipe solved beside a run, and what it is as a calculation. */
export interface SolvedOwn {
  readonly solved: SolvedRecipe;
  readonly calculation: Calculation;
}

/** Solves a recipe for a run; undefined where it asks for too much, or says nothing. */
export function solveOwn(
  own: OwnRecipe,
  run: Run | undefined,
  answers: Answers = {},
  index = 0,
): SolvedOwn | undefined {
  const { recipe } = own;
  const solved = solveWith(own, run === undefined ? {} : givenOf(run), answers);
  const lacking = solved.inputs.filter(input => input.text === '');
  const filled = recipe.open.length - lacking.length;
  if (lacking.length > 0 && (filled === 0 || lacking.length > MOST_ASKED)) return undefined;
  if (lacking.length === 0 && solved.aside === undefined) return undefined;
  const computation = computationOf(own, solved);
  const calculation: Calculation = {
    id: `own-${index}`,
    own: own.place,
    title: titleOf(own),
    computation,
    aside: lacking.length > 0 ? '' : (solved.aside ?? ''),
    lacking: lacking.map(({ name, title, unit }) => ({ name, title, unit, proposal: undefined })),
    sources: run === undefined ? [] : sourcesOf(recipe, run, answers),
    remarks: computation.caveats,
  };
  return { solved, calculation };
}

/**
 * The open inputs that an aside has to tell itself, since nothing else does: those that the run does not state, and the
 * price, which is only proposed. None where the recipe would not have been offered beside the run.
 */
export function toldByAside({ recipe }: OwnRecipe, run: Run | undefined): readonly string[] {
  const given = run === undefined ? {} : givenOf(run);
  const lacking = recipe.open.filter(({ name }) => !Object.hasOwn(given, knownInput(name)?.name ?? name));
  const isOffered = lacking.length < recipe.open.length && lacking.length <= MOST_ASKED;
  return isOffered ? lacking.map(({ name }) => name) : [];
}

const titleOf = ({ recipe, place }: OwnRecipe): string => recipe.title ?? recipe.model ?? place;

/** How a recipe's aside reads: as it says itself, or else each result with its title. */
export function asideTemplate({ aside, results, formulas }: Recipe): string | undefined {
  if (aside !== undefined) return aside.template;
  const told: readonly { readonly name: string; readonly title?: string }[] = results.length > 0 ? results : formulas;
  if (told.length === 0) return undefined;
  return `${told.map(({ name, title }) => `${title ?? name.replaceAll(/[-_]/g, ' ')}: {${name}}`).join('; ')}.`;
}

/** Whether a recipe can be meant where a run is spoken of. */
export function speaksOf({ recipe, ofNote }: OwnRecipe, run: Run | undefined): boolean {
  if (recipe.configuration !== undefined || asideTemplate(recipe) === undefined) return false;
  const isTemplate = recipe.open.length > 0;
  if (recipe.model !== undefined && run?.model !== undefined) return sameModel(recipe.model, run.model);
  return isTemplate ? run !== undefined && recipe.model === undefined : ofNote;
}

/** A recipe solved under each other reading of a number of the run: 4M tokens in a step may be 4,194,304. */
export function* otherSolutions(own: OwnRecipe, run: Run | undefined, answers: Answers = {}): Generator<SolvedRecipe> {
  if (run === undefined || own.recipe.open.length === 0) return;
  const given = givenOf(run);
  for (const name of Object.keys(given)) {
    for (const { value } of quantityFor(run, name)?.readings ?? [])
      yield solveWith(own, { ...given, [name]: { value } }, answers);
  }
}

/**
 * A recipe solved with another price than the one that is proposed for its accelerator, and with other values for what
 * nobody has stated (what an accelerator that is not named can do). Where that changes a value, the value rests on it.
 */
export function solvedOtherwise(own: OwnRecipe, run: Run | undefined, answers: Answers = {}): SolvedRecipe {
  const given = run === undefined ? {} : givenOf(run);
  const stated = new Set([
    ...Object.keys(given),
    ...Object.keys(answers).map(name => knownInput(name)?.name ?? name),
    ...own.recipe.inputs.map(({ name, means }) => knownInput(means ?? name)?.name ?? name),
  ]);
  return solveWith(own, given, answers, { [price.name]: { value: OTHER }, ...unstated(stated, run) });
}

/** As nobody has it: a price of an hour in US dollars, FLOP/s, tokens in a step. */
const OTHER = 7919;

/** Other values of what the catalogue assumes where it is not stated. */
function unstated(stated: ReadonlySet<string>, run: Run | undefined): KnownOfRun {
  const other: Record<string, Given> = {};
  if (!stated.has('gpu_type') && !stated.has('peak_flops')) other.peak_flops = { value: OTHER * 1e9 };
  if (!stated.has('min_lr') && !stated.has('final_lr_ratio')) other.min_lr = { value: 1e-9 * OTHER };
  for (const degree of run?.circumstances.splits ?? []) if (!stated.has(degree)) other[degree] = { value: 7 };
  if (run?.circumstances.batchChanges === true && run.batchHistory === undefined) other.batch_tokens = { value: OTHER };
  return other;
}

function solveWith(
  { recipe, prices }: OwnRecipe,
  given: KnownOfRun,
  answers: Answers,
  proposed: KnownOfRun = {},
): SolvedRecipe {
  const template = asideTemplate(recipe) ?? '';
  const inputs = new Set([...recipe.inputs, ...recipe.open].map(({ name }) => name));
  const named = [...namesIn(template)].filter(
    name =>
      !inputs.has(name) && (recipe.formulas.some(formula => formula.name === name) || findFormulas(name).length > 0),
  );
  const asked = {
    ...recipe,
    aside: { template, range: recipe.aside?.range ?? nowhere },
    // Unasked, all that usually follows would be computed, for nobody.
    results: recipe.results.length > 0 ? recipe.results : named.map(asResult),
  };
  if (recipe.open.length === 0) return solveRecipe(asked, proposed, prices);
  const answered = recipe.open.flatMap(({ name, ...input }) => {
    const text = answerTo(name, answers);
    return text === undefined ? [] : [{ ...input, name, text }];
  });
  const open = recipe.open.filter(({ name }) => answerTo(name, answers) === undefined);
  return solveRecipe({ ...asked, inputs: [...recipe.inputs, ...answered], open }, { ...given, ...proposed }, prices);
}

const answerTo = (name: string, answers: Answers): string | undefined =>
  Object.hasOwn(answers, name) ? answers[name] : undefined;

const nowhere = { from: 0, to: 0 };
const asResult = (name: string): RecipeResult => ({ name, formula: name, range: nowhere });

function sourcesOf({ open }: Recipe, run: Run, answers: Answers): Calculation['sources'] {
  return open.flatMap(({ name }) => {
    const quantity =
      answerTo(name, answers) === undefined ? quantityFor(run, knownInput(name)?.name ?? name) : undefined;
    return quantity === undefined ? [] : [{ input: name, quantity }];
  });
}

/** A recipe's results as one calculation: those that its aside names, with the formulas that they rest on. */
function computationOf(own: OwnRecipe, solved: SolvedRecipe): Computation {
  const results = resultsOf(solved);
  const [first] = results;
  const shown = results.filter(({ derivation }) => derivation.tex !== '');
  return {
    formula: '',
    title: titleOf(own),
    variant: '',
    source: own.ofNote ? 'the recipe of this note' : own.place,
    ...(first?.value === undefined ? {} : { value: first.value }),
    unit: first?.unit ?? '1',
    text: solved.aside ?? '',
    also: [],
    derivation: {
      tex:
        shown.length === 1
          ? shown[0]!.derivation.tex
          : `\\begin{gathered}${shown.map(({ derivation }) => derivation.tex).join('\\\\')}\\end{gathered}`,
      text: results.map(({ derivation }) => derivation.text).join('\n'),
    },
    inputs: [],
    readings: [],
    approximate: false,
    caveats: [...new Set(results.flatMap(({ caveats }) => caveats))],
    problems: [],
    missing: solved.inputs.filter(({ text }) => text === '').map(({ name }) => name),
  };
}

function resultsOf({ recipe, results, formulas }: SolvedRecipe): readonly SolvedResult[] {
  const all = [...formulas, ...results.filter(({ name }) => !formulas.some(formula => formula.name === name))];
  const wanted = namesIn(recipe.aside?.template ?? '');
  // A formula may be made of those before it.
  for (const { name, expression } of recipe.formulas.toReversed())
    if (wanted.has(name)) for (const word of expression.split(/[^\p{L}\p{N}_]+/u)) wanted.add(word);
  return all.filter(({ name }) => wanted.has(name));
}

/** The names in the braces of an aside's template. */
const namesIn = (template: string): Set<string> =>
  new Set([...template.matchAll(/\{([^{}\n]{1,80})\}/g)].map(([, name]) => name!.trim()));
