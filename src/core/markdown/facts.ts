import type { Token } from 'markdown-it';
import type { Range } from '../text.ts';
import type { BlockRecord, PlacedDefinition } from './block-record.ts';
import { uniqueSlug } from './rules/heading.ts';

/** What the blocks of a note say together, in reading order. */
export interface NoteFacts {
  readonly references: ReadonlyMap<string, PlacedDefinition>;
  /** Equation labels: the number or tag shown, and the block to jump to. */
  readonly labels: ReadonlyMap<string, { readonly number: string; readonly block: number }>;
  /** The slug of each heading, by block, how many with the same base slug stand before it there, and base slug. */
  readonly slugs: ReadonlyMap<string, string>;
  /** Footnotes that are defined, in order of first use, with the blocks that define them. */
  readonly footnotes: readonly { readonly label: string; readonly record: BlockRecord }[];
  readonly footnoteNumbers: ReadonlyMap<string, number>;
  /** The block that uses each footnote first. */
  readonly footnoteBlocks: ReadonlyMap<string, number>;
  readonly footnoteDefinitions: ReadonlyMap<string, BlockRecord>;
  /** The block that links first to each file of data that is shown. */
  readonly linkedRecipes: ReadonlyMap<string, number>;
  /** The Zotero attachment that most links open; '' when none does. */
  readonly attachment: string;
  /** Labels that are defined a second time: the formula's token, its block and the name. */
  readonly duplicateLabels: readonly { readonly record: BlockRecord; readonly token: Token; readonly name: string }[];
}

/** True when a block says anything that other blocks may read. */
export function tellsOthers(record: BlockRecord): boolean {
  return record.env.definitions.length > 0 || record.env.defined.size > 0 || record.attachments.length > 0;
}

/** Where the destination of `[label]: destination` stands in the source of its block. */
export function definitionPlace(record: Pick<BlockRecord, 'source'>, label: string): Range {
  for (const match of record.source.matchAll(/\[((?:[^\]\\]|\\.)+)\]:[ \t]*\n?[ \t]*(<[^>\n]*>|\S+)/g)) {
    if (match[1]!.trim().replace(/\s+/g, ' ').toLowerCase().toUpperCase() !== label) continue;
    const angle = match[2]!.startsWith('<') ? 1 : 0;
    const to = match.index + match[0].length;
    return { from: to - match[2]!.length + angle, to: to - angle };
  }
  return { from: 0, to: record.source.trimEnd().length };
}

/** A note shows so many other notes; those after them are links. */
export const mostEmbeds = 200;

/** Of so many files of data a note shows the recipes behind the paragraphs that link to them. */
export const mostLinkedRecipes = 30;

/** Gathers the facts of a note. Also gives each record its `equationStart` and `embedStart`. */
export function gatherFacts(records: readonly BlockRecord[]): NoteFacts {
  const references = new Map<string, PlacedDefinition>();
  const labels = new Map<string, { number: string; block: number }>();
  const slugs = new Map<string, string>();
  const slugCounts = new Map<string, number>();
  const uses: string[] = [];
  const footnoteBlocks = new Map<string, number>();
  const footnoteDefinitions = new Map<string, BlockRecord>();
  const linkedRecipes = new Map<string, number>();
  const attachments = new Map<string, number>();
  const duplicateLabels: { record: BlockRecord; token: Token; name: string }[] = [];
  let equations = 0;
  let embeds = 0;
  for (const record of records) {
    record.equationStart = equations;
    record.embedStart = embeds;
    if (!tellsOthers(record)) continue;
    for (const [label, definition] of record.env.defined) {
      if (references.has(label)) continue;
      references.set(label, { ...definition, record, hrefRange: definitionPlace(record, label) });
    }
    for (const attachment of record.attachments) attachments.set(attachment, (attachments.get(attachment) ?? 0) + 1);
    const seenHere = new Set<string>();
    const headingsHere = new Map<string, number>();
    for (const definition of record.env.definitions) {
      switch (definition.kind) {
        case 'footnote-use':
          uses.push(definition.label);
          if (!footnoteBlocks.has(definition.label)) footnoteBlocks.set(definition.label, record.id);
          break;
        case 'footnote':
          if (!footnoteDefinitions.has(definition.label)) footnoteDefinitions.set(definition.label, record);
          break;
        case 'heading': {
          const { slug } = definition;
          const nth = headingsHere.get(slug) ?? 0;
          headingsHere.set(slug, nth + 1);
          slugs.set(`${record.id}:${nth} ${slug}`, uniqueSlug(slug, slugCounts));
          break;
        }
        case 'label':
        case 'tagged-label': {
          const { name } = definition;
          if (labels.has(name)) {
            const token = record.formulas.findLast(({ content }) => content.includes(`{${name}}`));
            if (token !== undefined && !seenHere.has(name)) duplicateLabels.push({ record, token, name });
          } else {
            const number = definition.kind === 'label' ? String(equations + definition.row + 1) : definition.tag;
            labels.set(name, { number, block: record.id });
          }
          seenHere.add(name);
          break;
        }
        case 'equations':
          equations += definition.count;
          break;
        case 'linked-recipe':
          if (!linkedRecipes.has(definition.target) && linkedRecipes.size < mostLinkedRecipes)
            linkedRecipes.set(definition.target, record.id);
          break;
        case 'embeds':
          embeds += definition.count;
          break;
      }
    }
  }
  const footnoteNumbers = new Map<string, number>();
  const footnotes: { label: string; record: BlockRecord }[] = [];
  for (const label of uses) {
    const record = footnoteDefinitions.get(label);
    if (record === undefined || footnoteNumbers.has(label)) continue;
    footnotes.push({ label, record });
    footnoteNumbers.set(label, footnotes.length);
  }
  let attachment = '';
  for (const [uri, count] of attachments) if (count > (attachments.get(attachment) ?? 0)) attachment = uri;
  return {
    references,
    labels,
    slugs,
    footnotes,
    footnoteNumbers,
    footnoteBlocks,
    footnoteDefinitions,
    linkedRecipes,
    attachment,
    duplicateLabels,
  };
}
