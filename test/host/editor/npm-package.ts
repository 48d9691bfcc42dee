import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const LONGEST_COMMAND_MS = 10 * 60_000;

/** An npm package at one version, with the `dist.integrity` that its registry states for it. */
export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
}

/**
 * Downloads a package with the machine's own npm (so that its registry, proxy and cache settings hold), checks its
 * sha512 and unpacks the parts of it that are named into `folder`/package. No script of the package is run.
 *
 * @throws Error when the download fails or is not the file that was published.
 */
export async function unpack(
  wanted: NpmPackage,
  folder: string,
  parts: readonly string[],
  leaveOut: readonly string[],
) {
  const spec = `${wanted.name}@${wanted.version}`;
  const printed = await run('npm', ['pack', spec, '--silent', '--ignore-scripts'], folder);
  const archive = path.join(folder, printed.trim().split('\n').at(-1) ?? '');
  const integrity = `sha512-${createHash('sha512').update(fs.readFileSync(archive)).digest('base64')}`;
  if (integrity !== wanted.integrity) {
    throw new Error(`${spec} is not the package that was published: ${integrity} instead of ${wanted.integrity}.`);
  }
  const excludes = leaveOut.map(pattern => `--exclude=${pattern}`);
  await run('tar', ['xzf', archive, '--no-same-owner', ...excludes, ...parts.map(part => `package/${part}`)], folder);
  fs.rmSync(archive);
}

/** Runs a command to its end and returns what it printed; its complaints are shown only if it fails. */
export function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], timeout: LONGEST_COMMAND_MS });
    let printed = '';
    let complaints = '';
    child.stdout.on('data', data => {
      printed += data;
    });
    child.stderr.on('data', data => {
      complaints += data;
    });
    child.once('error', error => reject(new Error(`${command} could not be run: ${error.message}`)));
    child.once('close', (code, signal) => {
      if (code === 0) resolve(printed);
      else reject(new Error(`${[command, ...args].join(' ')} failed (${signal ?? code}):\n${complaints || printed}`));
    });
  });
}
