import type { MarkdownIt } from 'markdown-it';
import type * as vscode from 'vscode';
import { createNoteReader, openNote } from './core/markdown/note.ts';
import { mathElsewhereRule } from './core/markdown/rules/math-elsewhere.ts';
import { noteRules } from './core/markdown/rules/rules.ts';
import type { ZoteroHost } from './core/zotero/zotero-host.ts';
import { registerCheck } from './editor/check-notes.ts';
import { watchConfig } from './editor/config.ts';
import { registerExport } from './editor/export.ts';
import { registerMathWriting } from './editor/math-writing/math-writing.ts';
import { createPictures } from './editor/math-writing/pictures.ts';
import { keepNotes } from './editor/notes.ts';
import { registerPreview } from './editor/preview/previews.ts';
import { registerProblems } from './editor/problems.ts';
import { createAsideMarks } from './editor/recipe/aside-marks.ts';
import { createRecipeReader } from './editor/recipe/note-recipes.ts';
import { registerRecipes } from './editor/recipe/recipes.ts';
import { watchWorkspaceRecipes } from './editor/recipe/workspace-recipes.ts';
import { watchSurroundings } from './editor/surroundings/surroundings.ts';
import type { AnnotationsTree } from './editor/zotero/annotations-tree.ts';
import { startZotero } from './editor/zotero/zotero.ts';
import { registerZoteroWriting } from './editor/zotero-writing/register.ts';
import type { Started } from './first-need.ts';

/**
 * Puts the extension together, for the desktop and for the browser alike.
 *
 * @param zoteroHost what the machine gives to those who look for Zotero on it
 * @param tree the annotations view, still empty
 */
export function start(context: vscode.ExtensionContext, zoteroHost: ZoteroHost, tree: AnnotationsTree): Started {
  const config = watchConfig();
  const reader = createNoteReader();
  const open: typeof openNote = (text, surroundings) => openNote(text, surroundings, reader);
  const surroundings = watchSurroundings(config);
  const notes = keepNotes(open, surroundings.of);
  const zotero = startZotero(context, config, notes, zoteroHost, tree);
  const workspaceRecipes = watchWorkspaceRecipes(config);
  const recipes = createRecipeReader(notes, workspaceRecipes, config);
  const pictures = createPictures(context.extensionUri);
  const preview = registerPreview({
    extension: context.extensionUri,
    config,
    notes,
    surroundings,
    cards: zotero.cards,
    asides: createAsideMarks(recipes),
  });

  context.subscriptions.push(
    config,
    surroundings,
    notes,
    surroundings.onDidChange(({ kind, name }) => notes.refresh(kind, name)),
    zotero,
    registerZoteroWriting(config, notes, zotero.library),
    workspaceRecipes,
    registerProblems(notes),
    registerCheck({ sources: zotero.sources, recipes: workspaceRecipes, config, open: text => open(text, {}) }),
    registerRecipes(notes, recipes, workspaceRecipes, config, open, preview, pictures),
    registerExport({
      extension: context.extensionUri,
      config,
      surroundings,
      recipes: workspaceRecipes,
      open,
      previewedNote: preview.activeNote,
    }),
    preview,
    registerMathWriting({ config, notes, pictures, memory: context.globalState }),
  );

  return { restorePreview: preview.restore };
}

/** Gives another's markdown-it our rules: all but those of mathematics, which the built-in preview renders itself. */
export function extendMarkdownIt(md: MarkdownIt): MarkdownIt {
  for (const rule of [...noteRules, mathElsewhereRule]) rule(md);
  return md;
}
