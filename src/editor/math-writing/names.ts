import * as vscode from 'vscode';
import {
  definitionsOf,
  mathNameAt,
  placesOf,
  problemWithNewName,
  readMathNames,
} from '../../core/math-writing/names.ts';
import { contains } from '../../core/text.ts';
import type { OpenNotes } from '../notes.ts';
import { rangeIn } from './places.ts';

/** Go to definition, references, highlights and rename for equation labels and macros. */
export function registerNames(notes: OpenNotes): vscode.Disposable {
  const at = (document: vscode.TextDocument, position: vscode.Position) => {
    const note = notes.of(document);
    const offset = document.offsetAt(position);
    // Asked at every move of the cursor: its own block tells quickly that no name stands there.
    const near = readMathNames(note.text, note.elements(note.blockAt(position.line)));
    const none = ![...near.definitions, ...near.uses].some(({ range }) => contains(range, offset));
    const names = none ? near : readMathNames(note.text, note.elements());
    return { names, name: mathNameAt(names, offset) };
  };
  return vscode.Disposable.from(
    vscode.languages.registerDefinitionProvider('markdown', {
      provideDefinition: (document, position) => {
        const { names, name } = at(document, position);
        if (name === undefined) return undefined;
        return definitionsOf(names, name).map(
          definition => new vscode.Location(document.uri, rangeIn(document, definition.range)),
        );
      },
    }),
    vscode.languages.registerReferenceProvider('markdown', {
      provideReferences: (document, position, { includeDeclaration }) => {
        const { names, name } = at(document, position);
        if (name === undefined) return undefined;
        const declared = new Set(definitionsOf(names, name).map(definition => definition.range.from));
        return placesOf(names, name)
          .filter(range => includeDeclaration || !declared.has(range.from))
          .map(range => new vscode.Location(document.uri, rangeIn(document, range)));
      },
    }),
    vscode.languages.registerDocumentHighlightProvider('markdown', {
      provideDocumentHighlights: (document, position) => {
        const { names, name } = at(document, position);
        return name && placesOf(names, name).map(range => new vscode.DocumentHighlight(rangeIn(document, range)));
      },
    }),
    vscode.languages.registerRenameProvider('markdown', {
      prepareRename: (document, position) => {
        const { name } = at(document, position);
        if (name === undefined) throw new Error('Only labels and macros that this note defines can be renamed.');
        return { range: rangeIn(document, name.range), placeholder: name.name };
      },
      provideRenameEdits: (document, position, newName) => {
        const { names, name } = at(document, position);
        if (name === undefined) return undefined;
        const wrong = problemWithNewName(names, name, newName);
        if (wrong !== undefined) throw new Error(wrong);
        const insert = name.kind === 'macro' && !newName.startsWith('\\') ? `\\${newName}` : newName;
        const edit = new vscode.WorkspaceEdit();
        for (const range of placesOf(names, name)) edit.replace(document.uri, rangeIn(document, range), insert);
        return edit;
      },
    }),
  );
}
