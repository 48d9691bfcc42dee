import * as vscode from 'vscode';
import type { Annotation } from '../../core/zotero/annotation.ts';
import { figureFileName, hasPicture } from '../../core/zotero/figure.ts';
import type { ZoteroLibraryPort } from '../../core/zotero/library-port.ts';
import { annotationUri } from '../../core/zotero/uri.ts';

export interface MissingPicture {
  readonly annotation: Annotation;
  readonly reason: string;
  /** True when Zotero would draw it if its page were opened. */
  readonly canBeDrawn: boolean;
}

/** What came of copying pictures beside a note. */
export interface CopiedPictures {
  /** Annotations whose picture could not be had; their link is written in its place. */
  readonly missing: ReadonlyMap<string, MissingPicture>;
}

/**
 * Copies the pictures of image and ink annotations into the note's image folder, under the names that tell where they
 * come from. A file that is there already stays as it is.
 *
 * @param folder relative to the note's own folder
 * @param write false to only find out which are missing
 */
export async function copyPictures(
  library: ZoteroLibraryPort,
  note: vscode.Uri,
  folder: string,
  base: string,
  annotations: readonly Annotation[],
  write: boolean,
): Promise<CopiedPictures> {
  const missing = new Map<string, MissingPicture>();
  for (const annotation of annotations) {
    const name = figureFileName(base, annotation);
    if (name === undefined || !hasPicture(annotation)) continue;
    const target = vscode.Uri.joinPath(note, '..', ...folder.split(/[\\/]/), name);
    if (await exists(target)) continue;
    const picture = await library.picture({ library: annotation.library, key: annotation.key });
    if (picture.kind === 'absent') {
      missing.set(annotation.key, { annotation, reason: picture.reason, canBeDrawn: picture.canBeDrawn });
      continue;
    }
    if (!write) continue;
    try {
      await vscode.workspace.fs.writeFile(target, picture.png);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      missing.set(annotation.key, {
        annotation,
        reason: `The picture could not be written: ${why}`,
        canBeDrawn: false,
      });
    }
  }
  return { missing };
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

/** Says which pictures are missing and offers to open the first one's page in Zotero, which draws it then. */
export async function tellMissing({ missing }: CopiedPictures): Promise<void> {
  const [first] = missing.values();
  if (first === undefined) return;
  const count = missing.size === 1 ? 'One picture is' : `${missing.size} pictures are`;
  const open = 'Open the page in Zotero';
  const message = `${count} missing; a link stands in ${missing.size === 1 ? 'its' : 'their'} place. ${first.reason}`;
  const chosen = await vscode.window.showWarningMessage(message, ...(first.canBeDrawn ? [open] : []));
  if (chosen !== open) return;
  const { library, attachment, key, position } = first.annotation;
  const page = position.pageIndex === undefined ? undefined : position.pageIndex + 1;
  await vscode.env.openExternal(vscode.Uri.parse(annotationUri(library, attachment, key, page)));
}
