import type { Annotation } from './annotation.ts';
import type { Thing } from './source.ts';

/** What was known of a key, and when. */
export interface KnownThing {
  readonly thing: Thing;
  readonly trashed: boolean;
  /** Milliseconds since 1970 at which it was so. */
  readonly taken: number;
}

/** The last answer for each key, under its `referenceId`, kept for when no source can be reached. */
export interface LastKnown {
  readonly get: (id: string) => KnownThing | undefined;
  readonly put: (id: string, known: KnownThing) => void;
}

/** The annotations as they were when a note's writer last took them in, under their `referenceId`. */
export interface SeenAnnotations {
  readonly get: (id: string) => Annotation | undefined;
  /** What was seen before that with other words, the latest first: other notes may still quote it. */
  readonly earlier: (id: string) => readonly Annotation[];
  readonly put: (id: string, annotation: Annotation) => void;
}

/** What is kept on disk between two runs. */
export interface Memory {
  readonly lastKnown: LastKnown;
  readonly seen: SeenAnnotations;
}

/** Answers kept on disk beyond this many are forgotten, the oldest first. */
const mostKept = 50_000;

/** So many earlier versions of an annotation are kept. */
const mostVersions = 4;

/** A memory that lives in this process and can be written as JSON text and read again. */
export interface SerialMemory extends Memory {
  readonly serialize: () => string;
  /** Grows with each change, to tell whether writing is needed. */
  readonly revision: () => number;
  /** Takes in what another window has written meanwhile: its newer answers, and annotations not seen here. */
  readonly absorb: (json: string) => void;
}

/** A memory from what `serialize` wrote; a text that is none gives an empty one. */
export function readMemory(json: string): SerialMemory {
  const known = new Map<string, KnownThing>();
  const seen = new Map<string, Annotation>();
  const earlier = new Map<string, readonly Annotation[]>();
  const absorb = (text: string): void => {
    try {
      const value = JSON.parse(text) as { readonly [part in 'known' | 'seen' | 'earlier']?: unknown };
      for (const [id, entry] of entries(value.known)) {
        const { thing, trashed, taken } = entry as unknown as KnownThing;
        if (!isThing(thing) || typeof taken !== 'number' || (known.get(id)?.taken ?? -1) >= taken) continue;
        known.set(id, { thing, trashed: trashed === true, taken });
      }
      for (const [id, entry] of entries(value.seen)) {
        if (isThing(entry) && entry.kind === 'annotation' && !seen.has(id)) seen.set(id, entry);
      }
      for (const [id, entry] of entries(value.earlier)) {
        if (earlier.has(id) || !Array.isArray(entry)) continue;
        const versions = entry.filter((one): one is Annotation => isThing(one) && one.kind === 'annotation');
        if (versions.length > 0) earlier.set(id, versions.slice(0, mostVersions));
      }
    } catch {
      // A file cut short by a crash holds nothing worth more than starting anew: it is only a memory.
    }
  };
  absorb(json);
  let revision = 0;
  return {
    lastKnown: {
      get: id => known.get(id),
      put: (id, entry) => {
        const before = known.get(id);
        if (before !== undefined && before.taken > entry.taken) return;
        known.delete(id);
        known.set(id, entry);
        revision++;
      },
    },
    seen: {
      get: id => seen.get(id),
      earlier: id => earlier.get(id) ?? [],
      put: (id, annotation) => {
        const before = seen.get(id);
        if (before !== undefined && (before.text !== annotation.text || before.comment !== annotation.comment)) {
          earlier.set(id, [before, ...(earlier.get(id) ?? [])].slice(0, mostVersions));
        }
        seen.delete(id);
        seen.set(id, annotation);
        revision++;
      },
    },
    serialize: () =>
      JSON.stringify({
        known: Object.fromEntries([...known].slice(-mostKept)),
        seen: Object.fromEntries([...seen].slice(-mostKept)),
        earlier: Object.fromEntries([...earlier].slice(-mostKept)),
      }),
    revision: () => revision,
    absorb,
  };
}

function entries(value: unknown): readonly (readonly [string, object])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).filter(
    (entry): entry is [string, object] => typeof entry[1] === 'object' && entry[1] !== null,
  );
}

function isThing(value: unknown): value is Thing {
  if (typeof value !== 'object' || value === null || !('kind' in value) || !('key' in value)) return false;
  if (typeof value.key !== 'string' || !('library' in value) || typeof value.library !== 'object') return false;
  if (value.kind === 'annotation') return 'position' in value && 'tags' in value && 'text' in value;
  return value.kind === 'attachment' ? 'file' in value : ['item', 'collection', 'search'].includes(String(value.kind));
}
