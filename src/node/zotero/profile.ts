import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/*
 * Where Zotero keeps its data: its profiles, their preferences, and the folder that holds zotero.sqlite.
 */

/** The system that is looked at; tests give another one. */
export interface System {
  readonly platform: 'win32' | 'darwin' | 'linux' | string;
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface Profile {
  readonly folder: string;
  readonly isDefault: boolean;
  /** `undefined` when the preferences name none: then it is `~/Zotero`. */
  readonly dataDirectory: string | undefined;
  /** Where `attachments:` paths begin; empty when none is set. */
  readonly baseAttachmentPath: string;
  readonly port: number;
  /** `undefined` when the user never touched it, which means off. */
  readonly localApiEnabled: boolean | undefined;
}

export interface DataDirectory {
  readonly folder: string;
  readonly database: string;
  readonly foundBy: 'setting' | 'profile' | 'default';
  readonly profile: Profile | undefined;
}

/** The folder that holds `profiles.ini`. */
export function profilesRoot(system: System): string {
  const join = pathOf(system).join;
  switch (system.platform) {
    case 'win32':
      return join(system.environment.APPDATA ?? join(system.home, 'AppData', 'Roaming'), 'Zotero', 'Zotero');
    case 'darwin':
      return join(system.home, 'Library', 'Application Support', 'Zotero');
    default:
      return join(system.home, '.zotero', 'zotero');
  }
}

function pathOf(system: System): typeof path.posix {
  return system.platform === 'win32' && process.platform === 'win32' ? path.win32 : path.posix;
}

/** The profiles that Zotero has here, the default first. */
export function findProfiles(system: System): readonly Profile[] {
  const root = profilesRoot(system);
  const ini = readOrUndefined(pathOf(system).join(root, 'profiles.ini'));
  if (ini === undefined) return [];
  return readProfilesIni(ini)
    .map(entry => {
      const folder = entry.isRelative ? pathOf(system).join(root, ...entry.path.split('/')) : entry.path;
      return {
        ...readPreferences(readOrUndefined(pathOf(system).join(folder, 'prefs.js')) ?? ''),
        folder,
        isDefault: entry.isDefault,
      };
    })
    .sort((a, b) => Number(b.isDefault) - Number(a.isDefault));
}

interface IniProfile {
  readonly path: string;
  readonly isRelative: boolean;
  readonly isDefault: boolean;
}

/** Reads the `[Profile0]` sections of a `profiles.ini`. */
export function readProfilesIni(ini: string): readonly IniProfile[] {
  const sections = ini.split(/^(?=\[)/m).filter(section => /^\[Profile\d+\]/i.test(section));
  return sections.flatMap(section => {
    const value = (name: string): string | undefined => new RegExp(`^${name}=(.*?)\\s*$`, 'im').exec(section)?.[1];
    const folder = value('Path');
    if (folder === undefined || folder === '') return [];
    return [{ path: folder, isRelative: value('IsRelative') !== '0', isDefault: value('Default') === '1' }];
  });
}

/** Reads what concerns us of a `prefs.js`: lines `user_pref("name", value);`. A broken line is passed over. */
export function readPreferences(text: string): Omit<Profile, 'folder' | 'isDefault'> {
  const values = new Map<string, unknown>();
  for (const match of text.matchAll(/^user_pref\(\s*("(?:[^"\\]|\\.)*")\s*,\s*(.*)\);\s*$/gm)) {
    try {
      values.set(String(JSON.parse(match[1]!)), JSON.parse(match[2]!));
    } catch {
      // A value that is no JSON is none of ours.
    }
  }
  const custom = values.get('extensions.zotero.dataDir');
  const port = values.get('extensions.zotero.httpServer.port');
  const enabled = values.get('extensions.zotero.httpServer.localAPI.enabled');
  const base = values.get('extensions.zotero.baseAttachmentPath');
  const useCustom = values.get('extensions.zotero.useDataDir') === true;
  return {
    dataDirectory: useCustom && typeof custom === 'string' && custom !== '' ? custom : undefined,
    baseAttachmentPath: typeof base === 'string' ? base : '',
    port: typeof port === 'number' ? port : 23119,
    localApiEnabled: typeof enabled === 'boolean' ? enabled : undefined,
  };
}

/**
 * The data directory: the one that the user set, else what the profiles say, else `~/Zotero`. With a setting nothing
 * else is tried, so that a mistyped path never quietly means another library.
 *
 * @param setting a folder, or the path of a `.sqlite` file itself; empty for none
 */
export function findDataDirectory(system: System, setting: string): DataDirectory | undefined {
  const join = pathOf(system).join;
  const profiles = findProfiles(system);
  if (setting !== '') {
    const folder = setting.startsWith('~/') ? join(system.home, setting.slice(2)) : setting;
    const isFile = statOrUndefined(folder)?.isFile() === true;
    const database = isFile ? folder : join(folder, 'zotero.sqlite');
    const profile = profiles.find(candidate => candidate.dataDirectory === folder) ?? profiles[0];
    return { folder: isFile ? pathOf(system).dirname(folder) : folder, database, foundBy: 'setting', profile };
  }
  const found = (folder: string, foundBy: DataDirectory['foundBy'], profile: Profile | undefined) => {
    const database = join(folder, 'zotero.sqlite');
    return statOrUndefined(database) === undefined ? undefined : { folder, database, foundBy, profile };
  };
  // The default profile first: what another one keeps elsewhere is another library.
  for (const profile of profiles) {
    const folders =
      profile.dataDirectory === undefined
        ? // A name of its own is only given where `~/Zotero` belonged to another profile.
          [join(system.home, `Zotero ${profileName(system, profile)}`), join(system.home, 'Zotero')]
        : [profile.dataDirectory];
    for (const folder of folders) {
      const directory = found(folder, profile.dataDirectory === undefined ? 'default' : 'profile', profile);
      if (directory !== undefined) return directory;
    }
    // A folder that the profile names and that is not there now (a disk that is away) never quietly means another one.
    if (profile.dataDirectory !== undefined && profile.isDefault) {
      const folder = profile.dataDirectory;
      return { folder, database: join(folder, 'zotero.sqlite'), foundBy: 'profile', profile };
    }
  }
  return found(join(system.home, 'Zotero'), 'default', profiles[0]);
}

function profileName(system: System, { folder }: Profile): string {
  return pathOf(system)
    .basename(folder)
    .replace(/^[^.]*\./, '');
}

function readOrUndefined(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function statOrUndefined(file: string): ReturnType<typeof statSync> | undefined {
  try {
    return statSync(file);
  } catch {
    return undefined;
  }
}
