import type * as vscode from 'vscode';
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

/** Writes the annotations of one paper for one note. Making it has copied the pictures. */
export interface PaperWriter {
  readonly pictures: CopiedPictures;
  readonly data: TemplateData;
  /** One annotation as the template says; always with something that leads back to it. */
  annotation(annotation: Annotation): string;
}

/** Gets everything ready to write `annotations` of `item` into the note at `note`. */
export async function paperWriter(
  library: ZoteroLibraryPort,
  config: Config,
  template: NoteTemplate,
  note: vscode.Uri,
  item: Item,
  annotations: readonly Annotation[],
): Promise<PaperWriter> {
  const base = baseName(item);
  const folder = config.writing.imageFolder;
  const pictures = await copyPictures(library, note, folder, base, annotations);
  const figures: FigurePlace = { folder: folder.replace(/\\/g, '/'), base, missing: new Set(pictures.missing.keys()) };
  const data = templateData(item, annotations, figures, today());
  return {
    pictures,
    data,
    annotation: annotation => {
      const values = annotationData(annotation, figures);
      const { text } = template.renderAnnotation(data, values);
      const page = values.page;
      const uri = annotationUri(annotation.library, annotation.attachment, annotation.key, page);
      const written = text ?? '';
      const figure = /-\d+-x-?\d+-y-?\d+\.png$/.exec(values.figure)?.[0];
      const leadsBack =
        written.includes(`annotation=${annotation.key}`) || (figure !== undefined && written.includes(figure));
      // Without its link an annotation would be added again each time.
      if (leadsBack) return written;
      const link = `[(p. ${values.page_label.replace(/[^\p{L}\p{N}.-]/gu, '')})](${uri})`;
      return written === '' ? link : `${written}\n${link}`;
    },
  };
}

/** The day in the user's own time zone. */
function today(): string {
  const now = new Date();
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
