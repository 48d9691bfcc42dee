import { allTexCommands, texCommandNamed, texEnvironments } from '../math/commands.ts';
import type { Edit, Range } from '../text.ts';

/** What to say about an error of KaTeX, and what would mend it. */
export interface ExplainedError {
  readonly message: string;
  /** Where in the TeX. */
  readonly range: Range;
  readonly fixes: readonly MathFix[];
}

/** A change that mends a formula, with the words of its quick fix. */
export interface MathFix {
  readonly title: string;
  /** In offsets of the TeX. */
  readonly edit: Edit;
}

/** Names of other TeX systems and habits, and what KaTeX calls them. */
const otherNames: Readonly<Record<string, string>> = {
  '\\intersect': '\\cap',
  '\\union': '\\cup',
  '\\mbox': '\\text',
  '\\mathds': '\\mathbb',
  '\\mathbbm': '\\mathbb',
  '\\bbone': '\\mathbb{1}',
  '\\eps': '\\epsilon',
  '\\infinity': '\\infty',
  '\\argmax': '\\operatorname*{arg\\,max}',
  '\\argmin': '\\operatorname*{arg\\,min}',
  '\\softmax': '\\operatorname{softmax}',
  '\\sign': '\\operatorname{sign}',
  '\\diag': '\\operatorname{diag}',
  '\\tr': '\\operatorname{tr}',
  '\\Tr': '\\operatorname{Tr}',
  '\\rank': '\\operatorname{rank}',
  '\\norm': '\\|',
  '\\textsubscript': '_',
  '\\nicefrac': '\\frac',
  '\\sfrac': '\\frac',
};

/** Steps to turn one word into the other: letters put in, left out, changed, or two beside each other swapped. */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      row.push(best);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}

/** Up to three names near a mistyped one, the nearest first. None where nothing is near enough to be meant. */
export function nearNames(name: string, known: Iterable<string>): string[] {
  const most = name.length <= 3 ? 1 : name.length <= 8 ? 2 : 3;
  const near: { readonly name: string; readonly steps: number }[] = [];
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) > most || candidate === name) continue;
    let steps = distance(name, candidate);
    if (candidate.toLowerCase() === name.toLowerCase()) steps = 0.5;
    // The first letter is seldom the wrong one.
    if (candidate[1] !== name[1]) steps += 0.6;
    if (steps <= most) near.push({ name: candidate, steps });
  }
  return near
    .sort(
      (a, b) =>
        a.steps - b.steps ||
        Math.abs(a.name.length - name.length) - Math.abs(b.name.length - name.length) ||
        (a.name < b.name ? -1 : 1),
    )
    .slice(0, 3)
    .map(candidate => candidate.name);
}

const typed = allTexCommands.filter(command => /^\\[A-Za-z]{2,}$/.test(command.name)).map(command => command.name);

function replaceWith(range: Range, insert: string): MathFix {
  return { title: `Change to ${insert}`, edit: { range, insert } };
}

/** KaTeX marks the place with a combining underline; a quotation of it in its message is of no use to people. */
function cleaned(message: string): string {
  return message
    .replace(/^KaTeX parse error: /, '')
    .replace(/ at (?:position \d+|end of input): [\s\S]*$/, '')
    .replace(/\u0332/g, '');
}

/**
 * Puts an error of KaTeX into words that say what to do, with the changes that would mend it.
 *
 * @param message KaTeX's own message, as `renderFormula` gives it
 * @param range where in the TeX, as `renderFormula` gives it
 * @param macros names of the note's macros, with backslash, for near names
 */
export function explainMathError(
  tex: string,
  message: string,
  range: Range,
  macros: Iterable<string> = [],
): ExplainedError {
  const said = cleaned(message);
  const at = (from: number, to: number): Range => ({
    from: Math.max(0, Math.min(from, tex.length)),
    to: Math.max(0, Math.min(to, tex.length)),
  });

  const unknown = /Undefined control sequence: (\\(?:[A-Za-z@]+|.))/.exec(said)?.[1];
  if (unknown !== undefined) {
    const from = tex.startsWith(unknown, range.from) ? range.from : Math.max(0, tex.indexOf(unknown));
    const place = at(from, from + unknown.length);
    if (texCommandNamed(unknown)?.mode === 'math') {
      return {
        message: `${unknown} works only in formulas. Inside \\text{…} put it between \\( and \\).`,
        range: place,
        fixes: [{ title: `Write \\(${unknown}\\)`, edit: { range: place, insert: `\\(${unknown}\\)` } }],
      };
    }
    const other = otherNames[unknown];
    const near = [...(other === undefined ? [] : [other]), ...nearNames(unknown, [...macros, ...typed])].slice(0, 3);
    const suggestion =
      near.length === 0
        ? ' Define it with \\newcommand, or check its spelling.'
        : ` Did you mean ${near.join(' or ')}?`;
    return {
      message: `There is no command ${unknown}.${suggestion}`,
      range: place,
      fixes: near.map(name => replaceWith(place, name)),
    };
  }

  const environment = /No such environment: ([^\s]*)/.exec(said)?.[1];
  if (environment !== undefined) {
    const from = tex.indexOf(`{${environment}}`, Math.max(0, range.from - environment.length - 8)) + 1;
    const place = from > 0 ? at(from, from + environment.length) : range;
    const near = nearNames(
      environment,
      texEnvironments.map(({ name }) => name),
    );
    const fixes = near.map(name => ({ title: `Change to ${name}`, edit: { range: place, insert: name } }));
    const suggestion = near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
    return { message: `There is no environment "${environment}".${suggestion}`, range: place, fixes };
  }

  const mismatch = /Mismatch: \\begin\{([^{}]*)\} matched by \\end\{([^{}]*)\}/.exec(said);
  if (mismatch !== null) {
    const [, begun, ended] = mismatch as unknown as [string, string, string];
    const from = tex.indexOf(`\\end{${ended}}`, Math.max(0, range.from - 5));
    const place = from < 0 ? range : at(from + 5, from + 5 + ended.length);
    const fixes = [{ title: `Change to \\end{${begun}}`, edit: { range: place, insert: begun } }];
    return { message: `\\begin{${begun}} is ended by \\end{${ended}}.`, range: place, fixes };
  }

  if (/Expected '\}', got 'EOF'|Unexpected end of input in a macro argument, expected '\}'/.test(said)) {
    const open = unclosedBrace(tex);
    const end = at(tex.trimEnd().length, tex.trimEnd().length);
    if (open !== undefined) {
      const fixes = [{ title: 'Add the missing } at the end', edit: { range: end, insert: '}' } }];
      return { message: 'This { is never closed: a } is missing.', range: at(open, open + 1), fixes };
    }
    const last = [...tex.matchAll(/\\[A-Za-z]+/g)].at(-1);
    if (last !== undefined) {
      const place = at(last.index, last.index + last[0].length);
      const fixes = [{ title: 'Add {}', edit: { range: end, insert: '{}' } }];
      return { message: `${last[0]} needs something in { } after it.`, range: place, fixes };
    }
  }

  if (/Expected 'EOF', got '\}'/.test(said)) {
    const place = at(range.from, range.from + 1);
    return {
      message: 'This } closes nothing: a { before it is missing.',
      range: place,
      fixes: [{ title: 'Remove }', edit: { range: place, insert: '' } }],
    };
  }

  if (/Expected 'EOF', got '&'/.test(said)) {
    const place = at(range.from, range.from + 1);
    return {
      message:
        'A & stands outside of a matrix or aligned lines. Put the lines into \\begin{aligned} … \\end{aligned}, or write \\&.',
      range: place,
      fixes: [
        {
          title: 'Put into aligned',
          edit: { range: at(0, tex.length), insert: `\\begin{aligned}${spaced(tex)}\\end{aligned}` },
        },
        { title: 'Write \\&', edit: { range: place, insert: '\\&' } },
      ],
    };
  }

  if (/Expected 'EOF', got '[#%_^]'/.test(said)) {
    const place = at(range.from, range.from + 1);
    const sign = tex.charAt(range.from);
    const written = sign === '^' ? '\\textasciicircum{}' : `\\${sign}`;
    return {
      message: `${sign} has a meaning of its own in TeX: write ${written}.`,
      range: place,
      fixes: [replaceWith(place, written)],
    };
  }

  if (/Expected '\\right', got/.test(said)) {
    const from = tex.lastIndexOf('\\left');
    const fixes = [
      {
        title: 'Add \\right) at the end',
        edit: { range: at(tex.trimEnd().length, tex.trimEnd().length), insert: ' \\right)' },
      },
    ];
    return { message: 'This \\left has no \\right.', range: at(from, from + 5), fixes };
  }

  if (/Expected 'EOF', got '\\right'/.test(said)) {
    const place = at(range.from, range.from + 6);
    return {
      message: 'This \\right has no \\left before it.',
      range: place,
      fixes: [{ title: 'Add \\left( at the beginning', edit: { range: at(0, 0), insert: '\\left( ' } }],
    };
  }

  if (/Expected & or|Expected '\\end'|Expected 'EOF', got '\\end'/.test(said)) {
    if (said.includes("got '\\end'")) return { message: 'This \\end has no \\begin before it.', range, fixes: [] };
    const begun = lastOpenEnvironment(tex);
    if (begun !== undefined) {
      const end = at(tex.trimEnd().length, tex.trimEnd().length);
      const insert = `${tex.includes('\n') ? '\n' : ' '}\\end{${begun.name}}`;
      return {
        message: `\\begin{${begun.name}} is never ended.`,
        range: at(begun.from, begun.to),
        fixes: [{ title: `Add \\end{${begun.name}}`, edit: { range: end, insert } }],
      };
    }
  }

  const group = /Expected group (?:after|as argument to) '(.+?)'/.exec(said)?.[1];
  if (group !== undefined) {
    // At the end of the formula KaTeX's place is behind the command that waits.
    const from = tex.startsWith(group, range.from) ? range.from : tex.lastIndexOf(group, range.from);
    return {
      message: `${group} needs something after it: a letter, a number, or a group in { }.`,
      range: from < 0 ? range : at(from, from + group.length),
      fixes: [],
    };
  }

  const doubled = /Double (superscript|subscript)/.exec(said)?.[1];
  if (doubled !== undefined) {
    const sign = doubled === 'superscript' ? '^' : '_';
    return { message: `Two ${sign} follow each other. Group what belongs together with { }.`, range, fixes: [] };
  }

  if (/Can't use function '\$' in math mode/.test(said)) {
    const place = at(range.from, range.from + 1);
    return {
      message: 'A $ stands inside this formula. Write \\$ for the sign, or close the formula before it.',
      range: place,
      fixes: [replaceWith(place, '\\$')],
    };
  }

  const wrongMode = /Can't use function '(.+?)' in (math|text) mode/.exec(said);
  if (wrongMode !== null) {
    const where = wrongMode[2] === 'math' ? 'only inside \\text{…}' : 'only outside of \\text{…}';
    return { message: `${wrongMode[1]} works ${where}.`, range, fixes: [] };
  }

  if (/Got function '(.+?)' with no arguments as (.+)/.test(said)) {
    const [, command, role] = /Got function '(.+?)' with no arguments as (.+)/.exec(said)!;
    return {
      message: `Put ${command} into { } here: it is the ${role!.replace('argument to', 'argument of')}.`,
      range,
      fixes: [],
    };
  }

  const size = /Invalid (?:size|unit): '(.*?)'/.exec(said)?.[1];
  if (size !== undefined) {
    const bare = /^\d+(?:\.\d+)?$/.exec(size);
    const place = bare === null ? -1 : tex.indexOf(size, range.from);
    return {
      message: 'A length needs a number and a unit that TeX knows: 1em, 2pt, 0.5ex, 3mm.',
      range,
      fixes: place < 0 ? [] : [replaceWith(at(place, place + size.length), `${size}em`)],
    };
  }

  const delimiter = /Invalid delimiter .* after '(.+?)'/.exec(said)?.[1];
  if (delimiter !== undefined) {
    return { message: `${delimiter} needs a bracket or bar after it, such as ( or |.`, range, fixes: [] };
  }

  for (const [pattern, message] of inWords) if (pattern.test(said)) return { message, range, fixes: [] };

  return {
    message:
      said === ''
        ? 'KaTeX cannot read this formula.'
        : `${said.charAt(0).toUpperCase()}${said.slice(1)}.`.replace(/([.!?])\.$/, '$1'),
    range,
    fixes: [],
  };
}

/** What remains of KaTeX's errors, in words that say what to do. */
const inWords: readonly (readonly [said: RegExp, message: string])[] = [
  [/Too many expansions/, 'A macro here calls itself without end. Look at its definition.'],
  [/Limit controls must follow/, 'This works only right after an operator such as \\sum or \\int.'],
  [/Multiple \\tag/, 'A formula can have one \\tag only.'],
  [/\\middle without preceding/, '\\middle stands between \\left and \\right: a \\left before it is missing.'],
  [/\\hline valid only/, '\\hline works only between the rows of an array or matrix.'],
  [/Only one infix operator/, 'Only one \\over, \\choose or \\atop can stand in a group. Put { } around the parts.'],
  [/Expected a macro definition/, '\\def and \\newcommand need the macro\u2019s body in { }.'],
  [/Unknown column alignment/, 'The columns of an array are l, c and r, with | for lines between them.'],
  [/Invalid color/, 'This is no colour: write a name such as red, or #c33.'],
  [/attempting to redefine|attempting to renew/, 'This command exists already: use \\renewcommand to change it.'],
];

function spaced(tex: string): string {
  return /^\s/.test(tex) ? tex : ` ${tex} `;
}

function unclosedBrace(tex: string): number | undefined {
  const open: number[] = [];
  for (const match of tex.matchAll(/\\[\s\S]|[{}]/g)) {
    if (match[0] === '{') open.push(match.index);
    else if (match[0] === '}') open.pop();
  }
  return open.at(-1);
}

function lastOpenEnvironment(
  tex: string,
): { readonly name: string; readonly from: number; readonly to: number } | undefined {
  const open: { name: string; from: number; to: number }[] = [];
  for (const match of tex.matchAll(/\\(begin|end)\s*\{([^{}]*)\}/g)) {
    if (match[1] === 'begin') open.push({ name: match[2]!, from: match.index, to: match.index + match[0].length });
    else open.pop();
  }
  return open.at(-1);
}
