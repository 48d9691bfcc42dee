import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { ImageAnswer, NoteSurroundings } from '../core/markdown/live-note.ts';
import type { MacroTable } from '../core/math/macros.ts';

const imageTypes: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.svg': 'image/svg+xml',
};

/** A picture larger than this is linked and not put into the page. */
const largestImage = 20 * 1024 * 1024;

/** What a note takes from the folder it lies in, with pictures as data, for a page that needs no other file. */
export function surroundingsOfFile(
  file: string,
  { remoteImages, macros }: { readonly remoteImages: boolean; readonly macros?: MacroTable },
): NoteSurroundings {
  const folder = path.dirname(file);
  const noteFile = (target: string) => {
    const [name] = target.split('#');
    const found = [`${name}.md`, name ?? '']
      .map(each => path.join(folder, each))
      .find(each => isInside(folder, each) && isFile(each));
    return name === '' ? undefined : found;
  };
  return {
    image: source => imageOf(folder, source, remoteImages),
    wikilink: target => {
      const found = noteFile(target);
      return found === undefined ? undefined : encodeURI(path.relative(folder, found).replaceAll(path.sep, '/'));
    },
    embed: target => {
      const found = noteFile(target);
      return found === undefined ? undefined : readFileSync(found, 'utf8');
    },
    ...(macros === undefined ? {} : { macros }),
  };
}

function isFile(file: string): boolean {
  return existsSync(file) && statSync(file).isFile();
}

/** A note may bring in files beside and below it, and no others of the machine. */
function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return !relative.startsWith('..') && !path.isAbsolute(relative);
}

function imageOf(folder: string, source: string, remoteImages: boolean): ImageAnswer {
  if (/^https:\/\//i.test(source)) {
    return remoteImages ? { kind: 'shown', src: source } : { kind: 'missing', reason: 'Remote images are left out.' };
  }
  if (/^data:image\/(?:png|jpeg|gif|webp|avif);/i.test(source)) return { kind: 'shown', src: source };
  if (/^[a-z][a-z0-9+.-]+:/i.test(source))
    return { kind: 'missing', reason: 'Only pictures beside the note and https addresses are shown.' };
  let decoded = source;
  try {
    decoded = decodeURI(source);
  } catch {
    // a name with a lone percent sign is a name
  }
  const file = path.join(folder, decoded.replace(/[?#].*$/, ''));
  const type = imageTypes[path.extname(file).toLowerCase()];
  if (type === undefined) return { kind: 'missing', reason: 'This is no picture that a page can show.' };
  if (!isInside(folder, file)) return { kind: 'missing', reason: 'Only pictures beside or below the note are put in.' };
  if (!isFile(file)) return { kind: 'missing', reason: 'There is no such file.' };
  if (statSync(file).size > largestImage) return { kind: 'shown', src: encodeURI(source) };
  return { kind: 'shown', src: `data:${type};base64,${readFileSync(file).toString('base64')}` };
}
