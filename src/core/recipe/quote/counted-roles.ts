import { powerOfTen } from './figures.ts';
import type { Concept } from './governors.ts';
import { decideMachines, decideMemory, decideWays } from './machine-roles.ts';
import { phaseOf } from './phases.ts';
import { type Decided, decided, isCount, type Placed } from './placed.ts';
import { accumulated, decideSteps, isMoment, OF_A_STEP } from './step-roles.ts';
import { wallClock } from './time-roles.ts';
import { decideTokens } from './token-roles.ts';

const OF_MACHINES = /[gtn]pu|compute|chip|device|accelerator|core|node|[ahv]\d00|mi\d/;

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
      // "12.8B samples seen": nobody takes so many at a time.
      if (figure.value >= 1e8) return undefined;
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
      if (
        /\bmicro ?batch(?:es| ?sizes?)? (?:of|is|was|contains|holds)(?: of| set to)? $|\bper (?:device|gpu|replica) (?:train(?:ing)? )?batch(?: ?size)? (?:of|is|was) $/.test(
          left,
        )
      )
        return decided('micro_batch', 'sequence', to);
      // "skipped roughly 200-500 data batches", "collected over 14 batches": how many there are is no size.
      if (/\bbatches$/.test(words)) return undefined;
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
        // "65536 sequences per batch in the first phase, and 32768 sequences of length 512 in the second"
        (counted === 'sequence' &&
          /\d[\d,]*k? sequences (?:per|in each|in every) (?:batch|step|update|iteration)\b[^.;]*\b(?:and|then|but) $/.test(
            left,
          )) ||
        per.includes('batch') ||
        per.includes('step') ||
        batchNear(left) ||
        // "2,048 sequences of up to 512 tokens per batch"
        OF_TOKENS_PER_BATCH.test(right.slice(to - figure.to)) ||
        IN_A_STEP.test(left) ||
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
      // "300M parameters per stage" says how big each part is, "20 tokens per parameter" does not.
      if (per.length > 0 && !/^(?:stage|model|network|tower)$/.test(per[0]!)) return undefined;
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
      // "the same rate for the first 100 epochs, decayed over the next 100 epochs": parts of a run
      if (/\b(?:first|next|last|final|remaining|subsequent|following|other) $/.test(left) && placed.topic.ofRates)
        return undefined;
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
      // "four times fewer than the other"
      if (
        /^ ?(?:fewer|more|less|larger|smaller|longer|shorter|faster|slower|higher|lower|as (?:many|much)|that of|the (?:size|data|number|amount))\b/.test(
          right.slice(to - figure.to),
        )
      )
        return undefined;
      // "duplicated 10 times so that each sequence is masked in 10 ways", "seen with the same mask four times"
      if (/\b(?:duplicat|replicat|cop(?:y|ied)|mask|augment|crop|sampl|shuffl)\w*\b[^.;,]{0,24}$/.test(left))
        return undefined;
      // "repeating 1% of the data 50 times": what is done with a part of a corpus is no length of the run.
      if (
        /\brepeat\w* (?:only |just |about )?(?:[\d.]+ ?%|a (?:small )?(?:part|fraction|share|subset)) of (?:\w+ ){1,4}$/.test(
          left,
        )
      )
        return undefined;
      return /pass(?:es|ed)? (?:over|through)|\bsee[ns]?\b|\bsaw\b|repeat|epoch|\bgo(?:es|ne)? (?:over|through)|iterat\w+ (?:over|through)|loop\w* (?:over|through)/.test(
        left,
      )
        ? decided('epochs', 'epoch', to)
        : undefined;
    case 'flop':
      if (per.length > 0 && !per.includes('second')) return undefined;
      // "between 6 × 10^18 FLOPs and 1022 FLOPs": a power of ten that lost its exponent on the way out of a PDF
      if (per.length === 0 && powerOfTen(figure) !== undefined) return decided('flops', 'FLOP', to, powerOfTen(figure));
      // "15 petaFLOPs" is a rate, "3.1 zettaFLOPs" an amount.
      if (words.startsWith('peta'))
        return decided('achieved_flops', 'TFLOP/s', to, Number((figure.value * 1e3).toPrecision(12)));
      if (/^(?:exa|zetta)/.test(words) && per.length === 0)
        return decided('flops', 'FLOP', to, figure.value * (words.startsWith('exa') ? 1e18 : 1e21));
      if (per.includes('second')) return decided('achieved_flops', 'FLOP/s', to);
      // "with only 54M FLOPs": what one picture costs
      return figure.value < 1e12 ? undefined : decided('flops', 'FLOP', to);
    case 'flop-rate': {
      // "1.3 GFLOPs per image": what a network costs, and no rate of a machine
      if (/^(?:image|token|sample|frame|forward|input|inference|pass|clip|example)/.test(per[0] ?? ''))
        return undefined;
      const scale = words.startsWith('g') ? 1e-3 : words.startsWith('p') ? 1e3 : 1;
      const rate =
        words.includes('/s') || per.length > 0 || /^ ?(?:per|\/|on each|each|peak)/.test(right.slice(to - figure.to));
      if (scale < 1 && !rate) return undefined;
      return decided(
        'achieved_flops',
        'TFLOP/s',
        to,
        scale === 1 ? undefined : Number((figure.value * scale).toPrecision(12)),
      );
    }
    case 'watt':
      return /tdp|power|consum|gpu|each/.test(left.slice(-80)) || /^.{0,12}tdp|^ ?k?w (?:each|per)\b/.test(right)
        ? decided('tdp', /kw/.test(words) ? 'kW' : 'W', to)
        : undefined;
    case 'energy':
      return decided('energy', /mwh/.test(words) ? 'MWh' : /gwh/.test(words) ? 'GWh' : 'kWh', to);
    case 'kg':
    case 't':
      if (
        !/co ?2|carbon|emi(?:tted|ssion)/.test(`${left.slice(-120)} ${words} ${right.slice(0, 60)}`) &&
        // "… a footprint of 75 tons of CO2eq. GPT-3 was estimated to use 500 tons"
        !(
          placed.topic.ofCarbon &&
          /^(?:metric )?(?:tons|tonnes|kg)$/.test(words) &&
          !/^ ?of (?!co2|carbon|emi)/.test(right.slice(to - figure.to))
        )
      )
        return undefined;
      if (/^ ?(?:per|\/) ?(?:[kmg]?wh|kilowatt|user|query|person)/.test(right.slice(to - figure.to)) || per.length > 0)
        return undefined;
      return decided('co2', counted, to);
    case 'gb':
      return decideMemory(placed, to);
    case 'layer':
      if (!isCount(figure)) return undefined;
      // "5 local layers for every global layer", "follows every 7 lightning attention layers"
      if (/^(?:local|global|sliding)\b/.test(words) || /\b(?:every|each) (?:of the )?$/.test(left)) return undefined;
      // "extends it with 8 additional transformer blocks": what is added is not how many there are.
      if (
        /^(?:additional|extra|new|further|more|added)\b/.test(words) ||
        /\b(?:add(?:s|ed|ing)?|(?:the )?(?:first|last|final|top|bottom|upper|lower|remaining|initial|middle)) $/.test(
          left,
        )
      )
        return undefined;
      return decided('layers', 'layer', to);
    case 'head':
      if (!isCount(figure)) return undefined;
      // "64-dimensional heads"
      if (/^dim/.test(words)) return decided('head_dim', '', to);
      // "32-headed attention", and no hydra
      if (/headed/.test(words) && !/^[^.;,]{0,20}attention/.test(right.slice(1))) return undefined;
      // "32 / 4 heads (Q / KV)"
      if (/\d ?\/ ?$/.test(left) && /^ ?\(q ?\/ ?kv\)/.test(right.slice(to - figure.to)))
        return decided('kv_heads', 'head', to);
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
      // "a 30B total, 3B active model"
      if (/^activ\w* models?$/.test(words) && figure.value >= 1e8) return decided('params_active', 'param', to);
      // "17 layers, 512 dim, 8 heads"
      if (
        /^dim(?:s|ensions?)?$/.test(words) &&
        figure.value >= 128 &&
        /\blayers?,? (?:and |with )?$/.test(left) &&
        isCount(figure)
      )
        return decided('hidden', '', to);
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
        /^(?:hidden )?(?:lstm |gru |memory )?(?:units|cells|neurons)/.test(words) &&
        (/^ ?(?:per|in each|in every|at each|each in|for each) layer/.test(right.slice(to - figure.to)) ||
          /hidden|width|\b(?:lstm|gru|rnn) (?:layer |network )?(?:with|of|has) $/.test(left.slice(-40)))
      )
        return figure.value >= 32 ? decided('hidden', '', to) : undefined;
      return /^hidden|^dim(?:ensional)? (?:hidden|transformer|model|residual|decoder|encoder|states?\b|activations)/.test(
        `${words}${right.slice(to - figure.to, to - figure.to + 16)}`,
      )
        ? decided('hidden', '', to)
        : undefined;
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

const IN_A_STEP =
  /\b(?:each|every|one|a single|per) (?:\w+ )?(?:step|update|iteration),? (?:process|sees|consum|us|cover|contain|tak|hold|compris|ha)\w*(?: about| up to)? $|\b(?:each|every|one|a single|per|an?) (?:\w+ )?(?:step|update|iteration),? (?:over|on|of|with|for) (?:a batch of |about )?$/;

const OF_TOKENS_PER_BATCH =
  /^ ?(?:of|with|,? each of|containing|holding) (?:(?:up to|at most|about|exactly|a maximum of|max) )?[\d,.]+k? ?tokens?(?: each)? (?:per|in each|in every|in a) (?:training |gradient |optimi[sz]er |mini )?(?:batch|step|update|iteration)\b/;

const ON_EACH =
  /^ ?(?:(?:fit|are placed|were placed|reside|are processed)s? )?(?:on|in|for|onto|per) (?:each|every|a single|one)? ?(?:single )?(?:(?:tpu|gpu|v\d) )?(?:gpu|device|tpu|chip|core|worker|accelerator|card)\b/;

const batchNear = (left: string): boolean =>
  /batch(?:es)?(?: ?sizes?)?(?: (?:is|was|of|contains|consists|consisted|has|with|to|uses|comprises|size|effective|therefore|then|=))*(?: \w+){0,2} $/.test(
    left.slice(-60),
  );

/** A batch size without a unit: tokens where it is in millions, sequences where text is trained on, else examples. */
export function batchOf(placed: Placed, to: number): Decided {
  const { figure } = placed;
  const { ofText } = placed.topic;
  // A million sequences are no batch.
  if (figure.magnitude === 'M' || figure.magnitude === 'B' || (ofText && figure.value >= 2 ** 19))
    return decided('batch_tokens', 'token', to);
  return ofText ? decided('batch_seqs', 'sequence', to) : decided('batch_examples', 'example', to);
}
