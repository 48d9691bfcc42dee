/**
 * A pattern that is asked of a text's end, made to be matched from there: the same pattern with `$` behind it is tried
 * at every place of the text first. The given pattern ends with `$` and has no captures of its own.
 *
 * @example endsWith(atEnd(/batch sizes?$/), 'a global batch size') // true
 */
export function atEnd(...patterns: readonly RegExp[]): RegExp {
  return new RegExp(`(?<=${patterns.map(pattern => `(${pattern.source})`).join('|')})`, 'y');
}

/** Which of the patterns of `atEnd` the text ends with, the first of them; -1 for none. */
export function whichEnds(pattern: RegExp, text: string): number {
  pattern.lastIndex = text.length;
  const m = pattern.exec(text);
  if (m === null) return -1;
  for (let i = 1; i < m.length; i++) if (m[i] !== undefined) return i - 1;
  return -1;
}

/** Whether the text ends with one of the patterns of `atEnd`. */
export function endsWith(pattern: RegExp, text: string): boolean {
  pattern.lastIndex = text.length;
  return pattern.test(text);
}
