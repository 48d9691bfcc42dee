import type { LibraryId } from './annotation.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Runs a read-only statement with `?` parameters. Throws what SQLite throws; this module turns that into a failure. */
export type Query = (sql: string, parameters: readonly (string | number)[]) => readonly Row[];

export interface Tables {
  readonly query: Query;
  readonly has: (table: string) => boolean;
  /** A column that only later schemas have. */
  readonly hasColumn: (table: string, column: string) => boolean;
  readonly libraryOf: (localId: number) => LibraryId | undefined;
}

/** SQLite allows 999 parameters in every build. */
export const keysPerStatement = 400;

/** `?, ?, ?` */
export function marks(count: number): string {
  return new Array(count).fill('?').join(', ');
}

/** Tags by item. */
export function readTags(tables: Tables, itemIds: readonly number[]): ReadonlyMap<number, readonly string[]> {
  const found = new Map<number, string[]>();
  if (itemIds.length === 0 || !tables.has('itemTags')) return found;
  const rows = tables.query(
    `SELECT x.itemID, t.name FROM itemTags AS x JOIN tags AS t ON t.tagID = x.tagID
     WHERE x.itemID IN (${marks(itemIds.length)}) ORDER BY x.itemID, t.name`,
    itemIds,
  );
  for (const row of rows) {
    const id = Number(row.itemID);
    found.set(id, [...(found.get(id) ?? []), String(row.name)]);
  }
  return found;
}

/** Empty for what the database leaves out. */
export function text(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}

/** `2026-11-23 16:47:12`, which is UTC, as ISO 8601. */
export function isoDate(value: unknown): string {
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)/.exec(text(value));
  return match === null ? text(value) : `${match[1]}T${match[2]}Z`;
}
