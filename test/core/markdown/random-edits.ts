import type { Edit } from '../../../src/core/text.ts';

/** A small seeded generator of numbers in [0, limit). */
export function random(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return limit => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * limit);
  };
}

/** Pieces that are known to break incremental renderers, each alone and unclosed. */
const hazards = [
  '$$',
  '$$\n',
  '\n$$\n',
  '$',
  '%%',
  '\n%%\n',
  '```',
  '\n```\n',
  '\n```math\n',
  '\n\n',
  '\n',
  '\r\n',
  '---\n',
  '\n---\n',
  '===\n',
  '[a]: http://example.org\n',
  '\n[a]: <zotero://select/library/items/ABCD2345>\n',
  '[a]',
  '[^n]',
  '\n[^n]: a note\n',
  '^[inline]',
  '> ',
  '\n> ',
  '> [!note]\n',
  '- ',
  '\n- ',
  '\n1. ',
  '    ',
  '\t',
  '# ',
  '\n## Same\n',
  '<div>',
  '</div>',
  '<details>\n\n',
  '\n\n</details>',
  '<!--',
  '-->',
  '\\begin{align}\n',
  '\\end{align}\n',
  '\\label{x}',
  '\\eqref{x}',
  '$\\newcommand{\\foo}{1}$',
  '\\newcommand{\\foo}{2}\n\\def\\bar#1{#1}',
  '\n\n\\renewcommand{\\foo}{3}\n\n',
  '$\\renewcommand{\\foo}[1][x]{#1}$',
  '\\foo[y]',
  '$\\gdef\\foo#1{#1}$',
  '\\foo',
  '$$ x \\label{x} $$',
  ' $$\nx\n$$ ',
  '- [ ] $$ x\n  $$',
  '| a | b |\n|---|---|\n',
  '|',
  '==',
  '[[Note]]',
  '![[Note]]',
  '#tag',
  ' ^id',
  '\\[',
  '\\]',
  '\\(',
  '\\)',
  '![](a-1-x2-y3.png)',
  '- [ ] task\n',
  '`',
  '\\',
  '*',
  '_',
  '&amp;',
  '~~~\n',
  '%% end annotations %%',
  '\u0000',
  '\uFEFF',
  '\r',
  '\u2028',
  '\n```ad-note\n',
  '\n\n<b>\n\n',
  '\n\n</b>\n\n',
  '<summary>',
  '<?',
  '<script>',
  '\n%%\n\n%%\n',
  '\n^id\n',
  'key:: value\n',
  '{{macro}}',
  '{"title": 1}\n',
  '---\ntitle: [\n---\n',
  'macros:\n  foo: "3"\n',
  '$\\let\\bar\\foo$',
  '$\\bar$',
  '\n[^n]: first\n\n    second\n',
  '* ',
  '~~~',
  'é',
  '😀',
]; // prettier-ignore

/** The next edit of a fuzzed script: typing, deleting, pasting pieces of the note, and the hazards. */
export function nextEdit(text: string, next: (limit: number) => number): { edit: Edit; kind: string } {
  const at = next(text.length + 1);
  const lineAt = Math.max(0, text.lastIndexOf('\n', at - 1) + 1);
  const place = next(2) === 0 ? at : lineAt;
  switch (next(7)) {
    case 0: {
      const insert = 'abc x1 {}_^'.charAt(next(11));
      return { edit: { range: { from: place, to: place }, insert }, kind: 'type' };
    }
    case 1: {
      const to = Math.min(text.length, place + 1 + next(3));
      return { edit: { range: { from: place, to }, insert: '' }, kind: 'delete' };
    }
    case 2: {
      const to = Math.min(text.length, place + next(120));
      return { edit: { range: { from: place, to }, insert: '' }, kind: 'delete a stretch' };
    }
    case 3: {
      const from = next(text.length + 1);
      const insert = text.slice(from, from + next(150));
      return { edit: { range: { from: place, to: place }, insert }, kind: 'paste' };
    }
    case 4: {
      const end = text.indexOf('\n', place);
      return {
        edit: { range: { from: place, to: end < 0 ? text.length : end + 1 }, insert: '' },
        kind: 'delete a line',
      };
    }
    default:
      return { edit: { range: { from: place, to: place }, insert: hazards[next(hazards.length)]! }, kind: 'hazard' };
  }
}

/** What changes at one moment: one edit, or now and then several, as with several cursors. */
export function nextMoment(text: string, next: (limit: number) => number): { edit: Edit; kind: string }[] {
  const count = next(6) === 0 ? 2 + next(3) : 1;
  const moment: { edit: Edit; kind: string }[] = [];
  for (let tries = 0; tries < count; tries++) {
    const proposed = nextEdit(text, next);
    const { from, to } = proposed.edit.range;
    const apart = moment.every(({ edit: { range } }) => to < range.from || range.to < from);
    if (apart) moment.push(proposed);
  }
  return moment;
}
