import { batchOf } from './counted-roles.ts';
import { type Concept, governorOf } from './governors.ts';
import { decideByIdiom } from './idiom-roles.ts';
import { type Decided, decided, isCount, type Placed } from './placed.ts';
import { decideRate, loneRate } from './rate-roles.ts';
import { isOfBatchSpan } from './token-roles.ts';

/** What a number is used as: "weight decay" of "0.1 as the weight decay". */
function nameBehind(right: string): string | undefined {
  const words = /^ ?(?:\/ ?[\d.]+ )?as (?:the |an? |our |its |their )?((?:[a-z]+ ){0,3}[a-z]+)/
    .exec(right)?.[1]
    ?.split(' ');
  for (let count = words?.length ?? 0; count > 0; count--) {
    const name = words!.slice(0, count).join(' ');
    const { concept, links } = governorOf(name);
    // "from 16 to 64 as the batch grew"
    if (/^(?:gr[eo]w|increas|ros|ris|is|was|ar|wer|doubl|reach|ramp|shr)/.test(words![count] ?? '')) return undefined;
    if (concept !== undefined && concept !== 'nothing' && links.length === 0) return name;
  }
  return undefined;
}

/** The role of a number without a noun, by the phrase that governs it: "a weight decay of 0.1". */
export function decideGoverned(
  placed: Placed,
  concept: Concept | undefined,
  links: readonly string[],
  head: string,
): Decided | undefined {
  const { figure, left, right, compound } = placed;
  const to = figure.to;
  const { value } = figure;
  const inTokens = figure.magnitude === 'B' || figure.magnitude === 'M' || /tokens$/.test(head);
  if (isOfBatchSpan(placed)) return decided('batch_tokens', 'token', to);
  const idiom = decideByIdiom(placed, concept, head);
  if (idiom !== undefined) return idiom === 'none' ? undefined : idiom;
  // "0.1 as weight decay, 0.9/0.95 as Adam betas"
  const named = concept === undefined && compound.counted === undefined ? nameBehind(right) : undefined;
  if (named !== undefined)
    return decideGoverned({ ...placed, left: `${named} of `, right: '' }, governorOf(named).concept, ['of'], named);
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
      // "lm loss: 1.96 | grad norm: 0.153" is what a log measures.
      if (/(?:grad|gradient) norm$/.test(head) && links.includes(':') && /\bloss\b/.test(left + right))
        return undefined;
      // "PPO: … γ = 0.99, clip 0.2": how far a policy may move
      if (
        value >= 0.1 &&
        value <= 0.3 &&
        /\bclip(?:ping|ped)?(?: value| ratio| epsilon)?$/.test(head) &&
        /\bppo\b|\bgae\b|γ|advantage|\bgrpo\b|\bdapo\b|\bkl\b|\bpolicy\b|rollout/.test(left + right)
      )
        return undefined;
      return value <= 1000 ? decided('grad_clip', '', to) : undefined;
    case 'betas':
      // "β = 0.1" alone is no momentum.
      if (/(?:^|[\s(])(?:β|beta)$/.test(head) && !/^ ?,/.test(right)) return undefined;
      return value < 1 && value >= 0.4 ? decided('beta1', '', to) : undefined;
    case 'beta1':
      // "clipping the second momentum at 0.999"
      if (/\bsecond (?:order )?momentum$/.test(head))
        return value < 1 && value >= 0.5 ? decided('beta2', '', to) : undefined;
      // The momentum of plain gradient descent, or of a moving average, is no β of Adam.
      if (/momentum$/.test(head) && !placed.topic.ofAdam) return undefined;
      return (value < 1 && value >= 0.4) || (value === 0 && /(?:β|beta) ?1$/.test(head) && links.includes('='))
        ? decided('beta1', '', to)
        : undefined;
    case 'beta2':
      return value < 1 ? decided('beta2', '', to) : undefined;
    case 'batch_tokens':
      return isCount(figure) && value >= 1024 ? decided('batch_tokens', 'token', to) : undefined;
    case 'sec_per_step':
      if (compound.counted !== undefined || value <= 0) return undefined;
      return decided(
        'sec_per_step',
        's',
        to,
        /\((?:in )?(?:ms|milliseconds)\)$/.test(head) ? Number((value / 1000).toPrecision(6)) : undefined,
      );
    case 'final_lr_ratio':
      return value < 1 ? decided('final_lr_ratio', '1', to) : undefined;
    case 'warmup_ratio':
      return decided('warmup_ratio', '1', to);
    case 'warmup':
      // "warm-up from 1e-7 to 1e-3"
      if (value < 0.02 && value > 0 && links[0] === 'from' && /^ ?to\b/.test(right))
        return decided('initial_lr', '', to);
      if (value < 1 && (links.includes('to') || figure.form === 'power') && placed.topic.ofRates && value < 0.02)
        return decided('peak_lr', '', to);
      if (value < 1) return value > 0 ? decided('warmup_ratio', '1', to) : undefined;
      return isCount(figure)
        ? decided(inTokens ? 'warmup_tokens' : 'warmup_steps', inTokens ? 'token' : 'step', to)
        : undefined;
    case 'warmup_epochs':
      return decided('warmup_epochs', 'epoch', to);
    case 'micro':
      // "bsz 512, lr 1e-3": the whole batch where nothing multiplies it
      if (/\bbsz$/.test(head) && isCount(figure) && !/accum|\bgas\b|ranks|gpus?\b|[x×*]/.test(left + right))
        return batchOf(placed, to);
      return isCount(figure) ? decided('micro_batch', 'sequence', to) : undefined;
    case 'batch':
      // "batch size 2 with 8 gradient accumulation steps": what is accumulated is no whole batch.
      if (
        isCount(figure) &&
        value <= 16 &&
        /^ ?(?:with|and|,|×|x) (?:\d+ |a )?grad\w* accum/.test(right) &&
        !/(?:effective|global|total) batch ?size/.test(left.slice(-40))
      )
        return decided('micro_batch', 'sequence', to);
      if (
        /^ ?(?:sequences |samples |examples )?(?:for each|per|on each|on every|\/) ?(?:single )?(?:tpu |gpu |v\d+ |[ahv]\d00 )?(?:gpu|device|worker|card|chip|accelerator|core|tpu|replica|rank)/.test(
          right,
        ) &&
        isCount(figure)
      )
        return decided('micro_batch', 'sequence', to);
      if (/\b(?:local|per device|device) batch ?sizes?(?: of| is|=|:)* ?$/.test(left) && isCount(figure))
        return decided('micro_batch', 'sequence', to);
      if (/each (?:gpu|device|worker|chip)\b[^.;,]{0,20}batch ?size of $/.test(left) && isCount(figure))
        return decided('micro_batch', 'sequence', to);
      if (figure.form === 'power' && value < 1) return undefined;
      if (
        /\b(?:inference|decoding|serving|latency|at test time)\b/.test(left) &&
        !/train|tun(?:e|ing)|learning rate/.test(left + right)
      )
        return undefined;
      // "batches of 50M embeddings", "average time per batch is 4,738 s"
      if (
        /\bper batch$/.test(head) ||
        /^ ?(?:embeddings|vectors|queries|documents|rows|points|dollars|files|ms|s)\b/.test(right)
      )
        return undefined;
      return isCount(figure) && value < 5e8 ? batchOf(placed, to) : undefined;
    case 'context': {
      if (!isCount(figure) || value < 32) return undefined;
      if (/sequences$|contexts$/.test(head) && links[0] !== 'of') return undefined;
      // "context extension 119K and post-training 5K GPU hours"
      if (/extension$/.test(head) && figure.magnitude === 'K' && !Number.isInteger(Math.log2(figure.mantissa)))
        return undefined;
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
      // "64-way expert parallelism over 8 nodes"
      if (compound.counted === 'node') return undefined;
      if (
        /\b[tpde]p$/.test(head) &&
        !links.some(link => /^[=:(|]$|^(?:of|to|is|was|size|at|with)$/.test(link)) &&
        // "TP 2, PP 4, DP 128"
        !/^ ?(?:,|;|\/|and) ?(?:tp|pp|dp|ep|cp) ?\d/.test(right) &&
        !/^(?:tp|pp|dp|ep)$/.test(placed.previous?.role ?? '') &&
        // "trained with TP 4 and PP 2"
        !/\b(?:with|using|use[ds]?|employ\w*) (?:a )?[tp]p$/.test(head)
      )
        return undefined;
      return isCount(figure) && value <= 65536 ? decided(concept, '', to) : undefined;
    case 'grad_accum':
      return isCount(figure) && value <= 65536 ? decided(concept, '', to) : undefined;
    case 'layers':
      // "local layers with 512-token windows"
      if (compound.counted === 'token') return undefined;
      // "a hidden layer of size 32", "the number of units in the second hidden layer"
      if (links.includes('size'))
        return /hidden layers?$/.test(head) && isCount(figure) && value >= 32 ? decided('hidden', '', to) : undefined;
      if (/\b(?:units|neurons|features|width|size|dropout) (?:in|of|per|for|at) (?:\w+ ){0,4}layers?$/.test(head))
        return undefined;
      // "comes out of the layers to just 8 tokens"
      if (links.includes('to') && !/\b(?:number|count|set|fix|scal|increas|depth|up to)/.test(head.slice(-60)))
        return undefined;
      if (value < 4 && /(?:^|[\s(])l$/.test(head)) return undefined;
      // "layers 1-3 are dense": which they are
      if (value <= 4 && links.length === 0 && /^(?: ?(?:to|through|and|–) ?| )\d/.test(right)) return undefined;
      // "the ratio of local to global layers is 5:1"
      if (/^ ?: ?\d/.test(right)) return undefined;
      return isCount(figure) && value <= 2000 ? decided('layers', 'layer', to) : undefined;
    case 'heads':
      if (
        /(?:^|[ ,(])[ah]$/.test(head) &&
        !/heads\b.{0,4}$/.test(head) &&
        (/^s\b/.test(right) || !links.some(link => /^[=:|(]$/.test(link)))
      )
        return undefined;
      if (/^ ?dim(?:ension)?/.test(right)) return undefined;
      if (/^ ?(?:for|in) (?:kv|key)/.test(right)) return isCount(figure) ? decided('kv_heads', 'head', to) : undefined;
      return isCount(figure) && value <= 1000 ? decided('heads', 'head', to) : undefined;
    case 'hidden':
      // "including H 100s", "18 h at 2,500 residues"
      if (
        /(?:^|[\s,(])[hd]$/.test(head) &&
        (/^s\b/.test(right) || (links.length > 0 && !links.some(link => /^(?:[=:|(≈]|of|is)$/.test(link))))
      )
        return undefined;
      // "h = 128" beside a width is how many heads there are.
      if (/(?:^|[\s,(])h$/.test(head) && value <= 256) return decided('heads', 'head', to);
      if (/(?:^|[\s,(])d$/.test(head) && value >= 1e9 && figure.magnitude !== '') return decided('tokens', 'token', to);
      return isCount(figure) && value >= 32 && value <= 1e6 ? decided('hidden', '', to) : undefined;
    case 'head_dim':
    case 'kv_heads':
    case 'experts':
      return isCount(figure) ? decided(concept, '', to) : undefined;
    case 'epochs':
      // "drops at epochs 30, 60 and 80"
      if (/\b(?:at|after|in|on|every|from|until|by|per|each|th|for) epochs?$|^epoch$/.test(head)) return undefined;
      return value < 1e5 ? decided('epochs', 'epoch', to) : undefined;
    case 'steps': {
      if (!isCount(figure) || value < 10 || compound.counted !== undefined) return undefined;
      // "1,024 for 90% of the steps, then 2,048 for the rest"
      if (links.includes('then') && /^ ?(?:for|in|during) the (?:re|last|final|other)/.test(right)) return undefined;
      // "iteration 3707/ 128728": done, of those planned.
      if (/(?:iteration|step)s?[ :]*\d[\d,]* ?\/ *$/.test(left)) return decided('steps_planned', 'step', to);
      if (/\b(?:until|at|from) step$/.test(head) && /(?:until|from) step$/.test(head))
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
      // "a training dataset (1M games)"
      if (
        concept === 'dataset_tokens' &&
        /^ ?(?!tokens|and\b|or\b|for\b|with\b|from\b|to\b|in\b|after\b|before\b)[a-z]{3,}/.test(right)
      )
        return undefined;
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
      return isCount(figure) && value >= 30 && value <= 3000 ? decided('tdp', 'W', to) : undefined;
    case 'throughput_tok_s':
      return value >= 1 ? decided('throughput_tok_s', 'token/s', to) : undefined;
    case 'throughput_tok_s_gpu':
      return value >= 1 ? decided('throughput_tok_s_gpu', 'token/s/GPU', to) : undefined;
    case 'mfu':
    case 'hfu':
      return value < 1 ? decided(concept, '1', to) : undefined;
    case 'flops':
      return value >= 1e15 ? decided('flops', 'FLOP', to) : undefined;
    case 'nodes':
    case 'gpus':
      if (/^ ?[x×*–—-] ?\d/.test(right)) return undefined;
      // "5,000 TPUs (15)" is a citation.
      if (placed.previous?.role === concept && /^ ?\($/.test(placed.previous.between) && right.startsWith(')'))
        return undefined;
      if (/world size$/.test(head)) {
        if (/pipeline(?:[^.;]|\.(?=\d))*$/.test(left)) return decided('pp', '', to);
        if (/tensor(?:[^.;]|\.(?=\d))*$/.test(left) && isCount(figure)) return decided('tp', '', to);
      }
      return isCount(figure) &&
        (links.some(link => /^[=:|(]$|^(?:of|to)$/.test(link)) || /\| ?(?:gpus|nodes)$|\bnumber of \w/.test(head)) &&
        compound.counted === undefined
        ? decided(concept, concept === 'gpus' ? 'GPU' : 'node', to)
        : undefined;
    default:
      // "… * 1024 chips * 57.7 days = 3.55E+23", "a total of 3.8 × 10^25"
      if (value >= 1e18 && value < 1e28 && figure.form !== 'plain' && /\bflops?\b|compute/.test(left))
        return decided('flops', 'FLOP', to);
      // "if ∥g∥2 > 5, we rescale g"
      if (
        value >= 0.1 &&
        value <= 1000 &&
        /[|∥‖]{1,2} ?_?2? ?(?:>|≥) ?$/.test(left) &&
        /\bg\b|grad|∇/.test(left.slice(-24))
      )
        return decided('grad_clip', '', to);
      // Trillions in a sentence about tokens are tokens.
      if (
        figure.magnitude === 'T' &&
        /tokens\b/.test(left + right) &&
        /\b(?:from|to|of|on|than|over|about|by) $/.test(left)
      )
        // "The corpus is 30T tokens, deduplicated from 100T"
        return decided(placed.previous?.role === 'dataset_tokens' ? 'dataset_tokens' : 'tokens', 'token', to);
      return loneRate(placed);
  }
}
