import type { DataSet } from '../data/data-sets.ts';
import type { Given } from '../formulas/compute.ts';
import type { GivenValue } from '../given-value.ts';
import type { Quantity, QuantityRole } from '../quantity.ts';
import type { NoteQuantities, ReadParagraph, Schedule } from '../quote/note.ts';
import { type Architecture, architectureOf } from './architectures.ts';
import { type BatchSegment, batchHistoryIn, tokensOf } from './batch-history.ts';
import { isOfOtherStage, namesModel } from './belonging.ts';
import { type Circumstances, circumstancesOf } from './circumstances.ts';

/** What a note says of one run, as seen from one place: for each role the quantity that is nearest and fits best. */
export interface Run {
  /** The model, as the note names it; undefined when the note names none there. */
  readonly model: string | undefined;
  /** The paragraph that the place belongs to. */
  readonly anchor: ReadParagraph;
  readonly byRole: ReadonlyMap<QuantityRole, Quantity>;
  readonly accelerator: string | undefined;
  readonly dtype: string | undefined;
  /** The shape of the learning-rate schedule, where the paragraph or its section names one. */
  readonly schedule: Schedule | undefined;
  readonly architecture: Architecture | undefined;
  /** Data sets that the note names, with what is known of them. */
  readonly dataSets: readonly DataSet[];
  /** The model's family in small letters ("llemma"), where the note names it. */
  readonly family: string | undefined;
  /** What the words of the quotes tell beside the numbers. */
  readonly circumstances: Circumstances;
  /** The batch sizes of a run that changed it, where the quotes tell them all. */
  readonly batchHistory: readonly BatchSegment[] | undefined;
}

const SIZE = /(\d+(?:\.\d+)?)(b|m|t)$/;

interface ModelKey {
  readonly family: string;
  readonly size: string | undefined;
}

const keys = new Map<string, ModelKey>();

/** Names whose parts are kept: more than a note has. */
const KEYS_KEPT = 2000;

function keyOf(model: string): ModelKey {
  const before = keys.get(model);
  if (before !== undefined) return before;
  if (keys.size >= KEYS_KEPT) keys.clear();
  const key = readKey(model);
  keys.set(model, key);
  return key;
}

function readKey(model: string): ModelKey {
  const plain = model
    .toLowerCase()
    .replace(/billion/g, 'b')
    .replace(/million/g, 'm')
    .replace(/[^a-z0-9.]/g, '');
  const size = SIZE.exec(plain);
  return size === null ? { family: plain, size: undefined } : { family: plain.slice(0, size.index), size: size[0] };
}

const familyOf = (model: string | undefined): string | undefined =>
  model === undefined ? undefined : keyOf(model).family || undefined;

/** The size that a model's name says, in parameters: 7e9 of "LLEMMA 7B". */
export function sizeNamed(model: string): number | undefined {
  const [, number, unit] = SIZE.exec(keyOf(model).size ?? '') ?? [];
  return number === undefined ? undefined : Number(number) * { b: 1e9, m: 1e6, t: 1e12 }[unit as 'b' | 'm' | 't'];
}

/** True when two names can mean one model: "7B" and "LLEMMA-7B", "LLEMMA 7B" and "Llemma-7B"; not two families. */
export function sameModel(a: string, b: string): boolean {
  const [x, y] = [keyOf(a), keyOf(b)];
  if (x.family === y.family) return x.size === y.size;
  if (x.family === '' || y.family === '') return x.size !== undefined && x.size === y.size;
  return false;
}

/** What is asked of a note for each of its runs. */
interface Looked {
  /** Paragraphs with numbers. */
  readonly telling: readonly ReadParagraph[];
  readonly places: ReadonlyMap<ReadParagraph, number>;
  readonly sections: ReadonlyMap<number, readonly ReadParagraph[]>;
  readonly models: readonly string[];
  /** The first model of each size, by the parameters that its name says. */
  readonly sizes: ReadonlyMap<number, string>;
  /** What is said of a model by name, in the order of the note. */
  readonly ofModel: ReadonlyMap<string, readonly Told[]>;
  /** For a model, the names that can mean it. */
  readonly names: Map<string, ReadonlySet<string>>;
  /** Amounts of data and of steps, which others are compared with. */
  readonly amounts: readonly Quantity[];
  readonly runs: Map<ReadParagraph, Map<string | undefined, Run>>;
}

interface Told {
  readonly paragraph: ReadParagraph;
  readonly quantity: Quantity;
}

const looked = new WeakMap<NoteQuantities, Looked>();

function lookedAt(note: NoteQuantities): Looked {
  const before = looked.get(note);
  if (before !== undefined) return before;
  const { paragraphs } = note;
  const ofModel = new Map<string, Told[]>();
  for (const paragraph of paragraphs) {
    for (const quantity of paragraph.quantities) {
      if (quantity.model !== undefined) listAt(ofModel, quantity.model).push({ paragraph, quantity });
    }
  }
  const sizes = new Map<number, string>();
  for (const model of ofModel.keys()) {
    const size = sizeNamed(model);
    if (size !== undefined && !sizes.has(size)) sizes.set(size, model);
  }
  const sections = new Map<number, ReadParagraph[]>();
  for (const paragraph of paragraphs) listAt(sections, paragraph.section).push(paragraph);
  const now: Looked = {
    telling: paragraphs.filter(paragraph => paragraph.quantities.length > 0),
    places: new Map(paragraphs.map((paragraph, index) => [paragraph, index])),
    sections,
    models: [...ofModel.keys()],
    sizes,
    ofModel,
    names: new Map(),
    amounts: note.quantities.filter(({ role }) => /token|steps_planned|decay_steps/.test(role)),
    runs: new Map(),
  };
  looked.set(note, now);
  return now;
}

function listAt<K, T>(lists: Map<K, T[]>, key: K): T[] {
  const before = lists.get(key);
  if (before !== undefined) return before;
  const list: T[] = [];
  lists.set(key, list);
  return list;
}

function namesOf({ models, names }: Looked, model: string): ReadonlySet<string> {
  const before = names.get(model);
  if (before !== undefined) return before;
  const found = new Set(models.filter(name => sameModel(name, model)));
  // "Gopher" is "Gopher 280B", where the note names no other size of it.
  const { family } = keyOf(model);
  const relatives = family === '' ? [] : models.filter(name => keyOf(name).family === family);
  if (new Set(relatives.flatMap(name => keyOf(name).size ?? [])).size === 1)
    for (const name of relatives) found.add(name);
  names.set(model, found);
  return found;
}

/** The amounts of data and of steps that a note states. */
export const amountsOf = (note: NoteQuantities): readonly Quantity[] => lookedAt(note).amounts;

/** The model of a size that a note states numbers of. */
export const modelOfSize = (note: NoteQuantities, params: number): string | undefined =>
  lookedAt(note).sizes.get(params);

/** The run that is spoken of at an offset: the numbers of its paragraph first, then those of its section and note. */
export function runAt(note: NoteQuantities, offset: number): Run | undefined {
  const { telling } = lookedAt(note);
  const anchor = telling.findLast(paragraph => paragraph.range.from <= offset) ?? telling[0];
  return anchor === undefined ? undefined : runOf(note, anchor, modelAt(anchor, offset));
}

/** The run of one model as a paragraph and what stands around it tell it; the same again for the same note. */
export function runOf(note: NoteQuantities, anchor: ReadParagraph, model: string | undefined): Run {
  const { runs } = lookedAt(note);
  const of = runs.get(anchor) ?? new Map<string | undefined, Run>();
  runs.set(anchor, of);
  const before = of.get(model);
  if (before !== undefined) return before;
  const run = gather(note, anchor, model);
  of.set(model, run);
  return run;
}

const told = new WeakMap<Run, string>();

/** All that a run states, in one line: two runs of one line give the same calculations. */
export function factsOf(run: Run): string {
  const before = told.get(run);
  if (before !== undefined) return before;
  const { from, to } = run.anchor.range;
  const isAnchor = ({ range }: Quantity): boolean => from <= range.from && range.to <= to;
  const line = [
    run.model,
    run.family,
    run.accelerator,
    run.dtype,
    run.schedule,
    run.architecture?.source,
    ...run.dataSets.map(set => set.name),
    ...[...run.byRole.values()].map(quantity => `${factOf(quantity)} ${isAnchor(quantity)}`),
    ...run.anchor.quantities.map(factOf),
    JSON.stringify([run.circumstances, run.batchHistory]),
    isOfOtherStage(run.anchor),
    run.model !== undefined && namesModel(run.anchor, run.model),
  ].join('\n');
  told.set(run, line);
  return line;
}

const factOf = ({
  role,
  value,
  unit,
  text,
  model,
  accelerator,
  readings,
  significant,
  approximate,
}: Quantity): string =>
  [role, value, unit, text, model, accelerator, significant, approximate, ...readings.map(one => one.value)].join(' ');

function gather(note: NoteQuantities, anchor: ReadParagraph, model: string | undefined): Run {
  const about = lookedAt(note);
  const best = new Map<QuantityRole, { quantity: Quantity; paragraph: ReadParagraph; score: number }>();
  let dtype: { name: string; score: number } | undefined;
  const anchorIndex = about.places.get(anchor) ?? 0;
  const names = model === undefined ? undefined : namesOf(about, model);
  const take = (quantity: Quantity, paragraph: ReadParagraph, near: number): void => {
    const fits = fit(quantity, names);
    if (fits === undefined || isExpertSize(quantity)) return;
    const score = near + fits;
    const before = best.get(quantity.role);
    if (before === undefined || score > before.score) best.set(quantity.role, { quantity, paragraph, score });
  };
  const section = about.sections.get(anchor.section) ?? [];
  for (const paragraph of section) {
    const near = paragraph === anchor ? 1000 : 500 - Math.abs(about.places.get(paragraph)! - anchorIndex);
    if (paragraph.dtype !== undefined && (dtype === undefined || near > dtype.score)) {
      dtype = { name: paragraph.dtype, score: near };
    }
    for (const quantity of paragraph.quantities) take(quantity, paragraph, near);
  }
  // What is said of no model by name holds for the runs of its own section only.
  for (const name of names ?? []) {
    for (const { paragraph, quantity } of about.ofModel.get(name) ?? []) {
      if (paragraph.section === anchor.section) continue;
      take(quantity, paragraph, 100 - Math.abs(about.places.get(paragraph)! - anchorIndex) / 1000);
    }
  }
  const byRole = new Map([...best].map(([role, { quantity }]) => [role, quantity]));
  const tokens = byRole.get('tokens');
  const product = tokensOfSteps(byRole);
  // Tokens stated elsewhere that the steps do not reach are what was planned.
  const steps = byRole.get('steps');
  const elsewhere = tokens !== undefined && steps !== undefined && !sameParagraph(note, tokens, steps);
  if (
    tokens !== undefined &&
    product !== undefined &&
    !byRole.has('tokens_planned') &&
    (elsewhere || tokens.value > product * 1.05)
  ) {
    byRole.delete('tokens');
    byRole.set('tokens_planned', tokens);
  }
  dataPassedOver(anchor, byRole);
  const near = [anchor, ...[...best.values()].map(({ paragraph }) => paragraph).filter(one => one !== anchor)];
  const around = section.filter(one => Math.abs(about.places.get(one)! - anchorIndex) <= AROUND && !near.includes(one));
  const circumstances = circumstancesOf([...new Set(near)], around, model);
  const named = byRole.get('params')?.value;
  const name = fullName(about, model);
  const counted = (['gpu_hours', 'gpus', 'mem'] as const)
    .map(role => byRole.get(role)?.accelerator)
    .find(name => name !== undefined);
  const [mentioned, ...others] = circumstances.accelerators;
  return {
    model,
    anchor,
    byRole,
    accelerator: counted ?? (others.length === 0 ? mentioned : undefined),
    dtype: dtype?.name ?? circumstances.formats[0],
    schedule: anchor.schedule ?? section.find(one => one.schedule !== undefined)?.schedule,
    architecture: architectureOf(name, named),
    dataSets: note.dataSets,
    family: familyOf(name),
    circumstances,
    batchHistory: circumstances.batchChanges ? batchHistoryOf(anchor, byRole) : undefined,
  };
}

/** As far away as this, paragraphs under one heading are still about the same machines and schedule. */
const AROUND = 6;

/** "3 epochs over 55B tokens": the tokens are those of the data set, whatever was seen of it. */
function dataPassedOver(anchor: ReadParagraph, byRole: Map<QuantityRole, Quantity>): void {
  const [epochs, tokens] = [byRole.get('epochs'), byRole.get('tokens')];
  if (epochs === undefined || tokens === undefined || byRole.has('dataset_tokens')) return;
  const start = anchor.range.from;
  const between = anchor.source.slice(epochs.range.to - start, tokens.range.from - start);
  if (epochs.range.from < start || tokens.range.to > anchor.range.to || epochs.range.to > tokens.range.from) return;
  if (
    !/^ (?:over|of|through|across)(?: (?:the|a|its|our|all|total|corpus|data ?set|of|with|about|roughly))* $/.test(
      between,
    )
  )
    return;
  byRole.delete('tokens');
  byRole.set('dataset_tokens', { ...tokens, role: 'dataset_tokens' });
}

function batchHistoryOf(
  anchor: ReadParagraph,
  byRole: ReadonlyMap<QuantityRole, Quantity>,
): readonly BatchSegment[] | undefined {
  const steps = byRole.get('steps')?.value;
  const [tokens, sequences] = [byRole.get('batch_tokens'), byRole.get('batch_seqs')];
  const batch = tokens ?? sequences;
  const length = contextOf(byRole);
  const tokensOfOne = tokens === undefined ? length : 1;
  if (steps === undefined || batch === undefined || tokensOfOne === undefined) return undefined;
  return batchHistoryIn(anchor.source, steps, batch, tokensOfOne);
}

/** 8K tokens of context are 8,192. */
function contextOf(byRole: ReadonlyMap<QuantityRole, Quantity>): number | undefined {
  const context = byRole.get('context');
  return context?.readings[0]?.value ?? context?.value;
}

/** The name with its family, where the note calls the model "7B" here and "LLEMMA 7B" elsewhere. */
function fullName(about: Looked, model: string | undefined): string | undefined {
  if (model === undefined || keyOf(model).family !== '') return model;
  return [...namesOf(about, model)].find(name => keyOf(name).family !== '') ?? model;
}

function sameParagraph(note: NoteQuantities, a: Quantity, b: Quantity): boolean {
  return note.paragraphs.some(({ range }) =>
    [a, b].every(one => range.from <= one.range.from && one.range.to <= range.to),
  );
}

function tokensOfSteps(byRole: ReadonlyMap<QuantityRole, Quantity>): number | undefined {
  const steps = byRole.get('steps')?.value;
  const batch = byRole.get('batch_tokens')?.value;
  if (steps !== undefined && batch !== undefined) return steps * batch;
  const sequences = byRole.get('batch_seqs')?.value;
  const context = byRole.get('context')?.value;
  return steps !== undefined && sequences !== undefined && context !== undefined
    ? steps * sequences * context
    : undefined;
}

/** The model whose numbers stand at or before the offset in a paragraph; otherwise the one that it says most of. */
function modelAt(anchor: ReadParagraph, offset: number): string | undefined {
  const telling = anchor.quantities.filter(quantity => quantity.role !== 'params' && quantity.model !== undefined);
  if (telling.length === 0) return anchor.quantities.find(quantity => quantity.model !== undefined)?.model;
  if (offset <= anchor.range.to) {
    const before = telling.findLast(quantity => quantity.range.from <= offset);
    if (before !== undefined) return before.model;
  }
  const counts = new Map<string, number>();
  for (const { model } of telling) if (model !== undefined) counts.set(model, (counts.get(model) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** The 7B of "Mixtral 8x7B" is neither the size of the model nor of an expert alone. */
function isExpertSize({ role, model, text }: Quantity): boolean {
  if (role !== 'params' || model === undefined) return false;
  const at = model.toLowerCase().indexOf(text.toLowerCase());
  return at > 0 && /\d\s?[x×]\s?$/i.test(model.slice(0, at));
}

/** How well a quantity fits a model that has these names; undefined where it is said of another one. */
function fit({ model }: Quantity, names: ReadonlySet<string> | undefined): number | undefined {
  if (names === undefined) return model === undefined ? 20 : undefined;
  if (model === undefined) return 10;
  return names.has(model) ? 20 : undefined;
}

const INPUT_ROLES: readonly (readonly [string, readonly QuantityRole[]])[] = [
  ['steps', ['steps']],
  ['step', ['steps']],
  ['steps_planned', ['steps_planned', 'decay_steps']],
  ['batch_tokens', ['batch_tokens']],
  ['batch_seqs', ['batch_seqs', 'batch_examples']],
  ['context', ['context']],
  ['tokens', ['tokens']],
  ['tokens_planned', ['tokens_planned']],
  ['dataset_tokens', ['dataset_tokens']],
  ['epochs', ['epochs']],
  ['params', ['params']],
  ['active_params', ['params_active']],
  ['gpus', ['gpus']],
  ['nodes', ['nodes']],
  ['gpus_per_node', ['gpus_per_node']],
  ['gpu_hours', ['gpu_hours']],
  ['hours', ['wall_clock']],
  ['tp', ['tp']],
  ['pp', ['pp']],
  ['micro_batch', ['micro_batch']],
  ['grad_accum', ['grad_accum']],
  ['peak_lr', ['peak_lr']],
  ['min_lr', ['min_lr']],
  ['final_lr_ratio', ['final_lr_ratio']],
  ['warmup', ['warmup_steps', 'warmup_tokens']],
  ['warmup_steps', ['warmup_steps']],
  ['warmup_ratio', ['warmup_ratio']],
  ['warmup_tokens', ['warmup_tokens']],
  ['decay_steps', ['decay_steps', 'steps_planned', 'decay_tokens']],
  ['tokens_per_second_per_gpu', ['throughput_tok_s_gpu']],
  ['total_tokens_per_second', ['throughput_tok_s']],
  ['seconds_per_step', ['sec_per_step']],
  ['layers', ['layers']],
  ['hidden', ['hidden']],
  ['heads', ['heads']],
  ['kv_heads', ['kv_heads']],
  ['head_dim', ['head_dim']],
  ['rope_base', ['rope_base']],
  ['watts', ['tdp']],
  ['mfu', ['mfu']],
];

/** The role of the quantities that fill a formula's input, the first where there are several. */
export function roleOfInput(input: string): QuantityRole | undefined {
  return INPUT_ROLES.find(([name]) => name === input)?.[1][0];
}

const HOURS: Readonly<Record<string, number>> = { h: 1, day: 24, week: 168, month: 24 * 30.44, min: 1 / 60 };

/** Every value that a quantity may stand for; a time in hours, and as it is written. */
export function valuesIn(quantity: Quantity): readonly number[] {
  const values = [quantity.value, ...quantity.readings.map(one => one.value)];
  const hours = quantity.role === 'wall_clock' ? HOURS[quantity.unit] : undefined;
  return hours === undefined || hours === 1 ? values : [...values, ...values.map(value => value * hours)];
}

/** The quantity of a run that fills a formula's input. */
export function quantityFor(run: Run, input: string): Quantity | undefined {
  const roles = INPUT_ROLES.find(([name]) => name === input)?.[1] ?? [];
  return roles.map(role => run.byRole.get(role)).find(quantity => quantity !== undefined);
}

/** What a run gives to the formulas, by the names of their inputs. */
export function givenOf(run: Run): Record<string, Given> {
  const given: Record<string, Given> = {};
  for (const [name] of INPUT_ROLES) {
    const quantity = quantityFor(run, name);
    // What is stated in tokens is no number of steps.
    if (quantity === undefined || IN_TOKENS.has(`${name} ${quantity.role}`)) continue;
    const scale = name === 'hours' ? (HOURS[quantity.unit] ?? 1) : 1;
    given[name] = {
      value: quantity.value * scale,
      // A context length, a count of accelerators and a degree are exact however round they are.
      ...(isExact(quantity) ? {} : { significant: quantity.significant }),
      approximate: quantity.approximate,
    };
  }
  // 8K tokens of context are 8,192.
  if (run.byRole.get('context')?.readings[0] !== undefined) given.context = { value: contextOf(run.byRole)! };
  countHalves(run, given);
  countNodeHours(run, given);
  if (run.architecture !== undefined) {
    const { params, layers, hidden, heads, kvHeads } = run.architecture;
    given.params = { value: params };
    given.layers ??= { value: layers };
    given.hidden ??= { value: hidden };
    given.heads ??= { value: heads };
    given.kv_heads ??= { value: kvHeads };
  }
  if (run.accelerator !== undefined) given.gpu_type = run.accelerator;
  if (run.dtype !== undefined) given.dtype = run.dtype;
  const { batchHistory } = run;
  if (batchHistory !== undefined) {
    given.tokens = { ...rounded(given.batch_tokens ?? given.batch_seqs), value: tokensOf(batchHistory) };
  } else if (
    given.steps !== undefined &&
    (given.batch_tokens !== undefined || (given.batch_seqs !== undefined && given.context !== undefined))
  ) {
    // Steps × batch is what was seen; a stated total is kept for comparison.
    delete given.tokens;
  }
  inSteps(run, given);
  return given;
}

const IN_TOKENS: ReadonlySet<string> = new Set(['warmup warmup_tokens', 'decay_steps decay_tokens']);

/** How exactly a value is known. */
function rounded(given: Given | undefined): Omit<GivenValue, 'value'> {
  if (typeof given !== 'object' || !('value' in given)) return {};
  const { value: _, ...how } = given;
  return how;
}

const numberIn = (given: Given | undefined): number | undefined =>
  typeof given === 'object' && 'value' in given ? given.value : undefined;

/** What a schedule says in tokens, in steps of the batch, where that stayed the same. */
function inSteps(run: Run, given: Record<string, Given>): void {
  const [sequences, length] = [numberIn(given.batch_seqs), numberIn(given.context)];
  const product = sequences === undefined || length === undefined ? undefined : sequences * length;
  const batch = numberIn(given.batch_tokens) ?? product;
  if (batch === undefined || given.steps === undefined || run.circumstances.batchChanges) return;
  for (const [name, role] of [
    ['warmup', 'warmup_tokens'],
    ['decay_steps', 'decay_tokens'],
  ] as const) {
    const tokens = run.byRole.get(role);
    if (given[name] === undefined && tokens !== undefined) given[name] = { value: tokens.value / batch };
  }
}

/** Two cores make a TPU of generations 2 to 4: what is counted in cores is half as many of what the table holds. */
function countHalves(run: Run, given: Record<string, Given>): void {
  const gpus = run.byRole.get('gpus');
  if (gpus === undefined || !isOfCores(gpus, run.anchor)) return;
  if (/^TPU v[234]$/.test(run.accelerator ?? '') && gpus.value % 2 === 0) given.gpus = { value: gpus.value / 2 };
}

/** Hours of nodes are as many hours of accelerators as each node has of them; where that is not said, they are none. */
function countNodeHours(run: Run, given: Record<string, Given>): void {
  const hours = run.byRole.get('gpu_hours');
  if (hours === undefined || !/\b(?:node|machine|server)s?[-\s]/i.test(hours.text)) return;
  const [nodes, gpus] = [numberIn(given.nodes), numberIn(given.gpus)];
  const each = numberIn(given.gpus_per_node) ?? (nodes === undefined || gpus === undefined ? undefined : gpus / nodes);
  if (each === undefined) delete given.gpu_hours;
  else given.gpu_hours = { ...rounded(given.gpu_hours), value: hours.value * each };
}

/** True where a count is said of the cores of accelerators: "128 TPU v3 cores", "TPU v3-128". */
export function isOfCores({ text, range }: Quantity, { source, range: { from } }: ReadParagraph): boolean {
  const [start, end] = [range.from - from, range.to - from];
  return (
    /\bcores?\b/i.test(text) ||
    /^[ -]?cores?\b(?![- ]?(?:hours?|days?))/i.test(source.slice(end, end + 8)) ||
    /\b(?:TPU[ -]?)?v[2-4]-$/.test(source.slice(Math.max(0, start - 8), start)) ||
    /\bTPU[ -]?v[2-4]-\d+$/.test(text)
  );
}

const EXACT = new Set<QuantityRole>([
  'context',
  'gpus',
  'nodes',
  'tp',
  'pp',
  'micro_batch',
  'grad_accum',
  'layers',
  'hidden',
  'heads',
  'kv_heads',
  'gpus_per_node',
  'final_lr_ratio',
  'warmup_steps',
  'decay_steps',
]);
const isExact = (quantity: Quantity): boolean => EXACT.has(quantity.role);
