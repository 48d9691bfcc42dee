import { texTokens } from '../tex-tokens.ts';

const closing: Readonly<Record<string, string>> = {
  '(': ')',
  '[': ']',
  '\\{': '\\}',
  '|': '|',
  '\\|': '\\|',
  '\\langle': '\\rangle',
  '.': '.',
};

/**
 * What closes the group that stands open at the cursor and is closed nowhere in the rest of the formula: `}`, or the
 * `\right` of a `\left`. `undefined` where all is closed.
 *
 * @example closingOf('x_{i', '') // '}'
 */
export function closingOf(before: string, after: string): string | undefined {
  const open: string[] = [];
  const tokens = [...texTokens(before), ...texTokens(after)];
  const here = texTokens(before).length;
  let mine: string[] = [];
  tokens.forEach((token, index) => {
    if (index === here) mine = [...open];
    if (token.kind === 'open') open.push('}');
    else if (token.text === '\\left') {
      const next = tokens[index + 1];
      const delimiter =
        next === undefined ? '(' : next.kind === 'command' ? next.text : next.text.trimStart().charAt(0);
      open.push(` \\right${closing[delimiter] ?? ')'}`);
    } else if (token.kind === 'close' && open.at(-1) === '}') open.pop();
    else if (token.text === '\\right' && open.at(-1)?.includes('right')) open.pop();
  });
  if (tokens.length === here) mine = [...open];
  // Closed further on, when fewer stand open at the end than here.
  return mine.length > 0 && open.length >= mine.length ? mine.at(-1) : undefined;
}
