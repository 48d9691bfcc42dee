import type { NoteElement } from '../../markdown/elements.ts';
import type { Range } from '../../text.ts';
import type { Item } from '../annotation.ts';
import type { ItemSearch } from '../item-search.ts';

/*
 * Citations as pandoc writes them: `@azerbayev2023`, `[@azerbayev2023, p. 3; -@vaswani2017]`.
 */

/** A citekey in a note; `range` is the key without its `@`. */
export interface CitedKey {
  readonly citekey: string;
  readonly range: Range;
}

/** A key begins with a letter, digit or `_`, and single marks may stand inside it, not at its end. */
const key = String.raw`[\p{L}\p{N}_](?:[\p{L}\p{N}_]|[:.#$%&\-+?<>~/](?=[\p{L}\p{N}_]))*`;
const citation = new RegExp(String.raw`(?<![\p{L}\p{N}_./@\\:])@(?:\{([^\s{}]+)\}|(${key}))`, 'gu');

/**
 * The keys cited in a note's running text and footnotes, in order, each as often as it is cited. What stands in code, in
 * formulas, in addresses and in the front matter is no citation.
 */
export function citedKeys(text: string, elements: readonly NoteElement[]): readonly CitedKey[] {
  const closed: Range[] = [];
  for (const element of elements) {
    if (element.kind === 'code' || element.kind === 'math' || element.kind === 'html') closed.push(element.range);
    else if (element.kind === 'link') closed.push(element.hrefRange);
    else if (element.kind === 'image') closed.push(element.srcRange);
    else if (element.kind === 'wikilink') closed.push(element.range);
  }
  const found = new Map<number, CitedKey>();
  for (const element of elements) {
    if (element.kind !== 'text' && element.kind !== 'heading' && element.kind !== 'aside') continue;
    const { from, to } = element.range;
    for (const match of text.slice(from, to).matchAll(citation)) {
      const citekey = match[1] ?? match[2] ?? '';
      const at = from + match.index + match[0].indexOf(citekey);
      if (closed.some(range => range.from <= at && at < range.to)) continue;
      found.set(at, { citekey, range: { from: at, to: at + citekey.length } });
    }
  }
  return [...found.values()].sort((a, b) => a.range.from - b.range.from);
}

/** A citekey being typed: what stands between `@` and the cursor, and where. */
export interface TypedCitekey {
  readonly typed: string;
  /** From behind the `@` to the cursor. */
  readonly range: Range;
  /** Inside square brackets, as in `[@`. */
  readonly bracketed: boolean;
}

/**
 * The citekey being typed at the end of a line's beginning; `undefined` where no `@` begins a key, as in an e-mail
 * address. `start` is the offset at which the line begins.
 *
 * @example typedCitekey('as in [see @azer', 0) // { typed: 'azer', range: { from: 12, to: 16 }, bracketed: true }
 */
export function typedCitekey(lineBefore: string, start: number): TypedCitekey | undefined {
  const match = /(?<![\p{L}\p{N}_./@\\:])@([\p{L}\p{N}_:.#$%&+?<>~/-]*)$/u.exec(lineBefore);
  if (match === null) return undefined;
  const typed = match[1] ?? '';
  const from = start + match.index + 1;
  const open = lineBefore.lastIndexOf('[');
  const bracketed = open >= 0 && lineBefore.indexOf(']', open) < 0;
  return { typed, range: { from, to: from + typed.length }, bracketed };
}

/** How many characters behind the cursor still belong to the key that it stands in. */
export function restOfCitekey(lineAfter: string): number {
  return /^(?:[\p{L}\p{N}_]|[:.#$%&\-+?<>~/](?=[\p{L}\p{N}_]))*/u.exec(lineAfter)?.[0].length ?? 0;
}

/**
 * Papers to offer for what was typed after `@`: those whose citekey begins so, then those found by the word anywhere.
 * Papers without a citekey cannot be cited so and are left out.
 */
export function offeredCitekeys(search: ItemSearch, typed: string, limit: number): readonly Item[] {
  const found = search.find(typed, limit * 4).filter(item => item.citekey !== '');
  const begins = (item: Item): boolean => item.citekey.toLowerCase().startsWith(typed.toLowerCase());
  return [...found.filter(begins), ...found.filter(item => !begins(item))].slice(0, limit);
}

/**
 * A citation of several papers as markdown, `[@a; @b]`; a citekey that pandoc would not read to its end gets braces.
 *
 * @example citationMarkdown(['azerbayev2023', 'a.']) // '[@azerbayev2023; @{a.}]'
 */
export function citationMarkdown(citekeys: readonly string[]): string {
  return `[${citekeys.map(citekeyMarkdown).join('; ')}]`;
}

/**
 * Where a citation goes and what stands there then, when it is inserted at the end of `lineBefore`: in the place of a key
 * that was begun, into brackets that are open there, or in brackets of its own. `formatted` are citations that have no
 * citekey. `start` is the offset at which the line begins; a key that `isKnown` was typed to its end and stays.
 *
 * @example insertedCitation('as in [@a', 0, ['azerbayev2023'], [], () => false) // { from: 7, to: 9, insert: '@azerbayev2023' }
 */
export function insertedCitation(
  lineBefore: string,
  start: number,
  citekeys: readonly string[],
  formatted: readonly string[],
  isKnown: (citekey: string) => boolean,
): { readonly from: number; readonly to: number; readonly insert: string } {
  const begun = citekeys.length === 0 ? undefined : typedCitekey(lineBefore, start);
  const typed = begun === undefined || isKnown(begun.typed) ? undefined : begun;
  const to = start + lineBefore.length;
  const from = typed === undefined ? to : typed.range.from - 1;
  const before = lineBefore.slice(0, from - start);
  const isOpen = /(?<!\])\[[^\][]*$/.test(before) && !/!\[[^\][]*$/.test(before) && citekeys.length > 0;
  if (isOpen) {
    const after = /[;[]\s*$/.test(before) ? '' : /@[^;]*$/.test(before) ? '; ' : /\s$/.test(before) ? '' : ' ';
    return { from, to, insert: after + [citekeys.map(citekeyMarkdown).join('; '), ...formatted].join('; ') };
  }
  const gap = /[\p{L}\p{N}.,;:!?)\]”"’]$/u.test(before) ? ' ' : '';
  const keys = citekeys.length === 0 ? [] : [citationMarkdown(citekeys)];
  return { from, to, insert: gap + [...keys, ...formatted].join(' ') };
}

/** One key with its `@`. */
export function citekeyMarkdown(citekey: string): string {
  return new RegExp(`^${key}$`, 'u').test(citekey) ? `@${citekey}` : `@{${citekey.replace(/[{}\s]/g, '')}}`;
}
