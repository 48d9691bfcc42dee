import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { installChromium } from './chromium.ts';
import { type Progress, progressOnStderr } from './progress.ts';

/** Where browsers lie that a person or a system installed. */
const USUAL_PLACES: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
    'C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
  linux: ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'microsoft-edge'].flatMap(name =>
    ['/usr/bin', '/usr/local/bin', '/opt/google/chrome', '/snap/bin'].map(folder => path.posix.join(folder, name)),
  ),
};

/** The switches that keep the browser quiet and on this machine: no name but a loopback one can be resolved. */
const SWITCHES = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-sync',
  '--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets,OptimizationHints,MediaRouter,' +
    'Translate,AutofillServerCommunication',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost , EXCLUDE *.localhost',
];

/**
 * A language that the browser knows whatever the machine's is: in that of a bare machine ("C", "POSIX") it finds no word
 * in any page, since it has no rules by which to compare letters in it.
 */
const language = { LANG: 'en_US.UTF-8', LANGUAGE: 'en_US', LC_ALL: 'en_US.UTF-8' };

/** A browser that can be started, and the environment it needs. */
export interface InstalledBrowser {
  readonly executable: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The browser to test in: the one named by `$PAPER_NOTES_BROWSER`, else Chrome, Chromium or Edge of this machine if it
 * starts, else a Chromium from the npm registry in the cache folder (Linux x64; 70 MB to download). Nothing needs to
 * be installed on the machine: the shared libraries and fonts that a bare one lacks come along.
 *
 * @throws Error when there is no browser and none can be had for this system.
 */
export async function installBrowser(progress: Progress = progressOnStderr): Promise<InstalledBrowser> {
  const named = process.env.PAPER_NOTES_BROWSER;
  if (named) return { executable: named, env: {} };
  const found = USUAL_PLACES[process.platform]?.find(starts);
  if (found !== undefined) return { executable: found, env: {} };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No Chrome, Chromium or Edge was found. Install one, or name it in PAPER_NOTES_BROWSER.');
  }
  return installChromium(progress);
}

/** A browser file may be there and not start, for want of a library or as a link to a package that is not installed. */
function starts(executable: string): boolean {
  if (!fs.existsSync(executable)) return false;
  if (process.platform !== 'linux') return true;
  try {
    execFileSync(executable, ['--version'], { stdio: 'ignore', timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}

/**
 * Starts the browser, without a window. Close it when done; it also ends with this process.
 *
 * @throws Error when it does not start within a minute.
 */
export async function launchBrowser(browser?: InstalledBrowser): Promise<Browser> {
  const { executable, env } = browser ?? (await installBrowser());
  return chromium.launch({
    executablePath: executable,
    args: SWITCHES,
    env: { ...process.env, ...env, ...language } as Record<string, string>,
    timeout: 60_000,
  });
}
