import { defineFormula, type Formula } from './formula.ts';
import { input } from './inputs.ts';

const samples = input('n', 'samples', 'n', '1', {
  minimum: 1,
  maximum: 1e9,
  whole: true,
  aliases: ['samples', 'num_samples', 'items', 'questions', 'N', 'size', 'n_samples'],
});
const correct = input('c', 'correct samples', 'c', '1', {
  maximum: 1e9,
  whole: true,
  aliases: ['correct', 'num_correct', 'passed'],
});
const k = input('k', 'tries', 'k', '1', {
  minimum: 1,
  maximum: 1e6,
  whole: true,
  aliases: ['tries', 'attempts', 'votes'],
});
const tooManyCorrect = (v: { readonly c: number; readonly n: number }) =>
  v.c > v.n ? `More correct samples than samples: c = ${v.c} is above n = ${v.n}.` : undefined;

const accuracy = input('accuracy', 'accuracy', 'p', '1', { maximum: 1, aliases: ['p', 'acc', 'score', 'proportion'] });

export const passAtK = defineFormula({
  id: 'pass-at-k',
  title: 'pass@k',
  family: 'statistics',
  aliases: ['pass_at_k', 'pass@k', { name: 'pass_at_k_naive', variant: 'naive' }],
  inputs: [samples, correct, k],
  result: { symbol: '\\text{pass@}k', unit: '1', shown: '%' },
  variants: [
    {
      id: 'unbiased',
      title: 'Unbiased estimate',
      tex: '1 - \\frac{\\binom{@n - @c}{@k}}{\\binom{@n}{@k}}',
      source: 'Chen et al. 2021 (Codex), eq. 1, as a stable product',
      refuse: v =>
        tooManyCorrect(v) ??
        (v.k > v.n ? `More tries than samples: pass@k needs n ≥ k, and k = ${v.k} is above n = ${v.n}.` : undefined),
      evaluate: v => {
        if (v.n - v.c < v.k) return 1;
        // C(n−c, k)/C(n, k) has as many factors as the smaller of k and c; it is symmetric in them.
        const [fewer, more] = v.k <= v.c ? [v.k, v.c] : [v.c, v.k];
        let misses = 1;
        let logMisses = 0;
        for (let i = 0; i < fewer; i++) {
          misses *= (v.n - more - i) / (v.n - i);
          logMisses += Math.log1p(-more / (v.n - i));
          // Nothing is left of the product: more factors change no digit.
          if (logMisses < -40) return 1;
        }
        // Few hits among very many samples would be lost in 1 − misses.
        return misses > 0.9 ? -Math.expm1(logMisses) : 1 - misses;
      },
    },
    {
      id: 'naive',
      title: 'Biased: 1 − (1 − c/n)^k',
      tex: '1 - \\left(1 - \\frac{@c}{@n}\\right)^{@k}',
      source: 'the estimate that Chen et al. 2021 warn of',
      refuse: tooManyCorrect,
      evaluate: v => 1 - (1 - v.c / v.n) ** v.k,
      caveats: ['This estimate is biased: use the other.'],
    },
  ],
});

export const majorityAtK = defineFormula({
  id: 'majority-at-k',
  title: 'maj@k of two answers',
  family: 'statistics',
  aliases: ['maj_at_k', 'maj@k', 'majority_at_k'],
  inputs: [accuracy, { ...k, maximum: 10_000 }],
  result: { symbol: '\\text{maj@}k', unit: '1', shown: '%' },
  variants: [
    {
      id: 'two-answers',
      title: 'Two possible answers, ties lost',
      tex: '\\sum_{j > @k/2} \\binom{@k}{j} \\cdot @accuracy^{j} \\cdot (1 - @accuracy)^{@k - j}',
      source: 'binomial; Wang et al. 2022 for the vote',
      evaluate: v => {
        if (v.accuracy <= 0 || v.accuracy >= 1) return v.accuracy;
        let sum = 0;
        let logChoose = 0;
        for (let j = 0; j <= v.k; j++) {
          if (j > 0) logChoose += Math.log(v.k - j + 1) - Math.log(j);
          if (j > v.k / 2) sum += Math.exp(logChoose + j * Math.log(v.accuracy) + (v.k - j) * Math.log1p(-v.accuracy));
        }
        return Math.min(1, sum);
      },
    },
  ],
  caveats: ['Only where a question has two answers and tries are independent; open answers have no such formula.'],
});

export const standardError = defineFormula({
  id: 'accuracy-standard-error',
  title: 'Standard error of an accuracy',
  family: 'statistics',
  aliases: ['accuracy_standard_error', 'acc_stderr', 'stderr', 'standard_error', 'acc_se'],
  inputs: [accuracy, { ...samples, minimum: 2 }],
  result: { symbol: '\\mathrm{SE}', unit: '1', shown: '%' },
  variants: [
    {
      id: 'sample',
      title: 'n − 1, as lm-evaluation-harness',
      tex: '\\sqrt{\\frac{@accuracy \\cdot (1 - @accuracy)}{@n - 1}}',
      source: "lm-evaluation-harness (reproduces Pythia's files to 1e-9)",
      evaluate: v => Math.sqrt((v.accuracy * (1 - v.accuracy)) / (v.n - 1)),
    },
    {
      id: 'population',
      title: 'n',
      tex: '\\sqrt{\\frac{@accuracy \\cdot (1 - @accuracy)}{@n}}',
      source: 'binomial',
      evaluate: v => Math.sqrt((v.accuracy * (1 - v.accuracy)) / v.n),
    },
  ],
});

const z = input('z', 'quantile', 'z', '1', { aliases: ['quantile'], default: 1.96 });
const side = (sign: '-' | '+') =>
  `@accuracy ${sign} @z \\cdot \\sqrt{\\frac{@accuracy \\cdot (1 - @accuracy)}{@n - 1}}`;
const margin = (v: { accuracy: number; n: number; z: number }) =>
  v.z * Math.sqrt((v.accuracy * (1 - v.accuracy)) / (v.n - 1));

export const confidenceInterval = defineFormula({
  id: 'accuracy-confidence-interval',
  title: 'Confidence interval of an accuracy',
  family: 'statistics',
  aliases: [
    'accuracy_confidence_interval',
    'confidence_interval',
    'ci',
    { name: 'ci_low', variant: 'low' },
    { name: 'ci_high', variant: 'high' },
    { name: 'margin', variant: 'margin' },
  ],
  inputs: [accuracy, { ...samples, minimum: 2 }, z],
  result: { symbol: 'p_{\\pm}', unit: '1', shown: '%' },
  variants: [
    {
      id: 'margin',
      title: 'Half width',
      tex: '@z \\cdot \\sqrt{\\frac{@accuracy \\cdot (1 - @accuracy)}{@n - 1}}',
      source: 'normal approximation',
      evaluate: margin,
    },
    {
      id: 'low',
      title: 'Lower end',
      tex: side('-'),
      source: 'normal approximation',
      evaluate: v => v.accuracy - margin(v),
    },
    {
      id: 'high',
      title: 'Upper end',
      tex: side('+'),
      source: 'normal approximation',
      evaluate: v => v.accuracy + margin(v),
    },
  ],
  caveats: ['Normal approximation of 95 %; poor for few samples and for accuracies near 0 or 100 %.'],
  checks: [
    {
      says: 'At least 30 items are counted.',
      doubt: (_, v) =>
        v.n < 30 ? 'Of fewer than 30 items the normal distribution gives too narrow an interval.' : undefined,
    },
  ],
});

const first = input('accuracy_1', 'first accuracy', 'p_1', '1', {
  maximum: 1,
  aliases: ['p1', 'acc1', 'a', 'accuracy_a'],
});
const second = input('accuracy_2', 'second accuracy', 'p_2', '1', {
  maximum: 1,
  aliases: ['p2', 'acc2', 'b', 'accuracy_b'],
});
const firstN = input('n_1', 'samples of the first', 'n_1', '1', {
  minimum: 2,
  maximum: 1e9,
  whole: true,
  aliases: ['n1', 'n', 'samples'],
});
const secondN = input('n_2', 'samples of the second', 'n_2', '1', {
  minimum: 2,
  maximum: 1e9,
  whole: true,
  aliases: ['n2'],
});
const errorInput = (name: 'stderr_1' | 'stderr_2', which: string, index: string) =>
  input(name, `standard error of the ${which}`, `\\mathrm{SE}_${index}`, '1', {
    maximum: 1,
    aliases: [`se${index}`, `se_${index}`, `stderr${index}`],
  });
const firstError = errorInput('stderr_1', 'first', '1');
const secondError = errorInput('stderr_2', 'second', '2');
const onlyFirst = input('only_first', 'questions that only the first answered rightly', 'n_{10}', '1', { whole: true });
const onlySecond = input('only_second', 'questions that only the second answered rightly', 'n_{01}', '1', {
  whole: true,
});
const both =
  '\\sqrt{\\frac{@accuracy_1 \\cdot (1 - @accuracy_1)}{@n_1 - 1} + \\frac{@accuracy_2 \\cdot (1 - @accuracy_2)}{@n_2 - 1}}';
const one = '\\sqrt{\\frac{@accuracy_1 \\cdot (1 - @accuracy_1) + @accuracy_2 \\cdot (1 - @accuracy_2)}{@n_1 - 1}}';
interface Pair {
  readonly accuracy_1: number;
  readonly accuracy_2: number;
  readonly n_1: number;
  readonly n_2: number;
}
const errorOf = (v: Pair, n2: number) =>
  Math.sqrt((v.accuracy_1 * (1 - v.accuracy_1)) / (v.n_1 - 1) + (v.accuracy_2 * (1 - v.accuracy_2)) / (n2 - 1));
const unpaired = 'Miller 2024 (unpaired)';
const paired =
  'Models that answered the same questions differ less by chance than this; the paired error needs the answers one by one.';

export const accuracyDifference = defineFormula({
  id: 'accuracy-difference-error',
  title: 'Standard error of a difference of accuracies',
  family: 'statistics',
  aliases: ['accuracy_difference_error', 'diff_stderr', 'diff_se', 'acc_diff_stderr', 'difference_stderr'],
  inputs: [first, second, firstN, secondN, firstError, secondError, onlyFirst, onlySecond],
  result: { symbol: '\\mathrm{SE}_\\Delta', unit: '1', shown: '%' },
  variants: [
    { id: 'same-size', title: 'Equally many samples', tex: one, source: unpaired, evaluate: v => errorOf(v, v.n_1) },
    {
      id: 'two-sizes',
      title: 'Different numbers of samples',
      tex: both,
      source: unpaired,
      evaluate: v => errorOf(v, v.n_2),
    },
    {
      id: 'standard-errors',
      title: 'From two standard errors',
      tex: '\\sqrt{@stderr_1^2 + @stderr_2^2}',
      source: unpaired,
      evaluate: v => Math.hypot(v.stderr_1, v.stderr_2),
    },
    {
      id: 'paired',
      title: 'Paired, from the questions that only one of them answered rightly',
      tex: '\\sqrt{\\frac{(@only_first + @only_second) - (@only_first - @only_second)^2 / @n_1}{@n_1 \\cdot (@n_1 - 1)}}',
      source: 'Miller 2024 (paired)',
      evaluate: v =>
        Math.sqrt((v.only_first + v.only_second - (v.only_first - v.only_second) ** 2 / v.n_1) / (v.n_1 * (v.n_1 - 1))),
    },
  ],
  caveats: [paired],
});

export const accuracyZ = defineFormula({
  id: 'accuracy-difference-z',
  title: 'Difference of accuracies in standard errors',
  family: 'statistics',
  aliases: ['accuracy_difference_z', 'z_score', 'diff_z', 'z'],
  inputs: [first, second, firstN, secondN],
  result: { symbol: 'z', unit: '1' },
  variants: [
    {
      id: 'same-size',
      title: 'Equally many samples',
      tex: `\\frac{@accuracy_1 - @accuracy_2}{${one}}`,
      source: unpaired,
      evaluate: v => (v.accuracy_1 - v.accuracy_2) / errorOf(v, v.n_1),
    },
    {
      id: 'two-sizes',
      title: 'Different numbers of samples',
      tex: `\\frac{@accuracy_1 - @accuracy_2}{${both}}`,
      source: unpaired,
      evaluate: v => (v.accuracy_1 - v.accuracy_2) / errorOf(v, v.n_2),
    },
  ],
  caveats: [paired],
});

export const statistics: readonly Formula[] = [
  passAtK,
  majorityAtK,
  standardError,
  confidenceInterval,
  accuracyDifference,
  accuracyZ,
];
