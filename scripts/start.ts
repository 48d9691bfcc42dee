import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bridgeExtension, openBridge } from '../test/host/editor/bridge.ts';
import { project } from '../test/host/editor/editor.ts';
import { installEditor } from '../test/host/editor/install.ts';
import { freshProfile, linkBuiltIn, linkExtension } from '../test/host/editor/profile.ts';
import { startServer } from '../test/host/editor/server.ts';

// npm start: Paper Notes in a real VS Code, on a copy of the sample vault, the preview beside a note.
const sample = path.join(project, 'test/sample');
const firstNote = 'Llemma.md';

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    'no-code': { type: 'boolean', default: false },
  },
});

/** VS Code's own command, where a person has installed it. */
function codeCommand(): string | undefined {
  if (options['no-code']) return undefined;
  const command = process.platform === 'win32' ? 'code.cmd' : 'code';
  const { status } = spawnSync(command, ['--version'], { timeout: 20_000, shell: process.platform === 'win32' });
  return status === 0 ? command : undefined;
}

function startInstalled(command: string): void {
  const vault = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'paper-notes-')), 'Paper Notes sample');
  fs.cpSync(sample, vault, { recursive: true });
  execFileSync(command, ['--new-window', `--extensionDevelopmentPath=${project}`, vault, path.join(vault, firstNote)], {
    shell: process.platform === 'win32',
  });
  console.log(`VS Code is opening a copy of the sample vault with Paper Notes in it (${vault}).`);
  console.log('Press the preview button at the top right of the note.');
}

async function startCached(): Promise<void> {
  const editor = await installEditor();
  const bridge = await openBridge();
  const profile = freshProfile(editor, { settings: { 'paperNotesTest.bridge': bridge.address }, allBuiltIns: true });
  const vault = path.join(profile.folder, 'Paper Notes sample');
  fs.cpSync(sample, vault, { recursive: true });
  linkBuiltIn(profile, bridgeExtension);
  linkExtension(profile, project);
  const server = await startServer(editor, profile, { port: Number(options.port) });

  let stopping = false;
  const stop = async (exitCode: number) => {
    if (stopping) return;
    stopping = true;
    await server.stop();
    await bridge.close();
    profile.remove();
    process.exit(exitCode);
  };
  process.on('SIGINT', () => void stop(0));
  process.on('SIGTERM', () => void stop(0));

  void server.ended.then(() => stop(1));

  console.log('\nPaper Notes runs in a real VS Code on a copy of the sample vault. Open this address in a browser:\n');
  console.log(`  ${server.address(vault)}\n`);
  console.log('Ctrl-C ends it.');
  await bridge
    .whenHostIsUp(async (api, note) => {
      const [folder] = api.workspace.workspaceFolders ?? [];
      if (folder === undefined) return;
      await api.window.showTextDocument(api.Uri.joinPath(folder.uri, note));
      await api.commands.executeCommand('paperNotes.openPreviewToSide');
    }, firstNote)
    .catch((error: Error) => {
      if (!stopping) console.error(error.message);
    });
}

const command = codeCommand();
if (command === undefined) {
  startCached().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
} else {
  startInstalled(command);
}
