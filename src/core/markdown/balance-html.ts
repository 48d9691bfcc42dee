import { type HtmlPiece, isTablePart } from './sanitise.ts';

/** What stands in a row of tokens: a fragment of HTML, the beginning or end of a markdown element, or something else. */
export type HtmlEntry =
  | { readonly kind: 'html'; readonly pieces: readonly HtmlPiece[] }
  | { readonly kind: 'in' }
  | { readonly kind: 'out' }
  | { readonly kind: 'other' };

/** What becomes of an entry. */
export interface BalancedEntry {
  /** Closing tags of what is open before this entry and must not reach beyond it. */
  readonly before: string;
  /** The HTML of a fragment. */
  readonly html: string;
  /** True within an element whose content is not shown. */
  readonly silent: boolean;
}

export interface BalancedHtml {
  readonly entries: readonly BalancedEntry[];
  /** Closing tags at the end of all. */
  readonly after: string;
  /** The elements that were left open at the end, outermost first. */
  readonly open: readonly string[];
}

/** Opening one of these closes those on top of the stack, since people leave out their closing tags. */
const IMPLIED: Readonly<Record<string, readonly string[]>> = {
  p: ['p'],
  li: ['li', 'p'],
  dt: ['dt', 'dd', 'p'],
  dd: ['dt', 'dd', 'p'],
  td: ['td', 'th', 'p'],
  th: ['td', 'th', 'p'],
  tr: ['td', 'th', 'tr', 'p'],
  tbody: ['td', 'th', 'tr', 'thead', 'tbody', 'p'],
  tfoot: ['td', 'th', 'tr', 'thead', 'tbody', 'p'],
};

/** More elements within one another are not opened: nobody writes them, and each costs those around it a look. */
const DEEPEST = 60;

/** An element whose content is not shown ends within so many entries, or it hides nothing. */
const FURTHEST_CLOSE = 500;

interface Open {
  readonly name: string;
  readonly piece: (HtmlPiece & { readonly kind: 'open' }) | undefined;
}

/**
 * Matches opening and closing tags over the fragments of one paragraph or one block, so that none reaches out of it or
 * across the edge of a markdown element: what is never closed is closed, what was never opened is left out.
 *
 * @param close where to close what is left open: at the end of its surroundings, or at once, behind its own fragment
 */
export function balanceHtml(entries: readonly HtmlEntry[], close: 'at the end' | 'at once'): BalancedHtml {
  const unclosed = new Set<HtmlPiece>();
  const first = pass(entries, new Set(), unclosed);
  return close === 'at the end' || unclosed.size === 0
    ? first
    : { ...pass(entries, unclosed, new Set()), open: first.open };
}

function pass(entries: readonly HtmlEntry[], early: ReadonlySet<HtmlPiece>, unclosed: Set<HtmlPiece>): BalancedHtml {
  const stack: Open[] = [];
  const results: BalancedEntry[] = [];
  let silence: string | undefined;
  /** Where the elements of markdown stand in the stack. */
  const markdown: number[] = [];

  /** Closing tags down to a height of the stack. */
  const closeTo = (height: number, given: boolean): string => {
    let html = '';
    while (stack.length > height) {
      const { name, piece } = stack.pop()!;
      if (piece === undefined) {
        markdown.pop();
        continue;
      }
      html += `</${piece.tag ?? name}>`;
      if (!given) unclosed.add(piece);
    }
    return html;
  };
  const boundary = (): number => (markdown.at(-1) ?? -1) + 1;

  entries.forEach((entry, index) => {
    if (entry.kind === 'in') {
      markdown.push(stack.length);
      stack.push({ name: '', piece: undefined });
      results.push({ before: '', html: '', silent: silence !== undefined });
      return;
    }
    if (entry.kind === 'out') {
      const height = Math.max(0, boundary() - 1);
      results.push({ before: closeTo(height, false), html: '', silent: silence !== undefined });
      return;
    }
    let html = '';
    const silent = silence !== undefined;
    for (const piece of entry.kind === 'html' ? entry.pieces : []) {
      if (silence !== undefined) {
        if (piece.kind === 'close' && piece.name === silence) silence = undefined;
      } else if (piece.kind === 'silence') {
        if (closesLater(entries, index, piece.name)) silence = piece.name;
      } else if (piece.kind === 'content') {
        html += piece.html;
      } else if (piece.kind === 'open') {
        const implied = IMPLIED[piece.name] ?? [];
        while (stack.length > boundary() && implied.includes(stack.at(-1)!.name))
          html += closeTo(stack.length - 1, true);
        if (isTablePart(piece.name) && !stack.some(open => open.name === 'table')) continue;
        if (stack.length - markdown.length >= DEEPEST) continue;
        stack.push({ name: piece.name, piece });
        html += piece.html;
      } else {
        const at = stack.findLastIndex(open => open.name === piece.name);
        if (at >= boundary()) {
          html += closeTo(at + 1, true);
          html += closeTo(at, true);
        }
      }
    }
    const lowest = boundary();
    const firstEarly =
      early.size === 0
        ? -1
        : stack.findIndex((open, at) => at >= lowest && open.piece !== undefined && early.has(open.piece));
    if (firstEarly >= 0) html += closeTo(firstEarly, true);
    results.push({ before: '', html, silent });
  });
  const open = stack.slice(boundary()).map(({ name }) => name);
  return { entries: results, after: closeTo(0, false), open };
}

function closesLater(entries: readonly HtmlEntry[], index: number, name: string): boolean {
  return entries
    .slice(index + 1, index + 1 + FURTHEST_CLOSE)
    .some(entry => entry.kind === 'html' && entry.pieces.some(piece => piece.kind === 'close' && piece.name === name));
}
