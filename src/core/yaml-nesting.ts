import type { Range } from './text.ts';

/**
 * Where YAML nests deeper than it may: its parser goes as deep as its text does, and what is too deep for the stack can
 * end the process instead of throwing. Quotes are not looked at, which errs to safety.
 *
 * @param most levels of brackets, or of dashes and indentation
 * @returns the sign that goes too deep
 * @example tooDeep('a: [[[1]]]', 2) // { from: 5, to: 6 }
 */
export function tooDeep(text: string, most: number): Range | undefined {
  let brackets = 0;
  let column = 0;
  let indents: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '\n') {
      column = 0;
      continue;
    }
    if (char === '[' || char === '{') brackets++;
    else if (char === ']' || char === '}') brackets = Math.max(0, brackets - 1);
    if (column >= 0) {
      if (char === ' ' || char === '\t') column++;
      else if (char !== '\r') {
        const here = column;
        indents = indents.filter(indent => indent < here);
        indents.push(here);
        const marker = (char === '-' || char === '?') && (text[at + 1] === ' ' || text[at + 1] === '\t');
        column = marker ? column + 1 : -1;
      }
    }
    if (brackets > most || indents.length > most) return { from: at, to: at + 1 };
  }
  return undefined;
}
