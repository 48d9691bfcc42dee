import type { Annotation } from './annotation.ts';

/*
 * What changed in Zotero since we last looked. The quote in the note is no evidence: readers correct it by hand. Nor are
 * versions, which before Zotero 10 stay 0 for a library that was never synchronized. So the content itself is compared.
 */

/** A part of an annotation that a note shows. */
export type AnnotationField = 'type' | 'text' | 'comment' | 'color' | 'pageLabel' | 'page' | 'tags';

export interface FieldChange {
  readonly field: AnnotationField;
  readonly before: string;
  readonly after: string;
}

/**
 * What of an annotation is not as it was; empty when nothing that a note shows has changed.
 *
 * @example drift({ ...a, comment: 'x' }, { ...a, comment: 'y' }) // [{ field: 'comment', before: 'x', after: 'y' }]
 */
export function drift(seen: Annotation, now: Annotation): readonly FieldChange[] {
  const page = (annotation: Annotation): string =>
    annotation.position.pageIndex === undefined ? '' : String(annotation.position.pageIndex + 1);
  const tags = (annotation: Annotation): string => [...annotation.tags].sort().join(', ');
  const pairs: readonly (readonly [AnnotationField, string, string])[] = [
    ['type', seen.type, now.type],
    ['text', seen.text, now.text],
    ['comment', seen.comment, now.comment],
    ['color', seen.color, now.color],
    ['pageLabel', seen.pageLabel, now.pageLabel],
    ['page', page(seen), page(now)],
    ['tags', tags(seen), tags(now)],
  ];
  return pairs.flatMap(([field, before, after]) => (before === after ? [] : [{ field, before, after }]));
}
