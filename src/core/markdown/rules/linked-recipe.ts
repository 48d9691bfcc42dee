import type { Env, MarkdownIt, Token } from 'markdown-it';
import { linkedDataFile } from '../../recipe/linked-files.ts';
import { isDataFile } from '../../recipe/note-recipes.ts';
import { noteEnv } from '../env.ts';
import { isUnseen } from './embed.ts';

/**
 * A link to a file of data, `[configuration](7B.yml)` or `[[7B.yml]]`, shows the recipe that the file is: the HTML of the
 * fact `linked-recipe:./7B.yml` (`linked-recipe:7B.yml` for the wikilink). Below a link that stands alone in its paragraph
 * it stands open; behind a paragraph that speaks of the file, and in a list, it is folded up, and shown once in a note:
 * where the fact `linked-recipe-shown:TARGET` is this block. The links stay what they are.
 */
export function linkedRecipeRule(md: MarkdownIt): void {
  const close = md.renderer.rules.paragraph_close;
  md.renderer.rules.paragraph_close = (tokens, index, options, env, self) => {
    const html = close ? close(tokens, index, options, env, self) : self.renderToken(tokens, index, options);
    const inline = tokens[index - 1];
    if (inline?.type !== 'inline') return html;
    const alone = tokens[index]!.hidden ? undefined : linkedAlone(inline);
    if (alone !== undefined) return html + (noteEnv(env).read(`linked-recipe:${alone}`) ?? '');
    return html + foldedRecipes(md, inline, env);
  };
}

/** The recipes of the files that a paragraph speaks of, each the first time that the note does. */
function foldedRecipes(md: MarkdownIt, inline: Token, env: Env | undefined): string {
  const note = noteEnv(env);
  let html = '';
  for (const token of inline.children ?? []) {
    const target = token.meta?.firstHere === true ? linkedData(token) : undefined;
    if (target === undefined || note.read(`linked-recipe-shown:${target}`) !== String(note.blockId)) continue;
    const recipe = note.read(`linked-recipe:${target}`) ?? '';
    if (recipe === '') continue;
    const name = md.utils.escapeHtml(target.slice(target.lastIndexOf('/') + 1));
    html += `<details class="linked-recipe"><summary dir="auto">What ${name} states</summary>${recipe}</details>\n`;
  }
  return html;
}

/** The file of data that a paragraph with nothing else to read links to. */
function linkedAlone(inline: Token): string | undefined {
  const shown = (inline.children ?? []).filter(token => !isUnseen(token));
  const first = shown[0];
  if (first?.nesting !== 1 || shown.findIndex(token => token.type === closing(first)) !== shown.length - 1) {
    return undefined;
  }
  return linkedData(first);
}

/** The file of data that a token links to, as the facts of linked recipes name it. */
export function linkedData(token: Token): string | undefined {
  const target = targetOf(token);
  return target !== undefined && isDataFile(target) ? target : undefined;
}

const closing = (open: Token): string => open.type.replace(/_open$/, '_close');

function targetOf(open: Token): string | undefined {
  if (open.type === 'wikilink_open') {
    const { target, heading } = open.meta as { target: string; heading: string };
    return heading === '' ? target : undefined;
  }
  const href = open.type === 'link_open' ? String(open.attrGet('href') ?? '') : '';
  return linkedDataFile(href);
}
