import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FrameLocator, Page } from 'playwright-core';
import { type Bridge, bridgeExtension, type Json, openBridge } from './bridge.ts';
import { launchBrowser } from './browser.ts';
import { installEditor } from './install.ts';
import { freshProfile, linkBuiltIn, linkExtension } from './profile.ts';
import { installVsix, startServer } from './server.ts';
import { openWorkbench, pause, restored, runFromPalette, type WorkbenchOptions, webview } from './workbench.ts';

/** The project's folder, whose `package.json` and `dist/` are the extension under test. */
export const project = fileURLToPath(new URL('../../../', import.meta.url));
/** The extension's id. */
export const extensionId = 'paper-notes.paper-notes';

/** In a browser VS Code writes down what is open every five seconds, and not when its window is closed. */
const STATE_IS_KEPT_WITHIN_MS = 7_000;

/** How to open VS Code for a test. All may be left out. */
export interface EditorOptions extends WorkbenchOptions {
  /** Files of the workspace by path: their content, or a folder's file to copy as `{ copy: path }`. */
  readonly files?: Readonly<Record<string, string | { readonly copy: string }>>;
  /** User settings beyond the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** In which extension host Paper Notes runs: Node's (the default) or the web worker's, as on vscode.dev. */
  readonly host?: 'desktop' | 'web';
  /** The packed extension to install instead of the project's folder. */
  readonly vsix?: string;
  /** Folders of other extensions to link; `'project'` is this one. By default the project alone. */
  readonly extensions?: readonly string[];
  /** With all built-in extensions, not just those that notes have to do with. */
  readonly allBuiltIns?: boolean;
  /** Environment of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A real VS Code, opened with a fresh profile on a workspace of its own. */
export interface Editor extends Pick<Bridge, 'inHost'> {
  readonly page: Page;
  /** The folder that is open. */
  readonly workspace: string;
  /** Where extensions are installed; that of a `.vsix` is unpacked in it. */
  readonly extensionsFolder: string;
  /** Addresses of other machines that were asked for (and refused): a test asserts that there are none. */
  readonly refused: readonly string[];
  /** Addresses for other programs (`zotero://…`) that VS Code handed to the system, in order. */
  readonly handedOver: readonly string[];
  /** Opens a file of the workspace, puts the focus in it and waits until its text is on the screen. */
  readonly openFile: (name: string) => Promise<void>;
  /** Runs a command from the command palette by its whole title ("Paper Notes: Open Preview"). */
  readonly runCommand: (title: string) => Promise<void>;
  /** The document of Paper Notes' webview (the first that is open), or of another extension's. */
  readonly webview: (extension?: string) => FrameLocator;
  /** The text of the active editor, or of the first that is visible, as the extension host sees it. */
  readonly text: () => Promise<string | undefined>;
  /** Types at the end of a line (from 0) of the active editor, with real keys. */
  readonly typeAt: (line: number, keys: string) => Promise<void>;
  /** Changes user settings (on top of those it was opened with) while the editor runs. */
  readonly changeSettings: (settings: Readonly<Record<string, Json>>) => Promise<void>;
  /** Loads the window again and waits until it is restored. */
  readonly reload: () => Promise<void>;
  /** Ends editor and browser and removes all that they wrote. */
  readonly close: () => Promise<void>;
}

/**
 * Opens a real VS Code in a real browser with Paper Notes in it: about 5 seconds. Close it in `after`.
 * The bundles must have been built (`npm run build`).
 *
 * @throws Error telling which part did not come up in time.
 * @example
 * const editor = await openEditor({ files: { 'note.md': '# Title\n' } });
 * await editor.openFile('note.md');
 * await editor.runCommand('Paper Notes: Open Preview to the Side');
 * await editor.webview().locator('h1').waitFor();
 * await editor.close();
 */
export async function openEditor(options: EditorOptions = {}): Promise<Editor> {
  const installed = await installEditor();
  const closing: (() => Promise<unknown> | void)[] = [];
  const close = async () => {
    for (const each of closing.splice(0).reverse()) await each();
  };
  try {
    const bridge = await openBridge();
    closing.push(bridge.close);
    const web = options.host === 'web';
    const settings = {
      ...options.settings,
      'paperNotesTest.bridge': bridge.address,
      ...(web && { 'remote.extensionKind': { [extensionId]: ['web'], 'paper-notes-test.bridge': ['web'] } }),
    };
    const profile = freshProfile(installed, { settings, allBuiltIns: options.allBuiltIns ?? false });
    closing.push(profile.remove);
    writeFiles(profile.workspace, options.files ?? {});
    if (options.vsix !== undefined) await installVsix(installed, profile, options.vsix);
    const linked = options.extensions ?? (options.vsix === undefined ? ['project'] : []);
    linkBuiltIn(profile, bridgeExtension);
    for (const folder of linked) linkExtension(profile, folder === 'project' ? project : folder);

    const serverOptions = options.env === undefined ? {} : { env: options.env };
    const [server, browser] = await Promise.allSettled([
      startServer(installed, profile, serverOptions),
      launchBrowser(),
    ]);
    if (server.status === 'fulfilled') closing.push(server.value.stop);
    if (browser.status === 'fulfilled') closing.push(() => browser.value.close());
    if (server.status === 'rejected') throw server.reason;
    if (browser.status === 'rejected') throw browser.reason;

    const { page, refused, handedOver } = await openWorkbench(
      browser.value,
      server.value.address(profile.workspace),
      options,
    );
    await bridge.inHost(api => api.version);
    return {
      page,
      refused,
      handedOver,
      workspace: profile.workspace,
      extensionsFolder: profile.extensions,
      inHost: bridge.inHost,
      openFile: name => openFile(page, bridge, name),
      runCommand: title => runFromPalette(page, title),
      webview: (extension = extensionId) => webview(page, extension),
      text: () =>
        bridge.inHost(api => (api.window.activeTextEditor ?? api.window.visibleTextEditors[0])?.document.getText()),
      typeAt: (line, keys) => typeAt(page, bridge, line, keys),
      changeSettings: more =>
        bridge.inHost(async (api, values) => {
          const configuration = api.workspace.getConfiguration();
          for (const [name, value] of Object.entries(values)) {
            await configuration.update(name, value, api.ConfigurationTarget.Global);
          }
        }, more),
      reload: async () => {
        await pause(STATE_IS_KEPT_WITHIN_MS);
        await page.reload();
        await restored(page);
        await bridge.inHost(api => api.version);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function writeFiles(workspace: string, files: NonNullable<EditorOptions['files']>): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(workspace, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    if (typeof content === 'string') fs.writeFileSync(file, content);
    else fs.cpSync(content.copy, file, { recursive: true });
  }
}

async function openFile(page: Page, bridge: Bridge, name: string): Promise<void> {
  await bridge.inHost(async (api, file) => {
    const [folder] = api.workspace.workspaceFolders ?? [];
    if (folder === undefined) throw new Error('no folder is open');
    // In the web worker host the files are the server's, not file: ones.
    const document = await api.workspace.openTextDocument(api.Uri.joinPath(folder.uri, file));
    await api.window.showTextDocument(document, { preview: false, viewColumn: api.ViewColumn.One });
  }, name);
  await page
    .locator(`.monaco-editor[data-uri$="/${encodeURIComponent(path.posix.basename(name))}"] .view-lines`)
    .first()
    .waitFor();
}

async function typeAt(page: Page, bridge: Bridge, line: number, keys: string): Promise<void> {
  await bridge.inHost(async (api, at) => {
    const editor = api.window.activeTextEditor ?? api.window.visibleTextEditors[0];
    if (editor === undefined) throw new Error('no text editor is open');
    const end = editor.document.lineAt(at).range.end;
    // Setting editor.selection would return before the window has taken it up.
    await api.window.showTextDocument(editor.document, {
      ...(editor.viewColumn !== undefined && { viewColumn: editor.viewColumn }),
      selection: new api.Range(end, end),
    });
  }, line);
  await page.locator('.monaco-editor.focused').first().waitFor();
  await page.keyboard.type(keys);
}
