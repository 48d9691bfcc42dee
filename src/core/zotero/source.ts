import type { Cancellation } from '../cancellation.ts';
import {
  type Annotation,
  type Attachment,
  type Collection,
  type Item,
  type Library,
  type LibraryId,
  libraryPath,
  type SavedSearch,
} from './annotation.ts';

/*
 * Where answers come from. Each way to Zotero is a Source; opening it looks once whether it is there, and what it then
 * gives can be asked many things. Nothing here throws: what could not be had is a failure with its reason.
 */

/** In the order in which they are asked. `sample` is the made-up library of the sample notes. */
export type SourceName = 'sample' | 'local-api' | 'database' | 'web-api' | 'last-known';

/** A thing of Zotero that may be told by a key. */
export type Thing = Annotation | Attachment | Item | Collection | SavedSearch;

/** A key in a library, and what it is thought to be, which decides how it is best asked for. */
export interface Reference {
  readonly library: LibraryId;
  readonly key: string;
  readonly expect: Thing['kind'];
}

/** Names a key of a library; equal texts are the same thing. */
export function referenceId(library: LibraryId, key: string): string {
  return `${libraryPath(library)}/${key}`;
}

/** What one source says about one key. */
export type Finding =
  | {
      readonly kind: 'found';
      readonly thing: Thing;
      /** In the trash itself, or below something that is. */
      readonly trashed: boolean;
    }
  /** The source can see all of that library, and the key is not in it. */
  | { readonly kind: 'absent' }
  /** The source could not tell. */
  | { readonly kind: 'unknown'; readonly reason: FailureReason };

export type FailureReason =
  | 'not-running'
  | 'api-disabled'
  | 'closed'
  | 'timeout'
  | 'half-answer'
  | 'not-zotero'
  | 'inner-error'
  | 'not-understood'
  | 'too-old'
  | 'cancelled'
  | 'no-data-directory'
  | 'no-database'
  | 'busy'
  | 'no-permission'
  | 'disk-full'
  | 'corrupt'
  | 'no-sqlite'
  | 'no-key'
  | 'key-refused'
  | 'told-to-wait'
  | 'unreachable'
  | 'no-library'
  | 'not-synced'
  | 'empty-library'
  | 'not-downloaded'
  | 'never-seen';

export interface SourceFailure {
  readonly kind: 'failed';
  readonly source: SourceName;
  readonly reason: FailureReason;
  /** For the diagnosis: what exactly was tried and what came back. */
  readonly detail: string;
}

/** A library with the number that old links give it, where the source knows it. */
export interface KnownLibrary extends Library {
  readonly localId: number | undefined;
}

export interface OpenSource {
  readonly kind: 'open';
  readonly source: SourceName;
  /** Milliseconds since 1970 at which what it tells was true. */
  readonly taken: number;
  /** For people: `Zotero 10.0 at http://127.0.0.1:23119`. */
  readonly description: string;
  readonly libraries: readonly KnownLibrary[];
  /** One finding for each reference, under its `referenceId`. */
  readonly lookup: (
    references: readonly Reference[],
    cancellation: Cancellation,
  ) => Promise<ReadonlyMap<string, Finding>>;
  /** All annotations of an attachment that are not in the trash, in reading order. */
  readonly annotationsOf: (
    library: LibraryId,
    attachment: string,
    cancellation: Cancellation,
  ) => Promise<readonly Annotation[] | SourceFailure>;
  /** The attachments of an item that are not in the trash. */
  readonly attachmentsOf: (
    library: LibraryId,
    item: string,
    cancellation: Cancellation,
  ) => Promise<readonly Attachment[] | SourceFailure>;
  /** Every item of every library that is not in the trash. */
  readonly items: (cancellation: Cancellation) => Promise<readonly Item[] | SourceFailure>;
  /** The items with these citekeys, by citekey. One that is missing may still exist: other programs keep keys too. */
  readonly itemsByCitekey: (
    citekeys: readonly string[],
    cancellation: Cancellation,
  ) => Promise<ReadonlyMap<string, Item> | SourceFailure>;
  /** Items as a CSL style writes them, as HTML, in the asked order; `undefined` where Zotero itself does not answer. */
  readonly references:
    | ((
        items: readonly { readonly library: LibraryId; readonly key: string }[],
        style: string | undefined,
        cancellation: Cancellation,
      ) => Promise<readonly SourceReference[] | SourceFailure>)
    | undefined;
}

/** An item as a style writes it, as HTML. */
export interface SourceReference {
  readonly item: { readonly library: LibraryId; readonly key: string };
  /** An entry of a bibliography. */
  readonly bib: string;
  /** What stands in a text. */
  readonly citation: string;
}

export interface Source {
  readonly source: SourceName;
  readonly open: (cancellation: Cancellation) => Promise<OpenSource | SourceFailure>;
}

/** True when what a source gave is a failure. */
export function isFailure<T extends object>(value: T | SourceFailure): value is SourceFailure {
  return 'kind' in value && value.kind === 'failed';
}

const texts: Readonly<Record<FailureReason, readonly [what: string, cure: string]>> = {
  'not-running': ['Zotero is not running.', 'Start Zotero.'],
  'api-disabled': [
    'Zotero runs, but does not let other programs ask it.',
    'In Zotero, open Settings → Advanced and tick “Allow other applications on this computer to communicate with Zotero”.',
  ],
  closed: ['Zotero closed the connection without an answer.', 'Try again; if it happens each time, restart Zotero.'],
  timeout: ['Zotero did not answer in time.', 'Wait until Zotero is less busy, then check again.'],
  'half-answer': ['Zotero’s answer broke off.', 'Check again; perhaps Zotero was just closing.'],
  'not-zotero': ['Another program answers where Zotero should.', 'Look which program uses Zotero’s port, 23119.'],
  'inner-error': [
    'Zotero answered that something went wrong in it.',
    'Check again; if it happens each time, restart Zotero.',
  ],
  'not-understood': ['Zotero has it in a form that is not known here.', 'Look for a newer version of Paper Notes.'],
  'too-old': ['This Zotero is too old to be asked while it runs.', 'Update Zotero to version 7 or later.'],
  cancelled: ['The check was cancelled.', 'Check again.'],
  'no-data-directory': [
    'Zotero’s data directory was not found.',
    'Set “Paper Notes: Zotero data directory” to the folder that holds zotero.sqlite.',
  ],
  'no-database': [
    'There is no zotero.sqlite in Zotero’s data directory.',
    'Set “Paper Notes: Zotero data directory” to the folder that holds zotero.sqlite.',
  ],
  busy: ['Zotero was writing its database at each try to copy it.', 'Wait until Zotero is idle, then check again.'],
  'no-permission': ['Zotero’s database may not be read.', 'Give your user the right to read the data directory.'],
  'disk-full': ['There is no room on the disk for a copy of Zotero’s database.', 'Free some room, then check again.'],
  corrupt: [
    'Zotero’s database cannot be read: it is damaged or cut short.',
    'In Zotero, open Settings → Advanced → Files and Folders → Check Database Integrity.',
  ],
  'no-sqlite': [
    'This editor cannot read SQLite files.',
    'Update the editor, or let Zotero run with its API switched on.',
  ],
  'no-key': [
    'No key for zotero.org is stored.',
    'Run “Paper Notes: Set Zotero web API key” if you want to use zotero.org.',
  ],
  'key-refused': ['zotero.org refused the stored key.', 'Make a new key at zotero.org/settings/keys and store it.'],
  'told-to-wait': ['zotero.org asked to wait before the next question.', 'Check again in a few minutes.'],
  unreachable: ['The server could not be reached.', 'Look whether you are online.'],
  'no-library': ['This Zotero has no such library.', 'Join the group in Zotero, or correct the link.'],
  'not-synced': [
    'zotero.org does not know it; perhaps it was never synchronized.',
    'Start Zotero on the computer that has it.',
  ],
  'empty-library': [
    'This library is empty in this Zotero: perhaps it was never synchronized here.',
    'Let Zotero synchronize it, then check again.',
  ],
  'not-downloaded': ['Zotero has still to download it.', 'Let Zotero synchronize, then check again.'],
  'never-seen': ['It was never seen before.', 'Start Zotero, then check again.'],
};

/** What a source that works may say of one key; every other reason is a trouble of the source itself. */
const aboutOneKey: ReadonlySet<FailureReason> = new Set([
  'no-library',
  'not-synced',
  'empty-library',
  'not-downloaded',
  'not-understood',
  'never-seen',
]);

/** True when something is unknown because a source could not be asked, or not to the end. */
export function isTrouble(reason: FailureReason): boolean {
  return !aboutOneKey.has(reason);
}

/** What a failure means, in a sentence. */
export function failureText(reason: FailureReason): string {
  return texts[reason][0];
}

/** The one thing to do about a failure, in a sentence. */
export function failureCure(reason: FailureReason): string {
  return texts[reason][1];
}
