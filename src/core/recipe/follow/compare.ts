import { computeNamed } from '../formulas/catalogue.ts';
import type { Given } from '../formulas/compute.ts';
import { knownInput } from '../known-input.ts';
import type { Quantity, QuantityRole } from '../quantity.ts';
import type { NoteQuantities } from '../quote/note.ts';
import type { Recipe } from '../recipe.ts';
import { solveRecipe } from '../solve-recipe.ts';
import { givenOf, roleOfInput, runOf, sameModel } from './run.ts';

/** A note whose recipes are to be compared. */
export interface ComparedNote {
  readonly title: string;
  readonly note: NoteQuantities;
  /** Those that stand in its front matter and its fenced blocks. */
  readonly recipes?: readonly Recipe[];
}

/** One cell: what the note says, or that it says nothing. */
export interface ComparedCell {
  readonly text: string;
  readonly quantity: Quantity | undefined;
}

/** Recipes side by side: a row for each model, a column for each thing that at least one of them states. */
export interface Comparison {
  readonly columns: readonly { readonly role: QuantityRole; readonly title: string }[];
  readonly rows: readonly { readonly model: string; readonly note: string; readonly cells: readonly ComparedCell[] }[];
}

const COLUMNS: readonly (readonly [QuantityRole, string])[] = [
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
  const told = notes.flatMap(toldBy).filter(({ stated }) => [...stated.keys()].some(role => role !== 'params'));
  const columns = COLUMNS.filter(([role]) => told.some(({ stated }) => stated.has(role))).map(([role, title]) => ({
    role,
    title,
  }));
  const rows = told.map(({ model, title, stated, given }) => ({
    model,
    note: title,
    cells: columns.map(column => stated.get(column.role) ?? missing(column, given)),
  }));
  return { columns, rows };
}

/** What a note tells of one model. */
interface Told {
  readonly model: string;
  readonly title: string;
  readonly stated: Map<QuantityRole, ComparedCell>;
  /** By the names of the formulas' inputs. */
  readonly given: Readonly<Record<string, Given>>;
}

function toldBy({ title, note, recipes = [] }: ComparedNote): readonly Told[] {
  const told = modelsIn(note).flatMap((model): Told[] => {
    const anchor = anchorOf(note, model);
    if (anchor === undefined) return [];
    const run = runOf(note, anchor, model);
    const cells = [...run.byRole].map(([role, quantity]) => [role, { quantity, text: write(quantity) }] as const);
    return [{ model: model ?? title, title, stated: new Map(cells), given: givenOf(run) }];
  });
  for (const recipe of recipes) {
    const { inputs } = solveRecipe({ ...recipe, formulas: [], results: [] });
    const cells = inputs.flatMap(({ name, text }): readonly (readonly [QuantityRole, ComparedCell])[] => {
      const role = roleOfInput(knownInput(name)?.name ?? name);
      return role === undefined || text === '' ? [] : [[role, { text: withoutNoun(text), quantity: undefined }]];
    });
    const model = recipe.model ?? recipe.title ?? recipe.configuration ?? title;
    const same = told.find(each => each.title === title && sameModel(each.model, model));
    for (const [role, cell] of cells) if (same?.stated.has(role) === false) same.stated.set(role, cell);
    if (same === undefined) told.push({ model, title, stated: new Map(cells), given: {} });
  }
  return told;
}

/** What can stand in the place of a thing that is not stated: it may follow from the others. */
const FOLLOWS: Partial<Readonly<Record<QuantityRole, string>>> = {
  tokens: 'tokens-seen',
  batch_tokens: 'batch-tokens',
  gpu_hours: 'gpu-hours',
  wall_clock: 'wall-clock',
  mfu: 'mfu',
};

function missing({ role }: { readonly role: QuantityRole }, given: Readonly<Record<string, Given>>): ComparedCell {
  const formula = FOLLOWS[role];
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

const KEEPS_UNIT: ReadonlySet<QuantityRole> = new Set<QuantityRole>(['wall_clock', 'co2']);
const COUNTED =
  /(?<=\d|\d ?[KMBT]|illion|thousand)[- ](?:(?!(?:thousand|million|billion|trillion)\b)[\w-]+[- ]){0,2}(?:steps?|iterations|updates|tokens?|contexts?|sequences|examples|images|param(?:eter)?s?|hours|layers|heads)\b.*$/i;

function write(quantity: Quantity): string {
  const sign = quantity.approximate ? '≈ ' : '';
  if (quantity.role === 'gpus' && quantity.accelerator !== undefined)
    return `${sign}${quantity.value.toLocaleString('en-US')} ${quantity.accelerator}`;
  return `${sign}${KEEPS_UNIT.has(quantity.role) ? mended(quantity.text) : withoutNoun(quantity.text)}`;
}

const mended = (text: string): string => text.replace(/(\d), (\d{3})/g, '$1,$2');

/** The row says what is counted. */
const withoutNoun = (text: string): string => mended(text).replace(COUNTED, '');
