import * as vscode from 'vscode';
import type { PaneState } from '../../protocol.ts';
import { isNote } from '../note-document.ts';
import { registerCopyFormula } from './copy-formula.ts';
import { showAtTop, topLine } from './follow-editor.ts';
import { registerGoToHeading } from './go-to-heading.ts';
import { rememberNoteEditors } from './note-editors.ts';
import { readPageMedia } from './page.ts';
import { openPane, type Pane, type PaneParts, paneOptions } from './pane.ts';

const viewType = 'paperNotes.preview';

/** All panes of the window. */
export interface Previews extends vscode.Disposable {
  /** The note of the pane that has the focus. */
  readonly activeNote: () => vscode.Uri | undefined;
  /** Shows a document of ours in a pane of its own, beside the active editor, which goes along with no other note. */
  readonly openLocked: (uri: vscode.Uri) => Promise<void>;
  /** What a document says may have changed; one that was closed meanwhile is opened again for its panes. */
  readonly fileChanged: (uri: vscode.Uri) => void;
  /** Brings a pane back that was open when the window was closed; one whose note is gone is closed. */
  readonly restore: (panel: vscode.WebviewPanel, state: unknown) => Promise<void>;
}

/** Registers the preview: its commands and its panes. */
export function registerPreview(parts: PaneParts): Previews {
  const panes = new Set<Pane>();
  const media = readPageMedia(parts.extension);
  const editors = rememberNoteEditors();

  /** The line at which a new pane of this document begins: where its editor is, or the top. */
  const startLine = (document: vscode.TextDocument) => {
    const editor = editors.of(document);
    return (editor && topLine(editor, parts.notes.of(document))) ?? 0;
  };

  const add = async (panel: vscode.WebviewPanel, document: vscode.TextDocument, line: number, locked: boolean) => {
    const pane = openPane(panel, { document, line, locked }, await media, parts, editors);
    panes.add(pane);
    panel.onDidDispose(() => {
      panes.delete(pane);
      tellLock();
    });
    panel.onDidChangeViewState(tellLock);
    tellLock();
    return pane;
  };
  const activePane = () => [...panes].find(pane => pane.panel.active);
  /** The keys and titles of the lock commands depend on whether the pane in front is locked. */
  const tellLock = () =>
    void vscode.commands.executeCommand('setContext', 'paperNotes.previewLocked', activePane()?.locked === true);

  const open = async (uri: vscode.Uri | undefined, beside: boolean) => {
    const document = await documentOf(uri);
    if (document === undefined) return;
    const line = startLine(document);
    const column = beside ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    const there = [...panes].find(pane => isIn(pane, document, beside));
    if (there !== undefined) {
      if (there.uri.toString() !== document.uri.toString()) there.show(document, line);
      there.panel.reveal(there.panel.viewColumn, beside);
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      viewType,
      'Preview',
      { viewColumn: column, preserveFocus: beside },
      { enableFindWidget: true, ...paneOptions(parts, document.uri) },
    );
    await add(panel, document, line, false);
  };
  const openLocked = async (uri: vscode.Uri) => {
    const there = [...panes].find(pane => pane.locked && pane.uri.toString() === uri.toString());
    if (there !== undefined) {
      there.panel.reveal(there.panel.viewColumn);
      return;
    }
    const document = await vscode.workspace.openTextDocument(uri);
    const viewColumn = vscode.ViewColumn.Beside;
    const options = { enableFindWidget: true, ...paneOptions(parts, uri) };
    await add(vscode.window.createWebviewPanel(viewType, 'Preview', { viewColumn }, options), document, 0, true);
  };
  const lock = (locked: boolean) => {
    activePane()?.lock(locked);
    tellLock();
  };

  const files = vscode.workspace.createFileSystemWatcher('**/*.{md,markdown}');
  const fileChanged = (uri: vscode.Uri) => {
    for (const pane of panes) if (pane.uri.toString() === uri.toString()) pane.fileChanged();
  };

  const registered = vscode.Disposable.from(
    files,
    editors,
    files.onDidChange(fileChanged),
    files.onDidCreate(fileChanged),
    registerGoToHeading(parts.notes, activePane),
    registerCopyFormula(parts.extension, parts.notes, activePane),
    vscode.commands.registerCommand('paperNotes.openPreview', (uri?: vscode.Uri) => open(uri, false)),
    vscode.commands.registerCommand('paperNotes.openPreviewToSide', (uri?: vscode.Uri) => open(uri, true)),
    vscode.commands.registerCommand('paperNotes.lockPreview', () => lock(true)),
    vscode.commands.registerCommand('paperNotes.unlockPreview', () => lock(false)),
    vscode.commands.registerCommand('paperNotes.reloadPreview', () => activePane()?.reload()),
    vscode.commands.registerCommand('paperNotes.showSource', async () => {
      const pane = activePane();
      if (pane === undefined) return;
      const { uri, line } = pane;
      const document = await vscode.workspace.openTextDocument(uri);
      const beside = editors.of(document);
      const editor = await vscode.window.showTextDocument(document, {
        viewColumn: beside?.viewColumn ?? columnOf(uri),
      });
      // An editor beside the pane goes along with it already.
      if (beside === undefined) showAtTop(editor, parts.notes.of(document), Math.floor(line));
    }),
    vscode.window.onDidChangeActiveTextEditor(editor => {
      if (editor === undefined || !isNote(editor.document)) return;
      for (const pane of panes) {
        if (pane.locked || pane.uri.toString() === editor.document.uri.toString()) continue;
        // A pane in the editor's own group lies under it and waits there for its own note.
        if (pane.panel.viewColumn === editor.viewColumn) continue;
        pane.show(editor.document, startLine(editor.document));
      }
    }),
  );
  return {
    activeNote: () => activePane()?.uri,
    openLocked,
    fileChanged,
    restore: async (panel, kept) => {
      const state = kept as PaneState | undefined;
      try {
        const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(state?.uri ?? '', true));
        await add(panel, document, state?.line ?? 0, state?.locked ?? false);
      } catch {
        // The note is gone, and a preview of nothing is no use to anyone.
        panel.dispose();
      }
    },
    dispose: () => registered.dispose(),
  };
}

async function documentOf(uri: vscode.Uri | undefined): Promise<vscode.TextDocument | undefined> {
  if (uri !== undefined) return vscode.workspace.openTextDocument(uri);
  const active = vscode.window.activeTextEditor?.document;
  if (active !== undefined) return active;
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (tab instanceof vscode.TabInputText) return vscode.workspace.openTextDocument(tab.uri);
  void vscode.window.showInformationMessage('Open a markdown note first, then its preview.');
  return undefined;
}

/** Whether an open pane can serve: one of this note, or one that follows the active editor, where it is wanted. */
function isIn(pane: Pane, document: vscode.TextDocument, beside: boolean): boolean {
  const active = vscode.window.tabGroups.activeTabGroup.viewColumn;
  if ((pane.panel.viewColumn === active) === beside) return false;
  return pane.uri.toString() === document.uri.toString() || !pane.locked;
}

/** The group in which a file is open already. */
function columnOf(uri: vscode.Uri): vscode.ViewColumn {
  for (const group of vscode.window.tabGroups.all) {
    for (const { input } of group.tabs) {
      if (input instanceof vscode.TabInputText && input.uri.toString() === uri.toString()) return group.viewColumn;
    }
  }
  return vscode.ViewColumn.One;
}
