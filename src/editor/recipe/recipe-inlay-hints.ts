import * as vscode from 'vscode';
import type { OwnPrices } from '../../core/recipe/data/prices.ts';
import { firstCalculation } from '../../core/recipe/follow/calculations.ts';
import { type ExpressionAside, readExpressionAsides, withSign } from '../../core/recipe/follow/expressions.ts';
import { runAt } from '../../core/recipe/follow/run.ts';
import type { ReadParagraph } from '../../core/recipe/quote/note.ts';
import { contains } from '../../core/text.ts';
import type { LiveConfig } from '../config.ts';
import { inStretches } from '../stretches.ts';
import type { NoteRecipe, RecipeReader } from './note-recipes.ts';

/** In expressions that keep no result their value; and, once switched on, behind quotes what follows from them first. */
export function registerRecipeInlayHints(read: RecipeReader, config: LiveConfig): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    config.onDidChange(() => changed.fire()),
    read.onDidChange(() => changed.fire()),
    vscode.languages.registerInlayHintsProvider(
      { language: 'markdown' },
      {
        onDidChangeInlayHints: changed.event,
        provideInlayHints: async (document, range) => {
          const { inlayHints, marks, prices } = config.current.recipes;
          if (!inlayHints && !marks) return [];
          // After a change they are asked for again.
          if (!(await read.ahead(document))) return [];
          const recipe = read(document);
          const within = { from: document.offsetAt(range.start), to: document.offsetAt(range.end) };
          const touches = (place: { readonly range: { readonly from: number; readonly to: number } }) =>
            place.range.from <= within.to && within.from <= place.range.to;
          const { quantities, elements } = recipe;
          const hints: vscode.InlayHint[] = [];
          function* look(): Iterable<unknown> {
            for (const paragraph of inlayHints ? quantities.paragraphs.filter(touches) : []) {
              const hint = behindQuote(document, recipe, paragraph, prices);
              if (hint !== undefined) hints.push(hint);
              yield;
            }
            for (const element of elements.filter(touches)) {
              for (const aside of readExpressionAsides(quantities, [element])) {
                if (aside.state === 'open') hints.push(inExpression(document, aside));
              }
              yield;
            }
          }
          return (await inStretches(document, look())) ? hints : [];
        },
      },
    ),
  );
}

/** Before the closing `%%`, where a double click writes it. */
function inExpression(document: vscode.TextDocument, aside: ExpressionAside): vscode.InlayHint {
  const place = document.positionAt(aside.range.to - 2);
  const hint = new vscode.InlayHint(place, withSign(aside.evaluation));
  hint.paddingLeft = true;
  hint.tooltip = aside.message;
  if (aside.fix !== undefined) {
    const { from, to } = aside.fix.range;
    const written = new vscode.Range(document.positionAt(from), document.positionAt(to));
    hint.textEdits = [new vscode.TextEdit(written, aside.fix.insert)];
  }
  return hint;
}

function behindQuote(
  document: vscode.TextDocument,
  { text, quantities }: NoteRecipe,
  paragraph: ReadParagraph,
  prices: OwnPrices,
): vscode.InlayHint | undefined {
  if (!paragraph.quantities.some(({ role }) => role === 'steps' || role === 'tokens')) return undefined;
  const run = runAt(quantities, paragraph.range.from);
  const first = run === undefined ? undefined : firstCalculation(quantities, run, prices);
  if (first === undefined || first.aside === '') return undefined;
  const body = text.slice(paragraph.range.from, paragraph.range.to);
  // A table is no quote.
  if (body.trimStart().startsWith('|')) return undefined;
  if (text.includes(`%%${first.aside}%%`) || body.includes(first.aside.replace(/\.$/, ''))) return undefined;
  // It belongs behind the quote that it mostly comes from, not behind each that has a part in it.
  const here = first.sources.filter(({ quantity }) => contains(paragraph.range, quantity.range.from));
  if (here.length * 2 < first.sources.length) return undefined;
  // Before what the reader has written below the quote.
  const end = paragraph.range.from + body.replace(/\s*%%[\s\S]*$/, '').trimEnd().length;
  const hint = new vscode.InlayHint(document.positionAt(end), `⇒ ${first.aside}`);
  hint.paddingLeft = true;
  hint.tooltip = first.computation.derivation.text;
  return hint;
}
