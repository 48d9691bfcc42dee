import * as vscode from 'vscode';
import { checkAsides } from '../../core/recipe/follow/asides.ts';
import type { Calculation } from '../../core/recipe/follow/calculations.ts';
import { readExpressionAsides, withSign } from '../../core/recipe/follow/expressions.ts';
import { unitLabel } from '../../core/recipe/format.ts';
import type { Quantity } from '../../core/recipe/quantity.ts';
import { contains } from '../../core/text.ts';
import { appendForeign } from '../foreign-text.ts';
import { type Pictures, pictureText } from '../math-writing/pictures.ts';
import type { RecipeReader } from './note-recipes.ts';

/** On a number of a quote: what it is said of and how else it can be read. On an aside: how it follows. */
export function registerRecipeHover(read: RecipeReader, pictures: Pictures): vscode.Disposable {
  return vscode.languages.registerHoverProvider(
    { language: 'markdown' },
    {
      provideHover: async (document, position) => {
        const { quantities, elements: all, own } = read(document);
        const offset = document.offsetAt(position);
        const elements = all.filter(({ range }) => contains(range, offset));
        const rangeOf = (range: { readonly from: number; readonly to: number }): vscode.Range =>
          new vscode.Range(document.positionAt(range.from), document.positionAt(range.to));
        const quantity = quantities.quantities.find(one => contains(one.range, offset));
        if (quantity !== undefined) {
          const same = quantities.quantities.filter(
            one => one.range.from === quantity.range.from && one.role === quantity.role,
          );
          return new vscode.Hover(aboutQuantity(quantity, same), rangeOf(quantity.range));
        }
        const aside = checkAsides(quantities, elements, own).find(one => contains(one.range, offset));
        if (aside?.calculation !== undefined) {
          const text = new vscode.MarkdownString();
          // What is wrong with a stale one stands above already: it is a problem.
          if (aside.state === 'holds') text.appendMarkdown('This follows from the quotes.\n\n');
          // Its source is read before the picture is waited for: the note may change meanwhile.
          const range = rangeOf(aside.range);
          aboutCalculation(text, document, aside.calculation);
          const image = await pictures.of(aside.calculation.computation.derivation.tex, true, {});
          const parts = image.kind === 'image' ? [pictureText(image), text] : [derivationText(aside.calculation), text];
          return new vscode.Hover(parts, range);
        }
        const expression = readExpressionAsides(quantities, elements).find(one => contains(one.range, offset));
        if (expression === undefined) return undefined;
        const text = new vscode.MarkdownString();
        const { message, expression: written, evaluation } = expression;
        appendForeign(text, message === '' ? `${written} ${withSign(evaluation)}` : message);
        return new vscode.Hover(text, rangeOf(expression.range));
      },
    },
  );
}

function aboutQuantity(quantity: Quantity, same: readonly Quantity[]): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  const number = quantity.value.toLocaleString('en-US', { maximumSignificantDigits: 12 });
  const unit = quantity.unit === '1' ? '' : unitLabel(quantity.unit, quantity.value);
  text.appendMarkdown('**');
  appendForeign(text, quantity.role.replace(/_/g, ' '));
  text.appendMarkdown('** ');
  appendForeign(text, `${quantity.approximate ? '≈ ' : ''}${number} ${unit}`.trim());
  const models = same.map(one => one.model).filter(model => model !== undefined);
  if (models.length > 0) appendForeign(text, ` of ${models.join(', ')}`);
  for (const reading of quantity.readings) {
    text.appendMarkdown('\n\nor ');
    appendForeign(text, `${reading.value.toLocaleString('en-US')} (${reading.why})`);
  }
  return text;
}

/** How it follows in plain text, where no picture of the formula can be made. */
function derivationText({ computation }: Calculation): vscode.MarkdownString {
  return new vscode.MarkdownString().appendCodeblock(computation.derivation.text, 'text');
}

function aboutCalculation(text: vscode.MarkdownString, document: vscode.TextDocument, calculation: Calculation): void {
  const { computation, sources, remarks } = calculation;
  const item = (words: string) => {
    text.appendMarkdown('\n- ');
    appendForeign(text, words);
  };
  for (const { quantity } of sources) {
    const line = document.positionAt(quantity.range.from).line + 1;
    text.appendMarkdown(`\n- [line ${line}](${document.uri.with({ fragment: `L${line}` }).toString()}): `);
    appendForeign(text, quantity.text.replace(/\s+/g, ' '));
  }
  for (const reading of computation.readings) item(`${reading.text} if ${reading.because}`);
  for (const remark of remarks) item(remark);
  text.appendMarkdown('\n\n');
  appendForeign(text, `${computation.title}: ${computation.source}`);
}
