import * as vscode from 'vscode';
import type { ZoteroLibraryPort } from '../../core/zotero/library-port.ts';
import type { ZoteroHost } from '../../core/zotero/zotero-host.ts';
import type { LiveConfig } from '../config.ts';
import type { OpenNotes } from '../notes.ts';
import type { AnnotationsTree } from './annotations-tree.ts';
import { registerAnnotationsView } from './annotations-view.ts';
import { makeCards, type ZoteroCards } from './cards.ts';
import { registerDiagnosis, registerWebApiKey } from './diagnosis.ts';
import { registerHover } from './hover.ts';
import { type JudgedNotes, watchJudgedNotes } from './judged-notes.ts';
import { registerLinkCommands } from './link-commands.ts';
import { registerLinkProblems } from './link-problems.ts';
import { watchSources, type ZoteroSources } from './sources.ts';
import { registerStatusItem } from './status-item.ts';

/** Zotero as this window knows it, for those who read notes and for those who write them. */
export interface Zotero extends vscode.Disposable {
  readonly library: ZoteroLibraryPort;
  readonly judged: JudgedNotes;
  readonly cards: ZoteroCards;
  readonly sources: ZoteroSources;
}

/** Starts all that reads Zotero: links resolved, hovers, problems, annotations view, checks and diagnosis. */
export function startZotero(
  context: vscode.ExtensionContext,
  config: LiveConfig,
  notes: OpenNotes,
  host: ZoteroHost,
  tree: AnnotationsTree,
): Zotero {
  const sources = watchSources(context, config, host);
  const judged = watchJudgedNotes(notes, sources);
  const parts = vscode.Disposable.from(
    sources,
    judged,
    registerHover(notes, judged, sources),
    registerLinkProblems(notes, judged, config),
    registerLinkCommands(notes, judged, sources),
    registerAnnotationsView(tree, notes, judged, sources),
    registerDiagnosis(sources),
    registerWebApiKey(context),
    registerStatusItem(judged),
  );
  return {
    library: sources.library,
    judged,
    sources,
    cards: makeCards(judged, sources),
    dispose: () => parts.dispose(),
  };
}
