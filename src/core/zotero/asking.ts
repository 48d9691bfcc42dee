import type { Cancellation } from '../cancellation.ts';
import { isKey, type LibraryId, libraryPath } from './annotation.ts';
import type { LastKnown } from './last-known.ts';
import {
  type FailureReason,
  type Finding,
  isFailure,
  type KnownLibrary,
  type OpenSource,
  type Reference,
  referenceId,
  type Source,
  type SourceFailure,
  type SourceName,
  type Thing,
} from './source.ts';
import type { LinkLibrary, ZoteroLink } from './uri.ts';

/*
 * Asks the sources in their order for all that a note's links name, each source only for what those before it could not
 * tell. What is not in its library is looked for in every other one, since tools write the own library into links of
 * group papers.
 */

/** What is known of a key, from where, and as of when. */
export interface KeyAnswer {
  readonly finding: Finding;
  readonly source: SourceName | undefined;
  /** Milliseconds since 1970. */
  readonly taken: number | undefined;
}

export interface Answers {
  /** By `targetId` of what links name, and by `referenceId` of what those belong to. */
  readonly byId: ReadonlyMap<string, KeyAnswer>;
  /** Why sources before the answering one could not answer. */
  readonly failures: readonly SourceFailure[];
  /** The sources that answered, for people. */
  readonly answered: readonly Pick<OpenSource, 'source' | 'description' | 'taken'>[];
}

/** Something that a link names. */
export type Target =
  | { readonly kind: 'key'; readonly library: LinkLibrary; readonly key: string; readonly expect: Thing['kind'] }
  | { readonly kind: 'citekey'; readonly citekey: string };

/** Names a target; for one whose library is known it is the `referenceId`. */
export function targetId(target: Target): string {
  if (target.kind === 'citekey') return `@${target.citekey}`;
  const { library, key } = target;
  return library.kind === 'local' ? `local/${library.libraryId}/${key}` : referenceId(library, key);
}

/** What must be known to judge a link: its annotation, its file, the items it selects. Invalid keys are never asked. */
export function targetsOf(link: ZoteroLink): readonly Target[] {
  switch (link.kind) {
    case 'open': {
      const keys: Target[] = [];
      const { library } = link;
      if (link.annotation !== undefined)
        keys.push({ kind: 'key', library, key: link.annotation, expect: 'annotation' });
      keys.push({ kind: 'key', library, key: link.attachment, expect: 'attachment' });
      return keys.filter(target => target.kind === 'key' && isKey(target.key));
    }
    case 'select':
      return link.keys
        .filter(isKey)
        .map(key => ({ kind: 'key' as const, library: link.library, key, expect: 'item' as const }));
    case 'select-collection':
      if (!isKey(link.key)) return [];
      return [
        {
          kind: 'key',
          library: link.library,
          key: link.key,
          expect: link.of === 'searches' ? 'search' : 'collection',
        },
      ];
    case 'select-citekey':
      return [{ kind: 'citekey', citekey: link.citekey }];
    case 'foreign':
      return [];
  }
}

/** Asks for all targets, and for the files and items above what is found. Never throws. */
export async function askSources(
  targets: readonly Target[],
  sources: readonly Source[],
  lastKnown: LastKnown | undefined,
  cancellation: Cancellation,
): Promise<Answers> {
  const byId = new Map<string, KeyAnswer>();
  const failures: SourceFailure[] = [];
  const answered: OpenSource[] = [];
  let open = [...new Map(targets.map(target => [targetId(target), target])).values()];
  for (const source of sources) {
    if (open.length === 0 || cancellation.isCancelled) break;
    const opened = await source.open(cancellation);
    if (isFailure(opened)) {
      failures.push(opened);
      continue;
    }
    answered.push(opened);
    await askOne(opened, open, byId, cancellation);
    open = open.filter(target => byId.get(targetId(target))?.finding.kind === 'unknown');
  }
  for (const [id, answer] of byId) {
    if (answer.finding.kind !== 'found' || answer.taken === undefined) continue;
    lastKnown?.put(id, { thing: answer.finding.thing, trashed: answer.finding.trashed, taken: answer.taken });
  }
  const reason: FailureReason = cancellation.isCancelled ? 'cancelled' : (failures[0]?.reason ?? 'never-seen');
  for (const target of open) recall(targetId(target), reason, lastKnown, byId);
  return { byId, failures, answered };
}

/** Fills in what was last known of a target that no source could tell, and of what it belongs to. */
function recall(
  id: string,
  reason: FailureReason,
  lastKnown: LastKnown | undefined,
  byId: Map<string, KeyAnswer>,
): void {
  const known = lastKnown?.get(id);
  if (known === undefined) {
    if (!byId.has(id)) byId.set(id, { finding: { kind: 'unknown', reason }, source: undefined, taken: undefined });
    return;
  }
  const { thing, trashed, taken } = known;
  byId.set(id, { finding: { kind: 'found', thing, trashed }, source: 'last-known', taken });
  const above = parentOf(thing);
  if (above !== undefined && !byId.has(referenceId(above.library, above.key))) {
    recall(referenceId(above.library, above.key), reason, lastKnown, byId);
  }
}

/** The thing that another belongs to. */
function parentOf(thing: Thing): Reference | undefined {
  if (thing.kind === 'annotation') return { library: thing.library, key: thing.attachment, expect: 'attachment' };
  if (thing.kind !== 'attachment' || thing.parent === undefined) return undefined;
  return { library: thing.library, key: thing.parent, expect: 'item' };
}

async function askOne(
  source: OpenSource,
  targets: readonly Target[],
  byId: Map<string, KeyAnswer>,
  cancellation: Cancellation,
): Promise<void> {
  const overrule = (id: string, finding: Finding): void => {
    byId.set(id, { finding, source: source.source, taken: source.taken });
  };
  const set = (id: string, finding: Finding): void => {
    // An answer that something could not be told never hides an earlier one that it could.
    const before = byId.get(id);
    if (finding.kind === 'unknown' && before !== undefined && before.finding.kind !== 'unknown') return;
    overrule(id, finding);
  };
  await askKeys(source, targets, set, overrule, cancellation);
  await askCitekeys(source, targets, set, cancellation);

  // Files of what was found, then the items above those.
  for (const kind of ['annotation', 'attachment'] as const) {
    const parents = [...byId.values()].flatMap(({ finding, source: by }) => {
      if (finding.kind !== 'found' || finding.thing.kind !== kind || by !== source.source) return [];
      const parent = parentOf(finding.thing);
      return parent === undefined || byId.has(referenceId(parent.library, parent.key)) ? [] : [parent];
    });
    if (parents.length === 0) continue;
    const findings = await source.lookup(parents, cancellation);
    for (const [id, finding] of findings) set(id, finding);
  }
}

async function askKeys(
  source: OpenSource,
  targets: readonly Target[],
  set: (id: string, finding: Finding) => void,
  overrule: (id: string, finding: Finding) => void,
  cancellation: Cancellation,
): Promise<void> {
  const keys = targets.filter(target => target.kind === 'key');
  const ownLibrary = (library: LinkLibrary): LibraryId | undefined =>
    library.kind === 'local' ? source.libraries.find(known => known.localId === library.libraryId)?.id : library;
  const references = keys.flatMap(({ library, key, expect }): readonly Reference[] => {
    const own = ownLibrary(library);
    return own === undefined ? [] : [{ library: own, key, expect }];
  });
  const findings = await source.lookup(references, cancellation);
  const elsewhere = new Map<string, Reference[]>();
  for (const target of keys) {
    const own = ownLibrary(target.library);
    const finding: Finding =
      own === undefined
        ? { kind: 'unknown', reason: 'no-library' }
        : (findings.get(referenceId(own, target.key)) ?? { kind: 'unknown', reason: 'half-answer' });
    set(targetId(target), finding);
    if (finding.kind === 'found' || (finding.kind === 'unknown' && !isNotHere(finding.reason))) continue;
    elsewhere.set(targetId(target), otherLibraries(source.libraries, own, target.key, target.expect));
  }
  const candidates = [...elsewhere.values()].flat();
  if (candidates.length === 0) return;
  const others = await source.lookup(candidates, cancellation);
  for (const [id, list] of elsewhere) {
    const results = list.map(({ library, key }) => others.get(referenceId(library, key)));
    const found = results.find(finding => finding?.kind === 'found' && !finding.trashed);
    // Nothing makes one think that it is in a library that the link does not name and that holds nothing here.
    const untold = results.find(finding => finding?.kind === 'unknown' && !isNotHere(finding.reason));
    const inTrash = results.find(finding => finding?.kind === 'found');
    // As long as one library could not be asked, the key may be there.
    const outcome = found ?? untold ?? inTrash;
    if (outcome !== undefined) overrule(id, outcome);
  }
}

/** The library is not in this Zotero, or nothing of it is. */
function isNotHere(reason: FailureReason): boolean {
  return reason === 'no-library' || reason === 'empty-library';
}

function otherLibraries(
  libraries: readonly KnownLibrary[],
  own: LibraryId | undefined,
  key: string,
  expect: Thing['kind'],
): Reference[] {
  const ownPath = own === undefined ? '' : libraryPath(own);
  return libraries
    .filter(library => libraryPath(library.id) !== ownPath)
    .map(library => ({ library: library.id, key, expect }));
}

async function askCitekeys(
  source: OpenSource,
  targets: readonly Target[],
  set: (id: string, finding: Finding) => void,
  cancellation: Cancellation,
): Promise<void> {
  const citekeys = targets.flatMap(target => (target.kind === 'citekey' ? [target.citekey] : []));
  if (citekeys.length === 0) return;
  const items = await source.itemsByCitekey(citekeys, cancellation);
  for (const citekey of citekeys) {
    const item = isFailure(items) ? undefined : items.get(citekey);
    // Better BibTeX may know a citekey that Zotero does not, so one that is not found is not gone.
    const reason: FailureReason = isFailure(items) ? items.reason : 'never-seen';
    set(
      `@${citekey}`,
      item === undefined ? { kind: 'unknown', reason } : { kind: 'found', thing: item, trashed: false },
    );
  }
}
