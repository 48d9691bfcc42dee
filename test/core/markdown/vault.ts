import path from 'node:path';
import type { NoteSurroundings } from '../../../src/core/markdown/live-note.ts';
import { relativeHref } from '../../../src/core/markdown/relative-href.ts';

/**
 * The surroundings of a note in a folder of notes that are given by path and text. An image is shown from `site:` and the
 * path that it has when its source is read in the folder of its note.
 */
export function vaultAround(files: Readonly<Record<string, string>>, note: string): NoteSurroundings {
  const find = (target: string) => {
    const name = target.replace(/#.*$/s, '').trim();
    if (name === '') return note;
    return Object.keys(files).find(file => file === name || path.posix.basename(file) === `${name}.md`);
  };
  return {
    path: note,
    image: source => ({ kind: 'shown', src: `site:${path.posix.join(path.posix.dirname(note), source)}` }),
    wikilink: target => {
      const file = find(target);
      return file === undefined ? undefined : relativeHref(note, file);
    },
    embed: target => {
      const file = find(target);
      const text = file === undefined ? undefined : files[file];
      return text === undefined ? undefined : { text, surroundings: vaultAround(files, file!) };
    },
  };
}
