import type { MarkdownIt, RendererRule } from 'markdown-it';

/** Tables in a box that scrolls, `<div class="table">`, with the alignment of cells as a class (`align-right`). */
export function tableRule(md: MarkdownIt): void {
  const original = md.renderer.rules.table_open;
  md.renderer.rules.table_open = (tokens, index, options, env, self) => {
    const table = original ? original(tokens, index, options, env, self) : self.renderToken(tokens, index, options);
    return `<div class="table">${table}`;
  };
  md.renderer.rules.table_close = () => '</table></div>\n';
  const cell: RendererRule = (tokens, index, options, _env, self) => {
    const token = tokens[index]!;
    const align = /^text-align:(left|center|right)$/.exec(String(token.attrGet('style') ?? ''))?.[1];
    if (align !== undefined) token.attrs = [['class', `align-${align}`]];
    return self.renderToken(tokens, index, options);
  };
  md.renderer.rules.th_open = cell;
  md.renderer.rules.td_open = cell;
}
