import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { InstalledEditor } from './install.ts';
import type { Profile } from './profile.ts';

const STARTS_WITHIN_MS = 60_000;
const STOPS_WITHIN_MS = 3_000;
const stopWithParent = fileURLToPath(new URL('stop-with-parent.cjs', import.meta.url));

/** A running VS Code server on 127.0.0.1. */
export interface Server {
  readonly port: number;
  readonly pid: number;
  /** The workbench's address with a folder opened. */
  readonly address: (folder: string) => string;
  /** Resolves when the server has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Ends the server with all its processes; resolves when they are gone. May be called twice. */
  readonly stop: () => Promise<void>;
}

/** What is not the same for every start. */
export interface ServerOptions {
  /** The port to listen on; 0, the default, takes a free one. */
  readonly port?: number;
  /** Environment of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
}

/** No marketplace, no telemetry, no experiments: the server reaches nothing but its own port. */
const serverArguments = (profile: Profile, port: number) => [
  ...['--host', '127.0.0.1', '--port', String(port)],
  '--without-connection-token',
  '--accept-server-license-terms',
  ...['--telemetry-level', 'off', '--disable-telemetry', '--disable-experiments'],
  '--disable-workspace-trust',
  '--enable-smoke-test-driver',
  ...['--server-data-dir', profile.data, '--user-data-dir', profile.data, '--extensions-dir', profile.extensions],
  ...['--builtin-extensions-dir', profile.builtIns],
];

const environment = (editor: InstalledEditor, own: Readonly<Record<string, string>> = {}) => ({
  ...process.env,
  PATH: `${path.dirname(editor.node)}:${process.env.PATH}`,
  NODE_OPTIONS: '',
  CODE_SERVER_PARENT_PID: '',
  EXTENSIONS_GALLERY: '{}',
  ...own,
});

/**
 * Starts VS Code's server as a process group of its own, which ends with `stop` and with this process.
 *
 * @throws Error with the server's last words when it does not listen within a minute.
 */
export async function startServer(
  editor: InstalledEditor,
  profile: Profile,
  options: ServerOptions = {},
): Promise<Server> {
  const log = fs.openSync(path.join(profile.folder, 'server.log'), 'a');
  const main = path.join(editor.root, 'out/server-main.js');
  const child = spawn(
    editor.node,
    ['--require', stopWithParent, main, ...serverArguments(profile, options.port ?? 0)],
    {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment(editor, options.env),
    },
  );
  let printed = '';
  const keep = (data: Buffer) => {
    fs.writeSync(log, data);
    printed = (printed + data).slice(-20_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const gone = new Promise<void>(resolve => child.once('close', () => resolve()));
  const stop = async () => {
    signalGroup(child.pid, 'SIGTERM');
    const force = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), STOPS_WITHIN_MS);
    await gone;
    clearTimeout(force);
    signalGroup(child.pid, 'SIGKILL');
    process.removeListener('exit', killNow);
  };
  const killNow = () => signalGroup(child.pid, 'SIGKILL');
  process.once('exit', killNow);

  const port = await new Promise<number>((resolve, reject) => {
    const fail = (what: string) => reject(new Error(`VS Code's server ${what}. It said:\n${printed.slice(-2_000)}`));
    const late = setTimeout(() => fail(`did not start within ${STARTS_WITHIN_MS / 1000} s`), STARTS_WITHIN_MS);
    child.once('error', error => fail(`could not be started (${error.message})`));
    child.once('exit', code => fail(`ended with code ${code}`));
    child.stdout.on('data', () => {
      const bound = /Server bound to [^\s:]+:(\d+)/.exec(printed);
      if (bound === null) return;
      clearTimeout(late);
      resolve(Number(bound[1]));
    });
  }).catch(async error => {
    await stop();
    throw error;
  });

  return {
    port,
    pid: child.pid!,
    address: folder => `http://127.0.0.1:${port}/?folder=${encodeURIComponent(folder)}`,
    ended: gone,
    stop,
  };
}

/** Installs a packed extension into a profile, as `code --install-extension` does. */
export async function installVsix(editor: InstalledEditor, profile: Profile, vsix: string): Promise<void> {
  const main = path.join(editor.root, 'out/server-main.js');
  const folders = ['--server-data-dir', profile.data, '--extensions-dir', profile.extensions];
  await promisify(execFile)(editor.node, [main, ...folders, '--install-extension', path.resolve(vsix)], {
    env: environment(editor),
    timeout: STARTS_WITHIN_MS,
  });
}

/** To the server's whole group (extension hosts, watchers, …), and to nothing else. */
function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended already.
  }
}
