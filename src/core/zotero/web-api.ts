import type { Cancellation } from '../cancellation.ts';
import {
  type Annotation,
  type Attachment,
  type Item,
  inReadingOrder,
  isKey,
  type LibraryId,
  libraryPath,
  userLibrary,
} from './annotation.ts';
import { type JsonAnswer, type Requester, requestJson } from './api-request.ts';
import { batches, type Clock, type HttpGet, inParallel } from './http.ts';
import { type JsonThing, readJsonThing } from './item-json.ts';
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
} from './source.ts';

/*
 * zotero.org, for those who stored a key. It may lag behind: what was never synchronized is not there, so a key that it
 * does not know is only gone when its list of deleted keys says so.
 */

export const zoteroOrg = 'https://api.zotero.org';

const keysPerRequest = 50;
const pageSize = 100;
/** Waits longer than this, in milliseconds, are left to the next check. */
const longestWait = 20_000;
const waits = 3;

/**
 * zotero.org as a source.
 *
 * @param key gives the stored key; without one nothing is sent
 */
export function webApi(
  get: HttpGet,
  clock: Clock,
  key: () => Promise<string | undefined>,
  base: string = zoteroOrg,
): Source {
  const pace: Pace = { notBefore: 0 };
  return {
    source: 'web-api',
    open: async cancellation => {
      const stored = await key();
      if (stored === undefined || stored === '') return failure('no-key', 'no key is stored');
      const headers = { 'Zotero-API-Key': stored, 'Zotero-API-Version': '3' };
      return open({ requester: { get, clock, headers, timeoutMs: 20_000 }, base, pace }, cancellation);
    },
  };
}

/** What zotero.org asked for: no request before this time. */
interface Pace {
  notBefore: number;
}

interface Web {
  readonly requester: Requester;
  readonly base: string;
  readonly pace: Pace;
}

interface Api extends Web {
  readonly libraries: readonly KnownLibrary[];
  readonly userId: number;
}

function failure(reason: FailureReason, detail: string): SourceFailure {
  return { kind: 'failed', source: 'web-api', reason, detail };
}

/** Asks in the pace that zotero.org wants: `Backoff` before the next request, `Retry-After` before the same one again. */
async function ask(
  web: Web,
  path: string,
  cancellation: Cancellation,
): Promise<(JsonAnswer & { kind: 'answer' }) | SourceFailure> {
  const { clock } = web.requester;
  for (let attempt = 0; ; attempt++) {
    const wait = web.pace.notBefore - clock.now();
    if (wait > longestWait || (attempt > waits && wait > 0))
      return failure('told-to-wait', `${Math.ceil(wait / 1000)} seconds`);
    if (wait > 0) await clock.sleep(wait, cancellation);
    const answer = await requestJson(web.requester, `${web.base}${path}`, cancellation);
    if (answer.kind === 'failed') {
      // Nobody runs zotero.org on this machine.
      return failure(answer.reason === 'not-running' ? 'unreachable' : answer.reason, answer.detail);
    }
    const pause = Math.max(seconds(answer.headers.get('backoff')), seconds(answer.headers.get('retry-after')));
    if (pause > 0) web.pace.notBefore = clock.now() + pause * 1000;
    if (answer.status === 403 || answer.status === 401) return failure('key-refused', `GET ${path}: ${answer.status}`);
    if (answer.status !== 429 && answer.status !== 503) return answer;
    if (pause === 0) web.pace.notBefore = clock.now() + 1000 * 2 ** attempt;
    if (attempt >= waits) return failure('told-to-wait', `GET ${path}: ${answer.status}`);
  }
}

function seconds(header: string | undefined): number {
  const value = Number(header ?? 0);
  return Number.isFinite(value) && value > 0 ? value : 0;
}

async function open(web: Web, cancellation: Cancellation): Promise<OpenSource | SourceFailure> {
  const taken = web.requester.clock.now();
  const current = await ask(web, '/keys/current', cancellation);
  if (isFailure(current)) return current;
  const userId = (current.value as { readonly userID?: unknown } | undefined)?.userID;
  if (typeof userId !== 'number') return failure('key-refused', `GET /keys/current: ${current.status}`);
  const groups = await ask(web, `/users/${userId}/groups`, cancellation);
  if (isFailure(groups)) return groups;
  const libraries: readonly KnownLibrary[] = [
    { id: userLibrary, name: 'My Library', localId: 1 },
    ...(Array.isArray(groups.value) ? groups.value : []).flatMap(
      (group: { id?: unknown; data?: { name?: unknown } }) =>
        typeof group?.id === 'number'
          ? [
              {
                id: { kind: 'group' as const, groupId: group.id },
                name: String(group.data?.name ?? group.id),
                localId: undefined,
              },
            ]
          : [],
    ),
  ];
  const api: Api = { ...web, libraries, userId };
  return {
    kind: 'open',
    source: 'web-api',
    taken,
    description: 'zotero.org',
    libraries,
    lookup: (references, cancelled) => lookup(api, references, cancelled),
    annotationsOf: async (library, attachment, cancelled) => {
      const list = await listAll(
        api,
        `${root(api, library)}/items/${attachment}/children?itemType=annotation`,
        library,
        cancelled,
      );
      return isFailure(list) ? list : annotations(list);
    },
    attachmentsOf: async (library, item, cancelled) => {
      const list = await listAll(
        api,
        `${root(api, library)}/items/${item}/children?itemType=attachment`,
        library,
        cancelled,
      );
      return isFailure(list)
        ? list
        : list.flatMap(({ thing }): readonly Attachment[] => (thing.kind === 'attachment' ? [thing] : []));
    },
    items: cancelled => items(api, cancelled),
    itemsByCitekey: (citekeys, cancelled) => itemsByCitekey(api, citekeys, cancelled),
    references: undefined,
  };
}

function root(api: Api, library: LibraryId): string {
  return library.kind === 'user' ? `/users/${api.userId}` : `/groups/${library.groupId}`;
}

function annotations(list: readonly JsonThing[]): readonly Annotation[] {
  return list.flatMap(({ thing }) => (thing.kind === 'annotation' ? [thing] : [])).sort(inReadingOrder);
}

function readList(value: unknown, library: LibraryId): readonly JsonThing[] {
  return Array.isArray(value)
    ? value.map(entry => readJsonThing(entry, library)).filter(entry => entry !== undefined)
    : [];
}

async function lookup(
  api: Api,
  references: readonly Reference[],
  cancellation: Cancellation,
): Promise<ReadonlyMap<string, Finding>> {
  const findings = new Map<string, Finding>();
  const known = new Set(api.libraries.map(library => libraryPath(library.id)));
  const byLibrary = new Map<string, Reference[]>();
  for (const reference of references) {
    const path = libraryPath(reference.library);
    if (!known.has(path))
      findings.set(referenceId(reference.library, reference.key), { kind: 'unknown', reason: 'no-library' });
    else if (isKey(reference.key)) byLibrary.set(path, [...(byLibrary.get(path) ?? []), reference]);
  }
  for (const list of byLibrary.values()) await lookupLibrary(api, list, findings, cancellation);
  return findings;
}

/** All keys of one library, then what is above them, for only the trashed object itself says that it is in the trash. */
async function lookupLibrary(
  api: Api,
  references: readonly Reference[],
  findings: Map<string, Finding>,
  cancellation: Cancellation,
): Promise<void> {
  const [first] = references;
  if (first === undefined) return;
  const { library } = first;
  const things = new Map<string, JsonThing>();
  let wanted = [...new Set(references.map(reference => reference.key))];
  let reason: FailureReason | undefined;
  for (let depth = 0; depth < 4 && wanted.length > 0 && reason === undefined; depth++) {
    const lists = await inParallel(batches(wanted, keysPerRequest), 2, batch =>
      ask(
        api,
        `${root(api, library)}/items?includeTrashed=1&limit=${pageSize}&itemKey=${batch.join(',')}`,
        cancellation,
      ),
    );
    for (const answer of lists) {
      if (isFailure(answer)) reason = answer.reason;
      else if (answer.status !== 200) reason = 'unreachable';
      else for (const entry of readList(answer.value, library)) things.set(entry.thing.key, entry);
    }
    wanted = [...things.values()].flatMap(({ parent }) => (parent === undefined || things.has(parent) ? [] : [parent]));
  }
  const missing = references.filter(reference => !things.has(reference.key));
  const deleted =
    missing.length > 0 && reason === undefined ? await deletedKeys(api, library, cancellation) : new Set<string>();
  for (const { key } of references) {
    const entry = things.get(key);
    const id = referenceId(library, key);
    if (entry !== undefined) findings.set(id, { kind: 'found', thing: entry.thing, trashed: isTrashed(entry, things) });
    else if (deleted.has(key)) findings.set(id, { kind: 'absent' });
    else findings.set(id, { kind: 'unknown', reason: reason ?? 'not-synced' });
  }
}

function isTrashed(entry: JsonThing, things: ReadonlyMap<string, JsonThing>): boolean {
  let at: JsonThing | undefined = entry;
  for (let depth = 0; at !== undefined && depth < 5; depth++) {
    if (at.deleted) return true;
    at = at.parent === undefined ? undefined : things.get(at.parent);
  }
  return false;
}

async function deletedKeys(api: Api, library: LibraryId, cancellation: Cancellation): Promise<ReadonlySet<string>> {
  const answer = await ask(api, `${root(api, library)}/deleted?since=0`, cancellation);
  if (isFailure(answer) || answer.status !== 200) return new Set();
  const keys = (answer.value as { readonly items?: unknown } | undefined)?.items;
  return new Set(Array.isArray(keys) ? keys.filter(key => typeof key === 'string') : []);
}

async function listAll(
  api: Api,
  path: string,
  library: LibraryId,
  cancellation: Cancellation,
): Promise<readonly JsonThing[] | SourceFailure> {
  const found: JsonThing[] = [];
  for (let start = 0; ; start += pageSize) {
    const answer = await ask(
      api,
      `${path}${path.includes('?') ? '&' : '?'}limit=${pageSize}&start=${start}`,
      cancellation,
    );
    if (isFailure(answer)) return answer;
    if (answer.status !== 200) return failure('unreachable', `GET ${path}: ${answer.status}`);
    found.push(...readList(answer.value, library));
    const total = Number(answer.headers.get('total-results') ?? 0);
    if (start + pageSize >= total) return found;
  }
}

async function items(api: Api, cancellation: Cancellation): Promise<readonly Item[] | SourceFailure> {
  const found: Item[] = [];
  for (const { id } of api.libraries) {
    const list = await listAll(api, `${root(api, id)}/items/top`, id, cancellation);
    if (isFailure(list)) return list;
    for (const { thing } of list) if (thing.kind === 'item' && thing.itemType !== 'note') found.push(thing);
  }
  return found;
}

async function itemsByCitekey(
  api: Api,
  citekeys: readonly string[],
  cancellation: Cancellation,
): Promise<ReadonlyMap<string, Item> | SourceFailure> {
  const found = new Map<string, Item>();
  for (const { id } of api.libraries) {
    for (const citekey of citekeys) {
      if (found.has(citekey)) continue;
      const path = `${root(api, id)}/items/top?qmode=everything&limit=25&q=${encodeURIComponent(citekey)}`;
      const answer = await ask(api, path, cancellation);
      if (isFailure(answer)) return answer;
      for (const { thing } of readList(answer.value, id)) {
        if (thing.kind === 'item' && thing.citekey === citekey) found.set(citekey, thing);
      }
    }
  }
  return found;
}
