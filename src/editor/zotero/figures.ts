import type * as vscode from 'vscode';
import { neverCancelled } from '../../core/cancellation.ts';
import type { Annotation, Item } from '../../core/zotero/annotation.ts';
import { annotationOfFigure, isFigureOf, parseFigureName } from '../../core/zotero/figure.ts';
import { isFailure, type OpenSource, referenceId, type SourceName } from '../../core/zotero/source.ts';
import type { JudgedNotes } from './judged-notes.ts';
import type { ZoteroSources } from './sources.ts';

/** An image annotation that a figure's file shows, with its paper. */
export interface FigureAnswer {
  readonly annotation: Annotation;
  readonly item: Item | undefined;
  readonly source: SourceName;
  readonly taken: number;
}

/** Answers for one paper are kept so long, in milliseconds: figures of a note are looked at one after the other. */
const keptFor = 30_000;

/** Finds the annotation of a figure by its file's name: `<citekey>-<page>-x<X>-y<Y>.png`. */
export function figureFinder(judged: JudgedNotes, sources: ZoteroSources) {
  const kept = new Map<string, { readonly at: number; readonly papers: Promise<readonly Paper[]> }>();
  return async (document: vscode.TextDocument, src: string): Promise<FigureAnswer | undefined> => {
    const name = parseFigureName(src);
    if (name === undefined) return undefined;
    const id = `${document.uri.toString()} ${name.base}`;
    const now = Date.now();
    let entry = kept.get(id);
    if (entry === undefined || now - entry.at > keptFor) {
      entry = { at: now, papers: papersFor(name.base, document, judged, sources) };
      kept.set(id, entry);
    }
    for (const { annotations, item, source, taken } of await entry.papers) {
      const isThis = item === undefined || isFigureOf(name, item.citekey);
      const annotation = annotationOfFigure(name, annotations, isThis ? 2 : 0);
      if (annotation !== undefined) return { annotation, item, source, taken };
    }
    return undefined;
  };
}

interface Paper {
  readonly annotations: readonly Annotation[];
  readonly item: Item | undefined;
  readonly source: SourceName;
  readonly taken: number;
}

/** The paper with the citekey, and those that the note links to; from the first source that knows one. */
async function papersFor(
  citekey: string,
  document: vscode.TextDocument,
  judged: JudgedNotes,
  sources: ZoteroSources,
): Promise<readonly Paper[]> {
  for (const source of sources.list()) {
    const opened = await source.open(neverCancelled);
    if (isFailure(opened)) continue;
    const papers = [...(await papersByCitekey(citekey, opened)), ...(await papersOfLinks(document, judged, opened))];
    if (papers.length > 0) return papers;
  }
  return [];
}

async function papersByCitekey(citekey: string, opened: OpenSource): Promise<readonly Paper[]> {
  const items = await opened.itemsByCitekey([citekey], neverCancelled);
  const item = isFailure(items) ? undefined : items.get(citekey);
  if (item === undefined) return [];
  const files = await opened.attachmentsOf(item.library, item.key, neverCancelled);
  if (isFailure(files)) return [];
  const papers: Paper[] = [];
  for (const file of files) {
    const annotations = await opened.annotationsOf(file.library, file.key, neverCancelled);
    if (!isFailure(annotations)) papers.push({ annotations, item, source: opened.source, taken: opened.taken });
  }
  return papers;
}

async function papersOfLinks(
  document: vscode.TextDocument,
  judged: JudgedNotes,
  opened: OpenSource,
): Promise<readonly Paper[]> {
  const files = new Map(
    judged
      .linksOf(document)
      .flatMap(({ judged: { attachment, item } }) =>
        attachment === undefined
          ? []
          : [[referenceId(attachment.library, attachment.key), { attachment, item }] as const],
      ),
  );
  const papers: Paper[] = [];
  for (const { attachment, item } of files.values()) {
    const annotations = await opened.annotationsOf(attachment.library, attachment.key, neverCancelled);
    if (!isFailure(annotations)) papers.push({ annotations, item, source: opened.source, taken: opened.taken });
  }
  return papers;
}
