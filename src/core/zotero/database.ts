import type { Cancellation } from '../cancellation.ts';
import {
  type Annotation,
  type AnnotationType,
  type Attachment,
  type AttachmentFile,
  type Item,
  inReadingOrder,
  isKey,
  type LibraryId,
  type LinkMode,
  libraryPath,
  parsePosition,
  userLibrary,
} from './annotation.ts';
import { readItems } from './database-items.ts';
import { isoDate, keysPerStatement, marks, type Query, readTags, type Tables, text } from './database-rows.ts';
import { batches } from './http.ts';
import {
  type FailureReason,
  type Finding,
  type KnownLibrary,
  type OpenSource,
  type Reference,
  referenceId,
  type SourceFailure,
  type Thing,
} from './source.ts';

/*
 * Zotero's database, read from a copy. Every statement names its columns: the schema only ever grows, and a column that
 * a later Zotero adds must change nothing here. What a thing is, is told by the table that holds it.
 */

export interface DatabaseCopy {
  readonly query: Query;
  /** Milliseconds since 1970 at which the copy was made. */
  readonly taken: number;
  readonly description: string;
  /** Folder of `storage/` and of linked files, and a way to look whether a file is there. */
  readonly files: DatabaseFiles | undefined;
}

export interface DatabaseFiles {
  readonly dataDirectory: string;
  /** Where `attachments:` paths begin; empty when the user has set none. */
  readonly baseAttachmentPath: string;
  readonly exists: (path: string) => boolean;
}

/** Opens the copy of a database for questions. A file that is no database of Zotero's is a failure. */
export function openDatabase(copy: DatabaseCopy): OpenSource | SourceFailure {
  return attempt(() => {
    const tables = readTables(copy.query);
    if (typeof tables === 'string') return failure(tables);
    const libraries = readLibraries(tables);
    const localIds = new Map(libraries.map(library => [libraryPath(library.id), library.localId]));
    const context: Context = {
      tables: { ...tables, libraryOf: id => libraries.find(library => library.localId === id)?.id },
      localIds,
      files: copy.files,
      inTable: new Map(),
      isSound: once(() => holdsTogether(tables)),
    };
    const schema = copy.query('SELECT version FROM version WHERE schema = ?', ['userdata'])[0]?.version;
    return {
      kind: 'open',
      source: 'database',
      taken: copy.taken,
      description: `${copy.description} (schema ${schema ?? 'unknown'})`,
      libraries,
      lookup: async (references, cancellation) => lookup(context, references, cancellation),
      annotationsOf: async (library, attachment) => attempt(() => annotationsOf(context, library, attachment)),
      attachmentsOf: async (library, item) => attempt(() => attachmentsOf(context, library, item)),
      items: async () => attempt(() => readItems(context.tables, 'all').map(entry => entry.item)),
      itemsByCitekey: async citekeys => attempt(() => itemsByCitekey(context, citekeys)),
      references: undefined,
    };
  });
}

interface Context {
  readonly tables: Tables;
  readonly localIds: ReadonlyMap<string, number | undefined>;
  readonly files: DatabaseFiles | undefined;
  /** The libraries in which the table of items has a key, as far as it was read for it. */
  readonly inTable: Map<string, number[]>;
  /** Whether the tables that decide what is gone hold together; looked at once, when something seems to be gone. */
  readonly isSound: () => boolean;
}

function once(look: () => boolean): () => boolean {
  let known: boolean | undefined;
  return () => {
    known ??= look();
    return known;
  };
}

function holdsTogether({ query, has }: Pick<Tables, 'query' | 'has'>): boolean {
  return ['libraries', 'groups', 'items', 'collections', 'savedSearches'].filter(has).every(table => {
    const rows = query(`PRAGMA quick_check(${table})`, []);
    return rows.length === 1 && Object.values(rows[0] ?? {})[0] === 'ok';
  });
}

function failure(detail: string): SourceFailure {
  return { kind: 'failed', source: 'database', reason: 'corrupt', detail };
}

function attempt<T extends object>(work: () => T): T | SourceFailure {
  try {
    return work();
  } catch (error) {
    return failure(error instanceof Error ? error.message : String(error));
  }
}

function readTables(query: Query): Omit<Tables, 'libraryOf'> | string {
  const names = new Set(query("SELECT name FROM sqlite_master WHERE type = 'table'", []).map(row => String(row.name)));
  const missing = ['version', 'libraries', 'items', 'itemAttachments'].filter(name => !names.has(name));
  if (missing.length > 0) return `not a Zotero database: it has no table ${missing.join(', ')}`;
  return {
    query,
    has: table => names.has(table),
    hasColumn: (table, column) =>
      query('SELECT name FROM pragma_table_info(?)', [table]).some(row => row.name === column),
  };
}

function readLibraries(tables: Omit<Tables, 'libraryOf'>): readonly KnownLibrary[] {
  const groups = new Map(
    (tables.has('groups') ? tables.query('SELECT groupID, libraryID, name FROM groups', []) : []).map(row => [
      row.libraryID,
      row,
    ]),
  );
  return tables.query('SELECT libraryID, type FROM libraries ORDER BY libraryID', []).flatMap(row => {
    const localId = Number(row.libraryID);
    if (row.type === 'user') return [{ id: userLibrary, name: 'My Library', localId }];
    const group = groups.get(row.libraryID);
    if (row.type !== 'group' || group === undefined) return [];
    return [{ id: { kind: 'group' as const, groupId: Number(group.groupID) }, name: String(group.name), localId }];
  });
}

function lookup(
  context: Context,
  references: readonly Reference[],
  cancellation: Cancellation,
): ReadonlyMap<string, Finding> {
  const findings = new Map<string, Finding>();
  const byLibrary = new Map<string, Reference[]>();
  for (const reference of references) {
    const path = libraryPath(reference.library);
    byLibrary.set(path, [...(byLibrary.get(path) ?? []), reference]);
  }
  for (const [path, list] of byLibrary) {
    const localId = context.localIds.get(path);
    for (const batch of batches(list, keysPerStatement)) {
      const outcome =
        cancellation.isCancelled || localId === undefined
          ? undefined
          : attempt(() =>
              lookupKeys(context, localId, [...new Set(batch.map(reference => reference.key))].filter(isKey)),
            );
      for (const { library, key } of batch) {
        const id = referenceId(library, key);
        if (cancellation.isCancelled) findings.set(id, { kind: 'unknown', reason: 'cancelled' });
        else if (outcome === undefined) findings.set(id, { kind: 'unknown', reason: 'no-library' });
        else if ('reason' in outcome) findings.set(id, { kind: 'unknown', reason: outcome.reason });
        else findings.set(id, outcome.get(key) ?? { kind: 'absent' });
      }
    }
  }
  return findings;
}

/** All that is found of these keys in one library. A key that the index does not have is looked for without it. */
function lookupKeys(context: Context, localId: number, keys: readonly string[]): ReadonlyMap<string, Finding> {
  const found = findKeys(context, localId, keys, '');
  const missing = keys.filter(key => !found.has(key));
  if (missing.length === 0) return found;
  // A damaged index would make a link look deleted; the table itself decides.
  const hidden = missing.filter(key => librariesWith(context, missing, key).includes(localId));
  const second = hidden.length === 0 ? new Map() : findKeys(context, localId, hidden, 'NOT INDEXED');
  const gone = missing.filter(key => !second.has(key));
  return new Map([...found, ...second, ...(gone.length === 0 ? [] : doubts(context, localId, gone))]);
}

/** The libraries in which the table of items has a key, by reading it from end to end: once for all of `keys`. */
function librariesWith(context: Context, keys: readonly string[], key: string): readonly number[] {
  const { inTable, tables } = context;
  const known = inTable.get(key);
  if (known !== undefined) return known;
  const unread = keys.filter(each => !inTable.has(each));
  const rows = tables.query(
    `SELECT libraryID, key FROM items NOT INDEXED WHERE key IN (${marks(unread.length)})`,
    unread,
  );
  // Only now: a table that could not be read to its end has told nothing.
  for (const each of unread) inTable.set(each, []);
  for (const row of rows) inTable.get(String(row.key))?.push(Number(row.libraryID));
  return inTable.get(key) ?? [];
}

/** Why keys that no table has are not called absent, if there is a reason. */
function doubts(context: Context, localId: number, keys: readonly string[]): ReadonlyMap<string, Finding> {
  const { tables } = context;
  const unknown = (reason: FailureReason, which: readonly string[]): ReadonlyMap<string, Finding> =>
    new Map(which.map(key => [key, { kind: 'unknown', reason }]));
  if (!context.isSound()) return unknown('corrupt', keys);
  // A library that holds nothing was most likely never synchronized to this computer.
  if (tables.query('SELECT 1 FROM items WHERE libraryID = ? LIMIT 1', [localId]).length === 0)
    return unknown('empty-library', keys);
  if (!tables.has('syncQueue')) return new Map();
  const waiting = tables.query(
    `SELECT DISTINCT key FROM syncQueue WHERE libraryID = ? AND key IN (${marks(keys.length)})`,
    [localId, ...keys],
  );
  return unknown(
    'not-downloaded',
    waiting.map(row => String(row.key)),
  );
}

function findKeys(
  context: Context,
  localId: number,
  keys: readonly string[],
  how: '' | 'NOT INDEXED',
): ReadonlyMap<string, Finding> {
  const { tables } = context;
  const found = new Map<string, Finding>();
  const add = (thing: Thing, trashed: boolean): void => {
    found.set(thing.key, { kind: 'found', thing, trashed });
  };
  const where = `libraryID = ? AND key IN (${marks(keys.length)})`;
  const parameters = [localId, ...keys];
  const present = tables.query(`SELECT itemID, key FROM items ${how} WHERE ${where}`, parameters);
  const ids = present.map(row => Number(row.itemID));
  for (const { annotation, trashed } of readAnnotations(tables, ids)) add(annotation, trashed);
  for (const { attachment, trashed } of readAttachments(context, ids)) add(attachment, trashed);
  if (present.length > found.size) {
    for (const { item, trashed } of readItems(tables, ids)) {
      if (item.itemType !== 'annotation' && item.itemType !== 'attachment') add(item, trashed);
    }
  }
  // It is there, but its own table lacks it, or says something that only a later Zotero means.
  for (const { key } of present) {
    if (!found.has(String(key))) found.set(String(key), { kind: 'unknown', reason: 'not-understood' });
  }
  if (found.size < keys.length) for (const thing of readContainers(tables, where, parameters)) add(...thing);
  return found;
}

/** Collections and saved searches. */
function readContainers(
  tables: Tables,
  where: string,
  parameters: readonly (number | string)[],
): readonly (readonly [thing: Thing, trashed: boolean])[] {
  const library = tables.libraryOf(Number(parameters[0])) ?? userLibrary;
  const trash = (table: string, id: string): string =>
    tables.has(table) ? `EXISTS (SELECT 1 FROM ${table} AS d WHERE d.${id} = c.${id})` : '0';
  const collections = !tables.has('collections')
    ? []
    : tables.query(
        `SELECT c.key, c.collectionName AS name, ${trash('deletedCollections', 'collectionID')} AS trashed,
                (SELECT p.key FROM collections AS p WHERE p.collectionID = c.parentCollectionID) AS parentKey
         FROM collections AS c WHERE ${where}`,
        parameters,
      );
  const searches = !tables.has('savedSearches')
    ? []
    : tables.query(
        `SELECT c.key, c.savedSearchName AS name, ${trash('deletedSearches', 'savedSearchID')} AS trashed
         FROM savedSearches AS c WHERE ${where}`,
        parameters,
      );
  return [
    ...collections.map(row => {
      const parent = row.parentKey === null ? undefined : String(row.parentKey);
      const thing = {
        kind: 'collection' as const,
        library,
        key: String(row.key),
        name: text(row.name),
        parent,
      };
      return [thing, Number(row.trashed) === 1] as const;
    }),
    ...searches.map(row => {
      const thing = {
        kind: 'search' as const,
        library,
        key: String(row.key),
        name: text(row.name),
      };
      return [thing, Number(row.trashed) === 1] as const;
    }),
  ];
}

const annotationTypes: readonly AnnotationType[] = ['highlight', 'note', 'image', 'ink', 'underline', 'text'];

function readAnnotations(
  tables: Tables,
  itemIds: readonly number[],
): readonly { readonly annotation: Annotation; readonly trashed: boolean }[] {
  if (itemIds.length === 0 || !tables.has('itemAnnotations')) return [];
  const rows = tables.query(
    `SELECT a.itemID, i.libraryID, i.key, i.dateAdded, i.dateModified, p.key AS attachmentKey, a.type, a.authorName,
            a.text, a.comment, a.color, a.pageLabel, a.sortIndex, a.position,
            EXISTS (SELECT 1 FROM deletedItems AS d
                    WHERE d.itemID IN (a.itemID, a.parentItemID, t.parentItemID)) AS trashed
     FROM itemAnnotations AS a
     JOIN items AS i ON i.itemID = a.itemID
     JOIN items AS p ON p.itemID = a.parentItemID
     LEFT JOIN itemAttachments AS t ON t.itemID = a.parentItemID
     WHERE a.itemID IN (${marks(itemIds.length)})`,
    itemIds,
  );
  const tags = readTags(tables, itemIds);
  return rows.flatMap(row => {
    const library = tables.libraryOf(Number(row.libraryID));
    const type = annotationTypes[Number(row.type) - 1];
    if (library === undefined || type === undefined) return [];
    const marked = type === 'highlight' || type === 'underline';
    const annotation: Annotation = {
      kind: 'annotation',
      library,
      key: String(row.key),
      attachment: String(row.attachmentKey),
      type,
      text: marked ? text(row.text) : '',
      comment: text(row.comment),
      color: text(row.color).toLowerCase(),
      pageLabel: text(row.pageLabel),
      sortIndex: text(row.sortIndex),
      position: parsePosition(text(row.position)),
      tags: tags.get(Number(row.itemID)) ?? [],
      authorName: text(row.authorName),
      dateAdded: isoDate(row.dateAdded),
      dateModified: isoDate(row.dateModified),
    };
    return [{ annotation, trashed: Number(row.trashed) === 1 }];
  });
}

const linkModes: readonly LinkMode[] = ['imported_file', 'imported_url', 'linked_file', 'linked_url', 'embedded_image'];

function readAttachments(
  context: Context,
  itemIds: readonly number[],
): readonly { readonly attachment: Attachment; readonly trashed: boolean }[] {
  if (itemIds.length === 0) return [];
  const { tables } = context;
  const rows = tables.query(
    `SELECT t.itemID, i.libraryID, i.key, i.dateModified, p.key AS parentKey, t.linkMode, t.contentType, t.path,
            ${
              tables.has('itemData')
                ? `(SELECT v.value FROM itemData AS x JOIN fields AS f ON f.fieldID = x.fieldID
              JOIN itemDataValues AS v ON v.valueID = x.valueID
              WHERE x.itemID = t.itemID AND f.fieldName = 'title')`
                : "''"
            } AS title,
            EXISTS (SELECT 1 FROM deletedItems AS d WHERE d.itemID IN (t.itemID, t.parentItemID)) AS trashed
     FROM itemAttachments AS t
     JOIN items AS i ON i.itemID = t.itemID
     LEFT JOIN items AS p ON p.itemID = t.parentItemID
     WHERE t.itemID IN (${marks(itemIds.length)})`,
    itemIds,
  );
  return rows.flatMap(row => {
    const library = tables.libraryOf(Number(row.libraryID));
    if (library === undefined) return [];
    const key = String(row.key);
    const path = text(row.path);
    const linkMode = linkModes[Number(row.linkMode)] ?? 'imported_file';
    const attachment: Attachment = {
      kind: 'attachment',
      library,
      key,
      parent: row.parentKey === null || row.parentKey === undefined ? undefined : String(row.parentKey),
      title: text(row.title),
      filename: path.replace(/^(?:storage|attachments):/, '').replace(/^.*[\\/]/, ''),
      contentType: text(row.contentType),
      linkMode,
      file: attachmentFile(context.files, key, linkMode, path),
      dateModified: isoDate(row.dateModified),
    };
    return [{ attachment, trashed: Number(row.trashed) === 1 }];
  });
}

/** A database that lies apart from its `storage` (a backup, another machine's) says nothing about files. */
function attachmentFile(
  files: DatabaseFiles | undefined,
  key: string,
  linkMode: LinkMode,
  path: string,
): AttachmentFile {
  if (files === undefined || path === '' || linkMode === 'linked_url') return { kind: 'unknown' };
  const stored = /^storage:(.*)$/s.exec(path);
  const relative = /^attachments:(.*)$/s.exec(path);
  let full = path;
  let root: string | undefined;
  if (stored !== null) {
    root = `${files.dataDirectory}/storage`;
    full = `${root}/${key}/${stored[1]}`;
  } else if (relative !== null) {
    if (files.baseAttachmentPath === '') return { kind: 'unknown' };
    root = files.baseAttachmentPath;
    full = `${root}/${relative[1]}`;
  } else root = path.replace(/[\\/][^\\/]*$/, '');
  if (files.exists(full)) return { kind: 'present', path: full };
  return root !== '' && files.exists(root) ? { kind: 'missing', path: full } : { kind: 'unknown' };
}

function annotationsOf(context: Context, library: LibraryId, attachment: string): readonly Annotation[] {
  const { tables } = context;
  const localId = context.localIds.get(libraryPath(library));
  if (localId === undefined || !tables.has('itemAnnotations')) return [];
  const ids = tables.query(
    `SELECT a.itemID FROM itemAnnotations AS a JOIN items AS p ON p.itemID = a.parentItemID
     WHERE p.libraryID = ? AND p.key = ?`,
    [localId, attachment],
  );
  return batches(
    ids.map(row => Number(row.itemID)),
    keysPerStatement,
  )
    .flatMap(batch => readAnnotations(tables, batch))
    .flatMap(({ annotation, trashed }) => (trashed ? [] : [annotation]))
    .sort(inReadingOrder);
}

function attachmentsOf(context: Context, library: LibraryId, item: string): readonly Attachment[] {
  const localId = context.localIds.get(libraryPath(library));
  if (localId === undefined) return [];
  const ids = context.tables.query(
    `SELECT t.itemID FROM itemAttachments AS t JOIN items AS p ON p.itemID = t.parentItemID
     WHERE p.libraryID = ? AND p.key = ? ORDER BY t.itemID`,
    [localId, item],
  );
  return batches(
    ids.map(row => Number(row.itemID)),
    keysPerStatement,
  )
    .flatMap(batch => readAttachments(context, batch))
    .flatMap(({ attachment, trashed }) => (trashed ? [] : [attachment]));
}

function itemsByCitekey(context: Context, citekeys: readonly string[]): ReadonlyMap<string, Item> {
  const wanted = new Set(citekeys);
  const { tables } = context;
  if (wanted.size === 0 || !tables.has('itemData')) return new Map();
  const rows = tables.query(
    `SELECT x.itemID FROM itemData AS x JOIN fields AS f ON f.fieldID = x.fieldID
     JOIN itemDataValues AS v ON v.valueID = x.valueID
     WHERE f.fieldName = 'citationKey' OR (f.fieldName = 'extra' AND v.value LIKE '%citation key:%')`,
    [],
  );
  const found = new Map<string, Item>();
  for (const batch of batches([...new Set(rows.map(row => Number(row.itemID)))], keysPerStatement)) {
    for (const { item, trashed } of readItems(tables, batch)) {
      if (!trashed && wanted.has(item.citekey) && !found.has(item.citekey)) found.set(item.citekey, item);
    }
  }
  return found;
}
