import type { NoteElement } from '../../markdown/elements.ts';
import type { Range } from '../../text.ts';
import type { Annotation } from '../annotation.ts';
import { annotationOfFigure, type FigureName, figureFileName, isFigureOf, parseFigureName } from '../figure.ts';
import { isZoteroUri, parseZoteroUri } from '../uri.ts';

/*
 * Which annotations a note holds already: those it links to, and the pictures among its figures, which are named by a
 * rule instead of being linked.
 */

/** Where a note holds an annotation. `place` is `undefined` when it is only mentioned, as inside code. */
export interface HeldAnnotation {
  readonly annotation: Annotation;
  readonly place: Range | undefined;
}

/**
 * The annotations among `annotations` that the note holds, each with its first place, by key. `citekey` is the paper's:
 * a figure with another base is taken for this paper's only when it lies exactly where the annotation does.
 */
export function heldAnnotations(
  text: string,
  elements: readonly NoteElement[],
  annotations: readonly Annotation[],
  citekey: string,
): ReadonlyMap<string, HeldAnnotation> {
  const byKey = new Map(annotations.map(annotation => [annotation.key, annotation]));
  const held = new Map<string, HeldAnnotation>();
  const hold = (annotation: Annotation | undefined, place: Range | undefined): void => {
    if (annotation !== undefined && !held.has(annotation.key)) held.set(annotation.key, { annotation, place });
  };
  for (const element of elements) {
    if (element.kind === 'link' && isZoteroUri(element.href)) {
      const { link } = parseZoteroUri(element.href);
      if (link?.kind === 'open' && link.annotation !== undefined) hold(byKey.get(link.annotation), element.range);
    } else if (element.kind === 'image') {
      const name = parseFigureName(element.src);
      if (name !== undefined) hold(figureAnnotation(name, annotations, citekey), element.range);
    } else if (element.kind === 'wikilink' && element.embed) {
      const name = parseFigureName(element.target);
      if (name !== undefined) hold(figureAnnotation(name, annotations, citekey), element.range);
    }
  }
  // In code and in whatever other tools write, a link is no element; it is still no reason to write it again.
  for (const [, key = ''] of text.matchAll(/annotation=([2-9A-NP-Z]{8})(?![0-9A-Za-z])/g))
    hold(byKey.get(key), undefined);
  for (const annotation of annotations) {
    const name = figureFileName('', annotation);
    if (name !== undefined && text.includes(name.slice(name.indexOf('-')))) hold(annotation, undefined);
  }
  return held;
}

function figureAnnotation(
  name: FigureName,
  annotations: readonly Annotation[],
  citekey: string,
): Annotation | undefined {
  return annotationOfFigure(name, annotations, isFigureOf(name, citekey) ? 2 : 0);
}
