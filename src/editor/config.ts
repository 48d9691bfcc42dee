import * as vscode from 'vscode';
import { readMacro } from '../core/math/macro-file.ts';
import type { MacroTable } from '../core/math/macros.ts';
import type { Appearance } from '../core/page/appearance.ts';

/** All settings, read once. A new object takes its place when one of them changes. */
export interface Config {
  readonly appearance: Appearance;
  readonly scrollSync: {
    /** The pane follows the editor. */
    readonly previewFollowsEditor: boolean;
    /** The editor follows the pane. */
    readonly editorFollowsPreview: boolean;
  };
  readonly math: {
    readonly macros: MacroTable;
    /** Relative to the workspace folder; '' for none. */
    readonly macrosFile: string;
  };
  readonly mathWriting: {
    readonly hover: boolean;
    readonly completion: boolean;
    /** Hints about signs that TeX has a command for, and about a `$` without its partner. */
    readonly hints: boolean;
    readonly closeDollars: boolean;
    readonly tabOut: boolean;
    readonly shortForms: boolean;
  };
  readonly tidy: {
    /** Kinds of repair switched on or off; the others work as usual. */
    readonly kinds: Readonly<Record<string, boolean>>;
    readonly onPaste: boolean;
  };
  readonly images: {
    /** Folders to look for images in, absolute or relative to the workspace folder. */
    readonly roots: readonly string[];
    /** True when remote images load by themselves: switched on, and in a workspace that the user trusts. */
    readonly remote: boolean;
  };
  readonly recipes: {
    /** Show behind quotes what follows from them. */
    readonly inlayHints: boolean;
    /** Show behind asides in the text whether they follow. */
    readonly marks: boolean;
    /** What an hour of an accelerator costs the reader, in US dollars, by its name; published prices for the others. */
    readonly prices: Readonly<Record<string, number>>;
  };
  /** How notes are written from Zotero. */
  readonly writing: {
    /** The template's file: absolute or relative to the workspace folder; '' for the default template. */
    readonly template: string;
    /** Where new notes go: absolute or relative to the workspace folder. */
    readonly noteFolder: string;
    /** Where pictures go, relative to the note's own folder. */
    readonly imageFolder: string;
    /** A CSL style such as `apa`; '' for the one chosen in Zotero. */
    readonly citationStyle: string;
  };
  readonly zotero: {
    /** False when only what a sample library says is to be shown. */
    readonly enabled: boolean;
    /** The folder of zotero.sqlite; '' to look for it. */
    readonly dataDirectory: string;
    /** The address of the local API; '' for the one of Zotero's profile. */
    readonly api: string;
    readonly problems: 'information' | 'warning' | 'hint' | 'off';
  };
}

/** The settings as they stand now, and word of every change to them. */
export interface LiveConfig extends vscode.Disposable {
  readonly current: Config;
  readonly onDidChange: vscode.Event<Config>;
}

/** Keeps the settings read. They are read again when one of them or the workspace's trust changes. */
export function watchConfig(): LiveConfig {
  let current = readConfig();
  const changed = new vscode.EventEmitter<Config>();
  const readAgain = () => {
    current = readConfig();
    changed.fire(current);
  };
  const subscriptions = [
    changed,
    vscode.workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration('paperNotes')) readAgain();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(readAgain),
  ];
  return {
    get current() {
      return current;
    },
    onDidChange: changed.event,
    dispose: () => vscode.Disposable.from(...subscriptions).dispose(),
  };
}

function readConfig(): Config {
  const settings = vscode.workspace.getConfiguration('paperNotes');
  return {
    appearance: {
      fontFamily: text(settings.get('preview.fontFamily')),
      fontSize: between(settings.get('preview.fontSize'), 8, 40, 16),
      lineHeight: between(settings.get('preview.lineHeight'), 1, 3, 1.6),
      width: between(settings.get('preview.width'), 0, 400, 68),
      asides: oneOf(settings.get('preview.asides'), ['margin', 'below', 'hidden']),
    },
    scrollSync: {
      previewFollowsEditor: settings.get('preview.scrollPreviewWithEditor') !== false,
      editorFollowsPreview: settings.get('preview.scrollEditorWithPreview') !== false,
    },
    math: {
      macros: macros(settings.get('math.macros')),
      macrosFile: text(settings.get('math.macrosFile')),
    },
    mathWriting: {
      hover: settings.get('mathWriting.hover') !== false,
      completion: settings.get('mathWriting.completion') !== false,
      hints: settings.get('mathWriting.hints') !== false,
      closeDollars: settings.get('mathWriting.closeDollars') !== false,
      tabOut: settings.get('mathWriting.tabOut') !== false,
      shortForms: settings.get('mathWriting.shortForms') !== false,
    },
    tidy: {
      kinds: switches(settings.get('tidy.kinds')),
      onPaste: settings.get('tidy.onPaste') === true,
    },
    images: {
      roots: list(settings.get('images.roots')),
      remote: settings.get('images.remote') !== false && vscode.workspace.isTrusted,
    },
    recipes: {
      inlayHints: settings.get('recipes.inlayHints') === true,
      marks: settings.get('recipes.marks') !== false,
      prices: amounts(settings.get('recipes.prices')),
    },
    writing: {
      template: text(settings.get('notes.template')),
      noteFolder: text(settings.get('notes.folder')),
      imageFolder: text(settings.get('notes.imageFolder')).replace(/[\\/]+$/, ''),
      citationStyle: text(settings.get('citations.style')),
    },
    zotero: {
      enabled: settings.get('zotero.enabled') !== false,
      dataDirectory: text(settings.get('zotero.dataDirectory')),
      api: localAddress(settings.get('zotero.localApi')),
      problems: oneOf(settings.get('zotero.problems'), ['information', 'warning', 'hint', 'off']),
    },
  };
}

// The editor marks a wrong value in settings.json but hands it out all the same.

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

function list(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter(item => typeof item === 'string' && item !== '') : [];
}

function macros(value: unknown): MacroTable {
  if (typeof value !== 'object' || value === null) return {};
  return Object.assign({}, ...Object.entries(value).map(([name, written]) => readMacro(name, written) ?? {}));
}

function switches(value: unknown): Readonly<Record<string, boolean>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter(entry => typeof entry[1] === 'boolean'));
}

function amounts(value: unknown): Readonly<Record<string, number>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter(entry => typeof entry[1] === 'number' && Number.isFinite(entry[1]) && entry[1] > 0),
  );
}

function between(value: unknown, low: number, high: number, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : otherwise;
}

function oneOf<const Choice extends string>(value: unknown, choices: readonly [Choice, ...Choice[]]): Choice {
  return choices.find(choice => choice === value) ?? choices[0];
}

/** An address of this machine, or '' for anything else: links are never asked of another one by a setting. */
function localAddress(value: unknown): string {
  const address = text(value).trim();
  return /^http:\/\/(?:127\.0\.0\.1|localhost)(?::\d{1,5})?(?:\/api)?\/?$/i.test(address) ? address : '';
}
