import { parseDocument } from 'htmlparser2';
import { texOf } from '../math/characters.ts';
import { texCommandNamed } from '../math/commands.ts';
import { katex } from '../math/katex.ts';
import type { MacroTable } from '../math/macros.ts';

/**
 * MathML of a formula, without the copy of its TeX that KaTeX puts in. `undefined` where KaTeX cannot read the TeX.
 *
 * @example texToMathml('x^2', false) // '<math xmlns="http://www.w3.org/1998/Math/MathML"><msup><mi>x</mi><mn>2</mn></msup></math>'
 */
export function texToMathml(tex: string, display: boolean, macros: MacroTable = {}): string | undefined {
  try {
    const html = katex.renderToString(tex, {
      output: 'mathml',
      displayMode: display,
      throwOnError: true,
      strict: 'ignore',
      trust: false,
      maxSize: 40,
      macros: { ...macros } as Record<string, string>,
    });
    const math = /<math[\s\S]*<\/math>/.exec(html)?.[0];
    return math
      ?.replace(/<annotation[\s\S]*?<\/annotation>/g, '')
      .replace(/<semantics>(?:<mrow>([\s\S]*)<\/mrow>|([\s\S]*))<\/semantics>/, '$1$2');
  } catch {
    return undefined;
  }
}

/** The part of a parsed element that is read here. */
interface XmlNode {
  readonly type: string;
  readonly name?: string;
  readonly data?: string;
  readonly attribs?: Readonly<Record<string, string>>;
  readonly children?: readonly XmlNode[];
}

const functions =
  /^(?:sin|cos|tan|cot|sec|csc|sinh|cosh|tanh|arcsin|arccos|arctan|log|ln|lg|exp|lim|limsup|liminf|max|min|sup|inf|det|dim|ker|deg|gcd|arg|hom|Pr)$/;
const faces: Readonly<Record<string, string>> = {
  bold: '\\mathbf',
  'bold-italic': '\\boldsymbol',
  'double-struck': '\\mathbb',
  script: '\\mathcal',
  fraktur: '\\mathfrak',
  'sans-serif': '\\mathsf',
  monospace: '\\mathtt',
};
const over: Readonly<Record<string, string>> = {
  '^': '\\hat',
  ˆ: '\\hat',
  '~': '\\tilde',
  '˜': '\\tilde',
  '¯': '\\bar',
  ˉ: '\\bar',
  '‾': '\\overline',
  '―': '\\overline',
  '→': '\\vec',
  '⃗': '\\vec',
  '˙': '\\dot',
  '.': '\\dot',
  '¨': '\\ddot',
  ˇ: '\\check',
  '˘': '\\breve',
  '⏞': '\\overbrace',
  _: '\\overline',
};
const under: Readonly<Record<string, string>> = {
  '⏟': '\\underbrace',
  _: '\\underline',
  '¯': '\\underline',
  '‾': '\\underline',
};
/** Operators whose limits TeX sets below and above by itself. */
const limits =
  /^\\(?:sum|prod|coprod|bigcup|bigcap|bigoplus|bigotimes|lim|limsup|liminf|max|min|sup|inf|det|gcd|Pr|int|iint|iiint|oint)$/;

function textOf(node: XmlNode): string {
  if (node.data !== undefined && node.type === 'text') return node.data;
  return (node.children ?? []).map(textOf).join('');
}

function childrenOf(node: XmlNode): XmlNode[] {
  return (node.children ?? []).filter(child => child.name !== undefined);
}

function find(node: XmlNode, wanted: (node: XmlNode) => boolean): XmlNode | undefined {
  if (wanted(node)) return node;
  for (const child of node.children ?? []) {
    const found = find(child, wanted);
    if (found !== undefined) return found;
  }
  return undefined;
}

function join(pieces: readonly string[]): string {
  let tex = '';
  for (const piece of pieces) {
    // The stroke comes behind its relation in MathML, and before it in TeX.
    const struck = piece === '\\not' ? /(?:\\[A-Za-z]+|\S)$/.exec(tex)?.[0] : undefined;
    if (struck !== undefined) tex = `${tex.slice(0, -struck.length)}\\not${struck}`;
    else tex += /\\[A-Za-z]+$/.test(tex) && /^[A-Za-z]/.test(piece) ? ` ${piece}` : piece;
  }
  return tex;
}

function group(tex: string): string {
  return `{${tex}}`;
}

/** A base for scripts: one character or command stands bare. */
function base(tex: string): string {
  return /^(?:.|\d+(?:\.\d+)?|\\[A-Za-z]+|\\?[()[\]|]|\\(?:mathbf|mathbb|mathcal|mathrm|operatorname|hat|bar|vec|tilde)\{[^{}]*\})$/su.test(
    tex,
  )
    ? tex
    : group(tex);
}

function script(sign: string, tex: string): string {
  if (tex === '') return '';
  if (sign === '^' && /^'+$/.test(tex)) return tex;
  return `${sign}${[...tex].length === 1 ? tex : group(tex)}`;
}

function characters(text: string): string {
  return join(
    [...text].map(character => (/[\u2061-\u2064\u200b]/.test(character) ? '' : (texOf(character) ?? character))),
  );
}

function token(node: XmlNode): string {
  const text = textOf(node).trim();
  const face = faces[node.attribs?.mathvariant ?? ''];
  if (face !== undefined && /^[\p{L}\p{N}]+$/u.test(text)) return `${face}{${characters(text)}}`;
  if (functions.test(text) && texCommandNamed(`\\${text}`) !== undefined) return `\\${text}`;
  if (/^[A-Za-z]{2,}(?:[ \u00a0\u2009][A-Za-z]+)+$/.test(text))
    return `\\operatorname*{${text.replace(/[ \u00a0\u2009]/g, '\\,')}}`;
  if (node.attribs?.mathvariant === 'normal' && node.name === 'mi' && /^[A-Za-z]$/.test(text))
    return `\\mathrm{${text}}`;
  if (/^[A-Za-z]{2,}$/.test(text)) return node.name === 'mo' ? `\\operatorname{${text}}` : `\\mathrm{${text}}`;
  return characters(text);
}

function table(node: XmlNode): string {
  return childrenOf(node)
    .filter(row => row.name === 'mtr' || row.name === 'mlabeledtr')
    .map(row =>
      childrenOf(row)
        .filter(cell => cell.name === 'mtd')
        .map(cell => rowOf(cell))
        .join(' & '),
    )
    .join(' \\\\ ');
}

function isFence(node: XmlNode, signs: string): boolean {
  const sign = textOf(node).trim();
  return node.name === 'mo' && sign.length === 1 && signs.includes(sign);
}

/** True where brackets have to grow. */
function isTall(node: XmlNode): boolean {
  return find(node, ({ name }) => name === 'mfrac' || name === 'mtable' || name === 'munderover') !== undefined;
}

/** A table whose columns are set right and left by turns lines up what stands at the `&`. */
function isAligned(node: XmlNode): boolean {
  return /^right left(?: right left)*$/.test(node.attribs?.columnalign?.trim() ?? '');
}

/** Scripts before and behind: `<mmultiscripts>` gives a base, then pairs of below and above. */
function multiscripts(node: XmlNode): string {
  const [first, ...rest] = childrenOf(node);
  const at = rest.findIndex(({ name }) => name === 'mprescripts');
  const pairs = (parts: readonly XmlNode[]): string => {
    let tex = '';
    for (let i = 0; i < parts.length; i += 2) {
      const below = parts[i]!.name === 'none' ? '' : read(parts[i]!);
      const above = parts[i + 1] === undefined || parts[i + 1]!.name === 'none' ? '' : read(parts[i + 1]!);
      tex += (i > 0 ? '{}' : '') + script('_', below) + script('^', above);
    }
    return tex;
  };
  const before = at < 0 ? '' : pairs(rest.slice(at + 1));
  const behind = pairs(at < 0 ? rest : rest.slice(0, at));
  return `${before === '' ? '' : `{}${before}`}${first === undefined ? '{}' : base(read(first))}${behind}`;
}

/** The children of a row, as TeX; a table between brackets becomes a matrix. */
function rowOf(node: XmlNode): string {
  const children = childrenOf(node);
  const [open, middle, close] = children;
  if (children.length === 3 && open!.name === 'mo' && close!.name === 'mo' && middle!.name === 'mtable') {
    const pair = textOf(open!).trim() + textOf(close!).trim();
    const kind = (
      { '()': 'pmatrix', '[]': 'bmatrix', '{}': 'Bmatrix', '||': 'vmatrix', '∥∥': 'Vmatrix' } as Record<string, string>
    )[pair];
    if (kind !== undefined) return `\\begin{${kind}} ${table(middle!)} \\end{${kind}}`;
    if (textOf(open!).trim() === '{') return `\\begin{cases} ${table(middle!)} \\end{cases}`;
  }
  if (children.length === 3 && middle!.name === 'mfrac' && /^0(?:px|em)?$/.test(middle!.attribs?.linethickness ?? '')) {
    const [above, below] = childrenOf(middle!);
    if (textOf(open!).trim() === '(' && textOf(close!).trim() === ')' && above !== undefined && below !== undefined)
      return `\\binom${group(read(above))}${group(read(below))}`;
  }
  const last = children.at(-1);
  if (children.length > 2 && isFence(open!, '([{|∥⟨⌊⌈') && isFence(last!, ')]}|∥⟩⌋⌉') && isTall(node)) {
    const inner = join(children.slice(1, -1).map(read));
    return `\\left${read(open!)} ${inner} \\right${read(last!)}`;
  }
  if (children.length === 2 && textOf(open!).trim() === '{' && middle!.name === 'mtable') {
    return `\\begin{cases} ${table(middle!)} \\end{cases}`;
  }
  return join(children.map(read));
}

function read(node: XmlNode): string {
  const [first, second, third] = childrenOf(node);
  const one = first === undefined ? '' : read(first);
  const two = second === undefined ? '' : read(second);
  switch (node.name) {
    case 'mi':
    case 'mo':
      return token(node);
    case 'mn':
      return characters(textOf(node).trim());
    case 'mtext':
    case 'ms':
      return textOf(node).trim() === '' ? '\\ ' : `\\text{${textOf(node).replace(/\u00a0/g, ' ')}}`;
    case 'mspace': {
      const width = Number(/^([\d.]+)em$/.exec(node.attribs?.width ?? '')?.[1] ?? 0);
      return width >= 1.5 ? '\\qquad' : width >= 0.8 ? '\\quad' : width >= 0.25 ? '\\;' : width > 0.1 ? '\\,' : '';
    }
    case 'mmultiscripts':
      return multiscripts(node);
    case 'mfrac':
      return node.attribs?.linethickness === '0' || node.attribs?.linethickness === '0px'
        ? `{${one} \\atop ${two}}`
        : `\\frac${group(one)}${group(two)}`;
    case 'msqrt':
      return `\\sqrt${group(rowOf(node))}`;
    case 'mroot':
      return `\\sqrt[${two}]${group(one)}`;
    case 'msup':
      return base(one) + script('^', two);
    case 'msub':
      return base(one) + script('_', two);
    case 'msubsup':
      return base(one) + script('_', two) + script('^', third === undefined ? '' : read(third));
    case 'mover': {
      const accent = second === undefined ? undefined : over[textOf(second).trim()];
      if (accent !== undefined) return `${accent}${group(one)}`;
      return limits.test(one) || one.startsWith('\\overbrace{')
        ? one + script('^', two)
        : `\\overset${group(two)}${group(one)}`;
    }
    case 'munder': {
      const accent = second === undefined ? undefined : under[textOf(second).trim()];
      if (accent !== undefined) return `${accent}${group(one)}`;
      return limits.test(one) || one.startsWith('\\underbrace{')
        ? one + script('_', two)
        : `\\underset${group(two)}${group(one)}`;
    }
    case 'munderover':
      return (
        one +
        (limits.test(one) ? '' : '\\limits') +
        script('_', two) +
        script('^', third === undefined ? '' : read(third))
      );
    case 'mfenced': {
      const { open = '(', close = ')', separators = ',' } = node.attribs ?? {};
      const mark = separators.trim().charAt(0);
      return `\\left${characters(open) || '.'} ${childrenOf(node).map(read).join(`${mark} `)} \\right${characters(close) || '.'}`;
    }
    case 'mtable':
      return isAligned(node)
        ? `\\begin{aligned} ${table(node)} \\end{aligned}`
        : `\\begin{matrix} ${table(node)} \\end{matrix}`;
    case 'menclose':
      return `\\boxed${group(rowOf(node))}`;
    case 'mphantom':
      return `\\phantom${group(rowOf(node))}`;
    case 'annotation':
    case 'annotation-xml':
      return '';
    default:
      return rowOf(node);
  }
}

/**
 * TeX of MathML: of the TeX inside it, where a page gives it along, else read from the presentation markup.
 * `undefined` where the text holds no MathML.
 *
 * @example mathmlToTex('<math><mfrac><mi>a</mi><mi>β</mi></mfrac></math>') // '\\frac{a}{\\beta}'
 */
export function mathmlToTex(mathml: string): string | undefined {
  const document = parseDocument(mathml.replace(/<(\/?)(?:m|mml|math):/g, '<$1'), {
    // Pages write names of characters (`&sum;`), which XML has not.
    lowerCaseTags: false,
    lowerCaseAttributeNames: false,
    recognizeSelfClosing: true,
    decodeEntities: true,
  }) as unknown as XmlNode;
  const math = find(document, node => node.name?.toLowerCase() === 'math');
  if (math === undefined) return undefined;
  const annotation = find(math, node => node.name === 'annotation' && /tex/i.test(node.attribs?.encoding ?? ''));
  const tex = annotation === undefined ? rowOf(math) : textOf(annotation);
  return tex
    .trim()
    .replace(/^\{\\displaystyle ([\s\S]*)\}$/, '$1')
    .trim();
}

/**
 * A text with each piece of MathML in it written as TeX; what stands around them stays. MathML alone becomes bare TeX,
 * among words each piece becomes a formula. `undefined` where the text holds none that can be read.
 */
export function textWithMathmlToTex(text: string): string | undefined {
  const pieces = /<(?:(m|mml|math):)?math(?:\s[^>]*)?>[\s\S]*?<\/(?:\1:)?math>/g;
  const alone = text.trim().replace(pieces, '') === '' && text.match(pieces)?.length === 1;
  let read = false;
  const written = text.replace(pieces, mathml => {
    const tex = mathmlToTex(mathml);
    if (tex === undefined || tex === '') return mathml;
    read = true;
    if (alone) return tex;
    return /^<[^>]*\sdisplay\s*=\s*["']block/.test(mathml) ? `$$${tex}$$` : `$${tex}$`;
  });
  return read ? (alone ? written.trim() : written) : undefined;
}
