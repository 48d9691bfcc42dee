import type { Range } from '../../text.ts';

/** What can be wrong with an expression. */
export type ExpressionProblemCode = 'syntax' | 'unknown-name' | 'dimension' | 'not-finite' | 'too-large';

/** A problem with its place in the expression's text. */
export interface ExpressionProblem {
  readonly code: ExpressionProblemCode;
  readonly range: Range;
  readonly message: string;
}
