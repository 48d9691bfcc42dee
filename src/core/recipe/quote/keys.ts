import { once } from '../../once.ts';
import type { Range } from '../../text.ts';
import type { QuantityRole } from '../quantity.ts';
import { labelOf } from './headers.ts';
import { type Known, knownOf, numberAt } from './known.ts';
import { isOfText } from './subject-matter.ts';

/*
 * Keys of training configurations and model cards: GPT-NeoX, Megatron, OLMo, Hugging Face, nanoGPT.
 */

/** Keys with `-` and `_` taken out, in lower case. A role of undefined says: known, and no quantity of a recipe. */
const KEYS: Readonly<Record<string, QuantityRole | 'batch' | 'tokens-or-steps' | undefined>> = {
  trainmicrobatchsizepergpu: 'micro_batch',
  microbatchsize: 'micro_batch',
  microbatch: 'micro_batch',
  microbs: 'micro_batch',
  globalbs: 'batch_seqs',
  globalbsz: 'batch_seqs',
  microbsz: 'micro_batch',
  ga: 'grad_accum',
  gradacc: 'grad_accum',
  devicetrainmicrobatchsize: 'micro_batch',
  devicetrainbatchsize: 'micro_batch',
  devicebatchsize: 'micro_batch',
  localbatchsize: 'micro_batch',
  perdevicetrainbatchsize: 'micro_batch',
  trainbatchsize: 'micro_batch',
  bsz: 'micro_batch',
  mbs: 'micro_batch',
  gradientaccumulationsteps: 'grad_accum',
  gradaccumsteps: 'grad_accum',
  gradaccum: 'grad_accum',
  gas: 'grad_accum',
  globalbatchsize: 'batch_seqs',
  globaltrainbatchsize: 'batch_seqs',
  gbs: 'batch_seqs',
  totaltrainbatchsize: 'batch',
  totalbatchsize: 'batch',
  batchsize: 'batch',
  trainiters: 'steps',
  trainsteps: 'steps',
  trainingsteps: 'steps',
  maxsteps: 'steps',
  maxiters: 'steps',
  totalsteps: 'steps',
  numsteps: 'steps',
  totaltrainingsteps: 'steps',
  lrdecayiters: 'decay_steps',
  lrdecaysteps: 'decay_steps',
  decaysteps: 'decay_steps',
  tmax: 'decay_steps',
  distributedworldsize: 'gpus',
  maxupdate: 'steps',
  totalnumupdate: 'steps',
  warmupupdates: 'warmup_steps',
  updatefreq: 'grad_accum',
  maxepoch: 'epochs',
  devices: 'gpus_per_node',
  constantsteps: 'constant_steps',
  warmupmaxlr: 'peak_lr',
  warmupnumsteps: 'warmup_steps',
  tokenspersample: 'context',
  maxpositions: 'context',
  maxnorm: 'grad_clip',
  totalupdates: 'steps',
  maxsentences: 'micro_batch',
  gradientclipval: 'grad_clip',
  maxepochs: 'epochs',
  warmupiters: 'warmup_steps',
  warmupsteps: 'warmup_steps',
  lrwarmupsteps: 'warmup_steps',
  lrwarmupiters: 'warmup_steps',
  numwarmupsteps: 'warmup_steps',
  twarmup: 'warmup_steps',
  lrschedulerwarmupsteps: 'warmup_steps',
  warmup: 'warmup_ratio',
  warmupratio: 'warmup_ratio',
  lrschedulerwarmupratio: 'warmup_ratio',
  lrwarmupfraction: 'warmup_ratio',
  decaylrto: 'final_lr_ratio',
  alphaf: 'final_lr_ratio',
  minlrratio: 'final_lr_ratio',
  learningrate: 'peak_lr',
  lr: 'peak_lr',
  maxlr: 'peak_lr',
  peaklr: 'peak_lr',
  minlr: 'min_lr',
  lrmin: 'min_lr',
  endlr: 'min_lr',
  modelparallelsize: 'tp',
  tensormodelparallelsize: 'tp',
  tensorparallelsize: 'tp',
  tp: 'tp',
  pipeparallelsize: 'pp',
  pipelinemodelparallelsize: 'pp',
  pipelineparallelsize: 'pp',
  pp: 'pp',
  dp: 'dp',
  dataparallelsize: 'dp',
  expertmodelparallelsize: 'ep',
  seqlength: 'context',
  seqlen: 'context',
  seq: 'context',
  sequencelength: 'context',
  maxsequencelength: 'context',
  maxseqlen: 'context',
  maxseqlength: 'context',
  maxlength: 'context',
  blocksize: 'context',
  contextlength: 'context',
  maxpositionembeddings: 'context',
  modelmaxlength: 'context',
  nctx: 'context',
  npositions: 'context',
  maxduration: 'tokens-or-steps',
  maxtokens: 'tokens',
  traintokens: 'tokens',
  weightdecay: 'weight_decay',
  wd: 'weight_decay',
  gradclip: 'grad_clip',
  gradientclipping: 'grad_clip',
  clipgrad: 'grad_clip',
  maxgradnorm: 'grad_clip',
  adambeta1: 'beta1',
  beta1: 'beta1',
  adambeta2: 'beta2',
  beta2: 'beta2',
  numtrainepochs: 'epochs',
  numepochs: 'epochs',
  epochs: 'epochs',
  numlayers: 'layers',
  nlayers: 'layers',
  nlayer: 'layers',
  depth: 'layers',
  numhiddenlayers: 'layers',
  hiddensize: 'hidden',
  dmodel: 'hidden',
  nembd: 'hidden',
  numattentionheads: 'heads',
  nheads: 'heads',
  nhead: 'heads',
  numheads: 'heads',
  nparams: 'params',
  numparams: 'params',
  numparameters: 'params',
  modelsize: 'params',
  numkeyvalueheads: 'kv_heads',
  nkvheads: 'kv_heads',
  headdim: 'head_dim',
  intermediatesize: 'ffn',
  ffnhiddensize: 'ffn',
  vocabsize: 'vocab',
  ropetheta: 'rope_base',
  rotaryembbase: 'rope_base',
  rotarybase: 'rope_base',
  numgpus: 'gpus',
  numdevices: 'gpus',
  numprocesses: 'gpus',
  nprocpernode: 'gpus_per_node',
  gpuspernode: 'gpus_per_node',
  ngpuspernode: 'gpus_per_node',
  numgpuspernode: 'gpus_per_node',
  ngpus: 'gpus',
  gpus: 'gpus',
  worldsize: 'gpus',
  numnodes: 'nodes',
  nnodes: 'nodes',
  nodes: 'nodes',
  zerostage: 'zero_stage',
  stage: 'zero_stage',
  numexperts: 'experts',
};

const UNITS: Readonly<Partial<Record<QuantityRole, string>>> = {
  micro_batch: 'sequence',
  batch_seqs: 'sequence',
  batch_examples: 'example',
  batch_tokens: 'token',
  steps: 'step',
  decay_steps: 'step',
  warmup_steps: 'step',
  context: 'token',
  tokens: 'token',
  epochs: 'epoch',
  layers: 'layer',
  heads: 'head',
  gpus: 'GPU',
  nodes: 'node',
  warmup_ratio: '1',
  final_lr_ratio: '1',
};

/** A key that is not in the list may still say what it is by its words: `max_learning_rate`, `total_tokens`. */
function roleOfUnknown(key: string): QuantityRole | 'batch' | undefined {
  if (!/[_-]/.test(key) || NOT_OF_TRAINING.test(key) || /grad\w*_?norm$/i.test(key)) return undefined;
  const label = labelOf(key.replace(/[-_.]/g, ' '));
  if (label === undefined || !BY_WORDS.has(label.role)) return undefined;
  if (label.role === 'rope_base' && !/rope|rotary/i.test(key)) return undefined;
  return label.role === 'warmup'
    ? /lr|rate|min|max/i.test(key)
      ? undefined
      : 'warmup_steps'
    : (label.role as QuantityRole | 'batch');
}

const NOT_OF_TRAINING =
  /per_node|eval|valid|test|save|log|interval|every|freq|print|checkpoint|ckpt|prompt|generat|sample|vocab|buffer|worker|seed|port|version|timeout|prefetch|mult|scal|factor|limit|total_limit|vision|image|patch|stop|early/i;
const BY_WORDS = new Set<string>([
  'peak_lr',
  'min_lr',
  'warmup',
  'warmup_ratio',
  'warmup_tokens',
  'weight_decay',
  'grad_clip',
  'steps',
  'tokens',
  'epochs',
  'batch',
  'batch_tokens',
  'micro_batch',
  'grad_accum',
  'context',
  'layers',
  'heads',
  'kv_heads',
  'head_dim',
  'hidden',
  'ffn',
  'gpus',
  'nodes',
  'rope_base',
  'beta1',
  'beta2',
  'tp',
  'pp',
  'dp',
]);

/** A number that is the value of a configuration key. */
export interface KeyedNumber {
  readonly role: QuantityRole;
  readonly unit: string;
  /** The figure that is its value begins here. */
  readonly valueFrom: number;
  readonly value: number | undefined;
}

/** `betas: [0.9, 0.95]`, and as a list of YAML on lines of their own. */
const BETAS = /\b(?:adam_?)?betas["']? ?[:=][\s[("'-]{0,12}([01]?\.\d+)[\s,"'-]{1,12}([01]?\.\d+)/gi;
const ASSIGNMENT =
  /(?:^|[\n\s{,;(])(?:--|-)?["'`]?([A-Za-z]\w*(?:[-_.]\w+){0,7})["'`]? ?(?::|=) ?["'`[(]{0,2}(?=[\d.])/g;
const FLAG = /(?:^|\s)--([A-Za-z]\w*(?:[-_]\w+){0,7})[ =](?=[\d.])/g;

/**
 * Keys with their numbers in a clean text: `"train_iters": 48000`, `lr: 6.0e-4`, `--min-lr 6.0e-6`, `bsz=1`.
 * A key that is no identifier of a configuration ("batch size: 32") is left to the reader of prose.
 */
export function findKeyedNumbers(text: string): ReadonlyMap<number, KeyedNumber | undefined> {
  const found = new Map<number, KeyedNumber | undefined>();
  if (!/[:=]|--/.test(text)) return found;
  const ofText = once(() => /seq_?len|vocab|block_size|position_emb/i.test(text) || isOfText(text));
  const ofZero = once(() => /zero/i.test(text));
  const accumulates = once(
    () => /\bgrad\w*_accum\w*|accumulate_grad/i.test(text) && !/per_(?:device|gpu)|micro_?batch/i.test(text),
  );
  BETAS.lastIndex = 0;
  for (let m = BETAS.exec(text); m !== null; m = BETAS.exec(text)) {
    const second = m.index + m[0].length - (m[2]?.length ?? 0);
    const first = m.index + m[0].indexOf(m[1] ?? '', m[0].search(/[:=]/));
    found.set(first, { role: 'beta1', unit: '', valueFrom: first, value: undefined });
    found.set(second, { role: 'beta2', unit: '', valueFrom: second, value: undefined });
  }
  for (const m of text.includes('gres=') ? text.matchAll(/\bgres=gpu(?::\w+)?:(?=\d)/g) : [])
    found.set(m.index + m[0].length, {
      role: 'gpus_per_node',
      unit: 'GPU',
      valueFrom: m.index + m[0].length,
      value: undefined,
    });
  for (const pattern of [ASSIGNMENT, FLAG]) {
    pattern.lastIndex = 0;
    for (let m = pattern.exec(text); m !== null; m = pattern.exec(text)) {
      const key = m[1] ?? '';
      let plain = key.toLowerCase().replace(/[-_.]/g, '');
      // "trainer.nnodes", "actor.optim.lr": the last part is the key where the whole is unknown.
      if (!(plain in KEYS) && key.includes('.'))
        plain = key
          .slice(key.lastIndexOf('.') + 1)
          .toLowerCase()
          .replace(/[-_]/g, '');
      const identifier =
        /[_]/.test(key) ||
        // "lr-decay-iters": 150000
        (plain in KEYS && key.includes('-') && /["'`]/.test(m[0])) ||
        pattern === FLAG ||
        /^[a-z]+\d?$/.test(key) ||
        /^[a-z]\w*\.\w/.test(key) ||
        /^(?:GBS|MBS|BSZ|TP|PP|DP)$/.test(key) ||
        // A variable of a shell.
        (/^[A-Z]{2,16}$/.test(key) && text[m.index + m[0].length - 1] === '=');
      if (!identifier || (plain === 'stage' && !ofZero())) continue;
      // "beta_1, beta_2 = 0.9, 0.95" are two names before two values.
      if (
        /^beta_?2$/i.test(key) &&
        /beta_?1\)?,? ?(?:and )?$/i.test(text.slice(Math.max(0, m.index - 12), m.index + 1))
      )
        continue;
      const valueFrom = m.index + m[0].length;
      const role = plain in KEYS && !/(?:eval|val|test)[_.-]/i.test(key) ? KEYS[plain] : roleOfUnknown(key);
      if (role === undefined) {
        if (plain in KEYS || /_/.test(key)) found.set(valueFrom, undefined);
        continue;
      }
      // A batch size beside a count of accumulated batches is what one pass through the model takes.
      const known: QuantityRole =
        role === 'batch' && !plain.startsWith('total') && accumulates()
          ? 'micro_batch'
          : role === 'batch'
            ? ofText()
              ? 'batch_seqs'
              : 'batch_examples'
            : role === 'tokens-or-steps'
              ? 'tokens'
              : role;
      const number = Number.parseFloat(text.slice(valueFrom, valueFrom + 30));
      let value: number | undefined;
      let used: QuantityRole = known;
      // Without a count of nodes there is one.
      if (used === 'gpus_per_node' && /\btorchrun\b|--standalone/.test(text) && !/nnodes|num_nodes/.test(text))
        used = 'gpus';
      // GPUS=8 beside NNODES=4
      if (key === 'GPUS' && /\bNN?ODES\b|\bNUM_NODES\b|--nnodes/.test(text) && !/GPUS_PER_NODE/.test(text))
        used = 'gpus_per_node';
      if (plain === 'batchsize' && /total_batch_size|global_batch_size/.test(text)) used = 'micro_batch';
      // A quarter of a million sequences is no batch.
      if (used === 'batch_seqs' && wholeAt(text, valueFrom) >= 2 ** 18) used = 'batch_tokens';
      // A pipeline of 0 stages is how GPT-NeoX says that there is none.
      if (known === 'pp' && number === 0) value = 1;
      if (known === 'warmup_ratio' && number > 1) used = 'warmup_steps';
      const written = text.slice(valueFrom, valueFrom + 24);
      // OLMo's scheduler counts in tokens where it says so; its durations carry their unit.
      if (
        (used === 'warmup_steps' || used === 'decay_steps') &&
        /^t_?(?:warmup|max)$/.test(key) &&
        /\bunits: ?tokens/.test(text)
      )
        used = used === 'warmup_steps' ? 'warmup_tokens' : 'decay_tokens';
      if (role === 'tokens-or-steps' && /^\d+(?:\.\d+)? ?ep\b/.test(written)) used = 'epochs';
      else if (role === 'tokens-or-steps' && !/^[\d.]+(?:e\d+)?T/i.test(text.slice(valueFrom, valueFrom + 20)))
        used = number > 1e8 ? 'tokens' : 'steps';
      found.set(valueFrom, { role: used, unit: UNITS[used] ?? '', valueFrom, value });
    }
  }
  return found;
}

/** The whole number that is written at a place, its groups joined: 524,288. */
function wholeAt(text: string, at: number): number {
  return Number(/^\d{1,3}(?:[,_]\d{3})+|^\d+/.exec(text.slice(at, at + 24))?.[0].replace(/[,_]/g, '') ?? Number.NaN);
}

/** The stage that a configuration's file is named by: "--deepspeed ./scripts/zero3.json". */
export function stagesInPaths(text: string, sentence: Range): Known[] {
  const words = text.slice(sentence.from, sentence.to);
  if (!words.includes('zero')) return [];
  return [...words.matchAll(/zero[-_]?([123])(?=(?:[-_]\w+)?\.(?:json|ya?ml))/g)].slice(0, 1).map(m => {
    const at = sentence.from + m.index + m[0].length - 1;
    return knownOf(numberAt(at, at + 1, Number(m[1])), { role: 'zero_stage', unit: '', to: at + 1 }, undefined);
  });
}
