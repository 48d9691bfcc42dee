import { findAccelerator } from './data/accelerators.ts';
import { isShareOfWarmup } from './formulas/read-given.ts';
import { readValue } from './given-value.ts';
import { knownInput } from './known-input.ts';
import type { RecipeInput } from './recipe.ts';

/**
 * What an input means by its value as well as by its name: people write "global batch size: 4M tokens", which is no
 * number of sequences, and "accelerators: 256 A100 40GB", which is a number and a type.
 *
 * @example meantInputs({ name: 'batch_size', text: '4M tokens', range })[0]?.means // 'batch_tokens'
 */
export function meantInputs(input: RecipeInput): readonly RecipeInput[] {
  const known = knownInput(input.name)?.name;
  if (known === 'gpus') return countedType(input) ?? [input];
  const share = readValue(`${input.text} ${input.unit ?? ''}`, '1');
  if (known !== undefined && isShareOfWarmup(known, share)) return [{ ...input, means: 'warmup_ratio' }];
  if (known !== 'batch_seqs' && (known !== undefined || !batch.test(input.name))) return [input];
  const counted = /\b(?:(tok(?:en)?s?)|seq(?:uence)?s?)\b/i.exec(`${input.text} ${input.unit ?? ''}`);
  if (counted === null) return [input];
  return [{ ...input, means: counted[1] === undefined ? 'batch_seqs' : 'batch_tokens' }];
}

/** Names that say a batch and not what it is counted in. */
const batch = /^(?:(?:global|train(?:ing)?|total)[-_ ]?)?batch(?:[-_ ]?size)?$/i;

/** "256 × A100 40GB" as a number of accelerators and their type. */
function countedType(input: RecipeInput): readonly RecipeInput[] | undefined {
  const [, count, between, type] = /^(\W?\d[\d,_ ]*?)(\s*[×x*]\s*|\s+)(\S.*)$/.exec(input.text) ?? [];
  if (count === undefined || type === undefined || findAccelerator(type) === undefined) return undefined;
  const { from, to } = input.range;
  // Between quotes and with escapes a place in the value is no place in the text.
  const plain = to - from === input.text.length;
  return [
    { ...input, text: count, range: plain ? { from, to: from + count.length } : input.range },
    {
      ...input,
      means: 'gpu_type',
      text: type,
      range: plain ? { from: from + count.length + between!.length, to } : input.range,
    },
  ];
}
