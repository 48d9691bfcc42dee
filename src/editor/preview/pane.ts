import * as vscode from 'vscode';
import { appearanceCss } from '../../core/page/appearance.ts';
import type { AsideMark } from '../../core/recipe/follow/aside-marks.ts';
import type { FromWebviewMessage, ToWebviewMessage } from '../../protocol.ts';
import type { LiveConfig } from '../config.ts';
import type { OpenNotes } from '../notes.ts';
import type { AsideMarksOf } from '../recipe/aside-marks.ts';
import { resourceRoots } from '../surroundings/images.ts';
import type { Surroundings } from '../surroundings/surroundings.ts';
import type { ZoteroCards } from '../zotero/cards.ts';
import type { FormulaPane } from './copy-formula.ts';
import { type Feed, feedBlocks } from './feed.ts';
import { followEditorScroll } from './follow-editor.ts';
import { lineOfPart, linkTarget, openFile, openOutside } from './links.ts';
import type { NoteEditors } from './note-editors.ts';
import { type PageMedia, pageFolder, pageHtml } from './page.ts';
import { tickTasks } from './tasks.ts';

/** What every pane works with. */
export interface PaneParts {
  readonly extension: vscode.Uri;
  readonly config: LiveConfig;
  readonly notes: OpenNotes;
  readonly surroundings: Surroundings;
  readonly cards: ZoteroCards;
  readonly asides: AsideMarksOf;
}

/** What a panel is made with to show this note. */
export function paneOptions({ extension, config }: PaneParts, note: vscode.Uri): vscode.WebviewOptions {
  return {
    enableScripts: true,
    localResourceRoots: [pageFolder(extension), ...resourceRoots(config.current, note)],
  };
}

/** One preview: a webview that shows a note and goes along with its editor. */
export interface Pane extends FormulaPane {
  readonly panel: vscode.WebviewPanel;
  readonly locked: boolean;
  /** The source line at the top. */
  readonly line: number;
  /** Turns to another note, or to the same at another line. */
  readonly show: (document: vscode.TextDocument, line: number) => void;
  /** Goes to a line of its note; the editor comes along. */
  readonly goTo: (line: number) => void;
  readonly lock: (locked: boolean) => void;
  /** Loads the page anew. */
  readonly reload: () => void;
  /** The note's file has changed: an open document tells that itself, a closed one is opened for it. */
  readonly fileChanged: () => void;
}

/** Fills a panel with the preview of a note. The pane ends when its panel is closed. */
export function openPane(
  panel: vscode.WebviewPanel,
  start: { readonly document: vscode.TextDocument; readonly line: number; readonly locked: boolean },
  media: PageMedia,
  parts: PaneParts,
  editors: NoteEditors,
): Pane {
  const { extension, config, notes, surroundings, cards, asides } = parts;
  let { document, line, locked } = start;
  let generation = 0;
  let running = false;
  let remoteImages = false;
  let feed: Feed;

  surroundings.addressWith(panel.webview);

  const post = (message: ToWebviewMessage) => void panel.webview.postMessage(message);
  const port = {
    post,
    version: () => document.version,
    now: () => performance.now(),
    rest: () => new Promise<void>(resolve => setTimeout(resolve, 0)),
  };
  const css = () => appearanceCss(config.current.appearance);

  const load = () => {
    running = false;
    cardsTold = '';
    asidesTold = undefined;
    remoteImages = surroundings.images.anyRemote();
    const options = paneOptions(parts, document.uri);
    // Setting them has the page loaded once more.
    if (!sameRoots(options, panel.webview.options)) panel.webview.options = options;
    panel.webview.html = pageHtml(panel.webview, extension, media, {
      uri: document.uri.toString(),
      generation,
      line,
      standing: feed.standing(line),
      appearance: css(),
      remoteImages,
    });
  };
  const retitle = () => {
    const name = document.uri.path.slice(document.uri.path.lastIndexOf('/') + 1);
    panel.title = locked ? `[Preview] ${name}` : `Preview ${name}`;
  };
  const openFeed = () => {
    feed?.stop();
    generation++;
    feed = feedBlocks(notes.of(document), document.uri.toString(), generation, port);
    retitle();
  };
  const show = (next: vscode.TextDocument, at: number) => {
    const rootsChange = vscode.Uri.joinPath(next.uri, '..').path !== vscode.Uri.joinPath(document.uri, '..').path;
    document = next;
    line = at;
    openFeed();
    if (running && !rootsChange) {
      feed.start(line);
      tellCards();
      tellAsidesSoon(0);
      cards.ask(document);
    } else load();
    tellCursor();
  };

  let cardsTold = '';
  const tellCards = () => {
    if (!running) return;
    const known = cards.of(document);
    const told = JSON.stringify(known);
    if (told === cardsTold) return;
    cardsTold = told;
    post({ type: 'zotero', cards: known });
  };

  /** What the page was told last; undefined for a page that knows nothing yet. */
  let asidesTold: readonly AsideMark[] | undefined;
  let asideTimer: ReturnType<typeof setTimeout> | undefined;
  const tellAsidesSoon = (after: number) => {
    clearTimeout(asideTimer);
    asideTimer = setTimeout(async () => {
      // After a change it is told again.
      if (!running || document.isClosed || !(await asides.ahead(document))) return;
      if (!running || document.isClosed) return;
      const marks = asides(document);
      if (marks === asidesTold || (marks.length === 0 && asidesTold === undefined)) return;
      asidesTold = marks;
      post({ type: 'asides', marks });
    }, after);
  };

  let pictureCopied: ((refused: string | undefined) => void) | undefined;
  const copyPicture = (svg: string, width: number, height: number) =>
    new Promise<string | undefined>(resolve => {
      const waiting = setTimeout(() => resolve('the preview did not answer'), 10_000);
      pictureCopied = refused => {
        clearTimeout(waiting);
        resolve(refused);
      };
      post({ type: 'copyPicture', svg, width, height });
    });

  let cursor = -1;
  const tellCursor = () => {
    const now = editors.of(document)?.selection.active.line ?? -1;
    if (now === cursor) return;
    cursor = now;
    if (running) post({ type: 'cursor', line: cursor });
  };

  const scroll = followEditorScroll(
    () => ({ uri: document.uri, live: notes.of(document) }),
    () => editors.of(document),
    config,
    at => {
      // A pane that lies under its own editor keeps its place: it is come back to, not read alongside.
      if (!panel.visible) return;
      line = at;
      if (running) post({ type: 'scrollTo', line });
    },
  );

  const openLink = async (href: string) => {
    const target = linkTarget(href, document.uri);
    if (target.kind === 'outside') await openOutside(target.uri);
    else if (target.kind === 'anchor') showAnchor(target.anchor);
    else if (target.kind === 'file') {
      if (target.uri.toString() === document.uri.toString()) showAnchor(target.fragment);
      else await openFile(target.uri, target.fragment, editors.of(document)?.viewColumn, notes);
    } else {
      void vscode.window.showWarningMessage(`Links of a note do not open “${target.scheme}:” addresses.`);
    }
  };
  const showAnchor = (anchor: string) => {
    const at = lineOfPart(document, anchor, notes);
    if (at === undefined) {
      post({ type: 'showAnchor', anchor });
      return;
    }
    goTo(at);
  };
  const goTo = (at: number) => {
    line = at;
    if (running) post({ type: 'scrollTo', line });
    scroll.follow(line);
  };

  const reveal = async (at: number, focus: boolean) => {
    const position = new vscode.Position(Math.min(Math.floor(at), document.lineCount - 1), 0);
    const place = new vscode.Range(position, position);
    const editor = editors.of(document);
    if (focus) {
      scroll.ours();
      const viewColumn = editor?.viewColumn ?? vscode.ViewColumn.One;
      await vscode.window.showTextDocument(document, { selection: place, viewColumn });
      scroll.ours();
      return;
    }
    if (editor === undefined) return;
    // What is selected in the editor is not given up for a click in the pane.
    if (editor.selection.isEmpty) editor.selection = new vscode.Selection(position, position);
    scroll.ours();
    editor.revealRange(place, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  };

  const tasks = tickTasks();
  const receive = (message: FromWebviewMessage) => {
    switch (message.type) {
      case 'ready':
        running = true;
        // A page that VS Code has loaded again by itself, as when it is moved, knows nothing.
        cardsTold = '';
        asidesTold = undefined;
        feed.start(line);
        post({ type: 'locked', locked });
        post({ type: 'cursor', line: cursor });
        tellCards();
        tellAsidesSoon(0);
        cards.ask(document);
        break;
      case 'applied':
        feed.applied(message.lost);
        break;
      case 'filled':
        feed.filled();
        break;
      case 'inView':
        feed.inView(message.from, message.to);
        break;
      case 'scrolled':
        line = message.line;
        scroll.follow(line);
        break;
      case 'revealLine':
        void reveal(message.line, message.focus);
        break;
      case 'openLink':
        void openLink(message.href);
        break;
      case 'toggleTask':
        void tasks.toggle(document, notes.of(document), message.line, message.index);
        break;
      case 'undoTask':
        void tasks.undo(document, notes.of(document));
        break;
      case 'loadImage':
        surroundings.images.allow(message.source);
        if (!remoteImages) load();
        notes.refresh('image', message.source);
        break;
      case 'zoteroPicture':
        void cards.picture(document, message.uri).then(png => {
          post({ type: 'zoteroPicture', uri: message.uri, ...(png !== undefined && { png }) });
        });
        break;
      case 'zoteroAct':
        void cards.act(document, message.uri, message.action);
        break;
      case 'pictureCopied':
        pictureCopied?.(message.refused);
        break;
    }
  };

  const subscriptions = [
    scroll,
    panel.webview.onDidReceiveMessage(receive),
    cards.onDidChange(changed => {
      if (changed === document) tellCards();
    }),
    asides.onDidChange(() => tellAsidesSoon(0)),
    notes.onDidChange(change => {
      if (change.document !== document) return;
      if (change.reason === 'reopen') show(document, line);
      else {
        feed.changed();
        // Typing comes first.
        tellAsidesSoon(400);
      }
    }),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (textEditor.document === document) tellCursor();
    }),
    vscode.window.onDidChangeVisibleTextEditors(tellCursor),
    vscode.window.onDidChangeActiveTextEditor(tellCursor),
    // A document that was closed and is opened again is another object.
    vscode.workspace.onDidOpenTextDocument(opened => {
      if (opened !== document && opened.uri.toString() === document.uri.toString()) show(opened, line);
    }),
    vscode.workspace.onDidRenameFiles(({ files }) => {
      const now = files.map(file => movedUri(document.uri, file)).find(uri => uri !== undefined);
      if (now !== undefined) void vscode.workspace.openTextDocument(now).then(next => show(next, line));
    }),
    config.onDidChange(() => {
      if (remoteImages !== surroundings.images.anyRemote()) load();
      else if (running) post({ type: 'appearance', css: css() });
    }),
    panel.onDidChangeViewState(() => {
      // A hidden webview is thrown away. When it is shown again it begins with the page that it is given now.
      if (!panel.visible && running) load();
    }),
  ];
  panel.onDidDispose(() => {
    feed.stop();
    clearTimeout(asideTimer);
    vscode.Disposable.from(...subscriptions).dispose();
  });

  panel.iconPath = {
    light: vscode.Uri.joinPath(extension, 'media', 'icons', 'preview-light.svg'),
    dark: vscode.Uri.joinPath(extension, 'media', 'icons', 'preview-dark.svg'),
  };
  openFeed();
  load();
  tellCursor();
  return {
    panel,
    get uri() {
      return document.uri;
    },
    get locked() {
      return locked;
    },
    get line() {
      return line;
    },
    get note() {
      return notes.of(document);
    },
    copyPicture,
    show,
    goTo,
    lock: value => {
      locked = value;
      retitle();
      if (running) post({ type: 'locked', locked });
    },
    reload: load,
    fileChanged: () => {
      // It comes to the pane by being opened.
      if (document.isClosed) void vscode.workspace.openTextDocument(document.uri);
    },
  };
}

function sameRoots(a: vscode.WebviewOptions, b: vscode.WebviewOptions): boolean {
  return JSON.stringify(a.localResourceRoots) === JSON.stringify(b.localResourceRoots);
}

/** Where a file is after it, or a folder around it, got another name; undefined when it stays. */
function movedUri(
  file: vscode.Uri,
  { oldUri, newUri }: { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri },
): vscode.Uri | undefined {
  if (file.toString() === oldUri.toString()) return newUri;
  const inside =
    file.with({ path: oldUri.path }).toString() === oldUri.toString() && file.path.startsWith(`${oldUri.path}/`);
  return inside ? newUri.with({ path: newUri.path + file.path.slice(oldUri.path.length) }) : undefined;
}
