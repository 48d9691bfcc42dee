/** One name that a template can write. */
export interface TemplateField {
  readonly name: string;
  readonly type: 'text' | 'number' | 'true or false' | 'list of text' | 'list' | 'object';
  /** What it is, with its unit or form. */
  readonly description: string;
  readonly example: string;
  /** Of an object, or of each entry of a list. */
  readonly fields?: readonly TemplateField[];
}

const annotationFields: readonly TemplateField[] = [
  { name: 'key', type: 'text', description: "Zotero's key, 8 characters", example: 'BTAGBNRW' },
  { name: 'type', type: 'text', description: 'highlight, underline, note, image, ink or text', example: 'highlight' },
  {
    name: 'text',
    type: 'text',
    description: 'The marked text; empty but for highlight and underline',
    example: 'We …',
  },
  { name: 'comment', type: 'text', description: "The reader's remark; may have several lines", example: '0.84 epoch' },
  { name: 'color', type: 'text', description: 'Colour as #rrggbb', example: '#ffd400' },
  {
    name: 'page_label',
    type: 'text',
    description: "The page's printed number, such as iv or 12-3; the physical page where there is none",
    example: '3',
  },
  { name: 'page', type: 'number', description: 'The physical page, from 1; nothing in an EPUB', example: '3' },
  { name: 'tags', type: 'list of text', description: "The annotation's tags", example: 'method' },
  { name: 'author', type: 'text', description: 'Who made it, in a group library', example: 'Ann Other' },
  { name: 'date', type: 'text', description: 'Day of the last change (UTC), YYYY-MM-DD', example: '2026-11-23' },
  { name: 'uri', type: 'text', description: 'Link that opens it in Zotero', example: 'zotero://open-pdf/library/…' },
  {
    name: 'figure',
    type: 'text',
    description: 'Path of its picture from the note; empty for text, and when Zotero has not drawn it',
    example: 'figures/azerbayev2023-1-x324-y162.png',
  },
  {
    name: 'picture_missing',
    type: 'true or false',
    description: 'True for an image or ink annotation that Zotero has not drawn yet',
    example: 'false',
  },
];

const itemFields: readonly TemplateField[] = [
  { name: 'key', type: 'text', description: "Zotero's key, 8 characters", example: 'LLEMMA22' },
  { name: 'citekey', type: 'text', description: 'The citation key; may be empty', example: 'azerbayev2023' },
  { name: 'type', type: 'text', description: "Zotero's name of the type", example: 'preprint' },
  { name: 'title', type: 'text', description: 'The title', example: 'Llemma: An Open Language Model For Mathematics' },
  {
    name: 'authors',
    type: 'list of text',
    description: 'Names of the authors, first name first; of all creators when there is no author',
    example: 'Zhangir Azerbayev',
  },
  {
    name: 'creators',
    type: 'list',
    description: 'Everyone who had a part in it',
    example: '',
    fields: [
      { name: 'name', type: 'text', description: 'First name, then last name', example: 'Zhangir Azerbayev' },
      { name: 'first_name', type: 'text', description: 'First name; empty for institutions', example: 'Zhangir' },
      { name: 'last_name', type: 'text', description: "Last name, or the institution's name", example: 'Azerbayev' },
      { name: 'role', type: 'text', description: "Zotero's name of the part: author, editor …", example: 'author' },
    ],
  },
  { name: 'year', type: 'number', description: 'Year of publication', example: '2023' },
  { name: 'date', type: 'text', description: 'YYYY, YYYY-MM or YYYY-MM-DD; may be empty', example: '2023-10-16' },
  { name: 'publication', type: 'text', description: 'Journal, book or proceedings', example: 'Nature' },
  { name: 'doi', type: 'text', description: 'DOI without https://doi.org/', example: '10.48550/arXiv.2310.10631' },
  { name: 'url', type: 'text', description: 'Address, or that of the DOI', example: 'http://arxiv.org/abs/2310.10631' },
  { name: 'abstract', type: 'text', description: 'The abstract', example: 'We present …' },
  { name: 'tags', type: 'list of text', description: "The item's tags", example: 'LLM' },
  { name: 'library', type: 'text', description: 'library, or groups/NUMBER', example: 'library' },
  { name: 'uri', type: 'text', description: 'Link that shows it in Zotero', example: 'zotero://select/library/…' },
];

/** Every name that a template can write. Inside `{% annotations %}`, `annotation` is the one being written. */
export const templateFields: readonly TemplateField[] = [
  { name: 'item', type: 'object', description: 'The paper', example: '', fields: itemFields },
  {
    name: 'annotations',
    type: 'list',
    description: 'Its annotations in reading order, file by file',
    example: '',
    fields: annotationFields,
  },
  {
    name: 'annotation',
    type: 'object',
    description: 'The annotation being written; only inside {% annotations %}',
    example: '',
    fields: annotationFields,
  },
  { name: 'today', type: 'text', description: 'The day of writing, YYYY-MM-DD', example: '2026-11-23' },
];

/** A filter of ours, on top of LiquidJS's own. */
export interface TemplateFilter {
  readonly name: string;
  readonly description: string;
  readonly example: string;
}

export const templateFilters: readonly TemplateFilter[] = [
  {
    name: 'yaml',
    description: 'A value as front matter needs it, quoted where necessary',
    example: '{{ item.title | yaml }}',
  },
  {
    name: 'url',
    description: 'An address as a link needs it; unsafe schemes become empty',
    example: '{{ item.url | url }}',
  },
  {
    name: 'aside',
    description:
      'A comment as %%…%%, over as many lines as it has; begins each further line with the given text, if any',
    example: '{{ annotation.comment | aside: "> " }}',
  },
  {
    name: 'lines',
    description: 'Keeps line breaks; begins each further line with the given text',
    example: '{{ annotation.comment | lines: "> " }}',
  },
  {
    name: 'raw',
    description: 'The text as it is, markdown and all: only for text you trust',
    example: '{{ item.abstract | raw }}',
  },
];
