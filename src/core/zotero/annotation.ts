/*
 * Zotero's things as plain data, named as Zotero names them. Every source (local API, database, Web API, last known
 * answers) gives these, so that nothing after the sources needs to know where an answer came from.
 * A text that Zotero does not have is the empty string; a thing that may not exist is `undefined`.
 */

/** The user's own library, or a group's, by the group's public number. */
export type LibraryId = { readonly kind: 'user' } | { readonly kind: 'group'; readonly groupId: number };

/** A library of this Zotero with its name as Zotero shows it. */
export interface Library {
  readonly id: LibraryId;
  readonly name: string;
}

export type AnnotationType = 'highlight' | 'underline' | 'note' | 'image' | 'ink' | 'text';

/** `[x1, y1, x2, y2]` in PDF points from the page's lower left corner. */
export type Rect = readonly [number, number, number, number];

/** Where an annotation lies. A PDF has `pageIndex`; EPUB and web snapshots have a `selector` instead. */
export interface AnnotationPosition {
  /** Physical page, from 0. A link's `page=` is this plus 1. */
  readonly pageIndex: number | undefined;
  readonly rects: readonly Rect[];
  /** Ink: each path is `x, y, x, y, …` in PDF points. */
  readonly paths: readonly (readonly number[])[];
  /** Rectangles of a highlight that goes on over to the next page. */
  readonly nextPageRects: readonly Rect[];
  /** The EPUB or snapshot selector as Zotero stores it. */
  readonly selector: unknown;
}

export interface Annotation {
  readonly kind: 'annotation';
  readonly library: LibraryId;
  /** 8 characters, unique in its library only. */
  readonly key: string;
  /** Key of the file attachment that it was made in. */
  readonly attachment: string;
  readonly type: AnnotationType;
  /** The marked text: of highlight and underline only. */
  readonly text: string;
  /** The reader's remark; may hold `<i> <b> <sub> <sup>` and newlines. */
  readonly comment: string;
  /** `#rrggbb`, in lower case. */
  readonly color: string;
  /** The page's printed number; may be empty, roman, or like `12-3`. */
  readonly pageLabel: string;
  /** Sorts annotations of an attachment in reading order when compared as text. */
  readonly sortIndex: string;
  readonly position: AnnotationPosition;
  readonly tags: readonly string[];
  readonly authorName: string;
  /** ISO 8601 in UTC, `2026-11-23T16:47:34Z`. */
  readonly dateAdded: string;
  readonly dateModified: string;
}

export type LinkMode = 'imported_file' | 'imported_url' | 'linked_file' | 'linked_url' | 'embedded_image';

/**
 * Whether an attachment's file is there. `unknown` when the source could not look (the Web API, a foreign machine's
 * database): never to be told as missing.
 */
export type AttachmentFile =
  | { readonly kind: 'present'; readonly path: string }
  | { readonly kind: 'missing'; readonly path: string }
  | { readonly kind: 'unknown' };

/** A file or web link kept under an item, or standing alone. */
export interface Attachment {
  readonly kind: 'attachment';
  readonly library: LibraryId;
  readonly key: string;
  /** Key of the item above it; `undefined` when it stands alone. */
  readonly parent: string | undefined;
  readonly title: string;
  readonly filename: string;
  readonly contentType: string;
  readonly linkMode: LinkMode;
  readonly file: AttachmentFile;
  readonly dateModified: string;
}

/** A person (`firstName` may be empty) or an institution (`name` in `lastName`, `firstName` empty). */
export interface Creator {
  readonly creatorType: string;
  readonly firstName: string;
  readonly lastName: string;
}

/** A paper, book, web page …: what attachments and annotations belong to. */
export interface Item {
  readonly kind: 'item';
  readonly library: LibraryId;
  readonly key: string;
  /** Zotero's name of the type: `preprint`, `journalArticle` … */
  readonly itemType: string;
  readonly title: string;
  readonly creators: readonly Creator[];
  /** As the user wrote it. */
  readonly date: string;
  /** `2023`, `2023-10` or `2023-10-16`; empty when Zotero could not read the date. */
  readonly parsedDate: string;
  /** Zotero's native field, else the line `Citation Key:` of Extra; empty when neither is there. */
  readonly citekey: string;
  readonly abstractNote: string;
  readonly publicationTitle: string;
  readonly doi: string;
  readonly url: string;
  readonly extra: string;
  readonly tags: readonly string[];
  /** Keys of the collections that it lies in. */
  readonly collections: readonly string[];
  readonly dateAdded: string;
  readonly dateModified: string;
}

export interface Collection {
  readonly kind: 'collection';
  readonly library: LibraryId;
  readonly key: string;
  readonly name: string;
  readonly parent: string | undefined;
}

export interface SavedSearch {
  readonly kind: 'search';
  readonly library: LibraryId;
  readonly key: string;
  readonly name: string;
}

export const userLibrary: LibraryId = { kind: 'user' };

/**
 * A library as links and Zotero's cache folder name it. Two ids are the same library when these are equal.
 *
 * @example libraryPath({ kind: 'group', groupId: 4444 }) // 'groups/4444'
 */
export function libraryPath(id: LibraryId): string {
  return id.kind === 'user' ? 'library' : `groups/${id.groupId}`;
}

/** The library that `libraryPath` named, or `undefined` for any other text. */
export function libraryOfPath(path: string): LibraryId | undefined {
  if (path === 'library') return userLibrary;
  const group = /^groups\/([1-9]\d{0,9})$/.exec(path);
  return group === null ? undefined : { kind: 'group', groupId: Number(group[1]) };
}

/** True for 8 characters of Zotero's key alphabet, which has no 0, 1 and O. */
export function isKey(text: string): boolean {
  return /^[2-9A-NP-Z]{8}$/.test(text);
}

/** Compares annotations of one attachment in reading order. */
export function inReadingOrder(a: Annotation, b: Annotation): number {
  if (a.sortIndex !== b.sortIndex) return a.sortIndex < b.sortIndex ? -1 : 1;
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

/** The physical page counted from 1, as a link's `page=` must say it; `undefined` where there are no pages. */
export function physicalPage(annotation: Annotation): number | undefined {
  const index = annotation.position.pageIndex;
  return index === undefined ? undefined : index + 1;
}

/**
 * Reads `annotationPosition`, which both the API and the database keep as JSON text. Never throws: what cannot be read
 * is left empty.
 *
 * @example parsePosition('{"pageIndex":2,"rects":[[60,380,500,392]]}').pageIndex // 2
 */
export function parsePosition(json: string): AnnotationPosition {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    value = undefined;
  }
  const fields = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  const { pageIndex } = fields;
  const page = typeof pageIndex === 'number' && Number.isSafeInteger(pageIndex) && pageIndex >= 0;
  return {
    pageIndex: page ? pageIndex : undefined,
    rects: rects(fields.rects),
    paths: numberLists(fields.paths),
    nextPageRects: rects(fields.nextPageRects),
    selector: page || fields.type === undefined ? undefined : value,
  };
}

function rects(value: unknown): readonly Rect[] {
  return numberLists(value).flatMap(list => {
    const [x1, y1, x2, y2] = list;
    return x1 === undefined || y1 === undefined || x2 === undefined || y2 === undefined
      ? []
      : [[x1, y1, x2, y2] as const];
  });
}

function numberLists(value: unknown): readonly (readonly number[])[] {
  if (!Array.isArray(value)) return [];
  return value.filter(
    (list): list is readonly number[] => Array.isArray(list) && list.every(number => Number.isFinite(number)),
  );
}
