import * as vscode from 'vscode';
import type { Item } from '../../core/zotero/annotation.ts';
import type { ItemSearch } from '../../core/zotero/item-search.ts';
import { readRichText } from '../../core/zotero/template/rich-text.ts';
import { pickText } from './answers.ts';
import type { Papers } from './papers.ts';

interface PaperPick extends vscode.QuickPickItem {
  readonly paper: Item;
}

/** As many as anybody looks through; typing on finds the rest. */
const shown = 100;

/** A paper as a line of a list: title, who and when, citekey and where. */
export function paperPick(paper: Item): PaperPick {
  const people = paper.creators.map(creator => creator.lastName).filter(name => name !== '');
  const who = people.length > 3 ? `${people[0]} et al.` : people.join(', ');
  const year = paper.parsedDate.slice(0, 4);
  return {
    paper,
    label: pickText(readRichText(paper.title).text, 160) || '(no title)',
    description: pickText([who, year].filter(part => part !== '').join(' · '), 80),
    detail: pickText(
      [paper.citekey === '' ? '' : `@${paper.citekey}`, paper.publicationTitle].filter(part => part !== '').join(' · '),
      120,
    ),
    // The list is what the search found; the quick pick shall not filter it once more.
    alwaysShow: true,
  };
}

/**
 * Lets the user find papers as they type, by title, creator, year, citekey or tag. `undefined` when they leave it.
 * With `many`, several can be ticked; what is ticked stays while the search goes on.
 */
export async function choosePapers(papers: Papers, title: string, many: boolean): Promise<readonly Item[] | undefined> {
  const pick = vscode.window.createQuickPick<PaperPick>();
  pick.title = title;
  pick.placeholder = 'Title, author, year, citekey or tag';
  pick.canSelectMany = many;
  pick.busy = true;
  let search: ItemSearch | undefined = papers.known;
  let ticked: readonly PaperPick[] = [];
  const show = (): void => {
    if (search === undefined) return;
    const found = search.find(pick.value, shown).map(paperPick);
    const kept = ticked.filter(one => !found.some(other => other.paper === one.paper));
    const items = [...found.map(one => ticked.find(other => other.paper === one.paper) ?? one), ...kept];
    pick.items = items;
    if (many) pick.selectedItems = ticked;
    if (search.size === 0) pick.placeholder = 'Your Zotero library has no papers yet: add one in Zotero first.';
  };
  show();
  pick.show();
  return new Promise(resolve => {
    let answer: readonly Item[] | undefined;
    pick.onDidChangeValue(show);
    pick.onDidChangeSelection(selected => {
      if (many) ticked = selected;
    });
    pick.onDidAccept(() => {
      // A list with boxes to tick has no active line until one goes to it: then the best found is meant.
      const best = pick.activeItems[0] ?? (pick.value === '' ? undefined : pick.items[0]);
      const chosen = many && ticked.length > 0 ? ticked : best === undefined ? [] : [best];
      if (chosen.length === 0) return;
      answer = chosen.map(one => one.paper);
      pick.hide();
    });
    pick.onDidHide(() => {
      pick.dispose();
      resolve(answer);
    });
    void papers.search().then(found => {
      pick.busy = false;
      if (found.kind === 'unreachable') {
        pick.hide();
        void vscode.window.showWarningMessage(found.reason);
        return;
      }
      search = found.value;
      show();
    });
  });
}
