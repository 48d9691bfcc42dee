import { katex } from './katex.ts';
import { controlSequences, type MacroTable, macrosUsed } from './macros.ts';
import { type LayoutNode, measureFormula } from './measure.ts';
import { formulaLimits, renderFormula } from './render.ts';

/** A hover's text is cut here by VS Code. */
const longest = 100_000;
/** Wider pictures are made smaller: a hover shows no more. */
const widest = 620;

/** What a picture of a formula is made with. */
export interface HoverResources {
  /** KaTeX's style sheet. */
  readonly css: string;
  /**
   * KaTeX's fonts by name (`Main-Regular`), the large ones in parts. `data` is base64 of a woff2 file; a part is used
   * for its `characters`, one with '' for all that are in no other.
   */
  readonly parts: Readonly<Record<string, readonly { readonly characters: string; readonly data: string }[]>>;
}

export interface HoverLook {
  /** CSS colour of the formula. */
  readonly color: string;
  /** Pixels of the text around the formula. */
  readonly fontSize: number;
}

export type HoverImage =
  | {
      readonly kind: 'image';
      /** `data:image/svg+xml,…`, at most 100,000 characters, with no character that ends a markdown link. */
      readonly uri: string;
      readonly width: number;
      readonly height: number;
      /** False when the fonts had to stay out, because they are too large together. */
      readonly fonts: boolean;
    }
  | { readonly kind: 'failed'; readonly message: string };

/** A formula as a file of its own: at its full size, with every font it needs. */
export type FormulaDrawing =
  | {
      readonly kind: 'drawing';
      /** The text of an SVG file on a transparent ground. What shows it must know HTML, as browsers do. */
      readonly svg: string;
      /** In pixels. */
      readonly width: number;
      readonly height: number;
    }
  | { readonly kind: 'failed'; readonly message: string };

/** Makes pictures of formulas and keeps the last ones. */
export interface HoverImages {
  of(tex: string, display: boolean, macros: MacroTable, look: HoverLook): HoverImage;
  /** Made anew each time. Fails only where KaTeX does, with its words. */
  drawing(tex: string, display: boolean, macros: MacroTable, look: HoverLook): FormulaDrawing;
}

/** A formula laid out, before it is written as an SVG. */
interface Layout {
  readonly kind: 'layout';
  readonly html: string;
  readonly mathml: string;
  readonly faces: string;
  /** Pixels at full size. */
  readonly width: number;
  readonly height: number;
  /** An SVG of that size, shown at `scale`. */
  readonly page: (faces: string, body: string, scale: number) => string;
}

/** KaTeX's layout tree, which its declarations leave out. */
const internals = katex as unknown as {
  __renderToDomTree(tex: string, options: Record<string, unknown>): LayoutNode & { toMarkup(): string };
};

function firstWidth(node: LayoutNode): number | undefined {
  if (node.text !== undefined && typeof node.width === 'number' && node.width > 0) return node.width;
  for (const child of node.children ?? []) {
    const width = firstWidth(child);
    if (width !== undefined) return width;
  }
  return undefined;
}

interface Rule {
  readonly selector: string;
  readonly classes: readonly string[];
  readonly body: string;
}

/** The rules of KaTeX's style sheet, each selector by itself. Font faces are left out. */
export function readStyleRules(css: string): Rule[] {
  const rules: Rule[] = [];
  for (const match of css.replace(/@font-face\{[^}]*\}|\/\*[\s\S]*?\*\//g, '').matchAll(/([^{}@]+)\{([^{}]*)\}/g)) {
    for (const selector of match[1]!.split(',')) {
      const classes = [...selector.matchAll(/\.([\w-]+)/g)].map(found => found[1]!);
      if (!selector.includes(':after')) rules.push({ selector: selector.trim(), classes, body: match[2]! });
    }
  }
  return rules;
}

function faceOf(name: string, data: string): string {
  const [family, face = 'Regular'] = name.split('-');
  const weight = face.includes('Bold') ? 'font-weight:700;' : '';
  const style = face.includes('Italic') ? 'font-style:italic;' : '';
  return `@font-face{font-family:KaTeX_${family};${weight}${style}src:url(data:font/woff2;base64,${data})}`;
}

/** Percent-encodes what a data address in a markdown link cannot hold, and nothing more: every unit counts. */
function encode(svg: string): string {
  return svg
    .replace(/"/g, "'")
    .replace(/[%#<>()\s{}[\]\\^`|]|[^\x00-\x7f]/gu, character =>
      /[()]/.test(character) ? (character === '(' ? '%28' : '%29') : encodeURIComponent(character),
    );
}

/**
 * Makes pictures of formulas for editor hovers: KaTeX's own HTML inside an SVG, with just the style rules and parts of
 * fonts it uses.
 *
 * @param capacity how many pictures are kept
 */
export function createHoverImages(resources: HoverResources, capacity = 100): HoverImages {
  const rules = readStyleRules(resources.css);
  const kept = new Map<string, HoverImage>();
  const widths = new Map<string, number>();

  const facesOf = (name: string, characters: ReadonlySet<string>): string => {
    const parts = resources.parts[name] ?? [];
    const partOf = (character: string) =>
      parts.find(part => part.characters.includes(character)) ?? parts.find(part => part.characters === '');
    const needed = new Set([...characters].map(partOf));
    return [...needed].map(part => (part === undefined ? '' : faceOf(name, part.data))).join('');
  };

  /** KaTeX's own metric of an upright character. Where it has none, as for East Asian ones, an em at most. */
  const widthOf = (character: string): number => {
    let width = widths.get(character);
    if (width === undefined) {
      width = /[\u0000-\u007f]/.test(character) ? 0.5 : 1;
      if (character === ' ' || character === '\u00a0') width = 0.25;
      else if (!/[\\{}$&#%^_~]/.test(character)) {
        try {
          const tree = internals.__renderToDomTree(`\\text{${character}}`, { output: 'html', strict: 'ignore' });
          width = firstWidth(tree) ?? width;
        } catch {
          // no metric: the guess stands
        }
      }
      widths.set(character, width);
    }
    return width;
  };

  function layOut(
    tex: string,
    display: boolean,
    macros: MacroTable,
    look: HoverLook,
  ): Layout | { readonly kind: 'failed'; readonly message: string } {
    // The renderer for notes guards against formulas that would take too long; only what it renders is drawn.
    const rendered = renderFormula(tex, { display, macros });
    if (rendered.kind === 'failed') return { kind: 'failed', message: rendered.message };
    let root: LayoutNode & { toMarkup(): string };
    try {
      root = internals.__renderToDomTree(tex.replace(/\\newcommand(?![A-Za-z])/g, '\\renewcommand'), {
        displayMode: display,
        output: 'html',
        throwOnError: true,
        strict: 'ignore',
        trust: false,
        maxSize: formulaLimits.size,
        maxExpand: 1000,
        macros: { ...macros },
      });
    } catch (error) {
      return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
    const html = root.toMarkup();
    const used = new Set([...html.matchAll(/class="([^"]*)"/g)].flatMap(match => match[1]!.split(' ')));
    const measure = measureFormula(root, widthOf);
    const style = rules
      .filter(rule => rule.classes.every(name => used.has(name)))
      .map(rule => `${rule.selector}{${rule.body}}`)
      .join('');
    const pixels = look.fontSize * 1.21;
    const width = Math.ceil(measure.width * pixels * 1.02 + 14);
    const lines = display ? measure.height + measure.depth : Math.max(1.2, measure.height + measure.depth);
    const height = Math.ceil(lines * pixels + 12);
    const page = (faces: string, body: string, scale: number): string =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.ceil(width * scale)}" height="${Math.ceil(height * scale)}" viewBox="0 0 ${width} ${height}"><style>${faces}${style}.katex-display{margin:0;text-align:center;display:block}.katex-display>.katex{display:block;white-space:nowrap}</style><foreignObject width="${width}" height="${height}"><div xmlns="http://www.w3.org/1999/xhtml" style="color:${look.color};font-size:${look.fontSize}px;padding:6px;white-space:nowrap">${body}</div></foreignObject></svg>`;
    const mathml =
      /<math[\s\S]*<\/math>/.exec(rendered.html)?.[0].replace(/<annotation[\s\S]*?<\/annotation>/g, '') ?? '';
    const faces = [...measure.fonts].map(([name, characters]) => facesOf(name, characters)).join('');
    return { kind: 'layout', html, mathml, faces, width, height, page };
  }

  function make(tex: string, display: boolean, macros: MacroTable, look: HoverLook): HoverImage {
    const layout = layOut(tex, display, macros, look);
    if (layout.kind === 'failed') return layout;
    const { html, mathml, faces, width, height, page } = layout;
    const scale = Math.min(1, widest / width);
    const image = (svg: string, withFonts: boolean): HoverImage => ({
      kind: 'image',
      uri: `data:image/svg+xml,${svg}`,
      width: Math.ceil(width * scale),
      height: Math.ceil(height * scale),
      fonts: withFonts,
    });
    const svg = encode(page(faces, html, scale));
    if (svg.length < longest - 200) return image(svg, true);
    const plain = encode(page('', mathml, scale));
    if (plain.length < longest - 200) return image(plain, false);
    return { kind: 'failed', message: 'This formula is too long for a hover; the preview shows it.' };
  }

  return {
    drawing(tex, display, macros, look) {
      const layout = layOut(tex, display, macros, look);
      if (layout.kind === 'failed') return layout;
      const { html, faces, width, height, page } = layout;
      return { kind: 'drawing', svg: page(faces, html, 1), width, height };
    },
    of(tex, display, macros, look) {
      const key = `${display} ${look.color} ${look.fontSize} ${macrosUsed(controlSequences(tex), macros)}\u0000${tex}`;
      const known = kept.get(key);
      if (known !== undefined) {
        kept.delete(key);
        kept.set(key, known);
        return known;
      }
      const made = make(tex, display, macros, look);
      kept.set(key, made);
      if (kept.size > capacity) kept.delete(kept.keys().next().value!);
      return made;
    },
  };
}
