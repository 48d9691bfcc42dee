import type { DataSet } from '../data/data-sets.ts';
import type { Quantity, QuantityRole } from '../quantity.ts';
import type { NoteQuantities, ReadParagraph, Schedule } from '../quote/note.ts';
import { type Architecture, architectureOf } from './architectures.ts';
import { type BatchSegment, batchHistoryIn } from './batch-history.ts';
import { isOfOtherStage, namesModel } from './belonging.ts';
import { type Circumstances, circumstancesOf } from './circumstances.ts';
import { familyOf, modelKey, sameModel, sizeNamed } from './model-names.ts';
import { contextOf } from './run-inputs.ts';

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
  const { family } = modelKey(model);
  const relatives = family === '' ? [] : models.filter(name => modelKey(name).family === family);
  if (new Set(relatives.flatMap(name => modelKey(name).size ?? [])).size === 1)
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
    if (fits === undefined || isExpertSize(quantity) || isOfUse(quantity, paragraph)) return;
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
  const told = circumstancesOf([...new Set(near)], around, model);
  // "512 sequences for the first 10,000 steps and 1024 afterwards": what lasts for a stretch may be the batch.
  const inStretches = anchor.quantities.some(({ role }) => role === 'segment_steps' || role === 'segment_tokens');
  const circumstances = inStretches && !told.batchChanges ? { ...told, batchChanges: true } : told;
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
  const [steps, seen] = [byRole.get('steps')?.value, byRole.get('tokens')?.value];
  const [tokens, sequences] = [byRole.get('batch_tokens'), byRole.get('batch_seqs')];
  const batch = tokens ?? sequences;
  const tokensOfOne = tokens === undefined ? contextOf(byRole) : 1;
  if (batch === undefined || tokensOfOne === undefined) return undefined;
  if (steps !== undefined) return batchHistoryIn(anchor.source, { steps }, batch, tokensOfOne);
  return seen === undefined ? undefined : batchHistoryIn(anchor.source, { tokens: seen }, batch, tokensOfOne);
}

/** The name with its family, where the note calls the model "7B" here and "LLEMMA 7B" elsewhere. */
function fullName(about: Looked, model: string | undefined): string | undefined {
  if (model === undefined || modelKey(model).family !== '') return model;
  return [...namesOf(about, model)].find(name => modelKey(name).family !== '') ?? model;
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

const MACHINES: ReadonlySet<QuantityRole> = new Set([
  'gpus',
  'nodes',
  'gpus_per_node',
  'gpu_hours',
  'wall_clock',
  'mem',
]);

/** Sentences are looked at no further than this. */
const NEAR = 300;

/** "Inference runs on a single A100": machines of a sentence on the use of a model have trained nothing. */
function isOfUse({ role, range }: Quantity, { source, range: { from } }: ReadParagraph): boolean {
  if (!MACHINES.has(role) || !/inference|deploy|serving|latency/i.test(source)) return false;
  const [start, end] = [range.from - from, range.to - from];
  const before = source.slice(Math.max(0, start - NEAR), start).replace(/^[\s\S]*[.;](?!\d)/, '');
  const after = /^(?:[^.;]|\.(?=\d))*/.exec(source.slice(end, end + NEAR))?.[0] ?? '';
  const sentence = before + source.slice(start, end) + after;
  return /\b(?:inference|deploy\w*|serving|latency)\b/i.test(sentence) && !/\b(?:pre-?)?train/i.test(sentence);
}

/** How well a quantity fits a model that has these names; undefined where it is said of another one. */
function fit({ model }: Quantity, names: ReadonlySet<string> | undefined): number | undefined {
  if (names === undefined) return model === undefined ? 20 : undefined;
  if (model === undefined) return 10;
  return names.has(model) ? 20 : undefined;
}
