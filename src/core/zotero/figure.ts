import type { Annotation } from './annotation.ts';

/*
 * The names of picture files, as importers write them: `<base>-<page>-x<X>-y<Y>.png`. Base is usually the citekey, page
 * the physical page from 1, X and Y the rounded lower-left corner of the annotation's first rectangle in PDF points.
 * A note holds no link for a figure, so its name is the only way back to the annotation.
 */

/** What a picture's file name says. */
export interface FigureName {
  readonly base: string;
  /** Physical page, from 1. */
  readonly page: number;
  /** PDF points from the page's lower left corner. */
  readonly x: number;
  readonly y: number;
}

/** The lower-left corner of a picture's area in PDF points: of its first rectangle, or of all its ink. */
function corner(annotation: Annotation): { readonly x: number; readonly y: number } | undefined {
  const [rect] = annotation.position.rects;
  if (rect !== undefined) return { x: Math.min(rect[0], rect[2]), y: Math.min(rect[1], rect[3]) };
  let x = Number.POSITIVE_INFINITY;
  let y = Number.POSITIVE_INFINITY;
  for (const path of annotation.position.paths) {
    for (let i = 0; i + 1 < path.length; i += 2) {
      x = Math.min(x, path[i]!);
      y = Math.min(y, path[i + 1]!);
    }
  }
  return Number.isFinite(x) && Number.isFinite(y) ? { x, y } : undefined;
}

/** True for the annotations that Zotero draws a picture of. */
export function hasPicture(annotation: Annotation): boolean {
  return annotation.type === 'image' || annotation.type === 'ink';
}

/** A citekey as it can stand in a file's name on every system. */
function fileBase(base: string): string {
  const safe = base
    .replace(/[\\/:*?"<>|#%\s\u0000-\u001f\u007f]+/g, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
    .slice(0, 120);
  return safe === '' ? 'figure' : safe;
}

/**
 * The file name of an annotation's picture; `undefined` for an annotation that has none or lies on no page.
 * `base` is the paper's citekey, or its key where it has no citekey.
 *
 * @example figureFileName('azerbayevLlemmaOpenLanguage2023', image) // 'azerbayevLlemmaOpenLanguage2023-1-x324-y162.png'
 */
export function figureFileName(base: string, annotation: Annotation): string | undefined {
  const at = corner(annotation);
  const { pageIndex } = annotation.position;
  if (!hasPicture(annotation) || at === undefined || pageIndex === undefined) return undefined;
  return `${fileBase(base)}-${pageIndex + 1}-x${Math.round(at.x)}-y${Math.round(at.y)}.png`;
}

/**
 * Reads the file name at the end of a path or address. `undefined` when it is not named by this rule.
 * Importers from 3.2.0 on write the first page as `undefined`.
 *
 * @example parseFigureName('https://host/uPic/azerbayev2023-2-x106-y248.png') // { base: 'azerbayev2023', page: 2, … }
 */
export function parseFigureName(source: string): FigureName | undefined {
  const file = source.replace(/[?#].*$/s, '').replace(/^.*[\\/]/s, '');
  const match = /^(.+)-(\d{1,6}|undefined)-x(-?\d{1,6})-y(-?\d{1,6})\.(?:png|jpe?g|webp|gif)$/i.exec(decode(file));
  if (match === null) return undefined;
  const [, base = '', page = '', x, y] = match;
  const number = page === 'undefined' ? 1 : Number(page);
  return number < 1 ? undefined : { base, page: number, x: Number(x), y: Number(y) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * The annotation that a figure shows, among the annotations of its paper: on the same page, and its corner no further
 * than `tolerance` points off in either direction (tools round differently). The nearest wins.
 */
export function annotationOfFigure(
  figure: FigureName,
  annotations: readonly Annotation[],
  tolerance = 2,
): Annotation | undefined {
  let best: Annotation | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const annotation of annotations) {
    if (!hasPicture(annotation) || annotation.position.pageIndex !== figure.page - 1) continue;
    const at = corner(annotation);
    if (at === undefined) continue;
    const distance = Math.max(Math.abs(at.x - figure.x), Math.abs(at.y - figure.y));
    if (distance <= tolerance + 0.5 && distance < bestDistance) {
      best = annotation;
      bestDistance = distance;
    }
  }
  return best;
}

/** True when a figure's base stands for this citekey, which may have been changed to fit a file's name. */
export function isFigureOf(figure: FigureName, citekey: string): boolean {
  return citekey !== '' && (figure.base === citekey || figure.base === fileBase(citekey));
}
