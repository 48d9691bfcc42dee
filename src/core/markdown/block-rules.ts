import type { MarkdownIt, StateBlock } from 'markdown-it';

export type BlockRule = (state: StateBlock, startLine: number, endLine: number, silent: boolean) => boolean;

/** One of the block rules by its name, for a rule that does more than the one in its place. markdown-it only sets them. */
export function blockRuleNamed(md: MarkdownIt, name: string): BlockRule | undefined {
  const { __rules__: rules } = md.block.ruler as unknown as {
    readonly __rules__: readonly { readonly name: string; readonly fn: BlockRule }[];
  };
  return rules.find(rule => rule.name === name)?.fn;
}
