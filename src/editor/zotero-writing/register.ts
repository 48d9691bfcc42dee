import * as vscode from 'vscode';
import type { Annotation } from '../../core/zotero/annotation.ts';
import type { ZoteroLibraryPort } from '../../core/zotero/library-port.ts';
import type { LiveConfig } from '../config.ts';
import type { OpenNotes } from '../notes.ts';
import { addWhatIsNew } from './add-what-is-new.ts';
import { registerCitekeyCompletion } from './citekey-completion.ts';
import { insertAnnotations } from './insert-annotations.ts';
import { insertCitation } from './insert-citation.ts';
import { newNote } from './new-note.ts';
import { keepPapers } from './papers.ts';
import type { Parts } from './parts.ts';
import { refreshBibliography } from './refresh-bibliography.ts';
import { keepShownTexts } from './shown-text.ts';
import { registerTemplateAssistance } from './template-assistance.ts';
import { followTemplates, previewTemplate } from './template-preview.ts';
import { updateQuotes } from './update-quotes.ts';

/** Everything that writes notes from Zotero: commands, citekey completion, and help with templates. */
export function registerZoteroWriting(
  config: LiveConfig,
  notes: OpenNotes,
  library: ZoteroLibraryPort,
): vscode.Disposable {
  const shown = keepShownTexts();
  const papers = keepPapers(library, () => Date.now());
  const parts: Parts = { config, notes, library, papers, shown };
  const command = (name: string, run: (argument: unknown) => Promise<void>): vscode.Disposable =>
    vscode.commands.registerCommand(`paperNotes.${name}`, run);
  return vscode.Disposable.from(
    shown,
    command('newNote', () => newNote(parts)),
    // The annotations view hands over those that are selected in it.
    command('insertAnnotations', given => insertAnnotations(parts, isAnnotations(given) ? given : undefined)),
    command('addWhatIsNew', () => addWhatIsNew(parts)),
    command('insertCitation', () => insertCitation(parts)),
    command('refreshBibliography', () => refreshBibliography(parts)),
    command('updateQuotes', () => updateQuotes(parts)),
    command('previewTemplate', () => previewTemplate(parts)),
    registerCitekeyCompletion(notes, papers),
    registerTemplateAssistance(parts),
    followTemplates(parts),
  );
}

function isAnnotations(value: unknown): value is readonly Annotation[] {
  return Array.isArray(value) && value.length > 0 && value.every(one => one?.kind === 'annotation');
}
