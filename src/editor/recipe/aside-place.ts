import type * as vscode from 'vscode';
import { runAt } from '../../core/recipe/follow/run.ts';
import type { ReadParagraph } from '../../core/recipe/quote/note.ts';
import type { NoteRecipe } from './note-recipes.ts';

/** Where an aside about the quote at an offset goes, and what stands before it on its line. */
export interface AsidePlace {
  readonly paragraph: ReadParagraph;
  readonly position: vscode.Position;
  readonly prefix: string;
}

/** The end of the quote that an offset belongs to; the aside continues its paragraph, in block quotes and lists too. */
export function asidePlace(
  document: vscode.TextDocument,
  recipe: NoteRecipe,
  offset: number,
  paragraph: ReadParagraph | undefined = runAt(recipe.quantities, offset)?.anchor,
): AsidePlace | undefined {
  if (paragraph === undefined) return undefined;
  let to = paragraph.range.to;
  while (to > paragraph.range.from && /\s/.test(recipe.text[to - 1] ?? '')) to--;
  const position = document.lineAt(document.positionAt(to)).range.end;
  const line = document.lineAt(document.positionAt(paragraph.range.from)).text;
  const lead = /^[ \t]*(?:>[ \t]?)*/.exec(line)?.[0] ?? '';
  const bullet = /^(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?/.exec(line.slice(lead.length))?.[0] ?? '';
  // A table's next line would be a row of it.
  const gap = /^\|/.test(line.slice(lead.length)) ? `${lead.trimEnd()}\n` : '';
  return { paragraph, position, prefix: `\n${gap}${lead}${' '.repeat(bullet.length)}` };
}
