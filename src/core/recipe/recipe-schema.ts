import { formulas } from './formulas/catalogue.ts';
import { inputsOf } from './formulas/compute.ts';
import type { Input } from './formulas/input.ts';
import { schedules } from './schedules.ts';

/** The JSON schema of recipe files: completion and checks in editors that know YAML or JSON schemas. */
export function recipeSchema(): object {
  const inputs = new Map<string, Input>();
  for (const formula of formulas)
    for (const input of inputsOf(formula)) if (!inputs.has(input.name)) inputs.set(input.name, input);
  const properties = Object.fromEntries(
    [...inputs.values()]
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(input => [input.name, { $ref: '#/definitions/input', description: describe(input) }]),
  );
  const formula = {
    description: 'Id of a formula, or the name of one of this recipe.',
    anyOf: [
      { enum: formulas.map(each => each.id), enumDescriptions: formulas.map(each => each.title) },
      { type: 'string' },
    ],
  };
  const variants = [...new Set(formulas.flatMap(each => each.variants.map(variant => variant.id)))].sort();
  const text = (description: string) => ({ type: 'string', description });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Training recipe',
    description: 'What a paper states of a training run, and what is to be computed from it.',
    type: 'object',
    properties: {
      title: text('Title of the recipe.'),
      model: text('The model that is trained.'),
      source: text('Where the recipe stands: a paper, a page, a link.'),
      schedule: { description: 'Shape of the learning-rate schedule.', enum: schedules.map(({ name }) => name) },
      inputs: {
        description:
          'What the paper states, by name. What has no value is taken from the quotes beside which the recipe is used.',
        anyOf: [
          { type: 'object', properties, additionalProperties: { $ref: '#/definitions/input' } },
          { type: 'array', items: { anyOf: [{ enum: [...inputs.keys()].sort() }, { type: 'string' }] } },
          { type: 'null' },
        ],
      },
      formulas: {
        description: 'Formulas of your own, as expressions over the inputs.',
        type: 'object',
        additionalProperties: {
          anyOf: [
            text('An expression such as steps × batch_tokens / 55B tokens.'),
            {
              type: 'object',
              required: ['expression'],
              properties: { expression: text('The expression.'), title: text('Title shown.') },
              additionalProperties: false,
            },
          ],
        },
      },
      results: {
        description: 'What is computed; without it, all that follows.',
        type: 'array',
        items: {
          anyOf: [
            formula,
            {
              type: 'object',
              required: ['formula'],
              properties: {
                formula,
                variant: {
                  description: 'The convention to compute by.',
                  anyOf: [{ enum: variants }, { type: 'string' }],
                },
                unit: text('Unit of the result.'),
                as: text('Name in the braces of the aside.'),
                title: text('Title shown.'),
              },
              additionalProperties: false,
            },
          ],
        },
      },
      aside: text('How the aside reads: text with names of results and inputs in braces.'),
      ...properties,
    },
    additionalProperties: true,
    definitions: {
      input: {
        anyOf: [
          { type: ['string', 'number', 'null'] },
          { type: 'array', items: { type: ['string', 'number'] } },
          {
            type: 'object',
            properties: {
              value: {
                type: ['string', 'number', 'null'],
                description: 'As the paper writes it: 42,000, 4M, 1/30, ~23,000. Left out: what the quotes say.',
              },
              unit: text('Unit, for inputs with a name of your own.'),
              title: text('Title shown.'),
              source: text('Where it stands: a page, a link.'),
            },
            additionalProperties: false,
          },
        ],
      },
    },
  };
}

function describe(input: Input): string {
  const unit = input.unit === '1' || input.unit === 'text' ? '' : ` (${input.unit})`;
  return `${input.title.charAt(0).toUpperCase()}${input.title.slice(1)}${unit}.`;
}
