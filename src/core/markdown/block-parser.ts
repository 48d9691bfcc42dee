import type { Env, MarkdownIt, Token } from 'markdown-it';

/** A top-level block as the block rules found it; its inline content is not parsed yet. */
export interface FoundBlock {
  readonly tokens: Token[];
  readonly env: Env;
  /** Its first line in the slice; blank lines before the first block of a slice belong to that block. */
  readonly line: number;
  /** Source lines up to the next block. */
  readonly lines: number;
  /** How many lines from its first one it depends on: its own, and those that decided where it ends. */
  readonly reach: number;
  /** Its source, line ends as `\n`. */
  readonly source: string;
}

/** Line ends as markdown-it wants them. */
export function normalised(text: string): string {
  return /[\r\0]/.test(text) ? text.replace(/\r\n?/g, '\n').replace(/\0/g, '\uFFFD') : text;
}

/** The first lines of a note without a byte order mark; as long as they were, so that places stay. */
export function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
}

/**
 * Finds the top-level blocks of a slice of a note, one after another, lazily. At the top level a block depends on nothing
 * before it, so a slice may begin wherever a block begins.
 *
 * @param slice whole lines, line ends as `\n`
 * @param createEnv makes the env of each block
 * @param openHtml the names of the HTML elements that these tokens leave open
 */
export function* findBlocks(
  md: MarkdownIt,
  slice: string,
  createEnv: () => Env,
  openHtml: (tokens: readonly Token[]) => readonly string[],
): Iterable<FoundBlock> {
  const rules = md.block.ruler.getRules('');
  const state = new md.block.State(slice, md, {}, []);
  const end = state.lineMax;
  let line = 0;
  let first = state.skipEmptyLines(0);
  while (first < end) {
    const tokens: Token[] = [];
    let env = createEnv();
    state.tokens = tokens;
    state.env = env;
    state.level = 0;
    const step = (at: number) => {
      state.line = at;
      if (!rules.some(rule => rule(state, at, end, false))) throw new Error('none of the block rules matched');
      return state.line;
    };
    let after = step(first);
    if (tokens.some(token => token.type === 'html_block') && openHtml(tokens).length > 0) {
      after = joinHtml(first, after);
    }
    const next = state.skipEmptyLines(after);
    // the line behind the next block's first one may make a table of it, which would not have ended this one otherwise
    const reach = Math.max((env.reach as number | undefined) ?? 0, next + 1) + 1 - line;
    for (const token of tokens) moveToBlock(token, line, state.bMarks[line]!);
    yield { tokens, env, line, lines: next - line, reach, source: linesOf(line, next) };
    line = next;
    first = next;

    /** `<details>`, a blank line, text, `</details>`: goes on until what was opened is closed, or gives it up. */
    function joinHtml(from: number, behind: number): number {
      let next = state.skipEmptyLines(behind);
      let open = openHtml(tokens);
      while (next < end && next - from < mostJoined) {
        if (open.length > mostOpen) break;
        const heading = /^#{1,6}\s/.test(linesOf(next, next + 1)) && open.every(name => name !== 'details');
        if (heading) break;
        const count = tokens.length;
        const at = step(next);
        // only HTML can close it
        if (tokens.some((token, index) => index >= count && token.type === 'html_block')) open = openHtml(tokens);
        if (open.length === 0) return at;
        next = state.skipEmptyLines(at);
      }
      // never closed: the block is what it was without the others
      tokens.length = 0;
      // the others were looked at, and what they looked at decided where they ended
      const seen = Math.max(next + 1, (env.reach as number | undefined) ?? 0);
      env = createEnv();
      state.env = env;
      env.reach = seen;
      return step(from);
    }
  }

  function linesOf(from: number, to: number): string {
    return slice.slice(state.bMarks[from], to >= end ? slice.length : state.bMarks[to]);
  }
}

/** The most lines that open HTML may join into one block. */
const mostJoined = 300;

/** With so many elements open at once, HTML was not written to be closed. */
const mostOpen = 12;

const offsetsInSource = ['from', 'to', 'contentFrom', 'contentTo'] as const;

/** Block rules tell lines and offsets of the slice; what is kept are those of the block. */
function moveToBlock(token: Token, line: number, start: number): void {
  if (token.map !== null) token.map = [token.map[0] - line, token.map[1] - line];
  // a task's box, made before the rest of its line is parsed: its offsets are within the line, its line is the slice's
  for (const child of token.children ?? []) {
    if (typeof child.meta?.line === 'number') child.meta.line -= line;
  }
  const meta = token.meta as Record<string, unknown> | null;
  if (meta === null) return;
  for (const name of offsetsInSource) if (typeof meta[name] === 'number') meta[name] = (meta[name] as number) - start;
  if (Array.isArray(meta.lineStarts)) meta.lineStarts = (meta.lineStarts as number[]).map(at => at - start);
}
