import { type Annotation, type Item, inReadingOrder, libraryPath, physicalPage } from '../annotation.ts';
import { figureFileName } from '../figure.ts';
import { annotationUri, formatZoteroUri } from '../uri.ts';

/*
 * What a template can write: the values, built here, and their description, from which completion, documentation and
 * the messages about unknown names are made. A test holds the two together.
 */

export interface CreatorData {
  /** `Zhangir Azerbayev`. */
  readonly name: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly role: string;
}

export interface ItemData {
  readonly key: string;
  readonly citekey: string;
  readonly type: string;
  readonly title: string;
  readonly authors: readonly string[];
  readonly creators: readonly CreatorData[];
  readonly year: number | undefined;
  readonly date: string;
  readonly publication: string;
  readonly doi: string;
  readonly url: string;
  readonly abstract: string;
  readonly tags: readonly string[];
  readonly library: string;
  readonly uri: string;
}

export interface AnnotationData {
  readonly key: string;
  readonly type: string;
  readonly text: string;
  readonly comment: string;
  readonly color: string;
  readonly page_label: string;
  readonly page: number | undefined;
  readonly tags: readonly string[];
  readonly author: string;
  readonly date: string;
  readonly uri: string;
  readonly figure: string;
  readonly picture_missing: boolean;
}

/** Everything one note is written from. */
export interface TemplateData {
  readonly item: ItemData;
  /** In reading order, file by file. */
  readonly annotations: readonly AnnotationData[];
  /** The day of writing, `2026-11-23`. */
  readonly today: string;
}

/** The citekey, or the item's key for items without one: what figures and files are named by. */
export function baseName(item: Item): string {
  return item.citekey === '' ? item.key : item.citekey;
}

function creatorName(first: string, last: string): string {
  return `${first} ${last}`.trim();
}

/** An item's page on the web; what is no web address (a library may hold anything) is left out. */
function webAddress(item: Item): string {
  if (/^https?:\/\/\S+$/i.test(item.url)) return item.url;
  return /^10\.\d{4,9}\/\S+$/.test(item.doi) ? `https://doi.org/${item.doi}` : '';
}

/** An item as templates see it. */
export function itemData(item: Item): ItemData {
  const creators = item.creators.map(creator => ({
    name: creatorName(creator.firstName, creator.lastName),
    first_name: creator.firstName,
    last_name: creator.lastName,
    role: creator.creatorType,
  }));
  const authors = creators.filter(creator => creator.role === 'author');
  const year = /^\d{4}/.exec(item.parsedDate)?.[0];
  return {
    key: item.key,
    citekey: item.citekey,
    type: item.itemType,
    title: item.title,
    authors: (authors.length > 0 ? authors : creators).map(creator => creator.name),
    creators,
    year: year === undefined ? undefined : Number(year),
    date: item.parsedDate,
    publication: item.publicationTitle,
    doi: item.doi,
    url: webAddress(item),
    abstract: item.abstractNote,
    tags: item.tags,
    library: libraryPath(item.library),
    uri: formatZoteroUri({ kind: 'select', library: item.library, keys: [item.key], within: undefined }),
  };
}

/** Where an annotation's picture will lie. */
export interface FigurePlace {
  /** The folder as the note's links shall name it, without a slash at its end; `''` for beside the note. */
  readonly folder: string;
  /** The paper's `baseName`. */
  readonly base: string;
  /** Keys of annotations whose picture could not be had. */
  readonly missing?: ReadonlySet<string>;
}

/** An annotation as templates see it; its link leads into the library that it really lies in. */
export function annotationData(annotation: Annotation, figures: FigurePlace): AnnotationData {
  const page = physicalPage(annotation);
  const file = figureFileName(figures.base, annotation);
  const missing = figures.missing?.has(annotation.key) === true;
  return {
    key: annotation.key,
    type: annotation.type,
    text: annotation.text,
    comment: annotation.comment,
    color: annotation.color,
    page_label: annotation.pageLabel !== '' ? annotation.pageLabel : page === undefined ? '' : String(page),
    page,
    tags: annotation.tags,
    author: annotation.authorName,
    date: annotation.dateModified.slice(0, 10),
    uri: annotationUri(annotation.library, annotation.attachment, annotation.key, page),
    figure: file === undefined || missing ? '' : figures.folder === '' ? file : `${figures.folder}/${file}`,
    picture_missing: file !== undefined && missing,
  };
}

/** Everything a template gets for a note on `item`. `today` is given, since the core has no clock. */
export function templateData(
  item: Item,
  annotations: readonly Annotation[],
  figures: FigurePlace,
  today: string,
): TemplateData {
  const files = [...new Set(annotations.map(annotation => annotation.attachment))];
  const sorted = files.flatMap(file =>
    annotations.filter(annotation => annotation.attachment === file).sort(inReadingOrder),
  );
  return {
    item: itemData(item),
    annotations: sorted.map(annotation => annotationData(annotation, figures)),
    today,
  };
}
