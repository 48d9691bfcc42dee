import type { Concept } from './governors.ts';
import { phaseOf } from './phases.ts';
import { type Decided, decided, type Placed } from './placed.ts';

/*
 * Counts of steps and epochs: how long a run or a part of it is, what is accumulated, and mere moments of it.
 */

/** The role of a count of steps. */
export function decideSteps(
  placed: Placed,
  concept: Concept | undefined,
  links: readonly string[],
): Decided | undefined {
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
  if (
    figure.value <= 4000 &&
    /\b(?:sampl|generat|denois)\w* (?:\w+ )?(?:with|in|using|within) (?:only |about |just )?$/.test(left)
  )
    return undefined;
  // "contexts from 4K to 128K in 32 steps"
  if (figure.value < 100 && /\bfrom \S+ to \S+ (?:tokens )?in $/.test(left)) return undefined;
  // "samples obtained within 50 steps have an FID of 4.67"
  if (
    figure.value <= 4000 &&
    figure.magnitude === '' &&
    OF_SAMPLING.test(left + right) &&
    !/train|tun(?:ed|ing)|optimi|learn|batch|updates|gradient|epoch/.test(left + right)
  )
    return undefined;
  if (/\b(?:every|per) (?:\w+ )?$|\bt ?= ?$/.test(left) || per.length > 0) return undefined;
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
    !/^ ?of (?:linear |learning rate |lr )*warm/.test(right.slice(to - figure.to)) &&
    /\b(?:drop|decreas|reduc|divid|multipl|halv|decay)\w*\b(?:[^.;,]|\.(?=\d)){0,40}\b(?:by|to(?! (?:0|zero)\b)|halv\w*)\b(?:[^.;,]|[.,](?=\d)){0,40} (?:at|after) (?:the )?(?:[\d.,]+k?(?: \w+)?(?:,| and|, and)(?: again| then)?(?: at| after)? )*$/.test(
      left,
    )
  )
    return decided('segment_steps', 'step', to);
  // "dropped at the 120k iteration"
  if (/^(?:step|iteration|update)$/.test(words) && /\b(?:at|from|after|until|in) the $/.test(left))
    return decided('segment_steps', 'step', to);
  // "crashed at 41k steps and was restarted from 40k": where a run broke, not how long it is.
  if (
    /\b(?:crash|fail|spik|restart|resum|rewound|rewind|roll|went|re started)\w*(?: back)?(?: again)?(?: training)? (?:at|from|to|around|near)(?: (?:the|an?|our|last|previous|earlier|saved) )*(?: ?checkpoint)?(?: taken| saved)?(?: about| around| roughly| approximately| some| up to)?(?: step)? $/.test(
      left,
    )
  )
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

/** "after 6 epochs we decrease the learning rate", "drops at 30, 60 and 80 epochs": a moment of a run, not its length. */
export function isMoment({ left, right, figure, topic: { ofRates } }: Placed, to: number): boolean {
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

/** "gradients are accumulated over", "accumulating for": what follows counts the passes behind one update. */
export const accumulated = (left: string): boolean =>
  /\baccumul\w*(?: the| our)?(?: gradients?)? (?:over|for|across|of|on|from|during|with|every) (?:a total of |about |the )?$/.test(
    left,
  ) ||
  /\bgradients? (?:are |is |were |was )?(?:first |then )?(?:accumulat\w+|summed|averaged|aggregated) (?:over|for|across|from|during|of) $/.test(
    left,
  ) ||
  /\baccumul\w* $/.test(left);

/** What pictures are drawn with, once a model is trained. */
const OF_SAMPLING = /\bfid\b|\bsampl(?:es?|ing|ers?|ed)\b|\bdd[ip]ms?\b|\bnfe\b|denois|\bsolvers?\b/;

/** What is said of a step or an iteration. */
export const OF_A_STEP =
  /\b(?:steps?|iterations?|updates?)\b[^\d.;]{0,40}$|(?:step|iteration) times?\b|\b(?:one|each|every|an?|single|per) (?:\w+ )?(?:step|iteration|update)\b(?:[^.;,]|[.,](?=\d)){0,70}\b(?:takes?|took|taking|requires?|required|lasts?|lasted|needs?)(?: on average| only| about| around| roughly| approximately| ≈| ~| ∼)* $/;
