import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import type { Problem } from '../problem.ts';
import type { Range } from '../text.ts';
import { tooDeep } from '../yaml-nesting.ts';
import type { RecipeEntry, RecipeTree } from './recipe-tree.ts';

/** Recipes are written by hand: what is longer is something else. */
export const maxRecipeLength = 20_000;

/** No recipe takes more bytes: a character takes three at most, and a byte order mark may stand before them. */
export const maxRecipeBytes = 3 * maxRecipeLength + 3;

const maxNesting = 40;
const maxNodes = 5000;

export interface ReadYaml {
  readonly tree?: RecipeTree;
  readonly problems: readonly Problem[];
  /** Those of the problems that are no mistakes in YAML, but something that recipes do not have. */
  readonly refused?: readonly Problem[];
}

/**
 * Reads YAML (JSON too) into a tree with places. Never throws and never runs long: what is too long or nests too
 * deeply is not parsed at all, and aliases are a problem instead of being followed.
 *
 * @example readYaml('steps: 42,000').tree // a map with one entry, the scalar '42,000'
 */
export function readYaml(text: string): ReadYaml {
  const whole = { from: 0, to: text.length };
  if (text.length > maxRecipeLength) return { problems: [tooLong(whole)], refused: [tooLong(whole)] };
  const deep = tooDeep(text, maxNesting);
  if (deep !== undefined)
    return failed(deep, `A recipe that nests deeper than ${maxNesting} levels is not read.`, 'recipe-limit');
  try {
    const document = parseDocument(text, { prettyErrors: false, strict: true, uniqueKeys: true, logLevel: 'silent' });
    const problems = [...document.errors, ...document.warnings].slice(0, 20).map(
      (error): Problem => ({
        code: 'recipe-invalid',
        range: {
          from: Math.min(error.pos[0], text.length),
          to: Math.min(Math.max(error.pos[1], error.pos[0]), text.length),
        },
        message: `This is not valid YAML: ${error.message.slice(0, 160).replace(/\s+/g, ' ').replace(/\.?$/, '.')}`,
        severity: 'error',
      }),
    );
    const mistakes = problems.length;
    const reading: Reading = { text, nodes: 0, problems };
    const tree = document.contents === null ? undefined : toTree(document.contents as Node, reading, 0);
    return {
      problems: reading.problems,
      refused: reading.problems.slice(mistakes),
      ...(tree === undefined ? {} : { tree }),
    };
  } catch {
    // The parser recurses; what the check of the nesting let through can still be too much for it.
    return failed(whole, 'This YAML is too complicated to be read.', 'recipe-limit');
  }
}

/** What is said of a recipe that is too long to be read. */
export const tooLong = (range: Range): Problem => ({
  code: 'recipe-limit',
  range,
  message: `A recipe of more than ${maxRecipeLength.toLocaleString('en-US')} characters is not read.`,
  severity: 'error',
});

interface Reading {
  readonly text: string;
  nodes: number;
  readonly problems: Problem[];
}

function failed(range: Range, message: string, code: Problem['code']): ReadYaml {
  const problem: Problem = { code, range, message, severity: 'error' };
  return { problems: [problem], refused: [problem] };
}

function rangeOf(node: Node, reading: Reading): Range {
  const [from, to] = node.range ?? [0, 0];
  return { from: Math.min(from, reading.text.length), to: Math.min(Math.max(from, to), reading.text.length) };
}

function toTree(node: Node, reading: Reading, depth: number): RecipeTree | undefined {
  const range = rangeOf(node, reading);
  const refuse = (code: Problem['code'], message: string): undefined => {
    if (reading.problems.length < 20) reading.problems.push({ code, range, message, severity: 'error' });
    return undefined;
  };
  reading.nodes++;
  if (reading.nodes > maxNodes || depth > maxNesting)
    return reading.nodes > maxNodes + 1 ? undefined : refuse('recipe-limit', 'This recipe is too large.');
  if (isAlias(node))
    return refuse('recipe-invalid', 'Anchors and aliases are not followed in recipes: write the value out.');
  if (isScalar(node)) {
    const { value, source } = node;
    // The source keeps "1.0T", "0x10" and "42,000" as they were written, for their digits.
    const text = typeof value === 'string' ? value : value === null ? '' : (source ?? String(value));
    return { kind: 'scalar', text, range };
  }
  if (isSeq(node)) {
    const items = node.items.map(item => toTree(item as Node, reading, depth + 1)).filter(item => item !== undefined);
    return { kind: 'list', items, range };
  }
  if (!isMap(node)) return undefined;
  const entries: RecipeEntry[] = [];
  for (const { key, value } of node.items) {
    if (!isScalar(key)) continue;
    const empty: RecipeTree = {
      kind: 'scalar',
      text: '',
      range: { from: rangeOf(key, reading).to, to: rangeOf(key, reading).to },
    };
    const tree = value === null || value === undefined ? empty : toTree(value as Node, reading, depth + 1);
    if (tree !== undefined)
      entries.push({ key: String(key.source ?? key.value), keyRange: rangeOf(key, reading), value: tree });
  }
  return { kind: 'map', entries, range };
}
