import type { NoteElement } from '../../markdown/elements.ts';
import { readFrontMatter } from '../../markdown/front-matter.ts';
import { type Edit, LineIndex } from '../../text.ts';
import { type Annotation, inReadingOrder } from '../annotation.ts';
import { isZoteroUri, parseZoteroUri } from '../uri.ts';
import { type HeldAnnotation, heldAnnotations } from './held.ts';
import {
  beforeLine,
  beforeListItem,
  behindLine,
  blockLines,
  insideContainer,
  lineEnding,
  type Place,
  type PlacedNote,
  textAt,
} from './place.ts';
import { type Region, regions } from './regions.ts';

/** What "Add what is new" does to a note. Every edit only inserts. */
export interface Addition {
  readonly edits: readonly Edit[];
  /** What was not in the note, in the order in which it is written. */
  readonly added: readonly Annotation[];
}

/**
 * Puts the annotations that a note does not hold yet into their places: behind the one before it in reading order and
 * what the reader wrote below that, or before the one after it; a paper that the note holds nothing of yet goes to the
 * importer's region or the annotations' section, else to the end. Running it on its own result gives no edits, if what
 * `write` gives for an annotation holds its link or its figure.
 *
 * @example addNew(openNote(text), annotations, 'azerbayev2023', annotation => `${annotation.text} [(p. 1)](${uri})`)
 */
export function addNew(
  note: PlacedNote,
  annotations: readonly Annotation[],
  citekey: string,
  write: (annotation: Annotation) => string,
): Addition {
  const elements = note.elements();
  const held = heldAnnotations(note.text, elements, annotations, citekey);
  const added = annotations
    .filter(annotation => !held.has(annotation.key))
    .sort((a, b) => (a.attachment === b.attachment ? inReadingOrder(a, b) : a.attachment < b.attachment ? -1 : 1));
  if (added.length === 0) return { edits: [], added };

  const index = new LineIndex(note.text);
  const fences = regions(note.text, elements);
  const anchors = usableAnchors(note, index, [...held.values()], fences);
  const taken = new Set([
    ...anchors.map(anchor => anchor.block),
    ...otherQuotes(note, elements, index, held),
    ...markedBlocks(note, elements, index),
  ]);
  const byAttachment = inOrderOfReading(anchors);
  const groups = new Map<string, { readonly place: Place; readonly texts: string[] }>();
  for (const annotation of added) {
    const place = placeOf(
      note,
      elements,
      index,
      annotation,
      byAttachment.get(annotation.attachment) ?? [],
      taken,
      fences,
    );
    const id = `${place.offset} ${place.before}`;
    const group = groups.get(id);
    const text = write(annotation);
    if (group === undefined) groups.set(id, { place, texts: [text] });
    else group.texts.push(text);
  }
  const eol = lineEnding(note.text);
  const edits = [...groups.values()]
    // At one offset, what goes into a list or quote comes before what goes behind it.
    .sort((a, b) => a.place.offset - b.place.offset || b.place.linePrefix.length - a.place.linePrefix.length)
    .map(({ place, texts }) => ({
      range: { from: place.offset, to: place.offset },
      insert: textAt(place, texts, eol),
    }));
  return { edits, added };
}

interface Anchor {
  readonly annotation: Annotation;
  readonly offset: number;
  readonly block: number;
}

/** The places of annotations that others may be put beside, in the order of the note. */
function usableAnchors(
  note: PlacedNote,
  index: LineIndex,
  held: readonly HeldAnnotation[],
  fences: readonly Region[],
): readonly Anchor[] {
  const body = readFrontMatter(note.text)?.range.to ?? 0;
  const anchors = held.flatMap(({ annotation, place }) => {
    if (place === undefined || place.from < body) return [];
    if (fences.some(region => !region.forAnnotations && within(region, place.from))) return [];
    const block = note.blockAt(index.lineAt(place.from));
    const start = index.lineStart(note.lineOf(block));
    if (/^ {0,3}\[\^/.test(note.text.slice(start, start + 6))) return [];
    return [{ annotation, offset: place.from, block }];
  });
  const listed = anchors.filter(({ offset }) => fences.some(region => region.forAnnotations && within(region, offset)));
  return (listed.length > 0 ? listed : anchors).sort((a, b) => a.offset - b.offset);
}

/** Blocks that quote other papers, or annotations that are gone: no words of the reader's below a quote. */
function otherQuotes(
  note: PlacedNote,
  elements: readonly NoteElement[],
  index: LineIndex,
  held: ReadonlyMap<string, HeldAnnotation>,
): readonly number[] {
  return elements.flatMap(element => {
    if (element.kind !== 'link' || !isZoteroUri(element.href)) return [];
    const { link } = parseZoteroUri(element.href);
    if (link?.kind !== 'open' || link.annotation === undefined || held.has(link.annotation)) return [];
    return [note.blockAt(index.lineAt(element.range.from))];
  });
}

/** Blocks that begin with an importer's mark. */
function markedBlocks(note: PlacedNote, elements: readonly NoteElement[], index: LineIndex): readonly number[] {
  return elements.flatMap(element => {
    if (element.kind !== 'aside' || !element.mark) return [];
    const line = index.lineAt(element.range.from);
    const block = note.blockAt(line);
    return note.lineOf(block) === line ? [block] : [];
  });
}

function within(region: Region, offset: number): boolean {
  return region.from <= offset && offset < region.to;
}

/** The anchors of each attachment, as the paper has them. */
function inOrderOfReading(anchors: readonly Anchor[]): ReadonlyMap<string, readonly Anchor[]> {
  const groups = new Map<string, Anchor[]>();
  for (const anchor of anchors) {
    const group = groups.get(anchor.annotation.attachment);
    if (group === undefined) groups.set(anchor.annotation.attachment, [anchor]);
    else group.push(anchor);
  }
  for (const group of groups.values()) group.sort((a, b) => inReadingOrder(a.annotation, b.annotation));
  return groups;
}

function placeOf(
  note: PlacedNote,
  elements: readonly NoteElement[],
  index: LineIndex,
  annotation: Annotation,
  anchors: readonly Anchor[],
  taken: ReadonlySet<number>,
  fences: readonly Region[],
): Place {
  let low = 0;
  let high = anchors.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (inReadingOrder(anchors[middle]!.annotation, annotation) < 0) low = middle + 1;
    else high = middle;
  }
  const previous = anchors[low - 1];
  const next = anchors[low];
  if (previous !== undefined) {
    // The list goes on when the next one is in it too, or when it is the form of the whole note.
    const inHtml = note.text.startsWith('<', index.lineStart(note.lineOf(previous.block)));
    const goesOn = inHtml || (next === undefined ? areBullets(note, index, anchors) : next.block === previous.block);
    const inside = goesOn ? insideContainer(note, elements, index, previous.offset) : undefined;
    return inside ?? behindLine(note, index, lastLineOfRun(note, index, previous.block, taken, fences));
  }
  if (next !== undefined) {
    const inside = areBullets(note, index, anchors) ? beforeListItem(note, elements, index, next.offset) : undefined;
    return inside ?? beforeLine(note, index, note.lineOf(next.block));
  }
  return placeOfFirst(note, elements, index, fences);
}

/** True when a paper's quotes are the bullets of one list; a numbered list is an enumeration, whose end is its own. */
function areBullets(note: PlacedNote, index: LineIndex, anchors: readonly Anchor[]): boolean {
  const [first] = anchors;
  if (first === undefined || anchors.length < 2) return false;
  const start = index.lineStart(note.lineOf(first.block));
  return (
    /^[ \t>]*[-*+][ \t]/.test(note.text.slice(start, start + 40)) && anchors.every(({ block }) => block === first.block)
  );
}

/** The last line of a quote's block and of what the reader wrote below it: up to the next quote, heading, rule or mark. */
function lastLineOfRun(
  note: PlacedNote,
  index: LineIndex,
  block: number,
  taken: ReadonlySet<number>,
  fences: readonly Region[],
): number {
  const home = fences.find(region => within(region, index.lineStart(note.lineOf(block))));
  let last = block;
  for (let next = block + 1; next < note.blocks.length; next++) {
    if (taken.has(next) || note.blocks[next]?.heading !== undefined) break;
    const { first, end } = blockLines(note, index, next);
    const source = note.text.slice(index.lineStart(first), index.lineStart(end));
    if (/^ {0,3}(?:\[\^|<\/|(?:[-*_][ \t]*){3,}(?:%%|\r?\n|$))/.test(source)) break;
    if (home !== undefined && index.lineStart(first) >= home.to) break;
    last = next;
  }
  return blockLines(note, index, last).end - 1;
}

/** Where the first annotation of a paper goes that the note holds nothing of yet. */
function placeOfFirst(
  note: PlacedNote,
  elements: readonly NoteElement[],
  index: LineIndex,
  fences: readonly Region[],
): Place {
  const region = fences.find(candidate => candidate.forAnnotations);
  if (region !== undefined) {
    const markLine = index.lineAt(region.to);
    const glued = note.text.slice(index.lineStart(markLine), region.to).trim() !== '';
    return behindLine(note, index, glued ? markLine : lastFilledLine(note.text, index, markLine - 1));
  }
  const headings = elements.filter(element => element.kind === 'heading');
  const section = headings.find(heading => /annotation|highlight/i.test(heading.text));
  if (section !== undefined) {
    const end = headings.find(heading => heading.range.from > section.range.from && heading.level <= section.level);
    const line = end === undefined ? index.lineCount - 1 : index.lineAt(end.range.from) - 1;
    return behindLine(note, index, lastFilledLine(note.text, index, endOfBody(note, elements, index, line)));
  }
  return behindLine(
    note,
    index,
    lastFilledLine(note.text, index, endOfBody(note, elements, index, index.lineCount - 1)),
  );
}

/** `line`, or the last line before the bibliography and the importer's date at a note's end. */
function endOfBody(note: PlacedNote, elements: readonly NoteElement[], index: LineIndex, line: number): number {
  let end = line;
  const references = elements.findLast(
    element => element.kind === 'heading' && /^(?:references|bibliography|works cited)$/i.test(element.text),
  );
  if (references !== undefined && index.lineAt(references.range.from) <= end) {
    end = index.lineAt(references.range.from) - 1;
  }
  for (; end >= 0; end--) {
    const text = note.text.slice(index.lineStart(end), index.lineStart(end + 1)).trim();
    if (text !== '' && !/^%%[ \t]+Import Date:/i.test(text)) break;
  }
  return end;
}

/** The last line with text up to `line`; -1 when there is none. */
function lastFilledLine(text: string, index: LineIndex, line: number): number {
  let last = line;
  while (last >= 0 && text.slice(index.lineStart(last), index.lineStart(last + 1)).trim() === '') last--;
  return last;
}
