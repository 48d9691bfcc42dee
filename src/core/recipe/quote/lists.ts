import { type Figure, powerOfTen } from './figures.ts';
import { governorOf } from './governors.ts';
import { type Known, knownOf } from './known.ts';
import { compoundAfter } from './nouns.ts';
import { IN_COMPARISON } from './ratio-roles.ts';

const BETWEEN_LIST =
  /^(?:\s|,|\/|and\b|or\b|then\b|&|to\b|→|–|—|-|−|respectively|\(resp\.?|resp\.|compared (?:with|to)\b|versus\b|vs\.?)*$/i;
/** "3e-4 for the 13B model and 1.5e-4 for the 34B": values of one kind, each with its own model. */
const BETWEEN_FOR =
  /^,? (?:\()?(?:for|in|on|with|at) [^.;]{1,60}?(?:,| and|, and| or|,? but|;) (?:(?:of|to|from|by|a|with) )*$|^ ?\([^()]{1,40}\)(?:,| and|, and| or|;) $/i;

/** Values of one list share their noun, their governing phrase and their magnitude. */
export function shareLists(
  text: string,
  figures: readonly Figure[],
  known: (Known | undefined)[],
  /** Figures that share nothing: they stand in a name, or have one of their own, told "respectively". */
  named: ReadonlySet<number>,
): void {
  // A phrase before a list rules all of it: "batch sizes of 1M, 1M and 2M", "β1 and β2 set to 0.9 and 0.95".
  for (let i = 1; i < figures.length; i++) {
    const figure = figures[i]!;
    const mine = known[i];
    if (mine?.decided.role === 'params' || (mine === undefined && named.has(i))) continue;
    let last = i - 1;
    while (
      last > 0 &&
      !(mine === undefined && isSizeOfList(text, known[last], figure)) &&
      last > i - 8 &&
      ((known[last]?.decided.role === 'params' && known[last]!.figure.to === known[last]!.to) ||
        // "3B tokens in phase one and 1.5B in phase two"
        (known[last] === undefined &&
          figures[last]!.to < figure.from &&
          // "batch sizes of 2048 (8 x 256) and 384 (8 x 48)"
          (/^(?: ?[x×*] ?\d+)?\)(?:,| and|, and| or) $/.test(text.slice(figures[last]!.to, figure.from)) ||
            // "0.5M tokens for models below 1B and 1M tokens for the larger ones"
            figures[last]!.form === 'word' ||
            /\b(?:below|above|under|beyond|than|up to) $/.test(
              text.slice(Math.max(0, figures[last]!.from - 8), figures[last]!.from),
            ))))
    )
      last--;
    const owner = known[last];
    const before = figures[last]!;
    if (owner === undefined) continue;
    if (
      mine?.decided.role === 'tokens' &&
      owner.decided.role === 'batch_tokens' &&
      comparable(before, figure) &&
      (BETWEEN_FOR.test(text.slice(owner.to, figure.from)) || BETWEEN_LIST.test(text.slice(owner.to, figure.from)))
    ) {
      known[i] = { ...mine, decided: { ...mine.decided, role: owner.decided.role } };
      continue;
    }
    // "a warm-up of 0.5B/1B tokens"
    if (
      mine?.decided.role === 'tokens' &&
      (owner.decided.role === 'warmup_tokens' || owner.decided.role === 'decay_tokens') &&
      /^(?: ?\/ ?| and | or )$/.test(text.slice(owner.to, figure.from)) &&
      comparable(before, figure)
    ) {
      known[i] = { ...mine, decided: { ...mine.decided, role: owner.decided.role } };
      continue;
    }
    // "from the previous 7 trillion tokens to 18 trillion tokens": one thing that has grown.
    if (
      mine?.decided.role === 'tokens' &&
      owner.decided.role === 'dataset_tokens' &&
      /^ ?(?:to|→) ?$/.test(text.slice(owner.to, figure.from))
    ) {
      known[i] = { ...mine, decided: { ...mine.decided, role: owner.decided.role } };
      continue;
    }
    const between = text.slice(owner.to, figure.from);
    const follows =
      BETWEEN_LIST.test(between) ||
      (between.length < 90 && BETWEEN_FOR.test(between)) ||
      // "a batch of 32 examples (64 for smaller models)"
      (between === ' (' &&
        /^ (?:for|in|on|with) (?:the |our |all )?[A-Za-z][^()\d]{1,36}\)/.test(text.slice(figure.to, figure.to + 56)));
    if (!follows) continue;
    if (
      owner.decided.role === 'beta1' &&
      figure.value < 1 &&
      figure.kind === 'number' &&
      (mine === undefined || mine.decided.role === 'beta1')
    ) {
      known[i] = knownOf(figure, { role: 'beta2', unit: '', to: figure.to }, undefined);
      continue;
    }
    if (mine !== undefined) {
      // "batch size of 512 to 1M tokens": its own noun says more than the list.
      continue;
    }
    if (figure.kind !== before.kind || !comparable(before, figure)) continue;
    if (figure.form === 'word' && figure.value === 1) continue;
    // "before the 8.2k step and 65,536 afterwards": a moment has no list.
    if (owner.decided.role === 'segment_steps' && /^[ -]step$/.test(text.slice(owner.figure.to, owner.to))) continue;
    // "iteration 3707/ 128728": done, of those planned.
    if (owner.decided.role === 'steps' && /^ ?\/ *$/.test(between)) {
      known[i] = knownOf(figure, { role: 'steps_planned', unit: 'step', to: figure.to }, undefined);
      continue;
    }
    if (
      /^(?:beta2|gpus|mem|nodes|zero_stage|tp|pp)$/.test(owner.decided.role) &&
      !/and|or|,/.test(between) &&
      // "the number of TPUs ranged from 64 to 512"
      !(/^ ?to $/.test(between) && /\b(?:from|between) $/.test(text.slice(Math.max(0, owner.from - 8), owner.from)))
    )
      continue;
    const noun = compoundAfter(text, figure.to);
    if (
      noun.counted !== undefined &&
      noun.words !== '' &&
      noun.counted !== 'other' &&
      !sameNoun(owner.decided.unit, noun.counted)
    )
      continue;
    if (noun.counted === 'other' || (noun.counted === 'way' && owner.figure.to !== owner.to)) continue;
    // "Of the 2,000B tokens, 1,500B are English"
    if (
      /tokens$/.test(owner.decided.role) &&
      /^ (?:are|were|is|was|comes?|came|stems?)\b/.test(text.slice(figure.to, figure.to + 7))
    )
      continue;
    // "48 layers, 12 of them global"
    if (/^ of (?:them|these|which|those)\b/.test(text.slice(figure.to, figure.to + 9))) continue;
    // "51%, 6% better than before"
    if (figure.kind === 'percent' && IN_COMPARISON.test(text.slice(figure.to, figure.to + 16))) continue;
    // "an 8-layer, 128 neuron wide network"
    if (
      noun.counted === undefined &&
      /^(?:layers|heads|kv_heads|head_dim|experts|gpus|nodes|steps|epochs)$/.test(owner.decided.role) &&
      isNoun(text, figure.to)
    )
      continue;
    // "12/24 layers and 768/1024 hidden units": the second pair has a noun of its own.
    const paired = known[i + 1];
    if (
      paired !== undefined &&
      paired.decided.role !== owner.decided.role &&
      /^ ?\/ ?$/.test(text.slice(figure.to, figures[i + 1]!.from))
    )
      continue;
    let { role, unit } = owner.decided;
    if (role === 'mem' || role === 'gpus_per_node') continue;
    if (role === 'context_from') role = 'context';
    if (role === 'rope_base_from') role = 'rope_base';
    if (role === 'initial_lr') role = 'peak_lr';
    if (role === 'heads' && /^ ?(?:for|in) (?:the )?(?:kv|key)/i.test(text.slice(figure.to, figure.to + 16)))
      role = 'kv_heads';
    if (role === 'peak_lr' && /^\s?(?:to|→|->)\s?$/.test(between) && figure.value < before.value) role = 'min_lr';
    if ((role === 'min_lr' || role === 'peak_lr') && figure.value === 0) role = 'final_lr_ratio';
    if (role === 'context' && figure.value < 32) continue;
    // "θ raised to 1.5M, then 32k to 64k"
    if (role === 'rope_base' && figure.magnitude === 'K' && Number.isInteger(Math.log2(figure.mantissa))) continue;
    // "12 layers, 768, 12 heads": no transformer is that deep.
    if (/^(?:layers|heads|kv_heads)$/.test(role) && figure.value > 200) continue;
    if (figure.value < 1 && owner.figure.value >= 1) continue;
    if (role === 'batch_seqs' && (figure.magnitude === 'M' || noun.counted === 'token')) {
      role = 'batch_tokens';
      unit = 'token';
    }
    known[i] = knownOf(figure, { role, unit, to: noun.counted === undefined ? figure.to : noun.to }, owner.hardware);
  }
  // "the large ones have 125M parameters and the small ones 39M": a verb and a noun that are said once.
  for (let i = 1; i < figures.length; i++) {
    const figure = figures[i]!;
    const owner = known[i - 1];
    const before = figures[i - 1]!;
    if (
      known[i] !== undefined ||
      owner === undefined ||
      before.magnitude === '' ||
      figure.magnitude !== before.magnitude
    )
      continue;
    if (!/^(?:params|tokens|steps|params_active)$/.test(owner.decided.role) || owner.to === owner.figure.to) continue;
    if (!/^,?(?: and| while| whereas|;)(?: the| our)?(?: [\w-]+){1,3} $/.test(text.slice(owner.to, figure.from)))
      continue;
    if (!/^ ?(?:[.,;)]|$|\n)/.test(text.slice(figure.to, figure.to + 2))) continue;
    known[i] = knownOf(figure, { role: owner.decided.role, unit: owner.decided.unit, to: figure.to }, undefined);
  }
  // A noun at the end of a list rules all of it: "280, 350, and 420 servers", "between two and three passes".
  for (let i = figures.length - 2; i >= 0; i--) {
    const figure = figures[i]!;
    const owner = known[i + 1];
    const next = owner?.figure.from === figures[i + 1]!.from ? owner.figure : figures[i + 1]!;
    if (owner === undefined || (owner.decided.role === 'params' && owner.figure.magnitude === '')) continue;
    const between = text.slice(figure.to, next.from);
    if (
      between.length > 24 ||
      !/^(?:\s|,|and\b|or\b|to\b|vs\.?(?= )|versus\b|against\b|instead of\b|rather than\b|compared (?:to|with)\b|–|—|-|−|\/|GB|[WK]\b|[~∼≈]|(?<=to )(?:over|about|around|roughly|approximately|more than|nearly|almost|up to)(?= ))*$/i.test(
        between,
      ) ||
      between === ''
    )
      continue;
    const ranged =
      /^(?:[WK]|GB)?\s?(?:to(?: (?:over|about|around|roughly|approximately|more than|nearly|almost|up to))?|–|—|-|−)\s?[~∼≈]?$/i.test(
        between,
      );
    const mine = known[i];
    if (figure.kind !== next.kind && !(next.kind === 'percent' && ranged)) continue;
    if (mine !== undefined && mine.decided.role !== owner.decided.role) continue;
    const raised = liftMagnitude(figure, next, ranged);
    // "from 768 to 1.5 billion": no span falls.
    const lifted = ranged && raised.value > next.value && figure.value <= next.value ? figure : raised;
    // "5, 10 and 15 billion tokens"
    const spelledOnce =
      lifted !== figure &&
      figure.form === 'plain' &&
      between.trim() !== '' &&
      // "0.3, 1.5 and 7.0 billion"
      (Number.isInteger(figure.mantissa) ||
        owner.decided.role === 'params' ||
        text.slice(next.from, next.to).includes('.')) &&
      comparable(lifted, next);
    if (!comparable(figure, next) && !(ranged && figure.magnitude === '') && !spelledOnce) continue;
    if (
      mine === undefined &&
      !ranged &&
      !/\band\b|\bor\b|^ ?\/ ?$|\bvs\b|\bversus\b|against|instead|rather|compared/.test(between) &&
      !listGoesOn(text, figures, i) &&
      // "models of 300M, 1.5B, 3.3B parameters"
      !(owner.decided.role === 'params' && figure.magnitude !== '' && next.magnitude !== '' && between === ', ')
    )
      continue;
    if (mine === undefined && (named.has(i) || isOfSomethingElse(text, figure))) continue;
    const { unit, value } = owner.decided;
    // "32 / 4 heads (Q / KV)"
    if (
      owner.decided.role === 'kv_heads' &&
      between.trim() === '/' &&
      /^ ?\(q/i.test(text.slice(owner.to, owner.to + 3))
    ) {
      known[i] = knownOf(figure, { role: 'heads', unit, to: figure.to }, undefined);
      continue;
    }
    // "climbs from 0 to 3e-4"
    const role = owner.decided.role === 'peak_lr' && figure.value === 0 ? 'initial_lr' : owner.decided.role;
    if (role === 'gpus' && value !== undefined) continue;
    if (role === 'batch_tokens' && figure.value >= 5e8) continue;
    // "a batch of 2048 until 33B, then 4096 to 5.2T tokens": no run is that short.
    if (/^(?:dataset_|decay_)?tokens$/.test(role) && lifted.value < 1e5) continue;
    if (figure.value === 0 && !/lr|ratio/.test(role)) continue;
    if (/^(?:layers|heads|kv_heads)$/.test(role) && figure.value > 200) continue;
    // "from 1018 to 1021 FLOPs": both lost their exponents.
    const power = role === 'flops' && value !== undefined ? powerOfTen(figure) : undefined;
    if (role === 'flops' && value !== undefined && power === undefined) continue;
    // "675 vs. 6,250 A100 GPU days": hours of a day are said once.
    const inUnit =
      power ??
      (value !== undefined && (role === 'gpu_hours' || role === 'wall_clock')
        ? Number((lifted.value * (value / owner.figure.value)).toPrecision(12))
        : undefined);
    known[i] = knownOf(
      lifted,
      { role, unit, to: figure.to, ...(inUnit === undefined ? {} : { value: inUnit }) },
      owner.hardware,
    );
  }
}

/** "model sizes: 60M, 220M and 770M" */
const isSizeOfList = (text: string, owner: Known | undefined, figure: Figure): boolean =>
  owner?.decided.role === 'params' &&
  figure.magnitude !== '' &&
  !/^ ?(?:tokens|steps|words)\b/.test(text.slice(figure.to, figure.to + 8)) &&
  BETWEEN_LIST.test(text.slice(owner.to, figure.from)) &&
  /\bmodel sizes?\b[^.;]{0,80}$/i.test(text.slice(Math.max(0, figure.from - 100), figure.from));

/** "a 3B/16B-parameter Mixture-of-Experts model": the smaller of the two is what a token goes through. */
export function nameActive(text: string, known: (Known | undefined)[]): void {
  for (let i = 1; i < known.length; i++) {
    const a = known[i - 1];
    const b = known[i];
    if (a?.decided.role !== 'params' || b?.decided.role !== 'params' || text.slice(a.figure.to, b.figure.from) !== '/')
      continue;
    const around = text.slice(Math.max(0, a.from - 40), b.figure.to + 60);
    if (text[a.from - 1] === '/' || text[b.figure.to] === '/' || !/\bMoE|[Mm]ixture|[Ss]parse|[Ee]xpert/.test(around))
      continue;
    if (/\bdense\b|[×x]\d/.test(around)) continue;
    const [active, at] = a.figure.value < b.figure.value ? [a, i - 1] : [b, i];
    known[at] = { ...active, decided: { ...active.decided, role: 'params_active' } };
  }
}

/** A word that the reader does not know follows the number: what is counted is something else. */
const isNoun = (text: string, at: number): boolean =>
  /^[ -][A-Za-z][a-z]{3,}/.test(text.slice(at, at + 8)) &&
  !/^[ -](?:with|from|over|then|when|while|using|each|until|after|before|during|respectively|total|across|into|long|training|under|depending|that|which|where|were|have)\b/.test(
    text.slice(at, at + 16),
  );

/** "inner dimension 3,072 and 8 attention heads": what has a name of its own shares no noun. */
function isOfSomethingElse(text: string, figure: Figure): boolean {
  const left = text
    .slice(Math.max(0, figure.from - 48), figure.from)
    .toLowerCase()
    .replace(/[-_\n]/g, ' ');
  return /\b(?:stage|phase|part|round|version|level) $/.test(left) || governorOf(left).concept === 'nothing';
}

const sameNoun = (unit: string, counted: string): boolean =>
  unit === counted || (unit === 'h' && counted === 'hour') || unit === '';

function listGoesOn(text: string, figures: readonly Figure[], index: number): boolean {
  let at = index + 1;
  while (at + 1 < figures.length && at < index + 12) {
    const between = text.slice(figures[at]!.to, figures[at + 1]!.from);
    if (!/^(?:\s|,|and\b|or\b)*$/i.test(between)) return false;
    if (/\band\b|\bor\b/i.test(between)) return true;
    at++;
  }
  return at > index + 1;
}

/** Two values of one list are of one size and one kind of print. */
function comparable(a: Figure, b: Figure): boolean {
  if (a.kind !== b.kind) return false;
  if (a.value < 1 !== b.value < 1 && a.value !== 0) return false;
  const ratio = a.value / b.value;
  return a.value === 0 || b.value === 0 || (ratio < 2e4 && ratio > 5e-5);
}

/** "4-12 billion": the magnitude is said once. "38–43 %" too. */
function liftMagnitude(figure: Figure, next: Figure, ranged: boolean): Figure {
  if (next.kind === 'percent' && figure.kind === 'number')
    return { ...figure, kind: 'percent', value: figure.value / 100 };
  if (figure.magnitude !== '' || next.magnitude === '' || figure.form === 'power') return figure;
  if (!ranged && !next.spelled && figure.value > 100) return figure;
  if (figure.mantissa > 1000 && !ranged) return figure;
  return {
    ...figure,
    magnitude: next.magnitude,
    value: Number((figure.mantissa * (next.value / next.mantissa)).toPrecision(15)),
  };
}
