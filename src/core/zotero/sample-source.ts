import {
  type Annotation,
  type Attachment,
  type Item,
  inReadingOrder,
  type LibraryId,
  libraryPath,
} from './annotation.ts';
import { type JsonThing, readJsonThing } from './item-json.ts';
import { type Finding, type KnownLibrary, referenceId, type Source, type SourceReference } from './source.ts';

/*
 * A made-up library in a JSON file, in the form of Zotero's API, so that a folder of sample notes works without Zotero.
 * It speaks only for the keys that it holds or names as deleted: everything else is left to the real sources.
 */

interface SampleFile {
  readonly name?: unknown;
  readonly items?: unknown;
  /** Keys that links of the sample notes name and that are meant to be gone. */
  readonly deleted?: unknown;
  /** Annotations as they were when the sample notes quoted them, where they have changed since. */
  readonly before?: unknown;
}

interface SampleEntry {
  readonly library?: { readonly type?: unknown; readonly id?: unknown; readonly name?: unknown };
  /** As Zotero's API formats it. */
  readonly bib?: unknown;
  readonly citation?: unknown;
}

function libraryOf(entry: SampleEntry | null): LibraryId {
  const isGroup = entry?.library?.type === 'group' && typeof entry.library.id === 'number';
  return isGroup ? { kind: 'group', groupId: Number(entry.library?.id) } : { kind: 'user' };
}

/** What the sample notes quoted of annotations that have changed since; empty for a text that is no sample library. */
export function sampleBefore(json: string): readonly Annotation[] {
  try {
    const { before } = JSON.parse(json) as SampleFile;
    if (!Array.isArray(before)) return [];
    return before.flatMap((entry): readonly Annotation[] => {
      const thing = readJsonThing(entry, libraryOf(entry))?.thing;
      return thing?.kind === 'annotation' ? [thing] : [];
    });
  } catch {
    return [];
  }
}

/** Reads a sample library; `undefined` for a text that is none. */
export function sampleSource(json: string, now: () => number): Source | undefined {
  let file: SampleFile;
  try {
    file = JSON.parse(json) as SampleFile;
  } catch {
    return undefined;
  }
  if (typeof file !== 'object' || file === null || !Array.isArray(file.items)) return undefined;
  const things = new Map<string, JsonThing>();
  const libraries = new Map<string, KnownLibrary>();
  const formatted = new Map<string, SourceReference>();
  for (const entry of file.items as readonly SampleEntry[]) {
    const id = libraryOf(entry);
    const read = readJsonThing(entry, id);
    if (read === undefined) continue;
    if (typeof entry.bib === 'string') {
      const citation = typeof entry.citation === 'string' ? entry.citation : '';
      const item = { library: id, key: read.thing.key };
      formatted.set(referenceId(id, read.thing.key), { item, bib: entry.bib, citation });
    }
    things.set(referenceId(id, read.thing.key), read);
    const name = typeof entry.library?.name === 'string' ? entry.library.name : 'Sample library';
    libraries.set(libraryPath(id), { id, name, localId: undefined });
  }
  const deleted = new Set(Array.isArray(file.deleted) ? file.deleted : []);
  const all = [...things.values()];
  const trashed = (entry: JsonThing): boolean => {
    const above = entry.parent === undefined ? undefined : things.get(referenceId(entry.thing.library, entry.parent));
    return entry.deleted || (above !== undefined && trashed(above));
  };
  const find = (id: string, key: string): Finding => {
    const entry = things.get(id);
    if (entry !== undefined) return { kind: 'found', thing: entry.thing, trashed: trashed(entry) };
    // A key of one sample library is for sure not in another.
    const held = deleted.has(key) || all.some(other => other.thing.key === key);
    return held ? { kind: 'absent' } : { kind: 'unknown', reason: 'never-seen' };
  };
  return {
    source: 'sample',
    open: async () => ({
      kind: 'open',
      source: 'sample',
      taken: now(),
      description: typeof file.name === 'string' ? file.name : 'the sample library of this folder',
      libraries: [...libraries.values()],
      lookup: async references =>
        new Map(
          references.map(({ library, key }) => [referenceId(library, key), find(referenceId(library, key), key)]),
        ),
      annotationsOf: async (library, attachment) => {
        if (!things.has(referenceId(library, attachment))) return unknownHere;
        return all
          .filter(
            entry =>
              entry.parent === attachment &&
              !trashed(entry) &&
              libraryPath(entry.thing.library) === libraryPath(library),
          )
          .flatMap(({ thing }): readonly Annotation[] => (thing.kind === 'annotation' ? [thing] : []))
          .sort(inReadingOrder);
      },
      attachmentsOf: async (library, item) => {
        if (!things.has(referenceId(library, item))) return unknownHere;
        return all
          .filter(entry => entry.parent === item && !trashed(entry))
          .flatMap(({ thing }): readonly Attachment[] => (thing.kind === 'attachment' ? [thing] : []));
      },
      items: async () =>
        all.flatMap((entry): readonly Item[] => (entry.thing.kind === 'item' && !trashed(entry) ? [entry.thing] : [])),
      itemsByCitekey: async citekeys => {
        const wanted = new Set(citekeys);
        return new Map(
          all.flatMap(({ thing }) =>
            thing.kind === 'item' && wanted.has(thing.citekey) ? [[thing.citekey, thing] as const] : [],
          ),
        );
      },
      // There is no Zotero here to format in any other style.
      references: async items => {
        const found = items.map(({ library, key }) => formatted.get(referenceId(library, key)));
        return found.every(one => one !== undefined) ? found : unknownHere;
      },
    }),
  };
}

const unknownHere = {
  kind: 'failed',
  source: 'sample',
  reason: 'never-seen',
  detail: 'not of the sample library',
} as const;
