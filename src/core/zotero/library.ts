import { type Cancellation, neverCancelled } from '../cancellation.ts';
import { type Annotation, type Attachment, type Item, type LibraryId, libraryPath } from './annotation.ts';
import type { SeenAnnotations } from './last-known.ts';
import type {
  AnnotationPicture,
  FormattedReference,
  LibraryAnswer,
  LibraryKey,
  Cancellation as Signal,
  ZoteroLibraryPort,
} from './library-port.ts';
import {
  failureCure,
  failureText,
  isFailure,
  type OpenSource,
  referenceId,
  type Source,
  type SourceFailure,
  type SourceName,
  type Thing,
} from './source.ts';

/** How a source is called in a sentence. */
export const sourceNames: Readonly<Record<SourceName, string>> = {
  sample: 'the sample library',
  'local-api': 'Zotero',
  database: 'a copy of Zotero’s database',
  'web-api': 'zotero.org',
  'last-known': 'what was last known',
};

export interface LibraryParts {
  /** In the order in which they are asked; called each time, since settings change. Waits until they are known. */
  readonly sources: () => Promise<readonly Source[]>;
  readonly seen: SeenAnnotations;
  readonly now: () => number;
  readonly picture: (library: LibraryKey) => Promise<Uint8Array | undefined>;
  readonly stamp: () => string;
  /** Whether Zotero's data directory, with its pictures, is to be seen from here; a sample library has none. */
  readonly pictures: () => 'here' | 'elsewhere' | 'sample';
}

/** Zotero's libraries over the sources: each question goes to the first source that can answer it. */
export function createLibrary(parts: LibraryParts): ZoteroLibraryPort {
  const ask = <T>(
    signal: Signal | undefined,
    question: (source: OpenSource, cancellation: Cancellation) => Promise<T | SourceFailure>,
  ): Promise<LibraryAnswer<T>> => askFirst(parts, fromSignal(signal), question);

  const thing = async <K extends Thing['kind']>(
    { library, key }: LibraryKey,
    expect: K,
    signal: Signal | undefined,
  ): Promise<LibraryAnswer<Extract<Thing, { readonly kind: K }> | undefined>> => {
    type Wanted = Extract<Thing, { readonly kind: K }>;
    const answer = await ask(
      signal,
      async (source, cancellation): Promise<{ readonly value: Wanted | undefined } | SourceFailure> => {
        const finding = (await source.lookup([{ library, key, expect }], cancellation)).get(referenceId(library, key));
        if (finding?.kind === 'absent') return { value: await elsewhere(source, library, key, expect, cancellation) };
        if (finding === undefined || finding.kind === 'unknown') {
          return { kind: 'failed', source: source.source, reason: finding?.reason ?? 'half-answer', detail: key };
        }
        const isWanted = finding.kind === 'found' && finding.thing.kind === expect;
        return { value: isWanted ? (finding.thing as Wanted) : undefined };
      },
    );
    return answer.kind === 'answered' ? { ...answer, value: answer.value.value } : answer;
  };

  return {
    stamp: parts.stamp,
    items: signal => ask<readonly Item[]>(signal, (source, cancellation) => source.items(cancellation)),
    item: (key, signal) => thing(key, 'item', signal),
    attachments: ({ library, key }, signal) =>
      ask<readonly Attachment[]>(signal, (source, cancellation) => source.attachmentsOf(library, key, cancellation)),
    attachment: (key, signal) => thing(key, 'attachment', signal),
    annotations: ({ library, key }, signal) =>
      ask<readonly Annotation[]>(signal, (source, cancellation) => source.annotationsOf(library, key, cancellation)),
    annotation: (key, signal) => thing(key, 'annotation', signal),
    references: (keys, style, signal) =>
      ask<readonly FormattedReference[]>(signal, async (source, cancellation) =>
        source.references === undefined
          ? { kind: 'failed', source: source.source, reason: 'not-running', detail: 'Zotero itself formats references' }
          : source.references(keys, style, cancellation),
      ),
    picture: async (annotation): Promise<AnnotationPicture> => {
      const png = await parts.picture(annotation);
      if (png !== undefined) return { kind: 'drawn', png };
      const place = parts.pictures();
      return { kind: 'absent', reason: absentPictures[place], canBeDrawn: place === 'here' };
    },
    accepted: async ({ library, key }) => parts.seen.get(referenceId(library, key)),
    acceptedBefore: async ({ library, key }) => parts.seen.earlier(referenceId(library, key)),
    accept: async annotations => {
      for (const annotation of annotations) parts.seen.put(referenceId(annotation.library, annotation.key), annotation);
    },
  };
}

/** A thing in any other library: importers write the own library into links of group papers. */
async function elsewhere<K extends Thing['kind']>(
  source: OpenSource,
  library: LibraryId,
  key: string,
  expect: K,
  cancellation: Cancellation,
): Promise<Extract<Thing, { readonly kind: K }> | undefined> {
  const others = source.libraries.filter(other => libraryPath(other.id) !== libraryPath(library));
  if (others.length === 0) return undefined;
  const findings = await source.lookup(
    others.map(other => ({ library: other.id, key, expect })),
    cancellation,
  );
  for (const finding of findings.values()) {
    if (finding.kind === 'found' && finding.thing.kind === expect) {
      return finding.thing as Extract<Thing, { readonly kind: K }>;
    }
  }
  return undefined;
}

const absentPictures = {
  here: 'Zotero has not drawn this picture yet. Open its page in Zotero, then run “Add What Is New”, which puts it in the link’s place.',
  elsewhere:
    'Pictures lie in Zotero’s data directory, which was not found on this computer. Set “Paper Notes: Zotero data directory” if it is here.',
  sample: 'The sample library has no picture of it.',
} as const;

async function askFirst<T>(
  parts: LibraryParts,
  cancellation: Cancellation,
  question: (source: OpenSource, cancellation: Cancellation) => Promise<T | SourceFailure>,
): Promise<LibraryAnswer<T>> {
  const failures: SourceFailure[] = [];
  for (const source of await parts.sources()) {
    const opened = await source.open(cancellation);
    if (isFailure(opened)) {
      failures.push(opened);
      continue;
    }
    const value = await question(opened, cancellation);
    if (typeof value === 'object' && value !== null && isFailure(value)) {
      failures.push(value);
      continue;
    }
    const age = opened.source === 'last-known' ? Math.max(0, parts.now() - opened.taken) : 0;
    return { kind: 'answered', value: value as T, source: sourceNames[opened.source], age };
  }
  const [first] = failures;
  const reason =
    first === undefined
      ? 'Zotero is switched off in the settings.'
      : `${failureText(first.reason)} ${failureCure(first.reason)}`;
  return { kind: 'unreachable', reason };
}

/** A signal that can only be looked at, as one that is looked at before each request. */
function fromSignal(signal: Signal | undefined): Cancellation {
  if (signal === undefined) return neverCancelled;
  return {
    get isCancelled() {
      return signal.aborted;
    },
    onCancelled: () => () => {},
  };
}
