import type { Concept } from './governors.ts';
import { phaseOf } from './phases.ts';
import { type Decided, decided, isCount, type Placed } from './placed.ts';

const OF_MACHINES = /gpu|tpu|compute|chip|device|accelerator|core|node|[ahv]\d00|mi\d/;

/** The role of a number with a noun after it: what is counted, and in which part of the run. */
export function decideCounted(
  placed: Placed,
  concept: Concept | undefined,
  links: readonly string[],
): Decided | undefined {
  const { figure, compound, left, right } = placed;
  const { counted, words, per, to } = compound;
  // "a batch size of one sequence per device", "four sequences fit on each GPU"
  const onEach =
    /^(?:sequence|example|image)$/.test(counted ?? '') &&
    (/^(?:gpu|device|core|chip|tpu|worker|accelerator)$/.test(per[0] ?? '') ||
      ON_EACH.test(right.slice(to - figure.to)));
  // "three steps", "two layers": small counts in words are about method, not about a run.
  if (
    !onEach &&
    figure.form === 'word' &&
    figure.value < 1000 &&
    // "sixteen attention heads", "twelve layers"
    !(counted === 'head' && figure.value >= 2 && /attention/.test(words)) &&
    !(counted === 'layer' && figure.value >= 6 && words !== 'blocks') &&
    /^(?:token|word|step|sequence|example|image|layer|head|kv-head|expert|batch|param)$/.test(counted ?? '')
  )
    return undefined;
  switch (counted) {
    case 'token':
    case 'word':
      return decideTokens(placed, concept, links);
    case 'context':
      if (/sliding|local|attention window/.test(words)) return undefined;
      if (/token context|context|sequence|window/.test(words)) return decided('context', 'token', to);
      return undefined;
    case 'step':
      return decideSteps(placed, concept, links);
    case 'batch':
      // "Blocks: 2 Batch size: 96": the name of the next value
      if (/^ ?(?:[a-z]+ )?batch ?size ?[:=] ?\d/.test(right)) return undefined;
      // "12 batch size * 1024 block size * 5 gradaccum * 8 GPUs": a factor of the whole.
      if (/micro ?batch/.test(words))
        return /accumul\w* (?:\w+ ){0,3}$/.test(left)
          ? decided('grad_accum', '', to)
          : decided('micro_batch', 'sequence', to);
      if (/^ ?batch(?: ?size)? ?[*x×] ?\d/.test(right)) return decided('micro_batch', 'sequence', to);
      return isCount(figure) ? batchOf(placed, to) : undefined;
    case 'sequence':
    case 'example':
    case 'image': {
      if (/micro ?batch/.test(words))
        return /accumul\w* (?:\w+ ){0,3}$/.test(left) ? decided('grad_accum', '', to) : undefined;
      // "with 4,096-token contexts"
      if (
        /^tokens? (?:long )?(?:input |training )?(?:contexts|sequences?|segments?|samples|examples)$/.test(words) &&
        figure.value >= 128
      )
        return decided('context', 'token', to);
      // "chunked into 64k segments", "trained on 4K-length sequences"
      if (
        figure.value >= 128 &&
        ((/\b(?:chunk|split|pack|cut|truncat|divid|group)\w* into $/.test(left) &&
          figure.magnitude === 'K' &&
          /segments|chunks|sequences|blocks|windows/.test(words)) ||
          /^length (?:sequences|contexts|inputs|samples|examples|segments)/.test(words))
      )
        return decided('context', 'token', to);
      // "trained for 200K batches", "updated from 700,000 mini-batches of 2,048 positions"
      if (/^(?:mini ?)?batches$/.test(words) && figure.value >= 1000 && !/accumul/.test(left.slice(-40)))
        return decideSteps(placed, concept, links);
      // "gradient accumulation over 8 batches"
      if (accumulated(left) && figure.value <= 4096 && !/samples|examples|instances/.test(words))
        return decided('grad_accum', '', to);
      if (/micro ?batch(?:es)? of $/.test(left)) return decided('micro_batch', 'sequence', to);
      if (/\blength $/.test(left) && figure.value >= 32) return decided('context', 'token', figure.to);
      if (
        /human|new|annotat|question|test|per (?:question|prompt|problem)|preference|instruction|sft|demonstration/.test(
          words,
        )
      )
        return undefined;
      if (
        /\b(?:each|every|per) (?:gpu|device|worker|tpu|chip|rank|accelerator)s? (?:core )?(?:is )?(?:\w+ )?(?:\w+(?:s|ing)|with) (?:a batch of )?$/.test(
          left,
        )
      )
        return decided('micro_batch', 'sequence', to);
      const phase = phaseOf(placed, concept, links);
      const sequences =
        counted === 'sequence' ||
        (counted === 'example' &&
          placed.topic.ofText &&
          (!/^examples?$/.test(words) ||
            /^[^.;,]{0,12}(?:each|of length|with|\(|, each)[^.;]{0,30}(?:tokens|length)/.test(right)) &&
          !/segments|clips|utterances/.test(words)) ||
        (counted === 'example' && /\b(?:text|code|passages?|queries)\b/.test(words));
      if (concept === 'context' && counted !== 'image') return decided('context', 'token', figure.to);
      // "with 4 images per GPU", "16 positive pairs on each core"
      if (
        isCount(figure) &&
        figure.value <= 4096 &&
        (/^(?:gpu|device|core|chip|tpu|worker|accelerator)$/.test(per[0] ?? '') ||
          ON_EACH.test(right.slice(to - figure.to)))
      )
        return decided('micro_batch', sequences ? 'sequence' : 'example', to);
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
      // "activates 3.6B of its 21B parameters per token"
      if (
        figure.value >= 1e8 &&
        /\bactivat\w+ [^.;,]*\d[\d.]* ?[mbt]?(?:illion)? (?:out )?of (?:its |the |their |a total of |all )*$/.test(left)
      )
        return decided('params', 'param', to);
      if (/^(?:\w+ ){0,3}per\b/.test(right.trimStart()) && per.length > 0) return undefined;
      if (per.length > 0) return undefined;
      if (/embedding/.test(words) && !/non ?embedding/.test(words)) return undefined;
      if (figure.value < 1e5) return undefined;
      return decided(isActive(placed) ? 'params_active' : 'params', 'param', to);
    case 'gpu':
    case 'node':
      return decideMachines(placed, counted, to);
    case 'hour':
      if (
        /^ ?(?:of )?(?:[\w,]+ ){0,4}(?:audio|speech|video|recordings?|data|dataset|corpus|music|labell?ed|unlabell?ed|transcribed|librispeech)\b/.test(
          right.slice(to - figure.to),
        )
      )
        return undefined;
      if (OF_MACHINES.test(words)) return decided('gpu_hours', 'h', to);
      if (concept === 'gpu_hours') return decided('gpu_hours', 'h', to);
      return wallClock(placed, 'h', to);
    case 'day':
      if (/petaflop|flop/.test(words)) return undefined;
      if (OF_MACHINES.test(words)) return decided('gpu_hours', 'h', to, figure.value * 24);
      return wallClock(placed, 'day', to);
    case 'week':
      if (OF_MACHINES.test(words)) return decided('gpu_hours', 'h', to, figure.value * 168);
      return wallClock(placed, 'day', to, figure.value * 7);
    case 'month':
      return wallClock(placed, 'month', to);
    case 'minute':
      return wallClock(placed, 'min', to);
    case 'millisecond':
      return OF_A_STEP.test(left) ||
        per.includes('step') ||
        /^ ?(?:per|\/|each|a|for (?:each|one|every))? ?(?:\w+ )?(?:step|iter|update)/.test(
          right.slice(to - figure.to),
        ) ||
        /^\W*(?:iter|step)\w*:? \d.*\btime[:= ]+$/.test(left)
        ? decided('sec_per_step', 's', to, Number((figure.value / 1000).toPrecision(6)))
        : undefined;
    case 'second':
      if (words === 's' && !/step|iteration|update/.test(left + right)) return undefined;
      if (
        OF_A_STEP.test(left) ||
        /^ ?(?:per|\/|each|a)? ?(?:per )?(?:step|iteration|update)/.test(right.slice(to - figure.to)) ||
        per.includes('step')
      ) {
        return decided('sec_per_step', 's', to);
      }
      return undefined;
    case 'epoch': {
      if (
        /warm/.test(words) ||
        (placed.previous?.role !== 'warmup_ratio' && phaseOf(placed, concept, links) === 'warmup')
      )
        return decided('warmup_epochs', 'epoch', to);
      if (/% of (?:one|an|a|1)? ?$/.test(left)) return undefined;
      if (accumulated(left)) return decided('grad_accum', '', to);
      // "decays by 0.97 every 2.4 epochs", "dropped at 60, 120 and 160 epochs": when the rate changes.
      if (/\b(?:every|each) $/.test(left)) return undefined;
      if (isMoment(placed, to)) return undefined;
      // "one epoch being 2,000 updates"
      if (
        figure.value === 1 &&
        /^ ?(?:being|is|was|equals?|=|corresponds?|consists?|contains?|takes?|has)\b/.test(right.slice(to - figure.to))
      )
        return undefined;
      if (
        /pass|cycles|sweeps/.test(words) &&
        !/^ ?(?:over|through|of|on) (?:\S+ ){0,5}?\S*(?:data|corpus|corpora|set\b|text|pile|c4|example|document|token|imagenet|mixture|collection|code|laion)/.test(
          right.slice(to - figure.to),
        )
      )
        return undefined;
      return decided('epochs', 'epoch', to);
    }
    case 'times':
      // "the weights are updated 100,000 times"
      if (
        /\b(?:model|weights|parameters|network) (?:is|are|was|were) updated (?:a total of |about |over )*$/.test(left)
      )
        return decided('steps', 'step', to);
      return /pass(?:es|ed)? (?:over|through)|\bsee[ns]?\b|\bsaw\b|repeat|epoch|\bgo(?:es|ne)? (?:over|through)|iterat\w+ (?:over|through)|loop\w* (?:over|through)/.test(
        left,
      )
        ? decided('epochs', 'epoch', to)
        : undefined;
    case 'flop':
      if (per.length > 0 && !per.includes('second')) return undefined;
      if (figure.value < 1e12 || per.includes('second')) return decided('achieved_flops', 'FLOP/s', to);
      return decided('flops', 'FLOP', to);
    case 'flop-rate':
      return decided('achieved_flops', 'TFLOP/s', to);
    case 'watt':
      return /tdp|power|consum|gpu|each/.test(left.slice(-80)) || /^.{0,12}tdp|^ ?k?w (?:each|per)\b/.test(right)
        ? decided('tdp', /kw/.test(words) ? 'kW' : 'W', to)
        : undefined;
    case 'energy':
      return decided('energy', /mwh/.test(words) ? 'MWh' : /gwh/.test(words) ? 'GWh' : 'kWh', to);
    case 'kg':
    case 't':
      if (!/co ?2|carbon|emi(?:tted|ssion)/.test(`${left.slice(-120)} ${words} ${right.slice(0, 60)}`))
        return undefined;
      if (/^ ?(?:per|\/) ?(?:[kmg]?wh|kilowatt|user|query|person)/.test(right.slice(to - figure.to)) || per.length > 0)
        return undefined;
      return decided('co2', counted, to);
    case 'gb':
      return decideMemory(placed, to);
    case 'layer':
      if (!isCount(figure)) return undefined;
      return decided('layers', 'layer', to);
    case 'head':
      if (!isCount(figure)) return undefined;
      return /kv|key|value/.test(words) ? decided('kv_heads', 'head', to) : decided('heads', 'head', to);
    case 'kv-head':
      return decided('kv_heads', 'head', to);
    case 'expert':
      return decided('experts', 'expert', to);
    case 'way': {
      // "12-way pipeline parallelism for the 7B and 6-way for the 3B model": the whole name goes with the number.
      const named =
        /^[ -]?way (?:\w+ )?(?:tensor|model|pipeline|data|expert|tp|pp|dp|ep|fsdp|zero)\b(?: (?:model )?(?:parallel\w*|slicing|sharding|replication))?/.exec(
          right,
        );
      const end = named === null ? to : figure.to + named[0].length;
      return decideWays(placed, end);
    }
    case 'other':
      if (/^pipeline (?:parallel |parallelism )?stages/.test(words)) return decided('pp', '', to);
      // "the hidden state has 2048 dimensions"
      if (
        /^dimensions/.test(words) &&
        figure.value >= 64 &&
        /\b(?:hidden|embedding|model|residual|token)\b[^.;,\d]{0,30} (?:has|have|of|with|in|uses?) $/.test(left)
      )
        return decided('hidden', '', to);
      // "an LSTM with 650 units per layer"
      if (
        /^units/.test(words) &&
        (/^ ?(?:per|in each|in every) layer/.test(right.slice(to - figure.to)) ||
          /hidden|width|\b(?:lstm|gru|rnn) (?:layer |network )?(?:with|of|has) $/.test(left.slice(-40)))
      )
        return figure.value >= 32 ? decided('hidden', '', to) : undefined;
      return /^hidden|^dim(?:ensional)? (?:hidden|transformer|model|residual|decoder|encoder)/.test(
        `${words}${right.slice(to - figure.to, to - figure.to + 16)}`,
      )
        ? decided('hidden', '', to)
        : undefined;
    default:
      return undefined;
  }
}

/** "8-way tensor parallelism". */
function decideWays({ compound: { words }, right }: Placed, to: number): Decided | undefined {
  if (
    /tensor|model|\btp\b/.test(words + right.slice(0, 40)) &&
    /^[ ]?way (?:\w+ )?(?:tensor|model|tp\b)/.test(right.trimStart())
  ) {
    return /^way (?:model sharding)/.test(right.trimStart()) ? undefined : decided('tp', '', to);
  }
  if (/^way (?:\w+ )?(?:pipeline|pp\b)/.test(right.trimStart())) return decided('pp', '', to);
  if (/^way (?:data|zero|fsdp|dp\b)/.test(right.trimStart())) return decided('dp', '', to);
  if (/^way (?:expert|ep\b)/.test(right.trimStart())) return decided('ep', '', to);
  return undefined;
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
  // "350GT" are giga-tokens.
  if (/^gt\b/.test(words) && figure.magnitude === '')
    return figure.value >= 1 ? decided('tokens', 'token', to, figure.value * 1e9) : undefined;
  // "150 tok/s/user" is of serving.
  if (/^(?:user|request|stream)$/.test(per[1] ?? '')) return undefined;
  if (
    per[0] === 'second' ||
    (per[0] === 'gpu' && per[1] === 'second') ||
    (per.length === 0 && /^ ?(?:every|each) second\b/.test(rest))
  ) {
    const perGpu =
      per.includes('gpu') ||
      /\b(?:each|every|a single|one|per) (?:[\w]+ )?(?:gpu|tpu|chip|device|accelerator|[ahv]\d00)s? (?:\w+ )?(?:process\w*|sees?|handles?|reach\w*|achiev\w*|train\w*|sustain\w*|deliver\w*|runs?|consum\w*)(?: at)?(?: about| around| roughly| approximately| up to| over| more than)* $/.test(
        left,
      ) ||
      /^ ?(?:per|on (?:a|one|each)|for each) (?:single )?(?:[a-z]\d|gpu|tpu|chip|device)/.test(rest);
    return perGpu ? decided('throughput_tok_s_gpu', 'token/s/GPU', to) : decided('throughput_tok_s', 'token/s', to);
  }
  if (per[0] === 'param' || /^ ?per (?:\w+ )?param/.test(rest)) return decided('tokens_per_param', 'token/param', to);
  if (per[0] === 'gpu') return decided('tokens_per_gpu', 'token/GPU', to);
  const unit = compound.counted === 'word' ? 'word' : 'token';
  // "256 documents of 512 subwords", "sequences of at most 2,048 tokens each"
  if (
    placed.previous?.role.startsWith('batch_') === true &&
    figure.value < 2e6 &&
    /^ ?(?:each |that are |, each )?(?:of|with|having|containing|at|holding|(?:are|is) of) (?:a |the )?(?:(?:sequence |maximum |max )*length(?: of)? |up to |at most |about |exactly |around )*$/.test(
      placed.previous.between,
    )
  )
    return decided('context', unit, to);
  // "1,024 sequences × 1,024 tokens per step"
  if (
    placed.previous?.role === 'batch_seqs' &&
    /^ ?(?:sequences )?[×x*] ?$/.test(placed.previous.between) &&
    figure.value < 2e6
  )
    return decided('context', unit, to);
  if (unit === 'word' && per.length > 0) return undefined;
  if (per[0] === 'batch' || per[0] === 'step' || IN_EACH_STEP.test(rest) || /batch/.test(words))
    return decided('batch_tokens', unit, to);
  // "every optimizer step consumes 4M tokens", "480k steps at 4.2M tokens each"
  if (
    /\b(?:each|every|one|a single|per) (?:\w+ ){0,2}(?:step|update|iteration)s?,? (?:consum|sees|process|us|cover|see|contain|compris|includ|span|tak|amount|correspond|equal|average)\w*(?: to| over| on)?(?: about| around| roughly| approximately| some| a total of)? $/.test(
      left,
    ) ||
    (figure.value < 1e8 &&
      placed.previous?.role === 'steps' &&
      /^ ?(?:at|of|with|each(?: of| with| on)?|×|x|\*) ?(?:about |roughly |around |approximately |∼|~)?$/.test(
        placed.previous.between,
      ))
  )
    return decided('batch_tokens', unit, to);
  if (/\bevery (?:\w+ )?$/.test(left)) return undefined;
  if (per.length > 0)
    return /byte|image|question|document|example|sequence|prompt/.test(per[0] ?? '') && per[0] === 'sequence'
      ? decided('context', unit, to)
      : undefined;
  if (
    /generat|sampled|respons|output|vocab|special/.test(words) ||
    (/(?:generat\w+|sampl\w+|output|vocabulary|vocab size|decod\w+)(?: \w+){0,4} $/.test(left) &&
      /generat|vocab/.test(left.slice(-40)))
  ) {
    return /\boutput\b/.test(left.slice(-24)) && !/generat|vocab/.test(left)
      ? decided('context_out', unit, to)
      : undefined;
  }
  // "on 1024-token inputs"
  if (
    words === 'token' &&
    figure.value >= 128 &&
    figure.value < 2e7 &&
    /^ ?(?:long )?(?:inputs?|windows?|chunks?|blocks?|texts?|documents?|prompts?|crops?)\b/.test(rest)
  )
    return decided('context', unit, to);
  if (concept === 'micro') return decided('tokens_per_gpu', 'token/GPU', to);
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
          ((figure.value >= 1024 &&
            /\b(?:handl|support|process|accept|fit)\w* (?:(?:inputs?|contexts?|sequences|documents|prompts) of )?(?:up to |as many as )$/.test(
              left,
            )) ||
            (/\blonger than $/.test(left) &&
              /^[^.;]{0,24}\b(?:trim|trunc|discard|remov|filter|drop|cut|split)/.test(rest)) ||
            /\b(?:extended|expanded|lengthened) to (?:up to |about )?$/.test(left) ||
            /\b(?:truncat|trim|cut|clip|pad|pack|chunk)\w* (?:\w+ ){0,3}(?:to|at|into|in) (?:(?:\w+ )?(?:segments|chunks|sequences|blocks|windows|pieces|samples|examples|lengths?) of (?:length |size )?)?(?:a maximum of |up to |at most )?$/.test(
              left,
            ) ||
            /\b(?:instances|sequences|samples|examples|documents) (?:of|with)(?: length| up to)? $/.test(left) ||
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
  if (/accumulation|accum/.test(words) || (accumulated(left) && figure.value <= 4096))
    return decided('grad_accum', '', to);
  if (figure.value < 10) return undefined;
  if (/\btokens? (?:updates?|steps?)$/.test(words) && figure.value >= 1e9) return decided('tokens', 'token', to);
  if (/\btime ?steps?\b|timestep/.test(words)) return undefined;
  if (
    /\b(?:intervals?|frequency) of (?:about )?$|\b(?:median|mean|averag\w*|best|std|sum) (?:across|over|of) (?:the last )?$/.test(
      left,
    )
  )
    return undefined;
  if (/denois|sampling|diffusion|inference|ddim|reasoning|solution|environment|evaluation/.test(words))
    return undefined;
  if (/\bevery (?:\w+ )?$|\bt ?= ?$/.test(left) || per.length > 0) return undefined;
  // "one epoch being 2,000 updates"
  if (
    /\bepoch,? (?:being|is|was|equals?|=|of|consist\w* of|contain\w*|takes?|corresponds? to) (?:about |roughly )?$/.test(
      left,
    )
  )
    return undefined;
  // "divided by 10 at 60k iterations and again at 80k iterations"
  if (
    placed.topic.ofRates &&
    /\b(?:drop|decreas|reduc|divid|multipl|halv|decay)\w*\b(?:[^.;,]|\.(?=\d)){0,40}\b(?:by|to(?! (?:0|zero)\b)|halv\w*)\b(?:[^.;,]|[.,](?=\d)){0,40} (?:at|after) (?:the )?(?:[\d.,]+k?(?: \w+)?(?:,| and|, and)(?: again| then)?(?: at| after)? )*$/.test(
      left,
    )
  )
    return decided('segment_steps', 'step', to);
  // "dropped at the 120k iteration"
  if (/^(?:step|iteration|update)$/.test(words) && /\b(?:at|from|after|until|in) the $/.test(left))
    return decided('segment_steps', 'step', to);
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

/** "gradients are accumulated over", "accumulating for": what follows counts the passes behind one update. */
const accumulated = (left: string): boolean =>
  /\baccumul\w*(?: the| our)?(?: gradients?)? (?:over|for|across|of|on|from|during|with|every) (?:a total of |about |the )?$/.test(
    left,
  ) ||
  /\bgradients? (?:are |is |were |was )?(?:first |then )?(?:accumulat\w+|summed|averaged|aggregated) (?:over|for|across|from|during|of) $/.test(
    left,
  ) ||
  /\baccumul\w* $/.test(left);

const ON_EACH =
  /^ ?(?:(?:fit|are placed|were placed|reside|are processed)s? )?(?:on|in|for|onto|per) (?:each|every|a single|one)? ?(?:single )?(?:(?:tpu|gpu|v\d) )?(?:gpu|device|tpu|chip|core|worker|accelerator|card)\b/;

/** "… are processed in each optimizer step", "packed into every batch" */
const IN_EACH_STEP =
  /^ ?(?:(?:are|is|were|was) )?(?:processed |consumed |used |seen |read |fed |packed |put )?(?:in|for|into|per|at|by|during|with) (?:each|every|a single|one) (?:\w+ )?(?:batch|step|update|iteration)\b/;

const OF_A_STEP = /\b(?:steps?|iterations?|updates?)\b[^\d.;]{0,40}$|(?:step|iteration) times?\b/;

/** "after 6 epochs we decrease the learning rate", "drops at 30, 60 and 80 epochs": a moment of a run, not its length. */
function isMoment({ left, right, figure, topic: { ofRates } }: Placed, to: number): boolean {
  if (
    !/\b(?:after|at|from|until|by|in) (?:the )?(?:epochs? )?(?:(?:about |the )?[\d.,]+(?: epochs)?(?:,| and|, and| or) )*(?:the )?$/.test(
      left,
    )
  )
    return false;
  const rest = right.slice(to - figure.to);
  return (
    /^ ?(?:of training)?,? ?(?:and |when |where |at which )?(?:we|it|the|this|is|are)\b[^.;]{0,40}\b(?:begin|began|begun|start|decreas|reduc|halv|decay|drop|lower|divid|multipl|anneal|switch|chang|increas)/.test(
      rest,
    ) ||
    (ofRates &&
      /\b(?:drop|decay|decreas|reduc|halv|divid|multipl|lower|anneal)\w*\b(?:[^.;]|\.(?=\d)){0,70}\b(?:after|at|from) (?:the )?(?:epochs? )?(?:[\d.,]+(?: epochs)?(?:,| and|, and| or) )*$/.test(
        left,
      ))
  );
}

const batchNear = (left: string): boolean =>
  /batch(?:es)?(?: ?sizes?)?(?: (?:is|was|of|contains|consists|consisted|has|with|to|uses|comprises|size|effective|therefore|then|=))*(?: \w+){0,2} $/.test(
    left.slice(-60),
  );

function decideMachines(placed: Placed, counted: 'gpu' | 'node', to: number): Decided | undefined {
  const { figure, left, right } = placed;
  const rest = right.slice(to - figure.to);
  if (figure.value < 1 || figure.value > 3e6) return undefined;
  const { words } = placed.compound;
  // "on 3090 or 4090 GPUs"
  if (
    figure.form === 'plain' &&
    counted === 'gpu' &&
    /^(?:10[678]0|20[678]0|[345]0[6789]0)$/.test(String(figure.value)) &&
    !/,/.test(right.slice(0, 1)) &&
    /\b(?:on|or|and|of|rtx|\/|an?|with) ?$|\/$/.test(left)
  )
    return undefined;
  // "two machine translation tasks", "two core ideas", "one core or CPU"
  if (figure.form === 'word' && figure.value > 1 && !/s\b/.test(words)) return undefined;
  // "80-core CPU machines", "a 16-CPU node"
  if (/\bcpus?\b/.test(words) || (/\bcores?\b/.test(words) && /^ ?(?:cpu|intel|amd|xeon)/.test(rest))) return undefined;
  if (/\bcores?\b/.test(words) && !/tpu|gpu|accelerator|train/.test(left + right)) return undefined;
  if (/^(?:[^.;,]|\.(?=\d)){0,20}\bpods?\b/.test(right)) return undefined;
  if (/spare|reserve|additional backup/.test(`${left.slice(-24)} ${placed.compound.words}`)) return undefined;
  // "an 8-GPU machine", "two 8-GPU machines"
  if (counted === 'node' && /^gpu (?:machine|server|node|workstation|box)/.test(words))
    return decided(
      /\b(?:an?|one|single|our|the) (?:typical |high end )?$/.test(left) ? 'gpus' : 'gpus_per_node',
      'GPU',
      to,
    );
  if (counted === 'node')
    return figure.form === 'word' && figure.value === 1 ? undefined : decided('nodes', 'node', to);
  const each =
    /\b(?:each|every|per) (?:\w+ ){0,2}(?:has|have|having|with|contains?|consists? of|comprising|of|node|server|machine|equipped with)?(?: of| with| has| contains| consists)*(?: \w+)? ?$/.test(
      left.slice(-50),
    ) && /node|server|machine|dgx/.test(left);
  // "4 NVIDIA H100 nodes with 8 GPUs"
  if (
    /\b(?:[2-9]|\d{2,4}) (?:\w+ ){0,3}(?:nodes|servers|machines|instances|hosts),? (?:with|of|having|containing|equipped with) $/.test(
      left,
    )
  )
    return decided('gpus_per_node', 'GPU', to);
  // "machines with 8 GPUs", of which nobody says how many there are
  if (
    /\b(?:nodes|servers|machines|hosts),? (?:with|of|having|containing|equipped with|that have|featuring|holding) (?:up to )?$/.test(
      left,
    ) &&
    figure.value <= 16
  )
    return decided('gpus_per_node', 'GPU', to);
  // "tensor parallelism spans 8 GPUs"
  const spread =
    /\b(tensor|pipeline|model|data|expert) parallel(?:ism)?,? (?:that |which )?(?:is |was )?(?:spans?|spanning|covers?|across|over|uses?|among|degree of)(?: across| over)? (?:groups of )?$/.exec(
      left,
    )?.[1];
  if (spread !== undefined && counted === 'gpu')
    return decided(spread === 'pipeline' ? 'pp' : spread === 'data' ? 'dp' : spread === 'expert' ? 'ep' : 'tp', '', to);
  // "one DGX-2 machine with 16 V100 GPUs"
  if (ONE_MACHINE.test(left)) return decided('gpus', 'GPU', to);
  if (
    each ||
    placed.compound.per.some(unit => /^(?:node|server|machine|host)/.test(unit)) ||
    /^ ?(?:per (?:node|server|machine)|in each node|\/ ?node)/.test(rest) ||
    (/^ ?each\b/.test(rest) && (figure.value <= 16 || OF_NODES.test(left)))
  )
    return decided('gpus_per_node', 'GPU', to);
  return decided('gpus', 'GPU', to);
}

const OF_NODES = /node|server|machine|host|instance|dgx/;

/** A single machine, whose accelerators are all that there are. */
export const ONE_MACHINE =
  /\b(?:one|an?|single|1) (?:[\w ]{1,24} )?(?:nodes?|server|machine|workstation|instance|host|box|dgx ?\S*)(?: (?:with|of|containing|having|that has|equipped with|consisting of)| \() ?(?:a total of )?$/;

function wallClock(placed: Placed, unit: string, to: number, value?: number): Decided | undefined {
  const { left, right, figure } = placed;
  const rest = right.slice(to - figure.to);
  if (!placed.topic.ofTraining) return undefined;
  if (
    /^ ?(?:old|later|earlier|ago|(?:video|audio|clip|talk|speech|recording|song|walk|drive)s?\b|of (?:\w+ ){0,2}(?:audio|speech|video|game|experience|gameplay|play|data|recordings?|music|demonstrations|footage))/.test(
      rest,
    )
  )
    return undefined;
  // "180 days of GPU-time"
  if (/^[ *]*of (?:[\w]+ )?(?:gpu|tpu|accelerator) ?(?:time|compute)\b/.test(rest) && (unit === 'h' || unit === 'day'))
    return decided('gpu_hours', 'h', to, (value ?? figure.value) * (unit === 'day' ? 24 : 1));
  // "a cumulative of 310 hours of computation was performed": the hours of all devices
  if (
    unit === 'h' &&
    /\b(?:cumulative|cumulatively|accumulated|aggregate)(?: total)?(?: of)? (?:about |roughly |around |approximately )?$/.test(
      left,
    )
  )
    return decided('gpu_hours', 'h', to);
  if (/every $|\bper $/.test(left)) return undefined;
  if (
    /^ ?(?:(?:per|\/|for (?:each|every)|each) ?)(?:\w+ )?(?:epoch|step|iteration|image|sample|game|query|question|token|example|video|run\b)/.test(
      right.slice(placed.compound.words === '' ? 0 : placed.compound.to - figure.to),
    ) ||
    placed.compound.per.some(unitOf => /^(?:epoch|step|iteration|image|sample|game|quer|token|example)/.test(unitOf))
  )
    return undefined;
  // Nobody trains for ten years: these are hours of recordings, or of many machines.
  if ((unit === 'h' && figure.value > 50_000) || (unit === 'day' && (value ?? figure.value) > 2_000)) return undefined;
  return decided('wall_clock', unit, to, value);
}

function decideMemory(placed: Placed, to: number): Decided | undefined {
  const { figure, left, right, hardware } = placed;
  const rest = right.slice(to - figure.to).trimStart();
  if (/\b(?:occup|consum|requir|need|tak)\w* (?:about |only |up to )?$/.test(left)) return undefined;
  if (/^(?:of )?(?:uncompressed )?(?:text|data|code|corpus|disk|storage|images|documents)/.test(rest)) return undefined;
  if (
    hardware !== undefined ||
    /^(?:of )?(?:\(?(?:memory|ram|vram|hbm|gpu|gpus|device|card|of memory|on board))/.test(rest)
  )
    return decided('mem', 'GB', to);
  if (
    /(?:gpus?|[ahvtl]\d{2,3}s?|mi\d+x|tpus?|memory|rtx \d+|cards?|processors?|npus?|accelerators?|chips|devices)[ (]*(?:each )?(?:with |having |of |has |\()? ?$/.test(
      left.slice(-30),
    )
  )
    return decided('mem', 'GB', to);
  return undefined;
}

/** A batch size without a unit: tokens where it is in millions, sequences where text is trained on, else examples. */
export function batchOf(placed: Placed, to: number): Decided {
  const { figure } = placed;
  const { ofText } = placed.topic;
  // A million sequences are no batch.
  if (figure.magnitude === 'M' || figure.magnitude === 'B' || (ofText && figure.value >= 2 ** 19))
    return decided('batch_tokens', 'token', to);
  return ofText ? decided('batch_seqs', 'sequence', to) : decided('batch_examples', 'example', to);
}
