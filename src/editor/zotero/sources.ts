import * as vscode from 'vscode';
import type { Cancellation } from '../../core/cancellation.ts';
import type { Annotation } from '../../core/zotero/annotation.ts';
import { readMemory, type SerialMemory } from '../../core/zotero/last-known.ts';
import { createLibrary } from '../../core/zotero/library.ts';
import type { ZoteroLibraryPort } from '../../core/zotero/library-port.ts';
import { localApi, localApiStamp } from '../../core/zotero/local-api.ts';
import { sampleBefore, sampleSource } from '../../core/zotero/sample-source.ts';
import { referenceId, type Source } from '../../core/zotero/source.ts';
import { webApi } from '../../core/zotero/web-api.ts';
import type { DatabaseHost, ZoteroHost } from '../../core/zotero/zotero-host.ts';
import type { LiveConfig } from '../config.ts';

/** Where the key for zotero.org lies in the secret storage. */
export const webApiSecret = 'paperNotes.zotero.webApiKey';

/** The name of a sample library's file in a workspace folder. */
export const sampleFile = '.sample-zotero.json';

/** All ways to Zotero that this window has, and what it remembers of their answers. */
export interface ZoteroSources extends vscode.Disposable {
  /** In the order in which they are asked. */
  readonly list: () => readonly Source[];
  readonly library: ZoteroLibraryPort;
  readonly memory: SerialMemory;
  readonly database: DatabaseHost | undefined;
  readonly clock: ZoteroHost['clock'];
  /** The address of the local API. */
  readonly apiAddress: () => string;
  /** True when a folder of the workspace brings its own sample library. */
  readonly isSample: () => boolean;
  /** Fires when a source has come, gone or changed. */
  readonly onDidChange: vscode.Event<void>;
  /** Resolves once the memory and the sample library are read. */
  readonly ready: Promise<void>;
}

/** How often the database's files are looked at while the window is in front, in milliseconds: three looks at times. */
const lookEvery = 3_000;
/** A Zotero whose files are not here is asked at every fifth look. */
const looksAtApi = 5;
/** The memory is written at most this often, in milliseconds. */
const saveAfter = 15_000;

/** A file's text; empty when there is none. */
async function readText(file: vscode.Uri): Promise<string> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  } catch {
    return '';
  }
}

/** Opens the ways to Zotero: sample library, local API, database, zotero.org. */
export function watchSources(context: vscode.ExtensionContext, config: LiveConfig, host: ZoteroHost): ZoteroSources {
  const changed = new vscode.EventEmitter<void>();
  const database = host.database?.(() => config.current.zotero.dataDirectory);
  const apiAddress = () => config.current.zotero.api || `http://127.0.0.1:${database?.status().port ?? 23119}`;
  const web = webApi(host.get, host.clock, async () => context.secrets.get(webApiSecret));
  const memoryFile = vscode.Uri.joinPath(context.globalStorageUri, 'zotero.json');
  let memory = readMemory('');
  let sample: Source | undefined;
  let before: readonly Annotation[] = [];

  const readSample = async () => {
    sample = undefined;
    before = [];
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      try {
        const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder.uri, sampleFile));
        if (sample !== undefined) continue;
        const json = new TextDecoder().decode(bytes);
        sample = sampleSource(json, host.clock.now);
        before = sampleBefore(json);
      } catch {
        // No sample library here, as in nearly every folder.
      }
    }
    rememberBefore();
    changed.fire();
  };
  /** The sample notes quote some annotations as they were before they changed. */
  const rememberBefore = () => {
    for (const annotation of before) {
      const id = referenceId(annotation.library, annotation.key);
      if (memory.seen.get(id) === undefined) memory.seen.put(id, annotation);
    }
  };

  let saved = 0;
  const save = async () => {
    if (memory.revision() === saved) return;
    saved = memory.revision();
    try {
      await vscode.workspace.fs.createDirectory(context.globalStorageUri);
      // Other windows write the same file.
      memory.absorb(await readText(memoryFile));
      await vscode.workspace.fs.writeFile(memoryFile, new TextEncoder().encode(memory.serialize()));
    } catch {
      // Without room to remember, everything works but for what was last known.
    }
  };
  const ready = (async () => {
    const [json] = await Promise.all([readText(memoryFile), readSample()]);
    memory = readMemory(json);
    saved = memory.revision();
    rememberBefore();
    changed.fire();
  })();

  let stamp: string | undefined;
  const look = () => {
    if (!vscode.window.state.focused || database === undefined) return;
    const now = database.stamp();
    if (stamp !== undefined && now !== stamp) changed.fire();
    stamp = now;
    if (now === '' || config.current.zotero.api !== '') void lookAtApi();
  };
  let apiStamp: string | undefined;
  let looks = 0;
  /** Where no file tells that Zotero has started, stopped or changed, it is asked itself, less often. */
  const lookAtApi = async () => {
    if (!config.current.zotero.enabled || looks++ % looksAtApi !== 0) return;
    const now = await localApiStamp(host.get, apiAddress());
    if (apiStamp !== undefined && now !== apiStamp) changed.fire();
    apiStamp = now;
  };
  const timer = setInterval(look, lookEvery);
  const saver = setInterval(() => void save(), saveAfter);

  const list = (): readonly Source[] => {
    if (!config.current.zotero.enabled) return sample === undefined ? [] : [sample];
    // In a browser there is no local API to be had: Zotero closes such connections without a word.
    const here = database === undefined ? [] : [localApi(host.get, host.clock, apiAddress()), database];
    return [...(sample === undefined ? [] : [sample]), ...here, web];
  };
  const subscriptions = [
    changed,
    config.onDidChange(() => changed.fire()),
    context.secrets.onDidChange(({ key }) => {
      if (key === webApiSecret) changed.fire();
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(() => void readSample()),
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused) changed.fire();
    }),
  ];
  return {
    list,
    library: createLibrary({
      sources: async () => {
        await ready;
        return list();
      },
      seen: {
        get: id => memory.seen.get(id),
        earlier: id => memory.seen.earlier(id),
        put: (id, annotation) => {
          memory.seen.put(id, annotation);
          // What notes hold has changed, so what counts as changed in Zotero has too.
          changed.fire();
        },
      },
      now: host.clock.now,
      // A sample library is a file that says what it says; it is asked again now and then.
      stamp: () => (sample === undefined ? (database?.stamp() ?? '') : ''),
      picture: async ({ library, key }) => database?.picture(library, key),
      pictures: () =>
        sample !== undefined ? 'sample' : database?.status().folder !== undefined ? 'here' : 'elsewhere',
    }),
    get memory() {
      return memory;
    },
    database,
    clock: host.clock,
    apiAddress,
    isSample: () => sample !== undefined,
    onDidChange: changed.event,
    ready,
    dispose: () => {
      clearInterval(timer);
      clearInterval(saver);
      void save();
      void database?.dispose();
      vscode.Disposable.from(...subscriptions).dispose();
    },
  };
}

/** The editor's token as the core knows it. */
export function cancellationOf(token: vscode.CancellationToken): Cancellation {
  return {
    get isCancelled() {
      return token.isCancellationRequested;
    },
    onCancelled: listener => {
      const subscription = token.onCancellationRequested(listener);
      return () => subscription.dispose();
    },
  };
}
