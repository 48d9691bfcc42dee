import type { Computation } from '../formulas/computation.ts';
import type { Run } from './run.ts';
import { isOfCores } from './run-inputs.ts';

/** Something that a calculation takes for granted though the quotes do not state it. */
export interface Assumption {
  /** As an aside says it behind "assuming". */
  readonly words: string;
  /** The words by which an aside names it: then it is the aside that states it. */
  readonly named: RegExp;
  /** True where every other possibility is reckoned with as well: then a claim may be refuted by all of them. */
  readonly exhausted?: boolean;
}

const inputOf = (computation: Computation, name: string) => computation.inputs.find(input => input.name === name);

/** The rates, and what is reckoned with them, that count 6N operations for a token. */
const BY_6N = /^(?:training-flops|mfu|hfu|achieved-flops)$/;

/**
 * What a calculation takes for granted: inputs that nobody stated, and what the words of the quotes leave open. It may
 * bear a claim out; it refutes none.
 *
 * @example assumptionsOf(mfuWithoutAccelerator, run)[0].words // 'an A100 in bf16'
 */
export function assumptionsOf(computation: Computation, run: Run): readonly Assumption[] {
  const { circumstances: told, batchHistory, byRole } = run;
  const uses = (name: string): boolean => inputOf(computation, name) !== undefined;
  const by = (name: string) => inputOf(computation, name)?.from;
  const assumed: Assumption[] = [];
  const assume = (words: string, named: RegExp, exhausted = false): void => {
    assumed.push({ words, named, exhausted });
  };
  if (by('peak_flops') === 'assumed') assume('an A100 in bf16', /\bA100 in bf16/);
  if (by('min_lr') === 'assumed') assume('a decay to 0', /\bto (?:0|zero)\b/i);
  for (const name of ['kv_heads', 'kv_width'])
    if (by(name) === 'assumed') assume('as many key-value heads as heads', /key-value heads/i);
  if (by('ffn') === 'assumed') assume('a feed-forward width of 4h', /\b4 ?h\b/i);
  if (told.splits.includes('tp') && by('tp') === 'default')
    assume('no tensor parallelism', /\bno tensor parallelism|\bTP ?= ?1\b/i);
  if (told.splits.includes('pp') && by('pp') === 'default')
    assume('no pipeline parallelism', /\bno pipeline parallelism|\bPP ?= ?1\b/i);
  if (told.splits.includes('cp') && by('cp') === 'default')
    assume('no context parallelism', /\bno context parallelism|\bCP ?= ?1\b/i);
  const batch = uses('batch_tokens') || uses('batch_seqs');
  const isSummed = batchHistory !== undefined && uses('tokens');
  if (told.batchChanges && batch && !isSummed) assume('a constant batch', /\bconstant batch\b/i);
  const hangsOnRamp = byRole.has('steps') ? uses('tokens') || uses('segment_steps') : uses('batch_tokens');
  if (hangsOnRamp && batchHistory?.some(({ inTokens }) => inTokens) === true)
    assume('a ramp linear in steps', /\blinear in steps\b/i);
  if (told.lengthChanges && by('context') === 'given') assume('sequences of one length', /\bone length\b/i);
  if (uses('tokens') || uses('dataset_tokens')) {
    if (told.severalEpochs && !byRole.has('epochs') && !uses('epochs')) assume('one epoch', /\bone epoch\b/i);
    if (byRole.has('epochs') && by('tokens') === 'given' && batchHistory === undefined)
      assume('tokens counted over all epochs', /\ball epochs\b/i, true);
  }
  if (computation.formula.startsWith('learning-rate-')) {
    const shape = computation.formula.slice('learning-rate-'.length);
    if (run.schedule === undefined) assume(`a ${shape}`, new RegExp(String.raw`\b${shape}`, 'i'));
    if (told.warmsUp && by('warmup') === 'default') assume('no warm-up', /\b(?:no|without) (?:a )?warm-?up/i);
  }
  if (told.encoderDecoder && BY_6N.test(computation.formula) && computation.variant !== 'encoder-decoder')
    assume('6N for each token', /\b6 ?ND?\b/, true);
  if (told.runs !== undefined && (uses('hours') || uses('gpu_hours') || uses('steps') || uses('tokens')))
    assume('one run', /\b(?:one|each|every|a|per) run\b/i, !Number.isNaN(told.runs));
  const gpus = byRole.get('gpus');
  if (gpus !== undefined && isOfCores(gpus, run.anchor) && by('gpus') === 'given')
    assume('accelerators of two cores', /\btwo cores\b/i, true);
  return assumed;
}

/** The assumptions of a calculation that a sentence does not name itself, and that leave open what its value is. */
export const openIn = (assumptions: readonly Assumption[], sentence: string): readonly Assumption[] =>
  assumptions.filter(({ named, exhausted }) => exhausted !== true && !named.test(sentence));

/** An aside with what it takes for granted, where its own words do not say so already. */
export function withAssumptions(aside: string, assumptions: readonly Assumption[]): string {
  const unsaid = assumptions.filter(({ named }) => !named.test(aside)).map(({ words }) => words);
  return unsaid.length === 0 ? aside : aside.replace(/\.?$/, `, assuming ${unsaid.join(' and ')}.`);
}
