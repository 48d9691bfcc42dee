import type { Range } from '../text.ts';

/** One piece of TeX as an editor needs it. A `command` is a control word or a control symbol (`\frac`, `\,`, `\\`). */
export interface TexToken {
  readonly kind: 'command' | 'open' | 'close' | 'ampersand' | 'script' | 'comment' | 'text';
  readonly range: Range;
  readonly text: string;
}

const piece = /(\\(?:[A-Za-z@]+\*?|[\s\S]))|(\{)|(\})|(&)|([_^])|(%[^\r\n]*)|[^\\{}&_^%]+/g;
const kinds = ['command', 'open', 'close', 'ampersand', 'script', 'comment'] as const;
const starred = /^\\(?:operatorname|tag|hspace|(?:re)?newcommand|providecommand|DeclareMathOperator)\*$/;

/** Splits TeX into its pieces. `from` is added to every place. Never fails, whatever the text. */
export function texTokens(tex: string, from = 0): TexToken[] {
  const tokens: TexToken[] = [];
  piece.lastIndex = 0;
  for (let match = piece.exec(tex); match !== null; match = piece.exec(tex)) {
    let text = match[0];
    const index = match.slice(1).findIndex(group => group !== undefined);
    // `\alpha*` is a product; only a few commands have a starred form.
    if (index === 0 && text.length > 2 && text.endsWith('*') && !starred.test(text)) {
      text = text.slice(0, -1);
      piece.lastIndex -= 1;
    }
    const start = from + match.index;
    tokens.push({ kind: kinds[index] ?? 'text', range: { from: start, to: start + text.length }, text });
  }
  return tokens;
}

/** The range inside the braces that open at `index`, and the index after them; to the end where they do not close. */
export function readGroup(
  tokens: readonly TexToken[],
  index: number,
): { readonly inner: Range; readonly next: number; readonly closed: boolean } | undefined {
  const open = tokens[index];
  if (open?.kind !== 'open') return undefined;
  let depth = 0;
  for (let at = index; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (token.kind === 'open') depth++;
    else if (token.kind === 'close' && --depth === 0) {
      return { inner: { from: open.range.to, to: token.range.from }, next: at + 1, closed: true };
    }
  }
  return { inner: { from: open.range.to, to: tokens.at(-1)!.range.to }, next: tokens.length, closed: false };
}

/** The next token's index that is neither blank text nor a comment. */
export function skipBlank(tokens: readonly TexToken[], index: number): number {
  let at = index;
  while (tokens[at] !== undefined && (tokens[at]!.kind === 'comment' || tokens[at]!.text.trim() === '')) at++;
  return at;
}
