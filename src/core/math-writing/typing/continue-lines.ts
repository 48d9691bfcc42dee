/**
 * A snippet of several lines for a place in a note: in a quote its further lines begin with the quote's marks, and where
 * one line must do (a table's cell, a formula within a line) it becomes one. The editor itself repeats the blanks that a
 * line begins with.
 *
 * @param line the line up to the place
 * @example continueLines('\\\\begin{cases}\n\t$0\n\\\\end{cases}', '> ', false) // '\\\\begin{cases}\n> \t$0\n> \\\\end{cases}'
 */
export function continueLines(snippet: string, line: string, oneLine: boolean): string {
  if (!snippet.includes('\n')) return snippet;
  if (oneLine || /^[ \t]*(?:>[ \t]?)*\|/.test(line)) return snippet.replace(/[ \t]*\n\t*/g, ' ');
  const marks = /^[ \t]*((?:>[ \t]?)+[ \t]*)/.exec(line)?.[1];
  return marks === undefined ? snippet : snippet.replaceAll('\n', `\n${marks}`);
}
