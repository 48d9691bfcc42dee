import type { LinkProblemCode, Problem } from '../problem.ts';
import { type Annotation, type Attachment, libraryPath, physicalPage } from './annotation.ts';
import type { JudgedLink, LinkState } from './link-state.ts';
import type { NoteLink } from './note-links.ts';
import type { UriFault } from './uri.ts';

/** A link of a note with its judgement. */
export interface CheckedLink {
  readonly link: NoteLink;
  readonly judged: JudgedLink;
}

const codes: Readonly<Partial<Record<LinkState, LinkProblemCode>>> = {
  changed: 'link-changed',
  page: 'link-page',
  moved: 'link-moved',
  trashed: 'link-trashed',
  deleted: 'link-deleted',
  'wrong-library': 'link-wrong-library',
  'file-missing': 'link-file-missing',
  malformed: 'link-malformed',
};

/**
 * What is to be told of the links of a note. A link that could not be judged gives no problem: that nobody could be
 * asked is no fault of the note.
 *
 * @param libraryName the name of a library by its `libraryPath`, where it is known
 */
export function linkProblems(
  checked: readonly CheckedLink[],
  libraryName: (path: string) => string | undefined = () => undefined,
): readonly Problem[] {
  const places = new Set<number>();
  return checked.flatMap(({ link, judged }) => {
    // Several that refer to one definition lead to one URI, which is told of once.
    if (places.has(link.uriRange.from)) return [];
    places.add(link.uriRange.from);
    return judged.states.flatMap((state): readonly Problem[] => {
      const code = codes[state];
      if (code === undefined) return [];
      const { range, message } = describe(state, link, judged, libraryName);
      const from = link.uriRange.from + range.from;
      return [{ code, range: { from, to: link.uriRange.from + range.to }, message, severity: 'information' }];
    });
  });
}

interface Description {
  /** Within the URI. */
  readonly range: { readonly from: number; readonly to: number };
  readonly message: string;
}

function describe(
  state: LinkState,
  link: NoteLink,
  judged: JudgedLink,
  libraryName: (path: string) => string | undefined,
): Description {
  const { parsed } = judged;
  const whole = { from: 0, to: link.uriRange.to - link.uriRange.from };
  const { annotation, attachment, item } = judged;
  const subject = parsed.link?.kind === 'open' && parsed.link.annotation !== undefined ? 'annotation' : 'item';
  switch (state) {
    case 'deleted': {
      const where = attachment === undefined ? ' Nor is its file.' : '';
      return {
        range: parsed.parts.annotation ?? parsed.parts.attachment ?? whole,
        message: `This ${subject} is in no library of this Zotero: it was deleted, or the link was made in another Zotero.${where}`,
      };
    }
    case 'trashed':
      return { range: whole, message: `This ${subject}, or something above it, is in Zotero’s trash.` };
    case 'moved':
      return {
        range: parsed.parts.attachment ?? whole,
        message: `This annotation now lies in ${fileName(attachment, annotation)}, not in the file that the link names.`,
      };
    case 'wrong-library': {
      const path = libraryPath((annotation ?? attachment ?? item)?.library ?? { kind: 'user' });
      const name = libraryName(path) ?? (path === 'library' ? 'My Library' : path);
      return {
        range: parsed.parts.library ?? whole,
        message: `This ${subject} lies in the library “${name}”, not in the one that the link names.`,
      };
    }
    case 'file-missing':
      return {
        range: parsed.parts.attachment ?? whole,
        message: `${fileName(attachment, undefined)} is not on this computer.`,
      };
    case 'changed': {
      const names = judged.changes.map(change => (change.field === 'pageLabel' ? 'page label' : change.field));
      return { range: whole, message: `Changed in Zotero since it was taken into the note: ${names.join(', ')}.` };
    }
    case 'page':
      return { range: parsed.parts.page ?? whole, message: pageMessage(judged) };
    default: {
      const fault = worstFault(parsed.faults);
      return { range: fault?.range ?? whole, message: fault?.message ?? 'This link leads nowhere in Zotero.' };
    }
  }
}

function worstFault(faults: readonly UriFault[]): UriFault | undefined {
  const order: readonly UriFault['what'][] = ['form', 'key', 'library', 'annotation', 'page'];
  return [...faults].sort((a, b) => order.indexOf(a.what) - order.indexOf(b.what))[0];
}

function fileName(attachment: Attachment | undefined, annotation: Annotation | undefined): string {
  if (attachment === undefined) return annotation === undefined ? 'The file' : `the file ${annotation.attachment}`;
  return `“${attachment.filename || attachment.title || attachment.key}”`;
}

function pageMessage({ parsed, annotation }: JudgedLink): string {
  const written = parsed.link?.kind === 'open' ? (parsed.link.page ?? '') : '';
  const page = annotation === undefined ? undefined : physicalPage(annotation);
  if (page === undefined) {
    return parsed.faults.find(fault => fault.what === 'page')?.message ?? 'The link’s page is not a physical page.';
  }
  const label = written !== '' && written === annotation?.pageLabel ? ` (${written} is its printed label)` : '';
  const says = written === '' || written === 'undefined' ? 'The link says no page' : `The link says page ${written}`;
  return `${says}, but the annotation is on page ${page} of the file${label}.`;
}
