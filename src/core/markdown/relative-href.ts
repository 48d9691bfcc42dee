/*
 * Links between files, by their paths with `/` between the parts. A link of a note that is shown within another one leads
 * where it led at home, so it must be written anew as seen from the note around it.
 */

/**
 * A path from one file to another, as the href of a link.
 *
 * @example relativeHref('/notes/a.md', '/papers/Other note.md') // '../papers/Other%20note.md'
 */
export function relativeHref(from: string, to: string): string {
  const base = from.split('/').slice(0, -1);
  const parts = to.split('/');
  let same = 0;
  while (same < base.length && same < parts.length - 1 && base[same] === parts[same]) same++;
  return [...base.slice(same).map(() => '..'), ...parts.slice(same).map(encodeURIComponent)].join('/');
}

/**
 * The href of a link in one note as it must stand in another for the same place. What is not relative stays as it is; a
 * mere `#heading` is one of the first note.
 *
 * @example rebaseHref('fig/b.png', '/papers/a.md', '/notes/day.md') // '../papers/fig/b.png'
 */
export function rebaseHref(href: string, from: string, to: string): string {
  if (href === '' || from === to || /^(?:[a-z][a-z0-9+.-]*:|[/\\])/i.test(href)) return href;
  const [path = '', behind = ''] = split(href);
  if (path === '') return relativeHref(to, from) + behind;
  const parts = from.split('/').slice(0, -1);
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(decoded(part));
  }
  return relativeHref(to, parts.join('/')) + behind;
}

function split(href: string): [path: string, behind: string] {
  const at = href.search(/[?#]/);
  return at < 0 ? [href, ''] : [href.slice(0, at), href.slice(at)];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
