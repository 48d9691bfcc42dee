import type { LinkProblemCode } from '../problem.ts';
import type { Edit, Range } from '../text.ts';
import { isKey, libraryPath, physicalPage } from './annotation.ts';
import type { CheckedLink } from './link-problems.ts';
import type { LinkState } from './link-state.ts';
import { formatZoteroUri, type OpenLink, parseZoteroUri } from './uri.ts';

/** A way to mend a link. */
export interface LinkFix {
  readonly code: LinkProblemCode;
  /** Other problems of the link that the same edits mend. */
  readonly also?: readonly LinkProblemCode[];
  /** For a menu: what will be done. */
  readonly title: string;
  readonly edits: readonly Edit[];
  /** True when the fix loses nothing and can be done to all links of a note at once. */
  readonly safe: boolean;
}

/** The fixes for one link, for the most important problem first. A link whose answer is old or unknown gets none. */
export function linkFixes(text: string, checked: CheckedLink): readonly LinkFix[] {
  const byEdits = new Map<string, LinkFix>();
  for (const fix of checked.judged.states.flatMap(state => fixesFor(state, text, checked))) {
    const name = JSON.stringify(fix.edits);
    const same = byEdits.get(name);
    byEdits.set(name, same === undefined ? fix : { ...same, also: [...(same.also ?? []), fix.code] });
  }
  return [...byEdits.values()];
}

/** All safe fixes of a note as one list of edits that do not overlap: one link is mended as a whole. */
export function fixAll(text: string, checked: readonly CheckedLink[]): readonly Edit[] {
  const edits: Edit[] = [];
  for (const entry of checked) {
    const fix = linkFixes(text, entry).find(candidate => candidate.safe);
    // Footnotes and references may show one link twice; it is mended once.
    const known = (edit: Edit): boolean => edits.some(other => other.range.from === edit.range.from);
    if (fix !== undefined && !fix.edits.some(known)) edits.push(...fix.edits);
  }
  return edits;
}

function fixesFor(state: LinkState, text: string, checked: CheckedLink): readonly LinkFix[] {
  switch (state) {
    case 'page':
    case 'moved':
    case 'wrong-library':
      return whereItIs(state, checked);
    case 'malformed':
      return malformed(checked);
    case 'deleted':
      return unlink(text, checked);
    default:
      return [];
  }
}

const titles = {
  page: 'Set the link’s page to the physical page',
  moved: 'Point the link to the file that the annotation lies in',
  'wrong-library': 'Point the link to the library that it lies in',
} as const;

/** Makes the link say where the thing really is: library, file and page, each only where it is wrong. */
function whereItIs(state: keyof typeof titles, { link, judged }: CheckedLink): readonly LinkFix[] {
  const { parsed, annotation, attachment } = judged;
  const open = parsed.link;
  const code = `link-${state}` as const;
  const fix = (edits: readonly Edit[]): readonly LinkFix[] =>
    edits.length === 0 ? [] : [{ code, title: titles[state], edits, safe: true }];
  if (open?.kind === 'select') {
    const library = judged.item?.library ?? attachment?.library ?? annotation?.library;
    if (library === undefined || open.keys.length !== 1) return [];
    return fix([{ range: link.uriRange, insert: formatZoteroUri({ ...open, library, within: undefined }) }]);
  }
  const library = annotation?.library ?? attachment?.library;
  const file = annotation?.attachment ?? attachment?.key;
  if (open?.kind !== 'open' || library === undefined || file === undefined) return [];
  const page = annotation === undefined ? undefined : physicalPage(annotation);
  const right: OpenLink = {
    ...open,
    library,
    attachment: file,
    page: page === undefined || open.page === undefined ? open.page : String(page),
  };
  const { parts } = parsed;
  const wrongLibrary = open.library.kind === 'local' ? false : libraryPath(open.library) !== libraryPath(library);
  const canEditParts = parts.attachment !== undefined && (!wrongLibrary || parts.library !== undefined);
  if (!canEditParts) return fix([{ range: link.uriRange, insert: formatZoteroUri(right) }]);
  const at = (range: Range, insert: string): Edit => ({
    range: { from: link.uriRange.from + range.from, to: link.uriRange.from + range.to },
    insert,
  });
  const edits: Edit[] = [];
  if (wrongLibrary && parts.library !== undefined) edits.push(at(parts.library, libraryPath(library)));
  if (right.attachment !== open.attachment && parts.attachment !== undefined) {
    edits.push(at(parts.attachment, right.attachment));
  }
  if (right.page !== open.page && parts.page !== undefined && right.page !== undefined) {
    edits.push(at(parts.page, right.page));
  }
  return fix(edits);
}

function malformed({ link, judged }: CheckedLink): readonly LinkFix[] {
  const { parsed } = judged;
  const open = parsed.link;
  if (open?.kind !== 'open') return [];
  const written = link.uri;
  const upper = parseZoteroUri(
    written.replace(/\/([A-Za-z0-9]{8})(?=[/?]|$)|annotation=([A-Za-z0-9]{8})(?=&|$)/g, key => raise(key)),
  );
  if (upper.link?.kind === 'open' && upper.faults.every(fault => fault.what === 'page')) {
    const insert = formatZoteroUri(upper.link);
    if (insert !== written) {
      return [
        {
          code: 'link-malformed',
          title: 'Write the key in capitals',
          edits: [{ range: link.uriRange, insert }],
          safe: true,
        },
      ];
    }
  }
  const insert = formatZoteroUri({ ...open, page: /^\d+$/.test(open.page ?? '') ? open.page : undefined });
  if (!isKey(open.attachment) || insert === written) return [];
  const edits: Edit[] = [{ range: link.uriRange, insert }];
  return [{ code: 'link-malformed', title: 'Remove what is empty from the link', edits, safe: true }];
}

/** The key within a piece of a link in capitals, when it is a key then. */
function raise(piece: string): string {
  const key = piece.slice(-8);
  return isKey(key.toUpperCase()) ? piece.slice(0, -8) + key.toUpperCase() : piece;
}

/** Takes the link away and leaves its text, where both stand in one place. */
function unlink(text: string, { link }: CheckedLink): readonly LinkFix[] {
  const { range, textRange, uriRange } = link;
  const inline = text[range.from] === '[' && textRange.from === range.from + 1 && uriRange.to < range.to;
  if (!inline) return [];
  const edits: Edit[] = [{ range, insert: text.slice(textRange.from, textRange.to) }];
  return [{ code: 'link-deleted', title: 'Remove the link and keep its text', edits, safe: false }];
}
