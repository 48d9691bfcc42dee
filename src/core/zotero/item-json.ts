import {
  type Annotation,
  type AnnotationType,
  type Attachment,
  type AttachmentFile,
  type Collection,
  type Creator,
  type Item,
  isKey,
  type LibraryId,
  type LinkMode,
  parsePosition,
} from './annotation.ts';
import type { Thing } from './source.ts';

/*
 * Zotero's JSON, which the local and the web API share, as plain data. Fields of the wrong type are read as missing:
 * the answers come from outside.
 */

type Fields = Readonly<Record<string, unknown>>;

/** One object of an answer: the thing, whether it itself is in the trash, and the key above it. */
export interface JsonThing {
  readonly thing: Thing;
  readonly deleted: boolean;
  readonly parent: string | undefined;
}

/**
 * Reads one object of an answer about `library`. What has no valid key gives `undefined`.
 * A note of Zotero's own is an item of the type `note`, with its first line for a title.
 * The answer's own library id is not used: a signed-in Zotero writes its real user number there.
 */
export function readJsonThing(value: unknown, library: LibraryId): JsonThing | undefined {
  const outer = fields(value);
  const data = fields(outer.data);
  const key = text(data.key) || text(outer.key);
  if (!isKey(key)) return undefined;
  const parent = isKey(text(data.parentItem)) ? text(data.parentItem) : undefined;
  const deleted = data.deleted === true || data.deleted === 1;
  const thing = readThing(outer, data, library, key, parent);
  return thing === undefined ? undefined : { thing, deleted, parent };
}

function readThing(
  outer: Fields,
  data: Fields,
  library: LibraryId,
  key: string,
  parent: string | undefined,
): Thing | undefined {
  switch (data.itemType) {
    case 'annotation':
      return parent === undefined ? undefined : readAnnotation(data, library, key, parent);
    case 'attachment':
      return readAttachment(outer, data, library, key, parent);
    case 'note':
      return { ...readItem(outer, data, library, key), title: noteTitle(text(data.note)) };
    case undefined:
      if ('parentCollection' in data) return readCollection(data, library, key);
      return 'conditions' in data ? { kind: 'search', library, key, name: text(data.name) } : undefined;
    default:
      return readItem(outer, data, library, key);
  }
}

function readAnnotation(data: Fields, library: LibraryId, key: string, attachment: string): Annotation | undefined {
  const type = annotationType(data.annotationType);
  if (type === undefined) return undefined;
  return {
    kind: 'annotation',
    library,
    key,
    attachment,
    type,
    text: text(data.annotationText),
    comment: text(data.annotationComment),
    color: text(data.annotationColor).toLowerCase(),
    pageLabel: text(data.annotationPageLabel),
    sortIndex: text(data.annotationSortIndex),
    position: parsePosition(text(data.annotationPosition)),
    tags: tags(data.tags),
    authorName: text(data.annotationAuthorName),
    dateAdded: text(data.dateAdded),
    dateModified: text(data.dateModified),
  };
}

function readAttachment(
  outer: Fields,
  data: Fields,
  library: LibraryId,
  key: string,
  parent: string | undefined,
): Attachment {
  return {
    kind: 'attachment',
    library,
    key,
    parent,
    title: text(data.title),
    filename: text(data.filename),
    contentType: text(data.contentType),
    linkMode: linkMode(data.linkMode),
    file: attachmentFile(fields(fields(outer.links).enclosure)),
    dateModified: text(data.dateModified),
  };
}

/** The local API names the stored file, and its length only when the file is there. The Web API names a web address. */
function attachmentFile(enclosure: Fields): AttachmentFile {
  const href = text(enclosure.href);
  if (!href.startsWith('file:')) return { kind: 'unknown' };
  return { kind: typeof enclosure.length === 'number' ? 'present' : 'missing', path: pathOfFileUrl(href) };
}

/** The path of a `file:` URL, with Windows' drive as Windows writes it. */
export function pathOfFileUrl(url: string): string {
  let path = url.replace(/^file:\/\/(?:localhost)?/i, '');
  try {
    path = decodeURIComponent(path);
  } catch {
    // A path with a stray % is taken as it is.
  }
  return /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path;
}

function readItem(outer: Fields, data: Fields, library: LibraryId, key: string): Item {
  const extra = text(data.extra);
  return {
    kind: 'item',
    library,
    key,
    itemType: text(data.itemType),
    title: text(data.title) || text(data.nameOfAct) || text(data.caseName) || text(data.subject),
    creators: creators(data.creators),
    date: text(data.date),
    parsedDate: text(fields(outer.meta).parsedDate),
    citekey: citekey(text(data.citationKey), extra),
    abstractNote: text(data.abstractNote),
    publicationTitle:
      text(data.publicationTitle) || text(data.bookTitle) || text(data.proceedingsTitle) || text(data.websiteTitle),
    doi: text(data.DOI),
    url: text(data.url),
    extra,
    tags: tags(data.tags),
    collections: Array.isArray(data.collections) ? data.collections.filter(entry => typeof entry === 'string') : [],
    dateAdded: text(data.dateAdded),
    dateModified: text(data.dateModified),
  };
}

function noteTitle(html: string): string {
  const firstLine = html.replace(/<\/(?:p|h\d|div|li)>|<br ?\/?>/gi, '\n').replace(/<[^>]*>/g, '');
  return firstLine.trim().split('\n')[0]?.slice(0, 120) ?? '';
}

function readCollection(data: Fields, library: LibraryId, key: string): Collection {
  return { kind: 'collection', library, key, name: text(data.name), parent: text(data.parentCollection) || undefined };
}

/**
 * The citekey of an item: Zotero's own field, else the line `Citation Key:` that Better BibTeX keeps in Extra.
 *
 * @example citekey('', 'Citation Key: azerbayevLlemma2023\narXiv:2310.10631') // 'azerbayevLlemma2023'
 */
export function citekey(native: string, extra: string): string {
  return native || (/^citation key:[ \t]*(\S+)[ \t]*$/im.exec(extra)?.[1] ?? '');
}

/** Zotero's name for an annotation type, or `undefined` for a type that does not exist yet. */
export function annotationType(value: unknown): AnnotationType | undefined {
  const known: readonly AnnotationType[] = ['highlight', 'underline', 'note', 'image', 'ink', 'text'];
  return known.find(type => type === value);
}

function linkMode(value: unknown): LinkMode {
  const known: readonly LinkMode[] = ['imported_file', 'imported_url', 'linked_file', 'linked_url', 'embedded_image'];
  return known.find(mode => mode === value) ?? 'imported_file';
}

function creators(value: unknown): readonly Creator[] {
  if (!Array.isArray(value)) return [];
  return value.map(fields).map(creator => ({
    creatorType: text(creator.creatorType),
    firstName: text(creator.firstName),
    lastName: text(creator.lastName) || text(creator.name),
  }));
}

function tags(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.map(tag => text(fields(tag).tag)).filter(tag => tag !== '');
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
