import { readFileSync } from 'node:fs';
import {
  type Annotation,
  type AnnotationType,
  type Item,
  parsePosition,
  userLibrary,
} from '../../../src/core/zotero/annotation.ts';

/** A file of test/fixtures/zotero-writing. */
export function writingFixture(name: string): string {
  return readFileSync(new URL(`../../fixtures/zotero-writing/${name}`, import.meta.url), 'utf8');
}

interface RecordedAnnotation {
  readonly key: string;
  readonly parentItem: string;
  readonly annotationType: AnnotationType;
  readonly annotationText?: string;
  readonly annotationComment: string;
  readonly annotationColor: string;
  readonly annotationPageLabel: string;
  readonly annotationSortIndex: string;
  readonly annotationPosition: string;
  readonly tags: readonly { readonly tag: string }[];
  readonly dateAdded: string;
  readonly dateModified: string;
}

/** The item of the recorded Zotero and its PDF's annotations, in the order that Zotero gave them. */
export function recordedLibrary(): { readonly item: Item; readonly annotations: readonly Annotation[] } {
  const recorded = JSON.parse(writingFixture('llemma-library.json'));
  const { item } = recorded;
  return {
    item: {
      kind: 'item',
      library: userLibrary,
      key: item.key,
      itemType: item.itemType,
      title: item.title,
      creators: item.creators.map((creator: Record<string, string>) => ({
        creatorType: creator.creatorType,
        firstName: creator.firstName ?? '',
        lastName: creator.lastName ?? creator.name,
      })),
      date: item.date,
      parsedDate: recorded.parsedDate,
      citekey: /Citation Key: (\S+)/.exec(item.extra)?.[1] ?? '',
      abstractNote: item.abstractNote,
      publicationTitle: '',
      doi: item.DOI,
      url: item.url,
      extra: item.extra,
      tags: item.tags.map((tag: { tag: string }) => tag.tag),
      collections: item.collections,
      dateAdded: item.dateAdded,
      dateModified: item.dateModified,
    },
    annotations: recorded.annotations.map((data: RecordedAnnotation) => ({
      kind: 'annotation',
      library: userLibrary,
      key: data.key,
      attachment: data.parentItem,
      type: data.annotationType,
      text: data.annotationText ?? '',
      comment: data.annotationComment,
      color: data.annotationColor,
      pageLabel: data.annotationPageLabel,
      sortIndex: data.annotationSortIndex,
      position: parsePosition(data.annotationPosition),
      tags: data.tags.map(tag => tag.tag),
      authorName: '',
      dateAdded: data.dateAdded,
      dateModified: data.dateModified,
    })),
  };
}

/** An annotation as a test needs it; everything not given is empty. `page` is physical, from 1. */
export function annotation(
  fields: Partial<Annotation> & { readonly key: string; readonly page?: number; readonly y?: number },
): Annotation {
  const { page = 1, y = 0, ...rest } = fields;
  return {
    kind: 'annotation',
    library: userLibrary,
    attachment: '6PP9LFYN',
    type: 'highlight',
    text: '',
    comment: '',
    color: '#ffd400',
    pageLabel: String(page),
    sortIndex: `${String(page - 1).padStart(5, '0')}|${String(y).padStart(6, '0')}|00000`,
    position: {
      pageIndex: page - 1,
      rects: [[100, y, 300, y + 20]],
      paths: [],
      nextPageRects: [],
      selector: undefined,
    },
    tags: [],
    authorName: '',
    dateAdded: '2026-11-23T16:47:34Z',
    dateModified: '2026-11-23T16:47:34Z',
    ...rest,
  };
}
