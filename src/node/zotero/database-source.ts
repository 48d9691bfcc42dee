import { existsSync } from 'node:fs';
import { openDatabase } from '../../core/zotero/database.ts';
import { isFailure, type OpenSource, type Source, type SourceFailure } from '../../core/zotero/source.ts';
import {
  type CopiedDatabase,
  type CopySettings,
  copyDatabase,
  databaseStamp,
  type JournalMode,
} from './database-copy.ts';
import type { DataDirectory } from './profile.ts';
import { openSqlite, type Sqlite } from './sqlite.ts';

/** What the diagnosis tells of the copy in use. */
export interface CopyStatus {
  readonly journalMode: JournalMode;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly taken: number;
  readonly engine: Sqlite['engine'];
}

export interface DatabaseSource extends Source {
  /** The copy in use; `undefined` before the first question. */
  readonly status: () => CopyStatus | undefined;
  /** Changes when a new copy would tell something else. */
  readonly stamp: () => string;
  /** Removes the copies. */
  readonly dispose: () => Promise<void>;
}

interface Current {
  readonly copied: CopiedDatabase;
  readonly sqlite: Sqlite;
  readonly opened: OpenSource;
}

/** A replaced copy is kept this long, in milliseconds, for questions that began with it. */
const farewellMs = 60_000;

/**
 * The database as a source. A copy is made when the first question comes and again when Zotero has changed its file
 * since; questions in between are answered from the copy at hand.
 *
 * @param locate finds the data directory; asked again each time, since settings change
 */
export function databaseSource(locate: () => DataDirectory | undefined, settings: CopySettings = {}): DatabaseSource {
  let current: Current | undefined;
  let opening: Promise<OpenSource | SourceFailure> = Promise.resolve(
    failure('no-data-directory', 'not looked for yet'),
  );
  const old = new Set<Current>();

  const discard = async (copy: Current): Promise<void> => {
    if (!old.delete(copy)) return;
    copy.sqlite.close();
    await copy.copied.remove();
  };
  const replace = (next: Current | undefined): void => {
    const last = current;
    current = next;
    if (last === undefined) return;
    old.add(last);
    setTimeout(() => void discard(last), farewellMs).unref();
  };

  const open = async (): Promise<OpenSource | SourceFailure> => {
    const directory = locate();
    if (directory === undefined) return failure('no-data-directory', 'no profile names one, and ~/Zotero has none');
    const stamp = databaseStamp(directory.database);
    if (current !== undefined && current.copied.stamp === stamp) {
      // The original has not changed since, so what the copy says is true now.
      return { ...current.opened, taken: Date.now() };
    }
    const copied = await copyDatabase(directory.database, settings);
    if (copied.kind === 'failed') return failure(copied.reason, copied.detail);
    const opened = await openCopy(copied, directory);
    if ('kind' in opened) {
      await copied.remove();
      return opened;
    }
    replace(opened);
    return opened.opened;
  };

  return {
    source: 'database',
    // One at a time: two questions at once need one copy.
    open: () => {
      opening = opening.then(open, open);
      return opening;
    },
    status: () =>
      current && {
        journalMode: current.copied.journalMode,
        bytes: current.copied.bytes,
        taken: current.copied.taken,
        engine: current.sqlite.engine,
      },
    stamp: () => {
      const directory = locate();
      return directory === undefined ? '' : databaseStamp(directory.database);
    },
    dispose: async () => {
      await opening;
      replace(undefined);
      await Promise.all([...old].map(discard));
    },
  };
}

function failure(reason: SourceFailure['reason'], detail: string): SourceFailure {
  return { kind: 'failed', source: 'database', reason, detail };
}

async function openCopy(copied: CopiedDatabase, directory: DataDirectory): Promise<Current | SourceFailure> {
  let sqlite: Sqlite;
  try {
    sqlite = await openSqlite(copied.path);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return failure(/cannot find (?:module|package)|wasm/i.test(message) ? 'no-sqlite' : 'corrupt', message);
  }
  const opened = openDatabase({
    query: sqlite.query,
    taken: copied.taken,
    description: directory.database,
    files: {
      dataDirectory: directory.folder,
      baseAttachmentPath: directory.profile?.baseAttachmentPath ?? '',
      exists: existsSync,
    },
  });
  if (isFailure(opened)) {
    sqlite.close();
    return opened;
  }
  return { copied, sqlite, opened };
}
