import * as vscode from 'vscode';
import { physicalPage } from '../../core/zotero/annotation.ts';
import type { CheckedLink } from '../../core/zotero/link-problems.ts';
import { updateQuote } from '../../core/zotero/merge/update-quote.ts';
import { linkAtOffset } from '../../core/zotero/note-links.ts';
import { quoteMarkdown } from '../../core/zotero/quote-markdown.ts';
import { referenceId } from '../../core/zotero/source.ts';
import { annotationUri, formatZoteroUri } from '../../core/zotero/uri.ts';
import { shortened } from '../foreign-text.ts';
import type { OpenNotes } from '../notes.ts';
import { openOutside } from '../preview/links.ts';
import type { JudgedNotes } from './judged-notes.ts';
import { workspaceEdit } from './link-problems.ts';
import type { ZoteroSources } from './sources.ts';

const changeScheme = 'paper-notes-change';

/** What can be done with one link: at the cursor, or at the offset that a hover or a quick fix names. */
export function registerLinkCommands(notes: OpenNotes, judged: JudgedNotes, sources: ZoteroSources): vscode.Disposable {
  const texts = new Map<string, string>();

  const linkAt = (
    offset: unknown,
  ): { readonly document: vscode.TextDocument; readonly entry: CheckedLink } | undefined => {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined || editor.document.languageId !== 'markdown') return undefined;
    const { document } = editor;
    const at = typeof offset === 'number' ? offset : document.offsetAt(editor.selection.active);
    const entry = linkAtOffset(judged.linksOf(document), at);
    if (entry === undefined) void vscode.window.showInformationMessage('Put the cursor on a link into Zotero first.');
    return entry === undefined ? undefined : { document, entry };
  };

  const open = async (offset: unknown) => {
    const found = linkAt(offset);
    if (found === undefined) return;
    const { annotation, parsed } = found.entry.judged;
    const uri =
      annotation !== undefined
        ? annotationUri(annotation.library, annotation.attachment, annotation.key, physicalPage(annotation))
        : parsed.link === undefined || parsed.link.kind === 'foreign'
          ? found.entry.link.uri
          : formatZoteroUri(parsed.link);
    await openOutside(uri);
  };

  const copy = async (offset: unknown) => {
    const annotation = linkAt(offset)?.entry.judged.annotation;
    if (annotation === undefined) return;
    await vscode.env.clipboard.writeText(quoteMarkdown(annotation));
    void vscode.window.setStatusBarMessage('The quote was copied.', 3000);
  };

  const update = async (offset: unknown) => {
    const found = linkAt(offset);
    if (found === undefined) return;
    const { document, entry } = found;
    const now = entry.judged.annotation;
    if (now === undefined || entry.judged.source === 'last-known') {
      void vscode.window.showWarningMessage(
        'Zotero does not tell this annotation now, so there is nothing to update from.',
      );
      return;
    }
    const id = referenceId(now.library, now.key);
    const version = document.version;
    const note = notes.of(document);
    const result = updateQuote(note.text, note.elements(), sources.memory.seen.get(id), now);
    const edits = [...result.edits];
    for (const conflict of result.conflicts) {
      const choice = await vscode.window.showQuickPick(
        [
          { label: 'Keep what the note says', description: shortened(conflict.note, 120), take: false },
          { label: 'Take what Zotero says', description: shortened(conflict.now, 120), take: true },
        ],
        { title: `You and Zotero both changed this ${conflict.field}`, ignoreFocusOut: true },
      );
      if (choice === undefined) return;
      if (choice.take) edits.push(conflict.edit);
    }
    if (document.version !== version) {
      void vscode.window.showInformationMessage('The note changed meanwhile. Update the quote again.');
      return;
    }
    if (edits.length > 0 && !(await vscode.workspace.applyEdit(workspaceEdit(document, edits)))) return;
    sources.memory.seen.put(id, now);
    judged.judgeAgain();
    if (result.unplaced.length > 0) {
      const words = result.unplaced.map(text => `“${shortened(text, 80)}”`).join(', ');
      void vscode.window.showInformationMessage(
        `What Zotero says now has no clear place in the note and was left out: ${words}.`,
      );
    } else if (edits.length === 0) {
      void vscode.window.setStatusBarMessage('The quote says already what Zotero says.', 4000);
    }
  };

  const showChange = async (offset: unknown) => {
    const found = linkAt(offset);
    const now = found?.entry.judged.annotation;
    if (now === undefined) return;
    const before = sources.memory.seen.get(referenceId(now.library, now.key));
    if (before === undefined) return;
    const uriOf = (side: string) => vscode.Uri.from({ scheme: changeScheme, path: `/${now.key} ${side}.md` });
    texts.set(uriOf('then').path, quoteMarkdown(before));
    texts.set(uriOf('now').path, quoteMarkdown(now));
    await vscode.commands.executeCommand('vscode.diff', uriOf('then'), uriOf('now'), 'In Zotero: then ↔ now');
  };

  return vscode.Disposable.from(
    vscode.commands.registerCommand('paperNotes.zotero.openLink', open),
    vscode.commands.registerCommand('paperNotes.zotero.copyQuote', copy),
    vscode.commands.registerCommand('paperNotes.updateQuote', update),
    vscode.commands.registerCommand('paperNotes.zotero.showChange', showChange),
    vscode.workspace.registerTextDocumentContentProvider(changeScheme, {
      provideTextDocumentContent: uri => texts.get(uri.path) ?? '',
    }),
  );
}
