import { batchOf } from './counted-roles.ts';
import type { Concept } from './governors.ts';
import { type Decided, decided, isCount, type Placed } from './placed.ts';

/**
 * The role of a number by a turn of phrase that says more than the phrase that governs it: "activates 3.6B of its 21B
 * parameters", "extended from 4K to 32K", "12 layers deep and 768 wide". `none` says that it is no quantity.
 */
export function decideByIdiom(
  placed: Placed,
  concept: Concept | undefined,
  head: string,
): Decided | 'none' | undefined {
  const { figure, left, right, compound, hardware } = placed;
  const to = figure.to;
  const { value } = figure;
  const inTokens = figure.magnitude === 'B' || figure.magnitude === 'M' || /tokens$/.test(head);
  // A power that could not be read leaves no value behind.
  if (figure.form === 'plain' && value < 10 && /^ ?[×·x] ?10 ?(?:[\^<_−–-]|$)/.test(right)) return 'none';
  // "8 GPUs × 2 per device × 8 accumulation", "8 GPUs * 4 per-device * 4 grad acc = 128"
  if (isCount(figure) && value <= 4096 && /^ ?(?:grad(?:ient)? )?acc(?:um\w*)?\b/.test(right))
    return decided('grad_accum', '', to);
  if (
    isCount(figure) &&
    value <= 4096 &&
    /^ ?(?:sequences |samples |examples )?per (?:single )?(?:tpu |gpu )?(?:device|gpu|core|chip|tpu|card|accelerator|worker)\b/.test(
      right,
    ) &&
    /batch|[x×*]/.test(left + right)
  )
    return decided('micro_batch', 'sequence', to);
  // "12 layers deep and 768 wide"
  if (
    isCount(figure) &&
    value >= 64 &&
    /^ ?wid(?:e|th)\b(?! ?(?:of|=|:|is|per)? ?\d)/.test(right) &&
    /layers|deep|depth/.test(left)
  )
    return decided('hidden', '', to);
  // "theta was set to 1e6 and later raised to 1e7"
  if (
    value >= 1e4 &&
    /\b(?:rope|rotary|theta|θ|base frequency)(?=[\s,])[^.;]*\b(?:rais|increas|chang|adjust|scal|extend|bump|mov)\w* (?:from \S+ )?to $/.test(
      left,
    ) &&
    !/context|length|window|tokens/.test(left.slice(-40))
  )
    return decided('rope_base', '', to);
  // "4M tokens at every update and 500B overall"
  if (
    value >= 1e9 &&
    /[BT]/.test(figure.magnitude) &&
    /^ ?(?:overall|in total|altogether|in all|total(?= ?[).,;]))/.test(right) &&
    /tokens/.test(left)
  )
    return decided('tokens', 'token', to);
  // "1.4T had been processed"
  if (
    value >= 1e9 &&
    /[BT]/.test(figure.magnitude) &&
    /^ ?(?:of (?:them|these|which) )?(?:had|have|has|were|was|are) (?:already )?(?:been )?(?:already )?(?:processed|consumed|seen|used|completed|trained)\b/.test(
      right,
    ) &&
    /tokens/.test(left)
  )
    return decided('tokens', 'token', to);
  // "the number of extra tokens we train on is about 1.3 billion"
  if (
    value >= 1e8 &&
    /[BT]/.test(figure.magnitude) &&
    /\bnumber of (?:\w+ ){0,2}tokens\b[^.;,\d]{0,40} (?:is|was)(?: about| around| approximately| roughly)? $/.test(
      left,
    ) &&
    !/corpus|dataset/.test(left)
  )
    return decided('tokens', 'token', to);
  // "180B tokens, 60% of the planned 300B"
  if (
    isCount(figure) &&
    value >= 1000 &&
    compound.counted === undefined &&
    /\b(?:planned|scheduled|intended|budgeted) (?:for |total of |about )*$/.test(left) &&
    /^ ?(?:$|[,.;)]|but\b|and\b)/.test(right)
  ) {
    if (value >= 1e9 && /tokens/.test(left)) return decided('tokens_planned', 'token', to);
    if (value < 1e8 && /steps|iterations|updates/.test(left)) return decided('steps_planned', 'step', to);
  }
  // "stopped at step 88,000 of 120,000"
  if (
    isCount(figure) &&
    placed.previous?.role === 'steps' &&
    /^ ?(?:out )?of (?:the |a total of )?$/.test(placed.previous.between) &&
    /^ ?(?:[,.;)]|$|(?:and|but|as|because|since|for|with|planned|scheduled)\b)/.test(right)
  )
    return decided('steps_planned', 'step', to);
  // "a 768-hidden model"
  if (
    isCount(figure) &&
    value >= 64 &&
    /^ ?hidden\b(?! (?:layers?|states?|vectors?))/.test(right) &&
    /layer|head/.test(left + right)
  )
    return decided('hidden', '', to);
  // "stage-3 ZeRO"
  if (isCount(figure) && value <= 3 && /\bstage $/.test(left) && /^ ?(?:of )?(?:deepspeed )?zero\b/.test(right))
    return decided('zero_stage', '', to);
  // "weights are decayed by 0.01"
  if (value < 1 && /\bweights? (?:(?:is|are|was|were) )?decay(?:ed)? (?:by|with|at) (?:a factor of )?$/.test(left))
    return decided('weight_decay', '', to);
  // Adam's step size is the α of its paper.
  if (value <= 0.05 && value > 0 && /\badam\w*\b[^.;\d]{0,40}(?:α|alpha) ?= ?$/.test(left))
    return decided('peak_lr', '', to);
  // "47B parameters but uses just 13B of them at inference"
  if (
    value >= 1e8 &&
    figure.magnitude !== '' &&
    /\b(?:us(?:es|ing|ed)|activat\w*|engag\w*|rout\w* through) (?:only |just |about |roughly |approximately |as few as )*$/.test(
      left,
    ) &&
    /^ ?(?:of them |of these |of which )?(?:(?:at|during) inference|(?:per|for (?:each|every)|in each) (?:\w+ )?(?:token|forward|input)|at (?:a|any (?:given )?) ?time)/.test(
      right,
    )
  )
    return decided('params_active', 'param', to);
  if (isCount(figure) && /batch ?sizes?\b[^;,(]*\d[^;=,(]*[x×*] ?(?!10\b)[^;=,(]*= ?$/.test(left))
    return batchOf(placed, to);
  if (
    isCount(figure) &&
    /^ ?(?:linear |lr )?warm ?up\b/.test(right) &&
    value >= 10 &&
    figure.kind === 'number' &&
    /[km]|^$/i.test(figure.magnitude)
  )
    return decided(inTokens ? 'warmup_tokens' : 'warmup_steps', inTokens ? 'token' : 'step', to);
  // "warmed up over the first 32k to a peak of 3e-4"
  if (
    isCount(figure) &&
    (figure.magnitude === 'K' || value >= 500) &&
    value < 1e6 &&
    compound.counted === undefined &&
    /\bwarm\w*(?: up)? (?:[^.;\d]{0,40} )?(?:over|for|during|in) the first (?:about )?$/.test(left) &&
    /^ ?(?:$|[,.;)]|(?:to|and|then|before|from|up)\b)/.test(right)
  )
    return decided('warmup_steps', 'step', to);
  // "500,000 steps, of which the first 20,000 are a linear warm-up"
  if (
    isCount(figure) &&
    value >= 10 &&
    compound.counted === undefined &&
    /^ ?(?:are|is|were|was|being) (?:used |spent )?(?:for |as |on |in )?(?:an? |the )?(?:linear |learning rate |lr )*warm/.test(
      right,
    )
  )
    return decided(inTokens ? 'warmup_tokens' : 'warmup_steps', inTokens ? 'token' : 'step', to);
  // "after 3.2T of the 6T tokens in our corpus"
  if (value >= 1e9 && /^ ?(?:out )?of (?:the|its|our|these) [\d.]+ ?(?:[bt]|billion|trillion) tokens\b/.test(right))
    return decided('tokens', 'token', to);
  if (
    /\btokens at (?:a )?$/.test(left) &&
    (figure.magnitude === 'K' || (value >= 512 && value <= 2 ** 24 && Number.isInteger(Math.log2(value))))
  )
    return decided('context', 'token', to);
  // "after 1.2M steps, out of 1.5M planned"
  if (
    /\bout of (?:the )?$/.test(left) &&
    /^ ?(?:that )?(?:(?:were |are )?(?:originally )?(?:planned|scheduled)|(?:we|they) (?:\w+ )?(?:plan|intend|aim|hope)\w*)\b/.test(
      right,
    )
  ) {
    if (placed.previous?.role === 'steps' && isCount(figure)) return decided('steps_planned', 'step', to);
    if (placed.previous?.role === 'tokens') return decided('tokens_planned', 'token', to);
  }
  // "46.7B total parameters but uses 12.9B per token"
  if (
    value >= 1e8 &&
    /^ ?(?:of them )?(?:per|for each|for every) (?:input )?token\b/.test(right) &&
    /\b(?:uses?|activat\w*|only|with) (?:only |about |just )?$/.test(left)
  )
    return decided('params_active', 'param', to);
  // "12B active, 52B total"
  if (
    value >= 1e8 &&
    figure.magnitude !== '' &&
    /^ ?(?:in )?total\b/.test(right) &&
    /\d ?[bm]? activ\w*(?: param\w*)?(?: [×x] ?\d{1,3}e)?(?:,| and| of| out of|\/|;) (?:about |nearly |almost |roughly )?$/.test(
      left,
    )
  )
    return decided('params', 'param', to);
  // "16B in total; activated: 2.4B"
  if (value >= 1e7 && figure.magnitude !== '' && /\bactiv(?:e|ated)(?: params| parameters)? ?[:=] ?$/.test(left))
    return decided('params_active', 'param', to);
  // "the context is extended in two steps, 4K → 32K → 128K"
  if (
    figure.magnitude === 'K' &&
    value >= 1000 &&
    /^ ?(?:tokens? )?→/.test(right) &&
    /\b(?:context|window|sequence length)\b[^.;\d]{0,60}$/.test(left) &&
    /\b(?:extend|expand|grow|grew|increas|rais|stretch|enlarg)\w*\b[^.;\d]{0,70}$/.test(left)
  )
    return decided('context_from', 'token', to);
  // "at 64K we raise the base of RoPE": a length of the context
  if (
    figure.magnitude === 'K' &&
    Number.isInteger(Math.log2(figure.mantissa)) &&
    compound.counted === undefined &&
    /(?:^|[\s(])at $/.test(left) &&
    /^ ?(?:,|\)|(?:we|the|with|and)\b)/.test(right) &&
    /\b(?:rope|rotary|context|window)\b/.test(left.slice(-60) + right)
  )
    return decided('context', 'token', to);
  // "the batch grows to 32M at 69B tokens, to 64M at 790B tokens"
  if (
    figure.magnitude === 'M' &&
    /\b(?:to|finally|then|and|reach\w*) $/.test(left) &&
    /^ ?(?:at|after|from) (?:about )?[\d.]+ ?[bt]\b/.test(right) &&
    /\bbatch\b/.test(left)
  )
    return decided('batch_tokens', 'token', to);
  // "at length 32K"
  if (
    /\b(?:at|with|of|to|a|and|maximum|max\.?) (?:a )?length (?:of )?(?:up to )?$/.test(left) &&
    isCount(figure) &&
    value >= 128 &&
    value < 2e7 &&
    (figure.magnitude === 'K' || compound.counted === 'token' || Number.isInteger(Math.log2(value)))
  )
    return decided('context', 'token', compound.counted === 'token' ? compound.to : to);
  // "1.1T of the planned 2T tokens", "90,000 of 140,000 planned steps"
  const ofPlan =
    /^ ?(?:out )?of (?:the |its |our |a )?(?:(?:originally )?(planned|scheduled|intended) )?[\d.,]+ ?(?:[kmbt]|million|billion|trillion|thousand)? ?(?:(?:originally )?(planned|scheduled|intended) )?(tokens|steps|iterations|updates)\b/.exec(
      right,
    );
  if (ofPlan !== null && (ofPlan[1] ?? ofPlan[2]) !== undefined && isCount(figure))
    return ofPlan[3] === 'tokens' ? decided('tokens', 'token', to) : decided('steps', 'step', to);
  // "activates 3.6B of its 21B parameters per token"
  if (
    value >= 1e8 &&
    /\bactivat\w+ (?:only |just |about |roughly |approximately )*$/.test(left) &&
    /^ ?(?:(?:out )?of (?:its|the|their|a total of|all|[\d.]+ ?[bmt](?: total)? param\w*)\b|(?:–|—|-|to| )[\d.]+ ?[bm] param)/.test(
      right,
    )
  )
    return decided('params_active', 'param', to);
  // "decayed by a factor of 10 with a cosine schedule"
  if (
    value > 1 &&
    value <= 1000 &&
    placed.topic.ofRates &&
    /\b(?<!weight )(?:decay|anneal|reduc|decreas|lower|drop)\w*(?: it| the learning rate| the lr| down)?(?: \w+ly)? by (?:a factor (?:of )?)?$/.test(
      left,
    ) &&
    /factor (?:of )?$/.test(left) &&
    /^ ?(?:[,.;)]|$|(?:with|using|following|over|throughout|during|across|via|by the end|at the end|in total|on|along)\b)/.test(
      right,
    ) &&
    /cosine|linear|exponential|polynomial|schedule|over the course|(?:by|at) the end/.test(left + right)
  )
    return decided('final_lr_ratio', '1', to, Number((1 / value).toPrecision(6)));
  // "only activates a subnetwork of 97B (8% of 1.2T) parameters"
  if (
    value >= 1e8 &&
    figure.magnitude !== '' &&
    /\bactivat\w+ (?:only )?(?:an? |the )?(?:\w+ )?(?:sub ?network|subset|sub ?model|fraction|part|portion|total) of (?:only |about |roughly |approximately |just )*$/.test(
      left,
    )
  )
    return decided('params_active', 'param', to);
  if (figure.value >= 1e6 && /^ ?(?:\w+ ){0,2}activ/.test(right)) return decided('params_active', 'param', to);
  // "Of its 1.2T parameters only 96.6B (8%) are activated per token"
  if (
    figure.value >= 1e6 &&
    figure.magnitude !== '' &&
    /^(?: ?\([^()]{0,40}\))? (?:are|is|being|get) (?:actually |then )?(?:activ|used (?:per|for each|for every) token)/.test(
      right,
    )
  )
    return decided('params_active', 'param', to);
  if (
    figure.value >= 1e6 &&
    /\bof which (?:only |about )?$/.test(left) &&
    /^(?: ?\([^()]{0,40}\))?[^\d.;]{0,40}activ/.test(right)
  )
    return decided('params_active', 'param', to);
  if (
    /\b(?:instances|sequences|samples|examples) (?:of|with)(?: length| up to| at most| a maximum of)* $/.test(left) &&
    isCount(figure) &&
    value >= 64
  )
    return decided('context', 'token', to);
  if (
    /batch(?: ?sizes?\b|(?= (?:of )?\d))(?:[^.;]|\.(?=\d))*\b(?:increas|grow|rais|doubl|ramp|reduc|warm)\w*(?:[^.;,]|\.(?=\d))* to (?:about )?$/.test(
      left,
    ) &&
    !/\b(?:hidden|dimension\w*|layers|width|embeddings?|heads)\b/.test(left.slice(left.lastIndexOf('batch'))) &&
    isCount(figure)
  )
    return batchOf(placed, to);
  if (
    figure.value >= 1e8 &&
    figure.magnitude !== '' &&
    /\bactiv\w+ (?:(?:only |about )?[\d.]+ ?(?:[bm]|billion|million) )?param\w*,? out of (?:about |a total of )?$/.test(
      left,
    )
  )
    return decided('params', 'param', to);
  // "100B tokens, of which only 20B are unique"
  if (
    value >= 1e6 &&
    figure.magnitude !== '' &&
    placed.previous?.role === 'tokens' &&
    /\bof which (?:only |just |about |roughly )*$/.test(left) &&
    /^ ?(?:are|is|were|was) (?:unique|distinct)\b/.test(right)
  )
    return decided('dataset_tokens', 'token', to);
  if (
    figure.value >= 1e6 &&
    /^ ?(?:in )?total(?:,| (?:and|with|but|,|\())(?:[^.;]|\.(?=\d)){0,30}(?:param|activ)/.test(right)
  )
    return decided('params', 'param', to);
  if (
    /^ ?(?:high quality |training |pre ?training )*data\b/.test(right) &&
    figure.value >= 1e9 &&
    /[BT]/.test(figure.magnitude)
  )
    return decided('tokens', 'token', to);
  if (
    isCount(figure) &&
    value >= 256 &&
    /\b(?:extend|increas|expand|enlarg|lengthen|stretch|scal|grow|rais)\w*\b(?:[^.;,]|[.,](?=\d))*\b(?:context|sequence|window)(?:[^.;]|\.(?=\d)){0,60}\bto (?:up to |about |> ?|over |more than )?$/.test(
      left,
    )
  )
    return decided('context', 'token', compound.counted === 'token' ? compound.to : to);
  if (
    isCount(figure) &&
    value >= 256 &&
    /\bcontext\b(?:[^.;]|\.(?=\d))*\b(?:extend|expand|increas|lengthen|stretch)\w* (?:from (?:\S+ ){1,3}(?:in \w+ )?)?to (?:up to |> ?|over |more than )?$/.test(
      left,
    )
  )
    return decided('context', 'token', to);
  if (/\bnumber of tokens (?:is |of |to )?$/.test(left) && value >= 64 && value < 1e6 && /max/.test(left))
    return decided('context', 'token', to);
  if (/^ ?(?:ffn|feed ?forward|intermediate|mlp) (?:\w+ )?(?:size|dim\w*|units|width)/.test(right) && isCount(figure))
    return decided('ffn', '', to);
  if (/^ ?(?:for )?hidden (?:units|size|dim)/.test(right) && isCount(figure)) return decided('hidden', '', to);
  if (/^ ?(?:(?:cloud|google|tpu|tpu ?v?\d[ep]?|v\d[ep]?)[ -]?){0,3}pods?\b/.test(right)) return 'none';
  if (hardware !== undefined && isCount(figure)) return decided('gpus', 'GPU', hardware.to);
  if (
    /^ ?(?:as (?:the |a |our )?)?(?:peak |max(?:imum)? |initial |base |constant )*(?:learning rate|lr)\b(?! ?(?:of |=|:)? ?\d)/.test(
      right,
    ) &&
    value < 0.2
  )
    return decided('peak_lr', '', to);
  // "512 sequences of 4096 tokens (2M)"
  if (
    figure.magnitude === 'M' &&
    value <= 2e8 &&
    /\((?:~|≈|∼|about |i\.e\.,? |or |= ?|approx\. )*$/.test(left) &&
    /^ ?\)/.test(right) &&
    (/^batch_/.test(placed.previous?.role ?? '') ||
      (placed.previous?.role === 'context' && /batch|sequences|instances/.test(left)))
  )
    return decided('batch_tokens', 'token', to);
  if (
    /^ ?(?:max(?:imum)?|segment|context|sequence|seq|input) (?:sequence |context |token )?(?:length|len)\b/.test(
      right,
    ) &&
    isCount(figure) &&
    value >= 64
  )
    return decided('context', 'token', to);
  if (/^ ?(?:[kt]?)(?: tokens?)? ?(?:context|sequence length)\b/.test(right) && isCount(figure) && value >= 128)
    return decided('context', 'token', to);
  if (/^ ?(?:weight decay)\b(?! ?(?:of |=|:)? ?\d)/.test(right) && value < 1) return decided('weight_decay', '', to);
  if (
    /\b(?:sequences|contexts|samples|inputs|texts) of length ?$|(?:max(?:imum)?|sequence|context|input) length ?$/.test(
      left,
    ) &&
    isCount(figure) &&
    value >= 32
  )
    return decided('context', 'token', to);
  if (concept === 'decay' && isCount(figure) && value >= 10 && /(?:steps|iters|iterations|tokens)$/.test(head))
    return inTokens ? decided('decay_tokens', 'token', to) : decided('decay_steps', 'step', to);
  return undefined;
}
