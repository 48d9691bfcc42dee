import * as vscode from 'vscode';
import type { MathElement } from '../../core/markdown/elements.ts';
import { renderFormula } from '../../core/math/render.ts';
import { explainMathError, nearNames } from '../../core/math-writing/explain.ts';
import { createHintReader, editOfSign, type HintReader } from '../../core/math-writing/lint.ts';
import { readMathNames } from '../../core/math-writing/names.ts';
import type { OpenNotes } from '../notes.ts';
import { showProblems } from '../problem-collection.ts';
import { inStretches } from '../stretches.ts';
import { offsetsIn, workspaceEdit } from './places.ts';

/** Hints about formulas, and quick fixes for what is wrong with them. */
export function registerFixes(notes: OpenNotes, isOn: () => boolean): vscode.Disposable {
  const hintsOf = createHintReader();
  return vscode.Disposable.from(
    showProblems(notes, {
      name: 'paperNotes.math',
      pause: 400,
      follows: () => true,
      find: async document => {
        if (!isOn()) return [];
        const note = notes.of(document);
        return (await inStretches(document, hintsOf.ahead(note))) ? hintsOf(note) : undefined;
      },
    }),
    vscode.languages.registerCodeActionsProvider(
      'markdown',
      {
        provideCodeActions: (document, _range, { diagnostics }) =>
          diagnostics.flatMap(each => fixesOf(document, notes, each, hintsOf)),
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
  );
}

function fixesOf(
  document: vscode.TextDocument,
  notes: OpenNotes,
  diagnostic: vscode.Diagnostic,
  hintsOf: HintReader,
): vscode.CodeAction[] {
  if (diagnostic.source !== 'Paper Notes') return [];
  const fix = (title: string, edit: vscode.WorkspaceEdit, preferred = false): vscode.CodeAction => {
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.diagnostics = [diagnostic];
    action.edit = edit;
    action.isPreferred = preferred;
    return action;
  };
  const text = document.getText();
  const place = offsetsIn(document, diagnostic.range);
  const written = text.slice(place.from, place.to);
  switch (diagnostic.code) {
    case 'math-foreign-sign': {
      const problem = { code: 'math-foreign-sign', range: place, message: '', severity: 'hint' } as const;
      const one = editOfSign(text, problem);
      const all = hintsOf(notes.of(document))
        .filter(({ code }) => code === 'math-foreign-sign')
        .map(each => editOfSign(text, each));
      return [
        fix(`Change ${written} to ${one.insert.trim()}`, workspaceEdit(document, [one]), true),
        ...(all.length > 1 ? [fix('Change all such signs in this note to TeX', workspaceEdit(document, all))] : []),
      ];
    }
    case 'math-comment':
      return [
        fix(
          'Write \\% for the sign',
          workspaceEdit(document, [{ range: { from: place.from, to: place.from }, insert: '\\' }]),
          true,
        ),
      ];
    case 'math-unbalanced':
      return [
        fix('Write \\$ for the sign', workspaceEdit(document, [{ range: place, insert: '\\$' }])),
        fix(
          'Add the missing $ at the end of the line',
          workspaceEdit(document, [{ range: endOfFormula(text, place.to), insert: '$' }]),
        ),
      ];
    case 'reference-undefined': {
      const names = readMathNames(text, notes.of(document).elements());
      const wanted = /\{?([^{}\\]*)\}?$/.exec(written)?.[1] ?? written;
      const labels = names.definitions.filter(({ kind }) => kind === 'label').map(({ name }) => name);
      return nearNames(wanted, labels).map(name =>
        fix(`Change to ${name}`, workspaceEdit(document, [{ range: place, insert: written.replace(wanted, name) }])),
      );
    }
    case 'math-unclosed':
    case 'math-error': {
      const note = notes.of(document);
      const block = note.blockAt(diagnostic.range.start.line);
      const formulas = note.elements(block).filter((element): element is MathElement => element.kind === 'math');
      const formula = formulas.find(({ range }) => range.from <= place.from && place.from <= range.to);
      if (formula === undefined) return [];
      const { from, to } = formula.texRange;
      const tex = text.slice(from, to);
      if (diagnostic.code === 'math-unclosed') {
        const closer = formula.delimiter === '\\[' ? '\\]' : '$$';
        if (formula.delimiter !== '$$' && formula.delimiter !== '\\[') return [];
        const insert = tex.includes('\n') && !tex.endsWith('\n') ? `\n${closer}` : closer;
        return [fix(`Add the missing ${closer}`, workspaceEdit(document, [{ range: { from: to, to }, insert }]), true)];
      }
      const macros = note.formula(block, formulas.indexOf(formula))?.macros ?? {};
      // Labels are the note's, not KaTeX's; blanks keep every place where it is.
      const plain = tex.replace(/\\label\{[^{}]*\}/g, label => ' '.repeat(label.length));
      const rendered = renderFormula(plain, { display: formula.display, macros });
      if (rendered.kind === 'rendered') return [];
      const { fixes } = explainMathError(plain, rendered.message, rendered.range, Object.keys(macros));
      return fixes.map(({ title, edit }, index) =>
        fix(
          title,
          workspaceEdit(document, [
            { range: { from: edit.range.from + from, to: edit.range.to + from }, insert: edit.insert },
          ]),
          index === 0,
        ),
      );
    }
    default:
      return [];
  }
}

/** Where a formula that begins at a lone `$` most likely ends: before the sentence's end, or at the line's. */
function endOfFormula(text: string, from: number): { from: number; to: number } {
  const line = text.slice(from).split(/\r?\n/, 1)[0]!;
  const at = from + (/^(.*?)(?=[.,;:]?\s*(?:\[\(|$))/.exec(line)?.[1] ?? line).trimEnd().length;
  return { from: at, to: at };
}
