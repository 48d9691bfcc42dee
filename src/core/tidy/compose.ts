import { applyEdits, type Edit, type Range } from '../text.ts';
import type { TidyKind } from './kinds.ts';

/** One change that tidying proposes. */
export interface TidyEdit extends Edit {
  readonly kind: TidyKind;
  /** What was wrong there, for people. */
  readonly reason: string;
}

interface Placed {
  readonly before: Range;
  readonly after: Range;
  readonly edit: TidyEdit;
}

/** Where each edit's new text stands once all are applied. `edits` are in order and do not overlap. */
function placed(edits: readonly TidyEdit[]): Placed[] {
  let shift = 0;
  return edits.map(edit => {
    const from = edit.range.from + shift;
    shift += edit.insert.length - (edit.range.to - edit.range.from);
    return { before: edit.range, after: { from, to: from + edit.insert.length }, edit };
  });
}

/**
 * Makes one list of edits of `text` out of two, the second of which was found in what the first makes of it. Both are
 * in order; edits that touch become one.
 */
export function composeEdits(text: string, first: readonly TidyEdit[], second: readonly TidyEdit[]): TidyEdit[] {
  const middle = applyEdits(text, first);
  const inMiddle = placed(first);
  type Part = { readonly range: Range; readonly early?: Placed; readonly late?: TidyEdit };
  const parts: Part[] = [
    ...inMiddle.map(early => ({ range: early.after, early })),
    ...second.map(late => ({ range: late.range, late })),
  ].sort((a, b) => a.range.from - b.range.from || a.range.to - b.range.to);
  const composed: TidyEdit[] = [];
  let shift = 0;
  for (let i = 0; i < parts.length; ) {
    const group = [parts[i]!];
    let to = parts[i]!.range.to;
    for (i++; i < parts.length && parts[i]!.range.from <= to; i++) {
      group.push(parts[i]!);
      to = Math.max(to, parts[i]!.range.to);
    }
    const from = group[0]!.range.from;
    const early = group.flatMap(part => (part.early === undefined ? [] : [part.early]));
    const late = group.flatMap(part => (part.late === undefined ? [] : [part.late]));
    const grown = early.reduce(
      (sum, { before, after }) => sum + (after.to - after.from) - (before.to - before.from),
      0,
    );
    const inside = late.map(edit => ({ ...edit, range: { from: edit.range.from - from, to: edit.range.to - from } }));
    const edits = [...early.map(part => part.edit), ...late];
    composed.push({
      range: { from: from - shift, to: to - shift - grown },
      insert: applyEdits(middle.slice(from, to), inside),
      kind: edits.at(-1)!.kind,
      reason: [...new Set(edits.map(edit => edit.reason))].join('; '),
    });
    shift += grown;
  }
  return composed.filter(edit => text.slice(edit.range.from, edit.range.to) !== edit.insert);
}
