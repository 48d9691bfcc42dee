import type { Editor } from './editor.ts';
import { until } from './workbench.ts';

/** Where in the active editor: a whole line (from 0) selected, or the cursor in the middle of the words where they first stand. */
export type Place = { readonly line: number } | { readonly words: string };

/** A code action of the light bulb by its title, and of which kind to ask. */
export interface Wanted {
  readonly place: Place;
  readonly title: RegExp;
  readonly kind?: 'quickfix' | 'refactor.rewrite';
}

/**
 * Waits until a code action is offered in the active editor, and makes its edit when `apply` is set.
 * VS Code answers with nothing at all when any extension registers a provider while it asks, so it is asked again.
 *
 * @returns The action's title and the document's text after it.
 * @throws Error with what was offered last.
 * @example await codeAction(editor, { place: { words: '42, 000' }, title: /^Tidy quote/ }, { apply: true })
 */
export async function codeAction(
  editor: Pick<Editor, 'inHost'>,
  { place, title, kind }: Wanted,
  { apply = false }: { readonly apply?: boolean } = {},
): Promise<{ readonly title: string; readonly text: string }> {
  let offered: readonly string[] = [];
  return until(`${title} is offered`, async () => {
    const answer = await editor.inHost(
      async (api, where, pattern, only, applied) => {
        const { document } = api.window.activeTextEditor ?? {};
        if (document === undefined) throw new Error('no editor is active');
        const { line, words } = where as { line?: number; words?: string };
        const from = words === undefined ? -1 : document.getText().indexOf(words);
        if (words !== undefined && from < 0) throw new Error(`the note does not say: ${words}`);
        const cursor = document.positionAt(from + Math.floor((words?.length ?? 0) / 2));
        const range = line === undefined ? new api.Range(cursor, cursor) : document.lineAt(line).range;
        const actions = await api.commands.executeCommand<import('vscode').CodeAction[]>(
          'vscode.executeCodeActionProvider',
          document.uri,
          range,
          only ?? undefined,
        );
        const found = actions.find(action => new RegExp(pattern, 'u').test(action.title));
        if (applied && found !== undefined) {
          if (found.edit === undefined) throw new Error(`"${found.title}" is no edit`);
          await api.workspace.applyEdit(found.edit);
        }
        return { titles: actions.map(action => action.title), found: found?.title ?? null, text: document.getText() };
      },
      place,
      title.source,
      kind ?? null,
      apply,
    );
    offered = answer.titles;
    return answer.found === null ? undefined : { title: answer.found, text: answer.text };
  }).catch(error => {
    throw new Error(`${String(error)}\noffered: ${offered.join(' | ') || 'nothing'}`);
  });
}
