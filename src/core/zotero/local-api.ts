import { type Cancellation, neverCancelled } from '../cancellation.ts';
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
import { Conversation, type JsonAnswer, type Requester, requestJson } from './api-request.ts';
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
  type SourceReference,
  type Thing,
} from './source.ts';

/*
 * The API of the running Zotero. It differs by version: 7 gives annotations only when each is asked for by itself,
 * 8 and 9 lose the key filter when a type filter stands beside it, and every version answers a malformed key list with
 * the whole library. So: only valid keys, keys alone, and of each answer only what was asked for.
 */

export const defaultLocalApi = 'http://127.0.0.1:23119';

/** Zotero takes 1,200 keys in a request, but the API's documented limit, which a later version may keep to, is 50. */
const keysPerRequest = 50;
const requestsAtOnce = 6;
const pageSize = 100;
/** Up to so many files or papers are asked for one by one. */
const fewAbove = 60;
const sampleSize = 12;
/** One answer with a list costs as much as a single one when it holds about so many entries for each key. */
const mostBelow = 15;

/**
 * Zotero's local API as a source.
 *
 * @param base where it listens, with or without `/api` at the end
 */
export function localApi(get: HttpGet, clock: Clock, base: string = defaultLocalApi): Source {
  const root = `${base.replace(/\/+$/, '').replace(/\/api$/, '')}/api`;
  const requester: Requester = {
    get,
    clock,
    headers: { 'Zotero-Allowed-Request': '1', 'Zotero-API-Version': '3' },
    timeoutMs: 10_000,
  };
  return { source: 'local-api', open: cancellation => open(requester, root, cancellation) };
}

/** Everything a question to one running Zotero needs. */
interface Api {
  readonly requester: Requester;
  readonly root: string;
  /** The first number of Zotero's version. */
  readonly major: number;
  readonly libraries: readonly KnownLibrary[];
  /** Single objects asked for since it was opened. */
  readonly singles: Singles;
  /** By `libraryPath`, asked for when it matters: groups that the list of groups leaves out, and libraries that hold nothing. */
  readonly unlisted: Map<string, Promise<FailureReason | 'there'>>;
  readonly emptiness: Map<string, Promise<boolean>>;
}

async function open(
  requester: Requester,
  root: string,
  cancellation: Cancellation,
): Promise<OpenSource | SourceFailure> {
  const taken = requester.clock.now();
  const probe = await requestJson(requester, `${root}/`, cancellation);
  if (probe.kind === 'failed') return failure(probe.reason, probe.detail);
  const version = probe.headers.get('x-zotero-version');
  if (version === undefined) return failure('not-zotero', `GET ${root}/: ${probe.status} without a Zotero version`);
  if (probe.status === 403)
    return failure('api-disabled', `GET ${root}/: 403 ${probe.body.trim()} (Zotero ${version})`);
  const major = Number.parseInt(version, 10);
  if (probe.status === 404 || major < 7) return failure('too-old', `Zotero ${version}`);
  if (probe.status !== 200) return failure('not-zotero', `GET ${root}/: ${probe.status} ${probe.body.slice(0, 200)}`);

  // It is there: from now on it is asked as one that may be busy or just starting anew.
  const known: Requester = { ...requester, conversation: new Conversation() };
  const groups = await requestJson(known, `${root}/users/0/groups`, cancellation);
  if (groups.kind === 'failed') return failure(groups.reason, groups.detail);
  if (groups.status !== 200 && groups.status !== 404) return answerFailure(groups, `${root}/users/0/groups`);
  const libraries: readonly KnownLibrary[] = [
    { id: userLibrary, name: 'My Library', localId: 1 },
    ...(Array.isArray(groups.value) ? groups.value.flatMap(readGroup) : []),
  ];
  const api: Api = {
    requester: known,
    root,
    major: Number.isNaN(major) ? 10 : major,
    libraries,
    singles: new Singles(known, root),
    unlisted: new Map(),
    emptiness: new Map(),
  };
  return {
    kind: 'open',
    source: 'local-api',
    taken,
    description: `Zotero ${version.replace(/\.SOURCE\..*$/, '')} at ${root}`,
    libraries,
    lookup: (references, cancelled) => lookup(api, references, cancelled),
    annotationsOf: (library, attachment, cancelled) => annotationsOf(api, library, attachment, cancelled),
    attachmentsOf: (library, item, cancelled) => attachmentsOf(api, library, item, cancelled),
    items: cancelled => items(api, cancelled),
    itemsByCitekey: (citekeys, cancelled) => itemsByCitekey(api, citekeys, cancelled),
    references: (items, style, cancelled) => references(api, items, style, cancelled),
  };
}

function readGroup(value: unknown): readonly KnownLibrary[] {
  const group = value as { readonly id?: unknown; readonly data?: { readonly name?: unknown } };
  if (typeof group?.id !== 'number') return [];
  const name = typeof group.data?.name === 'string' ? group.data.name : `Group ${group.id}`;
  return [{ id: { kind: 'group', groupId: group.id }, name, localId: undefined }];
}

function failure(reason: FailureReason, detail: string): SourceFailure {
  return { kind: 'failed', source: 'local-api', reason, detail };
}

function answerFailure(answer: JsonAnswer & { kind: 'answer' }, url: string): SourceFailure {
  const reason = answer.status === 403 ? 'api-disabled' : answer.status >= 500 ? 'inner-error' : 'not-zotero';
  return failure(reason, `GET ${url}: ${answer.status} ${answer.body.slice(0, 200)}`);
}

/** `users/0` stands for whoever uses this Zotero. */
function libraryRoot(root: string, library: LibraryId): string {
  return `${root}/${library.kind === 'user' ? 'users/0' : `groups/${library.groupId}`}`;
}

async function lookup(
  api: Api,
  references: readonly Reference[],
  cancellation: Cancellation,
): Promise<ReadonlyMap<string, Finding>> {
  const findings = new Map<string, Finding>();
  const known = new Set(api.libraries.map(library => libraryPath(library.id)));
  const outside = new Map<string, FailureReason>();
  await inParallel(
    [...new Map(references.map(({ library }) => [libraryPath(library), library])).values()],
    requestsAtOnce,
    async library => {
      const path = libraryPath(library);
      if (known.has(path)) return;
      const answer = await unlistedGroup(api, library, cancellation);
      if (answer === 'there') known.add(path);
      else outside.set(path, answer);
    },
  );
  const singly: Reference[] = [];
  const listed = new Map<string, Reference[]>();
  const above = new Map<string, Reference[]>();
  for (const reference of references) {
    const path = libraryPath(reference.library);
    if (!isKey(reference.key)) findings.set(referenceId(reference.library, reference.key), { kind: 'absent' });
    else if (!known.has(path)) {
      const reason = outside.get(path) ?? 'no-library';
      findings.set(referenceId(reference.library, reference.key), {
        kind: 'unknown',
        reason,
      });
    } else if (reference.expect === 'annotation' && api.major >= 8) append(listed, path, reference);
    else if ((reference.expect === 'attachment' || reference.expect === 'item') && api.major >= 8) {
      append(above, `${path} ${reference.expect}`, reference);
    } else singly.push(reference);
  }
  const questions = [...listed.values()].flatMap(list => batches(unique(list), keysPerRequest));
  const missing = await inParallel(
    questions,
    requestsAtOnce,
    async batch => (await lookupList(api, batch, findings, cancellation)).missing,
  );
  const stillAbove: Reference[] = [];
  for (const list of above.values()) stillAbove.push(...(await lookupAbove(api, unique(list), findings, cancellation)));
  await inParallel(unique([...singly, ...missing.flat(), ...stillAbove]), requestsAtOnce, reference =>
    lookupOne(api.singles, reference, findings, cancellation),
  );
  await doubtEmptyLibraries(api, references, findings, cancellation);
  return findings;
}

function append(lists: Map<string, Reference[]>, name: string, reference: Reference): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [reference]);
  else list.push(reference);
}

/**
 * Asks for files or for papers. A list of them brings all that lies below them as well, which may be much more than what
 * was asked for. So few are asked for singly; of many some are listed first, and the rest only if that was not too much.
 * Gives those that are still to be asked for.
 */
async function lookupAbove(
  api: Api,
  references: readonly Reference[],
  findings: Map<string, Finding>,
  cancellation: Cancellation,
): Promise<readonly Reference[]> {
  if (references.length < fewAbove) return references;
  const sample = references.slice(0, sampleSize);
  const rest = references.slice(sampleSize);
  const first = await lookupList(api, sample, findings, cancellation);
  if (first.entries > sampleSize * mostBelow) return [...first.missing, ...rest];
  const lists = await inParallel(batches(rest, keysPerRequest), requestsAtOnce, batch =>
    lookupList(api, batch, findings, cancellation),
  );
  return [...first.missing, ...lists.flatMap(list => list.missing)];
}

/** A Zotero that is not signed in may hold a group and not list it. */
function unlistedGroup(api: Api, library: LibraryId, cancellation: Cancellation): Promise<FailureReason | 'there'> {
  const path = libraryPath(library);
  const known = api.unlisted.get(path);
  if (known !== undefined) return known;
  const url = libraryRoot(api.root, library);
  const asked = requestJson(api.requester, url, cancellation).then((answer): FailureReason | 'there' => {
    if (answer.kind === 'failed') return answer.reason;
    if (answer.status === 200) return 'there';
    return answer.status === 404 ? 'no-library' : answerFailure(answer, url).reason;
  });
  api.unlisted.set(path, asked);
  return asked;
}

/**
 * A library that holds nothing at all was most likely never synchronized to this computer. So what is not in it is not
 * called deleted.
 */
async function doubtEmptyLibraries(
  api: Api,
  references: readonly Reference[],
  findings: Map<string, Finding>,
  cancellation: Cancellation,
): Promise<void> {
  const absent = new Map<string, Reference[]>();
  const filled = new Set<string>();
  for (const reference of unique(references)) {
    const path = libraryPath(reference.library);
    const finding = findings.get(referenceId(reference.library, reference.key));
    if (finding?.kind === 'found') filled.add(path);
    // A key that cannot be one is in no library.
    if (finding?.kind !== 'absent' || !isKey(reference.key)) continue;
    const list = absent.get(path);
    if (list === undefined) absent.set(path, [reference]);
    else list.push(reference);
  }
  await inParallel([...absent], requestsAtOnce, async ([path, list]) => {
    const [first] = list;
    if (first === undefined || filled.has(path)) return;
    const asked = api.emptiness.get(path) ?? isEmpty(api, first.library, cancellation);
    api.emptiness.set(path, asked);
    if (!(await asked)) return;
    for (const { library, key } of list)
      findings.set(referenceId(library, key), {
        kind: 'unknown',
        reason: 'empty-library',
      });
  });
}

async function isEmpty(api: Api, library: LibraryId, cancellation: Cancellation): Promise<boolean> {
  for (const list of ['items', 'items/trash']) {
    const url = `${libraryRoot(api.root, library)}/${list}?limit=1&format=keys`;
    const answer = await requestJson(api.requester, url, cancellation);
    if (answer.kind === 'failed' || answer.status !== 200) continue;
    if (answer.headers.get('total-results') !== '0' || answer.body.trim() !== '') return false;
  }
  return true;
}

function unique(references: readonly Reference[]): readonly Reference[] {
  return [...new Map(references.map(entry => [referenceId(entry.library, entry.key), entry])).values()];
}

/** Asks for up to 50 keys of one library; what the list leaves out is to be asked for singly. */
async function lookupList(
  api: Api,
  batch: readonly Reference[],
  findings: Map<string, Finding>,
  cancellation: Cancellation,
): Promise<{ readonly missing: readonly Reference[]; readonly entries: number }> {
  const [first] = batch;
  if (first === undefined) return { missing: [], entries: 0 };
  const url = `${libraryRoot(api.root, first.library)}/items?itemKey=${batch.map(reference => reference.key).join(',')}`;
  const answer = await requestJson(api.requester, url, cancellation);
  if (answer.kind === 'failed' || answer.status !== 200) {
    const reason = answer.kind === 'failed' ? answer.reason : answerFailure(answer, url).reason;
    for (const reference of batch)
      findings.set(referenceId(reference.library, reference.key), { kind: 'unknown', reason });
    return { missing: [], entries: 0 };
  }
  const asked = new Set(batch.map(reference => reference.key));
  const list = readList(answer.value, first.library);
  for (const { thing } of list) {
    if (asked.delete(thing.key)) {
      // Lists leave out what is in the trash or below something that is.
      findings.set(referenceId(first.library, thing.key), { kind: 'found', thing, trashed: false });
    }
  }
  return { missing: batch.filter(reference => asked.has(reference.key)), entries: list.length };
}

function readList(value: unknown, library: LibraryId): readonly JsonThing[] {
  if (!Array.isArray(value)) return [];
  return value.map(entry => readJsonThing(entry, library)).filter(entry => entry !== undefined);
}

async function lookupOne(
  singles: Singles,
  reference: Reference,
  findings: Map<string, Finding>,
  cancellation: Cancellation,
): Promise<void> {
  const id = referenceId(reference.library, reference.key);
  const found = await singles.ask(reference.library, reference.key, reference.expect, cancellation);
  if (found.kind !== 'found') {
    findings.set(id, found);
    return;
  }
  const trashed = found.json.deleted || (await singles.isTrashed(reference.library, found.json.parent, cancellation));
  if (trashed === undefined) {
    findings.set(id, { kind: 'unknown', reason: cancellation.isCancelled ? 'cancelled' : 'half-answer' });
    return;
  }
  findings.set(id, { kind: 'found', thing: found.json.thing, trashed });
}

type OneAnswer =
  | { readonly kind: 'found'; readonly json: JsonThing }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly reason: FailureReason };

/** Asks for single objects, each once, and follows them upwards: only the trashed object itself says that it is. */
class Singles {
  readonly #requester: Requester;
  readonly #root: string;
  readonly #answers = new Map<string, Promise<OneAnswer>>();

  constructor(requester: Requester, root: string) {
    this.#requester = requester;
    this.#root = root;
  }

  ask(library: LibraryId, key: string, expect: Thing['kind'], cancellation: Cancellation): Promise<OneAnswer> {
    const list = expect === 'collection' ? 'collections' : expect === 'search' ? 'searches' : 'items';
    const url = `${libraryRoot(this.#root, library)}/${list}/${key}`;
    const known = this.#answers.get(url);
    if (known !== undefined) return known;
    const asked = this.#ask(url, library, cancellation).then(answer => {
      if (answer.kind === 'unknown') this.#answers.delete(url);
      return answer;
    });
    this.#answers.set(url, asked);
    return asked;
  }

  async #ask(url: string, library: LibraryId, cancellation: Cancellation): Promise<OneAnswer> {
    const answer = await requestJson(this.#requester, url, cancellation);
    if (answer.kind === 'failed') return { kind: 'unknown', reason: answer.reason };
    // Any other 404 than this one is about the address, not about the key.
    if (answer.status === 404 && /^not found/i.test(answer.body.trim())) return { kind: 'absent' };
    if (answer.status !== 200) return { kind: 'unknown', reason: answerFailure(answer, url).reason };
    const json = readJsonThing(answer.value, library);
    if (json !== undefined) return { kind: 'found', json };
    return {
      kind: 'unknown',
      reason: answer.value === undefined ? 'half-answer' : 'not-understood',
    };
  }

  /** True when the key or something above it is in the trash; `undefined` when that could not be asked. */
  async isTrashed(
    library: LibraryId,
    key: string | undefined,
    cancellation: Cancellation,
  ): Promise<boolean | undefined> {
    let at = key;
    // An annotation has an attachment and an item above it; more would be a circle.
    for (let depth = 0; at !== undefined && depth < 5; depth++) {
      const found = await this.ask(library, at, 'item', cancellation);
      if (found.kind === 'unknown') return undefined;
      if (found.kind === 'absent') return false;
      if (found.json.deleted) return true;
      at = found.json.parent;
    }
    return false;
  }
}

async function annotationsOf(
  api: Api,
  library: LibraryId,
  attachment: string,
  cancellation: Cancellation,
): Promise<readonly Annotation[] | SourceFailure> {
  // Zotero 7 has no way to list annotations; the database has.
  if (api.major < 8) return failure('too-old', `Zotero ${api.major} does not list annotations`);
  const url = `${libraryRoot(api.root, library)}/items/${attachment}/children?itemType=annotation`;
  const list = await listPages(api, url, library, cancellation);
  if (!isList(list)) return list;
  return list
    .flatMap(({ thing }) => (thing.kind === 'annotation' && thing.attachment === attachment ? [thing] : []))
    .sort(inReadingOrder);
}

async function attachmentsOf(
  api: Api,
  library: LibraryId,
  item: string,
  cancellation: Cancellation,
): Promise<readonly Attachment[] | SourceFailure> {
  const url = `${libraryRoot(api.root, library)}/items/${item}/children`;
  const list = await listPages(api, url, library, cancellation);
  if (!isList(list)) return list;
  return list.flatMap(({ thing }) => (thing.kind === 'attachment' ? [thing] : []));
}

async function items(api: Api, cancellation: Cancellation): Promise<readonly Item[] | SourceFailure> {
  const lists = await inParallel(api.libraries, 2, library =>
    listPages(api, `${libraryRoot(api.root, library.id)}/items/top`, library.id, cancellation),
  );
  const found: Item[] = [];
  for (const list of lists) {
    if (!isList(list)) return list;
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
  const questions = api.libraries.flatMap(library => [...new Set(citekeys)].map(key => ({ library: library.id, key })));
  const failures = await inParallel(questions, requestsAtOnce, async ({ library, key }) => {
    const url = `${libraryRoot(api.root, library)}/items?qmode=everything&q=${encodeURIComponent(key)}`;
    const answer = await requestJson(api.requester, url, cancellation);
    if (answer.kind === 'failed') return failure(answer.reason, answer.detail);
    if (answer.status !== 200) return answerFailure(answer, url);
    for (const { thing } of readList(answer.value, library)) {
      if (thing.kind === 'item' && thing.citekey === key && !found.has(key)) found.set(key, thing);
    }
    return undefined;
  });
  return failures.find(entry => entry !== undefined) ?? found;
}

async function references(
  api: Api,
  wanted: readonly SourceReference['item'][],
  style: string | undefined,
  cancellation: Cancellation,
): Promise<readonly SourceReference[] | SourceFailure> {
  const styled = style === undefined ? '' : `&style=${encodeURIComponent(style)}`;
  const answers = await inParallel(wanted, requestsAtOnce, async item => {
    const url = `${libraryRoot(api.root, item.library)}/items/${item.key}?include=bib,citation${styled}`;
    const answer = await requestJson(api.requester, url, cancellation);
    if (answer.kind === 'failed') return failure(answer.reason, answer.detail);
    if (answer.status !== 200) return answer.status === 404 ? undefined : answerFailure(answer, url);
    const value = answer.value as { readonly bib?: unknown; readonly citation?: unknown } | null;
    return { item, bib: String(value?.bib ?? ''), citation: String(value?.citation ?? '') };
  });
  const found: SourceReference[] = [];
  for (const answer of answers) {
    if (answer === undefined) continue;
    if (isFailure(answer)) return answer;
    found.push(answer);
  }
  return found;
}

/**
 * A list to its end. Zotero gives a list whole unless a limit is set; later versions may cut it, so what is still
 * missing by its own count is asked for.
 */
async function listPages(
  api: Api,
  url: string,
  library: LibraryId,
  cancellation: Cancellation,
): Promise<readonly JsonThing[] | SourceFailure> {
  const found: JsonThing[] = [];
  let start = 0;
  for (;;) {
    const page = start === 0 ? url : `${url}${url.includes('?') ? '&' : '?'}start=${start}&limit=${pageSize}`;
    const answer = await requestJson(api.requester, page, cancellation);
    if (answer.kind === 'failed') return failure(answer.reason, answer.detail);
    if (answer.status !== 200) return answerFailure(answer, page);
    const entries = Array.isArray(answer.value) ? answer.value.length : 0;
    found.push(...readList(answer.value, library));
    start += entries;
    const total = Number(answer.headers.get('total-results') ?? start);
    if (entries === 0 || !(start < total)) return found;
  }
}

function isList(value: readonly JsonThing[] | SourceFailure): value is readonly JsonThing[] {
  return Array.isArray(value);
}

/** Asks only whether a Zotero answers, and its library's version, which from Zotero 10 grows with each change. */
export async function localApiStamp(get: HttpGet, base: string = defaultLocalApi): Promise<string> {
  const root = `${base.replace(/\/+$/, '').replace(/\/api$/, '')}/api`;
  const headers = { 'Zotero-Allowed-Request': '1', 'Zotero-API-Version': '3' };
  const url = `${root}/users/0/items?limit=1&format=keys`;
  const answer = await get(url, headers, { timeoutMs: 3_000, cancellation: neverCancelled });
  if (answer.kind === 'failed') return answer.reason;
  return `${answer.status} ${answer.headers.get('x-zotero-version')} ${answer.headers.get('last-modified-version')}`;
}
