import { Parser } from 'htmlparser2';
import { escapeHtml } from '../markdown/escape-html.ts';
import type { LiveNote } from '../markdown/live-note.ts';
import { createFormulaCache } from '../math/formula-cache.ts';
import type { OwnPrices } from '../recipe/data/prices.ts';
import { type AsideMark, asideMarks } from '../recipe/follow/aside-marks.ts';
import { asideWords } from '../recipe/follow/aside-words.ts';
import { judgedAsides } from '../recipe/follow/judged-asides.ts';
import { type OwnRecipe, ownRecipesOf } from '../recipe/follow/own-recipes.ts';
import { readNoteQuantities } from '../recipe/quote/note.ts';

/**
 * The asides of a page with their marks, as the preview's script shows them: by the words of each. No script runs here,
 * so a box that is ticked opens what else there is to tell; all of it may stand within a paragraph.
 *
 * @param html what `LiveNote.html` gives
 * @example markedAsides('<p><span class="aside">0.84 epoch</span></p>', marks) // '…0.84 epoch<label class="aside-check">…'
 */
export function markedAsides(html: string, marks: readonly AsideMark[]): string {
  if (marks.length === 0 || !html.includes('class="aside')) return html;
  const byWords = new Map(marks.map(mark => [asideWords(mark.text), mark]));
  /** The elements that are open; asides with what is read in them. */
  const open: { readonly aside: boolean; text: string; readonly from: number }[] = [];
  const edits: { readonly at: number; readonly insert: string }[] = [];
  const parser = new Parser({
    onopentag: (_name, attributes) => {
      const aside = (attributes.class ?? '').split(' ').includes('aside');
      open.push({ aside, text: '', from: parser.endIndex + 1 });
    },
    ontext: text => {
      for (const element of open) if (element.aside) element.text += text;
    },
    onclosetag: () => {
      const element = open.pop();
      const mark = element?.aside === true ? byWords.get(asideWords(element.text)) : undefined;
      if (mark !== undefined) edits.push({ at: parser.startIndex, insert: markHtml(mark) });
    },
  });
  parser.end(html);
  let marked = '';
  let at = 0;
  for (const edit of edits.sort((a, b) => a.at - b.at)) {
    marked += html.slice(at, edit.at) + edit.insert;
    at = edit.at;
  }
  return marked + html.slice(at);
}

/**
 * The marks of the asides of a note that is read for a page of it.
 *
 * @param recipes recipes of other files by which asides may have been written
 * @param prices the reader's own
 */
export function marksOfPage(note: LiveNote, recipes: readonly OwnRecipe[], prices: OwnPrices): readonly AsideMark[] {
  const elements = note.elements();
  const own = [...ownRecipesOf(note.text, elements, prices), ...recipes];
  const judged = judgedAsides(readNoteQuantities(note), elements, own);
  // A page has no lines to lead to.
  return asideMarks(judged, elements, () => 0, createFormulaCache());
}

function markHtml({ state, result, told, derivation, sources, remarks }: AsideMark): string {
  const line = (text: string): string => `<span class="aside-remark">${escapeHtml(text)}</span>`;
  const words = escapeHtml(told);
  const from = sources.length === 0 ? '' : line(`From ${sources.map(({ text }) => text).join('; ')}.`);
  return [
    result === undefined ? '' : `<span class="aside-result">${escapeHtml(result)}</span>`,
    `<label class="aside-check ${state}" title="${words}"><input type="checkbox" aria-label="${words}">`,
    `<span aria-hidden="true">${state === 'holds' ? '✓' : '≠'}</span></label>`,
    `<span class="aside-derivation">${state === 'stale' ? line(told) : ''}${derivation}${from}`,
    `${remarks.map(line).join('')}</span>`,
  ].join('');
}
