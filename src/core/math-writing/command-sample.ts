import type { TexCommand, TexEnvironment } from '../math/commands.ts';

/** Arguments that show what a command does better than `a` and `b` would. */
const telling: Readonly<Record<string, string>> = {
  '\\sqrt': '\\sqrt[3]{x}',
  '\\left': '\\left( \\frac{a}{b} \\right)',
  '\\right': '\\left( \\frac{a}{b} \\right)',
  '\\middle': '\\left( a \\middle| b \\right)',
  '\\binom': '\\binom{n}{k}',
  '\\operatorname': '\\operatorname{rank} A',
  '\\text': 'x \\text{ for all } y',
  '\\textcolor': '\\textcolor{#c33}{x}',
  '\\color': '\\color{#c33} x',
  '\\colorbox': '\\colorbox{#fc6}{x}',
  '\\fcolorbox': '\\fcolorbox{#c33}{#fff}{x}',
  '\\ce': '\\ce{H2O}',
  '\\pu': '\\pu{123 kJ/mol}',
  '\\genfrac': '\\genfrac{(}{)}{0pt}{}{n}{k}',
  '\\raisebox': 'a \\raisebox{0.5em}{b}',
  '\\hspace': 'a \\hspace{1em} b',
  '\\rule': '\\rule{1em}{0.5em}',
  '\\tag': 'x = y \\tag{1}',
  '\\overbrace': '\\overbrace{a + b}^{n}',
  '\\underbrace': '\\underbrace{a + b}_{n}',
  '\\not': 'a \\not= b',
  '\\limits': '\\sum\\limits_{i=1}^{n}',
  '\\substack': '\\sum_{\\substack{i < n \\\\ j < n}}',
};

/** Commands whose effect shows only on more than letters, or that show nothing. */
const silent =
  /^\\(?:(?:re)?newcommand|providecommand|[gex]?def|let|global|long|futurelet|relax|label|ref|eqref|begin|end|char|above|tmspace|expandafter|noexpand|show|message|errmessage|include.*|url|href|html.*|cr|newline|hskip|[hmk]kern|kern|m?skip|nonumber|notag|allowbreak|nobreak.*|maxsize|Declare.*)$/;

/** TeX that shows what a command looks like, or `undefined` for one that shows nothing by itself. */
export function sampleOfCommand(command: TexCommand): string | undefined {
  const own = telling[command.name];
  if (own !== undefined) return own;
  if (silent.test(command.name)) return undefined;
  if (/^\\[bB]igg?[lrm]?$/.test(command.name)) return `${command.name}( x`;
  if (command.infix) return `{a ${command.name} b}`;
  const letters = ['a', 'b', 'c', 'd'].slice(0, command.arguments);
  const tex = `${command.name}${letters.map(letter => `{${letter}}`).join('')}`;
  if (command.arguments === 0 && command.group === undefined && command.glyph === undefined) return undefined;
  return command.mode === 'text' ? `\\text{${tex}}` : tex;
}

/** TeX that shows what an environment looks like. */
export function sampleOfEnvironment(environment: TexEnvironment): string {
  const { name } = environment;
  const content = /^(?:align|split|gathered?|equation)/.test(name)
    ? 'a &= b \\\\ c &= d'
    : /cases/.test(name)
      ? 'a & x > 0 \\\\ b & x \\leq 0'
      : name === 'CD'
        ? 'A @>a>> B'
        : 'a & b \\\\ c & d';
  const plain = /^(?:gathered|gather|gather\*|equation|equation\*|subarray)$/.test(name)
    ? content.replaceAll('&', '')
    : content;
  const starred = name.replace(/^(align|alignat|gather|equation)$/, '$1*');
  const argument =
    environment.arguments === 0
      ? ''
      : name.startsWith('alignat') || name === 'alignedat'
        ? '{2}'
        : name === 'subarray'
          ? '{c}'
          : '{cc}';
  return `\\begin{${starred}}${argument} ${plain} \\end{${starred}}`;
}
