import type { StaticAnalysis } from 'liquidjs';
import type { Problem } from '../../problem.ts';
import { LineIndex } from '../../text.ts';
import { type TemplateField, templateFields } from './data-description.ts';

interface WrongName {
  readonly name: string;
  readonly choices: readonly TemplateField[];
}

/** What every list has besides its entries. */
const listNames = new Set(['size', 'first', 'last']);

/**
 * Names in a template that the data does not have; each would silently write nothing. Warnings of code
 * `template-unknown-name`, each with the name that was probably meant.
 */
export function unknownNames(analysis: StaticAnalysis, source: string): readonly Problem[] {
  const loops = loopFields(source);
  const index = new LineIndex(source);
  const problems: Problem[] = [];
  for (const [root, variables] of Object.entries(analysis.variables)) {
    const field = templateFields.find(candidate => candidate.name === root);
    const loop = loops.get(root);
    // A name that the template itself defines may hold anything.
    if (field === undefined && loop === undefined && analysis.globals[root] === undefined) continue;
    for (const { segments, location } of variables) {
      const wrong =
        field !== undefined
          ? wrongAfter(segments.slice(1), field)
          : loop !== undefined
            ? wrongIn(segments.slice(1), loop)
            : { name: root, choices: templateFields };
      if (wrong === undefined) continue;
      const from = index.offsetAt({ line: location.row - 1, character: location.col - 1 });
      const at = source.indexOf(wrong.name, from);
      problems.push({
        code: 'template-unknown-name',
        range: at < 0 ? { from, to: from } : { from: at, to: at + wrong.name.length },
        message: `There is no "${wrong.name}" here. ${suggestion(wrong.name, wrong.choices)}`,
        severity: 'warning',
      });
    }
  }
  return problems.sort((a, b) => a.range.from - b.range.from);
}

/** The first of `segments` that a thing with these fields does not have. */
function wrongIn(segments: readonly unknown[], fields: readonly TemplateField[]): WrongName | undefined {
  const [name, ...rest] = segments;
  if (typeof name !== 'string') return undefined;
  const field = fields.find(candidate => candidate.name === name);
  return field === undefined ? { name, choices: fields } : wrongAfter(rest, field);
}

function wrongAfter(segments: readonly unknown[], field: TemplateField): WrongName | undefined {
  const [name, ...rest] = segments;
  if (name === undefined || field.fields === undefined) return undefined;
  if (field.type === 'object') return wrongIn(segments, field.fields);
  if (typeof name === 'number' || name === 'first' || name === 'last') return wrongIn(rest, field.fields);
  return typeof name !== 'string' || listNames.has(name) ? undefined : { name, choices: field.fields };
}

/** The fields of loop variables: `{% for a in annotations %}` makes `a` an annotation. */
export function loopFields(source: string): ReadonlyMap<string, readonly TemplateField[]> {
  const found = new Map<string, readonly TemplateField[]>();
  for (const [, name = '', path = ''] of source.matchAll(/\{%-?\s*for\s+([\w-]+)\s+in\s+([\w.]+)/g)) {
    const [root, ...rest] = path.split('.');
    let field = templateFields.find(candidate => candidate.name === root);
    for (const segment of rest) field = field?.fields?.find(candidate => candidate.name === segment);
    if (field?.type === 'list' && field.fields !== undefined) found.set(name, field.fields);
  }
  return found;
}

function suggestion(name: string, choices: readonly TemplateField[]): string {
  const [near] = choices
    .map(choice => ({ choice, distance: editDistance(name, choice.name) }))
    .sort((a, b) => a.distance - b.distance);
  return near !== undefined && near.distance <= Math.max(2, name.length / 3)
    ? `Did you mean "${near.choice.name}"?`
    : `There are: ${choices.map(choice => choice.name).join(', ')}.`;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
