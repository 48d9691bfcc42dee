import createMarkdownIt, { type MarkdownIt, type StateInline, type Token } from 'markdown-it';
import { frontMatterRule } from './front-matter-block.ts';
import { headingRule } from './rules/heading.ts';
import { mathBlockRule } from './rules/math-block.ts';
import { mathDefinitionsRule } from './rules/math-definitions.ts';
import { mathInlineRule } from './rules/math-inline.ts';

/** Where an inline token stands: offsets within the content of `parent`, the inline token that it is a child of. */
export interface TokenPlace {
  from: number;
  to: number;
  /** Of a link: where its text stands. */
  textFrom?: number;
  textTo?: number;
}

/** The place of a token that an inline rule made, if it is known. */
export function placeOf(token: Token): TokenPlace | undefined {
  const meta = token.meta as Partial<TokenPlace> | null;
  return meta?.from === undefined || meta.to === undefined ? undefined : (meta as TokenPlace);
}

/**
 * markdown-it's own loop, which also notes where each token came from: markdown-it keeps no places of inline tokens, and
 * problems, hovers and fixes need them.
 */
function tokenizeWithPlaces(md: MarkdownIt, state: StateInline): void {
  const rules = md.inline.ruler.getRules('');
  const end = state.posMax;
  const last = state.tokens.at(-1);
  if (last?.type === 'link_open' && placeOf(last) === undefined) {
    last.meta = { ...(last.meta as object | null), textFrom: state.pos, textTo: state.posMax };
  }
  while (state.pos < end) {
    const from = state.pos;
    const count = state.tokens.length;
    let matched = false;
    if (state.level < md.options.maxNesting!) {
      for (const rule of rules) {
        matched = rule(state, false);
        if (matched) break;
      }
    }
    if (!matched) {
      state.pending += state.src.charAt(state.pos);
      state.pos += 1;
      continue;
    }
    for (let index = count; index < state.tokens.length; index++) {
      const token = state.tokens[index]!;
      if (token.type === 'text') continue;
      if (placeOf(token) === undefined) token.meta = { ...(token.meta as object | null), from, to: state.pos };
      break;
    }
    if (state.pos >= end) break;
  }
  if (state.pending !== '') state.pushPending();
}

/**
 * markdown-it with the rules of a reading note. Its core chain works on tokens that are already there: blocks are found
 * one by one (see block-parser.ts), and `md.core.process` does the rest for each.
 */
export function createEngine(rules: readonly ((md: MarkdownIt) => void)[]): MarkdownIt {
  const md = createMarkdownIt({ html: true, linkify: true, typographer: false });
  md.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
  md.use(mathInlineRule);
  md.use(mathBlockRule);
  md.use(mathDefinitionsRule);
  for (const rule of rules) md.use(rule);
  md.use(headingRule);
  md.use(frontMatterRule);
  md.core.ruler.disable(['normalize', 'block']);
  md.inline.tokenize = state => tokenizeWithPlaces(md, state);
  return md;
}
