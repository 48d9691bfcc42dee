/** A data set that papers name without its size. */
export interface DataSet {
  readonly name: string;
  /** How the name is found in a text. */
  readonly pattern: RegExp;
  readonly tokens: number;
  readonly source: string;
  /** What share of a model's training it was, where the model's paper says so: the family's name to the share. */
  readonly shares?: Readonly<Record<string, number>>;
  /** Its own sources: tokens, and parts of the ratio in which they were sampled. */
  readonly sources?: readonly { readonly name: string; readonly tokens: number; readonly part: number }[];
}

/** Sizes as the papers of the data sets state them, in tokens of their own tokenizers. */
export const dataSets: readonly DataSet[] = [
  {
    name: 'Proof-Pile-2',
    pattern: /proof-?pile-?2/i,
    tokens: 55e9,
    source: 'Llemma §2.1: 55B tokens, sampled 2 : 4 : 1 from arXiv, web and code',
    shares: { llemma: 0.95 },
    sources: [
      { name: 'arXiv', tokens: 29e9, part: 2 },
      { name: 'web', tokens: 15e9, part: 4 },
      { name: 'code', tokens: 11e9, part: 1 },
    ],
  },
  { name: 'OpenWebMath', pattern: /open-?web-?math/i, tokens: 14.7e9, source: 'OpenWebMath: 14.7B tokens' },
  { name: 'AlgebraicStack', pattern: /algebraic-?stack/i, tokens: 11e9, source: 'Llemma §2.1: 11B tokens' },
  { name: 'RefinedWeb', pattern: /refined-?web/i, tokens: 600e9, source: 'RefinedWeb: the 600B tokens released' },
  { name: 'SlimPajama', pattern: /slim-?pajama/i, tokens: 627e9, source: 'SlimPajama: 627B tokens' },
  { name: 'FineWeb-Edu', pattern: /fine-?web-?edu/i, tokens: 1.3e12, source: 'FineWeb-Edu: 1.3T tokens' },
];

/** Any of their names, for a look at many texts. */
export const DATA_SET_NAME = new RegExp(dataSets.map(({ pattern }) => pattern.source).join('|'), 'i');

/** The data sets that a text names, in the order of the table. */
export function dataSetsIn(text: string): readonly DataSet[] {
  return dataSets.filter(set => set.pattern.test(text));
}
