import type { QuantityRole } from '../quantity.ts';
import { governorOf } from './governors.ts';
import { WARM } from './phases.ts';
import { type Decided, decided, lastIndexOf, type Placed } from './placed.ts';

const OF_RATE =
  /^ ?(?:times |of |the |its |their |that |this |our )*(?:(?:peak|max|maximum|maximal|initial|original|starting|highest|base|same)(?: (?:value|learning rate|lr|rate|one))?|value|learning rate|lr|it(?=[ ,.;)]|$))\b/;
const DECAYING =
  /decay|anneal|final|reduc|decreas|down|lower|minimum|drop|\bend(?:s|ing)?\b|fall|cosine|schedule|cool|terminal|until/;

/** The end of a schedule, or what leads to it. */
const DECAYING_TO =
  /(?:terminal|final|end|minimum|min|last|lowest) (?:learning rate|lr|value|rate)|decay|anneal|down|lower|reduc|decreas/;

/** "10 % of the peak", "1/30th the maximum": where a schedule ends, as a share of its peak. */
export function finalRatio(placed: Placed): Decided | undefined {
  const { figure, left, right } = placed;
  const alone =
    figure.form === 'fraction' && /(?:decay\w*|reduc\w*|down|anneal\w*)(?: \w+){0,3} to (?:a |one )?$/.test(left);
  // "lr = 3e-4 decayed to 10%, on 768 GPUs"
  const bare =
    figure.kind === 'percent' &&
    placed.topic.ofRates &&
    /(?:(?:decay\w*|anneal\w*|cosine|reduc\w*|lower\w*)(?: it| down| the learning rate)*|(?:decay|anneal|cosine)(?:[^.;]|\.(?=\d)){0,60} down) to $/.test(
      left,
    ) &&
    /^ ?(?:[,.;)]|$|(?:following|with|using|by|over|via|on|in|during|at the end|through|along)\b)/.test(right);
  if (!OF_RATE.test(right) && !alone && !bare) return undefined;
  if (!DECAYING.test(left) || /lr max|use an lr|higher than|compared to/.test(left.slice(-60))) return undefined;
  if (/(?:warm|increas)(?:(?!decay|anneal|reduc|lower|decreas)[^.;])*$/.test(left.slice(-30))) return undefined;
  return decided('final_lr_ratio', '1', figure.to);
}

/** What follows a share that tells two values apart. */
export const IN_COMPARISON =
  /^ ?(?:better|worse|higher|lower|faster|slower|more|less|fewer|improvement|points|speed ?up|relative)\b/;

/** The role of a percentage: utilisation, the end of a schedule, a share of warm-up; most others are results. */
export function decidePercent(placed: Placed): Decided | undefined {
  const { figure, left, right, compound } = placed;
  const to = figure.to;
  const ratio = finalRatio(placed);
  if (ratio !== undefined) return ratio;
  // "51%, 6% better than the 48.1% before"
  if (IN_COMPARISON.test(right)) return undefined;
  if (/^ ?of (?:one|an|a|1) epoch/.test(right)) return decided('epochs', 'epoch', to);
  const hfu = /\bhfu\b|hardware (?:flops? )?utili/;
  const mfu = /\bmfu\b|(?:model )?flops?s? utili|model (?:flops? )?utili|flops efficiency/;
  const after = right.slice(0, 40);
  if (new RegExp(`^ ?\\(?(?:of |in )?(?:bf16 |peak |average )?(?:${hfu.source})`).test(after))
    return decided('hfu', '1', to);
  if (new RegExp(`^ ?\\(?(?:of |in )?(?:bf16 |peak |average )?(?:${mfu.source})`).test(after))
    return decided('mfu', '1', to);
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
  // "a utilization of 54.2%, which is 29% faster than the 42.1% we achieve using recomputation"
  const before = placed.previous?.role;
  if (
    (before === 'mfu' || before === 'hfu') &&
    figure.value >= 0.05 &&
    /\b(?:than|versus|vs\.?|compared (?:to|with)|against|instead of|up from|down from|from) (?:the |about |only |just )*$/.test(
      left,
    ) &&
    /^ ?(?:[.;),]|$|(?:we|that we|it|they|that|of|with|without|on|for|in|using|achieved|obtained|reached|reported|when|at|by)\b)/.test(
      right,
    ) &&
    !/accuracy|score|mmlu/.test(right)
  )
    return decided(before, '1', to);
  const warm = /warm/;
  if (
    /^ ?(?:linear |lr |learning rate )*warm/.test(after) ||
    governorOf(left).concept === 'warmup_ratio' ||
    governorOf(left).concept === 'warmup'
  )
    return decided('warmup_ratio', '1', to);
  if (
    /^ ?of (?:the )?(?:total |training |all |gradient )*(?:steps|training|updates|iterations|tokens|run|samples|budget)\b(?:[^.;\d]|\.(?=\d)){0,30}warm/.test(
      right,
    )
  )
    return decided('warmup_ratio', '1', to);
  if (
    warm.test(left.slice(-80)) &&
    /(?:first|initial|over|for|during|in)(?: the)?(?: first| initial)? ?$/.test(left) &&
    !/batch/.test(left.slice(Math.max(left.length - 80, lastIndexOf(left, WARM))))
  ) {
    const lastWarm = lastIndexOf(left, WARM);
    if (
      !DECAYING.test(left.slice(lastWarm + 6)) &&
      !/\b(?:stay|constant|held|hold|kept|keep|remain|flat|stable)/.test(left.slice(lastWarm + 6))
    )
      return decided('warmup_ratio', '1', to);
  }
  // "is increased linearly over the first 10% of the steps", "increase the step size during 1% of training"
  if (
    placed.topic.ofRates &&
    figure.value <= 0.3 &&
    /\b(?:increas|ris|rose|ramp|grow|grew|climb|rais|linear(?:ly)? from (?:0|zero))\w*\b(?:[^.;]|\.(?=\d)){0,60}\b(?:over|for|during|in|within|across)(?: the)?(?: first| initial)?(?: about)? ?$/.test(
      left,
    ) &&
    !/batch|decay|context|length/.test(left.slice(-70))
  )
    return decided('warmup_ratio', '1', to);
  // "warm-up takes up 2% of the steps", "2% of the steps are used for warm-up"
  if (
    /\bwarm ?up(?: (?:phase|stage|period|steps))? (?:takes|took|makes|made|uses|used|occupies|covers|lasts?|lasted|comprises|spans|corresponds to|amounts to|is|was|are|were|set)(?: up)?(?: for| to| at| over)?(?: the)?(?: first| about| roughly| only)* ?$/.test(
      left,
    ) ||
    (/^ ?of (?:the |all |total )*(?:training )?(?:steps|training|updates|iterations|tokens|run|budget)\b/.test(right) &&
      /^(?:[^.;,]|\.(?=\d)){0,60}\bwarm/.test(right))
  )
    return decided('warmup_ratio', '1', to);
  if (/decay|anneal|cool ?down/.test(left.slice(-60)) && /(?:last|final) ?$/.test(left))
    return decided('decay_ratio', '1', to);
  if (compound.counted === undefined && governorOf(left).concept === 'dropout') return decided('dropout', '1', to);
  return undefined;
}

const PARALLEL: Readonly<Record<string, QuantityRole>> = {
  tensor: 'tp',
  model: 'tp',
  pipeline: 'pp',
  data: 'dp',
  expert: 'ep',
};

/** The role of "10×": how far a learning rate decays. */
export function decideTimes({ figure, left, right }: Placed): Decided | undefined {
  // "the terminal learning rate is 0.1× the peak"
  if (figure.value < 1 && OF_RATE.test(right) && DECAYING_TO.test(left))
    return decided('final_lr_ratio', '1', figure.to);
  const parallel = /^ ?(tensor|model|pipeline|data|expert) (?:model )?parallel/.exec(right)?.[1];
  if (parallel !== undefined) return decided(PARALLEL[parallel] ?? 'dp', '', figure.to);

  // "followed by a 10× linear decay over 100,000 steps"
  if (
    figure.value > 1 &&
    /^ ?(?:linear |cosine |learning rate |lr )*(?:decay|reduction|anneal)/.test(right) &&
    /learning rate|\blr\b|warm/.test(left)
  )
    return decided('final_lr_ratio', '1', figure.to, Number((1 / figure.value).toPrecision(6)));
  // "decays with a 10× cosine schedule"
  if (
    figure.value > 1 &&
    /(?<!weight )\b(?:decay|anneal|reduc|decreas)\w* (?:with|by|following|using|on|via) (?:a )?$/.test(left) &&
    /^ ?(?:half )?(?:cosine|linear|exponential|polynomial|schedule|decay|factor)/.test(right)
  )
    return decided('final_lr_ratio', '1', figure.to, Number((1 / figure.value).toPrecision(6)));
  // "decayed by 0.9× after every 10k steps" is no end of a schedule.
  if (figure.value <= 1) return undefined;
  // "decay it 10× using a cosine schedule", "by a factor of 10"
  if (
    /decay\w*(?: it| the learning rate| lr| by| a)*(?: factor of)? ?$/.test(left) &&
    !/weight decay/.test(left.slice(-24)) &&
    /schedule|cosine|linear|rate|lr/.test(left + right)
  ) {
    return decided('final_lr_ratio', '1', figure.to, Number((1 / figure.value).toPrecision(6)));
  }
  return undefined;
}
