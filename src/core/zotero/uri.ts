import type { Range } from '../text.ts';
import { isKey, type LibraryId, userLibrary } from './annotation.ts';

/*
 * Links into Zotero, read as people's tools have written them over the years and written in the one form that every
 * Zotero since 5.0 opens.
 */

/** The library of a link. Old forms name it by the number it has in one Zotero's own database (`local`). */
export type LinkLibrary = LibraryId | { readonly kind: 'local'; readonly libraryId: number };

/** Opens a file, at a page or an annotation: `zotero://open-pdf/library/items/6PP9LFYN?page=3&annotation=BTAGBNRW`. */
export interface OpenLink {
  readonly kind: 'open';
  readonly library: LinkLibrary;
  /** Key of the file attachment. */
  readonly attachment: string;
  /** `page=` as written: the physical page from 1 for Zotero, but often the label, `iii`, `undefined` or nothing. */
  readonly page: string | undefined;
  /** Key of the annotation, when the link has a usable one. */
  readonly annotation: string | undefined;
  /** Place in an EPUB. */
  readonly cfi: string | undefined;
  /** Place in a web snapshot. */
  readonly sel: string | undefined;
}

/** Shows items in Zotero's list: `zotero://select/library/items/LLEMMA22`. */
export interface SelectItemsLink {
  readonly kind: 'select';
  readonly library: LinkLibrary;
  /** One key or more. */
  readonly keys: readonly string[];
  /** The collection or saved search to show them in. */
  readonly within: { readonly kind: 'collections' | 'searches'; readonly key: string } | undefined;
}

/** Shows a collection or a saved search: `zotero://select/library/collections/KEY`. */
export interface SelectCollectionLink {
  readonly kind: 'select-collection';
  readonly library: LinkLibrary;
  readonly of: 'collections' | 'searches';
  readonly key: string;
}

/** Shows the item with a citekey: `zotero://select/items/@azerbayevLlemma2023`. */
export interface SelectCitekeyLink {
  readonly kind: 'select-citekey';
  readonly citekey: string;
}

/** A link that belongs to another program than Zotero, such as Better Notes' `zotero://note/…`. Not ours to judge. */
export interface ForeignLink {
  readonly kind: 'foreign';
  readonly host: string;
}

export type ZoteroLink = OpenLink | SelectItemsLink | SelectCollectionLink | SelectCitekeyLink | ForeignLink;

/** Something wrong in a link, with its place in the link's text. */
export interface UriFault {
  readonly what: 'form' | 'key' | 'page' | 'annotation' | 'library';
  readonly range: Range;
  readonly message: string;
}

/** Where the parts stand in the link's text, so that a fix can change one and leave the rest as it was written. */
export interface UriParts {
  readonly library: Range | undefined;
  readonly attachment: Range | undefined;
  /** The value of `page=` alone. */
  readonly page: Range | undefined;
  /** The value of `annotation=` alone. */
  readonly annotation: Range | undefined;
  /** The whole parameter with the `?` or `&` before it. */
  readonly annotationParameter: Range | undefined;
}

/** A link as far as it could be read. `link` is `undefined` when it leads nowhere in any Zotero. */
export interface ParsedUri {
  readonly link: ZoteroLink | undefined;
  readonly faults: readonly UriFault[];
  readonly parts: UriParts;
}

/** True when the text begins as a Zotero link does, in any case of letters. */
export function isZoteroUri(text: string): boolean {
  return /^zotero:\/\//i.test(text);
}

/** The number that `page=` says, or `undefined` when it says none (empty, roman, `undefined`, beyond any document). */
export function pageNumber(page: string | undefined): number | undefined {
  if (page === undefined || !/^\d{1,7}$/.test(page)) return undefined;
  const number = Number(page);
  return number >= 1 ? number : undefined;
}

interface Part {
  readonly text: string;
  readonly range: Range;
}

interface Parameter {
  readonly name: string;
  readonly value: Part;
  /** With the separator before it. */
  readonly whole: Range;
}

const noParts: UriParts = {
  library: undefined,
  attachment: undefined,
  page: undefined,
  annotation: undefined,
  annotationParameter: undefined,
};

/**
 * Reads a Zotero link as it stands in a text, with `&`, `\&`, `&amp;`, `&#38;` or `&#x26;` between its parameters.
 * Never throws. Unknown parameters are ignored, as Zotero ignores them.
 * Key letters outside Zotero's alphabet make a fault, since no Zotero has ever made such a key.
 *
 * @example parseZoteroUri('zotero://open-pdf/0_WHLDIM2Q/6').link
 *   // { kind: 'open', library: { kind: 'user' }, attachment: 'WHLDIM2Q', page: '6', … }
 */
export function parseZoteroUri(text: string): ParsedUri {
  const whole: Range = { from: 0, to: text.length };
  if (!isZoteroUri(text)) return failed(whole, 'This is not a Zotero link.');
  const hash = text.indexOf('#', 'zotero://'.length);
  // The # of an entity such as &#x26; begins no fragment.
  const end = hash > 0 && !/&$/.test(text.slice(0, hash)) ? hash : text.length;
  const question = text.indexOf('?');
  const pathEnd = question >= 0 && question < end ? question : end;
  const [host, ...path] = segments(text, 'zotero://'.length, pathEnd);
  const parameters = question >= 0 && question < end ? readParameters(text, question, end) : [];
  if (host === undefined) return failed(whole, 'This Zotero link says nothing after zotero://.');
  switch (host.text.toLowerCase()) {
    case 'open':
    case 'open-pdf':
      return parseOpen(path, parameters, whole);
    case 'select':
      return parseSelect(path, parameters, whole);
    default:
      return { link: { kind: 'foreign', host: host.text.toLowerCase() }, faults: [], parts: noParts };
  }
}

/**
 * Writes a link in its canonical form. `parseZoteroUri` of it gives the same link again.
 *
 * @example formatZoteroUri({ kind: 'select', library: { kind: 'user' }, keys: ['LLEMMA22'], within: undefined })
 *   // 'zotero://select/library/items/LLEMMA22'
 */
export function formatZoteroUri(link: ZoteroLink): string {
  switch (link.kind) {
    case 'open': {
      const parameters = (['page', 'annotation', 'cfi', 'sel'] as const).flatMap(name =>
        link[name] === undefined ? [] : [`${name}=${encodeParameter(link[name])}`],
      );
      const query = parameters.length === 0 ? '' : `?${parameters.join('&')}`;
      if (link.library.kind !== 'local') {
        return `zotero://open-pdf/${libraryOf(link.library)}/items/${link.attachment}${query}`;
      }
      return `zotero://open-pdf/${link.library.libraryId}_${link.attachment}${query}`;
    }
    case 'select': {
      if (link.library.kind === 'local') return `zotero://select/items/${link.library.libraryId}_${link.keys[0] ?? ''}`;
      const library = libraryOf(link.library);
      const within = link.within === undefined ? '' : `/${link.within.kind}/${link.within.key}`;
      return link.keys.length === 1
        ? `zotero://select/${library}${within}/items/${link.keys[0]}`
        : `zotero://select/${library}${within}/items?itemKey=${link.keys.join(',')}`;
    }
    case 'select-collection':
      return link.library.kind === 'local'
        ? `zotero://select/${link.of}/${link.library.libraryId}_${link.key}`
        : `zotero://select/${libraryOf(link.library)}/${link.of}/${link.key}`;
    case 'select-citekey':
      return `zotero://select/items/@${encodeParameter(link.citekey)}`;
    case 'foreign':
      return `zotero://${link.host}/`;
  }
}

/** The link that opens an annotation at its physical page (from 1), for the library it really lies in. */
export function annotationUri(library: LibraryId, attachment: string, annotation: string, page?: number): string {
  return formatZoteroUri({
    kind: 'open',
    library,
    attachment,
    page: page === undefined ? undefined : String(page),
    annotation,
    cfi: undefined,
    sel: undefined,
  });
}

function libraryOf(library: LibraryId): string {
  return library.kind === 'user' ? 'library' : `groups/${library.groupId}`;
}

/** Also encodes what markdown would read as the link's end. */
function encodeParameter(value: string): string {
  return encodeURIComponent(value).replace(/[()!'*]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function failed(range: Range, message: string): ParsedUri {
  return { link: undefined, faults: [{ what: 'form', range, message }], parts: noParts };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function segments(text: string, from: number, to: number): readonly Part[] {
  const found: Part[] = [];
  let at = from;
  while (at <= to) {
    const slash = text.indexOf('/', at);
    const end = slash < 0 || slash > to ? to : slash;
    if (end > at) found.push({ text: decode(text.slice(at, end)), range: { from: at, to: end } });
    at = end + 1;
  }
  return found;
}

function readParameters(text: string, from: number, to: number): readonly Parameter[] {
  const found: Parameter[] = [];
  const separator = /\?|\\?&(?:(?:amp|#38|#x0*26);)*/gi;
  separator.lastIndex = from;
  let mark = separator.exec(text);
  while (mark !== null && mark.index < to) {
    const start = mark.index + mark[0].length;
    const next = separator.exec(text);
    const end = next === null || next.index > to ? to : next.index;
    const equals = text.indexOf('=', start);
    if (equals >= start && equals < end) {
      found.push({
        name: decode(text.slice(start, equals)),
        value: { text: decode(text.slice(equals + 1, end)), range: { from: equals + 1, to: end } },
        whole: { from: mark.index, to: end },
      });
    }
    mark = next;
  }
  return found;
}

interface LibraryPart {
  readonly library: LinkLibrary;
  readonly range: Range | undefined;
  readonly rest: readonly Part[];
}

/** Takes `library` or `groups/GROUPID` from the front of a path; old forms have neither. */
function takeLibrary(path: readonly Part[]): LibraryPart | undefined {
  const [first, second] = path;
  if (first?.text === 'library') return { library: userLibrary, range: first.range, rest: path.slice(1) };
  if (first?.text === 'groups') {
    if (second === undefined || !/^[1-9]\d{0,9}$/.test(second.text)) return undefined;
    const range = { from: first.range.from, to: second.range.to };
    return { library: { kind: 'group', groupId: Number(second.text) }, range, rest: path.slice(2) };
  }
  return { library: userLibrary, range: undefined, rest: path };
}

interface KeyPart {
  readonly library: LinkLibrary;
  readonly key: string;
  readonly range: Range;
}

/** Reads `KEY` or `LIBRARYID_KEY`; 0 and 1 are the own library in every Zotero. */
function readKey(part: Part, library: LinkLibrary): KeyPart | undefined {
  const match = /^(?:(\d{1,9})_)?([A-Za-z0-9]{8})$/.exec(part.text);
  if (match === null) return undefined;
  const [, prefix, key = ''] = match;
  const number = prefix === undefined ? undefined : Number(prefix);
  return {
    library: number === undefined ? library : number <= 1 ? userLibrary : { kind: 'local', libraryId: number },
    key,
    range: { from: part.range.to - key.length, to: part.range.to },
  };
}

function keyFault(key: string, range: Range): readonly UriFault[] {
  if (isKey(key)) return [];
  const message =
    key !== key.toUpperCase() && isKey(key.toUpperCase())
      ? `Zotero's keys are in capitals: ${key.toUpperCase()}.`
      : `“${key}” cannot be a Zotero key: a key is 8 of the digits 2–9 and capital letters without O.`;
  return [{ what: 'key', range, message }];
}

function parseOpen(path: readonly Part[], parameters: readonly Parameter[], whole: Range): ParsedUri {
  const start = takeLibrary(path);
  if (start === undefined) return failed(whole, 'The link names a group without its number.');
  const written = start.rest[0]?.text === 'items' ? start.rest.slice(1) : start.rest;
  const [keyPart, pagePart] = written;
  const key = keyPart === undefined ? undefined : readKey(keyPart, start.library);
  if (key === undefined) return failed(keyPart?.range ?? whole, 'The link does not name an attachment by its key.');

  const parameter = (name: string): Parameter | undefined => parameters.find(candidate => candidate.name === name);
  const page = parameter('page')?.value ?? pagePart;
  const annotation = parameter('annotation');
  const annotationKey = annotation?.value.text;
  const faults: UriFault[] = [...keyFault(key.key, key.range)];
  if (page !== undefined && pageNumber(page.text) === undefined) {
    const message =
      page.text === '' || page.text === 'undefined'
        ? 'The link’s page was left empty by the tool that wrote it.'
        : `“${page.text}” is not a page number: Zotero counts the file’s pages from 1.`;
    faults.push({ what: 'page', range: page.range, message });
  }
  if (annotation !== undefined && annotationKey !== undefined && !isKey(annotationKey)) {
    const message =
      annotationKey === '' || annotationKey === 'undefined' || annotationKey === 'null'
        ? 'The link’s annotation was left empty by the tool that wrote it: it opens the file only.'
        : (keyFault(annotationKey, annotation.value.range)[0]?.message ?? '');
    faults.push({ what: 'annotation', range: annotation.value.range, message });
  }
  return {
    link: {
      kind: 'open',
      library: key.library,
      attachment: key.key,
      page: page?.text,
      annotation: annotationKey !== undefined && isKey(annotationKey) ? annotationKey : undefined,
      cfi: parameter('cfi')?.value.text,
      sel: parameter('sel')?.value.text,
    },
    faults,
    parts: {
      library: start.range,
      attachment: key.range,
      page: page?.range,
      annotation: annotation?.value.range,
      annotationParameter: annotation?.whole,
    },
  };
}

function parseSelect(path: readonly Part[], parameters: readonly Parameter[], whole: Range): ParsedUri {
  const start = takeLibrary(path);
  if (start === undefined) return failed(whole, 'The link names a group without its number.');
  let rest = start.rest;
  let within: SelectItemsLink['within'];
  let library = start.library;
  const container = rest[0]?.text;
  if (container === 'collections' || container === 'searches') {
    const key = rest[1] === undefined ? undefined : readKey(rest[1], library);
    if (key === undefined) return failed(whole, 'The link does not name a collection by its key.');
    library = key.library;
    if (rest.length === 2) {
      return {
        link: { kind: 'select-collection', library, of: container, key: key.key },
        faults: keyFault(key.key, key.range),
        parts: { ...noParts, library: start.range },
      };
    }
    within = { kind: container, key: key.key };
    rest = rest.slice(2);
  }
  if (rest[0]?.text === 'items') rest = rest.slice(1);
  const [item] = rest;
  if (item?.text.startsWith('@')) {
    const citekey = item.text.slice(1);
    if (citekey === '') return failed(item.range, 'The link’s citekey is empty.');
    return { link: { kind: 'select-citekey', citekey }, faults: [], parts: noParts };
  }
  const list = parameters.find(parameter => parameter.name === 'itemKey')?.value;
  const written: readonly Part[] = item !== undefined ? [item] : list !== undefined ? splitList(list) : [];
  const keys = written.map(part => readKey(part, library));
  const read = keys.filter(key => key !== undefined);
  if (read.length === 0 || read.length < keys.length) {
    return failed(item?.range ?? list?.range ?? whole, 'The link does not name an item by its key.');
  }
  return {
    link: { kind: 'select', library: read[0]?.library ?? library, keys: read.map(key => key.key), within },
    faults: read.flatMap(key => keyFault(key.key, key.range)),
    parts: { ...noParts, library: start.range },
  };
}

function splitList(list: Part): readonly Part[] {
  // Percent-encoded commas shift the places; the whole list's place is then near enough.
  const exact = list.text.length === list.range.to - list.range.from;
  let at = list.range.from;
  return list.text.split(',').map(text => {
    const range = exact ? { from: at, to: at + text.length } : list.range;
    at += text.length + 1;
    return { text, range };
  });
}
