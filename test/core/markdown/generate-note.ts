const words = 'the model is trained on tokens with a learning rate that decays and we read every quote twice'.split(
  ' ',
);

/** A short note in which everything occurs that blocks can take from one another. */
export function generateNote(next: (limit: number) => number): string {
  const pick = <T>(from: readonly T[]): T => from[next(from.length)]!;
  const sentence = () => Array.from({ length: 4 + next(8) }, () => pick(words)).join(' ');
  const formula = () => pick(['x_1', '\\frac{a}{b}', '\\foo', '\\alpha^2', '\\eqref{x}', '\\text{a $b$}', '\\unknown']);
  const blocks: readonly (() => string)[] = [
    () => `${sentence()} $${formula()}$ ${sentence()}.`,
    () =>
      `${sentence()}\n${sentence()} [(p. 3)](zotero://open-pdf/library/items/6PP9LFYN?page=3&annotation=BTAGBNRW)\n%%${sentence()}%%`,
    () => `$$\n${formula()}\n$$`,
    () => `$$ ${formula()} \\label{${pick(['x', 'y'])}} $$`,
    () => `\\begin{align}\na &= b \\label{${pick(['x', 'z'])}} \\\\\nc &= d \\notag\n\\end{align}`,
    () => `## ${pick(['Same', 'Other', sentence()])}`,
    () => `${sentence()}\n---`,
    () => `- ${sentence()}\n- ${sentence()}\n\n  $$\n  ${formula()}\n  $$`,
    () => `1. ${sentence()}\n   - [ ] ${sentence()}\n   - [x] $${formula()}$`,
    () => `${sentence()} $$\n${formula()}\n$$\n${sentence()}`,
    () => `- [ ] $$\n  ${formula()}\n  $$\n  ${sentence()}\n- [x] $$${formula()}$$`,
    () => `> ${sentence()}\n${sentence()}\n>\n> $$\n> ${formula()}\n> $$`,
    () => `> [!note]- ${sentence()}\n> ${sentence()} [^n]`,
    () => `\`\`\`python\nx = 1\n\ny = "$"\n\`\`\``,
    () => `\`\`\`math\n${formula()}\n\`\`\``,
    () => `| a | b |\n|---|:-:|\n| $${formula()}$ | \\| ${pick(words)} |`,
    () => `[a]: ${pick(['http://a.example', '<zotero://select/library/items/ABCD2345>'])} "title"`,
    () => `See [a], [text][a] and [^${pick(['n', 'm'])}] and \\eqref{${pick(['x', 'y', 'z'])}}.`,
    () => `[^${pick(['n', 'm'])}]: ${sentence()} $${formula()}$`,
    () => `$\\newcommand{\\foo}{${pick(['1', '\\beta', '\\bar{x}'])}}$`,
    () => `\\newcommand{\\foo}{${pick(['1', '\\beta', '{'])}}\n\\def\\bar#1{#1}`,
    () => `<details>\n<summary>More</summary>\n\n${sentence()}\n\n</details>`,
    () => `$\\newcommand{\\bar}[${pick(['1', '2'])}][${pick(['1', '\\foo', '{]}'])}]{#1}$ $\\bar[x]y$ $\\bar y$`,
    () => `%%\n${sentence()}\n\n${sentence()}\n%%`,
    () => `It costs $5 and $6; ==${sentence()}== [[Note#Part|shown]] #tag ^block`,
    () => `![](figures/key2023-${1 + next(9)}-x10-y20.png)`,
  ];
  const front = next(3) === 0 ? '---\ntitle: A note\ntags: [a, b]\n---\n\n' : '';
  const body = Array.from({ length: 6 + next(14) }, () => pick(blocks)()).join(next(5) === 0 ? '\n' : '\n\n');
  const note = `${front}${body}\n`;
  return next(6) === 0 ? note.replaceAll('\n', '\r\n') : note;
}
