import {
  type Annotation,
  type Attachment,
  type Collection,
  type Item,
  type LibraryId,
  libraryPath,
  physicalPage,
  type SavedSearch,
} from './annotation.ts';
import { type Answers, type KeyAnswer, targetId, targetsOf } from './asking.ts';
import { drift, type FieldChange } from './drift.ts';
import type { SeenAnnotations } from './last-known.ts';
import { type FailureReason, referenceId, type SourceName, type Thing } from './source.ts';
import { type LinkLibrary, type ParsedUri, pageNumber, type ZoteroLink } from './uri.ts';

/**
 * - `ok`: it is there, where the link says;
 * - `changed`: its text, comment, colour, label or tags are not as they were when it was last taken in;
 * - `page`: the link's page is not the physical page;
 * - `moved`: it lies in another file than the link says;
 * - `trashed`: it, or something above it, is in Zotero's trash;
 * - `deleted`: a source that sees the whole library does not have it, nor does any other library;
 * - `wrong-library`: it lies in another library than the link says;
 * - `file-missing`: the file that the link opens is not on the disk;
 * - `malformed`: the link cannot be what was meant;
 * - `unknown`: no source could tell, or only what was known earlier.
 */
export type LinkState =
  | 'ok'
  | 'changed'
  | 'page'
  | 'moved'
  | 'trashed'
  | 'deleted'
  | 'wrong-library'
  | 'file-missing'
  | 'malformed'
  | 'unknown';

/** A link with all that is known of what it leads to. */
export interface JudgedLink {
  readonly parsed: ParsedUri;
  /** The most important of `states`. */
  readonly state: LinkState;
  /** All that is to be said of the link, most important first; only `['ok']` when nothing is. */
  readonly states: readonly LinkState[];
  readonly source: SourceName | undefined;
  /** Milliseconds since 1970 at which it was so. */
  readonly taken: number | undefined;
  /** Why it is unknown. */
  readonly reason: FailureReason | undefined;
  readonly annotation: Annotation | undefined;
  /** The file that it really lies in. */
  readonly attachment: Attachment | undefined;
  readonly item: Item | undefined;
  /** What a link to a collection or a saved search shows. */
  readonly collection: Collection | SavedSearch | undefined;
  /** What changed since it was last taken in. */
  readonly changes: readonly FieldChange[];
}

/** Judges a link by what the sources said. Only a source that could see the library now makes a link `deleted`. */
export function judgeLink(parsed: ParsedUri, answers: Answers, seen: SeenAnnotations | undefined): JudgedLink {
  const { link } = parsed;
  const main = link === undefined ? undefined : mainAnswer(link, answers);
  const found = main?.finding.kind === 'found' ? main.finding : undefined;
  const annotation = found?.thing.kind === 'annotation' ? found.thing : undefined;
  const attachment = found === undefined ? linkedAttachment(link, answers) : attachmentOf(found.thing, answers);
  const item =
    found?.thing.kind === 'item'
      ? found.thing
      : attachment?.parent === undefined
        ? undefined
        : thingAt(answers, referenceId(attachment.library, attachment.parent), 'item');
  const before = annotation === undefined ? undefined : seen?.get(referenceId(annotation.library, annotation.key));
  const changes = annotation === undefined || before === undefined ? [] : drift(before, annotation);
  const facts: Facts = { parsed, main, annotation, attachment, changes };
  const states = statesOf(facts);
  return {
    parsed,
    state: states[0] ?? 'ok',
    states: states.length === 0 ? ['ok'] : states,
    source: main?.source,
    taken: main?.taken,
    reason: main?.finding.kind === 'unknown' ? main.finding.reason : undefined,
    annotation,
    attachment,
    item,
    collection: found?.thing.kind === 'collection' || found?.thing.kind === 'search' ? found.thing : undefined,
    changes,
  };
}

interface Facts {
  readonly parsed: ParsedUri;
  readonly main: KeyAnswer | undefined;
  readonly annotation: Annotation | undefined;
  readonly attachment: Attachment | undefined;
  readonly changes: readonly FieldChange[];
}

/** The answer that decides: an annotation's before its file's; of several selected items the worst. */
function mainAnswer(link: ZoteroLink, answers: Answers): KeyAnswer | undefined {
  const found = targetsOf(link).flatMap(target => answers.byId.get(targetId(target)) ?? []);
  if (link.kind === 'open') return found[0];
  const rank = (answer: KeyAnswer): number =>
    answer.finding.kind === 'absent' ? 0 : answer.finding.kind === 'unknown' ? 1 : answer.finding.trashed ? 2 : 3;
  return [...found].sort((a, b) => rank(a) - rank(b))[0];
}

/** The file that the link itself names. */
function linkedAttachment(link: ZoteroLink | undefined, answers: Answers): Attachment | undefined {
  if (link?.kind !== 'open') return undefined;
  const id = targetId({ kind: 'key', library: link.library, key: link.attachment, expect: 'attachment' });
  return thingAt(answers, id, 'attachment');
}

function attachmentOf(thing: Thing, answers: Answers): Attachment | undefined {
  if (thing.kind === 'attachment') return thing;
  if (thing.kind !== 'annotation') return undefined;
  return thingAt(answers, referenceId(thing.library, thing.attachment), 'attachment');
}

function thingAt<K extends 'attachment' | 'item'>(
  answers: Answers,
  id: string,
  kind: K,
): (K extends 'attachment' ? Attachment : Item) | undefined {
  const finding = answers.byId.get(id)?.finding;
  return finding?.kind === 'found' && finding.thing.kind === kind
    ? (finding.thing as K extends 'attachment' ? Attachment : Item)
    : undefined;
}

function statesOf({ parsed, main, annotation, attachment, changes }: Facts): readonly LinkState[] {
  const { link, faults } = parsed;
  if (link === undefined) return ['malformed'];
  const states: LinkState[] = [];
  const badKey = faults.some(fault => fault.what === 'key' || fault.what === 'annotation');
  const badPage = faults.find(fault => fault.what === 'page');
  const finding = main?.finding;
  if (finding === undefined || finding.kind === 'unknown' || main?.source === 'last-known') {
    if (badKey || emptyPage(link, badPage !== undefined)) states.push('malformed');
    states.push('unknown');
    return states;
  }
  if (finding.kind === 'absent') states.push('deleted');
  else {
    if (finding.trashed) states.push('trashed');
    if (liesElsewhere(link, finding.thing.library)) states.push('wrong-library');
    if (annotation !== undefined && link.kind === 'open' && annotation.attachment !== link.attachment) {
      // A key that cannot be one was never a place to move from; and a paper's key opens its file just as well.
      const namesPaper = attachment?.parent === link.attachment;
      if (!badKey && !namesPaper && !states.includes('wrong-library')) states.push('moved');
    }
    if (link.kind === 'open' && link.annotation !== undefined && annotation === undefined) states.push('malformed');
  }
  if (badKey && !states.includes('malformed')) states.push('malformed');
  if (finding.kind === 'found') {
    if (link.kind === 'open' && attachment?.file.kind === 'missing') states.push('file-missing');
    if (changes.length > 0) states.push('changed');
    if (link.kind === 'open') states.push(...pageStates(link.page, annotation, badPage !== undefined));
  }
  return states;
}

function liesElsewhere(link: ZoteroLink, library: LibraryId): boolean {
  const named: LinkLibrary | undefined = link.kind === 'open' || link.kind === 'select' ? link.library : undefined;
  if (named === undefined || named.kind === 'local') return false;
  return libraryPath(named) !== libraryPath(library);
}

/** True for a link to no annotation whose page the tool that wrote it left empty. */
function emptyPage(link: ZoteroLink, badPage: boolean): boolean {
  return (
    link.kind === 'open' && link.annotation === undefined && badPage && /^(?:undefined|null|)$/.test(link.page ?? '')
  );
}

function pageStates(page: string | undefined, annotation: Annotation | undefined, bad: boolean): readonly LinkState[] {
  if (page === undefined) return [];
  if (annotation === undefined) {
    if (!bad) return [];
    return /^(?:undefined|null|)$/.test(page) ? ['malformed'] : ['page'];
  }
  const physical = physicalPage(annotation);
  return physical === undefined || pageNumber(page) === physical ? [] : ['page'];
}
