import type { QuantityRole } from '../quantity.ts';
import type { Figure } from './figures.ts';
import { type Concept, governorOf } from './governors.ts';
import type { HardwareMention } from './hardware.ts';
import type { Compound } from './nouns.ts';

/*
 * What a number is said of, decided by the grammar around it: the noun after it, the phrase that governs it, the verb
 * and preposition it hangs on.
 */

/** A figure in its sentence. Offsets are those of the clean text. */
export interface Placed {
  readonly figure: Figure;
  /** The sentence from its start to the figure, and from the figure to its end; lower case, hyphens as spaces. */
  readonly left: string;
  readonly right: string;
  readonly compound: Compound;
  /** The accelerator that follows the figure directly ("256 A100"), or at its compound's end. */
  readonly hardware: HardwareMention | undefined;
  /** The sentence speaks of learning rates. */
  readonly ofRates: boolean;
  /** The text speaks of tokens or sequences, not of images or audio. */
  readonly ofText: boolean;
  /** The paragraph speaks of training or of machines at all. */
  readonly ofTraining: boolean;
  /** What the figure before was decided to be, and the text between the two. */
  readonly previous: { readonly role: QuantityRole; readonly between: string } | undefined;
}

/** What was decided of a figure. `to` is the end of its unit; `value` replaces the figure's where the words change it. */
export interface Decided {
  readonly role: QuantityRole;
  readonly unit: string;
  readonly to: number;
  readonly value?: number;
}

type Phase =
  | 'batch'
  | 'warmup'
  | 'decay'
  | 'constant'
  | 'segment'
  | 'context'
  | 'dataset'
  | 'planned'
  | 'train'
  | 'generation';

const decided = (role: QuantityRole, unit: string, to: number, value?: number): Decided =>
  value === undefined ? { role, unit, to } : { role, unit, to, value };

/** The role of one figure by its own surroundings; undefined when it is no quantity, or shares a list's. */
export function decideRole(placed: Placed): Decided | undefined {
  const { figure, compound } = placed;
  if (figure.kind === 'money')
    return /cost|pric|rent|budget|spen[dt]|usd|dollar/.test(placed.left + placed.right)
      ? decided('cost', '$', figure.to)
      : undefined;
  if (figure.kind === 'percent') return decidePercent(placed);
  if (figure.kind === 'times') return decideTimes(placed);
  const governor = governorOf(placed.left);
  if (figure.form === 'fraction' || (figure.form === 'word' && figure.value < 1)) {
    const ratio = finalRatio(placed);
    if (ratio !== undefined) return ratio;
  }
  const keyed =
    compound.counted === undefined || compound.words === ''
      ? undefined
      : decideCounted(placed, governor.concept, governor.links);
  if (keyed !== undefined) return keyed;
  if (compound.counted === 'other' && governor.concept === undefined) return undefined;
  if (figure.form === 'word') return undefined;
  return decideGoverned(placed, governor.concept, governor.links, governor.head);
}

// ---------------------------------------------------------------------------------------------- counted things

function decideCounted(placed: Placed, concept: Concept | undefined, links: readonly string[]): Decided | undefined {
  const { figure, compound, left, right } = placed;
  const { counted, words, per, to } = compound;
  // "three steps", "two layers": small counts in words are about method, not about a run.
  if (
    figure.form === 'word' &&
    figure.value < 1000 &&
    /^(?:token|word|step|sequence|example|image|layer|head|kv-head|expert|batch|param)$/.test(counted ?? '')
  )
    return undefined;
  switch (counted) {
    case 'token':
    case 'word':
      return decideTokens(placed, concept, links);
    case 'context':
      if (/token context|context|sequence|window/.test(words)) return decided('context', 'token', to);
      return undefined;
    case 'step':
      return decideSteps(placed, concept, links);
    case 'batch':
      return batchOf(placed, to);
    case 'sequence':
    case 'example':
    case 'image': {
      if (
        /human|new|annotat|question|test|per (?:question|prompt|problem)|preference|instruction|sft|demonstration/.test(
          words,
        )
      )
        return undefined;
      const phase = phaseOf(placed, concept, links);
      const sequences =
        counted === 'sequence' || (counted === 'example' && placed.ofText && !/segments|clips|utterances/.test(words));
      if (concept === 'context') return decided('context', 'token', figure.to);
      if (
        phase === 'batch' ||
        per.includes('batch') ||
        per.includes('step') ||
        batchNear(left) ||
        /^ ?[x×*·] ?\d/.test(right.slice(to - figure.to))
      ) {
        return decided(sequences ? 'batch_seqs' : 'batch_examples', sequences ? 'sequence' : 'example', to);
      }
      if (counted === 'sequence' && links[0] !== undefined && phase === 'train' && /gbs|=$/.test(left.trimEnd()))
        return decided('batch_seqs', 'sequence', to);
      return undefined;
    }
    case 'param':
      if (/^(?:\w+ ){0,3}per\b/.test(right.trimStart()) && per.length > 0) return undefined;
      if (per.length > 0) return undefined;
      if (/embedding/.test(words) && !/non ?embedding/.test(words)) return undefined;
      if (figure.value < 1e5) return undefined;
      return decided(isActive(placed) ? 'params_active' : 'params', 'param', to);
    case 'gpu':
    case 'node':
      return decideMachines(placed, counted, to);
    case 'hour':
      if (/^ ?of (?:\w+ ){0,2}(?:audio|speech|video|recordings?|data|music)/.test(right.slice(to - figure.to)))
        return undefined;
      if (/gpu|tpu|compute|chip|device|accelerator|core|node|a100|h100|v100|[ahv]\d00|mi\d/.test(words))
        return decided('gpu_hours', 'h', to);
      if (/(?:^|used|of training) ?$/.test('') && concept === 'gpu_hours') return decided('gpu_hours', 'h', to);
      return wallClock(placed, 'h', to);
    case 'day':
      if (/petaflop|flop/.test(words)) return undefined;
      return wallClock(placed, 'day', to);
    case 'week':
      return wallClock(placed, 'day', to, figure.value * 7);
    case 'month':
      return wallClock(placed, 'month', to);
    case 'minute':
      return wallClock(placed, 'min', to);
    case 'second':
      if (words === 's' && !/step|iteration|update/.test(left + right)) return undefined;
      if (
        /step|iteration|update/.test(left.slice(-80)) ||
        /^ ?(?:per|\/|each|a)? ?(?:per )?(?:step|iteration|update)/.test(right.slice(to - figure.to)) ||
        per.includes('step')
      ) {
        return decided('sec_per_step', 's', to);
      }
      return undefined;
    case 'epoch': {
      if (/warm/.test(words) || phaseOf(placed, concept, links) === 'warmup')
        return decided('warmup_epochs', 'epoch', to);
      if (/% of (?:one|an|a|1)? ?$/.test(left)) return undefined;
      if (/pass/.test(words) && !/^ ?(?:over|through|of|on) /.test(right.slice(to - figure.to))) return undefined;
      return decided('epochs', 'epoch', to);
    }
    case 'times':
      return /pass(?:es|ed)? (?:over|through)|seen|repeat|epoch/.test(left)
        ? decided('epochs', 'epoch', to)
        : undefined;
    case 'flop':
      if (per.length > 0 && !per.includes('second')) return undefined;
      if (figure.value < 1e12 || per.includes('second')) return decided('achieved_flops', 'FLOP/s', to);
      return decided('flops', 'FLOP', to);
    case 'flop-rate':
      return decided('achieved_flops', 'TFLOP/s', to);
    case 'watt':
      return /tdp|power|consum|gpu|each/.test(left.slice(-80)) || /^.{0,12}tdp/.test(right)
        ? decided('tdp', /kw/.test(words) ? 'kW' : 'W', to)
        : undefined;
    case 'energy':
      return decided('energy', /mwh/.test(words) ? 'MWh' : /gwh/.test(words) ? 'GWh' : 'kWh', to);
    case 'kg':
    case 't':
      if (!/co ?2|carbon|emi(?:tted|ssion)/.test(`${left.slice(-120)} ${words} ${right.slice(0, 60)}`))
        return undefined;
      return decided('co2', counted, to);
    case 'gb':
      return decideMemory(placed, to);
    case 'layer':
      return decided('layers', 'layer', to);
    case 'head':
      return /kv|key|value/.test(words) ? decided('kv_heads', 'head', to) : decided('heads', 'head', to);
    case 'kv-head':
      return decided('kv_heads', 'head', to);
    case 'expert':
      return decided('experts', 'expert', to);
    case 'way':
      if (
        /tensor|model/.test(words + right.slice(0, 40)) &&
        /^[ ]?way (?:\w+ )?(?:tensor|model)/.test(right.trimStart())
      ) {
        return /^way (?:model sharding)/.test(right.trimStart()) ? undefined : decided('tp', '', to);
      }
      if (/^way pipeline/.test(right.trimStart())) return decided('pp', '', to);
      if (/^way (?:data|zero|fsdp)/.test(right.trimStart())) return decided('dp', '', to);
      if (/^way expert/.test(right.trimStart())) return decided('ep', '', to);
      return undefined;
    case 'other':
      return /^hidden/.test(words) ? decided('hidden', '', to) : undefined;
    default:
      return undefined;
  }
}

function isActive({ compound, left, right }: Placed): boolean {
  if (/activ/.test(compound.words)) return true;
  if (/non ?activ/.test(compound.words)) return false;
  return /\bof which $|(?:uses?|activat\w+|with) (?:only |about |just )*$/.test(left) &&
    /^[^\d]{0,60}(?:activ|per token|for each token)/.test(right)
    ? true
    : /^ ?\w* ?(?:parameters?|params)? ?(?:are |being )?activ/.test(right) ||
        /activ\w+ (?:parameters )?(?:of |only |about )*$/.test(left);
}

function decideTokens(placed: Placed, concept: Concept | undefined, links: readonly string[]): Decided | undefined {
  const { figure, compound, left, right } = placed;
  const { words, per, to } = compound;
  const rest = right.slice(to - figure.to);
  if (per[0] === 'second' || (per[0] === 'gpu' && per[1] === 'second')) {
    const perGpu =
      per.includes('gpu') ||
      /^ ?(?:per|on (?:a|one|each)|for each) (?:single )?(?:[a-z]\d|gpu|tpu|chip|device)/.test(rest);
    return perGpu ? decided('throughput_tok_s_gpu', 'token/s/GPU', to) : decided('throughput_tok_s', 'token/s', to);
  }
  if (per[0] === 'param' || /^ ?per (?:\w+ )?param/.test(rest)) return decided('tokens_per_param', 'token/param', to);
  if (per[0] === 'gpu') return decided('tokens_per_gpu', 'token/GPU', to);
  const unit = compound.counted === 'word' ? 'word' : 'token';
  if (per[0] === 'batch' || per[0] === 'step' || /^ ?(?:in|for) each (?:batch|step)/.test(rest) || /batch/.test(words))
    return decided('batch_tokens', unit, to);
  if (per.length > 0)
    return /byte|image|question|document|example|sequence|prompt/.test(per[0] ?? '') && per[0] === 'sequence'
      ? decided('context', unit, to)
      : undefined;
  if (
    /generat|sampled|respons|output|vocab|unique token|special/.test(words) ||
    (/(?:generat\w+|sampl\w+|output|vocabulary|vocab size|decod\w+)(?: \w+){0,4} $/.test(left) &&
      /generat|vocab/.test(left.slice(-40)))
  ) {
    return /\boutput\b/.test(left.slice(-24)) && !/generat|vocab/.test(left)
      ? decided('context_out', unit, to)
      : undefined;
  }
  const phase = phaseOf(placed, concept, links);
  if (unit === 'word') return phase === 'dataset' ? decided('dataset_words', 'word', to) : undefined;
  switch (phase) {
    case 'batch':
      return decided('batch_tokens', unit, to);
    case 'context':
      if (/\binput (?:of|length)?[^,;]{0,12}$/.test(left.slice(-24)) && /output|target/.test(left + right))
        return decided('context_in', unit, to);
      return decided(/from $/.test(left) && /^ ?(?:tokens? )?to\b/.test(right) ? 'context_from' : 'context', unit, to);
    case 'warmup':
      return decided('warmup_tokens', unit, to);
    case 'decay':
      return decided('decay_tokens', unit, to);
    case 'constant':
      return decided('constant_tokens', unit, to);
    case 'segment':
      return decided('segment_tokens', unit, to);
    case 'dataset':
      return decided('dataset_tokens', unit, to);
    case 'planned':
      return decided('tokens_planned', unit, to);
    case 'generation':
      return undefined;
    default:
      if (/\binput of $|\binput $/.test(left)) return decided('context_in', unit, to);
      if (/\boutput of $|\btarget of $/.test(left)) return decided('context_out', unit, to);
      // A small count is a context or nothing; a run is never a few thousand tokens.
      if (figure.value < 2e6) {
        if (
          figure.value >= 128 &&
          (/\b(?:instances|sequences|samples|examples|documents) (?:of|with)(?: length| up to)? $/.test(left) ||
            /^ ?(?:in )?(?:context|each|long|maximum|window|per sequence|max)/.test(rest.trimStart()) ||
            /seq|context|length|window|[*×x] ?$/.test(left.slice(-30)))
        ) {
          return decided('context', unit, to);
        }
        return undefined;
      }
      return decided('tokens', unit, to);
  }
}

function decideSteps(placed: Placed, concept: Concept | undefined, links: readonly string[]): Decided | undefined {
  const { figure, compound, left, right } = placed;
  const { words, per, to } = compound;
  if (figure.value < 10 && !/accum/.test(words)) return undefined;
  if (/accumulation|accum/.test(words)) return decided('grad_accum', '', to);
  if (/accumulat\w* (?:the )?(?:gradients? )?(?:over|for|across) $/.test(left)) return decided('grad_accum', '', to);
  if (/denois|sampling|diffusion|inference|ddim|reasoning|solution|environment|evaluation/.test(words))
    return undefined;
  if (/\bevery (?:\w+ )?$|\bt ?= ?$/.test(left) || per.length > 0) return undefined;
  const phase = phaseOf(placed, concept, links);
  switch (phase) {
    case 'warmup':
      return decided('warmup_steps', 'step', to);
    case 'decay':
      return decided('decay_steps', 'step', to);
    case 'constant':
      return decided('constant_steps', 'step', to);
    case 'segment':
      return decided('segment_steps', 'step', to);
    case 'planned':
      return decided('steps_planned', 'step', to);
    default:
      if (
        /decay|anneal/.test(words) ||
        /^ ?(?:of|for) (?:the )?(?:final )?(?:decay|anneal|cooldown)/.test(right.slice(to - figure.to))
      )
        return decided('decay_steps', 'step', to);
      return decided('steps', 'step', to);
  }
}

const WARM = /warm(?:ed|ing|s)?[ -]?up|warmup|warmed|warm\b/g;

/** Which part of a run a count of steps or tokens belongs to. */
function phaseOf(placed: Placed, concept: Concept | undefined, links: readonly string[]): Phase {
  const { figure, compound, left, right, previous } = placed;
  const rest = right.slice(compound.to - figure.to);
  const { words } = compound;
  // The compound itself, or what is hung on it.
  if (
    /warm ?up|warming/.test(words) ||
    /^ ?(?:of |for |as |\(?)(?:a |the )?(?:linear |learning rate |lr )*warm/.test(rest) ||
    /^ ?(?:linear |lr |learning rate )*warm ?up/.test(rest)
  )
    return 'warmup';
  if (/context|length|window/.test(words) || /^ ?(?:in |of |long )?(?:context|sequence length|window)\b/.test(rest))
    return 'context';
  if (/batch/.test(words) || /^ ?(?:per|in each|\/) ?(?:batch|step)/.test(rest)) return 'batch';
  if (/^ ?(?:of |for |as )?(?:the |a )?(?:final |cosine |linear )*(?:decay|annealing|cooldown)\b/.test(rest))
    return 'decay';
  // The phrase that governs it.
  if (concept === 'warmup' || concept === 'warmup_ratio') return 'warmup';
  if (concept === 'batch' || concept === 'micro') return 'batch';
  if (concept === 'context') return 'context';
  if (concept === 'decay') return 'decay';
  if (concept === 'steps_planned') return 'planned';
  if (/^ ?out of\b/.test(rest)) return 'train';
  if (concept === 'dataset_tokens') return 'dataset';
  const since = previous?.between ?? left;
  // "5000 steps (~21B tokens)", "batch size 512 (1M tokens)", "100,000 steps or 12 hours"
  if (
    previous !== undefined &&
    /^[\w ]{0,24}[(,]? ?(?:i\.?e\.?,? |or |that is,? |about |roughly |approximately |around |∼ ?|~ ?|≈ ?|= ?|totaling )*$/.test(
      since,
    ) &&
    /[(=≈]|i\.e|\bor\b|that is/.test(since)
  ) {
    const phase = PHASE_OF[previous.role];
    if (phase !== undefined) return phase;
  }
  if (
    /\b(?:until|before|by|when|once) (?:the )?(?:model )?(?:has )?(?:consum\w+|step|iteration|seen|sees)? ?$/.test(left)
  )
    return 'segment';
  if (/\b(?:in|for|of|over|during|after) the (?:remaining|rest of the|next|subsequent|following|last) $/.test(left))
    return 'segment';
  if (/\bafter (?:pre ?)?(?:training|processing|consuming|seeing) (?:on |for |with )?$/.test(left)) return 'segment';
  if (/(?:double|doubled|increase\w*|ramp\w*|grow\w*)(?: \w+){0,4} after (?:\w+ )?$/.test(left)) return 'segment';
  // "4,096 × 2,048 tokens ≈ 8.4M tokens"
  if (previous?.role === 'context' && /^[^.;\d]{0,12}[=≈] ?$/.test(since)) return 'batch';
  const batchAt = /batch(?:es)?(?: ?sizes?)?[^.;]{0,40}$/.exec(since);
  if (
    batchAt &&
    /batch(?:es)?(?: ?sizes?)? ?(?:of|is|was|at|to|=|:|used|contain\w*|consist\w*|\(|held|grew|ramps?|increased?|warm\w*|gradually|linearly|from|,|\d|value|small|full|the|a|starts?|with|about|approximately|roughly|around|around|range|ranges|ranging|set|equal|small|up|for|until|then|fixed)(?:[ (,]|$)/.test(
      batchAt[0],
    ) &&
    !/\b(?:for|over|on|until|after|and (?:a )?(?:trained|context|seq))\b[^()]*$/.test(
      batchAt[0].replace(/batch size for/, ''),
    )
  ) {
    if (!/tokens?|steps?/.test(batchAt[0])) return 'batch';
  }
  if (
    /(?:sequence|context|window|input)s?(?: \w+)? (?:of|length|from|to|is|with)(?: \w+){0,2} $/.test(since) &&
    figure.value < 5e7
  )
    return 'context';
  if (isDataset(since, left, words, rest)) return 'dataset';
  if (
    /(?:planned|scheduled|intended|supposed|budget(?:ed)?|plan)(?: \w+){0,5} $/.test(left.slice(-70)) ||
    /^ ?(?:were|was|are|is|had been) (?:originally )?(?:planned|scheduled|intended)/.test(rest)
  )
    return 'planned';
  // The process it hangs on, by preposition: the nearest to the left wins.
  const ofWarm = lastIndexOf(left, WARM);
  const ofDecay = lastIndexOf(
    left,
    /decay(?:s|ed|ing)?(?! ?(?:of|=|:|is|value|0|rate))|anneal\w*|cosine(?: learning rate)?(?: decay)? schedule|schedule\b|cool ?down/g,
    'weight ',
  );
  const ofConstant = lastIndexOf(left, /constant|stable|held|flat|kept/g);
  const ofTrain = lastIndexOf(
    left,
    /\b(?:pre ?|fine ?|re)?(?:train(?:ed|s|ing)?|tun(?:ed|ing|es?)|run|ran|runs|updates?|optimi[sz]ed|saw|seen|sees|lasts?|stopped|halted|consumed|took|takes)\b(?! (?:rate|loss|set))/g,
  );
  const linked =
    links.find(link => /^(?:over|for|during|in|after|across|within|by)$/.test(link)) ??
    /\b(over|for|during|in|after|across|through|within)(?: the| a)?(?: first| initial| last| final| total of| another| next| further| additional| about| approximately| roughly| subsequent)* ?$/.exec(
      left,
    )?.[1];
  const first = /\b(?:first|initial) (?:~|∼|≈)? ?$/.test(left);
  const nearest = Math.max(ofWarm, ofDecay, ofConstant, ofTrain);
  if (linked !== undefined || first) {
    if (first && ofWarm >= 0 && ofWarm >= ofDecay) return 'warmup';
    if (first && /^[^.;]{0,60}\bwarm/.test(rest) && !/\d/.test(rest.slice(0, rest.search(/warm/)))) return 'warmup';
    if (first && /increas\w* (?:it|the learning rate|lr)?[^;]*(?:10\^? ?[- −] ?|e[- −]|0\.0)\d[^.;]{0,40}$/.test(left))
      return 'warmup';
    if (first && placed.ofRates && (compound.counted === 'step' || ofConstant >= 0)) {
      return /increas\w*[^.;]{0,60}$/.test(left) && !/batch/.test(left.slice(-120)) && ofConstant < 0
        ? 'warmup'
        : 'constant';
    }
    if (first) return 'segment';
    if (nearest >= 0) {
      if (nearest === ofWarm) return 'warmup';
      if (nearest === ofDecay && !/batch|(?<!pre )train(?:ed|ing)?\b/.test(left.slice(ofDecay)))
        return placed.ofRates || /schedul|cosine|linear/.test(left) ? 'decay' : 'train';
      if (nearest === ofConstant && placed.ofRates && !/batch|weight decay|train/.test(left.slice(ofConstant)))
        return 'constant';
    }
  }
  if (
    /increase it|linearly increas|increas\w* (?:it |the learning rate )?(?:linearly )?(?:from|to)/.test(left) &&
    linked === 'during'
  )
    return 'warmup';
  return 'train';
}

const PHASE_OF: Readonly<Partial<Record<QuantityRole, Phase>>> = {
  batch_seqs: 'batch',
  batch_tokens: 'batch',
  batch_examples: 'batch',
  warmup_steps: 'warmup',
  warmup_tokens: 'warmup',
  decay_steps: 'decay',
  decay_tokens: 'decay',
  constant_steps: 'constant',
  steps: 'train',
  segment_steps: 'segment',
  segment_tokens: 'segment',
};

function isDataset(since: string, left: string, words: string, rest: string): boolean {
  if (/^ ?out of\b/.test(rest)) return false;
  if (/\bout of (?:the )?(?:total )?$/.test(left)) return true;
  if (
    /^ ?(?:\w+ ){0,2}(?:corpus|dataset|data set|subset|mixture|collection)\b/.test(rest) &&
    !/^ ?(?:from|of|in|on)/.test(rest)
  )
    return true;
  if (/corpus|dataset/.test(words)) return true;
  if (/^ ?(?:tokens )?available\b|^ ?after tokeni[sz]ation/.test(rest)) return true;
  const near = /(?:corpus|corpora|dataset|data ?set|training data|pile ?2?|mixture|training set)\b([^.;]{0,80})$/.exec(
    since,
  );
  if (near !== null) {
    const between = near[1] ?? '';
    if (/\b(?:train(?:ed|ing)?|pretrain\w*|run|for a total)\b/.test(between)) return false;
    if (/\bof which\b|\bi\.e\b/.test(between)) return false;
    return /\b(?:contain\w*|compris\w*|consist\w*|of|is|was|has|have|totals?|total\w*|amount\w*|with|includ\w*|size|yield\w*|hold\w*|at|\()|: ?$/.test(
      between,
    );
  }
  return /\bdataset $|corpus (?:of|with) $/.test(left);
}

function lastIndexOf(text: string, pattern: RegExp, unlessBefore = ''): number {
  let last = -1;
  for (const m of text.matchAll(pattern)) {
    if (unlessBefore !== '' && text.slice(0, m.index).endsWith(unlessBefore)) continue;
    last = m.index;
  }
  return last;
}

const batchNear = (left: string): boolean =>
  /batch(?:es)?(?: ?sizes?)?(?: (?:is|was|of|contains|consists|consisted|has|with|to|uses|comprises|size|effective|therefore|then|=))*(?: \w+){0,2} $/.test(
    left.slice(-60),
  );

// ---------------------------------------------------------------------------------------------- machines, time, size

function decideMachines(placed: Placed, counted: 'gpu' | 'node', to: number): Decided | undefined {
  const { figure, left, right } = placed;
  const rest = right.slice(to - figure.to);
  if (figure.value < 1 || figure.value > 3e6) return undefined;
  if (/spare|reserve|additional backup/.test(`${left.slice(-24)} ${placed.compound.words}`)) return undefined;
  if (counted === 'node')
    return figure.form === 'word' && figure.value === 1 ? undefined : decided('nodes', 'node', to);
  const each =
    /\b(?:each|every|per) (?:\w+ ){0,2}(?:has|have|having|with|contains?|consists? of|comprising|of|node|server|machine|equipped with)?(?: of| with| has| contains| consists)*(?: \w+)? ?$/.test(
      left.slice(-50),
    ) && /node|server|machine|dgx/.test(left);
  if (each || /^ ?(?:each|per (?:node|server|machine)|in each node|\/ ?node)/.test(rest))
    return decided('gpus_per_node', 'GPU', to);
  if (/similar to $/.test(left)) return decided('gpus', 'GPU', to);
  return decided('gpus', 'GPU', to);
}

function wallClock(placed: Placed, unit: string, to: number, value?: number): Decided | undefined {
  const { left, right, figure } = placed;
  const rest = right.slice(to - figure.to);
  if (!placed.ofTraining) return undefined;
  if (/^ ?(?:old|later|earlier|ago|of (?:audio|speech|video))/.test(rest)) return undefined;
  if (/every $|\bper $/.test(left)) return undefined;
  return decided('wall_clock', unit, to, value);
}

function decideMemory(placed: Placed, to: number): Decided | undefined {
  const { figure, left, right, hardware } = placed;
  const rest = right.slice(to - figure.to).trimStart();
  if (/^(?:of )?(?:uncompressed )?(?:text|data|code|corpus|disk|storage|images|documents)/.test(rest)) return undefined;
  if (
    hardware !== undefined ||
    /^(?:of )?(?:\(?(?:memory|ram|vram|hbm|gpu|gpus|device|card|of memory|on board))/.test(rest)
  )
    return decided('mem', 'GB', to);
  if (
    /(?:gpus?|[ahvtl]\d{2,3}s?|mi\d+x|tpus?|memory|rtx \d+)[ (]*(?:each )?(?:with |having |of |has |\()? ?$/.test(
      left.slice(-30),
    )
  )
    return decided('mem', 'GB', to);
  return undefined;
}

// ---------------------------------------------------------------------------------------------- percentages, ratios

const OF_RATE =
  /^ ?(?:of |the |its |their |that |this |our )*(?:(?:peak|max|maximum|maximal|initial|original|starting|highest|base|same)(?: (?:value|learning rate|lr|rate|one))?|value|learning rate|lr)\b/;
const DECAYING = /decay|anneal|final|reduc|decreas|down|lower|minimum|drop|\bend\b|fall|cosine|schedule|cool/;

function finalRatio(placed: Placed): Decided | undefined {
  const { figure, left, right } = placed;
  const alone =
    figure.form === 'fraction' && /(?:decay\w*|reduc\w*|down|anneal\w*)(?: \w+){0,3} to (?:a |one )?$/.test(left);
  if (!OF_RATE.test(right) && !alone) return undefined;
  if (!DECAYING.test(left) || /lr max|use an lr|higher than|compared to/.test(left.slice(-60))) return undefined;
  if (/warm|increas/.test(left.slice(-30))) return undefined;
  return decided('final_lr_ratio', '1', figure.to);
}

function decidePercent(placed: Placed): Decided | undefined {
  const { figure, left, right, compound } = placed;
  const to = figure.to;
  const ratio = finalRatio(placed);
  if (ratio !== undefined) return ratio;
  if (/^ ?of (?:one|an|a|1) epoch/.test(right)) return decided('epochs', 'epoch', to);
  const hfu = /\bhfu\b|hardware (?:flops? )?utili/;
  const mfu = /\bmfu\b|(?:model )?flops?s? utili|model (?:flops? )?utili|flops efficiency/;
  const after = right.slice(0, 40);
  if (new RegExp(`^ ?(?:of )?(?:bf16 |peak |average )?(?:${hfu.source})`).test(after)) return decided('hfu', '1', to);
  if (new RegExp(`^ ?(?:of )?(?:bf16 |peak |average )?(?:${mfu.source})`).test(after)) return decided('mfu', '1', to);
  const ofHfu = lastIndexOf(left, new RegExp(hfu.source, 'g'));
  const ofMfu = lastIndexOf(
    left,
    new RegExp(mfu.source.replace('flops?s? utili', '(?<!hardware )flops?s? utili'), 'g'),
  );
  const since = Math.max(ofHfu, ofMfu);
  if (
    since >= 0 &&
    !/warm|accuracy|score|decay|mmlu|faster|slower|reduc|improv|tokens|data/.test(left.slice(since + 4))
  ) {
    return decided(ofHfu > ofMfu ? 'hfu' : 'mfu', '1', to);
  }
  const warm = /warm/;
  if (
    /^ ?(?:linear |lr |learning rate )*warm/.test(after) ||
    governorOf(left).concept === 'warmup_ratio' ||
    governorOf(left).concept === 'warmup'
  )
    return decided('warmup_ratio', '1', to);
  if (
    /^ ?of (?:the )?(?:total |training |all |gradient )*(?:steps|training|updates|iterations|tokens|run|samples|budget)\b[^.;\d]{0,30}warm/.test(
      right,
    )
  )
    return decided('warmup_ratio', '1', to);
  if (
    warm.test(left.slice(-80)) &&
    /(?:first|initial|over|for|during|in)(?: the)?(?: first| initial)? ?$/.test(left) &&
    !/batch/.test(left.slice(-80))
  ) {
    const lastWarm = lastIndexOf(left, WARM);
    if (!DECAYING.test(left.slice(lastWarm + 6))) return decided('warmup_ratio', '1', to);
  }
  if (/decay|anneal|cool ?down/.test(left.slice(-60)) && /(?:last|final) ?$/.test(left))
    return decided('decay_ratio', '1', to);
  if (compound.counted === undefined && governorOf(left).concept === 'dropout') return decided('dropout', '1', to);
  return undefined;
}

function decideTimes({ figure, left, right }: Placed): Decided | undefined {
  // "decay it 10× using a cosine schedule", "by a factor of 10"
  if (
    /decay\w*(?: it| the learning rate| lr| by)*(?: a factor of)? ?$/.test(left) &&
    !/weight decay/.test(left.slice(-24)) &&
    /schedule|cosine|linear|rate|lr/.test(left + right)
  ) {
    return decided('final_lr_ratio', '1', figure.to, Number((1 / figure.value).toPrecision(6)));
  }
  return undefined;
}

// ---------------------------------------------------------------------------------------------- governed numbers

function batchOf(placed: Placed, to: number): Decided {
  const { figure, ofText } = placed;
  if (figure.magnitude === 'M' || figure.magnitude === 'B') return decided('batch_tokens', 'token', to);
  return ofText ? decided('batch_seqs', 'sequence', to) : decided('batch_examples', 'example', to);
}

const isCount = (figure: Figure): boolean => Number.isInteger(figure.value) && figure.value >= 1;

function decideGoverned(
  placed: Placed,
  concept: Concept | undefined,
  links: readonly string[],
  head: string,
): Decided | undefined {
  const { figure, left, right, compound, hardware } = placed;
  const to = figure.to;
  const { value } = figure;
  if (figure.value >= 1e6 && /^ ?(?:\w+ ){0,2}activ/.test(right)) return decided('params_active', 'param', to);
  if (figure.value >= 1e6 && /\bof which (?:only |about )?$/.test(left) && /^[^\d.;]{0,40}activ/.test(right))
    return decided('params_active', 'param', to);
  if (
    /\b(?:instances|sequences|samples|examples) (?:of|with)(?: length)? $/.test(left) &&
    isCount(figure) &&
    value >= 64
  )
    return decided('context', 'token', to);
  if (
    /batch ?sizes?\b[^.;]*\b(?:increas|grow|rais|doubl|ramp|reduc|warm)\w*[^.;,]* to (?:about )?$/.test(left) &&
    isCount(figure)
  )
    return batchOf(placed, to);
  if (/^ ?hidden (?:units|size|dim)/.test(right) && isCount(figure)) return decided('hidden', '', to);
  if (/^[^.;,]{0,16}\bpods?\b/.test(right)) return undefined;
  if (hardware !== undefined && isCount(figure)) return decided('gpus', 'GPU', hardware.to);
  if (/^ ?(?:peak |max(?:imum)? |initial |base |constant )*(?:learning rate|lr)\b/.test(right) && value < 0.2)
    return decided('peak_lr', '', to);
  if (/^ ?(?:[kt]?)(?: tokens?)? ?(?:context|sequence length)\b/.test(right) && isCount(figure) && value >= 128)
    return decided('context', 'token', to);
  if (/^ ?(?:weight decay)\b/.test(right) && value < 1) return decided('weight_decay', '', to);
  if (
    /\b(?:sequences|contexts|samples|inputs|texts) of length ?$|(?:max(?:imum)?|sequence|context|input) length ?$/.test(
      left,
    ) &&
    isCount(figure) &&
    value >= 32
  )
    return decided('context', 'token', to);
  switch (concept) {
    case 'nothing':
      return undefined;
    case 'lr':
    case 'lr-peak-word':
    case 'lr-min-word':
    case 'min_lr':
      return decideRate(placed, concept, links, head);
    case 'weight_decay':
      return value < 10 ? decided('weight_decay', '', to) : undefined;
    case 'norm':
      return value <= 100 ? decided('grad_clip', '', to) : undefined;
    case 'betas':
    case 'beta1':
      return value < 1 && value >= 0.4 ? decided('beta1', '', to) : undefined;
    case 'beta2':
      return value < 1 ? decided('beta2', '', to) : undefined;
    case 'warmup_ratio':
      return decided('warmup_ratio', '1', to);
    case 'warmup':
      if (value < 1 && (links.includes('to') || figure.form === 'power') && placed.ofRates && value < 0.02)
        return decided('peak_lr', '', to);
      if (value < 1) return decided('warmup_ratio', '1', to);
      return isCount(figure)
        ? decided(
            figure.magnitude === 'B' || figure.magnitude === 'M' ? 'warmup_tokens' : 'warmup_steps',
            figure.magnitude === 'M' || figure.magnitude === 'B' ? 'token' : 'step',
            to,
          )
        : undefined;
    case 'warmup_epochs':
      return decided('warmup_epochs', 'epoch', to);
    case 'micro':
      return isCount(figure) ? decided('micro_batch', 'sequence', to) : undefined;
    case 'batch':
      if (figure.form === 'power' && value < 1) return undefined;
      return isCount(figure) && value < 5e8 ? batchOf(placed, to) : undefined;
    case 'context': {
      if (!isCount(figure) || value < 32) return undefined;
      if (/sequences$|contexts$/.test(head) && links[0] !== 'of') return undefined;
      const from = /\bfrom ?$/.test(left) && /^ ?(?:tokens? ?)?(?:\w+ ){0,3}to\b/.test(right);
      return decided(from ? 'context_from' : 'context', 'token', to);
    }
    case 'rope_base': {
      if (value < 100) return undefined;
      const from = /\bfrom (?:θ|\\theta|theta)? ?=? ?$/.test(left) && /^ ?to\b/.test(right);
      return decided(from ? 'rope_base_from' : 'rope_base', '', to);
    }
    case 'zero_stage':
      return isCount(figure) && value <= 3 ? decided('zero_stage', '', to) : undefined;
    case 'tp':
    case 'pp':
    case 'dp':
    case 'ep':
      if (/\b[tpde]p$/.test(head) && !links.some(link => /^[=:(|]$|^(?:of|to|is|size|at|with)$/.test(link)))
        return undefined;
      return isCount(figure) && value <= 65536 ? decided(concept, '', to) : undefined;
    case 'grad_accum':
      return isCount(figure) && value <= 65536 ? decided(concept, '', to) : undefined;
    case 'layers':
      return isCount(figure) && value <= 2000 ? decided('layers', 'layer', to) : undefined;
    case 'heads':
      return isCount(figure) && value <= 1000 ? decided('heads', 'head', to) : undefined;
    case 'hidden':
      if (/(?:^|[\s,(])d$/.test(head) && value >= 1e9 && figure.magnitude !== '') return decided('tokens', 'token', to);
      return isCount(figure) && value >= 32 && value <= 1e6 ? decided('hidden', '', to) : undefined;
    case 'head_dim':
    case 'kv_heads':
    case 'experts':
      return isCount(figure) ? decided(concept, '', to) : undefined;
    case 'epochs':
      return value < 1e5 ? decided('epochs', 'epoch', to) : undefined;
    case 'steps': {
      if (!isCount(figure) || compound.counted !== undefined) return undefined;
      if (/\b(?:until|at) step$/.test(head) && /(?:until) step$/.test(head))
        return decided('segment_steps', 'step', to);
      return decided('steps', 'step', to);
    }
    case 'steps_planned':
      return isCount(figure) ? decided('steps_planned', 'step', to) : undefined;
    case 'params':
    case 'params_active':
      if (concept === 'params' && /(?:^|[\s,(])n$/.test(head) && figure.magnitude === '' && figure.form !== 'power')
        return undefined;
      return value >= 1e5 ? decided(concept, 'param', to) : undefined;
    case 'dataset_tokens':
    case 'tokens':
      return value >= 1e6 ? decided(concept, 'token', to) : undefined;
    case 'gpu_hours':
      return compound.counted === undefined && value >= 1 && !/\b(?:in|for|after|over|than|within)$/.test(head)
        ? decided('gpu_hours', 'h', to)
        : undefined;
    case 'co2':
      return compound.counted === undefined && /\bt?co2|carbon|emission/.test(head)
        ? decided('co2', /kg/.test(head + right.slice(0, 8)) ? 'kg' : 't', to)
        : undefined;
    case 'tdp':
      return isCount(figure) && value <= 3000 ? decided('tdp', 'W', to) : undefined;
    case 'mfu':
    case 'hfu':
      return value < 1 ? decided(concept, '1', to) : undefined;
    case 'flops':
      return value >= 1e15 ? decided('flops', 'FLOP', to) : undefined;
    case 'nodes':
    case 'gpus':
      if (/world size$/.test(head)) {
        if (/pipeline[^.;]*$/.test(left)) return decided('pp', '', to);
        if (/tensor[^.;]*$/.test(left) && isCount(figure)) return decided('tp', '', to);
      }
      return isCount(figure) && links.some(link => /^[=:|(]$|^(?:of|to)$/.test(link)) && compound.counted === undefined
        ? decided(concept, concept === 'gpus' ? 'GPU' : 'node', to)
        : undefined;
    default:
      return loneRate(placed);
  }
}

/** Numbers of a learning rate: the peak, the end of the decay, the start of the warm-up. */
function decideRate(placed: Placed, concept: Concept, links: readonly string[], head: string): Decided | undefined {
  const { figure, left, ofRates } = placed;
  if (figure.value >= 1.5 || figure.value < 0 || figure.form === 'word') return undefined;
  if (!ofRates) return undefined;
  if ((concept === 'lr-peak-word' || concept === 'lr-min-word') && figure.value > 0.2) return undefined;
  if (concept === 'min_lr' || concept === 'lr-min-word') return decided('min_lr', '', figure.to);
  if (links[0] === 'from' && /warm|increas/.test(left.slice(-80))) return decided('initial_lr', '', figure.to);
  if (
    /(?:decay\w*|anneal\w*|decreas\w*|reduc\w*|lower\w*|drop\w*|down)(?: of)?(?: the| our)? (?:learning rate|lr)$/.test(
      head,
    ) &&
    links[0] === 'to'
  )
    return decided('min_lr', '', figure.to);
  return decided('peak_lr', '', figure.to);
}

/** A small number in a sentence about learning rates that no phrase governs: the verb decides. */
function loneRate(placed: Placed): Decided | undefined {
  const { figure, left, right, ofRates } = placed;
  if (!ofRates || figure.value > 0.05 || figure.value <= 0 || figure.form === 'word') return undefined;
  if (figure.form === 'fraction') return undefined;
  if (/weight decay|dropout|epsilon|\beps\b|ε|ϵ|smoothing|β|beta|coefficient|ratio|clip/.test(left.slice(-28)))
    return undefined;
  const rise = lastIndexOf(left, /warm|increas\w*|ramp\w*|rais\w*|ris(?:es|ing)|peak|maxim/g);
  const fall = lastIndexOf(
    left,
    /(?<!weight )decay\w*|anneal\w*|decreas\w*|reduc\w*|drop\w*|down|lower\w*|fall\w*|final|minimum|end(?:s|ing)?\b|→/g,
  );
  const rate = lastIndexOf(left, /learning rate|\blr\b|\blrs\b|constant|lr max|step size/g);
  const to =
    /\b(?:to|→|at|until|with|of)(?: about| around| approximately| a final value of| a minimum of| the value)? ?$|→ ?$/.test(
      left,
    );
  const from = /\b(?:from|starting at|starting from) ?$/.test(left);
  if (from)
    return decided(
      fall > rise || (!/^[^.;]{0,40}(?:warm|over the first)/.test(right) && fall >= 0)
        ? 'peak_lr'
        : rise >= 0
          ? 'initial_lr'
          : 'peak_lr',
      '',
      figure.to,
    );
  if (to && fall >= 0 && fall > rise && (fall > rate || /\bto ?$/.test(left))) return decided('min_lr', '', figure.to);
  if (to || rate >= 0 || rise >= 0) return decided('peak_lr', '', figure.to);
  return undefined;
}
