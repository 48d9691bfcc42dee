import * as vscode from 'vscode';
import { createNoteReader } from '../../core/markdown/note.ts';
import type { Range } from '../../core/text.ts';
import { applyEdits } from '../../core/text.ts';
import type { TidyEdit } from '../../core/tidy/compose.ts';
import { type TidyKind, tidyKinds } from '../../core/tidy/kinds.ts';
import { tidied, tidy } from '../../core/tidy/tidy.ts';
import type { Config } from '../config.ts';
import { activeNote, offsetsIn, rangeIn } from './places.ts';

const scheme = 'paper-notes-tidy';

/** The paragraph or quote around a line: the lines up to the next blank one on either side. */
function paragraphAround(document: vscode.TextDocument, line: number): vscode.Range {
  const isBlank = (at: number): boolean => /^[\s>]*$/.test(document.lineAt(at).text);
  let first = line;
  let last = line;
  while (first > 0 && !isBlank(first - 1)) first--;
  while (last < document.lineCount - 1 && !isBlank(last + 1)) last++;
  return new vscode.Range(first, 0, last, document.lineAt(last).text.length);
}

function count(edits: readonly TidyEdit[]): string {
  const titles = new Set(edits.map(edit => tidyKinds.find(({ kind }) => kind === edit.kind)!.title.toLowerCase()));
  return `${edits.length} ${edits.length === 1 ? 'repair' : 'repairs'}: ${[...titles].join(', ')}`;
}

/** The repairs as one edit that the editor shows before it makes it, kind by kind, each to be taken or left. */
function confirmed(document: vscode.TextDocument, edits: readonly TidyEdit[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { range, insert, kind, reason } of edits) {
    edit.replace(document.uri, rangeIn(document, range), insert, {
      label: tidyKinds.find(each => each.kind === kind)!.title,
      description: reason,
      needsConfirmation: true,
    });
  }
  return edit;
}

function plain(document: vscode.TextDocument, edits: readonly TidyEdit[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { range, insert } of edits) edit.replace(document.uri, rangeIn(document, range), insert);
  return edit;
}

/** "Tidy Quote" as code actions and commands, and tidying as a choice when pasting. */
export function registerTidy(settings: () => Config['tidy']): vscode.Disposable {
  /** Texts that diffs are shown with, by the address of their document. */
  const previews = new Map<string, string>();
  const reader = createNoteReader();

  async function run(within: (editor: vscode.TextEditor) => Range | undefined, what: string): Promise<void> {
    const editor = activeNote();
    if (editor === undefined) return;
    const { document } = editor;
    const range = within(editor);
    const text = document.getText();
    const edits = tidy(text, { kinds: settings().kinds, ...(range === undefined ? {} : { within: range }) });
    if (edits.length === 0) {
      void vscode.window.showInformationMessage(`There is nothing to tidy in ${what}.`);
      return;
    }
    const { version } = document;
    const name = document.uri.path.split('/').at(-1)!;
    const address = document.uri.with({ scheme, query: `${document.uri}#${version}` });
    previews.set(address.toString(), applyEdits(text, edits));
    await vscode.commands.executeCommand('vscode.diff', document.uri, address, `Tidy ${name}: ${count(edits)}`, {
      preview: true,
    });
    const chosen = await chooseKinds(`Tidy ${what}: ${count(edits)}`, edits);
    await closeDiff(address);
    previews.delete(address.toString());
    if (chosen === undefined) return;
    if (document.version !== version) {
      void vscode.window.showWarningMessage('The note has changed since the repairs were found. Run Tidy again.');
      return;
    }
    await vscode.window.showTextDocument(document, { preserveFocus: false, preview: false });
    const kinds = Object.fromEntries(tidyKinds.map(({ kind }) => [kind, chosen.has(kind)]));
    const wanted = tidy(text, { kinds, ...(range === undefined ? {} : { within: range }) });
    await vscode.workspace.applyEdit(plain(document, wanted));
  }

  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: uri => previews.get(uri.toString()) ?? '',
    }),
    vscode.commands.registerCommand('paperNotes.tidyNote', () => run(() => undefined, 'this note')),
    vscode.commands.registerCommand('paperNotes.tidyQuote', () =>
      run(editor => {
        const range = editor.selection.isEmpty
          ? paragraphAround(editor.document, editor.selection.active.line)
          : editor.selection;
        return offsetsIn(editor.document, range);
      }, 'this passage'),
    ),
    vscode.languages.registerCodeActionsProvider(
      'markdown',
      {
        provideCodeActions: (document, selected) => {
          const range = selected.isEmpty ? paragraphAround(document, selected.start.line) : selected;
          // Asked at every move of the cursor: the passage alone tells quickly that there is nothing.
          const { kinds } = settings();
          if (tidy(document.getText(range), { kinds }, reader).length === 0) return [];
          const edits = tidy(document.getText(), { kinds, within: offsetsIn(document, range) }, reader);
          if (edits.length === 0) return [];
          const now = new vscode.CodeAction(
            `Tidy quote (${count(edits)})`,
            vscode.CodeActionKind.RefactorRewrite.append('tidy'),
          );
          now.edit = plain(document, edits);
          const shown = new vscode.CodeAction(
            'Tidy quote, showing each repair first',
            vscode.CodeActionKind.RefactorRewrite.append('tidy'),
          );
          shown.edit = confirmed(document, edits);
          const whole = new vscode.CodeAction(
            'Tidy the whole note…',
            vscode.CodeActionKind.RefactorRewrite.append('tidy'),
          );
          whole.command = { command: 'paperNotes.tidyNote', title: 'Tidy Note' };
          return [now, shown, whole];
        },
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.RefactorRewrite] },
    ),
    registerPaste(settings),
  );
}

/** Asks which kinds of repair to make, all of them to begin with, while the diff is in view. */
async function chooseKinds(title: string, edits: readonly TidyEdit[]): Promise<ReadonlySet<TidyKind> | undefined> {
  const found = tidyKinds.filter(({ kind }) => edits.some(edit => edit.kind === kind));
  const items = found.map(({ kind, title: label }) => {
    const own = edits.filter(edit => edit.kind === kind);
    return { repair: kind, label, description: String(own.length), detail: own[0]!.reason, picked: true };
  });
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: 'Enter makes the repairs that are ticked; Escape leaves the note as it is',
    canPickMany: true,
    ignoreFocusOut: true,
  });
  return picked && new Set(picked.map(({ repair }) => repair));
}

async function closeDiff(modified: vscode.Uri): Promise<void> {
  for (const group of vscode.window.tabGroups.all) {
    for (const tab of group.tabs) {
      if (tab.input instanceof vscode.TabInputTextDiff && tab.input.modified.toString() === modified.toString()) {
        await vscode.window.tabGroups.close(tab);
      }
    }
  }
}

/** Offers pasted text tidied, beside the plain paste. Off unless the setting is on. */
function registerPaste(settings: () => Config['tidy']): vscode.Disposable {
  const kind = vscode.DocumentDropOrPasteEditKind.Text.append('paperNotes', 'tidy');
  return vscode.languages.registerDocumentPasteEditProvider(
    'markdown',
    {
      provideDocumentPasteEdits: async (_document, _ranges, transfer) => {
        if (!settings().onPaste) return undefined;
        const text = await transfer.get('text/plain')?.asString();
        if (text === undefined || text.length > 100_000) return undefined;
        const better = tidied(text, { kinds: settings().kinds });
        if (better === text) return undefined;
        const edit = new vscode.DocumentPasteEdit(better, 'Paste tidied', kind);
        // A choice beside the text as it is, never in its place unasked.
        edit.yieldTo = [vscode.DocumentDropOrPasteEditKind.Text.append('plain')];
        return [edit];
      },
    },
    { providedPasteEditKinds: [kind], pasteMimeTypes: ['text/plain'] },
  );
}
