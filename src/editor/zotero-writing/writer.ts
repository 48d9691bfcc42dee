import type * as vscode from 'vscode';
import type { Problem } from '../../core/problem.ts';
import type { Annotation, Item } from '../../core/zotero/annotation.ts';
import type { ZoteroLibraryPort } from '../../core/zotero/library-port.ts';
import {
  annotationData,
  baseName,
  type FigurePlace,
  type TemplateData,
  templateData,
} from '../../core/zotero/template/data.ts';
import type { NoteTemplate } from '../../core/zotero/template/template.ts';
import { annotationUri } from '../../core/zotero/uri.ts';
import type { Config } from '../config.ts';
import { type CopiedPictures, copyPictures } from './pictures.ts';

/** Writes the annotations of one paper for one note. Making it has copied the pictures, unless it only looks. */
export interface PaperWriter {
  readonly pictures: CopiedPictures;
  readonly data: TemplateData;
  /** One annotation as the template says, always with something that leads back to it; or why the template cannot. */
  annotation(annotation: Annotation): string | Problem;
  /** The same as it is written where the picture is missing. */
  withoutPicture(annotation: Annotation): string | Problem;
}

/**
 * Gets everything ready to write `annotations` of `item` into the note at `note`.
 *
 * @param use `look` leaves the note's folder as it is, to only show what would be written
 */
export async function paperWriter(
  library: ZoteroLibraryPort,
  config: Config,
  template: NoteTemplate,
  note: vscode.Uri,
  item: Item,
  annotations: readonly Annotation[],
  use: 'write' | 'look' = 'write',
): Promise<PaperWriter> {
  const base = baseName(item);
  const folder = config.writing.imageFolder;
  const pictures = await copyPictures(library, note, folder, base, annotations, use === 'write');
  const figures: FigurePlace = { folder: folder.replace(/\\/g, '/'), base, missing: new Set(pictures.missing.keys()) };
  const data = templateData(item, annotations, figures, today());
  const write = (annotation: Annotation, place: FigurePlace): string | Problem => {
    const values = annotationData(annotation, place);
    const { text, problems } = template.renderAnnotation(data, values);
    const fault = problems.findLast(problem => problem.severity === 'error');
    if (text === undefined && fault !== undefined) return fault;
    const page = values.page;
    const uri = annotationUri(annotation.library, annotation.attachment, annotation.key, page);
    const written = text ?? '';
    const figure = /-\d+-x-?\d+-y-?\d+\.png$/.exec(values.figure)?.[0];
    const leadsBack =
      written.includes(`annotation=${annotation.key}`) || (figure !== undefined && written.includes(figure));
    // Without its link an annotation would be added again each time.
    if (leadsBack) return written;
    const label = values.page_label.replace(/[^\p{L}\p{N}.-]/gu, '');
    const link = `[${label === '' ? 'Zotero' : `(p. ${label})`}](${uri})`;
    return written === '' ? link : `${written}\n${link}`;
  };
  return {
    pictures,
    data,
    annotation: annotation => write(annotation, figures),
    withoutPicture: annotation => write(annotation, { ...figures, missing: new Set([annotation.key]) }),
  };
}

/** The day in the user's own time zone. */
function today(): string {
  const now = new Date();
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
