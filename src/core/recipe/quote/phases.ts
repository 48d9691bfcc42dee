import type { QuantityRole } from '../quantity.ts';
import type { Concept } from './governors.ts';
import { lastIndexOf, type Placed } from './placed.ts';

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

export const WARM = /warm(?:ed|ing|s)?[ -]?up|warmup|warmed|warm\b/g;

/** "annealed to zero over 50B, 100B or 300B tokens": what leads to the last of a list leads to its first. */
const LIST_BEFORE = /(?<=\b(?:over|for|on|in|during|at|after) )(?:[\d.]+ ?[kmbt](?:,? (?:and|or)|,) ){1,8}$/;

/** Which part of a run a count of steps or tokens belongs to. */
export function phaseOf(placed: Placed, concept: Concept | undefined, links: readonly string[]): Phase {
  const { figure, compound, right, previous } = placed;
  // "over 183,105 samples (375M tokens)": the tokens stand for the samples.
  const left = placed.left
    .replace(/[\d,._]+[km]? (?:samples|sequences|examples) \((?:about |~|∼|≈)? ?$/, '')
    .replace(LIST_BEFORE, '');
  const rest = right.slice(compound.to - figure.to);
  const { words } = compound;
  // The compound itself, or what is hung on it.
  if (
    /warm ?up|warming/.test(words) ||
    /^ ?(?:of |for |as |\(?)(?:a |the )?(?:linear |learning rate |lr )*warm/.test(rest) ||
    /^ ?(?:(?:are|is|were|was|being) |(?=used|spent|devoted|reserved|dedicated|allocated))(?:used |spent |devoted |reserved |dedicated |allocated )?(?:for |as |on |in |to )?(?:an? |the )?(?:linear |learning rate |lr )*warm/.test(
      rest,
    ) ||
    /^ ?(?:linear |lr |learning rate )*warm ?up/.test(rest)
  )
    return 'warmup';
  if (
    /context(?!s\b)|length|window/.test(words) ||
    /^ ?(?:in |of |long )?(?:context|sequence length|window)\b/.test(rest)
  )
    return 'context';
  if (/batch/.test(words) || /^ ?(?:per|in each|\/) ?(?:batch|step)/.test(rest)) return 'batch';
  // "50k mini-batches of 8k tokens", "the batch size … is increased to 3.2M tokens"
  if (
    !/^batch_(?:seqs|examples)$/.test(previous?.role ?? '') &&
    (/\bbatch(?:es)? (?:of|with|containing|holding|total\w*|comprising|consisting of|contains?|holds?|comprises?)(?: about| around| roughly| approximately| up to| over| exactly| a total of)* $/.test(
      left,
    ) ||
      (figure.value <= 2e8 &&
        /\bbatch ?sizes?\b(?:[^.;]|\.(?=\d))*\b(?:increas|grow|rais|doubl|ramp|warm|scal)\w*(?:[^.;,]|[.,](?=\d))* to (?:about |a final )?$/.test(
          left,
        )))
  )
    return 'batch';
  // "each training batch contained a set of sentence pairs containing 25000 source tokens"
  if (
    /\b(?:each|every|one) (?:training |mini |global )*batch (?:contain|hold|ha[sd]|compris|consist|pack)\w*\b(?:[^.;\d]|\.(?=\d))*(?:\d[\d,k]* \w+ tokens and (?:about |approximately )?)?$/.test(
      left,
    )
  )
    return 'batch';
  // "a linear warm-up stage spanning 10k iterations", "2,000 steps are spent warming up"
  if (
    /\bwarm(?:ing)? ?up(?: (?:stage|phase|period|schedule|ramp))?(?: from [\d.e×·^−– ]{1,16} to [\d.e×·^−– ]{1,16})?,? (?:which |that )?(?:of|with|for|spanning|spans|spanned|lasting|lasts?|lasted|covering|covers|taking|takes|took|comprising|comprises|consisting of|consists of|uses|used|using|runs for|over)(?: the| about| around| roughly| approximately| only| first| initial)* $/.test(
      left,
    ) ||
    /^ ?(?:are|were|is|was) (?:spent|used|devoted|dedicated|reserved)(?: to| for| on)? warm/.test(rest)
  )
    return 'warmup';
  // "the decay phase 100B"
  const stage =
    /\b(?<!weight )(decay|anneal\w*|cool ?down|warm ?up) (?:stage|phase|period),? (?:for |over )?(?:about )?$/.exec(
      left,
    )?.[1];
  if (stage !== undefined) return stage.startsWith('warm') ? 'warmup' : 'decay';
  // "cooldown (last 30k steps)"
  if (
    /\b(?:cool ?down|(?<!weight )decay|anneal\w*)(?: phase| stage| period)? \((?:the |over the |during the )?(?:last|final) $/.test(
      left,
    )
  )
    return 'decay';
  // "a cosine schedule whose period is 500k steps"
  if (
    /\bschedule\b[^.;\d]{0,30}\b(?:period|length|horizon|duration|cycle)(?: length)? (?:is |was |of |equal |set |to |= )+(?:about )?$/.test(
      left,
    ) &&
    !/warm|batch/.test(left.slice(-60))
  )
    return 'decay';
  // "we cool the learning rate down for 20,000 steps"
  if (
    placed.topic.ofRates &&
    /\b(?:cool\w*|decay(?:s|ed)?|anneal(?:s|ed)?) (?:the |our )?(?:(?:learning rate|lr|it|rate) )?(?:down |further |linearly )?(?:for|over|during)(?: another| a further| the last| the final| about| a)* $/.test(
      left,
    )
  )
    return 'decay';
  if (
    /^ ?(?:of |for |as |with |using )?(?:the |a )?(?:final |cosine |linear )*(?:decay|annealing|cooldown)\b/.test(
      rest,
    ) &&
    // "finetuned for 50k steps using a cosine decay": that is how long the run is.
    !(
      /^ ?(?:with|using) /.test(rest) &&
      /\b(?:train|tun|run|ran|optimi)\w*\b[^.;\d]*\b(?:for|over) (?:a total of |another |about )?$/.test(left)
    )
  )
    return 'decay';
  // "linearly decreased to 0 after 200k steps"
  if (
    placed.topic.ofRates &&
    (/\b(?:decay|decreas|anneal|reduc)\w* (?:back |down )?to (?:0|zero) (?:after|by|in|within) $/.test(left) ||
      // "annealing the learning rate of the 8B model linearly to 0 on 40B tokens"
      (/ to (?:0|zero) (?:on|over|across|during|using) (?:the (?:last|final) )?(?:about |another )?$/.test(left) &&
        /\b(?:decay|decreas|anneal|reduc|drop|lower|cool)/.test(left)))
  )
    return 'decay';
  // "followed by a cosine decay to 2e-5 with around 365k steps"
  if (
    placed.topic.ofRates &&
    /(?<!weight )\b(?:decay(?:s|ed|ing)?|falls?|fell|falling|drops?|dropp(?:ed|ing)|declin(?:es?|ed|ing)|anneal(?:s|ed|ing)?|cool(?:s|ed|ing)?)(?: down)? to (?:[^.;,]|[.,](?=\d)){1,24} (?:with|over|in|using|within) (?:around |about |roughly |another )?$/.test(
      left,
    )
  )
    return 'decay';
  // "1,000 updates in which the learning rate rises", "increases linearly to 4.2e-4 in 2k steps"
  if (
    /^ ?,? ?(?:in|during|over|for) which (?:the |our )?(?:learning rate|lr) (?:is |was )?(?:linearly |gradually )?(?:ris|increas|warm|ramp|grow|climb|rais)/.test(
      rest,
    )
  )
    return 'warmup';
  if (
    placed.topic.ofRates &&
    /\b(?:increas\w*|ris(?:es|ing)|ramp\w*|rais\w*|grow\w*|climb\w*)(?: linearly| gradually)?(?: up)?(?: from (?:[^.;,]|[.,](?=\d)){1,24}?)? (?:up )?to (?:[^.;,]|[.,](?=\d)){1,24} (?:in|over|within|during|across)(?: the)?(?: first| about)* $/.test(
      left,
    ) &&
    !/batch|context|length/.test(left.slice(-90))
  )
    return 'warmup';
  // "decayed to 0 over the rest of training (299 steps)", "ramp up the step size to 4.5e-4 over 5000 updates"
  if (
    /\b(?:decay|anneal|decreas)\w*\b[^.;]{0,40}\bover the (?:rest|remainder) of (?:the )?(?:training|run) \($/.test(
      left,
    )
  )
    return 'decay';
  if (
    placed.topic.ofRates &&
    /\b(?:ramp\w*|ris(?:es|ing|en)|rose|climb\w*)(?: up)? [^;]{0,60}\b(?:over|during|in|for|across|within) (?:the (?:first|initial|opening) )?$/.test(
      left,
    ) &&
    !/batch/.test(left.slice(-90))
  )
    return 'warmup';
  if (/^total (?:training |optimi[sz]\w* |gradient )*(?:steps|iterations|updates|tokens)$/.test(words)) return 'train';
  if (/^(?:originally )?(?:planned|scheduled|intended) /.test(words)) return 'planned';
  // "Planned: 2T tokens in 500k steps"
  if (/\bplanned ?:[^;:]{0,30}$/.test(left)) return 'planned';
  if (/^(?:constant|stable)(?: learning rate| lr)? /.test(words)) return 'constant';
  // "the sequence length warm-up goes from 512 to 4096 over 20k steps": no warm-up of the rate
  if (
    /\b(?:sequence length|context(?: length)?|batch(?: ?size)?) (?:warm ?up|ramp(?: up)?|curriculum)\b(?:[^.;,]|,(?=\d))*\b(?:over|for|during|in) (?:the first |about )?$/.test(
      left,
    )
  )
    return 'segment';
  // The phrase that governs it.
  if (concept === 'warmup' || concept === 'warmup_ratio') return 'warmup';
  if (concept === 'batch' || concept === 'micro') return 'batch';
  if (concept === 'context' && figure.value < 5e7) return 'context';
  if (concept === 'decay') return 'decay';
  if (concept === 'steps_planned') return 'planned';
  if (/^ ?out of\b/.test(rest)) return 'train';
  // "warm-up over 750 steps, and weight decay 0.1, for a total of 36,000 steps"
  if (
    /, (?:and )?(?:for )?a total (?:of |number of )(?:about )?$/.test(left) &&
    !/warm[^,]{0,12}, (?:for )?a total of $/.test(left)
  )
    return 'train';
  if (concept === 'dataset_tokens') return 'dataset';
  const since = previous?.between.replace(LIST_BEFORE, '') ?? left;
  // "the batch is doubled to 32M at 69B tokens"
  if (
    /^batch_(?:tokens|seqs)$/.test(previous?.role ?? '') &&
    figure.value >= 1e9 &&
    /^ ?(?:tokens )?\(?(?:at|after) (?:about |around )?$/.test(since)
  )
    return 'segment';
  // "5000 steps (~21B tokens)", "batch size 512 (1M tokens)", "100,000 steps or 12 hours"
  if (
    previous !== undefined &&
    /^[\w ]{0,24}[(,]? ?(?:i\.?e\.?,? |or |that is,? |(?:which |that |this )?(?:corresponds|corresponding|equivalent|equals?|equating|amounts|amounting|is|translates|translating|resulting|totaling|totalling)(?: to| in)? |about |roughly |approximately |around |a total of |∼ ?|~ ?|≈ ?|= ?)*$/.test(
      since,
    ) &&
    /[(=≈]|i\.e|\bor\b|that is|correspond|equi?v?al|equat|amount|translat|result|totall?ing/.test(since) &&
    !(figure.value > 1e9 && previous.role.startsWith('batch'))
  ) {
    const phase = PHASE_OF[previous.role];
    if (phase !== undefined) return phase;
  }
  // "an annealing stage of 50B tokens", "the cooldown, lasting the last 20,000 steps"
  if (
    /\b(?<!weight )(?:decay(?:ing)?|anneal(?:ing)?|cool ?down)(?: (?:stage|phase|period|run|portion))?,? (?:(?:which|that) )?(?:of|on|with|over|lasting|lasts?|lasted|spanning|spans?|covering|covers?|comprising|comprises|takes?|took|uses?)(?: for| up)?(?: about| roughly| approximately| another| a further| only)?(?: the)?(?: last| final)? $/.test(
      left,
    )
  )
    return 'decay';
  // "annealed linearly to 0 over the last 200B tokens"
  if (
    placed.topic.ofRates &&
    /(?<!weight )\b(?:decay|anneal|decreas|reduc|cool|drop|lower|linearly to|down to)\w*\b(?:[^.;,]|[.,](?=\d))* (?:over|during|in|for|across|within) the (?:last|final|remaining) $/.test(
      left,
    )
  )
    return 'decay';
  // "reaches 4e-4 after 8,000 iterations", "an initial linear ramp of 3,000 steps"
  if (
    placed.topic.ofRates &&
    (/\b(?:reach|peak|hit)\w* (?:[^.;,\d]|\.(?=\d))*\d[\d.e×x·^ −-]* (?:(?:is |was )?reached )?(?:after|by|in|within) (?:the first |about )?$/.test(
      left,
    ) ||
      (/\b(?:linear |initial )ramp(?: up)?(?: phase| period)? (?:of|over|for|lasting|in) (?:the first )?$/.test(left) &&
        !/batch/.test(left.slice(-60)))) &&
    !/anneal|decay|decreas/.test(left.slice(-60))
  )
    return 'warmup';
  // "stable phase 80,000 steps", "the constant phase lasts 400k iterations"
  if (
    /\b(?:stable|constant|plateau|flat)(?: learning rate| lr| rate)? (?:phase|stage|period|portion|plateau)s?(?: \(?)?(?:of|lasts|lasting|for|covers|spans|takes|is|over|lasted|covering|spanning|=|:)?(?: for)?(?: about| roughly| the (?:next|following))? ?$/.test(
      left,
    )
  )
    return 'constant';
  if (/\b(?:will be|to be|is being|being) (?:pre ?)?trained (?:on|for|with) (?:a total of |about |up to )?$/.test(left))
    return 'planned';
  // "decaying exponentially to 1e-5 starting after 50,000 iterations"
  if (/\b(?:start|begin|commenc)\w* (?:only )?(?:after|at|from) (?:the first |about )?$/.test(left)) return 'segment';
  if (/\btrained until $/.test(left) && !/^ ?,? ?(?:we|it|the model|training)\b/.test(rest)) return 'train';
  // "after instabilities at 300B tokens"
  // "we evaluate checkpoints at 1T and 2T tokens", "at 1T tokens the loss is 2.1"
  if (
    /\b(?:evaluat|measur|compar)\w*(?: [a-z]+){0,2} at $/.test(left) ||
    (/(?:^|[.;,] )at $/.test(left) && /^,? (?:the |our )?(?:\w+ )?(?:loss|perplexity|accuracy)\b/.test(rest))
  )
    return 'segment';
  // "the loss is 1.95 at 2T tokens"
  if (/\b(?:loss|perplexity)\b[^.;,]{0,24}[\d.]+ at (?:about |around )?$/.test(left)) return 'segment';
  if (/\b(?:instabilit|spik|crash|fail)\w* (?:at|around|near) (?:about |the )?$/.test(left)) return 'segment';
  if (
    /\b(?:until|before|by|when|once) (?:the )?(?:model )?(?:has )?(?:consum\w+|step|iteration|seen|sees)? ?$/.test(left)
  )
    return 'segment';
  if (/decay\w*[^,;]{0,30} over the remaining $/.test(left)) return 'decay';
  // "on the final 40M tokens, we linearly annealed the learning rate"
  if (
    /\b(?:in|for|of|over|during|on) the (?:final|last) $/.test(left) &&
    /^[^.;\d]{0,30}(?:anneal|decay|cool)|^[^.;\d]{0,12}\b(?:learning rate|lr) [^.;\d]{0,40}\b(?:to (?:zero|0\b)|down|decreas|reduc|lower|dropp)/.test(
      rest,
    )
  )
    return 'decay';
  if (/\b(?:in|for|of|over|during|after) the (?:remaining|rest of the|next|subsequent|following|last) $/.test(left))
    return 'segment';
  // "After training on 1.7 trillion tokens at a length of 1024, we extend …": a run of its own, now over.
  if (/^after (?:pre ?)?training (?:on |for |with )(?:about )?$/.test(left) && /, (?:we|it|the model)\b/.test(rest))
    return 'train';
  if (/\bafter (?:pre ?)?(?:training|processing|consuming|seeing) (?:on |for |with )?$/.test(left)) return 'segment';
  if (/(?:double|doubled|increase\w*|ramp\w*|grow\w*)(?: [\w.]+){0,8} after (?:\w+ )?$/.test(left)) return 'segment';
  // "4,096 × 2,048 tokens ≈ 8.4M tokens"
  if (previous?.role === 'context' && /^(?:[^.;\d]|\.(?=\d)){0,12}[=≈] ?$/.test(since)) return 'batch';
  const batchAt = /batch(?:es)?(?: ?sizes?)?(?:[^.;]|\.(?=\d)){0,40}$/.exec(since);
  if (
    batchAt &&
    /batch(?:es)?(?: ?sizes?)? ?(?:of|is|was|at|to|=|:|used|contain\w*|consist\w*|compris\w*|includ\w*|total\w*|pack\w*|hold\w*|has|have|\(|held|grew|ramps?|increased?|warm\w*|gradually|linearly|from|,|\d|value|small|full|the|a|starts?|with|about|approximately|roughly|around|around|range|ranges|ranging|set|equal|small|up|for|until|then|fixed)(?:[ (,]|$)/.test(
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
    /(?:planned|scheduled|laid out|designed|intended|supposed|budget(?:ed)?(?! after| at)|plan|plans|aims?|intend|(?:meant|wanted|hoped|wished|expected|set out|were going) to|(?:goal|target|aim|intention) (?:is|was|were|of))(?: (?!but\b|halted|stopped|ended|had\b|ran\b|reached|only\b|managed|completed)[\w*.]+){0,8} $/.test(
      left.slice(-70),
    ) ||
    /^ ?(?:(?:that )?(?:were|was|are|is|had been) )?(?:originally )?(?:planned|scheduled|intended|budgeted)\b/.test(
      rest,
    ) ||
    // "Planned: 1T tokens in 250k steps; reached: …"
    /(?:^|[.;] )\W*(?:originally )?(?:planned|plan|budget) ?: [^;:]*$/.test(left)
  )
    return 'planned';
  // The process it hangs on, by preposition: the nearest to the left wins.
  const ofWarm = lastIndexOf(left, WARM);
  const ofDecay = lastIndexOf(
    left,
    /decay(?:s|ed|ing)?(?! ?(?:of|=|:|is|value|0|rate))|anneal\w*|cosine(?: learning rate)?(?: decay)? schedule|cosine (?=over|for|until|across|during)|(?<!(?:noise|sampling|augmentation|masking|constant|constant learning rate|constant lr|batch size|warm ?up) )schedule\b|cool ?down/g,
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
    if (first && /^(?:[^.;]|\.(?=\d)){0,60}\bwarm/.test(rest) && !/\d/.test(rest.slice(0, rest.search(/warm/))))
      return 'warmup';
    if (
      first &&
      placed.topic.ofRates &&
      /^(?: of training)?,? (?:we )?(?:the |our )?(?:linearly |gradually )?(?:learning rate|lr|it|ramp|increase)\b(?:[^.;,\d]){0,24}\b(?:climb|ris(?:es|ing)|ramp|increas|grow|learning)/.test(
        rest,
      ) &&
      !/batch/.test(rest.slice(0, 60))
    )
      return 'warmup';
    if (
      first &&
      /increas\w* (?:it|the learning rate|lr)?[^;]*(?:10\^? ?[- −] ?|e[- −]|0\.0)\d(?:[^.;]|\.(?=\d)){0,40}$/.test(left)
    )
      return 'warmup';
    if (first && placed.topic.ofRates && (compound.counted === 'step' || ofConstant >= 0)) {
      return /(?:increas\w*|ris(?:es|ing)|rose|ramp\w*|climb\w*|grow\w*)(?:[^.;]|\.(?=\d)){0,60}$/.test(left) &&
        !/batch/.test(left.slice(-120)) &&
        ofConstant < 0
        ? 'warmup'
        : 'constant';
    }
    if (first) return 'segment';
    if (nearest >= 0) {
      if (nearest === ofWarm) return 'warmup';
      if (
        nearest === ofDecay &&
        !/batch|(?<!pre )train(?:ed|ing)?\b|\bloss\b|\bobjective\b|^schedule as\b/.test(left.slice(ofDecay))
      )
        return placed.topic.ofRates || /schedul|cosine|linear/.test(left) ? 'decay' : 'train';
      if (nearest === ofConstant && placed.topic.ofRates && !/batch|weight decay|train/.test(left.slice(ofConstant)))
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
  warmup_ratio: 'warmup',
  warmup_epochs: 'warmup',
  decay_steps: 'decay',
  decay_tokens: 'decay',
  constant_steps: 'constant',
  steps: 'train',
  steps_planned: 'planned',
  segment_steps: 'segment',
  segment_tokens: 'segment',
  dataset_tokens: 'dataset',
  dataset_words: 'dataset',
};

function isDataset(since: string, left: string, words: string, rest: string): boolean {
  // "pre-trained on 1 trillion tokens of code for 4 epochs": what is passed over several times.
  if (
    /^[^.;,]{0,70} for (?:a total of |about )?(?:[2-9]|\d\d|two|three|four|five|six|several|multiple)(?:\.\d+)? epochs/.test(
      rest,
    )
  )
    return true;
  // "about 8 passes over 7B tokens"
  if (
    /\b(?:[2-9]|\d\d|two|three|four|five|six|seven|eight|ten|several|multiple|many)(?:\.\d+)? (?:epochs|passes) (?:over|through|of) (?:(?:the|a|our|about|roughly|approximately) )*$/.test(
      left,
    )
  )
    return true;
  // "175B tokens repeated over 3 epochs"
  if (
    /^ ?(?:repeated|seen|passed|iterated|looped) (?:over |for |through )?(?:about |a total of )?(?:\d|two|three|four|five)/.test(
      rest,
    )
  )
    return true;
  if (
    /\b(?:construct|collect|curate|gather|assemble|build|compile|obtain|extract|crawl)(?:ed|s|ing|led|t)? (?:a total of |about |around |over |roughly |approximately |more than )*$/.test(
      left,
    )
  )
    return true;
  if (
    /\b(?:data|web|corpus|corpora|text|texts|books|textbooks|code|dataset|datasets|wikipedia|crawl|subset)\b[^.;,()]{0,24}\((?:~|∼|≈|about |around |approximately |approx\. )? ?$/.test(
      left.slice(-70),
    ) &&
    /^ ?(?:after \w+)?\)/.test(rest)
  )
    return true;
  if (/^ ?out of\b/.test(rest)) return false;
  if (/\bout of (?:the )?(?:total )?$/.test(left)) return true;
  if (
    /\d ?(?:[bt]|billion|trillion) (?:out )?of (?:the|its|our|these) $/.test(left) &&
    /^ ?(?:in|of|from) (?:[\w]+ ){0,4}(?:corpus|data|dataset|mixture|collection|pile|set)\b/.test(rest)
  )
    return true;
  if (
    /^ ?(?:\w+ ){0,2}(?:corpus|dataset|data set|subset|mixture|collection|database|datastore)\b/.test(rest) &&
    !/^ ?(?:from|of|in|on|with|using|under|over)\b/.test(rest)
  )
    return true;
  if (/corpus|dataset|unique/.test(words)) return true;
  if (/^ ?(?:tokens )?available\b|^ ?after tokeni[sz]ation/.test(rest)) return true;
  // "after deduplication 410 billion tokens remain"
  if (/^ ?(?:remain|remained|survive|survived|(?:are|were|is|was) (?:left|retained|kept))\b/.test(rest)) return true;
  const near =
    /(?:corpus|corpora|data ?sets?|training data|data mix|data(?= (?:consist|compris|contain|amount|total))|pile ?2?|mixture|training set)\b((?:[^.;]|\.(?=\d)){0,80})$/.exec(
      since,
    );
  if (near !== null) {
    const between = near[1] ?? '';
    if (/\b(?:train(?:ed|ing)?|pretrain\w*|run|for a total)\b/.test(between)) return false;
    if (/\bof which\b|\bi\.e\b/.test(between)) return false;
    return /\b(?:contain\w*|compris\w*|consist\w*|of|is|was|has|have|totals?|total\w*|amount\w*|with|includ\w*|from|size|yield\w*|hold\w*|at)\b|\( ?[~∼≈]? ?$|: ?$/.test(
      between,
    );
  }
  // "570 GB after filtering, roughly equivalent to 400 billion tokens", "tokenize the dataset into 2.8T BPE tokens"
  if (
    BYTES_OF_TEXT.test(left) ||
    /\btokeni[sz]\w* [^.;\d]{0,50}\b(?:in)?to (?:about |around |roughly |approximately |over |a total of )?$/.test(left)
  )
    return true;
  return /\bdataset $|corpus (?:of|with) $/.test(left);
}

/** An amount of text in bytes, and what makes the tokens behind it the same amount. */
const BYTES_OF_TEXT =
  /\d ?[tgp]i?b\b(?! gpus?\b)(?:[^.;]|\.(?=\d)){0,90}(?:\b(?:equivalent|equal|equals|equating|equates|amount\w*|correspond\w*|yield\w*|translat\w*|containing|contains) |\(|, or |(?<=text|data|documents|compressed|code|filtering|deduplication), )(?:to )?(?:about |around |roughly |approximately |some |over |nearly |a total of |~ ?|∼ ?|≈ ?)*$/;
