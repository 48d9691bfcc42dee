import type { Token } from 'markdown-it';
import { type Equation, readEquation } from '../../math/equation.ts';
import type { MathElement } from '../elements.ts';

/** What a rule knows of the formula it made. Offsets are within the inline content; a block's are left out. */
export interface MathMeta {
  readonly delimiter: MathElement['delimiter'];
  readonly closed: boolean;
  readonly from: number;
  readonly to: number;
  readonly texFrom: number;
  readonly texTo: number;
}

export type MathTokenMeta = Partial<MathMeta> & {
  readonly delimiter: MathElement['delimiter'];
  readonly closed: boolean;
  readonly equation: Equation;
  /** It is a paragraph of definitions, which shows nothing. */
  readonly definitions?: boolean;
  /** How many numbered rows come before this formula in its block; set once the block is parsed. */
  rowsBefore: number;
};

const types = new Set(['math_inline', 'math_display', 'math_block']);

export function isMathToken(token: Token): boolean {
  return types.has(token.type);
}

/** Gives a math token its meaning; `token.content` is its TeX. */
export function setMathMeta(token: Token, meta: MathMeta | Pick<MathMeta, 'delimiter' | 'closed'>): void {
  const equation = readEquation(token.content, token.type !== 'math_inline');
  token.meta = { ...meta, equation, rowsBefore: 0 } satisfies MathTokenMeta;
}

export function mathMeta(token: Token): MathTokenMeta {
  return token.meta as MathTokenMeta;
}
