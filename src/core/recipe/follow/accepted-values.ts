import { type Accelerator, accelerators, findAccelerator, precisionOf } from '../data/accelerators.ts';
import { formulaById } from '../formulas/catalogue.ts';
import { compute } from '../formulas/compute.ts';
import type { Calculation } from './calculations.ts';
import type { Run } from './run.ts';
import { isOfCores } from './run-inputs.ts';

/** Every value that a reader may rightly have written: as stated, under other readings, by other conventions. */
export function acceptedValues(calculation: Calculation, run: Run): readonly number[] {
  const { computation } = calculation;
  const formula = formulaById(computation.formula);
  const values = [computation.value ?? Number.NaN, ...computation.readings.map(reading => reading.value)];
  if (formula === undefined) return values;
  const given = Object.fromEntries(
    computation.inputs.filter(input => input.from === 'given').map(input => [input.name, input.value]),
  );
  const again = (changes: Readonly<Record<string, number>>, variant = computation.variant): void => {
    const result = compute(formula, { ...given, ...changes }, { variant });
    if (result.value !== undefined) values.push(result.value, ...result.readings.map(reading => reading.value));
  };
  // "7B" may have been taken at its word.
  const params = run.byRole.get('params');
  if (params !== undefined && 'params' in given && params.value !== given.params) again({ params: params.value });
  // "4M tokens (2160 sequences of 2048 tokens)" are 4.42M.
  const batch = batchOfSequences(run);
  if (batch !== undefined && 'batch_tokens' in given && batch !== given.batch_tokens) again({ batch_tokens: batch });
  // 8K sequences are 8,192, and a month has 30 days.
  for (const { input, quantity } of calculation.sources) {
    if (input === 'batch_tokens' || !(input in given) || isConverted(input, quantity.role)) continue;
    for (const { value } of quantity.readings.slice(0, 2)) if (value !== given[input]) again({ [input]: value });
    if (quantity.role === 'wall_clock' && quantity.unit === 'month') again({ [input]: quantity.value * 720 });
  }
  for (const changes of otherCircumstances(calculation, run, given)) again(changes);
  if (/^learning-rate-(?:cosine|linear)$/.test(computation.formula)) again({}, 'literal');
  if (computation.formula === 'training-flops' && computation.variant === '6nd' && run.circumstances.encoderDecoder)
    again({}, 'encoder-decoder');
  if (computation.formula === 'energy') again({ pue: 1.1 });
  // Of a data set by name, the share that the mixture has of it may have been left out.
  if (calculation.id === 'epochs-of-data-set') again({ weight: 1 });
  return withMultiples(values, calculation, run);
}

/** What was stated in tokens went in as steps. */
const isConverted = (input: string, role: string): boolean =>
  (input === 'warmup' || input === 'decay_steps') && role.endsWith('_tokens');

function batchOfSequences(run: Run): number | undefined {
  const sequences = run.byRole.get('batch_seqs')?.value;
  const context = run.byRole.get('context')?.value;
  return sequences === undefined || context === undefined ? undefined : sequences * context;
}

/** What else the words of the quotes may mean, as changes of what is given. */
function otherCircumstances(
  { computation }: Calculation,
  run: Run,
  given: Readonly<Record<string, unknown>>,
): readonly Readonly<Record<string, number>>[] {
  const { byRole } = run;
  const changes: Record<string, number>[] = [];
  const uses = (name: string): boolean => computation.inputs.some(input => input.name === name);
  if (uses('peak_flops') && !('peak_flops' in given)) {
    const name = typeof given.gpu_type === 'string' ? given.gpu_type : undefined;
    for (const peak of peaksOf(name, run)) changes.push({ peak_flops: peak });
  }
  const epochs = byRole.get('epochs')?.value;
  // "3 epochs on 1.2T tokens": of each, or of all.
  if (epochs !== undefined && typeof given.tokens === 'number' && run.batchHistory === undefined)
    changes.push({ tokens: given.tokens * epochs });
  // "30B tokens for 4 epochs": they may be counted already.
  const passed = byRole.get('dataset_tokens')?.value;
  const isOver = /\bepochs? (?:over|of|through|across)\b/i.test(run.anchor.source);
  if (passed !== undefined && 'epochs' in given && uses('tokens') && !isOver) changes.push({ tokens: passed });
  const length = 'context' in given ? meanLength(run) : undefined;
  if (length !== undefined) changes.push({ context: length });
  const gpus = byRole.get('gpus');
  if (gpus !== undefined && 'gpus' in given && isOfCores(gpus, run.anchor))
    changes.push({ gpus: gpus.value }, { gpus: gpus.value / 2 });
  // A warm-up's share may be one of the run, not of the schedule.
  const [ratio, steps] = [byRole.get('warmup_ratio')?.value, byRole.get('steps')?.value];
  if (ratio !== undefined && steps !== undefined && uses('warmup')) changes.push({ warmup: ratio * steps });
  // Where no floor is stated, a tenth is as usual as nothing.
  const peak = given.peak_lr;
  if (typeof peak === 'number' && computation.inputs.some(({ name, from }) => name === 'min_lr' && from === 'assumed'))
    changes.push({ min_lr: peak / 10 });
  return changes;
}

/** "90% of them of length 128", of sequences of up to 512: how long they are on average. */
function meanLength({ anchor, circumstances }: Run): number | undefined {
  if (!circumstances.lengthChanges) return undefined;
  const told =
    /(?<![\d.])(?<share>\d+(?:\.\d+)?) ?% of (?:[^.;%]|\.(?=\d)){0,40}?\blength (?:of )?(?<length>\d+)|\blength (?:of )?(?<length2>\d+)(?: tokens)? (?:for|in) (?<![\d.])(?<share2>\d+(?:\.\d+)?) ?%/i.exec(
      anchor.source,
    )?.groups;
  const [share, length] = [Number(told?.share ?? told?.share2) / 100, Number(told?.length ?? told?.length2)];
  const others = new Set(
    anchor.quantities.flatMap(({ role, value }) => (role === 'context' && value !== length ? value : [])),
  );
  const [other] = others;
  return share > 0 && share < 1 && other !== undefined && others.size === 1
    ? share * length + (1 - share) * other
    : undefined;
}

/** The versions of an accelerator that its bare name may mean: H100 is H100 PCIe too. */
const versionsOf = (found: Accelerator): readonly Accelerator[] =>
  accelerators.filter(({ name }) => name === found.name || name.startsWith(`${found.name} `));

/** The peak rates that a utilisation may be reckoned by: versions of the accelerator, and 16 bits in any run. */
function peaksOf(name: string | undefined, { circumstances: told, dtype }: Run): readonly number[] {
  const found = name === undefined ? undefined : findAccelerator(name);
  if (found === undefined) return [];
  const formats = ['bf16', ...told.formats, ...(dtype === undefined ? [] : [dtype])];
  const precisions = new Set(formats.flatMap(format => precisionOf(format) ?? []));
  const rates = versionsOf(found).flatMap(({ peak }) => [...precisions].flatMap(each => peak[each] ?? []));
  const halves = told.halves || /^MI250/.test(found.name) ? rates.map(rate => rate / 2) : [];
  return [...new Set([...rates, ...halves])].map(rate => rate * 1e12);
}

/** What is said of one of several runs may be claimed of all; a token passes half of an encoder-decoder. */
function withMultiples(values: readonly number[], { computation }: Calculation, run: Run): readonly number[] {
  const { runs, encoderDecoder } = run.circumstances;
  const all = [...values];
  if (runs !== undefined && !Number.isNaN(runs) && EXTENTS.test(computation.formula))
    all.push(...values.map(value => value * runs));
  if (encoderDecoder && /^(?:mfu|hfu|achieved-flops)$/.test(computation.formula))
    all.push(...values.map(value => value / 2));
  return all;
}

/** What adds up over several runs. */
const EXTENTS = /^(?:gpu-hours|wall-clock|cost|energy|co2|training-flops|tokens-seen)$/;
