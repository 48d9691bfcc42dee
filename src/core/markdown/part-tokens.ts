import type { Token } from 'markdown-it';

const BLOCKS = new Set(['paragraph_open', 'heading_open', 'table_open']);

/**
 * The tokens of the innermost item of a list that holds a line, within a list of its own, or else of the innermost
 * paragraph, heading or table that does. Empty when none does.
 *
 * @param line counted as the tokens' maps count
 */
export function tokensOfPart(tokens: readonly Token[], line: number): Token[] {
  const holds = ({ map, nesting }: Token) => nesting === 1 && map !== null && map[0] <= line && line < map[1];
  const item = tokens.findLastIndex(token => token.type === 'list_item_open' && holds(token));
  const from = item >= 0 ? item : tokens.findLastIndex(token => BLOCKS.has(token.type) && holds(token));
  if (from < 0) return [];
  const part = tokens.slice(from, closing(tokens, from) + 1);
  if (item < 0) return part;
  const list = tokens.findLastIndex((token, index) => index < item && token.level === tokens[item]!.level - 1);
  const open = tokens[list]!;
  const alone = Object.assign(Object.create(Object.getPrototypeOf(open)) as Token, open);
  alone.attrs = null;
  // the number that it has in its list
  if (open.type === 'ordered_list_open') alone.attrs = [['start', tokens[item]!.info]];
  return [alone, ...part, tokens[closing(tokens, list)]!];
}

function closing(tokens: readonly Token[], open: number): number {
  const { level } = tokens[open]!;
  return tokens.findIndex((token, index) => index > open && token.nesting === -1 && token.level === level);
}
