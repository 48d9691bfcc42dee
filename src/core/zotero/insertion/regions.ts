import type { NoteElement } from '../../markdown/elements.ts';

/*
 * Parts of a note that importers fence with marks: `%% begin annotations %% … %% end annotations %%`. What stands in the
 * annotations' region is the importer's list, where new annotations belong; every other region (`notes`, …) is kept for
 * the reader's own words, and nothing is put there.
 */

/** What stands between two marks of one name. */
export interface Region {
  readonly name: string;
  /** After the begin mark. */
  readonly from: number;
  /** Where the end mark begins; the note's end when it is missing. */
  readonly to: number;
  readonly forAnnotations: boolean;
}

/** The regions of a note in order. A begin mark without its end reaches to the next begin mark or the note's end. */
export function regions(text: string, elements: readonly NoteElement[]): readonly Region[] {
  const found: Region[] = [];
  let open: { readonly name: string; readonly from: number } | undefined;
  const close = (to: number): void => {
    if (open !== undefined) found.push({ ...open, to, forAnnotations: /annotation|highlight/i.test(open.name) });
    open = undefined;
  };
  for (const element of elements) {
    if (element.kind !== 'aside' || !element.mark) continue;
    // A line of several marks is one element.
    for (const mark of element.content.matchAll(/\b(begin|end)[ \t]+([^\s%]+(?:[ \t]+[^\s%]+)*)/gi)) {
      const name = (mark[2] ?? '').toLowerCase();
      if (mark[1]?.toLowerCase() === 'begin') {
        close(element.range.from);
        open = { name, from: element.range.to };
      } else if (open?.name === name) {
        close(element.range.from);
      }
    }
  }
  close(text.length);
  return found;
}
