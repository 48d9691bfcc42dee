import * as vscode from 'vscode';
import type { Item } from '../../core/zotero/annotation.ts';
import { insertedCitation } from '../../core/zotero/citation/citekey.ts';
import { citationText } from '../../core/zotero/citation/reference.ts';
import { keyOf } from '../../core/zotero/papers-of-note.ts';
import { markdownText } from '../../core/zotero/template/markdown-text.ts';
import { linkAddress } from '../../core/zotero/template/output.ts';
import { formatZoteroUri } from '../../core/zotero/uri.ts';
import { activeNote, applyAsItIs } from './apply-edits.ts';
import { choosePapers } from './choose-paper.ts';
import type { Parts } from './parts.ts';

/**
 * Insert citation: `[@citekey]` at the cursor, or `; @citekey` inside brackets that are open there. A paper without a
 * citekey is cited as Zotero formats it, with a link that shows it in Zotero.
 */
export async function insertCitation(parts: Parts): Promise<void> {
  const editor = activeNote();
  if (editor === undefined) return;
  const { document } = editor;
  const chosen = await choosePapers(parts.papers, 'Insert citation', true);
  if (chosen === undefined || chosen.length === 0) return;
  const keyed = chosen.filter(item => item.citekey !== '').map(item => item.citekey);
  const others = chosen.filter(item => item.citekey === '');
  const formatted = await Promise.all(others.map(item => formattedCitation(parts, item)));

  let end = 0;
  const isWritten = await applyAsItIs(document, () => {
    const { active } = editor.selection;
    const start = document.offsetAt(new vscode.Position(active.line, 0));
    const before = document.lineAt(active.line).text.slice(0, active.character);
    const isKnown = (citekey: string): boolean => parts.papers.byCitekey(citekey) !== undefined;
    const { from, to, insert } = insertedCitation(before, start, keyed, formatted, isKnown);
    end = from + insert.length;
    return [{ range: { from, to }, insert }];
  });
  if (!isWritten) {
    void vscode.window.showErrorMessage('The citation could not be inserted: the note cannot be edited.');
    return;
  }
  const cursor = document.positionAt(end);
  editor.selection = new vscode.Selection(cursor, cursor);
}

async function formattedCitation(parts: Parts, item: Item): Promise<string> {
  const uri = formatZoteroUri({ kind: 'select', library: item.library, keys: [item.key], within: undefined });
  const answer = await parts.library.references([keyOf(item)], parts.config.current.writing.citationStyle || undefined);
  const reference = answer.kind === 'answered' ? answer.value[0] : undefined;
  const names = item.creators.map(creator => creator.lastName).filter(name => name !== '');
  const who = names.length === 0 ? item.title : names.length > 2 ? `${names[0]} et al.` : names.join(' and ');
  const plain = markdownText(`(${[who, item.parsedDate.slice(0, 4)].filter(part => part !== '').join(', ')})`);
  const text = reference === undefined || reference.citation === '' ? plain : citationText(reference.citation);
  return `[${text}](${linkAddress(uri)})`;
}
