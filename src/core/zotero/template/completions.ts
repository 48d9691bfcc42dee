import { type TemplateField, templateFields, templateFilters } from './data-description.ts';
import { loopFields } from './unknown-names.ts';

/** Something to offer while a template is written. */
export interface TemplateCompletion {
  readonly kind: 'field' | 'filter' | 'tag';
  readonly name: string;
  readonly description: string;
  readonly example: string;
}

/** Tags and filters of Liquid itself that notes are written with; the rest are in its own manual. */
const tags: readonly (readonly [name: string, description: string, example: string])[] = [
  ['annotations', 'How one annotation is written', '{% annotations %}{{ annotation.text }}{% endannotations %}'],
  ['endannotations', 'Ends the part for one annotation', '{% endannotations %}'],
  ['if', 'Only when something is so', '{% if item.doi != "" %} … {% endif %}'],
  ['elsif', 'Else, when something else is so', '{% elsif annotation.type == "note" %}'],
  ['else', 'Else', '{% else %}'],
  ['endif', 'Ends if', '{% endif %}'],
  ['unless', 'Only when something is not so', '{% unless item.year %} … {% endunless %}'],
  ['endunless', 'Ends unless', '{% endunless %}'],
  ['case', 'One of several', '{% case annotation.color %}{% when "#ffd400" %}yellow{% endcase %}'],
  ['when', 'In case it is this', '{% when "#ffd400" %}'],
  ['endcase', 'Ends case', '{% endcase %}'],
  ['for', 'For each of a list', '{% for tag in item.tags %}#{{ tag }} {% endfor %}'],
  ['endfor', 'Ends for', '{% endfor %}'],
  ['assign', 'Keeps a value under a name', '{% assign first = item.authors | first %}'],
  ['capture', 'Keeps a text under a name', '{% capture head %}{{ item.title }}, {{ item.year }}{% endcapture %}'],
  ['endcapture', 'Ends capture', '{% endcapture %}'],
  ['comment', 'A remark that is not written', '{% comment %} … {% endcomment %}'],
  ['endcomment', 'Ends comment', '{% endcomment %}'],
];

const filters: readonly (readonly [name: string, description: string, example: string])[] = [
  ['append', 'Puts a text behind', '{{ item.citekey | append: ".pdf" }}'],
  ['capitalize', 'First letter large', '{{ annotation.type | capitalize }}'],
  ['date', 'A date in another form', '{{ today | date: "%d %B %Y" }}'],
  ['default', 'Something else when it is empty', '{{ item.citekey | default: item.key }}'],
  ['downcase', 'Small letters', '{{ tag | downcase }}'],
  ['first', 'The first of a list', '{{ item.authors | first }}'],
  ['join', 'A list as one text', '{{ item.authors | join: "; " }}'],
  ['last', 'The last of a list', '{{ item.authors | last }}'],
  ['map', 'One field of each of a list', '{{ item.creators | map: "last_name" | join: ", " }}'],
  ['prepend', 'Puts a text before', '{{ item.citekey | prepend: "@" }}'],
  ['replace', 'Other words for some', '{{ tag | replace: " ", "-" }}'],
  ['size', 'How many', '{{ annotations | size }}'],
  ['slice', 'A part of a text', '{{ item.date | slice: 0, 4 }}'],
  ['sort', 'A list in order', '{{ item.tags | sort | join: ", " }}'],
  ['split', 'A text as a list', '{{ annotation.comment | split: "; " }}'],
  ['strip', 'Without spaces at its ends', '{{ annotation.comment | strip }}'],
  ['truncate', 'Cut to so many characters', '{{ item.abstract | truncate: 200 }}'],
  ['upcase', 'Capital letters', '{{ annotation.type | upcase }}'],
  ['where', 'Those of a list that have something', '{{ annotations | where: "type", "image" | size }}'],
];

const asCompletion =
  (kind: TemplateCompletion['kind']) =>
  ([name, description, example]: readonly [string, string, string]): TemplateCompletion => ({
    kind,
    name,
    description,
    example,
  });

/**
 * What to offer where the cursor is: filters behind `|`, tags at the beginning of `{% %}`, fields behind a dot, names
 * elsewhere inside of marks. `before` is the template up to the cursor, `source` all of it.
 *
 * @example templateCompletions('{{ item.', source).map(one => one.name) // ['key', 'citekey', …]
 */
export function templateCompletions(before: string, source: string): readonly TemplateCompletion[] {
  const open = Math.max(before.lastIndexOf('{{'), before.lastIndexOf('{%'));
  if (open < 0 || before.indexOf('}}', open) >= 0 || before.indexOf('%}', open) >= 0) return [];
  const inside = before.slice(open + 2);
  if (/\|\s*\w*$/.test(inside)) {
    const ours = templateFilters.map(filter => ({ kind: 'filter' as const, ...filter }));
    return [...ours, ...filters.map(asCompletion('filter'))];
  }
  if (before.startsWith('{%', open) && /^-?\s*\w*$/.test(inside)) return tags.map(asCompletion('tag'));
  const path = /([\w.]*)$/.exec(inside)?.[1] ?? '';
  const names = path.split('.').slice(0, -1);
  const loops = loopFields(source);
  const [root, ...rest] = names;
  if (root === undefined) {
    const isInBlock = before.lastIndexOf('{% annotations') > before.lastIndexOf('{% endannotations');
    const fields = templateFields.filter(field => field.name !== 'annotation' || isInBlock);
    const variables = [...loops.keys()].map(name => ({ ...fieldless, name }));
    return [...fields.map(fieldCompletion), ...variables];
  }
  let fields: readonly TemplateField[] | undefined =
    loops.get(root) ?? templateFields.find(field => field.name === root)?.fields;
  for (const name of rest) fields = fields?.find(field => field.name === name)?.fields;
  return (fields ?? []).map(fieldCompletion);
}

const fieldless = { kind: 'field', description: 'One of the list', example: '' } as const;

function fieldCompletion(field: TemplateField): TemplateCompletion {
  return {
    kind: 'field',
    name: field.name,
    description: `${field.type}: ${field.description}`,
    example: field.example,
  };
}
