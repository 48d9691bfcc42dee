import type { Env, MarkdownIt, RendererRule, Token } from 'markdown-it';
import { noteEnv } from '../env.ts';
import { isUnseen } from './embed.ts';
import { imageName } from './image.ts';
import { blockAttributes } from './source-line.ts';
import { CHIP_CLASS } from './zotero-link.ts';

/**
 * A paragraph that holds an image and nothing to read but links into Zotero and asides is a figure. One cut from a
 * paper by an importer is named `<citekey>-<page>-x<X>-y<Y>.png`: its caption tells the page and, when the note says
 * which paper it speaks of (the fact `attachment:`), opens it there. Several images alone become several figures.
 */
export function figureRule(md: MarkdownIt): void {
  const open = md.renderer.rules.paragraph_open;
  const close = md.renderer.rules.paragraph_close;
  md.renderer.rules.paragraph_open = (tokens, index, options, env, self) => {
    const images = figureImages(tokens[index + 1]);
    if (images.length === 0) return rendered(open, tokens, index, options, env, self);
    const attributes = (className: string) => blockAttributes(tokens[index]!, env, className);
    if (images.length === 1) return `<figure${attributes('figure')}>`;
    for (const image of images) image.meta = { ...image.meta, figure: true };
    return `<div${attributes('figures')}>`;
  };
  md.renderer.rules.paragraph_close = (tokens, index, options, env, self) => {
    const images = figureImages(tokens[index - 1]);
    if (images.length === 0) return rendered(close, tokens, index, options, env, self);
    if (images.length > 1) return '</div>\n';
    return `${caption(md, images[0]!, env)}</figure>\n`;
  };
  const plain = md.renderer.rules.image;
  md.renderer.rules.image = (tokens, index, options, env, self) => {
    const token = tokens[index]!;
    const html = rendered(plain, tokens, index, options, env, self);
    return token.meta?.figure === true ? `<figure class="figure">${html}${caption(md, token, env)}</figure>` : html;
  };
}

const rendered = (rule: RendererRule | undefined, ...[tokens, index, options, env, self]: Parameters<RendererRule>) =>
  rule ? rule(tokens, index, options, env, self) : self.renderToken(tokens, index, options);

/** The images of a paragraph that is a figure; none when there is text to read in it. */
function figureImages(inline: Token | undefined): readonly Token[] {
  const children = inline?.type === 'inline' ? inline.children : null;
  if (children === null || children === undefined) return [];
  const images: Token[] = [];
  for (let i = 0; i < children.length; i++) {
    const token = children[i]!;
    if (token.type === 'image') {
      images.push(token);
    } else if (token.type === 'aside_open') {
      i = indexOfClose(children, i, 'aside_close');
    } else if (token.type === 'link_open' && String(token.meta?.href ?? '').startsWith('zotero:')) {
      i = indexOfClose(children, i, 'link_close');
    } else if (!isUnseen(token)) {
      return [];
    }
  }
  return images;
}

function indexOfClose(tokens: readonly Token[], open: number, type: string): number {
  for (let i = open + 1; i < tokens.length; i++) {
    if (tokens[i]!.type === type && tokens[i]!.level === tokens[open]!.level) return i;
  }
  return tokens.length;
}

function caption(md: MarkdownIt, image: Token, env: Env | undefined): string {
  const source = String(image.meta?.source ?? image.meta?.src ?? '');
  const page = pageOfFigure(source);
  const title = image.meta?.title;
  if (page === undefined) {
    return typeof title === 'string' ? `<figcaption>${md.utils.escapeHtml(title)}</figcaption>` : '';
  }
  const said = `Figure from page ${page}`;
  const attachment = noteEnv(env).read('attachment:');
  if (attachment === undefined || attachment === '') return `<figcaption>${said}</figcaption>`;
  const href = md.utils.escapeHtml(`${attachment}?page=${page}`);
  return `<figcaption><a class="${CHIP_CLASS}" data-zotero="${href}" href="${href}">${said}</a></figcaption>`;
}

/**
 * The page that a figure was cut from, by its file's name.
 *
 * @example pageOfFigure('https://example.org/azerbayevLlemma2023-3-x102-y239.png') // 3
 */
export function pageOfFigure(source: string): number | undefined {
  const match = /^.+-(\d{1,5})-x\d+-y\d+\.(?:png|jpe?g|gif|webp|avif|svg)$/i.exec(imageName(source));
  return match ? Number(match[1]) : undefined;
}
