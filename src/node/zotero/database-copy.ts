import { rmSync, type Stats, statSync } from 'node:fs';
import { copyFile, mkdtemp, open, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { FailureReason } from '../../core/zotero/source.ts';
import { logBeginsSound } from './write-ahead-log.ts';

/*
 * A copy of a database that another program is writing. SQLite cannot help: Zotero holds its file exclusively, and even
 * a read-only open leaves files beside it. So the bytes are copied, and the copy counts only when nothing changed
 * meanwhile. The original's folder is only ever read.
 */

/** How Zotero keeps a change safe until it is done: Zotero up to 9 in `-journal`, from 10 on in `-wal`. */
export type JournalMode = 'rollback' | 'wal';

export interface CopiedDatabase {
  readonly kind: 'copied';
  /** The copy, in a folder of its own that only this user may read. */
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly taken: number;
  readonly journalMode: JournalMode;
  readonly bytes: number;
  /** Equal stamps of one file mean that a copy would say the same. */
  readonly stamp: string;
  readonly remove: () => Promise<void>;
}

export interface CopyFailure {
  readonly kind: 'failed';
  readonly reason: FailureReason;
  readonly detail: string;
}

export interface CopySettings {
  /** Where copies are put; the system's temporary folder unless told otherwise. */
  readonly temporary?: string;
  /** For tests: stands in for the copying of one file. */
  readonly copy?: (from: string, to: string) => Promise<void>;
}

/** Pauses before the second and third try, in milliseconds: Zotero's writes are short. */
const pauses = [60, 300];
/** A file that changed less than this long ago may change again without its time showing it. */
const racyMs = 30;
const prefix = 'paper-notes-zotero-';

/** Copies a database with all its committed changes. At most three tries; never throws. */
export async function copyDatabase(file: string, settings: CopySettings = {}): Promise<CopiedDatabase | CopyFailure> {
  const temporary = settings.temporary ?? tmpdir();
  let folder: string;
  try {
    await stat(file);
    await removeForgotten(temporary);
    folder = await mkdtemp(path.join(temporary, prefix));
  } catch (error) {
    return fileFailure(error, file);
  }
  let logIsSound = true;
  // A program that ends before it has removed its copy leaves no one's library lying about.
  const atExit = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', atExit);
  const remove = async (): Promise<void> => {
    await rm(folder, { recursive: true, force: true });
    process.off('exit', atExit);
  };
  try {
    for (const pause of [0, ...pauses]) {
      if (pause > 0) await wait(pause);
      const target = path.join(folder, 'zotero.sqlite');
      const copied = await tryCopy(file, target, settings.copy ?? copyFile);
      logIsSound = await logBeginsSound(`${target}-wal`);
      if (copied !== undefined && logIsSound) return { ...copied, remove };
      for (const name of await readdir(folder)) await rm(path.join(folder, name), { force: true });
    }
  } catch (error) {
    await remove();
    return fileFailure(error, file);
  }
  await remove();
  if (!logIsSound) return { kind: 'failed', reason: 'corrupt', detail: `${file}-wal is damaged at its beginning` };
  return { kind: 'failed', reason: 'busy', detail: `${file} changed during each of three copies` };
}

/** What tells whether the files changed: cheap enough to be asked every few seconds. Empty when there is no file. */
export function databaseStamp(file: string): string {
  return ['', '-wal', '-journal'].map(suffix => stampOf(statOrUndefined(file + suffix))).join(' ');
}

function stampOf(stats: Stats | undefined): string {
  return stats === undefined ? '-' : `${stats.size}:${stats.mtimeMs}:${stats.ino}`;
}

function statOrUndefined(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch {
    return undefined;
  }
}

/** What must be the same before and after a copy. */
interface State {
  readonly main: string;
  readonly mode: JournalMode;
  /** The first 32 bytes of the write-ahead log: they change when it is begun anew. */
  readonly walHeader: string;
  readonly walSize: number;
  readonly journal: string;
  readonly journalIsHot: boolean;
  readonly bytes: number;
}

async function tryCopy(
  file: string,
  target: string,
  copy: (from: string, to: string) => Promise<void>,
): Promise<Omit<CopiedDatabase, 'remove'> | undefined> {
  const taken = Date.now();
  const stamp = databaseStamp(file);
  const before = await readState(file);
  await copy(file, target);
  // The log is copied after the main file: as long as neither was begun anew, what the log gained meanwhile is whole
  // commits, each with its checksum, and a commit still being written is passed over by SQLite.
  const wal = before.mode === 'wal' && before.walSize > 0;
  if (wal) await copy(`${file}-wal`, `${target}-wal`);
  if (before.journalIsHot) await copy(`${file}-journal`, `${target}-journal`);
  const sinceWrite = Date.now() - (statOrUndefined(file)?.mtimeMs ?? 0);
  if (sinceWrite >= 0 && sinceWrite < racyMs) await wait(racyMs);
  const after = await readState(file);
  const same =
    before.main === after.main &&
    before.mode === after.mode &&
    before.walHeader === after.walHeader &&
    after.walSize >= before.walSize &&
    before.journal === after.journal;
  if (!same) return undefined;
  return { kind: 'copied', path: target, taken, journalMode: before.mode, bytes: before.bytes, stamp };
}

async function readState(file: string): Promise<State> {
  const main = await stat(file);
  const header = await firstBytes(file, 100);
  const journalHeader = await firstBytes(`${file}-journal`, 28);
  const hot = journalHeader.some(byte => byte !== 0);
  const mode = header[18] === 2 ? 'wal' : 'rollback';
  const wal = statOrUndefined(`${file}-wal`);
  return {
    // The header holds SQLite's own count of changes and the file's length in pages.
    main: `${main.size} ${main.mtimeMs} ${main.ino} ${header.toString('hex')}`,
    mode,
    walHeader: mode === 'wal' ? (await firstBytes(`${file}-wal`, 32)).toString('hex') : '',
    walSize: wal?.size ?? 0,
    journal: hot ? `${journalHeader.toString('hex')} ${stampOf(statOrUndefined(`${file}-journal`))}` : '',
    journalIsHot: hot,
    bytes: main.size + (mode === 'wal' ? (wal?.size ?? 0) : 0),
  };
}

/** The beginning of a file; empty when there is none. */
async function firstBytes(file: string, count: number): Promise<Buffer> {
  let handle: Awaited<ReturnType<typeof open>> | undefined;
  try {
    handle = await open(file, 'r');
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    if (isMissing(error)) return Buffer.alloc(0);
    throw error;
  } finally {
    await handle?.close();
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
}

function fileFailure(error: unknown, file: string): CopyFailure {
  const detail = error instanceof Error ? error.message : String(error);
  const reason = (): FailureReason => {
    switch (codeOf(error)) {
      case 'ENOENT':
      case 'ENOTDIR':
        return 'no-database';
      case 'EACCES':
      case 'EPERM':
        return 'no-permission';
      case 'ENOSPC':
      case 'EDQUOT':
        return 'disk-full';
      case 'EBUSY':
        return 'busy';
      default:
        return 'corrupt';
    }
  };
  return { kind: 'failed', reason: reason(), detail: `${file}: ${detail}` };
}

/** Removes copies that a program left behind when it was ended from outside, once they are a day old. */
async function removeForgotten(temporary: string): Promise<void> {
  const names = await readdir(temporary).catch(() => [] as string[]);
  for (const name of names.filter(entry => entry.startsWith(prefix))) {
    const folder = path.join(temporary, name);
    const age = Date.now() - (statOrUndefined(folder)?.mtimeMs ?? Date.now());
    if (age > 24 * 3600 * 1000) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}
