import type { Env, MarkdownIt, RendererRule, StateInline, Token } from 'markdown-it';
import { noteEnv } from '../env.ts';
import { readSize, setImage } from './image.ts';
import { place } from './place.ts';
import { blockAttributes } from './source-line.ts';
import { readWikilink, wikilinkName, wikilinkOpenHtml, wikilinkTarget } from './wikilink.ts';

const IMAGE = /\.(?:png|jpe?g|gif|svg|webp|avif|bmp)$/i;

/**
 * Embeds, `![[Note#Heading]]`: alone in its paragraph, a `<div class="embed">` with the HTML of the fact
 * `embed:Note#Heading`; within text, a link. `![[image.png|300]]` is an `image` token like any other. `meta`: `target`,
 * `heading`, `embed: true`, `targetFrom`, `targetTo`.
 */
export function embedRule(md: MarkdownIt): void {
  md.inline.ruler.before('image', 'embed', embed);
  md.renderer.rules.embed = (tokens, index, _options, env) => {
    const token = tokens[index]!;
    return token.meta?.alone === true ? blockHtml(md, token, env) : linkHtml(md, token, env);
  };
  const wrap = (
    type: 'paragraph_open' | 'paragraph_close',
    html: (token: Token, env: Env | undefined) => string,
  ): void => {
    const original = md.renderer.rules[type];
    const rule: RendererRule = (tokens, index, options, env, self) => {
      const embeds = embedsAlone(tokens[type === 'paragraph_open' ? index + 1 : index - 1]);
      if (embeds.length === 0) {
        return original ? original(tokens, index, options, env, self) : self.renderToken(tokens, index, options);
      }
      for (const token of embeds) token.meta = { ...token.meta, alone: true };
      return html(tokens[index]!, env);
    };
    md.renderer.rules[type] = rule;
  };
  wrap('paragraph_open', (token, env) => `<div${blockAttributes(token, env, 'embeds')}>`);
  wrap('paragraph_close', () => '</div>\n');
}

function embed(state: StateInline, silent: boolean): boolean {
  const from = state.pos;
  if (state.src[from] !== '!' || state.src[from + 1] !== '[') return false;
  const read = readWikilink(state.src, from + 1, state.posMax);
  if (read === undefined) return false;
  if (!silent) {
    const { target, heading, shown, targetFrom, targetTo } = read;
    const said = shown === undefined ? '' : state.src.slice(shown.from, shown.to);
    if (IMAGE.test(target)) {
      const token = state.push('image', 'img', 0);
      token.children = [];
      setImage(state.md, token, { source: target, ...readSize(said === '' ? '' : `|${said}`) });
      place(token, from, read.end, { srcFrom: targetFrom, srcTo: targetFrom + target.length });
    } else {
      place(state.push('embed', '', 0), from, read.end, { target, heading, embed: true, targetFrom, targetTo, said });
    }
  }
  state.pos = read.end;
  return true;
}

/** The embedded notes of a paragraph that holds nothing else. */
function embedsAlone(inline: Token | undefined): readonly Token[] {
  const children = inline?.type === 'inline' ? (inline.children ?? []) : [];
  const embeds: Token[] = [];
  for (const token of children) {
    if (token.type === 'embed') embeds.push(token);
    else if (!isUnseen(token)) return [];
  }
  return embeds;
}

/** True for what a reader does not see of a paragraph. */
export function isUnseen(token: Token): boolean {
  if (token.type === 'softbreak' || token.type === 'hardbreak') return true;
  if (token.type === 'aside_mark' || token.type === 'block_id') return true;
  return token.type === 'text' && token.content.trim() === '';
}

function linkHtml(md: MarkdownIt, token: Token, env: Env | undefined): string {
  const { target, heading, said } = token.meta as { target: string; heading: string; said: string };
  const name = md.utils.escapeHtml(said.trim() || wikilinkName(target, heading));
  return `${wikilinkOpenHtml(md, target, heading, env)}${name}</a>`;
}

const fullHtml = '<p class="embed-stopped">Not shown: this note shows too many others before.</p>';

function blockHtml(md: MarkdownIt, token: Token, env: Env | undefined): string {
  const { target, heading } = token.meta as { target: string; heading: string };
  const whole = wikilinkTarget(target, heading);
  const room = noteEnv(env).read(`embed-room:${Number(token.meta?.nth ?? 0)}`) !== '';
  const html = room ? noteEnv(env).read(`embed:${whole}`) : fullHtml;
  const known = html !== undefined && html !== '';
  const why = html === '' ? (noteEnv(env).read(`embed-missing:${whole}`) ?? '') : '';
  if (why !== '') noteEnv(env).report(token, { code: 'embed-missing', severity: 'information', message: why });
  const told = why === '' ? '' : `<p class="embed-stopped">${md.utils.escapeHtml(why)}</p>`;
  const content = known ? `<div class="embed-content">${html}</div>` : told;
  const missing = html === '' ? ' embed-missing' : '';
  return `<div class="embed${missing}" data-target="${md.utils.escapeHtml(whole)}"><div class="embed-source" dir="auto">${linkHtml(md, token, env)}</div>${content}</div>`;
}
