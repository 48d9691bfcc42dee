import type { QuantityRole } from '../quantity.ts';

/*
 * Keys of training configurations and model cards: GPT-NeoX, Megatron, OLMo, Hugging Face, nanoGPT.
 */

/** Keys with `-` and `_` taken out, in lower case. A role of undefined says: known, and no quantity of a recipe. */
const KEYS: Readonly<Record<string, QuantityRole | 'batch' | 'tokens-or-steps' | undefined>> = {
  trainmicrobatchsizepergpu: 'micro_batch',
  microbatchsize: 'micro_batch',
  devicetrainmicrobatchsize: 'micro_batch',
  devicetrainbatchsize: 'micro_batch',
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
  numhiddenlayers: 'layers',
  hiddensize: 'hidden',
  dmodel: 'hidden',
  nembd: 'hidden',
  numattentionheads: 'heads',
  nheads: 'heads',
  nhead: 'heads',
  numheads: 'heads',
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

/** A number that is the value of a configuration key. */
export interface KeyedNumber {
  readonly role: QuantityRole;
  readonly unit: string;
  /** The figure that is its value begins here. */
  readonly valueFrom: number;
  readonly value: number | undefined;
}

const ASSIGNMENT = /(?:^|[\n\s{,;(])(?:--|-)?["'`]?([A-Za-z]\w*(?:[-_.]\w+){0,7})["'`]? ?(?::|=) ?["'`]?(?=[\d.])/g;
const FLAG = /(?:^|\s)--([A-Za-z]\w*(?:[-_]\w+){0,7})[ =](?=[\d.])/g;

/**
 * Keys with their numbers in a clean text: `"train_iters": 48000`, `lr: 6.0e-4`, `--min-lr 6.0e-6`, `bsz=1`.
 * A key that is no identifier of a configuration ("batch size: 32") is left to the reader of prose.
 */
export function findKeyedNumbers(text: string): ReadonlyMap<number, KeyedNumber | undefined> {
  const found = new Map<number, KeyedNumber | undefined>();
  if (!/[:=]|--/.test(text)) return found;
  for (const pattern of [ASSIGNMENT, FLAG]) {
    pattern.lastIndex = 0;
    for (let m = pattern.exec(text); m !== null; m = pattern.exec(text)) {
      const key = m[1] ?? '';
      const plain = key.toLowerCase().replace(/[-_.]/g, '');
      const identifier =
        /[_]/.test(key) || pattern === FLAG || /^[a-z]+\d?$/.test(key) || /^(?:GBS|MBS|BSZ|TP|PP|DP)$/.test(key);
      if (!identifier || !(plain in KEYS)) continue;
      const valueFrom = m.index + m[0].length;
      const role = KEYS[plain];
      if (role === undefined) {
        found.set(valueFrom, undefined);
        continue;
      }
      const ofText = /seq_?len|token|vocab|block_size|position_emb/i.test(text);
      const known: QuantityRole =
        role === 'batch' ? (ofText ? 'batch_seqs' : 'batch_examples') : role === 'tokens-or-steps' ? 'tokens' : role;
      const number = Number.parseFloat(text.slice(valueFrom, valueFrom + 30));
      let value: number | undefined;
      let used: QuantityRole = known;
      // A pipeline of 0 stages is how GPT-NeoX says that there is none.
      if (known === 'pp' && number === 0) value = 1;
      if (known === 'warmup_ratio' && number > 1) used = 'warmup_steps';
      if (role === 'tokens-or-steps' && !/^[\d.]+(?:e\d+)?T/i.test(text.slice(valueFrom, valueFrom + 20)))
        used = number > 1e8 ? 'tokens' : 'steps';
      found.set(valueFrom, { role: used, unit: UNITS[used] ?? '', valueFrom, value });
    }
  }
  return found;
}
