/*
 * Shapes of models whose names readers meet most: "7B" is a name, 6.74 billion the number of parameters.
 */

/** The shape of a published model; parameters to three significant figures, as papers print them. */
export interface Architecture {
  readonly params: number;
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly source: string;
}

interface Row extends Architecture {
  readonly family: RegExp;
  readonly size: number;
}

const llama = /^(?:llama|llemma|codellama|llama2|vicuna|alpaca|openllama)/;
const hub = 'the published weights';

const rows: readonly Row[] = [
  { family: llama, size: 7e9, params: 6.74e9, layers: 32, hidden: 4096, heads: 32, kvHeads: 32, source: hub },
  { family: llama, size: 13e9, params: 13.0e9, layers: 40, hidden: 5120, heads: 40, kvHeads: 40, source: hub },
  { family: llama, size: 33e9, params: 32.5e9, layers: 60, hidden: 6656, heads: 52, kvHeads: 52, source: hub },
  {
    family: /^(?:codellama|llemma)/,
    size: 34e9,
    params: 33.7e9,
    layers: 48,
    hidden: 8192,
    heads: 64,
    kvHeads: 8,
    source: hub,
  },
  { family: /^llama/, size: 65e9, params: 65.3e9, layers: 80, hidden: 8192, heads: 64, kvHeads: 64, source: hub },
  {
    family: /^(?:codellama|llama)/,
    size: 70e9,
    params: 69.0e9,
    layers: 80,
    hidden: 8192,
    heads: 64,
    kvHeads: 8,
    source: hub,
  },
  { family: /^llama3/, size: 8e9, params: 8.03e9, layers: 32, hidden: 4096, heads: 32, kvHeads: 8, source: hub },
  { family: /^llama3/, size: 405e9, params: 406e9, layers: 126, hidden: 16384, heads: 128, kvHeads: 8, source: hub },
  {
    family: /^gpt3/,
    size: 175e9,
    params: 175e9,
    layers: 96,
    hidden: 12288,
    heads: 96,
    kvHeads: 96,
    source: 'GPT-3 Table 2.1',
  },
  {
    family: /^bloom/,
    size: 176e9,
    params: 176e9,
    layers: 70,
    hidden: 14336,
    heads: 112,
    kvHeads: 112,
    source: 'BLOOM Table 3',
  },
  {
    family: /^pythia/,
    size: 12e9,
    params: 11.8e9,
    layers: 36,
    hidden: 5120,
    heads: 40,
    kvHeads: 40,
    source: 'Pythia README',
  },
];

/** The shape of a model by its name and its nominal size; undefined when it is not among those known. */
export function architectureOf(model: string | undefined, size: number | undefined): Architecture | undefined {
  if (model === undefined || size === undefined) return undefined;
  const name = model.toLowerCase().replace(/[^a-z0-9]/g, '');
  return rows.find(row => row.size === size && row.family.test(name));
}
