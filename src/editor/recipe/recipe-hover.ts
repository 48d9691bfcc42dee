import * as vscode from 'vscode';
import { checkAsides } from '../../core/recipe/follow/asides.ts';
import type { Calculation } from '../../core/recipe/follow/calculations.ts';
import { readExpressionAsides } from '../../core/recipe/follow/expressions.ts';
import type { Quantity } from '../../core/recipe/quantity.ts';
import { contains } from '../../core/text.ts';
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
          if (aside.state === 'holds') text.appendText('This follows from the quotes.\n\n');
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
        text.appendText(
          expression.message === '' ? `${expression.expression} = ${expression.evaluation.text}` : expression.message,
        );
        return new vscode.Hover(text, rangeOf(expression.range));
      },
    },
  );
}

function aboutQuantity(quantity: Quantity, same: readonly Quantity[]): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  const value = `${quantity.approximate ? '≈ ' : ''}${quantity.value.toLocaleString('en-US', { maximumSignificantDigits: 12 })} ${quantity.unit === '1' ? '' : quantity.unit}`;
  text.appendMarkdown('**').appendText(quantity.role.replace(/_/g, ' ')).appendMarkdown('** ').appendText(value.trim());
  const models = same.map(one => one.model).filter(model => model !== undefined);
  if (models.length > 0) text.appendText(` of ${models.join(', ')}`);
  for (const reading of quantity.readings) {
    text.appendMarkdown('\n\nor ').appendText(`${reading.value.toLocaleString('en-US')} (${reading.why})`);
  }
  return text;
}

/** How it follows in plain text, where no picture of the formula can be made. */
function derivationText({ computation }: Calculation): vscode.MarkdownString {
  return new vscode.MarkdownString().appendCodeblock(computation.derivation.text, 'text');
}

function aboutCalculation(text: vscode.MarkdownString, document: vscode.TextDocument, calculation: Calculation): void {
  const { computation, sources, remarks } = calculation;
  for (const { quantity } of sources) {
    const line = document.positionAt(quantity.range.from).line + 1;
    text
      .appendMarkdown(`\n- [line ${line}](${document.uri.with({ fragment: `L${line}` }).toString()}): `)
      .appendText(quantity.text.replace(/\s+/g, ' '));
  }
  for (const reading of computation.readings)
    text.appendMarkdown('\n- ').appendText(`${reading.text} if ${reading.because}`);
  for (const remark of remarks) text.appendMarkdown('\n- ').appendText(remark);
  text.appendMarkdown('\n\n').appendText(`${computation.title}: ${computation.source}`);
}
