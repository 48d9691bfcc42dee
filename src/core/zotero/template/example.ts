import { type Annotation, type Item, userLibrary } from '../annotation.ts';
import { type TemplateData, templateData } from './data.ts';

/*
 * A paper with one annotation of each kind that looks different in a note, for looking at a template's result without
 * asking Zotero.
 */

const item: Item = {
  kind: 'item',
  library: userLibrary,
  key: 'LLEMMA22',
  itemType: 'preprint',
  title: 'Llemma: An Open Language Model For Mathematics',
  creators: [
    { creatorType: 'author', firstName: 'Zhangir', lastName: 'Azerbayev' },
    { creatorType: 'author', firstName: 'Hailey', lastName: 'Schoelkopf' },
  ],
  date: '2023-10-16',
  parsedDate: '2023-10-16',
  citekey: 'azerbayevLlemmaOpenLanguage2023',
  abstractNote: 'We present Llemma, a large language model for mathematics.',
  publicationTitle: 'arXiv',
  doi: '10.48550/arXiv.2310.10631',
  url: 'http://arxiv.org/abs/2310.10631',
  extra: '',
  tags: ['LLM', 'math'],
  collections: [],
  dateAdded: '2026-11-23T16:47:32Z',
  dateModified: '2026-11-23T16:47:32Z',
};

function example(fields: Partial<Annotation> & { readonly key: string }, page: number, y: number): Annotation {
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
      rects: [[106, y, 306, y + 60]],
      paths: [],
      nextPageRects: [],
      selector: undefined,
    },
    tags: [],
    authorName: '',
    dateAdded: '2026-11-23T16:47:34Z',
    dateModified: '2026-11-23T16:47:34Z',
    ...fields,
  };
}

/** The paper of the example. */
export const exampleItem = item;

/** Its annotations: highlights with and without a comment, a figure, a note, one on a page with a roman number. */
export const exampleAnnotations: readonly Annotation[] = [
  example(
    { key: 'VRW2K8QH', pageLabel: 'ii', text: 'We present Llemma, a large language model for mathematics.' },
    2,
    100,
  ),
  example({ key: 'N7ETEA22', type: 'note', comment: 'A sticky note\nwith a second line', color: '#a28ae5' }, 2, 200),
  example({ key: 'MGF49J59', type: 'image', color: '#2ea8e5' }, 2, 248),
  example({ key: 'AZJBLEGZ', text: 'We train the 7B model for 200B tokens.', tags: ['method'] }, 3, 100),
  example(
    {
      key: 'BTAGBNRW',
      text: 'LLEMMA 7B is trained for 42, 000 steps with a global batch size of 4 million tokens.',
      comment: '0.84 epoch over the 200B dataset.',
    },
    3,
    300,
  ),
];

/** The example as templates see it. */
export function exampleData(imageFolder: string): TemplateData {
  return templateData(
    item,
    exampleAnnotations,
    { folder: imageFolder, base: item.citekey },
    item.dateAdded.slice(0, 10),
  );
}
