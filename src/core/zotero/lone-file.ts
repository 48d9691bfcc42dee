import type { Attachment, Item } from './annotation.ts';

/*
 * A PDF can stand in Zotero without a paper above it, and be annotated. For writing it counts as its own paper, which
 * nothing is known of but its name.
 */

/** A file that stands alone as a paper. */
export function loneFile(attachment: Attachment): Item {
  return {
    kind: 'item',
    library: attachment.library,
    key: attachment.key,
    itemType: 'attachment',
    title: attachment.title !== '' ? attachment.title : attachment.filename,
    creators: [],
    date: '',
    parsedDate: '',
    citekey: '',
    abstractNote: '',
    publicationTitle: '',
    doi: '',
    url: '',
    extra: '',
    tags: [],
    collections: [],
    dateAdded: attachment.dateModified,
    dateModified: attachment.dateModified,
  };
}

/** True for what `loneFile` made: its key is that of the file itself. */
export function isLoneFile(item: Item): boolean {
  return item.itemType === 'attachment';
}
