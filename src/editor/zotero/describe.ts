import { type Annotation, type Creator, type Item, physicalPage } from '../../core/zotero/annotation.ts';
import { sourceNames } from '../../core/zotero/library.ts';
import type { JudgedLink, LinkState } from '../../core/zotero/link-state.ts';
import { failureCure, failureText } from '../../core/zotero/source.ts';
import { shortened } from '../foreign-text.ts';

/** What a state means, in a few words. */
export const stateNames: Readonly<Record<LinkState, string>> = {
  ok: 'as in Zotero',
  changed: 'changed in Zotero',
  page: 'the link’s page is not the physical page',
  moved: 'moved to another file',
  trashed: 'in Zotero’s trash',
  deleted: 'no longer in Zotero',
  'wrong-library': 'in another library than the link says',
  'file-missing': 'its file is not on this computer',
  malformed: 'the link is not right',
  unknown: 'not known',
};

/** `Azerbayev, Schoelkopf et al.`, as lists of papers name authors. */
export function authorsOf(item: Item): string {
  const authors = item.creators.filter(creator => creator.creatorType === 'author');
  const names = (authors.length > 0 ? authors : item.creators).map((creator: Creator) =>
    shortened(creator.lastName, 60),
  );
  return names.length > 3 ? `${names.slice(0, 2).join(', ')} et al.` : names.join(', ');
}

/** `p. 309 (page 2 of the file)`. */
export function pageOf(annotation: Annotation): string {
  const physical = physicalPage(annotation);
  const label = annotation.pageLabel === '' ? '' : `p. ${shortened(annotation.pageLabel, 40)}`;
  if (physical === undefined) return label;
  if (String(physical) === annotation.pageLabel) return label;
  return label === '' ? `page ${physical} of the file` : `${label} (page ${physical} of the file)`;
}

/** Tags as they are shown: what is too long or too many is cut. */
export function tagsOf(annotation: Annotation): readonly string[] {
  const shown = annotation.tags.slice(0, 30).map(tag => shortened(tag, 80));
  return annotation.tags.length > 30 ? [...shown, '…'] : shown;
}

/** `just now`, `5 minutes ago`, `3 days ago`. */
export function ageOf(taken: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - taken) / 1000));
  const steps: readonly (readonly [limit: number, unit: number, name: string])[] = [
    [60, 1, 'second'],
    [3600, 60, 'minute'],
    [86_400, 3600, 'hour'],
    [Number.POSITIVE_INFINITY, 86_400, 'day'],
  ];
  if (seconds < 20) return 'just now';
  const [, unit, name] = steps.find(([limit]) => seconds < limit)!;
  const count = Math.round(seconds / unit);
  return `${count} ${name}${count === 1 ? '' : 's'} ago`;
}

/** Where an answer came from and how old it is, or why there is none and what to do. */
export function originOf(judged: JudgedLink, now: number): string {
  if (judged.source !== undefined && judged.taken !== undefined && judged.reason === undefined) {
    return `From ${sourceNames[judged.source]}, ${ageOf(judged.taken, now)}`;
  }
  return judged.reason === undefined ? '' : `${failureText(judged.reason)} ${failureCure(judged.reason)}`;
}

/** True for `#rrggbb`. */
export function isColor(text: string): boolean {
  return /^#[0-9a-f]{6}$/.test(text);
}

/** True for a colour so dark or so light that it cannot be seen on the background of some theme. */
export function isExtreme(color: string): boolean {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at => Number.parseInt(color.slice(at, at + 2), 16));
  const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return light < 40 || light > 230;
}
