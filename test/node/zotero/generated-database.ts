import { Database } from 'node-sqlite3-wasm';

/*
 * Databases as Zotero's versions lay them out, as far as annotations go: 6.0 has schema 121, 7 and 8 have 123, 9 has
 * 125, 10 has 129.
 */

export type Schema = 121 | 123 | 125 | 129;

export interface GeneratedSettings {
  readonly schema: Schema;
  readonly journal: 'rollback' | 'wal';
  readonly papers: number;
  readonly annotationsPerPaper: number;
  /** Characters that each annotation's text is filled up to: how a database becomes large. */
  readonly textLength?: number;
}

const alphabet = '23456789ABCDEFGHIJKLMNPQRSTUVWXYZ';

/** A key by its kind's letter and its number: `A2222223`. */
export function keyOf(kind: 'P' | 'F' | 'A', number: number): string {
  let digits = '';
  for (let rest = number, place = 0; place < 7; place++, rest = Math.floor(rest / 33))
    digits = alphabet[rest % 33] + digits;
  return kind + digits;
}

function tables(schema: Schema): readonly string[] {
  const synced =
    schema >= 129
      ? 'version INT NOT NULL DEFAULT 0, clientVersion INT NOT NULL DEFAULT 0, synced INT NOT NULL DEFAULT 0'
      : 'version INT NOT NULL DEFAULT 0, synced INT NOT NULL DEFAULT 0';
  const normalized = (name: string): string => (schema >= 129 ? `, ${name}Normalized TEXT` : '');
  return [
    'CREATE TABLE version (schema TEXT PRIMARY KEY, version INT NOT NULL)',
    'CREATE TABLE libraries (libraryID INTEGER PRIMARY KEY, type TEXT NOT NULL, editable INT NOT NULL)',
    'CREATE TABLE groups (groupID INTEGER PRIMARY KEY, libraryID INT NOT NULL UNIQUE, name TEXT NOT NULL, description TEXT NOT NULL)',
    'CREATE TABLE itemTypes (itemTypeID INTEGER PRIMARY KEY, typeName TEXT)',
    `CREATE TABLE items (itemID INTEGER PRIMARY KEY, itemTypeID INT NOT NULL, dateAdded TIMESTAMP NOT NULL DEFAULT '2026-01-01 00:00:00', dateModified TIMESTAMP NOT NULL DEFAULT '2026-01-02 00:00:00', clientDateModified TIMESTAMP NOT NULL DEFAULT '2026-01-02 00:00:00', libraryID INT NOT NULL, key TEXT NOT NULL, ${synced}, UNIQUE (libraryID, key))`,
    `CREATE TABLE itemAttachments (itemID INTEGER PRIMARY KEY, parentItemID INT, linkMode INT, contentType TEXT, charsetID INT, path TEXT${schema >= 125 ? ', lastRead INT' : ''})`,
    `CREATE TABLE itemAnnotations (itemID INTEGER PRIMARY KEY, parentItemID INT NOT NULL, type INTEGER NOT NULL, authorName TEXT, text TEXT${normalized('text')}, comment TEXT${normalized('comment')}, color TEXT, pageLabel TEXT, sortIndex TEXT NOT NULL, position TEXT NOT NULL, isExternal INT NOT NULL)`,
    'CREATE INDEX itemAnnotations_parentItemID ON itemAnnotations(parentItemID)',
    'CREATE TABLE fields (fieldID INTEGER PRIMARY KEY, fieldName TEXT)',
    `CREATE TABLE itemDataValues (valueID INTEGER PRIMARY KEY, value UNIQUE${normalized('value')})`,
    'CREATE TABLE itemData (itemID INT, fieldID INT, valueID, PRIMARY KEY (itemID, fieldID))',
    'CREATE TABLE creatorTypes (creatorTypeID INTEGER PRIMARY KEY, creatorType TEXT)',
    `CREATE TABLE creators (creatorID INTEGER PRIMARY KEY, firstName TEXT, lastName TEXT, fieldMode INT${normalized('firstName')}${normalized('lastName')})`,
    'CREATE TABLE itemCreators (itemID INT NOT NULL, creatorID INT NOT NULL, creatorTypeID INT NOT NULL DEFAULT 1, orderIndex INT NOT NULL DEFAULT 0, PRIMARY KEY (itemID, creatorID, creatorTypeID, orderIndex))',
    `CREATE TABLE tags (tagID INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE${normalized('name')})`,
    'CREATE TABLE itemTags (itemID INT NOT NULL, tagID INT NOT NULL, type INT NOT NULL, PRIMARY KEY (itemID, tagID))',
    'CREATE TABLE deletedItems (itemID INTEGER PRIMARY KEY, dateDeleted DEFAULT CURRENT_TIMESTAMP NOT NULL)',
    'CREATE TABLE itemRelations (itemID INT NOT NULL, predicateID INT NOT NULL, object TEXT NOT NULL, PRIMARY KEY (itemID, predicateID, object))',
  ];
}

/**
 * Writes a database of papers, each with one file, each with its annotations: paper n has the key `keyOf('P', n)`, its
 * file `keyOf('F', n)`, and annotation m of all `keyOf('A', m)`, on page m modulo 10, counted from 1.
 */
export function writeDatabase(file: string, settings: GeneratedSettings): void {
  const { schema, papers, annotationsPerPaper } = settings;
  const db = new Database(file);
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE');
    db.exec(`PRAGMA journal_mode = ${settings.journal === 'wal' ? 'WAL' : 'DELETE'}`);
    db.exec('BEGIN');
    for (const sql of tables(schema)) db.exec(sql);
    db.run('INSERT INTO version VALUES (?, ?)', ['userdata', schema]);
    db.exec("INSERT INTO libraries VALUES (1, 'user', 1), (2, 'group', 1)");
    db.exec("INSERT INTO groups VALUES (4444, 2, 'Reading Group', '')");
    db.exec("INSERT INTO itemTypes VALUES (1, 'journalArticle'), (2, 'attachment'), (3, 'annotation')");
    db.exec("INSERT INTO fields VALUES (1, 'title'), (2, 'date'), (3, 'extra')");
    db.exec("INSERT INTO creatorTypes VALUES (1, 'author')");
    db.exec("INSERT INTO creators (creatorID, firstName, lastName, fieldMode) VALUES (1, 'Ada', 'Reader', 0)");
    db.exec("INSERT INTO tags (tagID, name) VALUES (1, 'read')");
    const item = db.prepare('INSERT INTO items (itemID, itemTypeID, libraryID, key) VALUES (?, ?, 1, ?)');
    const attachment = db.prepare(
      "INSERT INTO itemAttachments (itemID, parentItemID, linkMode, contentType, path) VALUES (?, ?, 0, 'application/pdf', ?)",
    );
    const annotation = db.prepare(
      'INSERT INTO itemAnnotations (itemID, parentItemID, type, text, comment, color, pageLabel, sortIndex, position, isExternal) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, 0)',
    );
    const value = db.prepare('INSERT INTO itemDataValues (valueID, value) VALUES (?, ?)');
    const data = db.prepare('INSERT INTO itemData VALUES (?, ?, ?)');
    const creator = db.prepare('INSERT INTO itemCreators VALUES (?, 1, 1, 0)');
    const tag = db.prepare('INSERT INTO itemTags VALUES (?, 1, 0)');
    const filler = 'We train the model on more tokens. '.repeat(Math.ceil((settings.textLength ?? 60) / 35));
    let id = 0;
    let values = 0;
    let annotations = 0;
    for (let paper = 0; paper < papers; paper++) {
      const paperId = ++id;
      item.run([paperId, 1, keyOf('P', paper)]);
      value.run([++values, `Paper ${paper}`]);
      data.run([paperId, 1, values]);
      value.run([++values, `Citation Key: reader${paper}`]);
      data.run([paperId, 3, values]);
      creator.run([paperId]);
      const fileId = ++id;
      item.run([fileId, 2, keyOf('F', paper)]);
      attachment.run([fileId, paperId, `storage:paper ${paper}.pdf`]);
      for (let index = 0; index < annotationsPerPaper; index++) {
        const page = annotations % 10;
        const annotationId = ++id;
        item.run([annotationId, 3, keyOf('A', annotations)]);
        annotation.run([
          annotationId,
          fileId,
          `${annotations}: ${filler}`,
          `comment ${annotations}`,
          '#ffd400',
          `${page + 1}`,
          `${String(page).padStart(5, '0')}|000000|${String(annotations).padStart(5, '0')}`,
          JSON.stringify({ pageIndex: page, rects: [[1, 2, 3, 4]] }),
        ]);
        if (index === 0) tag.run([annotationId]);
        annotations++;
      }
    }
    for (const statement of [item, attachment, annotation, value, data, creator, tag]) statement.finalize();
    db.exec('COMMIT');
  } finally {
    db.close();
  }
}
