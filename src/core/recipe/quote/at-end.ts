import { byEnding } from './pattern-endings.ts';

/**
 * A pattern that is asked of a text's end, made to be matched from there: the same pattern with `$` behind it is tried
 * at every place of the text first. The given pattern has no captures of its own.
 *
 * @example endsWith(atEnd(/batch sizes?$/), 'a global batch size') // true
 */
export function atEnd(pattern: RegExp): RegExp {
  return new RegExp(`(?<=${pattern.source})`, 'y');
}

/** Whether the text ends with the pattern of `atEnd`. */
export function endsWith(pattern: RegExp, text: string): boolean {
  pattern.lastIndex = text.length;
  return pattern.test(text);
}

/**
 * Tells which of many patterns a text ends with, the first of them; -1 for none. Each is compiled when it is tried first,
 * and most notes need few of them.
 *
 * @param needs of a pattern by its index, words of which every text that it matches has one; for those that can end with
 *   anything, and would always be tried
 * @example firstAtEnd([/batch sizes?$/, /rates?$/])('a learning rate') // 1
 */
export function firstAtEnd(
  patterns: readonly RegExp[],
  needs: readonly (readonly string[] | undefined)[] = [],
): (text: string) => number {
  const candidates = byEnding(patterns);
  const compiled: (RegExp | undefined)[] = patterns.map(() => undefined);
  return text => {
    for (const index of candidates(text)) {
      if (needs[index]?.some(word => text.includes(word)) === false) continue;
      compiled[index] ??= atEnd(patterns[index]!);
      if (endsWith(compiled[index], text)) return index;
    }
    return -1;
  };
}
