import { texTokens } from './tex-tokens.ts';

const text = /^\\(?:text[a-z]*|emph|mbox|hbox|tag\*?)$/;

/** True where TeX that ends at the cursor stands inside `\text{…}`, outside of a `$…$` in it. */
export function textOnly(before: string): boolean {
  const modes: ('math' | 'text')[] = ['math'];
  let command = '';
  for (const token of texTokens(before)) {
    if (token.kind === 'open') modes.push(text.test(command) ? 'text' : modes.at(-1)!);
    else if (token.kind === 'close' && modes.length > 1) modes.pop();
    else if (token.kind === 'text' && (token.text.match(/\$/g)?.length ?? 0) % 2 === 1) {
      modes.push(modes.pop() === 'text' ? 'math' : 'text');
    }
    command = token.kind === 'command' ? token.text : '';
  }
  return modes.at(-1) === 'text';
}
