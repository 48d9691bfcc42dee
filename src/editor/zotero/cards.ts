import * as vscode from 'vscode';
import { zoteroUri } from '../../core/markdown/href.ts';
import type { CheckedLink } from '../../core/zotero/link-problems.ts';
import type { ZoteroCard } from '../../protocol.ts';
import { shortened } from '../foreign-text.ts';
import { authorsOf, originOf, pageOf, stateNames, tagsOf } from './describe.ts';
import type { JudgedNotes } from './judged-notes.ts';
import type { ZoteroSources } from './sources.ts';

/** What the previews show of links into Zotero. */
export interface ZoteroCards {
  readonly of: (document: vscode.TextDocument) => readonly ZoteroCard[];
  /** Asks Zotero for what is not known yet: a preview may be open without its editor. */
  readonly ask: (document: vscode.TextDocument) => void;
  readonly picture: (document: vscode.TextDocument, uri: string) => Promise<string | undefined>;
  readonly act: (document: vscode.TextDocument, uri: string, action: 'copy' | 'update') => Promise<void>;
  readonly onDidChange: vscode.Event<vscode.TextDocument>;
}

const largestPicture = 2_000_000;

/** Cards for previews, of what the links of a note are judged to be. */
export function makeCards(judged: JudgedNotes, sources: ZoteroSources): ZoteroCards {
  const linkOf = (document: vscode.TextDocument, uri: string) =>
    judged.linksOf(document).find(({ link }) => chipUri(link.uri) === uri);
  return {
    of: document => {
      const now = sources.clock.now();
      const cards = new Map<string, ZoteroCard>();
      for (const entry of judged.linksOf(document)) {
        if (entry.judged.source === undefined && entry.judged.reason === undefined && entry.judged.state === 'unknown')
          continue;
        const card = cardOf(entry, now);
        cards.set(card.uri, card);
      }
      return [...cards.values()];
    },
    ask: document => void judged.ask(document),
    picture: async (document, uri) => {
      const annotation = linkOf(document, uri)?.judged.annotation;
      if (annotation === undefined) return undefined;
      const picture = await sources.library.picture(annotation);
      if (picture.kind === 'absent' || picture.png.length > largestPicture) return undefined;
      let binary = '';
      for (let at = 0; at < picture.png.length; at += 8192)
        binary += String.fromCharCode(...picture.png.subarray(at, at + 8192));
      return btoa(binary);
    },
    act: async (document, uri, action) => {
      const entry = linkOf(document, uri);
      if (entry === undefined) return;
      const column = vscode.window.visibleTextEditors.find(editor => editor.document === document)?.viewColumn;
      await vscode.window.showTextDocument(document, { viewColumn: column ?? vscode.ViewColumn.One });
      const command = action === 'copy' ? 'paperNotes.zotero.copyQuote' : 'paperNotes.updateQuote';
      await vscode.commands.executeCommand(command, entry.link.range.from);
    },
    onDidChange: judged.onDidChange,
  };
}

function chipUri(uri: string): string {
  return zoteroUri(uri) ?? uri;
}

function cardOf({ link, judged }: CheckedLink, now: number): ZoteroCard {
  const { annotation, item, attachment } = judged;
  const title = shortened(item?.title || attachment?.title || attachment?.filename || '', 300);
  const authors = item === undefined ? '' : authorsOf(item);
  const states = judged.states.map(state => stateNames[state]).join('; ');
  return {
    uri: chipUri(link.uri),
    color: annotation?.color ?? '',
    state: judged.state,
    heading: annotation === undefined ? '' : `${annotation.type} · ${pageOf(annotation)}`,
    text: annotation === undefined ? '' : shortened(annotation.text, 1500),
    comment: annotation?.comment.slice(0, 3000) ?? '',
    tags: annotation === undefined ? [] : tagsOf(annotation),
    paper: [title, authors].filter(part => part !== '').join(' — '),
    told: `${states}. ${originOf(judged, now)}`,
    hasPicture: annotation?.type === 'image' || annotation?.type === 'ink',
    canCopy: annotation !== undefined,
    canUpdate: judged.changes.length > 0,
  };
}
