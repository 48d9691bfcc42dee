import { Parser } from 'htmlparser2';
import { markdownText } from '../template/markdown-text.ts';
import { linkAddress } from '../template/output.ts';

/*
 * References as Zotero formats them are HTML. Here they become markdown: italics and bold are kept, web addresses are
 * links, everything else is text.
 */

const marks: Readonly<Record<string, string>> = {
  i: 'i',
  em: 'i',
  b: 'b',
  strong: 'b',
  sub: 'sub',
  sup: 'sup',
};

/** The text of HTML with Zotero's subset of tags, in the parts that have these classes; all of it when none has. */
function richTextOf(html: string): { readonly text: string; readonly margin: string } {
  let text = '';
  let margin = '';
  let hidden = 0;
  let inMargin = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (hidden > 0 || name === 'script' || name === 'style' || attributes.class === 'Z3988') hidden++;
        else if (inMargin > 0 || attributes.class === 'csl-left-margin') inMargin++;
        else if (marks[name] !== undefined) text += `<${marks[name]}>`;
      },
      ontext(content) {
        // What is text in the HTML must not become a tag of the rich text.
        const plain = content.replace(/&/g, '&amp;').replace(/</g, '&lt;');
        if (hidden > 0) return;
        if (inMargin > 0) margin += content;
        else text += plain;
      },
      onclosetag(name) {
        if (hidden > 0) hidden--;
        else if (inMargin > 0) inMargin--;
        else if (marks[name] !== undefined) text += `</${marks[name]}>`;
        else if (/^(?:div|p|li)$/.test(name)) text += ' ';
      },
    },
    { decodeEntities: true },
  );
  parser.write(html);
  parser.end();
  return { text: text.replace(/\s+/g, ' ').trim(), margin: margin.trim() };
}

const address = /https?:\/\/[^\s<>"]+?(?=[.,;:)\]]*(?:\s|<|$))/g;

/** Rich text as one line of markdown, with its web addresses as links. */
function linkedMarkdown(rich: string): string {
  const parts: string[] = [];
  let at = 0;
  for (const match of rich.matchAll(address)) {
    const before = rich.slice(at, match.index);
    const target = linkAddress(match[0].replace(/&lt;/g, '<').replace(/&amp;/g, '&'));
    if (balanced(before)) parts.push(piece(before));
    else return piece(rich);
    parts.push(`<${target}>`);
    at = match.index + match[0].length;
  }
  const rest = rich.slice(at);
  return balanced(rest) ? [...parts, piece(rest)].join('') : piece(rich);
}

function balanced(rich: string): boolean {
  return (rich.match(/<[a-z]+>/g)?.length ?? 0) === (rich.match(/<\/[a-z]+>/g)?.length ?? 0);
}

/** `markdownText` without losing the spaces at the ends. */
function piece(rich: string): string {
  const lead = /^\s/.test(rich) ? ' ' : '';
  const trail = /\S\s+$/.test(rich) ? ' ' : '';
  return `${lead}${markdownText(rich)}${trail}`;
}

/** An entry of a bibliography. */
export interface ReferenceEntry {
  readonly markdown: string;
  /** The style numbers its entries, as IEEE and Vancouver do. */
  readonly numbered: boolean;
}

/**
 * Zotero's `bib` of one item as one line of markdown.
 *
 * @example referenceEntry('<div class="csl-bib-body"><div class="csl-entry">Azerbayev, Z. (2023). <i>Llemma</i>.</div></div>')
 *   // { markdown: 'Azerbayev, Z. (2023). *Llemma*.', numbered: false }
 */
export function referenceEntry(bib: string): ReferenceEntry {
  const { text, margin } = richTextOf(bib);
  return { markdown: linkedMarkdown(text), numbered: margin !== '' };
}

/** Zotero's `citation` of one item, such as `(Azerbayev et al., 2023)`, as markdown. */
export function citationText(citation: string): string {
  return markdownText(richTextOf(citation).text);
}
