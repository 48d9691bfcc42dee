import type { Query, Row } from '../../core/zotero/database-rows.ts';
import { rollBack } from './rollback.ts';

/** An open SQLite file, to be closed when it is no longer asked. */
export interface Sqlite {
  readonly query: Query;
  readonly close: () => void;
  /** Which program reads: for the diagnosis. */
  readonly engine: 'node:sqlite' | 'wasm';
}

/**
 * Opens a SQLite file that belongs to us alone: opening may write to it, since that is how SQLite takes in a write-ahead
 * log or rolls back a broken-off change. Never call it on Zotero's own file.
 *
 * Node's own SQLite is used where it is built in, else one compiled to WebAssembly, which is loaded only then.
 * Throws what SQLite throws, at the first question at the latest.
 */
export async function openSqlite(path: string): Promise<Sqlite> {
  return (await openNative(path)) ?? openWasm(path);
}

async function openNative(path: string): Promise<Sqlite | undefined> {
  // getBuiltinModule answers undefined where import() would throw and print a warning.
  const sqlite = process.getBuiltinModule?.('node:sqlite') as typeof import('node:sqlite') | undefined;
  if (sqlite === undefined) return undefined;
  const database = new sqlite.DatabaseSync(path);
  return {
    engine: 'node:sqlite',
    query: (sql, parameters) => database.prepare(sql).all(...parameters) as Row[],
    close: () => database.close(),
  };
}

/** Opens with the WebAssembly build, whatever Node has. */
export async function openWasm(path: string): Promise<Sqlite> {
  await rollBack(path);
  const { Database } = (await import('node-sqlite3-wasm')).default;
  const database = new Database(path);
  // It has no shared memory, without which SQLite reads a write-ahead log only for a single user.
  database.exec('PRAGMA locking_mode = EXCLUSIVE');
  return {
    engine: 'wasm',
    query: (sql, parameters) => database.all(sql, [...parameters]) as Row[],
    close: () => database.close(),
  };
}
