import type { Annotation, Attachment, Item, LibraryId } from './annotation.ts';

/*
 * What writing a note needs to ask of Zotero. Implemented over the sources (local API, copy of the database, Web API,
 * last known answers); the writing side knows none of them. Nothing here ever changes anything in Zotero.
 */

/** Says that an answer is no longer wanted; an `AbortSignal` is one. */
export interface Cancellation {
  readonly aborted: boolean;
}

/** A thing in a library: keys are unique in their library only. */
export interface LibraryKey {
  readonly library: LibraryId;
  readonly key: string;
}

/**
 * An answer with where it came from and how old it is, or the reason why there is none. `reason` is a sentence for
 * people that ends with what to do next.
 */
export type LibraryAnswer<T> =
  | {
      readonly kind: 'answered';
      readonly value: T;
      /** As people read it: `Zotero`, `a copy of Zotero's database`, `the sample library`. */
      readonly source: string;
      /** Milliseconds since Zotero said so; 0 for an answer of a running Zotero. */
      readonly age: number;
    }
  | { readonly kind: 'unreachable'; readonly reason: string };

/** A reference as Zotero formats it, as HTML: `bib` is an entry of a bibliography, `citation` what stands in a text. */
export interface FormattedReference {
  readonly item: LibraryKey;
  readonly bib: string;
  readonly citation: string;
}

/** The picture of an image or ink annotation, which Zotero draws when it shows the page. */
export type AnnotationPicture =
  | { readonly kind: 'drawn'; readonly png: Uint8Array }
  /** Zotero has not drawn it yet, or it lies where this machine cannot see it. `reason` tells which. */
  | { readonly kind: 'absent'; readonly reason: string; readonly canBeDrawn: boolean };

export interface ZoteroLibraryPort {
  /** Changes when Zotero has written something, and costs nothing to ask; empty where that cannot be told. */
  stamp(): string;
  /** Every top-level item of every library that is not in the trash, notes and attachments left out. */
  items(signal?: Cancellation): Promise<LibraryAnswer<readonly Item[]>>;
  /**
   * One item; `undefined` inside the answer when there is none. What its library does not have is looked for in every
   * other one, here and for attachments and annotations: importers write the own library into links of group papers.
   */
  item(item: LibraryKey, signal?: Cancellation): Promise<LibraryAnswer<Item | undefined>>;
  /** The file attachments below an item, in Zotero's order. */
  attachments(item: LibraryKey, signal?: Cancellation): Promise<LibraryAnswer<readonly Attachment[]>>;
  /** An attachment by its own key. */
  attachment(attachment: LibraryKey, signal?: Cancellation): Promise<LibraryAnswer<Attachment | undefined>>;
  /** Every annotation of a file attachment that is not in the trash, in reading order. */
  annotations(attachment: LibraryKey, signal?: Cancellation): Promise<LibraryAnswer<readonly Annotation[]>>;
  /** One annotation as Zotero has it now. */
  annotation(annotation: LibraryKey, signal?: Cancellation): Promise<LibraryAnswer<Annotation | undefined>>;
  /** References in a CSL style (`apa`, `chicago-author-date` …; Zotero's own choice when not given), in the asked order. */
  references(
    items: readonly LibraryKey[],
    style: string | undefined,
    signal?: Cancellation,
  ): Promise<LibraryAnswer<readonly FormattedReference[]>>;
  picture(annotation: LibraryKey): Promise<AnnotationPicture>;
  /**
   * The annotation as it was when a note last took its text over: the base of a three-way merge.
   * `undefined` when that was never kept.
   */
  accepted(annotation: LibraryKey): Promise<Annotation | undefined>;
  /** As it was before that, in other words, the latest first: a note that was not updated since still quotes it so. */
  acceptedBefore(annotation: LibraryKey): Promise<readonly Annotation[]>;
  /** Keeps annotations as what the notes now hold; called after their text was inserted or updated. */
  accept(annotations: readonly Annotation[]): Promise<void>;
}
