import * as vscode from 'vscode';
import type { LiveNote } from '../../core/markdown/live-note.ts';
import type { Range } from '../../core/text.ts';
import { type Annotation, inReadingOrder, type LibraryId, physicalPage } from '../../core/zotero/annotation.ts';
import { drift } from '../../core/zotero/drift.ts';
import { heldAnnotations } from '../../core/zotero/insertion/held.ts';
import type { LibraryAnswer, LibraryKey } from '../../core/zotero/library-port.ts';
import type { CheckedLink } from '../../core/zotero/link-problems.ts';
import type { LinkState } from '../../core/zotero/link-state.ts';
import { quoteMarkdown } from '../../core/zotero/quote-markdown.ts';
import { referenceId } from '../../core/zotero/source.ts';
import { annotationUri } from '../../core/zotero/uri.ts';
import { appendComment, appendForeign, shortened } from '../foreign-text.ts';
import { isNote } from '../note-document.ts';
import type { OpenNotes } from '../notes.ts';
import { openOutside } from '../preview/links.ts';
import type { AnnotationsTree, TreeContent } from './annotations-tree.ts';
import { authorsOf, isColor, isExtreme, pageOf, tagsOf } from './describe.ts';
import type { JudgedNotes } from './judged-notes.ts';
import type { ZoteroSources } from './sources.ts';

/** A file of a paper that the active note quotes. */
interface PaperEntry {
  readonly kind: 'paper';
  readonly library: LibraryId;
  readonly attachment: string;
  readonly title: string;
  readonly authors: string;
  readonly entries: readonly AnnotationEntry[];
  /** Why its annotations are not listed. */
  readonly problem: string;
}

/** An annotation with its place in the note, if it has one. */
interface AnnotationEntry {
  readonly kind: 'annotation';
  readonly key: string;
  readonly annotation: Annotation | undefined;
  readonly state: LinkState | 'not in the note' | 'in the note';
  /** Where the note holds it. */
  readonly place: Range | undefined;
}

type Entry = PaperEntry | AnnotationEntry;

interface Filter {
  readonly text: string;
  readonly color: string;
  readonly tag: string;
}

const noFilter: Filter = { text: '', color: '', tag: '' };

/** Zotero's own names for its colours. */
const colorNames: Readonly<Record<string, string>> = {
  '#ffd400': 'Yellow',
  '#ff6666': 'Red',
  '#5fb236': 'Green',
  '#2ea8e5': 'Blue',
  '#a28ae5': 'Purple',
  '#e56eee': 'Magenta',
  '#f19837': 'Orange',
  '#aaaaaa': 'Gray',
};

/** The annotations of the papers that the active note quotes, in reading order, each with its state. */
export function registerAnnotationsView(
  tree: AnnotationsTree,
  notes: OpenNotes,
  judged: JudgedNotes,
  sources: ZoteroSources,
): vscode.Disposable {
  const { view } = tree;
  const changed = new vscode.EventEmitter<void>();
  let document = activeNote();
  let papers: readonly PaperEntry[] = [];
  let filter = noFilter;
  let asked = 0;

  // What Zotero lists is asked for once, and again when Zotero changes: typing costs nothing.
  let listed = new Map<string, Promise<LibraryAnswer<readonly Annotation[]>>>();
  const annotationsOf: AnnotationLister = file => {
    const id = referenceId(file.library, file.key);
    const known = listed.get(id) ?? sources.library.annotations(file);
    listed.set(id, known);
    return known;
  };

  /** Whether the papers are those of the note as it is. */
  let known = false;
  /** Finds the papers; false when it was begun again meanwhile. */
  const find = async () => {
    const mine = ++asked;
    const current = document;
    const found = current === undefined ? [] : await papersOf(current, notes, judged, sources, annotationsOf);
    if (mine !== asked) return false;
    papers = found;
    known = true;
    const count = papers.reduce((sum, paper) => sum + paper.entries.length, 0);
    tell();
    void vscode.commands.executeCommand('setContext', 'paperNotes.hasAnnotations', count > 0);
    return true;
  };
  const load = async () => {
    known = false;
    if (view.visible && (await find())) changed.fire();
  };

  const content: TreeContent<Entry> = {
    onDidChangeTreeData: changed.event,
    getChildren: async entry => {
      // VS Code takes no word of a change while it asks for the first time.
      if (entry === undefined) {
        if (!known) await find();
        return [...papers];
      }
      return entry.kind === 'paper' ? entry.entries.filter(each => passes(each, filter)) : [];
    },
    getTreeItem: entry => (entry.kind === 'paper' ? paperItem(entry) : annotationItem(entry)),
    getParent: entry => (entry.kind === 'paper' ? undefined : papers.find(paper => paper.entries.includes(entry))),
    handleDrag: (entries, transfer) => {
      const quotes = entries.flatMap(entry =>
        entry.kind === 'annotation' && entry.annotation !== undefined ? [quoteMarkdown(entry.annotation)] : [],
      );
      if (quotes.length > 0) transfer.set('text/plain', new vscode.DataTransferItem(quotes.join('\n\n')));
    },
  };

  const tell = () => {
    // A message would hide how to begin.
    const sample =
      papers.length > 0 && sources.isSample()
        ? 'From the made-up sample library of this folder, not from your Zotero.'
        : '';
    view.message = [sample, filterText(filter)].filter(part => part !== '').join(' ');
  };

  const reveal = async (entry: unknown) => {
    if (!isAnnotationEntry(entry)) return;
    const { place, annotation } = entry;
    if (place !== undefined && document !== undefined) {
      const selection = new vscode.Range(document.positionAt(place.from), document.positionAt(place.to));
      const column = vscode.window.visibleTextEditors.find(editor => editor.document === document)?.viewColumn;
      await vscode.window.showTextDocument(document, { selection, viewColumn: column ?? vscode.ViewColumn.One });
    } else if (annotation !== undefined) await openInZotero(annotation);
  };
  const insert = async (entry: unknown, all: unknown) => {
    const chosen = (Array.isArray(all) && all.length > 0 ? all : [entry]).filter(isAnnotationEntry);
    const annotations = chosen.flatMap(({ annotation }) => (annotation === undefined ? [] : [annotation]));
    const editor = vscode.window.visibleTextEditors.find(each => each.document === document);
    if (annotations.length === 0 || editor === undefined) return;
    await vscode.window.showTextDocument(editor.document, { viewColumn: editor.viewColumn ?? vscode.ViewColumn.One });
    // Written by the note's template, with pictures, where the cursor is.
    await vscode.commands.executeCommand('paperNotes.insertAnnotations', annotations);
  };
  const choose = async () => {
    const next = await askFilter(papers, filter);
    if (next === undefined) return;
    filter = next;
    void vscode.commands.executeCommand('setContext', 'paperNotes.annotationsFiltered', filter !== noFilter);
    tell();
    changed.fire();
  };
  const clear = () => {
    filter = noFilter;
    void vscode.commands.executeCommand('setContext', 'paperNotes.annotationsFiltered', false);
    tell();
    changed.fire();
  };

  tree.show(content);
  void load();
  return vscode.Disposable.from(
    changed,
    vscode.window.onDidChangeActiveTextEditor(() => {
      const active = activeNote();
      // A preview, an output or the search box in front is no other note.
      if (active === undefined || active === document) return;
      document = active;
      void load();
    }),
    view.onDidChangeVisibility(() => void load()),
    sources.onDidChange(() => {
      listed = new Map();
    }),
    judged.onDidChange(changedDocument => {
      if (changedDocument === document) void load();
    }),
    vscode.commands.registerCommand('paperNotes.annotations.reveal', reveal),
    vscode.commands.registerCommand('paperNotes.annotations.insert', insert),
    vscode.commands.registerCommand('paperNotes.annotations.open', async (entry: unknown) => {
      if (isAnnotationEntry(entry) && entry.annotation !== undefined) await openInZotero(entry.annotation);
    }),
    vscode.commands.registerCommand('paperNotes.annotations.filter', choose),
    vscode.commands.registerCommand('paperNotes.annotations.clearFilter', clear),
    vscode.commands.registerCommand('paperNotes.annotations.refresh', async () => {
      listed = new Map();
      if (document !== undefined) await judged.ask(document, true);
    }),
  );
}

/** Gives a file's annotations, from memory when they were asked for before. */
type AnnotationLister = (file: LibraryKey) => Promise<LibraryAnswer<readonly Annotation[]>>;

function activeNote(): vscode.TextDocument | undefined {
  const active = vscode.window.activeTextEditor?.document;
  return active !== undefined && isNote(active) ? active : undefined;
}

function isAnnotationEntry(value: unknown): value is AnnotationEntry {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'annotation';
}

async function openInZotero(annotation: Annotation): Promise<void> {
  await openOutside(annotationUri(annotation.library, annotation.attachment, annotation.key, physicalPage(annotation)));
}

/** The papers of a note in the order in which it first quotes them. */
async function papersOf(
  document: vscode.TextDocument,
  notes: OpenNotes,
  judged: JudgedNotes,
  sources: ZoteroSources,
  annotationsOf: AnnotationLister,
): Promise<readonly PaperEntry[]> {
  const links = judged.linksOf(document);
  const files = new Map<string, { readonly library: LibraryId; readonly key: string; readonly links: CheckedLink[] }>();
  for (const entry of links) {
    const { annotation, attachment, parsed } = entry.judged;
    if (parsed.link?.kind !== 'open' || parsed.link.library.kind === 'local') continue;
    const library = annotation?.library ?? attachment?.library ?? parsed.link.library;
    const key = annotation?.attachment ?? attachment?.key ?? parsed.link.attachment;
    const id = referenceId(library, key);
    const file = files.get(id) ?? { library, key, links: [] };
    file.links.push(entry);
    files.set(id, file);
  }
  return Promise.all([...files.values()].map(file => paperOf(file, notes.of(document), sources, annotationsOf)));
}

async function paperOf(
  {
    library,
    key,
    links,
  }: { readonly library: LibraryId; readonly key: string; readonly links: readonly CheckedLink[] },
  note: LiveNote,
  sources: ZoteroSources,
  annotationsOf: AnnotationLister,
): Promise<PaperEntry> {
  const answer = await annotationsOf({ library, key });
  const inNote = new Map<string, CheckedLink>();
  for (const entry of links) {
    const annotationKey = entry.judged.annotation?.key ?? annotationOf(entry);
    if (annotationKey !== undefined && !inNote.has(annotationKey)) inNote.set(annotationKey, entry);
  }
  const listed = answer.kind === 'answered' ? answer.value : [];
  const item = links.find(({ judged }) => judged.item !== undefined)?.judged.item;
  // Figures carry no link: their file's name says which annotation they show.
  const held = heldAnnotations(note.text, note.elements(), listed, item?.citekey ?? '');
  const entries: AnnotationEntry[] = listed.map(annotation => {
    const link = inNote.get(annotation.key);
    const holding = held.get(annotation.key);
    const seen = sources.memory.seen.get(referenceId(annotation.library, annotation.key));
    const moved =
      link === undefined
        ? holding === undefined
          ? 'not in the note'
          : 'in the note'
        : link.judged.state === 'ok'
          ? 'in the note'
          : link.judged.state;
    const state = link !== undefined && seen !== undefined && drift(seen, annotation).length > 0 ? 'changed' : moved;
    return { kind: 'annotation', key: annotation.key, annotation, state, place: link?.link.range ?? holding?.place };
  });
  for (const [annotationKey, link] of inNote) {
    if (listed.some(annotation => annotation.key === annotationKey)) continue;
    entries.push({
      kind: 'annotation',
      key: annotationKey,
      annotation: link.judged.annotation,
      state: link.judged.state,
      place: link.link.range,
    });
  }
  entries.sort((a, b) => {
    if (a.annotation !== undefined && b.annotation !== undefined) return inReadingOrder(a.annotation, b.annotation);
    return Number(a.annotation === undefined) - Number(b.annotation === undefined);
  });
  const attachment = links.find(({ judged }) => judged.attachment !== undefined)?.judged.attachment;
  return {
    kind: 'paper',
    library,
    attachment: key,
    title: item?.title || attachment?.title || attachment?.filename || `File ${key}`,
    authors: item === undefined ? '' : authorsOf(item),
    entries,
    problem: answer.kind === 'answered' ? '' : answer.reason,
  };
}

function annotationOf({ judged }: CheckedLink): string | undefined {
  return judged.parsed.link?.kind === 'open' ? judged.parsed.link.annotation : undefined;
}

function paperItem(paper: PaperEntry): vscode.TreeItem {
  const item = new vscode.TreeItem(shortened(paper.title, 200), vscode.TreeItemCollapsibleState.Expanded);
  const fresh = paper.entries.filter(entry => entry.state === 'not in the note').length;
  item.id = referenceId(paper.library, paper.attachment);
  item.description = paper.problem !== '' ? paper.problem : fresh === 0 ? paper.authors : `${fresh} not in the note`;
  item.iconPath = new vscode.ThemeIcon(paper.problem === '' ? 'book' : 'debug-disconnect');
  item.contextValue = 'paper';
  item.tooltip = paper.problem || `${shortened(paper.title, 500)}${paper.authors === '' ? '' : ` — ${paper.authors}`}`;
  return item;
}

const stateWords: Readonly<Partial<Record<AnnotationEntry['state'], string>>> = {
  trashed: 'in the trash',
  'wrong-library': 'in another library',
  'file-missing': 'file missing',
  page: 'other page in the note',
  unknown: 'not known now',
};

/** States that are as they should be; every other one stands before the text, where a narrow view does not cut it off. */
const quietStates: ReadonlySet<AnnotationEntry['state']> = new Set(['in the note', 'not in the note', 'unknown']);

function annotationItem(entry: AnnotationEntry): vscode.TreeItem {
  const { annotation, state } = entry;
  const words = stateWords[state] ?? state;
  const loud = !quietStates.has(state);
  const text =
    annotation === undefined ? entry.key : shortened(annotation.text || annotation.comment, 120) || annotation.type;
  const label = loud && annotation !== undefined ? `${capital(words)}: ${text}` : text;
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None);
  const page = annotation === undefined ? '' : pageOf(annotation);
  item.description = [page, loud && annotation !== undefined ? '' : words].filter(part => part !== '').join(' · ');
  item.iconPath =
    annotation === undefined
      ? new vscode.ThemeIcon('warning')
      : dot(annotation.color, state === 'not in the note' ? 'ring' : loud ? 'marked' : 'full');
  item.contextValue = annotation === undefined ? 'annotationGone' : 'annotation';
  item.accessibilityInformation = {
    label: [annotation?.type ?? 'annotation', text, page, words].filter(part => part !== '').join(', '),
  };
  item.command = { command: 'paperNotes.annotations.reveal', title: 'Show', arguments: [entry] };
  if (annotation !== undefined) {
    const tooltip = new vscode.MarkdownString();
    tooltip.supportHtml = true;
    tooltip.appendMarkdown('**');
    appendForeign(tooltip, [annotation.type, page, words].filter(part => part !== '').join(' · '));
    tooltip.appendMarkdown('**');
    if (annotation.text !== '') {
      tooltip.appendMarkdown('\n\n');
      appendForeign(tooltip, shortened(annotation.text, 1000));
    }
    if (annotation.comment !== '') {
      tooltip.appendMarkdown('\n\n');
      appendComment(tooltip, annotation.comment.slice(0, 1000));
    }
    if (annotation.tags.length > 0) {
      tooltip.appendMarkdown('\n\n');
      appendForeign(tooltip, tagsOf(annotation).join(', '));
    }
    item.tooltip = tooltip;
  }
  return item;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * A dot in the annotation's colour: full when it is in the note, with a mark when something is to be looked at, a ring
 * when it is not in the note. Colours that a theme's background may swallow get a grey edge.
 */
function dot(color: string, form: 'full' | 'marked' | 'ring'): vscode.Uri {
  const safe = isColor(color) ? color : '#aaaaaa';
  const edge = isExtreme(safe) ? '<circle cx="8" cy="8" r="6.5" fill="none" stroke="#808080"/>' : '';
  const paint = form === 'ring' ? `fill="none" stroke="${safe}" stroke-width="2"` : `fill="${safe}"`;
  const mark =
    form === 'marked' ? '<circle cx="12" cy="12" r="3.5" fill="#c72e0f" stroke="#ffffff" stroke-width="1"/>' : '';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16"><circle cx="8" cy="8" r="5" ${paint}/>${edge}${mark}</svg>`;
  return vscode.Uri.parse(`data:image/svg+xml;base64,${btoa(svg)}`);
}

function passes({ annotation }: AnnotationEntry, filter: Filter): boolean {
  if (filter.color !== '' && annotation?.color !== filter.color) return false;
  if (filter.tag !== '' && annotation?.tags.includes(filter.tag) !== true) return false;
  if (filter.text === '') return true;
  const all =
    `${annotation?.text ?? ''} ${annotation?.comment ?? ''} ${annotation?.tags.join(' ') ?? ''}`.toLowerCase();
  return all.includes(filter.text.toLowerCase());
}

function filterText(filter: Filter): string {
  if (filter === noFilter) return '';
  const parts = [
    colorNames[filter.color] ?? filter.color,
    shortened(filter.tag, 80),
    filter.text === '' ? '' : `“${filter.text}”`,
  ];
  return `Only ${parts.filter(part => part !== '').join(', ')}`;
}

/** One quick pick: type a text, or take a colour or a tag that is there. */
async function askFilter(papers: readonly PaperEntry[], current: Filter): Promise<Filter | undefined> {
  const annotations = papers.flatMap(paper => paper.entries.flatMap(({ annotation }) => annotation ?? []));
  const colors = [...new Set(annotations.map(annotation => annotation.color))];
  const tags = [...new Set(annotations.flatMap(annotation => annotation.tags))].sort();
  const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly filter: Filter }>();
  const fixed = [
    { label: 'All annotations', filter: noFilter },
    ...colors.map(color => ({
      label: colorNames[color] ?? color,
      iconPath: dot(color, 'full'),
      description: 'colour',
      filter: { ...noFilter, color },
    })),
    ...tags.map(tag => ({ label: shortened(tag, 80), description: 'tag', filter: { ...noFilter, tag } })),
  ];
  pick.title = 'Show only some annotations';
  pick.placeholder = 'A colour, a tag, or words of the text or comment';
  const list = (text: string) => {
    const typed =
      text === '' ? [] : [{ label: `Annotations with “${text}”`, alwaysShow: true, filter: { ...noFilter, text } }];
    pick.items = [...typed, ...fixed];
  };
  pick.onDidChangeValue(list);
  pick.value = current.text;
  list(current.text);
  return new Promise(resolve => {
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]?.filter);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}
