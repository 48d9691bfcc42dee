import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type LibraryId, libraryPath } from '../../core/zotero/annotation.ts';
import type { DatabaseHost, ZoteroHost } from '../../core/zotero/zotero-host.ts';
import { databaseSource } from './database-source.ts';
import { clock, httpGet } from './http-get.ts';
import { type DataDirectory, findDataDirectory, findProfiles, type System } from './profile.ts';

/** This machine, where Node is. */
export const nodeZoteroHost: ZoteroHost = {
  get: httpGet,
  clock,
  database: setting =>
    databaseHost(setting, { platform: process.platform, home: os.homedir(), environment: process.env }),
};

/** Zotero's profiles are read again this often, in milliseconds: they change about never. */
const lookAgainMs = 15_000;

/** The database of a machine's Zotero, with all that lies around it. */
export function databaseHost(setting: () => string, system: System): DatabaseHost {
  let found:
    | {
        readonly by: string;
        readonly at: number;
        readonly directory: DataDirectory | undefined;
      }
    | undefined;
  const locate = (): DataDirectory | undefined => {
    const by = setting();
    if (found === undefined || found.by !== by || Date.now() - found.at > lookAgainMs) {
      found = { by, at: Date.now(), directory: findDataDirectory(system, by) };
    }
    return found.directory;
  };
  const source = databaseSource(locate);
  return {
    ...source,
    status: () => {
      const directory = locate();
      const profile = directory?.profile ?? findProfiles(system)[0];
      return {
        folder: directory?.folder,
        foundBy: directory?.foundBy,
        port: profile?.port ?? 23119,
        localApiEnabled: profile?.localApiEnabled,
        hasProfile: profile !== undefined,
        copy: source.status(),
      };
    },
    picture: async (library: LibraryId, key: string) => {
      const directory = locate();
      if (directory === undefined) return undefined;
      const file = path.join(directory.folder, 'cache', ...libraryPath(library).split('/'), `${key}.png`);
      return readFile(file).catch(() => undefined);
    },
  };
}
