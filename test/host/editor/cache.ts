import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Progress } from './progress.ts';

/** Written last into a finished folder; a folder without it is not used. */
const FINISHED = 'finished.json';
const LONGEST_INSTALLATION_MS = 15 * 60_000;

/**
 * The folder outside the repository where the editor and the browser are kept between runs:
 * `$PAPER_NOTES_CACHE`, or `paper-notes` in the user's cache folder. It may be deleted at any time.
 */
export function cacheFolder(): string {
  const own = process.env.PAPER_NOTES_CACHE;
  if (own) return path.resolve(own);
  return path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'paper-notes');
}

/**
 * The folder `name` in the cache, filled by `fill` if it is not there yet. `fill` works in a folder beside it that is
 * renamed when it is whole, so that a stopped installation leaves nothing half done. Of several processes that want
 * the same folder at once, one fills it and the others wait.
 *
 * @throws Error when the cache cannot be written or when another process takes longer than 15 minutes.
 */
export async function cached(name: string, progress: Progress, fill: (folder: string) => Promise<void>) {
  const folder = path.join(cacheFolder(), name);
  if (isFinished(folder)) return folder;
  makeCacheFolder();
  const release = await lock(`${folder}.lock`, progress, () => isFinished(folder));
  try {
    if (isFinished(folder)) return folder;
    removeAbandoned(name);
    const unfinished = `${folder}.unfinished-${process.pid}-${randomUUID().slice(0, 8)}`;
    fs.mkdirSync(unfinished, { recursive: true });
    try {
      await fill(unfinished);
      fs.writeFileSync(path.join(unfinished, FINISHED), `${JSON.stringify({ name })}\n`);
      fs.rmSync(folder, { recursive: true, force: true });
      fs.renameSync(unfinished, folder);
    } finally {
      fs.rmSync(unfinished, { recursive: true, force: true });
    }
    return folder;
  } finally {
    release();
  }
}

function isFinished(folder: string): boolean {
  return fs.existsSync(path.join(folder, FINISHED));
}

function makeCacheFolder(): void {
  try {
    fs.mkdirSync(cacheFolder(), { recursive: true });
  } catch (error) {
    throw new Error(
      `The cache folder ${cacheFolder()} cannot be written (${(error as Error).message}). ` +
        'Set PAPER_NOTES_CACHE to a folder that can.',
    );
  }
}

/** What an installation that was killed left behind. Only called by the holder of the lock. */
function removeAbandoned(name: string): void {
  for (const entry of fs.readdirSync(cacheFolder())) {
    if (entry.startsWith(`${name}.unfinished-`)) {
      fs.rmSync(path.join(cacheFolder(), entry), { recursive: true, force: true });
    }
  }
}

/** Waits for the lock file, taking it over from a process that is gone. Returns early when `done` holds. */
async function lock(file: string, progress: Progress, done: () => boolean): Promise<() => void> {
  const end = Date.now() + LONGEST_INSTALLATION_MS;
  for (let told = false; ; ) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => fs.rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (done()) return () => undefined;
    if (isStale(file)) {
      fs.rmSync(file, { force: true });
      continue;
    }
    if (!told) progress.say(`  another process is installing it already; waiting for it (${file})`);
    told = true;
    if (Date.now() > end) throw new Error(`${file} has been held for 15 minutes. If no installation runs, delete it.`);
    await new Promise(resolve => setTimeout(resolve, 300));
  }
}

function isStale(file: string): boolean {
  let pid: number;
  try {
    // A lock that was made this moment may not hold its number yet.
    if (Date.now() - fs.statSync(file).mtimeMs < 2_000) return false;
    pid = Number(fs.readFileSync(file, 'utf8'));
  } catch {
    return false;
  }
  if (!(pid > 0)) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
