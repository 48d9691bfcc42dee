import type { MathElement } from '../../markdown/elements.ts';
import type { Edit } from '../../text.ts';

/**
 * Turns an inline formula into a display formula and back. A formula alone on its line gets lines of its own inside
 * `$$`; one in a sentence keeps its place in the text, since a blank line would cut the sentence.
 */
export function toggleDisplay(text: string, formula: MathElement): Edit {
  const { range } = formula;
  const tex = text.slice(formula.texRange.from, formula.texRange.to);
  const lineStart = text.lastIndexOf('\n', range.from - 1) + 1;
  const lead = /^[ \t]*(?:>[ \t]?)*/.exec(text.slice(lineStart, range.from))![0];
  if (formula.display) {
    const flat = tex
      .split(/\r?\n/)
      .map(line => line.replace(/^[ \t]*(?:>[ \t]?)*/, '').trim())
      .filter(line => line !== '')
      .join(' ');
    return { range, insert: `$${flat}$` };
  }
  const lineEnd = text.indexOf('\n', range.to) < 0 ? text.length : text.indexOf('\n', range.to);
  const alone = lineStart + lead.length === range.from && text.slice(range.to, lineEnd).trim() === '';
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  return alone
    ? { range, insert: `$$${end}${lead}${tex.trim()}${end}${lead}$$` }
    : { range, insert: `$$${tex.trim()}$$` };
}
