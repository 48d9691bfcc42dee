import type { Problem } from '../../problem.ts';
import type { Range } from '../../text.ts';
import type { Quantity, QuantityRole, Reading } from '../quantity.ts';
import { cleanText } from './clean.ts';
import { BINARY_SCALE, type Figure, findFigures } from './figures.ts';
import { findHardware, type HardwareMention } from './hardware.ts';
import { findKeyedNumbers, type KeyedNumber } from './keys.ts';
import type { Carried, Known } from './known.ts';
import { findLostValues } from './lost.ts';
import { findModels, type ModelMention } from './models.ts';
import { compoundAfter } from './nouns.ts';
import { type Decided, decideRole, type Placed } from './roles.ts';
import { splitSentences } from './sentences.ts';
import { modelsOf } from './standing.ts';
import { readTable } from './tables.ts';

/** What a text says in numbers, and what is wrong with them. */
export interface QuoteReading {
  readonly quantities: readonly Quantity[];
  readonly problems: readonly Problem[];
}

export const NOTHING_CARRIED: Carried = { models: [], nodes: undefined };

/**
 * Reads one paragraph: prose as PDFs print it, list items, `key: value` lines or a table. Never throws; what cannot be
 * understood gives no quantity. `base` is the paragraph's offset in its note and is added to every range.
 *
 * @example readQuote('LLEMMA 7B is trained for 42, 000 steps').reading.quantities
 *   // params 7e9 and steps 42000, both of model "LLEMMA 7B"
 */
export function readQuote(
  source: string,
  base = 0,
  carried: Carried = NOTHING_CARRIED,
): { reading: QuoteReading; carried: Carried } {
  if (!mayHoldNumbers(source)) {
    return { reading: { quantities: [], problems: [] }, carried: carryModels(source, carried) };
  }
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
      value: known.decided.value ?? known.figure.value,
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

  if (/^[ \t>]*\|/.test(text)) {
    for (const cell of readTable(text)) emit(cell.known, cell.model);
    if (quantities.length > 0) return { reading: { quantities, problems }, carried };
  }

  const hardware = findHardware(text);
  const figures = findFigures(text).filter(
    figure => !hardware.some(mention => mention.from < figure.to && figure.from < mention.to),
  );
  const keyed = findKeyedNumbers(text);
  const ofText =
    /tok(?:en|s\b)|\d ?B\b|tensor|pipeline|Megatron|sequence|context|\bLMs?\b|LLM|language model|corpus|seqs?\b|\bBPE\b/i.test(
      text,
    );
  const ofTraining =
    carried.models.length > 0 ||
    /train|gpu|tpu|\bpods?\b|cluster|compute|chips|[AHV]\d00|tun(?:ed|ing)|epoch|batch|tokens|steps/i.test(text);
  let state = carried;
  for (const sentence of splitSentences(text)) {
    const inside = figures.filter(figure => figure.from >= sentence.from && figure.to <= sentence.to);
    const models = findModels(text, inside, sentence.from, sentence.to);
    const machines = hardware.filter(mention => mention.to > sentence.from && mention.from < sentence.to);
    if (
      inside.length + machines.length > 0 &&
      !inside.some(figure => keyed.has(figure.from)) &&
      !ABOUT_RECIPES.test(text.slice(sentence.from, sentence.to))
    )
      continue;
    const known = readSentence(text, sentence, inside, models, machines, keyed, ofText, ofTraining, state);
    const attached = modelsOf(text, sentence, known, models, state);
    for (const [index, item] of known.entries()) for (const model of attached[index] ?? [undefined]) emit(item, model);
    for (const problem of findLostValues(text, sentence))
      problems.push({ ...problem, range: place(problem.range.from, problem.range.to) });
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
    state = carryOn(text, sentence, models, known, state);
  }
  return { reading: { quantities: withIntervals(quantities, source, base), problems }, carried: state };
}

const SPELLED =
  /\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|single|zero|0)[ -](?:\d{2,3} ?GB |[AHV]\d+ )?(?:epochs?|pass(?:es)?|days?|weeks?|months?|hours?|GPUs?|TPUs?|nodes?|servers?|machines?|million|billion|trillion|times)|\b(?:a|one)[ -](?:tenth|third|half)\b|\bto zero\b|\btwice\b|\btwelve\b/i;
const LOST_WORDS =
  /\b(?:of|to|is|was|=|for)(?: about| roughly)? ?(?:[,;.](?:\s|$)|(?:and|tokens|steps|epochs|iterations|updates|hours|days|sequences|samples)\b)/;

const NUMBER_IN_TEX = /^\$[\d.,\s{}]+(?:\\?%|[KMBT]|\\mathrm)?|\\times|\\cdot|10 ?\^|[=~] ?\d|\\(?:sim|approx)/;
/** Words that sentences about recipes have at least one of. */
const ABOUT_RECIPES =
  /token|step|iter|updat|batch|peak|maxim|minim|cosine|core|\bpods?\b|grad|\bsize|stage|corpus|data|optimi|schedul|seq|context|sequence|length|window|rate\b|\blr|warm|decay|anneal|epoch|[gt]pu|chip|\b[AHVBLTP]\d|MI\d|RTX|hour|day|week|month|minut|second|param|layer|head|hidden|dim|model|\d ?[BM]\b|flop|utili|MFU|HFU|watt|\dW\b|TDP|CO2|carbon|emi(?:tt|ssi)|β|beta|adam|clip|norm|parallel|zero|rope|rotary|θ|theta|node|server|machine|pass|width|train|momentum|expert|\bg?bs\b|bsz|gas\b|\bwd\b|ctx|\b[TPDE]P\b|memory|\|/i;

/** A cheap look at a paragraph: does it hold a number that is no link's, no year's and no page's, or the gap of one? */
function mayHoldNumbers(source: string): boolean {
  let prose = source.includes('](') ? source.replace(/\]\([^()\s]{0,500}\)/g, ']') : source;
  // A formula says a number of a recipe only where it is little more than a number.
  if (prose.includes('$')) prose = prose.replace(/\$[^$\n]{1,200}\$/g, tex => (NUMBER_IN_TEX.test(tex) ? tex : ' '));
  if (/(?<![\w.])(?<!\bp\. ?)(?!(?:19[5-9]|20[0-3])\d[a-z]?[;)])\d|[a-z]\d|\.\d/.test(prose)) return true;
  return SPELLED.test(prose) || (/learning rate|steps|batch|tokens/i.test(prose) && LOST_WORDS.test(prose));
}

function carryModels(source: string, carried: Carried): Carried {
  if (!/[A-Z]/.test(source)) return carried;
  const models = findModels(source.slice(0, 2000), [], 0, Math.min(source.length, 2000)).filter(
    model => model.standing === 'subject',
  );
  return models.length === 0 ? carried : { ...carried, models: groupNames(models) };
}

function groupNames(models: readonly ModelMention[]): string[] {
  const first = models[0]?.group;
  return models.filter(model => model.group === first).map(model => model.name);
}

function carryOn(
  text: string,
  sentence: Range,
  models: readonly ModelMention[],
  known: readonly Known[],
  state: Carried,
): Carried {
  const nodes = known.find(item => item.decided.role === 'nodes')?.figure.value ?? state.nodes;
  const words = text.slice(sentence.from, sentence.to);
  if (
    /\b(?:all|each|both|every|other|smaller|larger) (?:of (?:the|our) )?(?:\w+ )?models?\b/i.test(words) &&
    models.length === 0
  )
    return { models: [], nodes };
  const subjects = models.filter(model => model.standing === 'subject');
  return { models: subjects.length === 0 ? state.models : groupNames(subjects), nodes };
}

function readSentence(
  text: string,
  sentence: Range,
  figures: readonly Figure[],
  models: readonly ModelMention[],
  hardware: readonly HardwareMention[],
  keyed: ReadonlyMap<number, KeyedNumber | undefined>,
  ofText: boolean,
  ofTraining: boolean,
  state: Carried,
): Known[] {
  const words = text.slice(sentence.from, sentence.to);
  const ofRates = /learning[ -]?rate|\blrs?\b|\blr_|warm|step size|\bLR|schedule|anneal/i.test(words);
  const lower = plain(text.slice(sentence.from, sentence.to));
  const known: (Known | undefined)[] = figures.map(() => undefined);
  let previous: { role: QuantityRole; to: number } | undefined;
  for (const [index, figure] of figures.entries()) {
    const size = models.find(
      model => model.sizeRange !== undefined && model.sizeRange.from <= figure.from && figure.to <= model.sizeRange.to,
    );
    if (size !== undefined) {
      known[index] = item(figure, { role: 'params', unit: 'param', to: figure.to }, undefined);
      continue;
    }
    if (models.some(model => model.from < figure.to && figure.from < model.to)) continue;
    const byKey = keyed.get(figure.from);
    if (byKey !== undefined) {
      const compound = compoundAfter(text, figure.to);
      const contrary = byKey.role === 'batch_seqs' && (compound.counted === 'token' || figure.magnitude === 'M');
      known[index] = item(
        figure,
        {
          role: contrary ? 'batch_tokens' : byKey.role,
          unit: contrary ? 'token' : byKey.unit,
          to: figure.to,
          ...(byKey.value === undefined ? {} : { value: byKey.value }),
        },
        undefined,
      );
      previous = { role: byKey.role, to: figure.to };
      continue;
    }
    const near = hardwareAfter(text, figure, hardware);
    const slab = slabOf(text, figure, near, sentence.to);
    if (slab !== undefined) {
      known[index] = item(figure, slab, near);
      previous = { role: slab.role, to: slab.to };
      continue;
    }
    const placed: Placed = {
      figure,
      left: lower
        .slice(Math.max(0, figure.from - sentence.from - 260), figure.from - sentence.from)
        .replace(/ {2,}/g, ' '),
      right: lower.slice(figure.to - sentence.from, figure.to - sentence.from + 120),
      compound: compoundAfter(text.slice(0, sentence.to), figure.to),
      hardware: near,
      ofRates,
      ofText,
      ofTraining,
      previous:
        previous === undefined
          ? undefined
          : { role: previous.role, between: lower.slice(previous.to - sentence.from, figure.from - sentence.from) },
    };
    const decided = decideRole(placed);
    if (decided === undefined) continue;
    known[index] = item(figure, decided, near);
    previous = { role: decided.role, to: Math.max(decided.to, figure.to) };
  }
  shareLists(text, figures, known);
  nameProducts(text, figures, known);
  const out = known.filter(entry => entry !== undefined);
  out.push(...sizesInNames(models, figures));
  out.push(...memoryOf(text, hardware, sentence));
  out.push(...zeroDecay(text, sentence));
  const settled = joinDurations(
    text,
    batchProducts(
      settleEqualities(
        text,
        out.sort((a, b) => a.from - b.from),
      ),
    ),
  );
  settled.push(...wholeCluster(text, settled, hardware, state));
  return settled.sort((a, b) => a.from - b.from);
}

const plain = (text: string): string => text.toLowerCase().replace(/[-_\n]/g, ' ');

function item(figure: Figure, decided: Decided, hardware: HardwareMention | undefined): Known {
  return { figure, from: figure.from, to: Math.max(decided.to, figure.to), decided, hardware, list: undefined };
}

/** "256 A100", "8 80GB A100s", "440xA100", "32 x 8 x A100": the accelerator that a count is followed by. */
function hardwareAfter(
  text: string,
  figure: Figure,
  hardware: readonly HardwareMention[],
): HardwareMention | undefined {
  const next = hardware.find(mention => mention.from >= figure.to);
  if (next === undefined || next.from - figure.to > 28) return undefined;
  const between = text.slice(figure.to, next.from);
  return /^[\s x×-]*(?:GB|GiB|G)?[\s-]*(?:(?:of the|of|units of|parallel|individual|cloud|\d{2,3} ?(?:GB|G)|GPUs?|SXM|DGX|Supermicro|servers|high-end|NVLink)[\s-]*)*$/i.test(
    between,
  )
    ? next
    : undefined;
}

/** A count or an amount that stands directly before an accelerator's name. */
function slabOf(text: string, figure: Figure, near: HardwareMention | undefined, end: number): Decided | undefined {
  if (near === undefined || figure.kind !== 'number') return undefined;
  const between = text.slice(figure.to, near.from);
  if (
    /^ ?(?:GB|GiB|G)\b/.test(between) ||
    (/^ ?G?B?-?$/.test(between) === false && /GB/.test(text.slice(figure.to, figure.to + 3)))
  ) {
    return { role: 'mem', unit: 'GB', to: figure.to + (/^ ?G(?:i?B)?/.exec(between)?.[0].length ?? 0) };
  }
  const after = text.slice(near.to, Math.min(end, near.to + 40));
  if (/^[ -]?(?:GPU[ -]?)?(?:hours?|hrs)\b/i.test(after)) {
    const length = /^[ -]?(?:GPU[ -]?)?(?:hours?|hrs)/i.exec(after)?.[0].length ?? 0;
    return { role: 'gpu_hours', unit: 'h', to: near.to + length };
  }
  if (/^[ -]?(?:GPU[ -]?)?(?:days|years?)\b/i.test(after)) {
    if (/days/i.test(after.slice(0, 12)))
      return { role: 'gpu_hours', unit: 'h', to: near.to, value: figure.value * 24 };
    return undefined;
  }
  const machines =
    /^(?: ?\([^)]{0,12}\))?[ -]?(?:GPU |GPUs )?(?:\d{2,3} ?GB )?(?:nodes?|servers?|machines?|systems?|hosts?|boxes|instances)\b/i.exec(
      after,
    );
  if (/^ ?pods?\b/i.test(after)) return undefined;
  if (machines !== null || near.perMachine !== undefined)
    return { role: 'nodes', unit: 'node', to: near.to + (machines?.[0].length ?? 0) };
  if (!Number.isInteger(figure.value) || (figure.form === 'word' && figure.value === 1 && machines !== null))
    return undefined;
  const slice = /^-(\d{1,5})\b(?! ?GB|G)/.exec(after);
  if (slice !== null && near.name.startsWith('TPU')) return undefined;
  const left = plain(text.slice(Math.max(0, figure.from - 60), figure.from));
  const each =
    (/\b(?:each|every|per)\b[^.;]{0,40}$/.test(left) &&
      /node|server|machine|dgx|replica/.test(left) &&
      !/replica/.test(left)) ||
    /^ ?(?:GPUs )?(?:each|per (?:node|server|machine))\b/i.test(after) ||
    (figure.value <= 16 &&
      /(?<!\b(?:one|a|single) )(?:nodes?|servers?|machines?|hosts?) ?(?:x|×|\*|with|of|each with) ?$/.test(left));
  const product = /(\d+) ?[x×] ?$/.exec(text.slice(Math.max(0, figure.from - 8), figure.from));
  const value = product === null || each ? undefined : figure.value * Number(product[1]);
  const noun = /^ ?(?:GPUs?|chips?|cores|cards|accelerators|TPUs?)\b/i.exec(after)?.[0].length ?? 0;
  return {
    role: each ? 'gpus_per_node' : 'gpus',
    unit: 'GPU',
    to: near.to + noun,
    ...(value === undefined ? {} : { value }),
  };
}

/** Sizes that are glued into a name ("OPT-175B") are no figures of the text, and still say how big the model is. */
function sizesInNames(models: readonly ModelMention[], figures: readonly Figure[]): Known[] {
  return models.flatMap(({ sizeRange, params }) => {
    if (sizeRange === undefined || params === undefined) return [];
    if (figures.some(figure => figure.from < sizeRange.to && sizeRange.from < figure.to)) return [];
    const figure = numberAt(sizeRange.from, sizeRange.to, params);
    return [item(figure, { role: 'params', unit: 'param', to: sizeRange.to }, undefined)];
  });
}

/** "Batch: 32 x 8 x 2 x 4 = 2048": what names the factors names their product. */
function nameProducts(text: string, figures: readonly Figure[], known: (Known | undefined)[]): void {
  for (let i = 1; i < figures.length; i++) {
    if (known[i] !== undefined || !/^ ?= ?$/.test(text.slice(figures[i - 1]!.to, figures[i]!.from))) continue;
    let first = i - 1;
    while (first > 0 && /^ ?[x×*·] ?$/.test(text.slice(figures[first - 1]!.to, figures[first]!.from))) first--;
    const owner = known[first];
    if (owner === undefined || first === i - 1) continue;
    known[i] = item(figures[i]!, { role: owner.decided.role, unit: owner.decided.unit, to: figures[i]!.to }, undefined);
    for (let j = first; j < i; j++) known[j] = undefined;
  }
}

function numberAt(from: number, to: number, value: number): Figure {
  const significant = Math.max(
    1,
    String(value)
      .replace(/e.*$/, '')
      .replace(/\D/g, '')
      .replace(/^0+|0+$/g, '').length,
  );
  return {
    from,
    to,
    value,
    form: 'plain',
    magnitude: '',
    spelled: false,
    kind: 'number',
    significant,
    mantissa: value,
  };
}

/** The memory that an accelerator's name carries ("A100-80GB"), and the count in "TPU v3-256" and "DGX-A100 (8x40G)". */
function memoryOf(text: string, hardware: readonly HardwareMention[], sentence: Range): Known[] {
  const out: Known[] = [];
  for (const mention of hardware) {
    if (mention.from < sentence.from || mention.to > sentence.to) continue;
    if (mention.memory !== undefined && mention.memoryRange !== undefined) {
      const { from, to } = mention.memoryRange;
      out.push(item(numberAt(from, to, mention.memory), { role: 'mem', unit: 'GB', to }, mention));
    }
    const slice = /^-(\d{1,5})\b(?! ?GB|G)/.exec(text.slice(mention.to, mention.to + 8));
    if (slice !== null && mention.name.startsWith('TPU')) {
      const from = mention.to + 1;
      const to = mention.to + slice[0].length;
      out.push(item(numberAt(from, to, Number(slice[1])), { role: 'gpus', unit: 'GPU', to }, mention));
    }
  }
  return out;
}

/** nodes × accelerators in each, where the text gives both and no total: "96 DGX-A100 (8x40G)". */
function wholeCluster(
  text: string,
  known: readonly Known[],
  hardware: readonly HardwareMention[],
  state: Carried,
): Known[] {
  if (known.some(entry => entry.decided.role === 'gpus')) return [];
  const nodes = known.find(entry => entry.decided.role === 'nodes');
  const perNode = known.find(entry => entry.decided.role === 'gpus_per_node');
  const count = nodes?.figure.value ?? (perNode === undefined ? undefined : state.nodes);
  if (count === undefined) return [];
  if (perNode !== undefined) {
    const from = nodes === undefined ? perNode.from : Math.min(nodes.from, perNode.from);
    const to = nodes === undefined ? perNode.to : Math.max(nodes.to, perNode.to);
    return [{ ...perNode, from, to, decided: { role: 'gpus', unit: 'GPU', to, value: count * perNode.figure.value } }];
  }
  if (nodes === undefined) return [];
  const after = text.slice(nodes.to, nodes.to + 60);
  const inside = /^[^()]{0,12}\((\d{1,2}) ?[x×*] ?(?:(\d{2,3}) ?G|[A-Z])/.exec(after);
  const out: Known[] = [];
  if (inside !== null) {
    const to = nodes.to + inside[0].length;
    out.push({ ...nodes, to, decided: { role: 'gpus', unit: 'GPU', to, value: count * Number(inside[1]) } });
    if (inside[2] !== undefined)
      out.push({
        ...nodes,
        from: to - inside[2].length - 1,
        to,
        figure: { ...nodes.figure, value: Number(inside[2]) },
        decided: { role: 'mem', unit: 'GB', to },
      });
    return out;
  }
  const machine = nodes.hardware ?? hardware.find(mention => mention.from >= nodes.from && mention.to <= nodes.to + 1);
  if (machine?.perMachine !== undefined)
    out.push({
      ...nodes,
      hardware: machine,
      decided: { role: 'gpus', unit: 'GPU', to: nodes.to, value: count * machine.perMachine },
    });
  return out;
}

/** "decay to zero" says a number without a digit. */
function zeroDecay(text: string, sentence: Range): Known[] {
  const words = text.slice(sentence.from, sentence.to);
  const m = /\b(?:decay\w*|anneal\w*|decreas\w*|reduc\w*|down)(?: \w+){0,5}? to (zero|0)\b(?![.,]\d)/i.exec(words);
  if (m === null || !/learning[ -]?rate|\blr\b|schedule|linear|cosine|anneal/i.test(words)) return [];
  const to = sentence.from + m.index + m[0].length;
  const from = to - (m[1]?.length ?? 0);
  const figure: Figure = {
    from,
    to,
    value: 0,
    form: 'word',
    magnitude: '',
    spelled: false,
    kind: 'number',
    significant: 15,
    mantissa: 0,
  };
  return [item(figure, { role: 'final_lr_ratio', unit: '1', to }, undefined)];
}

// ---------------------------------------------------------------------------------------------- lists

const BETWEEN_LIST =
  /^(?:\s|,|\/|and\b|or\b|&|to\b|→|–|—|-|−|respectively|\(resp\.?|resp\.|compared (?:with|to)\b|versus\b|vs\.?)*$/i;
/** "3e-4 for the 13B model and 1.5e-4 for the 34B": values of one kind, each with its own model. */
const BETWEEN_FOR =
  /^,? (?:\()?(?:for|in|on|with|at) [^.;]{1,60}?(?:,| and|, and| or|;) (?:(?:of|to|from|by|a|with) )*$/i;

/** Values of one list share their noun, their governing phrase and their magnitude. */
function shareLists(text: string, figures: readonly Figure[], known: (Known | undefined)[]): void {
  // A phrase before a list rules all of it: "batch sizes of 1M, 1M and 2M", "β1 and β2 set to 0.9 and 0.95".
  for (let i = 1; i < figures.length; i++) {
    const figure = figures[i]!;
    const mine = known[i];
    if (mine?.decided.role === 'params') continue;
    let last = i - 1;
    while (
      last > 0 &&
      last > i - 8 &&
      known[last]?.decided.role === 'params' &&
      known[last]!.figure.to === known[last]!.to
    )
      last--;
    const owner = known[last];
    const before = figures[last]!;
    if (owner === undefined) continue;
    if (
      mine?.decided.role === 'tokens' &&
      owner.decided.role === 'batch_tokens' &&
      comparable(before, figure) &&
      (BETWEEN_FOR.test(text.slice(owner.to, figure.from)) || BETWEEN_LIST.test(text.slice(owner.to, figure.from)))
    ) {
      known[i] = { ...mine, decided: { ...mine.decided, role: owner.decided.role } };
      continue;
    }
    const between = text.slice(owner.to, figure.from);
    const follows = BETWEEN_LIST.test(between) || (between.length < 90 && BETWEEN_FOR.test(between));
    if (!follows) continue;
    if (
      owner.decided.role === 'beta1' &&
      figure.value < 1 &&
      figure.kind === 'number' &&
      (mine === undefined || mine.decided.role === 'beta1')
    ) {
      known[i] = item(figure, { role: 'beta2', unit: '', to: figure.to }, undefined);
      continue;
    }
    if (mine !== undefined) {
      // "batch size of 512 to 1M tokens": its own noun says more than the list.
      continue;
    }
    if (figure.kind !== before.kind || !comparable(before, figure)) continue;
    if (/^(?:beta2|gpus|mem|nodes|zero_stage|tp|pp)$/.test(owner.decided.role) && !/and|or|,/.test(between)) continue;
    const noun = compoundAfter(text, figure.to);
    if (
      noun.counted !== undefined &&
      noun.words !== '' &&
      noun.counted !== 'other' &&
      !sameNoun(owner.decided.unit, noun.counted)
    )
      continue;
    if (noun.counted === 'other') continue;
    let { role, unit } = owner.decided;
    if (role === 'mem' || role === 'gpus_per_node') continue;
    if (role === 'context_from') role = 'context';
    if (role === 'rope_base_from') role = 'rope_base';
    if (role === 'initial_lr') role = 'peak_lr';
    if (role === 'peak_lr' && /^\s?(?:to|→)\s?$/.test(between) && figure.value < before.value) role = 'min_lr';
    if ((role === 'min_lr' || role === 'peak_lr') && figure.value === 0) role = 'final_lr_ratio';
    if (role === 'context' && figure.value < 32) continue;
    if (figure.value < 1 && owner.figure.value >= 1) continue;
    if (role === 'batch_seqs' && (figure.magnitude === 'M' || noun.counted === 'token')) {
      role = 'batch_tokens';
      unit = 'token';
    }
    known[i] = {
      ...item(figure, { role, unit, to: noun.counted === undefined ? figure.to : noun.to }, owner.hardware),
      list: i,
    };
  }
  // A noun at the end of a list rules all of it: "280, 350, and 420 servers", "between two and three passes".
  for (let i = figures.length - 2; i >= 0; i--) {
    const figure = figures[i]!;
    const next = figures[i + 1]!;
    const owner = known[i + 1];
    if (owner === undefined || (owner.decided.role === 'params' && owner.figure.magnitude === '')) continue;
    const between = text.slice(figure.to, next.from);
    if (between.length > 14 || !/^(?:\s|,|and\b|or\b|to\b|–|—|-|−|\/|GB|[WK]\b)*$/i.test(between) || between === '')
      continue;
    const ranged = /^(?:[WK]|GB)?\s?(?:to|–|—|-|−)\s?$/i.test(between);
    const mine = known[i];
    if (figure.kind !== next.kind && !(next.kind === 'percent' && ranged)) continue;
    if (mine !== undefined && mine.decided.role !== owner.decided.role) continue;
    if (!comparable(figure, next) && !(ranged && figure.magnitude === '')) continue;
    if (mine === undefined && !ranged && !/\band\b|\bor\b/.test(between) && !listGoesOn(text, figures, i)) continue;
    const lifted = liftMagnitude(figure, next, ranged);
    const { role, unit, value } = owner.decided;
    if (role === 'gpus' && value !== undefined) continue;
    known[i] = { ...item(lifted, { role, unit, to: figure.to }, owner.hardware), list: i };
  }
}

const sameNoun = (unit: string, counted: string): boolean =>
  unit === counted || (unit === 'h' && counted === 'hour') || unit === '';

function listGoesOn(text: string, figures: readonly Figure[], index: number): boolean {
  let at = index + 1;
  while (at + 1 < figures.length && at < index + 12) {
    const between = text.slice(figures[at]!.to, figures[at + 1]!.from);
    if (!/^(?:\s|,|and\b|or\b)*$/i.test(between)) return false;
    if (/\band\b|\bor\b/i.test(between)) return true;
    at++;
  }
  return at > index + 1;
}

/** Two values of one list are of one size and one kind of print. */
function comparable(a: Figure, b: Figure): boolean {
  if (a.kind !== b.kind) return false;
  if (a.value < 1 !== b.value < 1 && a.value !== 0) return false;
  const ratio = a.value / b.value;
  return a.value === 0 || b.value === 0 || (ratio < 2e4 && ratio > 5e-5);
}

/** "4-12 billion": the magnitude is said once. "38–43 %" too. */
function liftMagnitude(figure: Figure, next: Figure, ranged: boolean): Figure {
  if (next.kind === 'percent' && figure.kind === 'number')
    return { ...figure, kind: 'percent', value: figure.value / 100 };
  if (figure.magnitude !== '' || next.magnitude === '' || figure.form === 'power') return figure;
  if (!ranged && !next.spelled && figure.value > 100) return figure;
  if (figure.mantissa > 1000) return figure;
  return {
    ...figure,
    magnitude: next.magnitude,
    value: Number((figure.mantissa * (next.value / next.mantissa)).toPrecision(15)),
  };
}

// ---------------------------------------------------------------------------------------------- equalities

/**
 * "2^19 = 524,288 steps", "219 = 524,288", "32 x 8 x 2 x 4 = 2048": the right-hand side is what is meant; its factors
 * and its other spelling are not values of their own.
 */
function settleEqualities(text: string, known: readonly Known[]): Known[] {
  const dropped = new Set<Known>();
  for (const [index, right] of known.entries()) {
    const before = text.slice(Math.max(0, right.from - 60), right.from);
    const chain = /(?:(?:\d[\d,.]*|\d+\^\d+) ?[x×*·] ?)*(?:\d[\d,.]*(?:\^\d+)?) ?[=≈?] ?$/.exec(before);
    if (chain === null) continue;
    const start = right.from - chain[0].length;
    for (const left of known.slice(0, index)) if (left.from >= start && left.to <= right.from) dropped.add(left);
  }
  return known.filter(entry => !dropped.has(entry));
}

/** "118 days, 5 hours, 41 min" is one span of time. */
function joinDurations(text: string, known: readonly Known[]): Known[] {
  const DAYS: Readonly<Record<string, number>> = { day: 1, h: 1 / 24, min: 1 / 1440 };
  const out: Known[] = [];
  for (const entry of known) {
    const before = out[out.length - 1];
    const scale = DAYS[entry.decided.unit];
    const wider = before === undefined ? undefined : DAYS[before.decided.unit];
    if (
      before !== undefined &&
      before.decided.role === 'wall_clock' &&
      entry.decided.role === 'wall_clock' &&
      scale !== undefined &&
      wider !== undefined &&
      scale < wider &&
      /^,?(?: and)? ?$/.test(text.slice(before.to, entry.from))
    ) {
      const value = (before.decided.value ?? before.figure.value) + (entry.figure.value * scale) / wider;
      out[out.length - 1] = {
        ...before,
        to: entry.to,
        decided: { ...before.decided, value: Number(value.toPrecision(6)) },
      };
    } else out.push(entry);
  }
  return out;
}

/** "1538 contexts of 2048 tokens, i.e. about 3.1M tokens": what sequences × context gives is the batch in tokens. */
function batchProducts(known: readonly Known[]): Known[] {
  const batch = known.find(entry => entry.decided.role === 'batch_seqs');
  const context = known.find(entry => entry.decided.role === 'context');
  if (batch === undefined || context === undefined) return [...known];
  const product = batch.figure.value * context.figure.value;
  return known.map(entry =>
    entry.decided.role === 'tokens' && Math.abs(entry.figure.value / product - 1) < 0.07
      ? { ...entry, decided: { ...entry.decided, role: 'batch_tokens' } }
      : entry,
  );
}

// ---------------------------------------------------------------------------------------------- readings

const STEP_ROLES = new Set<QuantityRole>(['steps', 'warmup_steps', 'decay_steps', 'steps_planned', 'constant_steps']);
const BATCH_ROLES = new Set<QuantityRole>(['batch_tokens', 'batch_seqs', 'batch_examples']);

/** The other values that the same words can mean, the likeliest first. */
function readingsOf({ figure, decided }: Known): Reading[] {
  const { role } = decided;
  const value = decided.value ?? figure.value;
  const binary = figure.mantissa * (BINARY_SCALE[figure.magnitude] ?? 1);
  const print = `${figure.mantissa} × ${{ '': '1', K: '1,024', M: '2²⁰', B: '2³⁰', T: '2⁴⁰' }[figure.magnitude]}`;
  if (figure.magnitude !== '' && BATCH_ROLES.has(role) && binary < 2 ** 40) {
    const power = 2 ** Math.round(Math.log2(value));
    const readings = Number.isInteger(figure.mantissa * 4) ? [{ value: binary, why: print }] : [];
    if (power !== binary && Math.abs(power - value) / value < 0.06)
      readings.push({ value: power, why: 'the nearest power of two' });
    return readings;
  }
  if (figure.magnitude !== '' && (role === 'context' || role === 'context_from'))
    return [{ value: binary, why: print }];
  if (figure.magnitude === 'K' && role === 'gpus') return [{ value: binary, why: print }];
  const lost = lostExponent(figure, role);
  return lost === undefined
    ? []
    : [{ value: lost, why: `2^${String(figure.value).slice(1)}, its exponent lost on the way out of a PDF` }];
}

/** "220 updates" is 2²⁰ with its exponent lost: a count that small is no run. */
function lostExponent(figure: Figure, role: QuantityRole): number | undefined {
  if (figure.form !== 'plain' || figure.magnitude !== '') return undefined;
  const digits = String(figure.value);
  if (!/^2(?:1[0-9]|2[0-9]|3[0-9])$/.test(digits)) return undefined;
  if (
    role !== 'steps' &&
    role !== 'decay_steps' &&
    role !== 'steps_planned' &&
    role !== 'batch_tokens' &&
    role !== 'tokens'
  )
    return undefined;
  return 2 ** Number(digits.slice(1));
}

function implausible({ figure, decided }: Known): string | undefined {
  const lost = lostExponent(figure, decided.role);
  if (lost !== undefined) {
    return `${figure.value} ${decided.unit}s is very few: the text may have lost the exponent of 2^${String(figure.value).slice(1)} = ${lost.toLocaleString('en-US')}.`;
  }
  if (STEP_ROLES.has(decided.role) && !Number.isInteger(figure.value))
    return `${figure.value} steps is no whole number.`;
  return undefined;
}

function isApproximate(text: string, from: number): boolean {
  return /(?:[~∼≈≃]|\b(?:roughly|about|around|approximately|approx\.?|nearly|almost|some|circa|just over|just under|(?:of|for|on|with|took|than|to) over|more than|less than|at least|estimated|an estimated)) ?(?:a total of |the )?$/i.test(
    text.slice(Math.max(0, from - 24), from),
  );
}

/** Marks the two ends of a stated span. */
function withIntervals(quantities: readonly Quantity[], source: string, base: number): Quantity[] {
  return quantities.map((quantity, index) => {
    const other = [quantities[index + 1], quantities[index - 1]].find((neighbour, side) => {
      if (neighbour === undefined || neighbour.role !== quantity.role || neighbour.model !== quantity.model)
        return false;
      const [a, b] = side === 0 ? [quantity, neighbour] : [neighbour, quantity];
      const between = source.slice(a.range.to - base, b.range.from - base);
      return (
        a.value < b.value &&
        (/^\s?(?:–|—|-|to)\s?$/.test(between) ||
          (/^ and $/.test(between) &&
            /between $/.test(source.slice(Math.max(0, a.range.from - base - 8), a.range.from - base))))
      );
    });
    if (other === undefined) return quantity;
    return {
      ...quantity,
      interval: { low: Math.min(quantity.value, other.value), high: Math.max(quantity.value, other.value) },
    };
  });
}
