import { type BlockReader, readByBlock } from '../markdown/by-block.ts';
import type { NoteElement } from '../markdown/elements.ts';
import type { LiveNote } from '../markdown/live-note.ts';
import { contains, type Range, shifted } from '../text.ts';
import { isZoteroUri, type ParsedUri, parseZoteroUri } from './uri.ts';

/** A Zotero link of a note. */
export interface NoteLink {
  /** The whole link, `[text](uri)` or however it is written. */
  readonly range: Range;
  readonly textRange: Range;
  /** Where the URI stands, as written; the ranges of `parsed` count from its beginning. */
  readonly uriRange: Range;
  /** The URI with the escapes of markdown and HTML undone. */
  readonly uri: string;
  readonly parsed: ParsedUri;
}

/**
 * The Zotero links among the elements of a note, in their order. `text` is the note's text that the elements come from.
 *
 * @example zoteroLinks(text, readNote(text).elements)[0]?.uri // 'zotero://open-pdf/library/items/6PP9LFYN?page=3'
 */
export function zoteroLinks(text: string, elements: readonly NoteElement[]): readonly NoteLink[] {
  return linksAmong(text, elements, new Set(placesReferredTo(elements)));
}

/** Gives the Zotero links of live notes. */
export type LinkReader = BlockReader<readonly NoteLink[]>;

/**
 * Makes a reader that looks after an edit only at the blocks that it touched, and at those that refer to others. What
 * was parsed of a URI stays the same object; a note that has not changed gives the same array.
 *
 * @example createLinkReader()(openNote(text))[0]?.uri
 */
export function createLinkReader(): LinkReader {
  const readingsOf = readByBlock(({ text, elements }) => ({
    // Reference links and definitions are told by what stands in other blocks.
    alone: !elements.some(
      element => element.kind === 'definition' || (element.kind === 'link' && element.label !== undefined),
    ),
    links: zoteroLinks(text, elements),
  }));
  const kept = new WeakMap<LiveNote, { readonly readings: readonly unknown[]; readonly links: readonly NoteLink[] }>();
  const links = (note: LiveNote): readonly NoteLink[] => {
    const readings = readingsOf(note);
    const before = kept.get(note);
    if (before?.readings === readings) return before.links;
    const referring = readings.flatMap(({ alone }, index) => (alone ? [] : [index]));
    const referred = new Set(referring.flatMap(index => placesReferredTo(note.elements(index))));
    const found: NoteLink[] = [];
    for (let index = 0; index < readings.length; index++) {
      const { alone, links: own } = readings[index]!;
      if (!alone) found.push(...linksAmong(note.text, note.elements(index), referred));
      else if (own.length > 0) {
        const by = note.offsetOf(index);
        for (const link of own) found.push(movedLink(link, by));
      }
    }
    kept.set(note, { readings, links: found });
    return found;
  };
  return Object.assign(links, { ahead: readingsOf.ahead });
}

function movedLink(link: NoteLink, by: number): NoteLink {
  return {
    ...link,
    range: shifted(link.range, by),
    textRange: shifted(link.textRange, by),
    uriRange: shifted(link.uriRange, by),
  };
}

/** Where the destinations stand that reference links lead to. */
function placesReferredTo(elements: readonly NoteElement[]): readonly number[] {
  return elements.flatMap(element =>
    element.kind === 'link' && element.label !== undefined ? [element.hrefRange.from] : [],
  );
}

function linksAmong(
  text: string,
  elements: readonly NoteElement[],
  referred: ReadonlySet<number>,
): readonly NoteLink[] {
  return elements.flatMap(element => {
    // Obsidian's admonition blocks are written as code, and shown as text.
    if (element.kind === 'code' && element.block && /^ad-/.test(element.language.trim())) {
      return linksInCode(text, element.contentRange);
    }
    switch (element.kind) {
      case 'link': {
        const link = readLink(text, element.hrefRange, element.href);
        return link === undefined ? [] : [{ range: element.range, textRange: element.textRange, ...link }];
      }
      case 'image': {
        const link = readLink(text, element.srcRange, element.src);
        return link === undefined
          ? []
          : [
              {
                range: element.range,
                textRange: nothingAt(element.range.from),
                ...link,
              },
            ];
      }
      case 'definition': {
        // One that something refers to is told with what refers to it.
        if (referred.has(element.hrefRange.from)) return [];
        const link = readLink(text, element.hrefRange, element.href);
        return link === undefined
          ? []
          : [
              {
                range: element.range,
                textRange: nothingAt(element.range.from),
                ...link,
              },
            ];
      }
      default:
        return [];
    }
  });
}

/**
 * One link for each place where a URI is written: several that refer to one definition lead to the same URI, which is
 * looked at, counted and mended once.
 */
export function writtenOnce<T extends Pick<NoteLink, 'uriRange'>>(links: readonly T[]): readonly T[] {
  const places = new Set<number>();
  return links.filter(({ uriRange }) => {
    if (places.has(uriRange.from)) return false;
    places.add(uriRange.from);
    return true;
  });
}

/** The link at an offset: where it is written, or where the definition that it refers to is. */
export function linkAtOffset<T extends { readonly link: Pick<NoteLink, 'range' | 'uriRange'> }>(
  links: readonly T[],
  offset: number,
): T | undefined {
  return (
    links.find(({ link }) => contains(link.range, offset)) ?? links.find(({ link }) => contains(link.uriRange, offset))
  );
}

function nothingAt(at: number): Range {
  return { from: at, to: at };
}

function linksInCode(text: string, range: Range): readonly NoteLink[] {
  return [...text.slice(range.from, range.to).matchAll(/zotero:\/\/[^\s()[\]<>"'`]+/gi)].map(match => {
    const from = range.from + match.index;
    const uriRange: Range = { from, to: from + match[0].length };
    const textRange: Range = { from, to: from };
    return {
      range: uriRange,
      textRange,
      uriRange,
      uri: withPlainSeparators(match[0]),
      parsed: parseZoteroUri(match[0]),
    };
  });
}

function readLink(
  text: string,
  hrefRange: Range,
  href: string,
): Pick<NoteLink, 'uriRange' | 'uri' | 'parsed'> | undefined {
  const written = text.slice(hrefRange.from, hrefRange.to);
  const start = written.search(/zotero:\/\//i);
  if (start < 0 && !isZoteroUri(href)) return undefined;
  if (start >= 0) {
    const before = written.slice(0, start);
    // Doubled parentheses, angle brackets and quotes around a destination are no part of it.
    if (!/^[\s(<"']*$/.test(before)) return undefined;
    const from = hrefRange.from + start;
    const body = written.slice(start).replace(/[\s>"']+$/, '');
    const uri = before.includes('(') ? body.replace(/\)+$/, '') : body;
    const parsed = parseZoteroUri(uri);
    const uriRange = { from, to: from + uri.length };
    if (parsed.link !== undefined) return { uriRange, uri: withPlainSeparators(uri), parsed };
    // With escapes in the path itself, such as `0\_KEY`, the parts stand nowhere to be changed singly.
    const decoded = withoutParts(parseZoteroUri(href), uri.length);
    if (decoded.link !== undefined) return { uriRange, uri: href, parsed: decoded };
    return { uriRange, uri: withPlainSeparators(uri), parsed };
  }
  return { uriRange: hrefRange, uri: href, parsed: withoutParts(parseZoteroUri(href), written.length) };
}

function withPlainSeparators(uri: string): string {
  return uri.replace(/\\?&(?:(?:amp|#38|#x0*26);)*/gi, '&');
}

function withoutParts(parsed: ParsedUri, length: number): ParsedUri {
  const range: Range = { from: 0, to: length };
  return {
    link: parsed.link,
    faults: parsed.faults.map(fault => ({ ...fault, range })),
    parts: {
      library: undefined,
      attachment: undefined,
      page: undefined,
      annotation: undefined,
      annotationParameter: undefined,
    },
  };
}
