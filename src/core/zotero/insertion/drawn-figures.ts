import type { Edit } from '../../text.ts';

/** An annotation as it is written while its picture is missing, and as it is written with it. */
export interface DrawnFigure {
  readonly missing: string;
  readonly drawn: string;
}

/**
 * Puts figures in the place of the links that were written while Zotero had not drawn their pictures yet. Only lines that
 * are exactly as we wrote them, but for the marks of a list or quote before them, are replaced.
 */
export function drawnFigures(text: string, figures: readonly DrawnFigure[]): readonly Edit[] {
  return figures.flatMap(({ missing, drawn }) => {
    const before = missing.split('\n');
    const now = drawn.split('\n');
    // What differs is at the beginning: the link or the figure. Comments below are the same, and may be the reader's now.
    let same = 0;
    while (same < Math.min(before.length, now.length) - 1 && before.at(-1 - same) === now.at(-1 - same)) same++;
    const old = before.slice(0, before.length - same);
    if (old.length !== 1 || old[0] === '') return [];
    const insert = now.slice(0, now.length - same).join('\n');
    const line = old[0]!;
    for (let at = text.indexOf(line); at >= 0; at = text.indexOf(line, at + 1)) {
      const start = text.lastIndexOf('\n', at - 1) + 1;
      const end = /[\r\n]|$/.exec(text.slice(at))!.index + at;
      const alone = text.slice(at + line.length, end).trim() === '';
      if (alone && /^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?$/.test(text.slice(start, at)) && !insert.includes('\n')) {
        return [{ range: { from: at, to: at + line.length }, insert }];
      }
    }
    return [];
  });
}
