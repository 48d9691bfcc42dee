import { offers } from './offers.ts';

/** A claim that an aside makes: which calculation, and the value it says. */
export interface Claim {
  readonly calculation: string;
  readonly value: number;
  /** Where the value stands in the aside's text. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** The amount that it is related to ("over the 200B dataset"). */
  readonly related: number | undefined;
}

const SCALES: Readonly<Record<string, number>> = { K: 1e3, M: 1e6, B: 1e9, T: 1e12 };

/** A number as asides write it: "0.84", "1,024", "168B", "6.8e21". */
export function readShort(text: string): number {
  const m = /^([\d,.]+(?:e[+-]?\d+)?)([KMBT])?$/i.exec(text.trim());
  if (m === null) return Number.NaN;
  return Number((m[1] ?? '').replace(/,/g, '').replace(/\.$/, '')) * (SCALES[(m[2] ?? '').toUpperCase()] ?? 1);
}

/** The claims that an aside's text makes in the words that this product writes. */
export function claimsIn(text: string): Claim[] {
  const claims: Claim[] = [];
  for (const offer of offers) {
    const m = offer.claim.exec(text);
    if (m === null) continue;
    const value = m[1] ?? '';
    const from = (m.index ?? 0) + m[0].indexOf(value);
    const related = offer.id === 'wall-clock' ? undefined : m[2] === undefined ? undefined : readShort(m[2]);
    claims.push({
      calculation: offer.id,
      value: readShort(value),
      from,
      to: from + value.length,
      text: value,
      related,
    });
  }
  // "FLOPs (6ND" begins "FLOPs (6ND with attention" too: the longer words say more.
  const long = claims.find(one => /-(?:palm|gradients)$/.test(one.calculation));
  return long === undefined ? claims : [long];
}
