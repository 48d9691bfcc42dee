import * as vscode from 'vscode';
import { type TemplateField, templateFields, templateFilters } from '../../core/zotero/template/data-description.ts';
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
    vscode.languages.registerCompletionItemProvider(
      [{ pattern: '**/*.liquid' }, { language: 'liquid' }],
      {
        provideCompletionItems: (document, position) =>
          completions(document.getText(new vscode.Range(new vscode.Position(0, 0), position))),
      },
      '.',
      '|',
      ' ',
    ),
  );
}

function completions(before: string): vscode.CompletionItem[] | undefined {
  const open = Math.max(before.lastIndexOf('{{'), before.lastIndexOf('{%'));
  if (open < 0 || before.indexOf('}}', open) >= 0 || before.indexOf('%}', open) >= 0) return undefined;
  const inside = before.slice(open + 2);
  if (/\|\s*\w*$/.test(inside)) {
    return templateFilters.map(filter => {
      const item = new vscode.CompletionItem(filter.name, vscode.CompletionItemKind.Function);
      item.detail = filter.description;
      item.documentation = new vscode.MarkdownString().appendCodeblock(filter.example, 'liquid');
      return item;
    });
  }
  const path = /([\w.]*)$/.exec(inside)?.[1] ?? '';
  const [root, ...rest] = path.split('.').slice(0, -1);
  let fields: readonly TemplateField[] | undefined = templateFields;
  if (root !== undefined) {
    fields = [root, ...rest].reduce<readonly TemplateField[] | undefined>(
      (within, name) => within?.find(field => field.name === name)?.fields,
      templateFields,
    );
  }
  return fields?.map(field => {
    const item = new vscode.CompletionItem(field.name, vscode.CompletionItemKind.Field);
    item.detail = `${field.type}: ${field.description}`;
    if (field.example !== '') item.documentation = new vscode.MarkdownString().appendCodeblock(field.example, 'text');
    return item;
  });
}
