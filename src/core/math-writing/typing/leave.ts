import type { MathPlace } from '../math-at.ts';
import { readGroup, texTokens } from '../tex-tokens.ts';

/**
 * Where Tab leads from a place inside a formula: behind the group that the cursor stands at the end of or in, else
 * behind the formula. `undefined` when the cursor is not in the formula's TeX.
 */
export function placeAfter(text: string, formula: MathPlace, offset: number): number | undefined {
  const { from, to } = formula.texRange;
  if (offset < from || offset > to) return undefined;
  const tokens = texTokens(text.slice(from, to), from);
  let innermost: number | undefined;
  tokens.forEach((token, index) => {
    if (token.kind !== 'open') return;
    const group = readGroup(tokens, index)!;
    if (!group.closed || offset < group.inner.from || offset > group.inner.to) return;
    // The innermost group is the last that opens before the cursor. `}{`: on to the next argument.
    const next = text.charAt(group.inner.to + 1) === '{' ? 2 : 1;
    innermost = group.inner.to + next;
  });
  if (innermost !== undefined) return innermost;
  return formula.range.to;
}
