import type { Concept } from './governors.ts';
import { type Decided, decided, lastIndexOf, type Placed } from './placed.ts';

/** Numbers of a learning rate: the peak, the end of the decay, the start of the warm-up. */
export function decideRate(
  placed: Placed,
  concept: Concept,
  links: readonly string[],
  head: string,
): Decided | undefined {
  const { figure, left } = placed;
  const most = /\b(?:sgd|lars|lamb|nesterov|momentum)\b/.test(left + placed.right) ? 50 : 1.5;
  if (figure.value >= most || figure.value < 0 || figure.form === 'word') return undefined;
  if (!placed.topic.ofRates) return undefined;
  // "decay the learning rate by 0.5 every 50 epochs" tells a factor.
  if (links.includes('by') || /\b(?:learning rate|lr) by (?:a factor (?:of )?)?$/.test(left)) return undefined;
  if ((concept === 'lr-peak-word' || concept === 'lr-min-word') && figure.value > 0.2) return undefined;
  if (/warm ?up (?:init\w* |start\w* )?(?:learning rate|lr)$/.test(head)) return decided('initial_lr', '', figure.to);
  // "lowered it to 2e-5 for the larger images" is another run's rate, not where a schedule ends.
  if (concept === 'min_lr' || concept === 'lr-min-word') return decided('min_lr', '', figure.to);
  if ((links[0] === 'from' || links[0] === 'between') && /warm|increas/.test(left.slice(-80)))
    return decided('initial_lr', '', figure.to);
  if (
    /(?:decay\w*|anneal\w*|decreas\w*|reduc\w*|lower\w*|drop\w*|down)(?: of)?(?: the| our)? (?:learning rate|lr)$/.test(
      head,
    ) &&
    links[0] === 'to'
  )
    // "we lower the learning rate to 0.016 as the model diverged": another run's rate, no end of a schedule
    return decided(
      /^ ?(?:for (?:the|our|these|this)|as\b|because|since|when|and the (?:mini ?)?batch)/.test(placed.right)
        ? 'peak_lr'
        : 'min_lr',
      '',
      figure.to,
    );
  return decided('peak_lr', '', figure.to);
}

const RATE_NOUN =
  /^(?:rate|rates|lr|lrs|size|value|peak|maximum|max|minimum|min|schedule|initial|constant|decay|warmup|up|one|final|end|rise)$/;

/** A small number in a sentence about learning rates that no phrase governs: the verb decides. */
export function loneRate(placed: Placed): Decided | undefined {
  const { figure, left, right } = placed;
  if (!placed.topic.ofRates || figure.value > 0.05 || figure.value <= 0 || figure.form === 'word') return undefined;
  if (figure.form === 'fraction') return undefined;
  // "weight decays of 0.0003, 0.001 and 0.003": a list is of what its first value is of.
  if (
    placed.previous !== undefined &&
    !/_lr$/.test(placed.previous.role) &&
    /^[\s\d.,e−–-]*(?:,|and|or|\/) ?$/.test(placed.previous.between)
  )
    return undefined;
  if (
    /weight decay|dropout|epsilon|\beps\b|ε|ϵ|smoothing|β|beta|coefficient|penalty|ratio|clip/.test(
      left.slice(-28).replace(/^.*[);](?= ?,)/, ''),
    )
  )
    return undefined;
  // "a learning rate decay rate of 0.01"
  if (/\bdecay (?:rate|factor|coefficient)s? ?(?:of|is|was|=|:)? ?$/.test(left)) return undefined;
  // "λd = λs = 1e−5"
  if (/[λγατ] ?_?\w{0,4} ?= ?$/.test(left)) return undefined;
  // What the last noun before it governs, that is it: a dropout, a coefficient.
  const other = lastIndexOf(left, /dropout|coefficient|smoothing|noise|threshold|probability|epsilon/g);
  if (other > lastIndexOf(left, /learning rate|\blrs?\b|warm|decay|anneal|peak|step size/g)) return undefined;
  const rise = lastIndexOf(left, /warm|increas\w*|ramp\w*|rais\w*|ris(?:es|ing)|peak|maxim/g);
  const fall = lastIndexOf(
    left,
    /(?<!weight )decay\w*|anneal\w*|decreas\w*|reduc\w*|drop\w*|down|lower(?:ed|ing|s| the| it| our)\b|fall\w*|cosine(?= to)|final|minimum|end(?:s|ing)?\b|→/g,
  );
  const rate = lastIndexOf(left, /learning rate|\blr\b|\blrs\b|constant|lr max|step size/g);
  const to =
    /\b(?:to|→|at|until|with|of)(?: about| around| approximately| a final value of| a minimum of| the value)? ?$|→ ?$/.test(
      left,
    );
  // "an initial LayerScale value of 1e-5": what another noun governs is no rate.
  const noun = /\b([a-z]+)(?: value)? of (?:about |around |approximately )?$/.exec(left)?.[1];
  if (noun !== undefined && !RATE_NOUN.test(noun)) return undefined;
  // "keeps 1e-2 after a linear warm-up"
  if (
    /\b(?:keep|hold|maintain|sustain)s? (?:at )?$/.test(left) &&
    /^ ?(?:after|following|once|behind)\b[^.;,\d]{0,30}warm/.test(right)
  )
    return decided('peak_lr', '', figure.to);
  const from = /\b(?:from|starting at|starting from) ?$/.test(left);
  if (from)
    return decided(
      fall > rise || (!/^(?:[^.;]|\.(?=\d)){0,40}(?:warm|over the first)/.test(right) && fall >= 0)
        ? 'peak_lr'
        : rise >= 0
          ? 'initial_lr'
          : 'peak_lr',
      '',
      figure.to,
    );
  // "increased linearly between 5e-5 and 1e-4"
  if (/\b(?:increas|ris|rose|ramp|warm|grow)\w*[^.;\d]{0,40}\bbetween $/.test(left))
    return decided('initial_lr', '', figure.to);
  // "never drops below 1e-5", "with a floor of 1e-6 on it"
  if (
    /\b(?:(?:never|not|n't|without)\b[^.;\d]{0,24} (?:below|under)|(?:floor|lower bound|lower limit)(?: of| is| was| at| to)?) (?:about )?$/.test(
      left,
    )
  )
    return decided('min_lr', '', figure.to);
  // "lr 0.003 to 0.00003"
  const higher = placed.previous?.role === 'peak_lr' ? /(\d*\.?\d+(?:e[-−–]\d+)?) to $/.exec(left)?.[1] : undefined;
  if (higher !== undefined && Number(higher.replace(/[−–]/, '-')) > figure.value && rise < 0)
    return decided('min_lr', '', figure.to);
  if (to && fall >= 0 && /\b(?:lower|reduc|decreas)\w* it to $/.test(left) && /^ ?for the\b/.test(right))
    return decided('peak_lr', '', figure.to);
  if (to && fall >= 0 && fall > rise && (fall > rate || /\bto ?$/.test(left))) return decided('min_lr', '', figure.to);
  if (to || rate >= 0 || rise >= 0) return decided('peak_lr', '', figure.to);
  return undefined;
}
