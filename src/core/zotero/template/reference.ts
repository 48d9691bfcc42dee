import { type TemplateField, templateFields, templateFilters } from './data-description.ts';
import { defaultTemplate } from './default-template.ts';

/*
 * The page that documents templates, written from the same description that completion and messages use.
 */

/** `docs/note-templates.md`, whole; a test holds the file to it. */
export function templateReference(): string {
  const parts = [
    '# Note templates',
    '',
    'New notes and inserted annotations are written by a template: a text in [Liquid](https://liquidjs.com), a template language that runs no code and, here, reads no files. Name yours in the setting `paperNotes.notes.template`; “Paper Notes: Preview Note Template” makes a copy of the default one and shows the result beside it while you change it. A fault is marked at its place, and nothing is written by a template that has one.',
    '',
    'What `{{ … }}` writes is text: markdown, HTML and formulas in a title or a quote come out as the characters that they are. `<i>`, `<b>`, `<sub>` and `<sup>`, which Zotero knows, become markdown.',
    '',
    'The part between `{% annotations %}` and `{% endannotations %}` says how one annotation is written. A new note repeats it for all of them, with an empty line between; “Insert Annotations” and “Add What Is New” use it alone.',
    '',
    '## Data',
    '',
    'Texts that Zotero does not have are empty (`{% if item.doi != "" %}`); numbers that it does not have are absent (`{% if item.year %}`).',
    '',
    ...templateFields.flatMap(field => section(field, '')),
    '## Filters',
    '',
    'Besides [those of LiquidJS](https://liquidjs.com/filters/overview.html):',
    '',
    '| filter | what it does | example |',
    '| --- | --- | --- |',
    ...templateFilters.map(
      filter => `| \`${filter.name}\` | ${cell(filter.description)} | \`${cell(filter.example)}\` |`,
    ),
    '',
    '## The default template',
    '',
    '```liquid',
    defaultTemplate.trimEnd(),
    '```',
    '',
  ];
  return parts.join('\n');
}

function section(field: TemplateField, prefix: string): readonly string[] {
  const name = `${prefix}${field.name}`;
  const heading = prefix === '' ? [`### ${name}`, '', `${field.description} (${field.type}).`, ''] : [];
  const { fields } = field;
  if (fields === undefined) return heading;
  const within = field.type === 'object' ? `${name}.` : '';
  return [
    ...(prefix === '' ? heading : [`Each of \`${name}\` has:`, '']),
    '| name | type | what it is | example |',
    '| --- | --- | --- | --- |',
    ...fields.map(
      inner =>
        `| \`${within}${inner.name}\` | ${inner.type} | ${cell(inner.description)} | ${inner.example === '' ? '' : `\`${cell(inner.example)}\``} |`,
    ),
    '',
    ...fields.flatMap(inner => (inner.fields === undefined ? [] : section(inner, `${name}.`))),
  ];
}

function cell(text: string): string {
  return text.replace(/\|/g, '\\|').replace(/</g, '&lt;');
}
