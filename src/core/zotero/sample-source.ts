import { type Annotation, type Attachment, type Item, inReadingOrder, libraryPath } from './annotation.ts';
import { type JsonThing, readJsonThing } from './item-json.ts';
import { type Finding, type KnownLibrary, referenceId, type Source } from './source.ts';

/*
 * A made-up library in a JSON file, in the form of Zotero's API, so that a folder of sample notes works without Zotero.
 * It speaks only for the keys that it holds or names as deleted: everything else is left to the real sources.
 */

interface SampleFile {
  readonly name?: unknown;
  readonly items?: unknown;
  /** Keys that links of the sample notes name and that are meant to be gone. */
  readonly deleted?: unknown;
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
  for (const entry of file.items as readonly {
    readonly library?: { readonly type?: unknown; readonly id?: unknown; readonly name?: unknown };
  }[]) {
    const isGroup = entry?.library?.type === 'group' && typeof entry.library.id === 'number';
    const id = isGroup ? ({ kind: 'group', groupId: Number(entry.library?.id) } as const) : ({ kind: 'user' } as const);
    const read = readJsonThing(entry, id);
    if (read === undefined) continue;
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
      references: undefined,
    }),
  };
}

const unknownHere = {
  kind: 'failed',
  source: 'sample',
  reason: 'never-seen',
  detail: 'not of the sample library',
} as const;
