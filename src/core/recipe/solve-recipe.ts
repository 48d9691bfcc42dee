import type { Problem } from '../problem.ts';
import type { Range } from '../text.ts';
import { findOwnPrice, type OwnPrices, type Price } from './data/prices.ts';
import { type Evaluation, evaluateExpression, type NamedQuantity } from './expression/evaluate.ts';
import { expressionTex } from './expression/print.ts';
import type { ExpressionProblem } from './expression/problem.ts';
import { formatValue, isWrittenOut, writeExact } from './format.ts';
import { computeNamed, findFormulas, formulaById } from './formulas/catalogue.ts';
import { type Computation, type Given, inputsOf } from './formulas/compute.ts';
import type { Input } from './formulas/input.ts';
import { gpuType, price } from './formulas/inputs.ts';
import { readWritten } from './formulas/read-given.ts';
import { type GivenValue, type ReadValue, readValue } from './given-value.ts';
import { knownInput } from './known-input.ts';
import { drawSchedule, type LearningRateCurve } from './learning-rate-curve.ts';
import { within } from './read-recipe.ts';
import type { Recipe, RecipeFormula, RecipeInput } from './recipe.ts';
import { scheduleNamed } from './schedules.ts';
import { convert } from './units.ts';

/** An input of a recipe, read. */
export interface SolvedInput {
  readonly name: string;
  readonly title: string;
  /** TeX; empty for inputs that the catalogue does not know. */
  readonly symbol: string;
  /** Absent for names (an accelerator) and for what could not be read. */
  readonly value?: number;
  readonly unit: string;
  /** As the recipe writes it; empty for an open input that nothing fills. */
  readonly text: string;
  readonly source?: string;
  readonly range: Range;
}

/**
 * What is known of a run besides the recipe, by the catalogue's names: it fills open inputs, and goes into the
 * catalogue's formulas where the recipe itself says nothing.
 */
export type KnownOfRun = Readonly<Record<string, Given>>;

/** A result of a recipe. */
export interface SolvedResult {
  readonly name: string;
  readonly title: string;
  readonly value?: number;
  readonly unit: string;
  /** The value as a reader would write it; empty without one. */
  readonly text: string;
  /** How it came about, in TeX and in text. */
  readonly derivation: { readonly tex: string; readonly text: string };
  readonly source: string;
  readonly caveats: readonly string[];
  /** What keeps it from having a value, or makes the value doubtful. */
  readonly remarks: readonly string[];
  /** Inputs that it lacks. */
  readonly missing: readonly string[];
}

/** A recipe with everything computed. */
export interface SolvedRecipe {
  readonly recipe: Recipe;
  readonly inputs: readonly SolvedInput[];
  readonly results: readonly SolvedResult[];
  /** The formulas of its own, whether they are asked for or not. */
  readonly formulas: readonly SolvedResult[];
  /** The aside with its values put in; absent when the recipe has none or a value is missing. */
  readonly aside?: string;
  readonly curve?: LearningRateCurve;
  /** Why there is no curve, where one is to be expected. */
  readonly curveRemark?: string;
  readonly problems: readonly Problem[];
}

/** What follows from most recipes; asked for when a recipe names no results. */
const usualResults: readonly string[] = [
  'tokens-seen',
  'fraction-of-plan',
  'epochs',
  'batch-tokens',
  'sequences-per-step',
  'data-parallel-degree',
  'sequences-per-replica',
  'gradient-accumulation',
  'training-flops',
  'tokens-per-parameter',
  'wall-clock',
  'throughput',
  'seconds-per-step',
  'mfu',
  'warmup-share',
  'learning-rate-at-stop',
  'zero-memory',
  'parameters-llama',
  'parameters-gpt',
  'parameters-transformer',
  'parameters-moe',
  'parameters-moe-active',
  'kv-cache-per-token',
  'rope-max-wavelength',
  'cost',
  'energy',
  'co2',
];

/** All that a recipe states, read: under its catalogue name where it has one. */
interface Known {
  readonly given: Readonly<Record<string, Given>>;
  /** Open inputs that nothing fills, each as one of its unit: what is wrong in a template shows without its values. */
  readonly lacking: ReadonlyMap<string, NamedQuantity>;
  readonly scope: ReadonlyMap<string, NamedQuantity>;
  readonly inputs: readonly SolvedInput[];
}

/**
 * Computes a recipe: reads its inputs, its own formulas and the results that it asks for (or, where it asks for none,
 * all that follows without assuming anything), fills in the aside and draws the learning rate. Never throws.
 *
 * What rests on an open input that nothing fills has no value and names it in `missing`; that is no problem, and there
 * is no aside then.
 *
 * @param prices the reader's own prices: where the recipe states none, that of its accelerator, or the run's, is taken
 */
export function solveRecipe(recipe: Recipe, run: KnownOfRun = {}, prices: OwnPrices = {}): SolvedRecipe {
  const problems: Problem[] = [];
  const report = (range: Range, message: string, severity: Problem['severity'] = 'error') => {
    problems.push({ code: 'recipe-value', range, message, severity });
  };
  const known = readInputs(recipe, run, priceFor(recipe, run, prices), report);
  const lacking = new Map(known.lacking);
  const scope = new Map(known.scope);
  const own = new Map<string, SolvedResult>();
  for (const formula of recipe.formulas) {
    if (known.inputs.some(input => input.name === formula.name))
      report(
        formula.range,
        `The formula "${formula.name}" has the name of an input: give one of them another.`,
        'warning',
      );
    // With what is lacking in reach: an open input may have the name of a unit ("tokens"), and is not one of it.
    const tried = evaluateExpression(formula.expression, new Map([...lacking, ...scope]));
    const missing = tried.names.filter(name => lacking.has(name) && !scope.has(name));
    const evaluated = missing.length > 0 ? withoutValue(tried) : tried;
    if (missing.length > 0) lacking.set(formula.name, { value: 1, unit: tried.unit });
    const remarks = tried.problems.map(problem => toldOf(problem, formula, recipe.formulas));
    for (const [index, problem] of tried.problems.entries()) {
      if (problem.code !== 'syntax')
        report(within({ text: formula.expression, range: formula.range }, problem.range), remarks[index]!);
    }
    if (evaluated.value !== undefined) {
      const { value, unit, significant, approximate, exact } = evaluated;
      scope.set(formula.name, { value, unit, significant, approximate, exact });
    }
    own.set(formula.name, {
      name: formula.name,
      title: formula.title ?? formula.name.replaceAll('_', ' '),
      unit: evaluated.unit,
      text: evaluated.text,
      derivation: derivationOf(formula.expression, evaluated),
      source: recipe.configuration === undefined ? 'this recipe' : 'this configuration',
      caveats: [],
      remarks,
      missing,
      ...(evaluated.value === undefined ? {} : { value: evaluated.value }),
    });
  }
  const asked = recipe.results.length > 0;
  const names = asked
    ? recipe.results
    : [...own.keys(), ...usualFor(recipe, known.given)].map(name => ({
        name,
        formula: name,
        ...(recipe.forms?.[name] === undefined ? {} : { variant: recipe.forms[name] }),
        range: { from: 0, to: 0 },
      }));
  const results: SolvedResult[] = [];
  for (const result of names) {
    const mine = own.get(result.formula);
    const solved = mine ?? fromCatalogue(result, known.given);
    if (solved === undefined || (!asked && mine === undefined && !isSound(solved))) continue;
    if (asked && mine === undefined && solved.value === undefined && lacking.size === 0)
      report(
        result.range,
        solved.missing.length > 0 ? solved.remarks.join(' ') : `${solved.title}: ${solved.remarks.join(' ')}`,
        'warning',
      );
    results.push({
      ...solved,
      name: result.name,
      title: ('title' in result ? result.title : undefined) ?? solved.title,
    });
  }
  const drawn = drawSchedule(recipe.schedule, known.given);
  for (const { input, message } of drawn.mixed ?? []) {
    const formula = formulaById(scheduleNamed(recipe.schedule)?.formula ?? '');
    const place = recipe.inputs.find(({ name, means }) => formula?.input(means ?? name)?.name === input);
    if (place !== undefined) report(place.range, message, 'warning');
  }
  const aside =
    recipe.aside === undefined ? undefined : fillAside(recipe.aside, results, own, known, lacking.size > 0, report);
  return {
    recipe,
    inputs: known.inputs,
    results,
    formulas: [...own.values()],
    problems,
    ...(aside === undefined ? {} : { aside }),
    ...(drawn.curve === undefined ? {} : { curve: drawn.curve }),
    ...(drawn.remark === undefined ? {} : { curveRemark: drawn.remark }),
  };
}

/** The reader's own price of the accelerator that a recipe names, or else the run. */
function priceFor(recipe: Recipe, run: KnownOfRun, prices: OwnPrices): Price | undefined {
  const named = recipe.inputs.find(({ name, means }) => knownInput(means ?? name)?.name === gpuType.name)?.text;
  const accelerator = named ?? run[gpuType.name];
  return typeof accelerator === 'string' ? findOwnPrice(accelerator, prices) : undefined;
}

/** What is wrong with a formula; one that is computed later, or from this one, is no name that nobody knows. */
function toldOf(problem: ExpressionProblem, formula: RecipeFormula, all: readonly RecipeFormula[]): string {
  const name = formula.expression.slice(problem.range.from, problem.range.to);
  const other = all.find(each => each.name === name);
  if (problem.code !== 'unknown-name' || other === undefined) return problem.message;
  if (other === formula) return `"${name}" needs itself.`;
  const names: readonly string[] = other.expression.match(/[\p{L}_][\p{L}\d_]*/gu) ?? [];
  if (names.includes(formula.name))
    return `"${formula.name}" and "${name}" need each other, so neither can be computed.`;
  return all.indexOf(other) > all.indexOf(formula)
    ? `"${name}" is computed further down: put it above "${formula.name}".`
    : `"${name}" has no value.`;
}

/** An evaluation with what is lacking put in: its tree tells, its value does not. */
function withoutValue({ value: _, ...rest }: Evaluation): Evaluation {
  return { ...rest, text: '' };
}

function derivationOf(
  source: string,
  { expression, value, text, approximate }: Evaluation,
): SolvedResult['derivation'] {
  const tex = expression === undefined ? '' : expressionTex(expression);
  if (value === undefined) return { tex, text: source };
  const written = text.replace(/^≈ /, '');
  return {
    tex: `${tex} ${approximate ? '\\approx' : '='} \\text{${written.replace(/[%$#&_]/g, '\\$&')}}`,
    text: `${source} ${approximate ? '≈' : '='} ${written}`,
  };
}

/** Results that rest on a default unless this input is stated; unasked, they are shown only where it is. */
const restsOn: Readonly<Record<string, string>> = {
  'rope-max-wavelength': 'rope_base',
  'zero-memory': 'zero_stage',
  cost: 'price',
  'kv-cache-per-token': 'kv_heads',
  'parameters-llama': 'ffn',
  'parameters-gpt': 'vocab',
  'parameters-transformer': 'vocab',
};

/** The usual results, but for those that the recipe states or computes itself. */
function usualFor(recipe: Recipe, given: Readonly<Record<string, Given>>): readonly string[] {
  const stated = new Set(Object.keys(given).map(name => name.replaceAll('_', '-')));
  if (stated.has('batch-seqs')) stated.add('sequences-per-step');
  // Sizes alone do not tell whether the layers are those of a GPT-2, a BERT or another: configurations do.
  for (const name of ['parameters-gpt', 'parameters-transformer'])
    if (recipe.forms?.[name] === undefined) stated.add(name);
  if (recipe.forms !== undefined) {
    for (const name of usualResults)
      if (name.startsWith('parameters-') && recipe.forms[name] === undefined) stated.add(name);
  }
  if (!stated.has('kv-heads') && !stated.has('heads')) stated.add('parameters-llama');
  for (const formula of recipe.formulas) stated.add(formula.name);
  return usualResults
    .filter(name => !stated.has(name))
    .filter(name => restsOn[name] === undefined || given[restsOn[name]] !== undefined)
    .flatMap(name => (name === 'learning-rate-at-stop' ? (scheduleNamed(recipe.schedule)?.formula ?? []) : name));
}

type Report = (range: Range, message: string, severity?: Problem['severity']) => void;

function readInputs(recipe: Recipe, ofRun: KnownOfRun, own: Price | undefined, report: Report): Known {
  const run: KnownOfRun =
    own === undefined ? ofRun : { [price.name]: { value: own.price, caveat: `Price of ${own.source}.` }, ...ofRun };
  // Names are people's own: "constructor" is one like any other.
  const given: Record<string, Given> = Object.create(null);
  const lacking = new Map<string, NamedQuantity>();
  const scope = new Map<string, NamedQuantity>();
  const inputs: SolvedInput[] = [];
  /** The name under which each input of the catalogue was stated first. */
  const stated = new Map<string, string>();
  for (const input of recipe.inputs) {
    const known = knownInput(input.means ?? input.name);
    const read = readInput(input, known, scope);
    const base = {
      name: input.name,
      title: input.title ?? known?.title ?? input.name.replaceAll('_', ' ').replace(/^zero\b/, 'ZeRO'),
      symbol: known?.kind === 'text' ? '' : (known?.symbol ?? ''),
      unit: read.unit,
      text: input.text,
      range: input.range,
      ...(input.source === undefined ? {} : { source: input.source }),
    };
    if ('error' in read) report(input.range, `${input.name}: ${read.error}`);
    else if (read.given !== undefined) {
      const name = known?.name ?? input.name;
      const before = inputs.find(each => each.name === stated.get(name));
      if (before === undefined) stated.set(name, input.name);
      else if (recipe.configuration === undefined && !isSame(given[name], read.given))
        report(
          input.range,
          `"${input.name}" and "${before.name}" both mean the ${known?.title ?? name}, and differ: "${before.name}" is taken.`,
          'warning',
        );
      given[name] ??= read.given;
      const number = typeof read.given === 'object' && 'value' in read.given ? read.given : undefined;
      if (number !== undefined) {
        const quantity = {
          ...number,
          unit: read.unit,
          exact: isWrittenOut(input.text, number.value) || read.exact === true,
        };
        scope.set(input.name, quantity);
        if (known !== undefined && !scope.has(known.name)) scope.set(known.name, quantity);
        inputs.push({ ...base, value: number.value });
        continue;
      }
    }
    inputs.push(base);
  }
  for (const { name, title, unit: ownUnit, range } of recipe.open) {
    const known = knownInput(name);
    const unit = known?.unit ?? ownUnit ?? '1';
    const filled = Object.hasOwn(run, known?.name ?? name) ? run[known?.name ?? name] : undefined;
    const base = {
      name,
      title: title ?? known?.title ?? name.replaceAll('_', ' '),
      symbol: known?.kind === 'text' ? '' : (known?.symbol ?? ''),
      unit,
      range,
    };
    const number = numberOf(filled);
    if (number !== undefined) {
      scope.set(name, { ...number, unit });
      if (known !== undefined && !scope.has(known.name)) scope.set(known.name, { ...number, unit });
      const ofSettings = own !== undefined && known?.name === price.name && !Object.hasOwn(ofRun, price.name);
      inputs.push({
        ...base,
        text: writeExact(number.value, unit),
        value: number.value,
        ...(ofSettings ? { source: 'your settings' } : {}),
      });
    } else {
      if (filled === undefined) lacking.set(name, { value: 1, unit: known?.kind === 'text' ? '1' : unit });
      inputs.push({ ...base, text: typeof filled === 'string' ? filled : '' });
    }
  }
  // Open ones stand where they were written.
  if (recipe.open.length > 0) inputs.sort((a, b) => a.range.from - b.range.from);
  return { given: { ...run, ...given }, scope, inputs, lacking };
}

function isSame(a: Given | undefined, b: Given): boolean {
  return (numberOf(a)?.value ?? a) === (numberOf(b)?.value ?? b);
}

function numberOf(given: Given | undefined): GivenValue | undefined {
  if (typeof given === 'number') return { value: given };
  return typeof given === 'object' && 'value' in given ? given : undefined;
}

type ReadInput =
  | { readonly unit: string; readonly error: string }
  | { readonly unit: string; readonly given: GivenValue | string; readonly exact?: boolean };

function readInput(input: RecipeInput, known: Input | undefined, scope: ReadonlyMap<string, NamedQuantity>): ReadInput {
  const unit = input.unit ?? known?.unit ?? '1';
  if (known !== undefined && known.kind !== 'number') return { unit, given: input.text };
  if (known !== undefined) {
    const read = readWithUnit(known, input);
    if (!('error' in read)) return { unit: known.unit, given: read };
    // A unit that measures something else is wrong whatever the value is.
    if (input.unit !== undefined && 'error' in readWritten(known, input.name, `1 ${input.unit}`))
      return { unit, error: read.error };
  } else {
    const read = readValue(input.text, unit);
    if (!('error' in read)) return { unit, given: read };
  }
  const evaluated = evaluateExpression(input.text, scope);
  if (evaluated.value === undefined) {
    return { unit, error: evaluated.problems[0]?.message ?? `"${input.text}" is not a number.` };
  }
  const { significant, approximate, exact } = evaluated;
  const wanted = known?.unit ?? input.unit;
  if (wanted === undefined)
    return { unit: evaluated.unit, given: { value: evaluated.value, significant, approximate }, exact };
  // "1024 × 4096" has no unit of its own: it is in the input's.
  const own = evaluated.unit === '1' ? (input.unit ?? wanted) : evaluated.unit;
  const converted = convert(evaluated.value, own, wanted);
  const value = converted ?? (evaluated.unit === '1' ? evaluated.value : undefined);
  if (value === undefined)
    return { unit, error: `${evaluated.text} does not measure what is wanted, a value in ${wanted}.` };
  return { unit: wanted, given: { value, significant, approximate }, exact };
}

/** A value of an input of the catalogue: in the unit that stands beside it, or in its own ("4 million tokens"). */
function readWithUnit(known: Input, { name, text, unit }: RecipeInput): ReadValue {
  if (unit === undefined) return readWritten(known, name, text);
  const read = readWritten(known, name, `${text} ${unit}`);
  const isOfKind = !('error' in readWritten(known, name, `1 ${unit}`));
  return 'error' in read && isOfKind ? readWritten(known, name, text) : read;
}

function fromCatalogue(
  result: { readonly name: string; readonly formula: string; readonly variant?: string; readonly unit?: string },
  given: Readonly<Record<string, Given>>,
): SolvedResult | undefined {
  if (findFormulas(result.formula).length === 0) return undefined;
  const computed = computeNamed(result.formula, given, {
    whatIsKnown: true,
    ...(result.variant === undefined ? {} : { variant: result.variant }),
    ...(result.unit === undefined ? {} : { unit: result.unit }),
  });
  if (computed === undefined) return undefined;
  return {
    name: result.name,
    title: computed.title,
    unit: computed.unit,
    text: result.unit === undefined || computed.value === undefined ? computed.text : writeIn(computed, result.unit),
    derivation: computed.derivation,
    source: sourceOf(computed),
    caveats: [...computed.readings.map(reading => `${reading.text} if ${reading.because}.`), ...computed.caveats],
    remarks: [
      ...(computed.missing.length === 0 ? [] : [needsOfResult(computed.title, result.formula, computed.missing)]),
      ...computed.problems.filter(problem => problem.code !== 'missing-input').map(problem => problem.message),
    ],
    missing: computed.missing,
    ...(computed.value === undefined ? {} : { value: computed.value }),
  };
}

/** Where a formula stands, and which of its conventions it is, in words. */
function sourceOf({ formula, variant, source }: Computation): string {
  const title = formulaById(formula)?.variants.find(each => each.id === variant)?.title ?? variant;
  return source === 'definition' ? title : `${title} (${source})`;
}

/** What a result of the catalogue lacks, for a person who can write it down: each by its title, with its name. */
function needsOfResult(title: string, formula: string, missing: readonly string[]): string {
  const inputs = findFormulas(formula).flatMap(({ formula: each }) => inputsOf(each));
  const named = missing.map(name => `${inputs.find(input => input.name === name)?.title ?? name} (${name})`);
  return `${title} needs ${listed(named)}: write ${missing.length === 1 ? 'it' : 'them'} into the recipe.`;
}

const listed = (all: readonly string[]): string =>
  all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;

function writeIn(computed: Computation, unit: string): string {
  const sign = computed.approximate ? '≈ ' : '';
  return unit === '%'
    ? sign + formatValue(computed.value!, '%')
    : sign + writeExact(Number(computed.value!.toPrecision(3)), unit);
}

/** Worth showing without being asked for: it has a value, and nothing was assumed to get it. */
function isSound(result: SolvedResult): boolean {
  return result.value !== undefined && !result.caveats.some(caveat => /\bassumed\b/.test(caveat));
}

function fillAside(
  aside: { readonly template: string; readonly range: Range },
  results: readonly SolvedResult[],
  own: ReadonlyMap<string, SolvedResult>,
  known: Known,
  lacks: boolean,
  report: Report,
): string | undefined {
  let complete = true;
  const text = aside.template.replace(/\{([^{}\n]{1,80})\}/g, (all, name: string) => {
    const key = name.trim();
    const result = results.find(each => each.name === key) ?? own.get(key);
    const input = known.inputs.find(each => each.name === key);
    // What would end the aside, or its line, is no part of a value.
    const value = (result?.text ?? input?.text ?? '').replace(/\s+/g, ' ').replaceAll('%%', '%');
    if (value !== '') return value;
    complete = false;
    const isNamed = result !== undefined || input !== undefined;
    if (isNamed && lacks) return all;
    const why = isNamed ? 'has no value' : 'is no result or input of this recipe';
    report(aside.range, `"${key}" in the aside ${why}.`, 'warning');
    return all;
  });
  return complete ? text : undefined;
}
