import type { Edit, Range } from '../../text.ts';

/**
 * Puts a selection into a formula: `$…$`, or `$$` on lines of their own for whole lines. Blanks at its ends stay
 * outside, since a `$` beside a blank opens nothing. A selection that is a formula already comes out of it.
 */
export function wrapInMath(text: string, selection: Range): Edit {
  const selected = text.slice(selection.from, selection.to);
  const lead = /^\s*/.exec(selected)![0];
  const trail = selected.trim() === '' ? '' : /\s*$/.exec(selected)![0];
  const inner = selected.slice(lead.length, selected.length - trail.length);
  const range = { from: selection.from + lead.length, to: selection.to - trail.length };
  const formula = /^(\$\$?)(?!\$)([\s\S]*?[^$\\])\1$/.exec(inner);
  if (formula !== null) return { range, insert: formula[2]!.trim() };
  if (!inner.includes('\n')) return { range, insert: `$${inner}$` };
  const end = inner.includes('\r\n') ? '\r\n' : '\n';
  const quote = /^[ \t]*(?:>[ \t]?)*/.exec(text.slice(text.lastIndexOf('\n', range.from - 1) + 1, range.from))![0];
  return { range, insert: `$$${end}${quote}${inner}${end}${quote}$$` };
}
