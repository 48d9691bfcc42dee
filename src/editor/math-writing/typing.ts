import * as vscode from 'vscode';
import type { MathElement } from '../../core/markdown/elements.ts';
import { mathAt, mathBeingTyped } from '../../core/math-writing/math-at.ts';
import { alignColumns } from '../../core/math-writing/typing/align-columns.ts';
import { closingOf } from '../../core/math-writing/typing/close-group.ts';
import { continueLines } from '../../core/math-writing/typing/continue-lines.ts';
import { fractionBefore, fractionOf, typedFraction } from '../../core/math-writing/typing/fraction.ts';
import { placeAfter } from '../../core/math-writing/typing/leave.ts';
import { shortFormBefore } from '../../core/math-writing/typing/short-forms.ts';
import { toggleDisplay } from '../../core/math-writing/typing/toggle-display.ts';
import { wrapInMath } from '../../core/math-writing/typing/wrap.ts';
import type { Edit } from '../../core/text.ts';
import type { Config } from '../config.ts';
import type { OpenNotes } from '../notes.ts';
import { activeNote, offsetsIn, rangeIn } from './places.ts';

/** True while the cursor stands in a formula; keys that mean something else in prose ask for it. */
const inMathContext = 'paperNotes.inMath';

/** Aids for typing formulas, each a command with a key, and the context that keeps the keys out of prose. */
export function registerTyping(notes: OpenNotes, settings: () => Config['mathWriting']): vscode.Disposable {
  let inMath = false;
  const update = (editor: vscode.TextEditor | undefined): void => {
    const now =
      editor !== undefined &&
      editor.document.languageId === 'markdown' &&
      editor.selections.length === 1 &&
      mathHere(editor) !== undefined;
    if (now === inMath) return;
    inMath = now;
    void vscode.commands.executeCommand('setContext', inMathContext, now);
  };
  /** Asked at every move of the cursor: the block it stands in is enough. */
  const elementsHere = ({ document, selection }: vscode.TextEditor) => {
    const note = notes.of(document);
    return note.elements(note.blockAt(selection.active.line));
  };
  const mathHere = (editor: vscode.TextEditor) =>
    mathBeingTyped(
      notes.of(editor.document).text,
      elementsHere(editor),
      editor.document.offsetAt(editor.selection.active),
    );
  const formulaHere = (editor: vscode.TextEditor): MathElement | undefined => {
    const elements = elementsHere(editor);
    const offset = editor.document.offsetAt(editor.selection.active);
    return (
      mathAt(elements, offset) ??
      elements.find(
        (element): element is MathElement =>
          element.kind === 'math' && element.range.from <= offset && offset <= element.range.to,
      )
    );
  };
  const apply = async (editor: vscode.TextEditor, edit: Edit | undefined): Promise<void> => {
    if (edit === undefined) return;
    await editor.edit(change => change.replace(rangeIn(editor.document, edit.range), edit.insert));
  };
  const command = (name: string, run: (editor: vscode.TextEditor) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(`paperNotes.${name}`, async () => {
      const editor = activeNote();
      if (editor !== undefined) await run(editor);
    });
  const type = (text: string): Thenable<unknown> => vscode.commands.executeCommand('type', { text });

  return vscode.Disposable.from(
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (textEditor === vscode.window.activeTextEditor) update(textEditor);
    }),
    vscode.window.onDidChangeActiveTextEditor(update),
    command('toggleDisplayMath', editor => {
      const formula = formulaHere(editor);
      if (formula === undefined) {
        void vscode.window.showInformationMessage(
          'Put the cursor into a formula to switch it between inline and display.',
        );
        return undefined;
      }
      const offset = editor.document.offsetAt(editor.selection.active);
      const edit = toggleDisplay(editor.document.getText(), formula);
      const { tex } = formula;
      const within = offset - formula.texRange.from - (tex.length - tex.trimStart().length);
      return apply(editor, edit).then(() => {
        // The cursor stays where it was in the TeX.
        const start = edit.insert.indexOf(tex.trim());
        if (start < 0 || within < 0 || within > tex.trim().length) return;
        const at = editor.document.positionAt(edit.range.from + start + within);
        editor.selection = new vscode.Selection(at, at);
      });
    }),
    command('wrapInMath', async editor => {
      const { document, selection } = editor;
      if (!selection.isEmpty) return apply(editor, wrapInMath(document.getText(), offsetsIn(document, selection)));
      return editor.insertSnippet(new vscode.SnippetString('\\$$1\\$$0'));
    }),
    command('alignMathColumns', editor => {
      const formula = formulaHere(editor);
      const offset = editor.document.offsetAt(editor.selection.active);
      return formula && apply(editor, alignColumns(editor.document.getText(), formula.texRange, offset));
    }),
    command('mathFraction', async editor => {
      const { document, selection } = editor;
      const place = mathHere(editor);
      if (place === undefined) return type('/');
      if (!selection.isEmpty) {
        const fraction = fractionOf(document.getText(selection)) ?? undefined;
        if (fraction !== undefined) return apply(editor, { range: offsetsIn(document, selection), insert: fraction });
        return editor.insertSnippet(new vscode.SnippetString('\\\\frac{$TM_SELECTED_TEXT}{$1}$0'));
      }
      const offset = document.offsetAt(selection.active);
      const tex = document.getText().slice(place.texRange.from, offset);
      const edit = fractionBefore(tex, tex.length);
      if (edit === undefined) return editor.insertSnippet(new vscode.SnippetString('\\\\frac{$1}{$2}$0'));
      const range = { from: edit.range.from + place.texRange.from, to: edit.range.to + place.texRange.from };
      return editor.insertSnippet(new vscode.SnippetString(edit.insert), rangeIn(document, range));
    }),
    command('mathTab', async editor => {
      const { document, selection } = editor;
      const place = mathHere(editor);
      const offset = document.offsetAt(selection.active);
      if (place === undefined || !selection.isEmpty) return vscode.commands.executeCommand('tab');
      const before = document.getText().slice(place.texRange.from, offset);
      const short = settings().shortForms ? shortFormBefore(before) : undefined;
      const fraction = settings().shortForms && short === undefined ? typedFraction(before, before.length) : undefined;
      if (fraction !== undefined) {
        const range = { from: fraction.range.from + place.texRange.from, to: fraction.range.to + place.texRange.from };
        return editor.insertSnippet(new vscode.SnippetString(fraction.insert), rangeIn(document, range));
      }
      if (short !== undefined) {
        const range = { from: short.range.from + place.texRange.from, to: short.range.to + place.texRange.from };
        const line = document.lineAt(selection.active.line).text.slice(0, selection.active.character);
        const snippet = continueLines(short.snippet, line, !place.display && !before.includes('\n'));
        // A snippet begins a session, and Tab would end that first: only where there is a stop to go to.
        if (!snippet.includes('$')) return apply(editor, { range, insert: snippet.replaceAll('\\\\', '\\') });
        return editor.insertSnippet(new vscode.SnippetString(snippet), rangeIn(document, range));
      }
      const closing = settings().tabOut
        ? closingOf(before, document.getText().slice(offset, place.texRange.to))
        : undefined;
      if (closing !== undefined) return type(closing);
      const next = settings().tabOut ? placeAfter(document.getText(), place, offset) : undefined;
      if (next === undefined || next === offset) return vscode.commands.executeCommand('tab');
      if (document.getText().slice(offset, next).includes('\n')) {
        const at = document.positionAt(next);
        editor.selection = new vscode.Selection(at, at);
        return undefined;
      }
      // Setting the selection takes effect late, and keys typed meanwhile would land elsewhere. A step to the right is
      // taken from where the cursor is by then.
      const passed = [...document.getText().slice(offset, next).replaceAll('\r\n', '\n')].length;
      return vscode.commands.executeCommand('cursorMove', { to: 'right', by: 'character', value: passed });
    }),
  );
}
