import { group, mendedNumber, writeNumber, writeWhole } from '../format.ts';
import { computeNamed } from '../formulas/catalogue.ts';
import type { Given } from '../formulas/compute.ts';
import { knownInput } from '../known-input.ts';
import type { Quantity, QuantityRole } from '../quantity.ts';
import type { NoteQuantities } from '../quote/note.ts';
import type { Recipe } from '../recipe.ts';
import { solveRecipe } from '../solve-recipe.ts';
import { sameModel } from './model-names.ts';
import { runOf } from './run.ts';
import { givenOf, roleOfInput } from './run-inputs.ts';

/** A note whose recipes are to be compared. */
export interface ComparedNote {
  readonly title: string;
  readonly note: NoteQuantities;
  /** Those that stand in its front matter and its fenced blocks. */
  readonly recipes?: readonly Recipe[];
  /** Those of files that it links to or embeds: recipes and configurations, each with the file's name. */
  readonly linked?: readonly { readonly file: string; readonly recipe: Recipe }[];
}

/** One cell: what the note says, or that it says nothing. */
export interface ComparedCell {
  readonly text: string;
  readonly quantity: Quantity | undefined;
}

/** What is compared: what a number says, or the shape of the learning rate. */
export type ComparedThing = QuantityRole | 'schedule';

/** Recipes side by side: a row for each model, a column for each thing that at least one of them states. */
export interface Comparison {
  readonly columns: readonly { readonly thing: ComparedThing; readonly title: string }[];
  readonly rows: readonly { readonly model: string; readonly note: string; readonly cells: readonly ComparedCell[] }[];
}

const COLUMNS: readonly (readonly [ComparedThing, string])[] = [
  ['params', 'Parameters'],
  ['params_active', 'Active parameters'],
  ['tokens', 'Tokens'],
  ['tokens_planned', 'Tokens planned'],
  ['dataset_tokens', 'Data set'],
  ['steps', 'Steps'],
  ['batch_tokens', 'Batch (tokens)'],
  ['batch_seqs', 'Batch (sequences)'],
  ['batch_examples', 'Batch (examples)'],
  ['context', 'Context'],
  ['schedule', 'Schedule'],
  ['peak_lr', 'Peak learning rate'],
  ['min_lr', 'Final learning rate'],
  ['final_lr_ratio', 'Final ÷ peak'],
  ['warmup_steps', 'Warm-up steps'],
  ['warmup_tokens', 'Warm-up tokens'],
  ['decay_steps', 'Schedule (steps)'],
  ['weight_decay', 'Weight decay'],
  ['gpus', 'Accelerators'],
  ['gpu_hours', 'Accelerator-hours'],
  ['wall_clock', 'Time'],
  ['tp', 'TP'],
  ['pp', 'PP'],
  ['mfu', 'MFU'],
  ['co2', 'CO2e'],
];

/**
 * Puts the models of one note, or of several, side by side: what quotes say of them, and what recipes that people wrote
 * down add. Models that state nothing but a size are left out.
 */
export function compareRecipes(notes: readonly ComparedNote[]): Comparison {
  const told = notes
    .flatMap(toldBy)
    .filter(({ stated }) => [...stated.keys()].some(thing => thing !== 'params' && thing !== 'schedule'));
  const columns = COLUMNS.filter(([thing]) => told.some(({ stated }) => stated.has(thing))).map(([thing, title]) => ({
    thing,
    title,
  }));
  const rows = told.map(({ model, title, stated, given }) => ({
    model,
    note: title,
    cells: columns.map(column => stated.get(column.thing) ?? missing(column, given)),
  }));
  return { columns, rows };
}

/** What a note tells of one model. */
interface Told {
  readonly model: string;
  readonly title: string;
  readonly stated: Map<ComparedThing, ComparedCell>;
  /** By the names of the formulas' inputs. */
  readonly given: Readonly<Record<string, Given>>;
}

function toldBy({ title, note, recipes = [], linked = [] }: ComparedNote): readonly Told[] {
  const models = modelsIn(note);
  const told = models.flatMap((model): Told[] => {
    const anchor = anchorOf(note, model);
    if (anchor === undefined) return [];
    const run = runOf(note, anchor, model);
    const stated = new Map<ComparedThing, ComparedCell>();
    for (const [role, quantity] of run.byRole) stated.set(role, { quantity, text: write(quantity) });
    // What the section says of one model is not said of the next.
    const schedule = anchor.schedule ?? (models.length === 1 ? run.schedule : undefined);
    if (schedule !== undefined) stated.set('schedule', { quantity: undefined, text: SHAPES[schedule] });
    return [{ model: model ?? title, title, stated, given: givenOf(run) }];
  });
  const add = (recipe: Recipe, names: readonly string[], shown: string) => {
    const stated = statedBy(recipe);
    const same = told.find(each => names.some(name => sameModel(each.model, name)));
    for (const [thing, cell] of stated) if (same?.stated.has(thing) === false) same.stated.set(thing, cell);
    if (same === undefined) told.push({ model: shown, title, stated, given: {} });
  };
  for (const recipe of recipes) {
    const model = recipe.model ?? recipe.title ?? recipe.configuration ?? title;
    add(recipe, [model], model);
  }
  for (const { file, recipe } of linked) {
    const named = recipe.model ?? recipe.title;
    // "7B.yml" is of the 7B model, whatever program reads it.
    add(recipe, named === undefined ? [file.replace(/(?:\.recipe)?\.\w+$/i, '')] : [named], named ?? file);
  }
  return told;
}

const SHAPES = { cosine: 'cosine', linear: 'linear', other: 'neither cosine nor linear' } as const;

/** What a recipe that somebody wrote down states, as cells. */
function statedBy(recipe: Recipe): Map<ComparedThing, ComparedCell> {
  const { inputs } = solveRecipe({ ...recipe, formulas: [], results: [] });
  const stated = new Map<ComparedThing, ComparedCell>();
  for (const { name, text } of inputs) {
    const role = roleOfInput(knownInput(name)?.name ?? name);
    if (role !== undefined && text !== '') stated.set(role, { text: withoutNoun(text), quantity: undefined });
  }
  if (recipe.schedule !== undefined) stated.set('schedule', { text: recipe.schedule, quantity: undefined });
  return stated;
}

/** What can stand in the place of a thing that is not stated: it may follow from the others. */
const FOLLOWS: Partial<Readonly<Record<ComparedThing, string>>> = {
  tokens: 'tokens-seen',
  batch_tokens: 'batch-tokens',
  gpu_hours: 'gpu-hours',
  wall_clock: 'wall-clock',
  mfu: 'mfu',
};

function missing({ thing }: { readonly thing: ComparedThing }, given: Readonly<Record<string, Given>>): ComparedCell {
  const formula = FOLLOWS[thing];
  const computed = formula === undefined ? undefined : computeNamed(formula, given, { whatIsKnown: true });
  if (computed?.value !== undefined && !computed.inputs.some(({ from }) => from === 'assumed')) {
    return { text: `${withoutNoun(computed.text)} (follows)`, quantity: undefined };
  }
  const lacks = computed?.missing.map(name => knownInput(name)?.title ?? name) ?? [];
  return { text: lacks.length === 1 ? `not stated (needs ${lacks[0]})` : 'not stated', quantity: undefined };
}

/** The comparison as a markdown table, a column for each model: recipes have more parts than papers have models. */
export function comparisonTable(comparison: Comparison): string {
  const several = new Set(comparison.rows.map(row => row.note)).size > 1;
  const cellText = (text: string): string => text.replace(/\s+/g, ' ').replace(/\|/g, '\\|').trim();
  const head = comparison.rows.map(row =>
    cellText(several && row.note !== row.model ? `${row.model} (${row.note})` : row.model),
  );
  const lines = [
    `| | ${head.join(' | ')} |`,
    `|---|${head.map(() => '---:').join('|')}|`,
    ...comparison.columns.map(
      ({ title }, column) =>
        `| ${title} | ${comparison.rows.map(row => cellText(row.cells[column]?.text ?? '')).join(' | ')} |`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function modelsIn(note: NoteQuantities): (string | undefined)[] {
  // How much the note says of each name: a model that is only mentioned ("begun from Code Llama 7B") is no run.
  const said = new Map<string, number>();
  for (const { model, role } of note.quantities) {
    if (model === undefined) continue;
    const known =
      [...said.keys()].find(other => bareSize(other) === bareSize(model) && sameModel(other, model)) ?? model;
    said.set(known, (said.get(known) ?? 0) + (role === 'params' ? 0 : 1));
  }
  const told = [...said].filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1]);
  const full = told.map(([name]) => name).filter(name => !bareSize(name));
  const bare = told.map(([name]) => name).filter(name => bareSize(name) && !full.some(other => sameModel(other, name)));
  const order = [...said.keys()];
  const models = [...full, ...bare].sort((a, b) => order.indexOf(a) - order.indexOf(b));
  return models.length === 0 ? [undefined] : models;
}

const bareSize = (name: string): boolean => /^[\d.]+ ?(?:[BMT]|billion|million|trillion)$/i.test(name);

/** The paragraph that says most of a model. */
function anchorOf(note: NoteQuantities, model: string | undefined) {
  let best: { paragraph: NoteQuantities['paragraphs'][number]; count: number } | undefined;
  for (const paragraph of note.paragraphs) {
    const count = paragraph.quantities.filter(
      quantity =>
        quantity.role !== 'params' &&
        (model === undefined
          ? quantity.model === undefined
          : quantity.model !== undefined && sameModel(quantity.model, model)),
    ).length;
    if (count > 0 && (best === undefined || count > best.count)) best = { paragraph, count };
  }
  return best?.paragraph;
}

const KEEPS_UNIT: ReadonlySet<QuantityRole> = new Set<QuantityRole>(['wall_clock', 'co2', 'energy', 'cost']);
const COUNTED =
  /(?<=\d|\d ?[KMBT]|illion|thousand)[- ](?:(?!(?:thousand|million|billion|trillion)\b)[\w-]+[- ]){0,2}(?:steps?|iterations|updates|tokens?|contexts?|sequences|segments|instances|samples|examples|images|ranks|replicas|param(?:eter)?s?|hours|layers|heads)\b.*$/i;
/** A number as it can stand in a table: with a suffix, a sign of per cent, an exponent, a power of ten, or as a fraction. */
const READABLE =
  /^[\d.,]+(?: ?(?:[KMBT]|thousand|million|billion|trillion))?(?: ?%)?$|^\d+(?:\.\d+)?(?:e[-+]?\d+| ?[·×] ?10⁻[⁰¹²³⁴⁵⁶⁷⁸⁹]+)$|^\d+\/\d+(?:st|nd|rd|th)?$/i;

function write(quantity: Quantity): string {
  const { role, value, approximate, accelerator, interval } = quantity;
  const sign = approximate ? '≈ ' : '';
  if (role === 'gpus' && accelerator !== undefined) return `${sign}${value.toLocaleString('en-US')} ${accelerator}`;
  if (KEEPS_UNIT.has(role)) return `${sign}${mendedNumber(quantity.text)}`;
  const text = withoutNoun(quantity.text);
  // What a PDF or TeX has left of a number ("2<sup>20</sup>", "$2.2 \times 10^{-4}$") is none to a reader of the table.
  if (READABLE.test(text) || interval !== undefined) return `${sign}${text}`;
  const isCount = Number.isInteger(value) && Math.abs(value) < 1e15;
  return `${sign}${isCount ? writeWhole(value, '1') : writeNumber(value)}`;
}

/** The row says what is counted. */
const withoutNoun = (text: string): string =>
  mendedNumber(text)
    .replace(COUNTED, '')
    .replace(/^\d{5,}$/, group);
