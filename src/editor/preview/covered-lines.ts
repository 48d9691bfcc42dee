import type { LiveNote } from '../../core/markdown/live-note.ts';

/*
 * Sticky scroll keeps the headings around the first line in view, and covers as many lines with them. The editor counts
 * those lines as visible, and its reader does not.
 */

/**
 * How many lines at the top of an editor are covered by the headings around them.
 *
 * @param top the first line of the editor's view, from 0
 * @param most how many lines sticky scroll may take, 0 where it is switched off
 * @example coveredLines(openNote('# A\n\na\n\n## B\n\nb\n'), 5, 5) // 2
 */
export function coveredLines(note: LiveNote, top: number, most: number): number {
  let covered = 0;
  while (covered < most && headingsAround(note, top + covered) > covered) covered++;
  return covered;
}

/**
 * The first line of the view for a line to be the first that is not covered. Where a section ends right above it there is
 * none such; then the line comes after the first.
 */
export function viewFor(note: LiveNote, line: number, most: number): number {
  let clear: number | undefined;
  for (let above = 0; above <= Math.min(most, line); above++) {
    const covered = coveredLines(note, line - above, most);
    if (covered === above) return line - above;
    if (covered < above) clear ??= line - above;
  }
  return clear ?? line;
}

/** How many headings a line stands below, one within another; a heading does not stand below itself. */
function headingsAround(note: LiveNote, line: number): number {
  let count = 0;
  let level = Number.POSITIVE_INFINITY;
  for (let index = Math.min(note.blockAt(line), note.blocks.length - 1); index >= 0 && level > 1; index--) {
    const heading = note.blocks[index]!.heading;
    if (heading === undefined || heading >= level) continue;
    level = heading;
    if (note.lineOf(index) < line) count++;
  }
  return count;
}
