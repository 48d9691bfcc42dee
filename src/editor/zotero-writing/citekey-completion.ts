import * as vscode from 'vscode';
import { readFrontMatter } from '../../core/markdown/front-matter.ts';
import type { Item } from '../../core/zotero/annotation.ts';
import { citekeyMarkdown, offeredCitekeys, restOfCitekey, typedCitekey } from '../../core/zotero/citation/citekey.ts';
import { readRichText } from '../../core/zotero/template/rich-text.ts';
import type { OpenNotes } from '../notes.ts';
import type { Papers } from './papers.ts';

/** As many as a suggestion list is read through; typing on finds the rest. */
const offered = 50;

/** Offers the library's papers after `@` and `[@`, found by citekey, title, creator or year. */
export function registerCitekeyCompletion(notes: OpenNotes, papers: Papers): vscode.Disposable {
  return vscode.languages.registerCompletionItemProvider(
    { language: 'markdown' },
    {
      async provideCompletionItems(document, position, token) {
        const start = document.offsetAt(new vscode.Position(position.line, 0));
        const typed = typedCitekey(document.lineAt(position.line).text.slice(0, position.character), start);
        if (typed === undefined) return undefined;
        const inside = notes
          .of(document)
          .elements()
          .some(
            element =>
              (element.kind === 'code' || element.kind === 'math') &&
              element.range.from < typed.range.from &&
              typed.range.from < element.range.to,
          );
        // Nor does the front matter cite: a key there is a value, which YAML takes no @ in.
        if (inside || start < (readFrontMatter(document.getText())?.range.to ?? 0)) return undefined;
        const search = papers.known ?? (await answered(papers));
        if (search === undefined || token.isCancellationRequested) return undefined;
        // What is at hand is offered at once; what has changed since is there at the next key.
        void papers.search();
        const inserting = new vscode.Range(document.positionAt(typed.range.from), position);
        const rest = restOfCitekey(document.lineAt(position.line).text.slice(position.character));
        const range = { inserting, replacing: inserting.with(undefined, position.translate(0, rest)) };
        const found = offeredCitekeys(search, typed.typed, offered);
        return new vscode.CompletionList(
          found.map((item, i) => completion(item, i, range, typed.typed)),
          true,
        );
      },
    },
    '@',
  );
}

async function answered(papers: Papers) {
  const answer = await papers.search();
  return answer.kind === 'answered' ? answer.value : undefined;
}

function completion(
  item: Item,
  order: number,
  range: { readonly inserting: vscode.Range; readonly replacing: vscode.Range },
  typed: string,
): vscode.CompletionItem {
  const year = item.parsedDate.slice(0, 4);
  const people = item.creators.map(creator => creator.lastName).filter(name => name !== '');
  const who = people.length > 2 ? `${people[0]} et al.` : people.join(', ');
  const completed = new vscode.CompletionItem(
    { label: item.citekey, description: [who, year].filter(part => part !== '').join(' ') },
    vscode.CompletionItemKind.Reference,
  );
  completed.detail = readRichText(item.title).text;
  completed.documentation = new vscode.MarkdownString().appendText(
    [item.publicationTitle, item.abstractNote]
      .filter(part => part !== '')
      .join('\n\n')
      .slice(0, 1000),
  );
  completed.insertText = citekeyMarkdown(item.citekey).slice(1);
  completed.range = range;
  // The search has decided what fits and in which order.
  completed.filterText = typed === '' ? item.citekey : typed;
  completed.sortText = String(order).padStart(4, '0');
  return completed;
}
