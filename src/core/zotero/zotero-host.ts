import type { LibraryId } from './annotation.ts';
import type { Clock, HttpGet } from './http.ts';
import type { Source } from './source.ts';

/*
 * What a machine gives to those who look for Zotero on it. The desktop has all of it; a browser can only ask zotero.org.
 */

/** What the diagnosis tells about the database. */
export interface DatabaseStatus {
  /** The folder of `zotero.sqlite`; `undefined` when none was found. */
  readonly folder: string | undefined;
  readonly foundBy: 'setting' | 'profile' | 'default' | undefined;
  /** The port and switch of the local API that Zotero's profile names. */
  readonly port: number;
  readonly localApiEnabled: boolean | undefined;
  /** Whether Zotero has ever made a profile on this machine. */
  readonly hasProfile: boolean;
  /** The copy in use, once there is one. */
  readonly copy:
    | {
        readonly journalMode: 'rollback' | 'wal';
        readonly bytes: number;
        readonly taken: number;
        readonly engine: string;
      }
    | undefined;
}

export interface DatabaseHost extends Source {
  /** Changes when Zotero has written something: cheap enough to be asked every few seconds. */
  readonly stamp: () => string;
  readonly status: () => DatabaseStatus;
  /** The picture of an image or ink annotation, if Zotero has drawn it. */
  readonly picture: (library: LibraryId, key: string) => Promise<Uint8Array | undefined>;
  readonly dispose: () => Promise<void>;
}

export interface ZoteroHost {
  readonly get: HttpGet;
  readonly clock: Clock;
  /** `undefined` where there are no files: in a browser. `setting` is the folder that the user set, empty for none. */
  readonly database: ((setting: () => string) => DatabaseHost) | undefined;
}
