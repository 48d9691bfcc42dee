import { once } from '../../once.ts';
import type { Problem } from '../../problem.ts';
import type { Range } from '../../text.ts';
import type { Quantity, QuantityRole } from '../quantity.ts';
import { type Carried, type CarriedOn, carriedPast, NOTHING_CARRIED, UNCHANGED } from './carried.ts';
import { isChangeable, readChanges } from './changed.ts';
import { cleanText } from './clean.ts';
import {
  batchProducts,
  earlierBases,
  joinDurations,
  nameProducts,
  settleEqualities,
  settleZeroRates,
} from './equalities.ts';
import { type Figure, findFigures } from './figures.ts';
import { findGrids } from './grids.ts';
import { findHardware, type HardwareMention } from './hardware.ts';
import { findKeyedNumbers, type KeyedNumber, stagesInPaths } from './keys.ts';
import { type Known, knownOf, numberAt } from './known.ts';
import { findLineTables } from './line-tables.ts';
import { nameActive, shareLists } from './lists.ts';
import { findLostValues } from './lost.ts';
import {
  coreTimeOf,
  gluedDegrees,
  hardwareAfter,
  loneMachine,
  machinesOf,
  memoryOf,
  petaflopDaysOf,
  slabOf,
  wholeCluster,
} from './machines.ts';
import { findModels, type ModelMention } from './models.ts';
import { compoundAfter } from './nouns.ts';
import { carryParts } from './parallel.ts';
import type { Placed, Topic } from './placed.ts';
import { implausible, isApproximate, meantValue, readingsOf, withIntervals } from './readings.ts';
import { ABOUT_RECIPES, mayHoldNumbers } from './relevance.ts';
import { namesInTurn } from './respectively.ts';
import { decideRole } from './roles.ts';
import { splitSentences } from './sentences.ts';
import { bareRows, readShape } from './shapes.ts';
import { slashedNouns } from './slashes.ts';
import { withSlices } from './slices.ts';
import { modelsOf } from './standing.ts';
import { isOfRewards, isOfText } from './subject-matter.ts';
import { type CellNumber, readTable } from './tables.ts';

/** What a text says in numbers, and what is wrong with them. */
export interface QuoteReading {
  readonly quantities: readonly Quantity[];
  readonly problems: readonly Problem[];
}

/** The reading of one paragraph. */
export interface ParagraphReading {
  readonly reading: QuoteReading;
  /** What it changes of what is carried to the next paragraph. */
  readonly carriedOn: CarriedOn;
  /** Whether it asked for what was carried to it; if not, it reads the same behind any other paragraph. */
  readonly asked: boolean;
}

/**
 * Reads one paragraph: prose as PDFs print it, list items, `key: value` lines or a table. Never throws; what cannot be
 * understood gives no quantity. `base` is the paragraph's offset in its note and is added to every range.
 *
 * @example readQuote('LLEMMA 7B is trained for 42, 000 steps').reading.quantities
 *   // params 7e9 and steps 42000, both of model "LLEMMA 7B"
 */
export function readQuote(source: string, base = 0, carried: Carried = NOTHING_CARRIED): ParagraphReading {
  return mayHoldNumbers(source)
    ? readNumbers(source, base, carried)
    : { reading: { quantities: [], problems: [] }, carriedOn: namesOnly(() => namesCarried(source)), asked: false };
}

/** Reads a paragraph that may hold numbers. */
export function readNumbers(source: string, base: number, before: Carried): ParagraphReading {
  let asked = false;
  const carried: Carried = {
    models: () => {
      asked = true;
      return before.models();
    },
    nodes: () => {
      asked = true;
      return before.nodes();
    },
  };
  const clean = cleanText(source);
  const { text } = clean;
  const quantities: Quantity[] = [];
  const problems: Problem[] = [];
  const place = (from: number, to: number): Range => {
    const range = clean.sourceRange(from, to);
    return { from: range.from + base, to: range.to + base };
  };
  const emit = (known: Known, model: string | undefined): void => {
    const range = place(known.from, known.to);
    quantities.push({
      role: known.decided.role,
      value: meantValue(known),
      unit: known.decided.unit,
      range,
      text: source.slice(range.from - base, range.to - base),
      model,
      accelerator: known.hardware?.name,
      readings: readingsOf(known),
      significant: known.figure.significant,
      approximate: isApproximate(text, known.from),
      interval: undefined,
    });
  };

  const hardware = findHardware(text);
  const figures = findFigures(text).filter(
    figure => !hardware.some(mention => mention.from < figure.to && figure.from < mention.to),
  );
  const keyed = findKeyedNumbers(text);
  const ofText = once(() => isOfText(text));
  const ofTraining = once(() => OF_TRAINING.test(text) || carried.models().length > 0);
  const { tables, stretches, taken } = readTables(text, figures);
  for (const { known, model } of tables) emit(known, model);
  // The memory in an accelerator's name, in whatever cell it stands.
  for (const mention of hardware) {
    if (stretches.some(({ from, to }) => from <= mention.from && mention.to <= to)) continue;
    for (const memory of memoryOf(text, [mention], mention)) emit(memory, undefined);
  }
  let carriedOn = UNCHANGED;
  let changeable: Known | undefined;
  /** Sentences without numbers since then: the next one with numbers may ask what they name. */
  let passed: Range[] = [];
  for (const sentence of stretches) {
    const inside = figures.filter(
      figure => figure.from >= sentence.from && figure.to <= sentence.to && !taken.has(figure.from),
    );
    const machines = hardware.filter(mention => mention.to > sentence.from && mention.from < sentence.to);
    if (
      inside.length + machines.length > 0 &&
      !inside.some(figure => keyed.has(figure.from)) &&
      !ABOUT_RECIPES.test(text.slice(sentence.from, sentence.to))
    )
      continue;
    for (const problem of findLostValues(text, sentence))
      problems.push({ ...problem, range: place(problem.range.from, problem.range.to) });
    if (inside.length + machines.length === 0 && !WITHOUT_FIGURES.test(text.slice(sentence.from, sentence.to))) {
      passed.push(sentence);
      continue;
    }
    carriedOn = pastWords(text, passed, carriedOn);
    passed = [];
    // "Ascend 910B" is a machine, whatever size that would be.
    const models = findModels(text, inside, sentence.from, sentence.to).filter(
      model => !machines.some(mention => mention.from < model.to && model.from < mention.to),
    );
    const here = carriedPast(carriedOn, carried);
    const known = readSentence(text, sentence, inside, models, machines, keyed, ofText, ofTraining, here, changeable);
    changeable = known.findLast(isChangeable) ?? changeable;
    const attached = known.length === 0 ? [] : modelsOf(text, sentence, known, models, here);
    for (const [index, item] of known.entries())
      for (const model of attached[index] ?? [undefined]) emit(item, sentence.model ?? model);
    for (const item of known) {
      const doubtful = implausible(item);
      if (doubtful !== undefined) {
        problems.push({
          code: 'value-implausible',
          range: place(item.from, item.to),
          message: doubtful,
          severity: 'information',
        });
      }
    }
    carriedOn = past(text, sentence, models, known, carriedOn);
  }
  quantities.push(...configuredCluster(quantities));
  if (tables.length > 0) quantities.sort((a, b) => a.range.from - b.range.from);
  return {
    reading: { quantities: withIntervals(quantities, source, base), problems },
    carriedOn: pastWords(text, passed, carriedOn),
    asked,
  };
}

/** `num_nodes: 64` and `devices: 8` on lines of their own, in any order: so many accelerators in all. */
function configuredCluster(quantities: readonly Quantity[]): Quantity[] {
  if (quantities.some(({ role }) => role === 'gpus')) return [];
  const [nodes, ...others] = quantities.filter(({ role }) => role === 'nodes');
  if (others.length > 0) return [];
  const each = quantities.find(({ role }) => role === 'gpus_per_node');
  if (nodes === undefined || each === undefined) return [];
  return [{ ...each, role: 'gpus', value: nodes.value * each.value }];
}

/** What a sentence without a figure may still say in numbers: "decayed to zero", "zero3.json", "OPT-175B". */
const WITHOUT_FIGURES =
  /zero|weight[- ]decay|\d ?[BMT](?![A-Za-z0-9])|\d[bm](?![A-Za-z0-9])|\d (?:billion|million|trillion)/i;

const OF_TRAINING =
  /train|\bruns?\b|\bran\b|converge|\bv[2-6][ep]?-\d|wall[- ]?clock|gpu|tpu|\bpods?\b|cluster|compute|chips|[AHV]\d00|tun(?:ed|ing)|epoch|batch|tokens|steps|iteration|\bRTX|CO2/i;

/** A sentence, or a cell of a table that is read as one; a cell may belong to the model of its row or column. */
interface Stretch extends Range {
  readonly model: string | undefined;
}

/** What the tables of a text say, the figures that are spoken for, and all that is left to read as sentences. */
function readTables(
  text: string,
  figures: readonly Figure[],
): { tables: CellNumber[]; stretches: Stretch[]; taken: ReadonlySet<number> } {
  const tables: CellNumber[] = [];
  const stretches: Stretch[] = [];
  const read = (from: number, to: number): void => {
    for (const sentence of splitSentences(text.slice(from, to)))
      stretches.push({ from: sentence.from + from, to: sentence.to + from, model: undefined });
  };
  let at = 0;
  const ruled = findGrids(text);
  for (const grid of [...ruled, ...findLineTables(text, ruled)].sort((a, b) => a.from - b.from)) {
    if (grid.from < at) continue;
    const { numbers, prose } = readTable(text, grid);
    if (numbers.length + prose.length === 0) continue;
    read(at, grid.from);
    tables.push(...numbers);
    stretches.push(...prose);
    at = grid.to;
  }
  read(at, text.length);
  const inTables = new Set(tables.map(({ known }) => known.figure.from));
  for (const row of bareRows(text, figures)) {
    if (row.some(figure => inTables.has(figure.from))) continue;
    const line = text.slice(text.lastIndexOf('\n', row[0]!.from - 1) + 1, row[0]!.from).trim();
    tables.push(
      ...readShape(text, row, /^[A-Z][\w .()+“”"-]{1,60}$/.test(line) ? line.replace(/ or .*$/, '') : undefined),
    );
  }
  return { tables, stretches, taken: new Set(tables.map(({ known }) => known.figure.from)) };
}

/** The models that a paragraph without numbers is about. */
export function namesCarried(source: string): readonly string[] {
  const models = findModels(source.slice(0, 2000), [], 0, Math.min(source.length, 2000)).filter(
    model => model.standing === 'subject',
  );
  return groupNames(models);
}

// Apart from what reads, for what they give is kept, and all that they see with it.

/** What a paragraph without numbers carries on; `names` is asked once. */
export function namesOnly(names: () => readonly string[]): CarriedOn {
  return {
    models: once(() => {
      const found = names();
      return found.length === 0 ? undefined : found;
    }),
    nodes: undefined,
  };
}

/** What is carried on behind sentences that have no numbers: the last of them that names a model settles it. */
function pastWords(text: string, passed: readonly Range[], before: CarriedOn): CarriedOn {
  if (passed.length === 0) return before;
  return {
    models: once(() => {
      for (let i = passed.length - 1; i >= 0; i--) {
        const sentence = passed[i]!;
        const own = past(text, sentence, findModels(text, [], sentence.from, sentence.to), [], UNCHANGED).models();
        if (own !== undefined) return own;
      }
      return before.models();
    }),
    nodes: before.nodes,
  };
}

function groupNames(models: readonly ModelMention[]): string[] {
  const first = models[0]?.group;
  return [...new Set(models.filter(model => model.group === first).map(model => model.name))];
}

/** What is carried on behind a sentence. */
function past(
  text: string,
  sentence: Range,
  models: readonly ModelMention[],
  known: readonly Known[],
  before: CarriedOn,
): CarriedOn {
  const nodes = known.find(item => item.decided.role === 'nodes')?.figure.value ?? before.nodes;
  const subjects = models.filter(model => model.standing === 'subject');
  if (subjects.length > 0) return carriesOn(groupNames(subjects), nodes);
  if (models.length === 0 && OF_ALL_MODELS.test(text.slice(sentence.from, sentence.to))) return carriesOn([], nodes);
  return nodes === before.nodes ? before : { models: before.models, nodes };
}

const carriesOn = (names: readonly string[], nodes: number | undefined): CarriedOn => ({ models: () => names, nodes });

const OF_ALL_MODELS = /\b(?:all|each|both|every|other|smaller|larger) (?:of (?:the|our) )?(?:\w+ )?models?\b/i;

function readSentence(
  text: string,
  sentence: Range,
  figures: readonly Figure[],
  models: readonly ModelMention[],
  hardware: readonly HardwareMention[],
  keyed: ReadonlyMap<number, KeyedNumber | undefined>,
  ofText: () => boolean,
  ofTraining: () => boolean,
  carried: Carried,
  changeable: Known | undefined,
): Known[] {
  const words = text.slice(sentence.from, sentence.to);
  const topic = new SentenceTopic(text, sentence, ofText, ofTraining);
  const lower = plain(words);
  const known: (Known | undefined)[] = figures.map(() => undefined);
  const inTurn = namesInTurn(lower, sentence.from, figures);
  const slashed = slashedNouns(lower, sentence.from, figures);
  const apart = new Set(inTurn.keys());
  let previous: { role: QuantityRole; to: number } | undefined;
  for (const [index, figure] of figures.entries()) {
    const size = models.find(
      model => model.sizeRange !== undefined && model.sizeRange.from <= figure.from && figure.to <= model.sizeRange.to,
    );
    if (size !== undefined) {
      known[index] = knownOf(figure, { role: 'params', unit: 'param', to: figure.to }, undefined);
      continue;
    }
    if (models.some(model => model.from < figure.to && figure.from < model.to)) {
      apart.add(index);
      continue;
    }
    // "770±50": how far a value may be off is no value.
    if (text[figure.from - 1] === '±') {
      apart.add(index);
      continue;
    }
    const key = keyed.get(figure.from);
    // "on 32 devices: 2 million steps at 1°" is prose.
    const byKey = key?.role === 'gpus_per_node' && figure.value > 256 ? undefined : key;
    if (key === undefined && keyed.has(figure.from)) continue;
    if (byKey !== undefined) {
      const compound = compoundAfter(text, figure.to);
      const contrary =
        (byKey.role === 'batch_seqs' || byKey.role === 'batch_examples') &&
        (compound.counted === 'token' || figure.magnitude === 'M');
      const ofTokens = compound.counted === 'token' && IN_TOKENS[byKey.role];
      // "gradient_accumulation_steps = 5 * 8"
      const factor =
        byKey.role === 'grad_accum' ? /^ ?\* ?(\d{1,4})\b/.exec(text.slice(figure.to, figure.to + 8)) : null;
      const value = factor === null ? byKey.value : figure.value * Number(factor[1]);
      known[index] = knownOf(
        figure,
        {
          role: contrary ? 'batch_tokens' : ofTokens || byKey.role,
          unit: contrary || ofTokens ? 'token' : byKey.unit,
          to: figure.to,
          ...(value === undefined ? {} : { value }),
        },
        undefined,
      );
      previous = { role: byKey.role, to: figure.to };
      continue;
    }
    const shape = slashed.get(index);
    if (shape !== undefined) {
      known[index] = knownOf(figure, { ...shape, to: figure.to }, undefined);
      previous = { role: shape.role, to: figure.to };
      continue;
    }
    const near = hardwareAfter(text, figure, hardware);
    const slab =
      machinesOf(text, figure, hardware) ??
      coreTimeOf(text, figure) ??
      petaflopDaysOf(text, figure) ??
      slabOf(text, figure, near, sentence.to);
    if (slab !== undefined) {
      known[index] = knownOf(figure, slab, near);
      previous = { role: slab.role, to: slab.to };
      continue;
    }
    const placed: Placed = {
      figure,
      left: squeezed(
        inTurn.get(index) ?? lower.slice(Math.max(0, figure.from - sentence.from - 260), figure.from - sentence.from),
      ),
      right: lower.slice(figure.to - sentence.from, figure.to - sentence.from + 120),
      compound: compoundAfter(text.slice(0, sentence.to), figure.to),
      hardware: near,
      topic,
      previous:
        previous === undefined || inTurn.has(index)
          ? undefined
          : { role: previous.role, between: lower.slice(previous.to - sentence.from, figure.from - sentence.from) },
    };
    const decided = decideRole(placed);
    if (decided === undefined) continue;
    known[index] = knownOf(figure, decided, near);
    previous = { role: decided.role, to: Math.max(decided.to, figure.to) };
  }
  carryParts(text, sentence, figures, known, models, apart);
  shareLists(text, figures, known, apart);
  nameProducts(text, figures, known);
  nameActive(text, known);
  readChanges(text, sentence, figures, known, changeable);
  const out = withSlices(text, sentence, [
    ...known.filter(entry => entry !== undefined),
    ...sizesInNames(models, figures),
    ...memoryOf(text, hardware, sentence).filter(memory => !known.some(entry => entry?.from === memory.from)),
    ...gluedDegrees(text, sentence).filter(degree => !known.some(entry => entry?.from === degree.from)),
  ]);
  out.push(...zeroDecay(text, sentence));
  out.push(...noWeightDecay(text, sentence));
  out.push(...stagesInPaths(text, sentence));
  const settled = joinDurations(
    text,
    batchProducts(
      settleEqualities(
        text,
        out.sort((a, b) => a.from - b.from),
      ),
    ),
  );
  settled.push(...wholeCluster(text, settled, hardware, carried), ...loneMachine(text, hardware, settled, sentence));
  return earlierBases(
    text,
    settleZeroRates(
      text,
      settled.sort((a, b) => a.from - b.from),
    ),
  );
}

/** A class, for there is one for each sentence, and the getters of a literal are slow to make. */
class SentenceTopic implements Topic {
  readonly #text: string;
  readonly #sentence: Range;
  readonly #ofWholeText: () => boolean;
  readonly #ofTraining: () => boolean;
  #ofRates: boolean | undefined;
  #ofText: boolean | undefined;
  #ofAdam: boolean | undefined;
  #ofCarbon: boolean | undefined;

  constructor(text: string, sentence: Range, ofText: () => boolean, ofTraining: () => boolean) {
    this.#text = text;
    this.#sentence = sentence;
    this.#ofWholeText = ofText;
    this.#ofTraining = ofTraining;
  }

  get ofRates(): boolean {
    this.#ofRates ??= OF_RATES.test(this.#words()) || OF_RATES.test(leadOf(this.#text, this.#sentence.from));
    return this.#ofRates;
  }

  get ofText(): boolean {
    this.#ofText ??= this.#ofWholeText() && !isOfRewards(this.#words());
    return this.#ofText;
  }

  get ofTraining(): boolean {
    return this.#ofTraining();
  }

  get ofAdam(): boolean {
    this.#ofAdam ??= /adam|β|beta|\blion\b|\blamb\b|muon|sophia/i.test(this.#text);
    return this.#ofAdam;
  }

  get ofCarbon(): boolean {
    this.#ofCarbon ??= /\bt?co2|carbon/i.test(this.#text);
    return this.#ofCarbon;
  }

  #words(): string {
    return this.#text.slice(this.#sentence.from, this.#sentence.to);
  }
}

/** Counts of steps whose value is given in tokens. */
const IN_TOKENS: Readonly<Partial<Record<QuantityRole, QuantityRole>>> = {
  steps: 'tokens',
  warmup_steps: 'warmup_tokens',
  decay_steps: 'decay_tokens',
};

const OF_RATES =
  /learning[ -]?rate|η ?=|\\eta ?=|\blrs?\b|\blr_|warm|step size|\bLR|peak (?:of )?\d(?:\.\d+)?(?:e[-−–]| ?[×·])|schedule|anneal|\bdecay(?:ed|ing|s)?(?: \w+ly)? from \d|(?<!weight[- ])\bdecay (?:phase|stage|is performed|takes|over|steps)/i;

/** The line before, where it ends with a colon: what the items of a list are said of. */
function leadOf(text: string, from: number): string {
  const end = text.lastIndexOf('\n', from);
  if (end < 1 || !/^\s*[*+-]?\s*$/.test(text.slice(end, from))) return '';
  const start = text.lastIndexOf('\n', end - 1) + 1;
  const line = text.slice(Math.max(start, end - 120), end).trimEnd();
  return line.endsWith(':') ? line : '';
}

const squeezed = (text: string): string => (text.includes('  ') ? text.replace(/ {2,}/g, ' ') : text);

const plain = (text: string): string => text.toLowerCase().replace(/[-_\n]/g, ' ');

/** Sizes that are glued into a name ("OPT-175B") are no figures of the text, and still say how big the model is. */
function sizesInNames(models: readonly ModelMention[], figures: readonly Figure[]): Known[] {
  const sizes: Known[] = [];
  for (const { sizeRange, params } of models) {
    if (sizeRange === undefined || params === undefined) continue;
    if (figures.some(figure => figure.from < sizeRange.to && sizeRange.from < figure.to)) continue;
    const figure = numberAt(sizeRange.from, sizeRange.to, params);
    sizes.push(knownOf(figure, { role: 'params', unit: 'param', to: sizeRange.to }, undefined));
  }
  return sizes;
}

/** "decay to zero" says a number without a digit. */
function zeroDecay(text: string, sentence: Range): Known[] {
  const words = text.slice(sentence.from, sentence.to);
  const m =
    /\b(?:decay\w*|anneal\w*|decreas\w*|reduc\w*|fad(?:es|ed|ing)|fall(?:s|ing)|fell|drop(?:s|ped)|declin\w*|down)(?: \w+){0,5}? to (zero|0)\b(?![.,]\d)/i.exec(
      words,
    ) ?? /\b(?:linearly|gradually|smoothly) (?:down )?to (zero|0)\b(?![.,]\d)/i.exec(words);
  if (m === null || !/learning[ -]?rate|\blr\b|schedule|linear|cosine|anneal/i.test(words)) return [];
  // "should not decay too quickly to zero"
  if (/\b(?:not|never|cannot|n't|without|avoids?|prevents?)(?: \w+)? $/.test(words.slice(0, m.index))) return [];
  const to = sentence.from + m.index + m[0].length;
  const from = to - (m[1]?.length ?? 0);
  return [knownOf(numberAt(from, to, 0), { role: 'final_lr_ratio', unit: '1', to }, undefined)];
}

/** "Adam without weight decay": zero where a recipe is told, unless only some weights are meant. */
function noWeightDecay(text: string, sentence: Range): Known[] {
  if (!/\bAdam|\bSGD|\bLion\b|optimi[sz]er|batch|learning rate/i.test(text.slice(sentence.from, sentence.to)))
    return [];
  const m =
    /\b(?:no|without(?: any| using)?|zero) weight[- ]decay\b(?! (?:is applied |was applied |applied )?(?:on|for|to|in)\b| ?(?:of|=|:)? ?\d)/i.exec(
      text.slice(sentence.from, sentence.to),
    );
  if (m === null) return [];
  const from = sentence.from + m.index;
  const to = from + m[0].length;
  return [knownOf(numberAt(from, to, 0), { role: 'weight_decay', unit: '', to }, undefined)];
}
