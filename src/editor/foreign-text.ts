import type * as vscode from 'vscode';

/*
 * Texts from Zotero and from notes in the editor's own markdown. They come from papers and from strangers: no character
 * of them may become a link, a command or HTML.
 */

/**
 * Adds a text as it is. Every sign that markdown, HTML, links or icons could begin with becomes a character reference;
 * `appendText` of the editor would also bind all words together, so that no line of a long quote could break.
 */
export function appendForeign(markdown: vscode.MarkdownString, text: string): void {
  const harmless = text.replace(/[!-/:-@[-`{-~]/g, sign => `&#${sign.charCodeAt(0)};`);
  // A line that begins with spaces would be code.
  markdown.appendMarkdown(harmless.replace(/[ \t]*(?:\r\n?|\n)[ \t]*/g, '  \n'));
}

/** Adds an annotation's comment with the four tags that Zotero lets a comment have. */
export function appendComment(markdown: vscode.MarkdownString, comment: string): void {
  const open: string[] = [];
  for (const piece of comment.split(/(<\/?(?:b|i|sub|sup)>)/i)) {
    const tag = /^<(\/?)(b|i|sub|sup)>$/i.exec(piece);
    if (tag === null) appendForeign(markdown, piece);
    else if (tag[1] === '') {
      open.push(tag[2]!.toLowerCase());
      markdown.appendMarkdown(`<${tag[2]!.toLowerCase()}>`);
    } else if (open.at(-1) === tag[2]!.toLowerCase()) {
      open.pop();
      markdown.appendMarkdown(`</${tag[2]!.toLowerCase()}>`);
    }
  }
  for (const tag of open.reverse()) markdown.appendMarkdown(`</${tag}>`);
}

/** The first `length` characters of a text, with an ellipsis when there are more. */
export function shortened(text: string, length: number): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat.length <= length ? flat : `${flat.slice(0, length - 1).trimEnd()}…`;
}
