import type { Creator, Item } from './annotation.ts';
import { isoDate, keysPerStatement, marks, type Row, readTags, type Tables, text } from './database-rows.ts';
import { batches } from './http.ts';
import { citekey } from './item-json.ts';

/*
 * Items of the database with their fields, creators, tags and collections, each by one statement for many items.
 */

const wantedFields = [
  'title',
  'nameOfAct',
  'caseName',
  'subject',
  'date',
  'citationKey',
  'extra',
  'abstractNote',
  'publicationTitle',
  'bookTitle',
  'proceedingsTitle',
  'websiteTitle',
  'DOI',
  'url',
] as const;
type Field = (typeof wantedFields)[number];

interface ReadItem {
  readonly item: Item;
  readonly trashed: boolean;
}

/** The items with these numbers, or all that are neither attachments, annotations, notes nor in the trash. */
export function readItems(tables: Tables, which: readonly number[] | 'all'): readonly ReadItem[] {
  if (which === 'all')
    return readSome(tables, '', []).filter(entry => !entry.trashed && entry.item.itemType !== 'note');
  return batches(which, keysPerStatement).flatMap(batch =>
    readSome(tables, `AND i.itemID IN (${marks(batch.length)})`, batch),
  );
}

function readSome(tables: Tables, narrower: string, parameters: readonly number[]): readonly ReadItem[] {
  const { query } = tables;
  const notes = tables.has('itemNotes');
  const types = tables.has('itemTypes');
  const rows = query(
    `SELECT i.itemID, i.libraryID, i.key, i.dateAdded, i.dateModified,
            ${types ? 't.typeName' : "''"} AS typeName,
            ${notes ? 'n.itemID' : 'NULL'} AS noteId, ${notes ? 'n.title' : 'NULL'} AS noteTitle,
            EXISTS (SELECT 1 FROM deletedItems AS d
                    WHERE d.itemID IN (i.itemID${notes ? ', n.parentItemID' : ''})) AS trashed
     FROM items AS i
     ${types ? 'LEFT JOIN itemTypes AS t ON t.itemTypeID = i.itemTypeID' : ''}
     ${notes ? 'LEFT JOIN itemNotes AS n ON n.itemID = i.itemID' : ''}
     WHERE NOT EXISTS (SELECT 1 FROM itemAttachments AS a WHERE a.itemID = i.itemID)
       ${tables.has('itemAnnotations') ? 'AND NOT EXISTS (SELECT 1 FROM itemAnnotations AS a WHERE a.itemID = i.itemID)' : ''}
       ${narrower}
     ORDER BY i.itemID`,
    parameters,
  );
  const ids = rows.map(row => Number(row.itemID));
  const fields = readFields(tables, narrower, parameters);
  const creators = readCreators(tables, narrower, parameters);
  const tags = narrower === '' ? readAllTags(tables) : readTags(tables, ids);
  const collections = readCollections(tables, narrower, parameters);
  return rows.flatMap(row => {
    const library = tables.libraryOf(Number(row.libraryID));
    if (library === undefined) return [];
    const id = Number(row.itemID);
    const own = fields.get(id) ?? {};
    const extra = own.extra ?? '';
    const [parsedDate, date] = splitDate(own.date ?? '');
    const isNote = row.noteId !== null && row.noteId !== undefined;
    const item: Item = {
      kind: 'item',
      library,
      key: String(row.key),
      itemType: isNote ? 'note' : text(row.typeName),
      title: isNote ? text(row.noteTitle) : (own.title ?? own.nameOfAct ?? own.caseName ?? own.subject ?? ''),
      creators: creators.get(id) ?? [],
      date,
      parsedDate,
      citekey: citekey(own.citationKey ?? '', extra),
      abstractNote: own.abstractNote ?? '',
      publicationTitle: own.publicationTitle ?? own.bookTitle ?? own.proceedingsTitle ?? own.websiteTitle ?? '',
      doi: own.DOI ?? '',
      url: own.url ?? '',
      extra,
      tags: tags.get(id) ?? [],
      collections: collections.get(id) ?? [],
      dateAdded: isoDate(row.dateAdded),
      dateModified: isoDate(row.dateModified),
    };
    return [{ item, trashed: Number(row.trashed) === 1 }];
  });
}

function readFields(
  tables: Tables,
  narrower: string,
  parameters: readonly number[],
): ReadonlyMap<number, Readonly<Partial<Record<Field, string>>>> {
  const found = new Map<number, Partial<Record<Field, string>>>();
  if (!tables.has('itemData')) return found;
  const rows = tables.query(
    `SELECT i.itemID, f.fieldName, v.value FROM itemData AS i
     JOIN fields AS f ON f.fieldID = i.fieldID
     JOIN itemDataValues AS v ON v.valueID = i.valueID
     WHERE f.fieldName IN (${wantedFields.map(name => `'${name}'`).join(', ')}) ${narrower}`,
    parameters,
  );
  for (const row of rows) {
    const id = Number(row.itemID);
    const own = found.get(id) ?? {};
    own[row.fieldName as Field] = text(row.value);
    found.set(id, own);
  }
  return found;
}

function readCreators(
  tables: Tables,
  narrower: string,
  parameters: readonly number[],
): ReadonlyMap<number, readonly Creator[]> {
  if (!tables.has('itemCreators')) return new Map();
  const types = tables.has('creatorTypes');
  const rows = tables.query(
    `SELECT i.itemID, ${types ? 't.creatorType' : "'author'"} AS creatorType, c.firstName, c.lastName
     FROM itemCreators AS i JOIN creators AS c ON c.creatorID = i.creatorID
     ${types ? 'LEFT JOIN creatorTypes AS t ON t.creatorTypeID = i.creatorTypeID' : ''}
     WHERE 1 ${narrower} ORDER BY i.itemID, i.orderIndex`,
    parameters,
  );
  return grouped(rows, row => ({
    creatorType: text(row.creatorType),
    firstName: text(row.firstName),
    lastName: text(row.lastName),
  }));
}

function readCollections(
  tables: Tables,
  narrower: string,
  parameters: readonly number[],
): ReadonlyMap<number, readonly string[]> {
  if (!tables.has('collectionItems') || !tables.has('collections')) return new Map();
  const rows = tables.query(
    `SELECT i.itemID, c.key FROM collectionItems AS i JOIN collections AS c ON c.collectionID = i.collectionID
     WHERE 1 ${narrower} ORDER BY i.itemID, c.key`,
    parameters,
  );
  return grouped(rows, row => String(row.key));
}

function readAllTags(tables: Tables): ReadonlyMap<number, readonly string[]> {
  if (!tables.has('itemTags')) return new Map();
  const rows = tables.query(
    `SELECT x.itemID, t.name FROM itemTags AS x JOIN tags AS t ON t.tagID = x.tagID ORDER BY x.itemID, t.name`,
    [],
  );
  return grouped(rows, row => String(row.name));
}

function grouped<T>(rows: readonly Row[], read: (row: Row) => T): ReadonlyMap<number, readonly T[]> {
  const found = new Map<number, T[]>();
  for (const row of rows) {
    const id = Number(row.itemID);
    const list = found.get(id);
    if (list === undefined) found.set(id, [read(row)]);
    else list.push(read(row));
  }
  return found;
}

/**
 * Splits Zotero's stored date, `2023-10-00 October 2023`, into the part it sorts by, without what is unknown, and the
 * part that the user wrote.
 *
 * @example splitDate('2023-10-00 October 2023') // ['2023-10', 'October 2023']
 */
export function splitDate(stored: string): readonly [parsed: string, written: string] {
  const match = /^(\d{4})-(\d\d)-(\d\d)(?: (.*))?$/s.exec(stored);
  if (match === null) return ['', stored];
  const [, year = '', month = '', day = '', written] = match;
  const parsed =
    year === '0000' ? '' : month === '00' ? year : day === '00' ? `${year}-${month}` : `${year}-${month}-${day}`;
  return [parsed, written ?? parsed];
}
