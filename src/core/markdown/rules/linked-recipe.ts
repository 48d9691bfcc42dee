import type { MarkdownIt, Token } from 'markdown-it';
import { isDataFile } from '../../recipe/note-recipes.ts';
import { noteEnv } from '../env.ts';
import { isUnseen } from './embed.ts';

/**
 * A link to a file of data that stands alone in its paragraph, `[configuration](7B.yml)` or `[[7B.yml]]`: below it
 * stands the HTML of the fact `linked-recipe:./7B.yml` (`linked-recipe:7B.yml` for the wikilink), the recipe that the file
 * is. The link stays what it is.
 */
export function linkedRecipeRule(md: MarkdownIt): void {
  const close = md.renderer.rules.paragraph_close;
  md.renderer.rules.paragraph_close = (tokens, index, options, env, self) => {
    const html = close ? close(tokens, index, options, env, self) : self.renderToken(tokens, index, options);
    const target = tokens[index]!.hidden ? undefined : linkedAlone(tokens[index - 1]);
    return target === undefined ? html : html + (noteEnv(env).read(`linked-recipe:${target}`) ?? '');
  };
}

/** The file of data that a paragraph with nothing else to read links to. */
function linkedAlone(inline: Token | undefined): string | undefined {
  const shown = inline?.type === 'inline' ? (inline.children ?? []).filter(token => !isUnseen(token)) : [];
  const first = shown[0];
  if (first?.nesting !== 1 || shown.findIndex(token => token.type === closing(first)) !== shown.length - 1) {
    return undefined;
  }
  const target = targetOf(first);
  return target !== undefined && isDataFile(target) ? target : undefined;
}

const closing = (open: Token): string => open.type.replace(/_open$/, '_close');

function targetOf(open: Token): string | undefined {
  if (open.type === 'wikilink_open') {
    const { target, heading } = open.meta as { target: string; heading: string };
    return heading === '' ? target : undefined;
  }
  const href = open.type === 'link_open' ? String(open.attrGet('href') ?? '') : '';
  // An address of the web, or a path from the root, names no file of the workspace.
  if (href === '' || /^(?:[a-z][a-z\d+.-]*:|[/#?])/i.test(href)) return undefined;
  try {
    const path = decodeURIComponent(href);
    // With its dots it means the file at this path, where a wikilink means the one that fits best.
    return /^\.{1,2}\//.test(path) ? path : `./${path}`;
  } catch {
    return undefined;
  }
}
