import type { MarkdownIt, StateBlock } from 'markdown-it';
import { mathBlock } from './math-block.ts';
import { bracketMath, environmentMath } from './math-inline.ts';

/**
 * In the preview of another host, which has mathematics of its own between dollars: `\(…\)`, `\[…\]` and bare
 * environments are handed to the host's own renderer, so that no formula is rendered twice and all look alike. Where the
 * host shows no mathematics they stay text. Not for our own engine.
 */
export function mathElsewhereRule(md: MarkdownIt): void {
  // asked when a text is read: the host's own rules may come after ours
  const shows = () => md.renderer.rules.math_inline !== undefined && md.renderer.rules.math_block !== undefined;
  for (const [name, rule] of [
    ['bracket', bracketMath],
    ['environment', environmentMath],
  ] as const) {
    md.inline.ruler.before('escape', `math_elsewhere_${name}`, (state, silent) => {
      const count = state.tokens.length;
      if (!shows() || !rule(state, silent)) return false;
      const made = state.tokens[silent ? -1 : state.tokens.length - 1];
      if (made !== undefined && state.tokens.length > count && made.type === 'math_display') {
        made.type = md.renderer.rules.math_inline_block === undefined ? 'math_inline' : 'math_inline_block';
      }
      return true;
    });
  }
  const block = (state: StateBlock, startLine: number, endLine: number, silent: boolean) => {
    const from = state.bMarks[startLine]! + state.tShift[startLine]!;
    return state.src.charCodeAt(from) === 0x5c && shows() && mathBlock(state, startLine, endLine, silent);
  };
  md.block.ruler.before('fence', 'math_elsewhere', block, { alt: ['paragraph', 'reference', 'blockquote', 'list'] });
}
