import type { NoteElement } from '../markdown/elements.ts';
import { isDataFile } from './note-recipes.ts';

/**
 * The file of data that a link's destination names: with `./` or `../` before it the one at this path. Undefined for an
 * address of the web, a path from the root, and every other file.
 *
 * @example linkedDataFile('7B.yml') // './7B.yml'
 */
export function linkedDataFile(href: string): string | undefined {
  if (href === '' || /^(?:[a-z][a-z\d+.-]*:|[/#?])/i.test(href)) return undefined;
  try {
    const path = decodeURIComponent(href);
    if (!isDataFile(path)) return undefined;
    return /^\.{1,2}\//.test(path) ? path : `./${path}`;
  } catch {
    return undefined;
  }
}

/**
 * The files of data that a note links to or embeds, each once: those of links from `./` or `../` on, those of wikilinks
 * by name, as the one that fits best.
 */
export function dataFilesOf(elements: readonly NoteElement[]): readonly string[] {
  const found = new Set<string>();
  for (const element of elements) {
    const target =
      element.kind === 'link'
        ? linkedDataFile(element.href)
        : element.kind === 'wikilink' && element.heading === '' && isDataFile(element.target)
          ? element.target.trim()
          : undefined;
    if (target !== undefined) found.add(target);
  }
  return [...found];
}
