import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bestMatch } from '../core/markdown/best-match.ts';
import { fileUri, isDrivePath } from '../core/markdown/href.ts';
import type { ImageAnswer, NoteSurroundings } from '../core/markdown/live-note.ts';
import { relativeHref } from '../core/markdown/relative-href.ts';
import type { MacroTable } from '../core/math/macros.ts';
import type { OwnPrices } from '../core/recipe/data/prices.ts';
import { isDataFile, isTooLarge } from '../core/recipe/note-recipes.ts';
import { readNoteText } from './note-text.ts';

const imageTypes: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.bmp': 'image/bmp',
  '.svg': 'image/svg+xml',
};

/** A picture larger than this is linked and not put into the page. */
const largestImage = 20 * 1024 * 1024;

/** What marks the folder that holds all notes of a person. */
const marks = ['.obsidian', '.vscode', '.git', '.hg', 'logseq'];

/** Files looked at below the root, at most. */
const mostFiles = 100_000;

/**
 * The folder whose files a note may take in: the nearest one around it that an editor of notes or a version control has
 * marked as a whole, or the note's own.
 */
export function rootOfNote(file: string): string {
  const own = path.dirname(path.resolve(file));
  for (let folder = own; ; folder = path.dirname(folder)) {
    // a home has such folders of its own
    if (folder === os.homedir() || path.dirname(folder) === folder) return own;
    if (marks.some(mark => existsSync(path.join(folder, mark)))) return folder;
  }
}

interface Around {
  /** The note's own folder. */
  readonly folder: string;
  readonly root: string;
  readonly note: string;
  /** Files below the root with this name, whatever the case. */
  readonly named: (name: string) => readonly FoundFile[];
  /** False when there were more files than are looked at, so that one may be there and not be found. */
  readonly areAll: () => boolean;
}

interface FoundFile {
  /** With `/` between its parts. */
  readonly path: string;
  readonly file: string;
}

/**
 * What a note takes from the folders around it, with pictures as data, for a page that needs no other file.
 *
 * @param root the folder whose files it may take in; see `rootOfNote`
 */
export function surroundingsOfFile(
  file: string,
  options: {
    readonly remoteImages: boolean;
    readonly macros?: MacroTable;
    readonly prices?: OwnPrices;
    readonly root?: string;
  },
): NoteSurroundings {
  const root = options.root ?? rootOfNote(file);
  const files = filesBelow(root);
  const surroundingsOf = (own: string): NoteSurroundings => {
    const around: Around = { folder: path.dirname(own), root, note: slashed(own), ...files };
    const images = new Map<string, ImageAnswer>();
    return {
      path: slashed(own),
      image: source => {
        const answer = images.get(source) ?? imageOf(around, source, options.remoteImages);
        images.set(source, answer);
        return answer;
      },
      wikilink: target => {
        const found = linkedFile(around, target);
        return found === undefined ? undefined : relativeHref(slashed(own), slashed(found));
      },
      embed: target => {
        const found = target.startsWith('#') ? own : linkedFile(around, target);
        if (found === undefined) return files.areAll() ? 'missing' : undefined;
        if (!isFile(found)) return undefined;
        if (isTooLarge(found, statSync(found).size)) return 'too-long';
        return { text: readNoteText(found), surroundings: surroundingsOf(found) };
      },
      ...(options.macros === undefined ? {} : { macros: options.macros }),
      ...(options.prices === undefined ? {} : { prices: options.prices }),
    };
  };
  return surroundingsOf(file);
}

const slashed = (file: string): string => file.replaceAll(path.sep, '/');

function filesBelow(root: string): Pick<Around, 'named' | 'areAll'> {
  let known: ReturnType<typeof readNames> | undefined;
  const names = () => {
    known ??= readNames(root);
    return known;
  };
  return { named: name => names().byName.get(name.toLowerCase()) ?? [], areAll: () => names().areAll };
}

function readNames(root: string): { readonly byName: ReadonlyMap<string, FoundFile[]>; readonly areAll: boolean } {
  const byName = new Map<string, FoundFile[]>();
  const folders = [root];
  let count = 0;
  for (let folder = folders.shift(); folder !== undefined && count < mostFiles; folder = folders.shift()) {
    for (const entry of entriesOf(folder)) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) folders.push(file);
      else if (entry.isFile()) {
        count += 1;
        const found = { path: slashed(file), file };
        const name = entry.name.toLowerCase();
        const same = byName.get(name);
        if (same === undefined) byName.set(name, [found]);
        else same.push(found);
      }
    }
  }
  return { byName, areAll: count < mostFiles };
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // a folder that may not be read has no files for us
    return [];
  }
}

function isFile(file: string): boolean {
  return existsSync(file) && statSync(file).isFile();
}

/** True for a file that lies below the root, also when it is looked at where links of the file system lead. */
function isInside(root: string, file: string): boolean {
  const within = (parent: string, child: string) => {
    const relative = path.relative(parent, child);
    return !relative.startsWith('..') && !path.isAbsolute(relative);
  };
  return within(root, file) && within(realpathSync(root), realpathSync(file));
}

const allowed = ({ root }: Around, file: string): boolean => isFile(file) && isInside(root, file);

function sameName(around: Around, wanted: readonly string[], name: string): string | undefined {
  return bestMatch(
    around.named(name).filter(({ file }) => allowed(around, file)),
    [...wanted, name],
    around.note,
  )?.file;
}

/** The note, or file of data, that the target of a wikilink names. */
function linkedFile(around: Around, target: string): string | undefined {
  const whole = target.replace(/[#^|].*$/s, '').trim();
  if (whole === '') return undefined;
  const names = isDataFile(whole) || /\.(?:md|markdown)$/i.test(whole) ? [whole] : [`${whole}.md`, `${whole}.markdown`];
  for (const name of names) {
    const exact = [path.join(around.folder, name), path.join(around.root, name)].find(file => allowed(around, file));
    if (exact !== undefined) return exact;
    if (/^\.{1,2}\//.test(name)) continue;
    const parts = name.split('/').filter(part => part !== '');
    const last = parts.pop();
    const found = last === undefined ? undefined : sameName(around, parts, last);
    if (found !== undefined) return found;
  }
  return undefined;
}

function imageOf(around: Around, source: string, remoteImages: boolean): ImageAnswer {
  if (/^data:/i.test(source)) {
    return /^data:image\/(?:png|jpe?g|gif|webp|avif|bmp|svg\+xml)[;,]/i.test(source)
      ? { kind: 'shown', src: source }
      : { kind: 'missing', reason: 'This is no picture that a page can show.' };
  }
  const remote = /^(?:https?:)?\/\/[^/]*/i.exec(source)?.[0];
  if (remote !== undefined) {
    const copy = copyOf(around, decoded(source.slice(remote.length).replace(/[?#].*$/s, '')));
    if (copy !== undefined) return dataOf(copy, source);
    if (/^http:/i.test(source)) return { kind: 'missing', reason: 'Pictures are loaded from the web by https only.' };
    return remoteImages
      ? { kind: 'shown', src: source.replace(/^\/\//, 'https://') }
      : { kind: 'missing', reason: 'Remote images are left out.' };
  }
  const isFileUri = /^file:/i.test(source.trim());
  if (!isFileUri && !isDrivePath(source) && /^[a-z][a-z0-9+.-]+:/i.test(source)) {
    return { kind: 'missing', reason: 'Only pictures of the notes’ folder and https addresses are shown.' };
  }
  const bare = source.trim().replace(/[?#].*$/s, '');
  const wanted = isFileUri ? pathOfUri(fileUri(bare)) : decoded(bare);
  if (imageTypes[path.extname(wanted).toLowerCase()] === undefined) {
    return { kind: 'missing', reason: 'This is no picture that a page can show.' };
  }
  const absolute = path.isAbsolute(wanted);
  const candidates = [
    ...(absolute ? [wanted] : [path.join(around.folder, wanted)]),
    path.join(around.root, wanted),
  ].filter(isFile);
  const found = candidates.find(file => allowed(around, file)) ?? copyOf(around, wanted);
  if (found !== undefined) return dataOf(found, source);
  return candidates.length > 0
    ? { kind: 'missing', reason: `Only pictures in ${around.root} are put in; --root names another folder.` }
    : { kind: 'missing', reason: 'There is no such file.' };
}

/** The file below the root whose path has the longest end in common with a path from elsewhere. */
function copyOf(around: Around, wanted: string): string | undefined {
  const parts = wanted.split(/[\\/]/).filter(part => part !== '' && part !== '.' && part !== '..');
  const name = parts.pop();
  if (name === undefined || imageTypes[path.extname(name).toLowerCase()] === undefined) return undefined;
  return sameName(around, parts, name);
}

function dataOf(file: string, source: string): ImageAnswer {
  const type = imageTypes[path.extname(file).toLowerCase()];
  if (statSync(file).size > largestImage) return { kind: 'shown', src: encodeURI(source) };
  return { kind: 'shown', src: `data:${type};base64,${readFileSync(file).toString('base64')}` };
}

function decoded(source: string): string {
  try {
    return decodeURIComponent(source);
  } catch {
    // a name with a lone percent sign is a name
    return source;
  }
}

function pathOfUri(uri: string): string {
  try {
    return fileURLToPath(uri);
  } catch {
    return decoded(uri.replace(/^file:\/*/i, '/'));
  }
}
