import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { InstalledEditor } from './install.ts';

/** Settings that keep VS Code from greeting, asking, updating, animating or looking at the network. */
const QUIET_SETTINGS: Readonly<Record<string, unknown>> = {
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'editor.accessibilitySupport': 'off',
  'editor.cursorBlinking': 'solid',
  'editor.wordBasedSuggestions': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'files.hotExit': 'off',
  'git.enabled': false,
  'json.schemaDownload.enable': false,
  'npm.fetchOnlinePackageInfo': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'terminal.integrated.initialHint': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'window.commandCenter': false,
  'workbench.enableExperiments': false,
  'workbench.localHistory.enabled': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/** VS Code's own extensions that notes have to do with: without the others it starts quicker. */
const BUILT_INS = [
  'configuration-editing',
  'html',
  'ipynb',
  'javascript',
  'json',
  'latex',
  'markdown-basics',
  'markdown-language-features',
  'markdown-math',
  'theme-defaults',
  'theme-seti',
  'yaml',
];

/** The folders that one run of VS Code uses and that are gone after it. */
export interface Profile {
  readonly folder: string;
  readonly data: string;
  readonly extensions: string;
  readonly builtIns: string;
  /** An empty folder to open. */
  readonly workspace: string;
  readonly remove: () => void;
}

/** What a profile may differ in. */
export interface ProfileOptions {
  /** User settings beyond the quiet ones, which they may override. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** True: with every built-in extension, as a user has it. */
  readonly allBuiltIns?: boolean;
}

/** A fresh profile in a temporary folder: quiet settings, no extension but the few built-in ones, an empty workspace. */
export function freshProfile(editor: InstalledEditor, options: ProfileOptions = {}): Profile {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'paper-notes-editor-'));
  const remove = () => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  process.once('exit', remove);
  const profile: Profile = {
    folder,
    data: path.join(folder, 'data'),
    extensions: path.join(folder, 'extensions'),
    builtIns: path.join(folder, 'built-ins'),
    workspace: path.join(folder, 'workspace'),
    remove: () => {
      process.removeListener('exit', remove);
      remove();
    },
  };
  for (const each of [path.join(profile.data, 'User'), profile.extensions, profile.builtIns, profile.workspace]) {
    fs.mkdirSync(each, { recursive: true });
  }
  const settings = { ...QUIET_SETTINGS, ...options.settings };
  fs.writeFileSync(path.join(profile.data, 'User', 'settings.json'), JSON.stringify(settings, null, 2));
  const own = path.join(editor.root, 'extensions');
  for (const name of options.allBuiltIns ? fs.readdirSync(own) : BUILT_INS) {
    fs.symlinkSync(path.join(own, name), path.join(profile.builtIns, name));
  }
  return profile;
}

/** Installs an extension's folder by a link to it. Only before the editor starts, and only where no `.vsix` is installed. */
export function linkExtension(profile: Profile, folder: string): void {
  const { publisher, name, version } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  fs.symlinkSync(path.resolve(folder), path.join(profile.extensions, `${publisher}.${name}-${version}`));
}

/** Puts an extension's folder among the built-in ones, which works beside an installed `.vsix` too. */
export function linkBuiltIn(profile: Profile, folder: string): void {
  fs.symlinkSync(path.resolve(folder), path.join(profile.builtIns, path.basename(folder)));
}
