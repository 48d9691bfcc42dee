/** The part of KaTeX's layout tree that is read here. Widths, heights and depths are in em of the node's own size. */
export interface LayoutNode {
  readonly classes?: readonly string[];
  readonly children?: readonly LayoutNode[];
  readonly style?: Readonly<Record<string, string | undefined>>;
  readonly text?: string;
  readonly width?: number | string;
  readonly italic?: number;
  readonly height?: number;
  readonly depth?: number;
}

export interface FormulaMeasure {
  /** In em of the formula's own size; never less than what KaTeX lays out, as far as its metrics tell. */
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  /** The characters it shows by KaTeX's font for them, named as its file without `KaTeX_` and ending: `Main-Regular`. */
  readonly fonts: ReadonlyMap<string, ReadonlySet<string>>;
}

/** KaTeX's sizes 1 to 11, as multiples of the normal size. */
const sizes = [0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.44, 1.728, 2.074, 2.488];

const fontOfClass: Readonly<Record<string, string>> = {
  mathnormal: 'Math-Italic',
  boldsymbol: 'Math-BoldItalic',
  mathit: 'Main-Italic',
  textit: 'Main-Italic',
  mathbf: 'Main-Bold',
  textbf: 'Main-Bold',
  amsrm: 'AMS-Regular',
  mathbb: 'AMS-Regular',
  textbb: 'AMS-Regular',
  mathcal: 'Caligraphic-Regular',
  mathfrak: 'Fraktur-Regular',
  textfrak: 'Fraktur-Regular',
  mathboldfrak: 'Fraktur-Bold',
  textboldfrak: 'Fraktur-Bold',
  mathtt: 'Typewriter-Regular',
  texttt: 'Typewriter-Regular',
  mathscr: 'Script-Regular',
  textscr: 'Script-Regular',
  mathsf: 'SansSerif-Regular',
  textsf: 'SansSerif-Regular',
  mathboldsf: 'SansSerif-Bold',
  textboldsf: 'SansSerif-Bold',
  mathitsf: 'SansSerif-Italic',
  mathsfit: 'SansSerif-Italic',
  textitsf: 'SansSerif-Italic',
  mainrm: 'Main-Regular',
  'katex-small-op': 'Size1-Regular',
  'small-op': 'Size1-Regular',
  'katex-large-op': 'Size2-Regular',
  'large-op': 'Size2-Regular',
  'katex-delim-size1': 'Size1-Regular',
  'delim-size1': 'Size1-Regular',
  'katex-delim-size4': 'Size4-Regular',
  'delim-size4': 'Size4-Regular',
};

function em(length: string | number | undefined): number {
  if (typeof length === 'number') return length;
  const match = /^(-?[\d.]+)em$/.exec(length ?? '');
  return match === null ? 0 : Number(match[1]);
}

function fontOf(classes: readonly string[], inherited: string): string {
  if (classes.some(name => name.endsWith('delimsizing'))) {
    const size = classes.find(name => /^size[1-4]$/.test(name));
    if (size !== undefined) return `Size${size.slice(4)}-Regular`;
  }
  for (const name of classes) {
    const font = fontOfClass[name];
    if (font !== undefined) return font;
  }
  return inherited;
}

function scaleOf(classes: readonly string[]): number {
  const from = classes.find(name => name.startsWith('reset-size'));
  const to = classes.find(name => /^size\d+$/.test(name));
  if (from === undefined || to === undefined) return 1;
  return (sizes[Number(to.slice(4)) - 1] ?? 1) / (sizes[Number(from.slice(10)) - 1] ?? 1);
}

/** Children that do not stand beside each other but above each other, or take no room. */
const stacked = new Set(['vlist', 'vlist-r', 'vlist-t']);
const flat =
  /^(?:katex-mathml|vlist-s|pstrut|katex-strut|strut|katex-hide-tail|hide-tail|rlap|llap|clap|katex-svg-align|svg-align|stretchy|katex-stretchy)$/;

/**
 * Measures a formula from KaTeX's layout tree and the font metrics in it: there is no layout engine on the extension's
 * side, and a picture must know its size beforehand.
 *
 * @param widthOfCharacter an upright character's width in em; KaTeX tells only the first's of several in one node
 */
export function measureFormula(root: LayoutNode, widthOfCharacter: (character: string) => number): FormulaMeasure {
  const fonts = new Map<string, Set<string>>();
  let tag = 0;

  function widthOf(node: LayoutNode, font: string): number {
    const classes = node.classes ?? [];
    if (classes.includes('katex-mathml')) return 0;
    const own = fontOf(classes, font);
    const margins =
      em(node.style?.marginRight) +
      em(node.style?.marginLeft) +
      em(node.style?.paddingLeft) +
      em(node.style?.paddingRight);
    if (node.text !== undefined) {
      const characters = [...node.text].filter(character => character !== '\u200b');
      if (node.text.trim() !== '') {
        const seen = fonts.get(own) ?? new Set();
        for (const character of characters) seen.add(character);
        fonts.set(own, seen);
      }
      const single = characters.length === 1 && typeof node.width === 'number' && node.width > 0;
      const known = single ? Number(node.width) : characters.reduce((sum, each) => sum + widthOfCharacter(each), 0);
      return (known + (node.italic ?? 0)) * scaleOf(classes) + margins;
    }
    const children = node.children ?? [];
    const widths = children.map(child => widthOf(child, own));
    let width: number;
    if (classes.some(name => flat.test(name))) width = 0;
    else if (classes.some(name => stacked.has(name)) || (children.length > 1 && classes.includes('vlist-t2')))
      width = Math.max(0, ...widths);
    else width = widths.reduce((sum, each) => sum + each, 0);
    width = Math.max(width, em(node.style?.width), em(node.style?.minWidth));
    if (classes.some(name => name.endsWith('x-arrow-pad'))) width += 1;
    if (classes.some(name => name.endsWith('nulldelimiter'))) width = Math.max(width, 0.12);
    if (classes.some(name => name.endsWith('mspace')) && width === 0) width = em(node.style?.width);
    const total = width * scaleOf(classes) + margins;
    if (classes.includes('tag') || classes.includes('katex-tag')) {
      tag = Math.max(tag, total);
      return 0;
    }
    return total;
  }

  const width = widthOf(root, 'Main-Regular');
  // A number stands at the right with the formula centred, so it takes its room twice.
  const room = tag === 0 ? 0 : 2 * (tag + 1);
  return { width: width + room, height: root.height ?? 1, depth: root.depth ?? 0.3, fonts };
}
