import * as vscode from 'vscode';
import { deepestEmbedding } from '../core/markdown/embedding.ts';
import type { ImageAnswer, NoteSurroundings } from '../core/markdown/live-note.ts';
import type { openNote } from '../core/markdown/note.ts';
import { appearanceCss } from '../core/page/appearance.ts';
import { exportHtml, exportTitle } from '../core/page/export-html.ts';
import { marksOfPage } from '../core/page/marked-asides.ts';
import type { LiveConfig } from './config.ts';
import type { WorkspaceRecipes } from './recipe/workspace-recipes.ts';
import type { Surroundings } from './surroundings/surroundings.ts';

interface Export {
  readonly extension: vscode.Uri;
  readonly config: LiveConfig;
  readonly surroundings: Surroundings;
  /** Those of the workspace's files, by which asides may have been written. */
  readonly recipes: WorkspaceRecipes;
  readonly open: typeof openNote;
  /** The note of the preview that has the focus. */
  readonly previewedNote: () => vscode.Uri | undefined;
}

const imageTypes: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  bmp: 'image/bmp',
  svg: 'image/svg+xml',
};

/** "Export as HTML": the note as one page that needs no other file, where the user says. */
export function registerExport(parts: Export): vscode.Disposable {
  return vscode.commands.registerCommand('paperNotes.exportHtml', async (given?: vscode.Uri) => {
    const active = vscode.window.activeTextEditor?.document;
    const uri = given ?? (active?.languageId === 'markdown' ? active.uri : parts.previewedNote());
    if (uri === undefined) {
      void vscode.window.showInformationMessage('Open a note first, then export it as HTML.');
      return undefined;
    }
    const suggestion = uri.with({ path: uri.path.replace(/\.[^./]+$/, '.html') });
    const target = await vscode.window.showSaveDialog({
      title: 'Export as HTML',
      defaultUri: suggestion,
      filters: { HTML: ['html'] },
    });
    if (target === undefined) return undefined;
    await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: 'Exporting the note as HTML' },
      () => writePage(parts, uri, target),
    );
    const open = 'Open';
    void vscode.window
      .showInformationMessage(`The note was exported to ${vscode.workspace.asRelativePath(target)}.`, open)
      .then(choice => (choice === open ? vscode.env.openExternal(target) : undefined));
    return target;
  });
}

async function writePage(
  { extension, config, surroundings, recipes, open }: Export,
  uri: vscode.Uri,
  target: vscode.Uri,
) {
  const document = await vscode.workspace.openTextDocument(uri);
  const images = new Map<string, string>();
  for (const [key, { source, path }] of await imagesAskedFor(document, surroundings, open)) {
    const local = await surroundings.images.file(source, document.uri.with({ path }));
    const data = local === undefined ? undefined : await imageData(local);
    if (data !== undefined) images.set(key, data);
  }
  const note = open(
    document.getText(),
    withImages(surroundings.of(document), (source, { path }) => {
      const data = images.get(keyOf(source, path));
      if (data !== undefined) return { kind: 'shown', src: data };
      if (/^https:/i.test(source)) return { kind: 'shown', src: source };
      return { kind: 'missing', reason: 'There is no such picture in the workspace.' };
    }),
  );
  const media = vscode.Uri.joinPath(extension, 'dist', 'media');
  const style = await readText(vscode.Uri.joinPath(media, 'preview.css'));
  const fonts = new Map<string, string>();
  for (const [, path] of style.matchAll(/url\(["']?([^"')]+\.woff2)["']?\)/g)) {
    fonts.set(path!, base64(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(media, path!))));
  }
  const page = exportHtml(note, {
    marks: marksOfPage(note, await recipes.all(), config.current.recipes.prices),
    title: exportTitle(note, uri.path.split('/').at(-1)!),
    style,
    appearance: appearanceCss(config.current.appearance),
    font: path => fonts.get(path),
  });
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(page));
}

/** A note is found by its name, then read, then shown with what it embeds, which may embed others. */
const mostReadings = 2 + 2 * deepestEmbedding;

interface AskedImage {
  readonly source: string;
  /** Of the note that shows it. */
  readonly path: string;
}

const keyOf = (source: string, path = ''): string => `${path}\n${source}`;

/** Surroundings in which images are answered like this, also those of the notes that are shown within. */
function withImages(
  around: NoteSurroundings,
  image: (source: string, around: NoteSurroundings) => ImageAnswer,
): NoteSurroundings {
  return {
    ...around,
    image: source => image(source, around),
    embed: target => {
      const file = around.embed?.(target);
      if (typeof file !== 'object' || file.surroundings === undefined) return file;
      return { ...file, surroundings: withImages(file.surroundings, image) };
    },
  };
}

/** The images of a note and of those it embeds, once all that it takes from the workspace has been found and read. */
async function imagesAskedFor(
  document: vscode.TextDocument,
  surroundings: Surroundings,
  open: typeof openNote,
): Promise<ReadonlyMap<string, AskedImage>> {
  const asked = new Map<string, AskedImage>();
  const around = withImages(surroundings.of(document), (source, own) => {
    const path = own.path ?? document.uri.path;
    asked.set(keyOf(source, path), { source, path });
    return own.image?.(source) ?? { kind: 'missing', reason: '' };
  });
  for (let readings = 0; readings < mostReadings; readings++) {
    const note = open(document.getText(), around);
    for (let index = 0; index < note.blocks.length; index++) note.html(index);
    if (!(await surroundings.settled())) break;
  }
  return asked;
}

async function imageData(uri: vscode.Uri): Promise<string | undefined> {
  const type = imageTypes[uri.path.split('.').at(-1)!.toLowerCase()];
  if (type === undefined) return undefined;
  try {
    return `data:${type};base64,${base64(await vscode.workspace.fs.readFile(uri))}`;
  } catch {
    return undefined;
  }
}

async function readText(uri: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

/** In pieces, for a call takes only so many arguments. */
function base64(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += 8192)
    text += String.fromCharCode(...bytes.subarray(from, from + 8192));
  return btoa(text);
}
