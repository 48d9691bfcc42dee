/** A benchmark that papers name without its size. */
export interface Benchmark {
  readonly name: string;
  readonly pattern: RegExp;
  /** Examples of the part that results are reported on. */
  readonly examples: number;
  readonly source: string;
}

/** Sizes that are proposed where a quote states an accuracy and not of how many examples; never taken unasked. */
export const benchmarks: readonly Benchmark[] = [
  { name: 'MATH-500', pattern: /\bMATH[- ]?500\b/, examples: 500, source: 'Lightman et al. 2023' },
  { name: 'MATH', pattern: /\bMATH\b/, examples: 5000, source: 'Hendrycks et al. 2021, test' },
  { name: 'GSM8K', pattern: /\bGSM-?8K\b/i, examples: 1319, source: 'Cobbe et al. 2021, test' },
  { name: 'HumanEval', pattern: /\bHuman-?Eval\b/i, examples: 164, source: 'Chen et al. 2021' },
  { name: 'MBPP', pattern: /\bMBPP\b/, examples: 500, source: 'Austin et al. 2021, test' },
  { name: 'MMLU', pattern: /\bMMLU\b(?!-)/, examples: 14_042, source: 'Hendrycks et al. 2021, test' },
  { name: 'HellaSwag', pattern: /\bHella-?Swag\b/i, examples: 10_042, source: 'Zellers et al. 2019, validation' },
  { name: 'WinoGrande', pattern: /\bWino-?Grande\b/i, examples: 1267, source: 'Sakaguchi et al. 2019, validation' },
  { name: 'ARC-Challenge', pattern: /\bARC-?(?:C\b|Challenge\b)/i, examples: 1172, source: 'Clark et al. 2018, test' },
  { name: 'ARC-Easy', pattern: /\bARC-?(?:E\b|Easy\b)/i, examples: 2376, source: 'Clark et al. 2018, test' },
  { name: 'PIQA', pattern: /\bPIQA\b/i, examples: 1838, source: 'Bisk et al. 2019, validation' },
  { name: 'BoolQ', pattern: /\bBoolQ\b/i, examples: 3270, source: 'Clark et al. 2019, validation' },
  { name: 'TruthfulQA', pattern: /\bTruthful-?QA\b/i, examples: 817, source: 'Lin et al. 2021' },
  { name: 'LAMBADA', pattern: /\bLAMBADA\b/i, examples: 5153, source: 'Paperno et al. 2016, test' },
];

/** The benchmark that a text names first; undefined where it names none that is known. */
export function benchmarkIn(text: string): Benchmark | undefined {
  const found = benchmarks.map(each => ({ each, at: text.search(each.pattern) })).filter(({ at }) => at >= 0);
  return found.toSorted((a, b) => a.at - b.at)[0]?.each;
}
