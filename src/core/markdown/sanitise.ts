import { Tokenizer } from 'htmlparser2';
import { anchorId } from './anchor.ts';
import { markColour } from './colour.ts';
import { escapeHtml } from './escape-html.ts';
import { safeHref, whyDead, zoteroUri } from './href.ts';

/*
 * Raw HTML of a note, reduced to what shows something and does nothing else. Markdown cuts HTML into fragments, so it is
 * read tag by tag; what is opened and closed in different fragments is matched by `balanceHtml`.
 */

/** One piece of a fragment, in order. */
export type HtmlPiece =
  /** `tag` is what it becomes, when that is another element. */
  | { readonly kind: 'open'; readonly name: string; readonly html: string; readonly tag?: string }
  | { readonly kind: 'close'; readonly name: string }
  /** An element whose content is not shown begins and does not end in this fragment. */
  | { readonly kind: 'silence'; readonly name: string }
  /** Text, void elements and whole images; balanced in itself. */
  | { readonly kind: 'content'; readonly html: string };

/** What an `<img>` of a fragment says. */
export interface HtmlImage {
  readonly source: string;
  readonly alt: string;
  readonly title?: string;
  readonly width?: number;
  readonly height?: number;
}

const TABLE_PARTS = ['caption', 'colgroup', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td'];
const ALLOWED = new Set([
  ...['a', 'abbr', 'b', 'blockquote', 'center', 'cite', 'code', 'dd', 'del', 'details', 'dfn', 'div', 'dl', 'dt', 'em'],
  ...[
    'figcaption',
    'font',
    'figure',
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'i',
    'ins',
    'kbd',
    'li',
    'mark',
    'ol',
    'p',
    'pre',
    'q',
  ],
  ...[
    'rp',
    'rt',
    'ruby',
    's',
    'samp',
    'small',
    'span',
    'strike',
    'strong',
    'sub',
    'summary',
    'sup',
    'table',
    'tt',
    'u',
  ],
  ...['ul', 'var', ...TABLE_PARTS],
]);
const VOID = new Set(['br', 'hr', 'wbr', 'col']);
/** Elements whose content is no text of the note. */
const SILENT = new Set([
  ...['script', 'style', 'iframe', 'object', 'embed', 'applet', 'svg', 'math', 'template', 'noscript', 'noembed'],
  ...['noframes', 'frameset', 'select', 'textarea', 'title', 'head', 'xmp', 'plaintext', 'audio', 'video', 'canvas'],
]);

/** Attributes kept on every element, and on some. */
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  '*': ['title', 'lang', 'dir'],
  details: ['open'],
  ol: ['start', 'reversed', 'type'],
  li: ['value'],
  td: ['colspan', 'rowspan', 'align'],
  th: ['colspan', 'rowspan', 'align', 'scope'],
  col: ['span'],
  colgroup: ['span'],
};

export function isTablePart(name: string): boolean {
  return TABLE_PARTS.includes(name);
}

/**
 * The pieces of a fragment of HTML, with everything taken away that is not allowed: other elements (their text stays,
 * but not that of scripts, styles and embedded things), handlers, styles, classes, and links to where a note must not
 * lead. Ids become anchors for the note's own links. Comments are gone. A tag that is not finished is text. Never throws.
 *
 * @param image gives the HTML of an image
 */
export function readHtml(fragment: string, image: (image: HtmlImage) => string): HtmlPiece[] {
  const pieces: HtmlPiece[] = [];
  let covered = 0;
  let name = '';
  let attribute = '';
  let value = '';
  let attributes: Record<string, string> = {};
  /** Elements around here whose content is not shown. */
  const silent: string[] = [];
  const text = (html: string) => {
    if (silent.length === 0 && html !== '') pieces.push({ kind: 'content', html: escapeHtml(html) });
  };
  const openTag = (end: number) => {
    covered = end + 1;
    if (SILENT.has(name)) silent.push(name);
    else if (silent.length === 0) pushElement(pieces, name, attributes, image);
  };
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      ontext: (start, end) => {
        text(fragment.slice(start, end));
        covered = end;
      },
      ontextentity: (codepoint, end) => {
        text(String.fromCodePoint(codepoint));
        covered = end;
      },
      onopentagname: (start, end) => {
        name = fragment.slice(start, end).toLowerCase();
        attributes = {};
      },
      onattribname: (start, end) => {
        attribute = fragment.slice(start, end).toLowerCase();
        value = '';
      },
      onattribdata: (start, end) => {
        value += fragment.slice(start, end);
      },
      onattribentity: codepoint => {
        value += String.fromCodePoint(codepoint);
      },
      onattribend: () => {
        if (!Object.hasOwn(attributes, attribute)) attributes[attribute] = value;
      },
      onopentagend: openTag,
      onselfclosingtag: openTag,
      onclosetag: (start, end) => {
        covered = end + 1;
        const closed = fragment.slice(start, end).trim().toLowerCase();
        if (silent.length > 0) {
          const at = silent.lastIndexOf(closed);
          if (at >= 0) silent.length = at;
        } else if (ALLOWED.has(closed) || SILENT.has(closed)) {
          pieces.push({ kind: 'close', name: closed });
        }
      },
      oncdata: (_start, end) => {
        covered = end + 1;
      },
      oncomment: (_start, end) => {
        covered = end + 1;
      },
      ondeclaration: (_start, end) => {
        covered = end + 1;
      },
      onprocessinginstruction: (_start, end) => {
        covered = end + 1;
      },
      onend: () => {},
    },
  );
  tokenizer.write(fragment);
  tokenizer.end();
  if (covered < fragment.length) text(fragment.slice(covered));
  if (silent.length > 0) pieces.push({ kind: 'silence', name: silent[0]! });
  return pieces;
}

const ALIGNED = new Set(['div', 'p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6']);

/** The colour of letters: a name or a hexadecimal number, which can do nothing else. */
function lettersColour(said: string, name: string): string | undefined {
  const value = name === 'font' ? said.trim() : /(?:^|;)\s*color\s*:\s*([^;!]+?)\s*(?:;|$)/i.exec(said)?.[1];
  if (value === undefined || /^transparent$/i.test(value)) return undefined;
  return /^(?:[a-z]{3,20}|#(?:[0-9a-f]{3}|[0-9a-f]{6}))$/i.test(value) ? value.toLowerCase() : undefined;
}

function pushElement(
  pieces: HtmlPiece[],
  name: string,
  attributes: Readonly<Record<string, string>>,
  image: (image: HtmlImage) => string,
): void {
  if (name === 'img') {
    const source = attributes.src ?? '';
    if (source !== '') pieces.push({ kind: 'content', html: image(imageOf(source, attributes)) });
  } else if (VOID.has(name)) {
    pieces.push({ kind: 'content', html: `<${name}${attributesHtml(name, attributes)}>` });
  } else if (name === 'mark' || name === 'span' || name === 'font') {
    // Coloured text, as exporters of annotations write it, is marked text: the colour is kept as a class.
    const colour = backgroundOf(attributes.style ?? '');
    const tag = colour === undefined ? name : 'mark';
    const letters = lettersColour(name === 'font' ? (attributes.color ?? '') : (attributes.style ?? ''), name);
    if (tag === 'font' && letters === undefined) return;
    const marked =
      colour !== undefined ? ` class="colour-${colour}"` : letters === undefined ? '' : ` style="color:${letters}"`;
    const shown = tag === 'font' ? 'span' : tag;
    pieces.push({ kind: 'open', name, html: `<${shown}${marked}${attributesHtml(name, attributes)}>`, tag: shown });
  } else if (ALLOWED.has(name)) {
    const align =
      ALIGNED.has(name) && /^(?:left|center|right)$/i.exec(attributes.align?.trim() ?? '')?.[0].toLowerCase();
    const aligned = align ? ` class="align-${align}"` : '';
    pieces.push({ kind: 'open', name, html: `<${name}${aligned}${attributesHtml(name, attributes)}>` });
  }
}

function backgroundOf(style: string): string | undefined {
  const value = /(?:^|;)\s*background(?:-color)?\s*:\s*([^;]{1,60})/i.exec(style)?.[1];
  return value === undefined ? undefined : markColour(value.replace(/!important/i, ''));
}

function imageOf(source: string, attributes: Readonly<Record<string, string>>): HtmlImage {
  const width = pixels(attributes.width);
  const height = pixels(attributes.height);
  return {
    source,
    alt: attributes.alt ?? '',
    ...(attributes.title === undefined ? {} : { title: attributes.title }),
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
  };
}

function pixels(value: string | undefined): number | undefined {
  const match = /^\s*(\d{1,4})(?:px)?\s*$/.exec(value ?? '');
  return match ? Number(match[1]) : undefined;
}

function attributesHtml(name: string, attributes: Readonly<Record<string, string>>): string {
  let html = anchorAttribute(name, attributes);
  const link = name === 'a' ? linkAttributes(attributes.href) : '';
  for (const [attribute, value] of Object.entries(attributes)) {
    if (attribute === 'title' && link.includes(' title="')) continue;
    if (
      ATTRIBUTES['*']!.includes(attribute) ||
      (Object.hasOwn(ATTRIBUTES, name) && ATTRIBUTES[name]!.includes(attribute))
    ) {
      html += ` ${attribute}="${escapeHtml(value)}"`;
    }
  }
  return html + link;
}

/** The id that a link of the note may lead to. */
function anchorAttribute(name: string, attributes: Readonly<Record<string, string>>): string {
  const id = anchorId(attributes.id ?? (name === 'a' ? attributes.name : undefined) ?? '');
  return id === undefined ? '' : ` id="${id}"`;
}

function linkAttributes(href: string | undefined): string {
  if (href === undefined) return '';
  const zotero = zoteroUri(href);
  if (zotero !== undefined) {
    const uri = escapeHtml(zotero);
    return ` class="chip zotero" data-zotero="${uri}" href="${uri}"`;
  }
  const safe = safeHref(href);
  return safe === undefined ? ` class="link-dead" title="${escapeHtml(whyDead(href))}"` : ` href="${escapeHtml(safe)}"`;
}
