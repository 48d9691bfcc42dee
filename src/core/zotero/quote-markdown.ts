import { type Annotation, physicalPage } from './annotation.ts';
import { asideMarkdown, markdownText } from './template/markdown-text.ts';
import { annotationUri } from './uri.ts';

/**
 * An annotation as notes quote it: its text, the link with label and physical page, and the comment as an aside below.
 *
 * @example quoteMarkdown(annotation) // 'We train … [(p. 3)](zotero://open-pdf/…)\n%%0.84 epoch%%'
 */
export function quoteMarkdown(annotation: Annotation): string {
  const page = physicalPage(annotation);
  const uri = annotationUri(annotation.library, annotation.attachment, annotation.key, page);
  const label = markdownText(annotation.pageLabel) || (page === undefined ? '' : String(page));
  const link = `[${label === '' ? 'Zotero' : `(p. ${label})`}](${uri})`;
  const text = annotation.text === '' ? '' : `${markdownText(annotation.text)} `;
  const comment = annotation.comment.trim() === '' ? '' : `\n${asideMarkdown(annotation.comment)}`;
  return `${text}${link}${comment}`;
}
