import * as vscode from 'vscode';
import type { Annotation } from '../../core/zotero/annotation.ts';
import { foldText } from '../../core/zotero/item-search.ts';
import { readRichText } from '../../core/zotero/template/rich-text.ts';
import { pickText } from './answers.ts';

interface AnnotationPick extends vscode.QuickPickItem {
  readonly annotation?: Annotation;
  /** Folded, to be searched in. */
  readonly words?: string;
}

/** A dot in the annotation's colour. */
function dot(color: string): vscode.Uri {
  const fill = /^#[0-9a-f]{6}$/i.test(color) ? color : '#aaaaaa';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6" fill="${fill}" stroke="#8888" /></svg>`;
  return vscode.Uri.parse(`data:image/svg+xml,${encodeURIComponent(svg)}`);
}

const kinds = {
  highlight: 'highlight',
  underline: 'underlined',
  note: 'note',
  image: 'picture',
  ink: 'drawing',
  text: 'text on the page',
} as const;

/** An annotation as a line of a list: its words, page, comment and tags. */
export function annotationPick(annotation: Annotation, held: boolean): AnnotationPick {
  const words = readRichText(annotation.text !== '' ? annotation.text : annotation.comment).text;
  const page =
    annotation.pageLabel !== '' ? annotation.pageLabel : String((annotation.position.pageIndex ?? -1) + 1 || '');
  const comment = annotation.text === '' ? '' : readRichText(annotation.comment).text;
  const details = [comment === '' ? '' : `“${comment}”`, annotation.tags.map(tag => `#${tag}`).join(' ')];
  return {
    annotation,
    label: pickText(words === '' ? kinds[annotation.type] : words, 200),
    description: pickText(
      [page === '' ? '' : `p. ${page}`, kinds[annotation.type], held ? 'in the note' : '']
        .filter(part => part !== '')
        .join(' · '),
      80,
    ),
    detail: pickText(details.filter(part => part !== '').join('  '), 200),
    iconPath: dot(annotation.color),
    words: foldText([words, comment, annotation.tags.join(' '), `p. ${page}`, kinds[annotation.type]].join(' ')),
  };
}

/** Shows what would be written, before anything is. */
export interface WrittenPreview {
  show(chosen: readonly Annotation[]): Promise<void>;
  close(): Promise<void>;
}

const showResult: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('open-preview'),
  tooltip: 'Show what will be written',
};

/**
 * Lets the user tick annotations, listed in reading order, those not in the note first. A button opens the preview, which
 * then follows the ticks, or the line gone to where nothing is ticked. `undefined` when they leave it.
 */
export async function chooseAnnotations(
  annotations: readonly Annotation[],
  held: ReadonlySet<string>,
  preview: WrittenPreview,
): Promise<readonly Annotation[] | undefined> {
  const pick = vscode.window.createQuickPick<AnnotationPick>();
  pick.title = 'Insert annotations';
  pick.placeholder = 'Tick what to insert: type to find words, a page or a tag';
  pick.canSelectMany = true;
  pick.ignoreFocusOut = true;
  pick.buttons = [showResult];
  const fresh = annotations.filter(annotation => !held.has(annotation.key)).map(one => annotationPick(one, false));
  const old = annotations.filter(annotation => held.has(annotation.key)).map(one => annotationPick(one, true));
  const separator = (label: string): AnnotationPick => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const group = (label: string, picks: readonly AnnotationPick[]): readonly AnnotationPick[] =>
    picks.length === 0 ? [] : [separator(label), ...picks];
  // Set once: the editor filters, so that no tick is lost while the list would be on its way.
  pick.items = [...group('Not in the note', fresh), ...group('In the note already', old)];
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.show();
  const best = (): AnnotationPick | undefined => {
    const typed = foldText(pick.value.trim());
    return typed === '' ? undefined : [...fresh, ...old].find(one => one.words?.includes(typed) === true);
  };
  const picked = (): readonly Annotation[] => {
    // Without a tick the line gone to is meant, or the first with the words that were typed.
    const one = pick.activeItems[0] ?? best();
    const picks = pick.selectedItems.length > 0 ? pick.selectedItems : one === undefined ? [] : [one];
    const keys = new Set(picks.map(one => one.annotation?.key));
    return annotations.filter(annotation => keys.has(annotation.key));
  };
  return new Promise(resolve => {
    let answer: readonly Annotation[] | undefined;
    let previewing = false;
    const follow = (): void => {
      if (previewing) void preview.show(picked());
    };
    pick.onDidTriggerButton(() => {
      previewing = true;
      follow();
    });
    pick.onDidChangeActive(follow);
    pick.onDidChangeSelection(follow);
    pick.onDidAccept(() => {
      const chosen = picked();
      if (chosen.length === 0) return;
      answer = chosen;
      pick.hide();
    });
    pick.onDidHide(() => {
      pick.dispose();
      void (previewing ? preview.close() : Promise.resolve()).then(() => resolve(answer));
    });
  });
}
