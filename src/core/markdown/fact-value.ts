import type { BlockRecord } from './block-record.ts';
import type { Embedding } from './embedding.ts';
import type { FactKey } from './env.ts';
import { mostEmbeds, type NoteFacts } from './facts.ts';
import type { NoteSurroundings } from './live-note.ts';

const outside = /^(?:image|wikilink|embed|embed-missing|linked-recipe|prices):/;

/** True for what the surroundings of a note answer: nothing in its own text changes it. */
export function isFromOutside(key: FactKey): boolean {
  return outside.test(key);
}

/**
 * The value of a fact for one block; undefined when nobody has defined it.
 *
 * @param embedded the HTML of an embedded note, '' when there is none, undefined when notes are not embedded here
 * @param linkedRecipe the HTML of the recipe in a file, '' when there is none
 */
export function factValue(
  key: FactKey,
  record: BlockRecord,
  facts: NoteFacts,
  surroundings: NoteSurroundings,
  embedding: Embedding,
): string | undefined {
  const colon = key.indexOf(':');
  const kind = colon < 0 ? key : key.slice(0, colon);
  const name = key.slice(colon + 1);
  switch (kind) {
    case 'equation-start':
      return String(record.equationStart);
    case 'embed-room':
      return record.embedStart + Number(name) < mostEmbeds ? 'yes' : '';
    case 'label': {
      const label = facts.labels.get(name);
      return label === undefined ? undefined : `${label.number}\t${label.block}`;
    }
    case 'slug':
      return facts.slugs.get(`${record.id}:${name}`);
    case 'footnote':
      return facts.footnoteNumbers.get(name)?.toString();
    case 'footnote-block':
      return facts.footnoteBlocks.get(name)?.toString();
    case 'footnote-order':
      return facts.footnotes.map(({ label }) => label).join('\n');
    case 'attachment':
      return facts.attachment;
    case 'image':
      return surroundings.image === undefined ? undefined : JSON.stringify(surroundings.image(name));
    case 'wikilink':
      return surroundings.wikilink?.(name) ?? '';
    case 'embed':
      return embedding.embedded(name, surroundings);
    case 'embed-missing':
      return embedding.missing(name, surroundings);
    case 'linked-recipe':
      return embedding.linkedRecipe(name, surroundings);
    case 'linked-recipe-shown':
      return facts.linkedRecipes.get(name)?.toString();
    case 'prices':
      return surroundings.prices === undefined ? undefined : JSON.stringify(surroundings.prices);
    default:
      return undefined;
  }
}
