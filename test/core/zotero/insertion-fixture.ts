import { parse } from 'yaml';
import type { Annotation } from '../../../src/core/zotero/annotation.ts';
import { annotation, writingFixture } from './library-fixture.ts';

/** One worked example in test/fixtures/zotero-writing: a heading, a reason, then fenced `library`, `before`, `after`. */
export interface WritingExample {
  readonly title: string;
  readonly library: readonly Annotation[];
  /** By the annotation's key, what Zotero said when the note was written. */
  readonly seen: ReadonlyMap<string, Annotation>;
  readonly before: string;
  readonly conflicts: string;
  readonly after: string;
}

interface LibraryLine {
  readonly key: string;
  readonly page?: number;
  readonly y?: number;
  readonly type?: Annotation['type'];
  readonly text?: string;
  readonly comment?: string;
  readonly attachment?: string;
}

function annotations(source: string | undefined): readonly Annotation[] {
  const lines = (parse(source ?? '') ?? []) as readonly LibraryLine[];
  return lines.map(line => annotation({ ...line, ...(line.text === undefined ? {} : { text: line.text.trim() }) }));
}

/** The examples of a file. Fences have four backticks, so that notes can hold fences of their own. */
export function writingExamples(file: string): readonly WritingExample[] {
  return writingFixture(file)
    .split(/^## /m)
    .slice(1)
    .map(section => {
      const parts = new Map<string, string>();
      for (const [, name = '', content = ''] of section.matchAll(/^````(\w+)\n([\s\S]*?)^````$/gm))
        parts.set(name, content);
      const seen = annotations(parts.get('seen'));
      return {
        title: section.slice(0, section.indexOf('\n')),
        library: annotations(parts.get('library')),
        seen: new Map(seen.map(one => [one.key, one])),
        conflicts: parts.get('conflicts') ?? '',
        before: parts.get('before') ?? '',
        after: parts.get('after') ?? parts.get('before') ?? '',
      };
    });
}
