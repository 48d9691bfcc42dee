import { type Claim, claimsIn } from './claims.ts';
import { isExpression } from './is-expression.ts';
import { familiesIn, type NamedSize, sentencesOf, sizesIn, speaksOfOtherThings } from './remark.ts';
import { kindOf } from './scope.ts';
import { readAmount, writtenAmount } from './written-number.ts';

/** A sentence of a remark, with all that can be said of it without the quotes. */
export interface ReadSentence {
  readonly text: string;
  /** Where it begins in the remark. */
  readonly offset: number;
  /** It asks, supposes, compares or cites. */
  readonly ofOtherThings: boolean;
  readonly claims: readonly Claim[];
  /** The text without its claims. */
  readonly rest: string;
  /** The text without its claims but those of steps and of learning rates, which say until where. */
  readonly untilWhere: string;
  /** Numbers outside the claims; those that only turn one unit into another are left out. */
  readonly numbers: readonly { readonly value: number; readonly from: number }[];
  readonly sizes: readonly NamedSize[];
}

/** A remark, read. */
export interface ReadRemark {
  /** It is an expression, which is checked by itself. */
  readonly isExpression: boolean;
  /** The families of models that it names. */
  readonly families: readonly string[];
  readonly sentences: readonly ReadSentence[];
}

/** Longer remarks are essays, not calculations. */
const LONGEST = 600;

/** Reads a remark; undefined for one that claims nothing. */
export function readRemark(content: string): ReadRemark | undefined {
  if (content.length > LONGEST || !/\d|half|third|quarter|one/.test(content)) return undefined;
  const sentences = sentencesOf(content).map(({ text, offset }): ReadSentence => {
    const claims = claimsIn(text, offset);
    const rest = without(text, offset, claims);
    return {
      text,
      offset,
      ofOtherThings: speaksOfOtherThings(text),
      claims,
      rest,
      untilWhere: without(
        text,
        offset,
        claims.filter(claim => !/^(?:steps|learning-rate)$/.test(kindOf(claim))),
      ),
      numbers: numbersIn(rest),
      sizes: sizesIn(text).filter(
        size => !claims.some(({ range: { from, to } }) => from - offset < size.to && size.from < to - offset),
      ),
    };
  });
  return { isExpression: isExpression(content), families: familiesIn(content), sentences };
}

const without = (text: string, offset: number, claims: readonly Claim[]): string =>
  claims.reduceRight(
    (left, { range }) =>
      left.slice(0, range.from - offset) + ' '.repeat(range.to - range.from) + left.slice(range.to - offset),
    text,
  );

const number = new RegExp(
  String.raw`(?<![\p{L}\d.,^]|\p{L}-)(?<number>\d[\d,]*(?:\.\d+)?e[-+−]?\d+|${writtenAmount})(?<percent>\s?%)?(?! ?ND?\b)`,
  'gu',
);

/** What turns hours into days, seconds into hours, tokens into billions. */
const turns = new Set([7, 24, 60, 3600, 86_400, 100, 1000, 1e6, 1e9]);

function numbersIn(text: string): ReadSentence['numbers'] {
  return [...text.matchAll(number)].flatMap(({ 0: all, index, groups }) => {
    const written = groups!.number!.replace(/,$/, '');
    const value = /e/.test(written) ? Number(written.replace('−', '-')) : readAmount(written);
    const turned =
      (turns.has(value) && /[×x*·/÷]\s?$|^\s?[×x*·/÷]/.test(`${text.slice(0, index)}\u0000`.slice(-3, -1))) ||
      (turns.has(value) && /^\s?[×x*·/÷]/.test(text.slice(index + all.length)));
    if (turned || Number.isNaN(value)) return [];
    return [{ value: groups!.percent === undefined ? value : value / 100, from: index }];
  });
}
