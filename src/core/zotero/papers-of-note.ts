import type { NoteElement } from '../markdown/elements.ts';
import { readFrontMatter } from '../markdown/front-matter.ts';
import { type Item, type LibraryId, userLibrary } from './annotation.ts';
import { parseFigureName } from './figure.ts';
import { foldText } from './item-search.ts';
import type { LibraryKey } from './library-port.ts';
import { readRichText } from './template/rich-text.ts';
import { isZoteroUri, parseZoteroUri } from './uri.ts';

/** What a note says about the papers that it is about, as far as its text tells. */
export interface NotePapers {
  /** The files that it links into, the most linked first. */
  readonly attachments: readonly LibraryKey[];
  /** Items that it selects in Zotero, those of the front matter first. */
  readonly items: readonly LibraryKey[];
  /** Citekeys of its front matter and of its figures' names. */
  readonly citekeys: readonly string[];
}

/** Reads which papers a note is about from its links, its front matter and the names of its figures. */
export function papersOfNote(text: string, elements: readonly NoteElement[]): NotePapers {
  const attachments = new Map<string, { readonly key: LibraryKey; count: number }>();
  const items = new Map<string, LibraryKey>();
  const citekeys = new Set<string>(frontMatterCitekeys(text));
  for (const element of elements) {
    if (element.kind === 'link' && isZoteroUri(element.href)) {
      const { link } = parseZoteroUri(element.href);
      if (link === undefined) continue;
      if (link.kind === 'select-citekey') citekeys.add(link.citekey);
      if (link.kind === 'open') {
        const id = `${JSON.stringify(link.library)} ${link.attachment}`;
        const entry = attachments.get(id) ?? { key: { library: own(link.library), key: link.attachment }, count: 0 };
        entry.count++;
        attachments.set(id, entry);
      }
      if (link.kind === 'select') {
        for (const key of link.keys) items.set(key, { library: own(link.library), key });
      }
    } else if (element.kind === 'image') {
      const name = parseFigureName(element.src);
      if (name !== undefined) citekeys.add(name.base);
    }
  }
  const byCount = [...attachments.values()].sort((a, b) => b.count - a.count);
  return {
    attachments: byCount.map(entry => entry.key),
    items: [...items.values()],
    citekeys: [...citekeys],
  };
}

function frontMatterCitekeys(text: string): readonly string[] {
  return (readFrontMatter(text)?.entries ?? []).flatMap(([name, value]) => {
    if (!/^citekey$|^citation-?key$/i.test(name) || typeof value !== 'string') return [];
    const citekey = /^@?([\p{L}\p{N}_]\S*)$/u.exec(value.trim())?.[1];
    return citekey === undefined ? [] : [citekey];
  });
}

/**
 * True for a note on this paper: its front matter names it, by citekey, link or title, or it links into the paper's files
 * several times and into none more often. A note that only quotes it is none. `attachments` are the keys of its files.
 */
export function isNoteOn(
  text: string,
  elements: readonly NoteElement[],
  item: Item,
  attachments: readonly string[],
): boolean {
  const front = readFrontMatter(text);
  if (item.citekey !== '' && frontMatterCitekeys(text).includes(item.citekey)) return true;
  if (front !== undefined && text.slice(front.range.from, front.range.to).includes(`items/${item.key}`)) return true;
  const title = front?.entries.find(([name]) => name.toLowerCase() === 'title')?.[1];
  const letters = (words: string): string => foldText(words).replace(/[^\p{L}\p{N}]/gu, '');
  const ofItem = letters(readRichText(item.title).text);
  if (typeof title === 'string' && ofItem !== '' && letters(title) === ofItem) return true;
  const [most] = papersOfNote(text, elements).attachments;
  if (most === undefined || !attachments.includes(most.key)) return false;
  return text.split(`items/${most.key}`).length > 2;
}

/** True when a text may be a note on this paper: a quick look before it is read. */
export function mayBeNoteOn(text: string, item: Item, attachments: readonly string[]): boolean {
  if ([item.key, ...attachments].some(key => text.includes(key))) return true;
  if (item.citekey !== '' && text.includes(item.citekey)) return true;
  const head = foldText(text.slice(0, 2_000));
  const title = foldText(readRichText(item.title).text).match(/[\p{L}\p{N}]+/gu) ?? [];
  return title.length > 0 && head.includes('title') && title.every(word => head.includes(word));
}

/** A library by the number that one database gives it cannot be known here; it is mostly the own one. */
function own(library: LibraryId | { readonly kind: 'local'; readonly libraryId: number }): LibraryId {
  return library.kind === 'local' ? userLibrary : library;
}

/** An item as a key. */
export function keyOf(item: Item): LibraryKey {
  return { library: item.library, key: item.key };
}
