import type { QuantityRole } from '../quantity.ts';
import type { Figure } from './figures.ts';
import { governorOf } from './governors.ts';

/** Roles that a shape is told in, with their units. */
const SHAPE: Readonly<Partial<Record<string, string>>> = {
  layers: 'layer',
  heads: 'head',
  kv_heads: 'head',
  head_dim: '',
  hidden: '',
};

/** What a figure of a slashed list is; undefined says that it is none of a recipe. */
export interface Slashed {
  readonly role: QuantityRole;
  readonly unit: string;
}

const NUMBERS_AND_NOUNS =
  /(?<![\d/.])(\d[\d,]*(?: ?\/ ?\d[\d,]*){1,3}) ((?:[a-z]+ ){0,2}[a-z]+(?: ?\/ ?(?:(?:feed|key|attention|hidden|model|embedding|query) )?[a-z]+){1,3})(?: (dimension|dim|size|width|head|layer)s?\b)?/g;
/** "layers/heads/width are 24/16/1024" */
const NOUNS_AND_NUMBERS =
  /(?<![a-z/])((?:[a-z]+ )?[a-z]+(?: ?\/ ?(?:(?:hidden|model|embedding|kv|attention) )?[a-z]+){1,3})(?: (?:are|is|were|of|set to)| ?[:=]) (\d[\d,]*(?: ?\/ ?\d[\d,]*){1,3})/g;

/**
 * "1024/4096 embedding/FFN dimension", "24/16 layers/heads": as many nouns as numbers, in turn. Gives what each such
 * figure is (by its index). `lower` is the sentence in lower case with hyphens as spaces, `from` its offset.
 */
export function slashedNouns(lower: string, from: number, figures: readonly Figure[]): ReadonlyMap<number, Slashed> {
  const found = new Map<number, Slashed>();
  if (!lower.includes('/') || !/\d ?\/ ?\d/.test(lower)) return found;
  const pair = (start: number, numbers: string, names: string, measure: string | undefined): void => {
    const nouns = names.split('/').map(noun => noun.trim());
    const end = start + numbers.length;
    const first = figures.findIndex(figure => figure.from === start);
    const count = figures.filter(figure => figure.from >= start && figure.to <= end).length;
    if (first < 0 || count !== nouns.length || numbers.split('/').length !== count) return;
    const slashed = nouns.map(noun => shapeOf(noun, measure));
    if (slashed.some(each => each === undefined)) return;
    for (const [index, each] of slashed.entries()) found.set(first + index, each!);
  };
  for (const m of lower.matchAll(NUMBERS_AND_NOUNS)) pair(from + m.index, m[1]!, m[2]!, m[3]);
  for (const m of lower.matchAll(NOUNS_AND_NUMBERS))
    pair(from + m.index + m[0].length - m[2]!.length, m[2]!, m[1]!, undefined);
  return found;
}

function shapeOf(noun: string, measure: string | undefined): Slashed | undefined {
  if (/^(?:ffn|mlp|feed ?forward|intermediate|inner)\b/.test(noun)) return { role: 'ffn', unit: '' };
  for (const name of measure === undefined ? [noun] : [noun, `${noun} ${measure}`, `${noun} ${measure}s`]) {
    const { concept, links } = governorOf(`${name} of`);
    const unit = concept === undefined || links.length > 1 ? undefined : SHAPE[concept];
    if (unit !== undefined) return { role: concept as QuantityRole, unit };
  }
  return undefined;
}
