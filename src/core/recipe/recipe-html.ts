import { mendedNumber } from './format.ts';
import { knownInput } from './known-input.ts';
import { escapeHtml, schedulePlot } from './schedule-plot.ts';
import type { SolvedInput, SolvedRecipe, SolvedResult } from './solve-recipe.ts';

/** What drawing a recipe needs from where it stands. */
export interface RecipeHtmlOptions {
  /** Unique on the page; ids of the block are made from it. */
  readonly id: string;
  /** HTML of a formula; without it formulas are shown as text. */
  readonly formula?: (tex: string, display: boolean) => string;
  /** Messages shown above the table: what could not be read or computed. */
  readonly problems?: readonly string[];
}

/**
 * A recipe as HTML: what it states, what follows with each derivation on demand, the learning-rate schedule. Everything
 * from the recipe is escaped; there are classes and no scripts, styles or links in it.
 */
export function recipeHtml(solved: SolvedRecipe, options: RecipeHtmlOptions): string {
  const { recipe } = solved;
  const name =
    recipe.title ??
    recipe.model ??
    (recipe.configuration === undefined ? 'Recipe' : `${recipe.configuration} configuration`);
  const subtitle = [recipe.title === undefined ? undefined : recipe.model, recipe.source].filter(
    each => each !== undefined && each !== name,
  );
  const problems = options.problems ?? [];
  const parts = [
    `<figcaption class="recipe-title">${escapeHtml(name)}${subtitle.map(each => `<span class="recipe-subtitle">${escapeHtml(each!)}</span>`).join('')}</figcaption>`,
    problems.length === 0
      ? ''
      : `<ul class="recipe-problems">${problems.map(each => `<li>${escapeHtml(each)}</li>`).join('')}</ul>`,
    inputTable(solved.inputs, options),
    remarkList(recipe.remarks ?? []),
    resultTable(solved.results, options),
    solved.curve === undefined ? '' : schedulePlot(solved.curve, `${options.id}-plot`),
    remarkList([...(solved.curve?.notes ?? []), ...(solved.curveRemark === undefined ? [] : [solved.curveRemark])]),
    asideLine(solved),
  ];
  if (solved.inputs.length === 0 && solved.results.length === 0 && problems.length === 0) {
    parts.push(
      '<p class="recipe-empty">This recipe is empty. Write what the paper states, for example <code>steps: 42,000</code> and <code>batch_tokens: 4M</code>.</p>',
    );
  }
  return `<figure class="recipe">${parts.join('')}</figure>`;
}

function head(...titles: readonly string[]): string {
  return `<thead><tr>${titles.map(title => `<th scope="col">${title}</th>`).join('')}</tr></thead>`;
}

function inputTable(inputs: readonly SolvedInput[], options: RecipeHtmlOptions): string {
  if (inputs.length === 0) return '';
  const sources = inputs.some(input => input.source !== undefined);
  const rows = inputs.map(input => {
    const symbol = input.symbol === '' ? '' : ` <span class="recipe-symbol">${inline(input.symbol, options)}</span>`;
    const source = sources ? `<td class="recipe-source">${escapeHtml(input.source ?? '')}</td>` : '';
    return `<tr><th scope="row">${escapeHtml(sentence(input.title))}${symbol}</th>${valueCell(input)}${source}</tr>`;
  });
  return `<table class="recipe-inputs">${head('Stated', 'Value', ...(sources ? ['Source'] : []))}<tbody>${rows.join('')}</tbody></table>`;
}

function remarkList(remarks: readonly string[]): string {
  if (remarks.length === 0) return '';
  return `<ul class="recipe-notes">${remarks.map(each => `<li>${escapeHtml(each)}</li>`).join('')}</ul>`;
}

/** The aside, or of a template how it will read. */
function asideLine({ aside, recipe }: SolvedRecipe): string {
  if (aside !== undefined) return `<p class="recipe-aside">${escapeHtml(aside)}</p>`;
  if (recipe.aside === undefined || recipe.open.length === 0) return '';
  const words = recipe.aside.template
    .split(/\{([^{}\n]{1,80})\}/)
    .map((part, index) =>
      index % 2 === 0
        ? escapeHtml(part)
        : `<span class="recipe-missing">${escapeHtml(part.trim().replace(/[-_]/g, ' '))}</span>`,
    );
  return `<p class="recipe-aside">${words.join('')}</p>`;
}

function valueCell({ text }: SolvedInput): string {
  return text === ''
    ? '<td class="recipe-value recipe-missing">from the quotes</td>'
    : `<td class="recipe-value">${escapeHtml(mendedNumber(text))}</td>`;
}

function resultTable(results: readonly SolvedResult[], options: RecipeHtmlOptions): string {
  if (results.length === 0) return '';
  const rows = results.map(result => {
    const value = result.value === undefined ? lacking(result) : escapeHtml(result.text);
    const doubt =
      result.value !== undefined && result.remarks.length > 0
        ? ' recipe-doubtful'
        : result.value === undefined
          ? ' recipe-missing'
          : '';
    return `<tr><th scope="row">${escapeHtml(sentence(result.title))}</th><td class="recipe-value${doubt}">${value}</td><td>${derivation(result, options)}</td></tr>`;
  });
  return `<table class="recipe-results">${head('Follows', 'Value', 'How')}<tbody>${rows.join('')}</tbody></table>`;
}

function lacking(result: SolvedResult): string {
  const names = result.missing.map(name => knownInput(name)?.title ?? name.replaceAll('_', ' '));
  return escapeHtml(names.length > 0 ? `needs ${names.join('; ')}` : 'no value');
}

function derivation(result: SolvedResult, options: RecipeHtmlOptions): string {
  const notes = [...result.remarks, ...result.caveats].map(note => `<li>${escapeHtml(note)}</li>`).join('');
  const list = notes === '' ? '' : `<ul class="recipe-notes">${notes}</ul>`;
  if (result.derivation.tex === '') return list;
  const shown =
    options.formula === undefined
      ? `<pre class="recipe-derivation">${escapeHtml(result.derivation.text)}</pre>`
      : `<div class="recipe-derivation">${options.formula(result.derivation.tex, true)}</div>`;
  return `<details class="recipe-details"><summary>${escapeHtml(result.source)}</summary>${shown}${list}</details>`;
}

function inline(tex: string, options: RecipeHtmlOptions): string {
  return options.formula === undefined ? `<code>${escapeHtml(tex)}</code>` : options.formula(tex, false);
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
