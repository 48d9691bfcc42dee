import * as vscode from 'vscode';
import { type TemplateCompletion, templateCompletions } from '../../core/zotero/template/completions.ts';
import { readTemplate } from '../../core/zotero/template/template.ts';
import { diagnosticOf } from '../problem-collection.ts';
import type { Parts } from './parts.ts';
import { isTemplate } from './template-preview.ts';

/** Problems of templates while they are edited, and completion of the names and filters that they can write. */
export function registerTemplateAssistance(parts: Parts): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('paperNotes.templates');
  const check = (document: vscode.TextDocument): void => {
    if (!isTemplate(document, parts)) return;
    const { problems } = readTemplate(document.getText());
    collection.set(
      document.uri,
      problems.map(problem => diagnosticOf(document, problem)),
    );
  };
  for (const document of vscode.workspace.textDocuments) check(document);
  return vscode.Disposable.from(
    collection,
    vscode.workspace.onDidOpenTextDocument(check),
    vscode.workspace.onDidChangeTextDocument(({ document }) => check(document)),
    vscode.workspace.onDidCloseTextDocument(document => collection.delete(document.uri)),
    // A change of the settings can make another file the template.
    parts.config.onDidChange(() => {
      collection.clear();
      for (const document of vscode.workspace.textDocuments) check(document);
    }),
    vscode.languages.registerCompletionItemProvider(
      [{ pattern: '**/*.liquid' }, { language: 'liquid' }, { language: 'markdown' }, { language: 'plaintext' }],
      {
        provideCompletionItems: (document, position) => {
          if (!isTemplate(document, parts)) return undefined;
          const before = document.getText(new vscode.Range(new vscode.Position(0, 0), position));
          return templateCompletions(before, document.getText()).map(completionItem);
        },
      },
      '.',
      '|',
      ' ',
      '%',
      '{',
    ),
  );
}

const kinds: Readonly<Record<TemplateCompletion['kind'], vscode.CompletionItemKind>> = {
  filter: vscode.CompletionItemKind.Function,
  tag: vscode.CompletionItemKind.Keyword,
  field: vscode.CompletionItemKind.Field,
};

function completionItem(completion: TemplateCompletion, order: number): vscode.CompletionItem {
  const item = new vscode.CompletionItem(completion.name, kinds[completion.kind]);
  item.detail = completion.description;
  if (completion.example !== '') {
    item.documentation = new vscode.MarkdownString().appendCodeblock(completion.example, 'liquid');
  }
  item.sortText = String(order).padStart(3, '0');
  return item;
}
