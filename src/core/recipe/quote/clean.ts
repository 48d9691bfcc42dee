import type { Range } from '../../text.ts';
import { REPEATED_FORMULAS, REPEATS } from './repeated-formulas.ts';

/**
 * A text with the damage of PDF extraction, markdown and TeX undone where it hides numbers, and the way back:
 * every character knows the stretch of the source it stands for.
 */
export interface CleanText {
  readonly text: string;
  readonly sourceRange: (from: number, to: number) => Range;
}

interface Draft {
  text: string;
  /** What moved characters, in order; most replacements only blank out and move nothing. */
  readonly passes: Replaced[][];
}

/** Characters of a text after a pass that stand for a stretch of the text before it. */
interface Replaced {
  readonly at: number;
  readonly length: number;
  readonly from: number;
  readonly to: number;
}

/** Replaces every match; a replacement's characters stand for the whole match. `undefined` leaves the match alone. */
function replace(draft: Draft, pattern: RegExp, make: (match: RegExpExecArray) => string | undefined): void {
  const { text: before } = draft;
  const replaced: Replaced[] = [];
  let text = '';
  let read = 0;
  let moves = false;
  for (let match = pattern.exec(before); match !== null; match = pattern.exec(before)) {
    if (match[0] === '') pattern.lastIndex++;
    const insert = make(match);
    if (insert === undefined || insert === match[0]) continue;
    const to = match.index + match[0].length;
    text += before.slice(read, match.index);
    replaced.push({ at: text.length, length: insert.length, from: match.index, to });
    text += insert;
    read = to;
    if (insert.length !== match[0].length) moves = true;
  }
  pattern.lastIndex = 0;
  if (replaced.length === 0) return;
  draft.text = text + before.slice(read);
  if (moves) draft.passes.push(replaced);
}

/** The character before a pass that one after it stands for: the first or the last of its stretch. */
function before(pass: readonly Replaced[], at: number, end: 'first' | 'last'): number {
  const last = pass.findLast(each => each.at <= at);
  if (last === undefined) return at;
  if (at >= last.at + last.length) return at - last.at - last.length + last.to;
  if (last.length === last.to - last.from) return last.from + at - last.at;
  return end === 'first' ? last.from : Math.max(last.from, last.to - 1);
}

const blank = (match: RegExpExecArray): string => ' '.repeat(match[0].length);

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺';
const SUPERSCRIPT_PLAIN = '0123456789-+';
const LIGATURES: Readonly<Record<string, string>> = { ﬁ: 'fi', ﬂ: 'fl', ﬀ: 'ff', ﬃ: 'ffi', ﬄ: 'ffl' };

/** TeX that numbers are written with, inside `$…$`. */
function plainTex(tex: string): string {
  const plain = tex.includes('\\') ? withoutCommands(tex) : tex;
  const ungrouped = /[{}]/.test(plain) ? withoutGroups(plain) : plain;
  return ungrouped
    .replace(/(?<=[\d.,]) (?=[\d.,])/g, '')
    .replace(/(?<=\d) (?=\^)|(?<=\^) (?=[-\d])|(?<=\^-) (?=\d)/g, '');
}

function withoutCommands(tex: string): string {
  return tex
    .replace(/\\text\s?\{\s?\\times\s?\}|\\times/g, '×')
    .replace(/\\cdot/g, '·')
    .replace(/ ?\\(?:mathrm|text|mathbf|mathit|rm|operatorname)\s?\{\s?([^{}]*?)\s?\}/g, '$1')
    .replace(/\\(?:sim|approx|thicksim)(?![a-z])/g, '~')
    .replace(/\\(beta|theta|eta|epsilon|alpha|lambda|max|min)(?![a-z])/g, '$1')
    .replace(/\\(?:to|rightarrow|longrightarrow)(?![a-z])/g, '→')
    .replace(/\\%/g, '%')
    .replace(/\\[,;:! ]/g, '');
}

function withoutGroups(tex: string): string {
  return tex
    .replace(/\{,\}/g, ',')
    .replace(/\^\s?\{\s?([^{}]*)\}/g, (_, inner: string) => `^${inner.replace(/\s/g, '')}`)
    .replace(/_\s?\{\s?([^{}]*)\}/g, '_$1')
    .replace(/[{}]/g, '');
}

const looksLikeTex = (content: string): boolean =>
  !/[A-Za-z]{2,} [A-Za-z]{2,}/.test(content.replace(/\\[a-z]+/g, '')) &&
  (/[\\^_={}]/.test(content) || /^\s?[\d.,\s]+[KMBT%]?\s?$/.test(content));

/** A formula between its signs, as text that stands apart from its neighbours. */
function plainMathematics(match: RegExpExecArray): string | undefined {
  const tex = match[1] ?? '';
  if (!looksLikeTex(tex)) return undefined;
  const before = /\s/.test(match.input[match.index - 1] ?? ' ') ? '' : ' ';
  const after = /\s/.test(match.input[match.index + match[0].length] ?? ' ') ? '' : ' ';
  return `${before}${plainTex(tex).trim()}${after}`;
}

/** Units and names that PDF text glues to a number: "across2pods", "totaling512TPUv5e", "100Ksteps". */
const GLUED_NOUN =
  '(?:GB|steps?|tokens?|iterations?|updates?|epochs?|GPUs?|TPUs?|chips|pods?|nodes|layers|heads|hours?|days?|weeks?|months?|parameters|sequences|samples|billion|million|trillion|NVIDIA|Ascend|A100|H100|V100|H800|A800|TPUv)';
const GLUE_LEFT = new RegExp(
  `(?<![A-Za-z])[A-Za-z]*(?:of|for|on|to|with|across|over|and|is|by|ing|than|in|at|about|approximately|around|roughly|first|last|next|final)(?=\\d[\\d,.]{0,12}\\s?[KkMmBbTx]?\\s?${GLUED_NOUN})`,
  'g',
);
const GLUE_LEFT_LONG =
  /(?<![A-Za-z])[A-Za-z]{8,}(?:of|for|on|to|with|across|over|is|by|than|about)(?=\d[\d,.]{0,12}[KkMmBbT]?\b)/g;
/** "weight decay0.1", "to3e-4", "0.9and". */
const GLUE_DECIMAL =
  /(?<![A-Za-z])[A-Za-z]*(?:of|to|from|at|is|with|by|and|decay|rate|clipping|norm|size|length|dropout|momentum|value)(?=(?:\d+\.\d+|\d(?:\.\d+)? ?(?:e[-−]|[×·]10)\d))/g;
const GLUE_WORD = /(?<![A-Za-z])\d[\d.]{0,8}(?=(?:and|with|over|for|to|until)\b)/g;
const GLUE_RIGHT = new RegExp(`(?<![A-Za-z\\d])\\d[\\d,.]{0,12}[KkMmBbTx]?(?=${GLUED_NOUN})`, 'g');

/**
 * Undoes what hides numbers: emphasis inside a number, line-break hyphens, lost spaces, superscripts as characters
 * or tags, TeX in `$…$`, formulas that a web page repeats; blanks out what only looks like numbers: link targets,
 * citations, references to sections, tables and figures.
 */
export function cleanText(source: string): CleanText {
  const draft: Draft = { text: source, passes: [] };
  const has = (sign: string): boolean => draft.text.includes(sign);

  if (
    /[\u00a0\u2000-\u200b\u202f\ufb00-\ufb04\u2212\u2070-\u207b\u00b2\u00b3\u00b9\u2010\u2011\u2080-\u2089\r]/.test(
      source,
    )
  ) {
    replace(draft, /[\u00a0\u2000-\u200a\u202f\r]/g, () => ' ');
    replace(draft, /\u200b/g, () => '');
    replace(draft, /[\u2010\u2011]/g, () => '-');
    replace(draft, /[\u2080-\u2089]/g, match => String(match[0].charCodeAt(0) - 0x2080));
    replace(draft, /[ﬁﬂﬀﬃﬄ]/g, match => LIGATURES[match[0]]);
    replace(
      draft,
      /(?<=[\d)])[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]{1,4}/g,
      match => `^${[...match[0]].map(sign => SUPERSCRIPT_PLAIN[SUPERSCRIPTS.indexOf(sign)] ?? '').join('')}`,
    );
  }
  // Letters of mathematics: 𝑡𝐶𝑂2𝑒𝑞, 𝛽1.
  if (has('\ud835')) replace(draft, /[\u{1d400}-\u{1d7ff}\u210e]/gu, match => match[0].normalize('NFKC'));
  if (has('://') || has('](')) {
    replace(
      draft,
      /\]\([^()\s]{0,500}(?:\([^()\s]{0,100}\)[^()\s]{0,300})?\)/g,
      match => `]${' '.repeat(match[0].length - 1)}`,
    );
    replace(draft, /\bhttps?:\/\/[^\s)>\]]+/g, blank);
  }
  if (has('<')) {
    // "10<sup>−</sup><sup>5</sup>", "10−<sup>5</sup>", "β<sup>1</sup>": an exponent or an index cut in two.
    replace(draft, /<\/sup>\s?<sup>/g, () => '');
    replace(draft, /(?<=10 ?)([−–-])<sup>\s?(\d{1,2})\s?<\/sup>/g, match => `^${match[1]}${match[2]}`);
    replace(draft, /(?<=[βλη])<su([bp])>\s?(\w{1,3})\s?<\/su\1>/g, match => match[2]);
    replace(draft, /<sup>\s?([^<>]{1,8})<\/sup>/g, match => `^${match[1]}`);
    replace(draft, /<\/?(?:b|i|em|strong|span|sub|br|mark|u)\b[^<>]{0,80}>/g, blank);
  }
  if ((has('script') || has('\\times') || has('.')) && REPEATS.test(draft.text))
    for (const [pattern, make] of REPEATED_FORMULAS) replace(draft, pattern, make);
  if (has('{,}')) replace(draft, /(?<=\d)\{,\}(?=\d)/g, () => ',');
  if (has('$')) replace(draft, /(?<![\\$])\$([^$\n]{1,200})\$(?![\d$])/g, plainMathematics);
  if (has('\\(')) replace(draft, /\\{1,2}\(((?:(?!\\[()])[^\n]){1,200})\\{1,2}\)/g, plainMathematics);
  if (has('_')) {
    replace(draft, /\^_([−–-])_?(?=\d)/g, match => `^${match[1]}`);
    replace(draft, /(?<=\d|e) ?_ ?([.,−–-]) ?_ ?(?=\d)/g, match => match[1]);
    replace(draft, /(?<=\d) ?_e([−–-])_ ?(?=\d)/g, match => `e${match[1]}`);
    replace(draft, /(?<=\d)_(?=e[−–-])|(?<=e[−–-])_(?=\d)|(?<=\d_?e)_(?=[−–-]?\d)/g, () => '');
    replace(draft, /(?<=\d)_(?=[.,]\d)|(?<=\d[.,])_(?=\d)/g, () => '');
    replace(draft, /(?<=\d_?e)_?([−–-])_?(?=\d)/g, match => match[1]);
    replace(draft, /(?<![\w])_([^\s_][^_\n]{0,60}[^\s_]|[^\s_])_(?![\w])/g, match => ` ${match[1]} `);
  }
  if (has('*')) {
    replace(draft, /\*\*/g, () => '');
    replace(draft, /(?<=[\s(])\*([A-Za-z][^*\n]{0,40})\*(?=[\s,.;:)=])/g, match => ` ${match[1]} `);
    replace(draft, /(?<![\w*)\s])\*(?=\w)|(?<=[\w.%)])\*(?![\w*(\s])/g, () => '');
  }
  if (has('`') || has('==')) replace(draft, /`+|==/g, blank);
  if (has('-\n') || has('\u00ad')) {
    replace(draft, /(?<=[a-z])(?:-|\u00ad)\n[ \t>]{0,4}(?=[a-z])/g, () => '');
    replace(draft, /\u00ad/g, () => '');
  }
  // Settings of a command line: the name of the next is no noun of the number before it.
  if (has('=')) {
    replace(draft, /=[^\s=;,]{1,20} (?=[A-Za-z_][\w-]{0,40}=[^\s=])/g, match => `${match[0].slice(0, -1)};`);
  }
  // Arrows of the keyboard, but not the rule of a table.
  if (has('->') || has('=>')) replace(draft, /(?<![-=<])[-=]>(?!>)/g, () => '→ ');
  if (has('\n>')) replace(draft, /\n[ \t]{0,3}>[ \t]?/g, blankLine);

  if (/[a-z]\d|\d[A-Za-z]{2}/.test(draft.text)) {
    if (
      /(?:of|for|on|to|with|across|over|and|is|by|ing|than|in|at|about|approximately|around|roughly|first|last|next|final)\d/.test(
        draft.text,
      )
    ) {
      replace(draft, GLUE_LEFT, match => `${match[0]} `);
      replace(draft, GLUE_LEFT_LONG, match => `${match[0]} `);
    }
    replace(draft, GLUE_RIGHT, match => `${match[0]} `);
    if (/[a-z]\d[\d.]*(?:\.\d|e|[×·])/.test(draft.text)) replace(draft, GLUE_DECIMAL, match => `${match[0]} `);
    if (/\d(?:and|with|over|for|to|until)\b/.test(draft.text)) replace(draft, GLUE_WORD, match => `${match[0]} `);
  }
  if (has('X')) replace(draft, /(?<=\d)X(?=[AHB]\d00)/g, () => 'x');
  if (has('00GPU')) replace(draft, /\b([AHV]\d00)(?=GPUs?\b)/g, match => `${match[1]} `);

  // "5.10−4": the dot of a product.
  if (has('.10')) replace(draft, /(?<![\d.])\d\.10\^?[−–-]\d(?![\d.])/g, match => match[0].replace('.', '·'));
  // "(Pascanu et al. (2012))": a citation within parentheses of its own.
  if (has('))')) replace(draft, /\((?:[^()\d]{1,80} )\((?:19[5-9]|20[0-4])\d[a-z]?\)\)/g, blank);
  // What only looks like numbers.
  if (has('('))
    replace(
      draft,
      /\((?:[^()\d]{1,80}, ?)?(?:19[5-9]|20[0-4])\d[a-z]?(?:[;,][^()\d]{0,80}(?:19[5-9]|20[0-4])\d[a-z]?){0,20}\)/g,
      blank,
    );
  if (has('['))
    replace(draft, /\[(?<=[A-Za-z.,;)] ?\[)\d{1,3}(?:[,–-] ?\d{1,3}){0,12}\](?! ?(?:steps|tokens))/g, blank);
  replace(
    draft,
    /(?<![A-Za-z])(?:Section|Sections|Sec\.|Tables?|Tab\.|Figures?|Figs?\.|Eqs?\.|Equations?|Appendix|App\.|Chapter|Chap\.|Algorithm|Theorem|Lemma|Footnote|page|pages|pp?\.|version|arXiv:|Experiment|Part|Line|§+|№) ?\(?[A-Z]?\.?\d{1,4}(?:\.\d{1,3}){0,3}(?: ?(?:,|and|[–-]) ?\d{1,3}(?:\.\d{1,3}){0,2}(?![\d%]| ?[a-z×]))?\)?/gi,
    blank,
  );

  const { text, passes } = draft;
  return {
    text,
    sourceRange: (from, to) => {
      if (text.length === 0 || from >= text.length) return { from: source.length, to: source.length };
      let first = from;
      let last = Math.min(Math.max(from, to - 1), text.length - 1);
      for (const pass of passes.toReversed()) {
        first = before(pass, first, 'first');
        last = before(pass, last, 'last');
      }
      return { from: first, to: Math.max(first, last + 1) };
    },
  };
}

function blankLine(match: RegExpExecArray): string {
  return `\n${' '.repeat(match[0].length - 1)}`;
}
