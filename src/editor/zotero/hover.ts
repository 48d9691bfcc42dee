import * as vscode from 'vscode';
import { contains } from '../../core/text.ts';
import type { CheckedLink } from '../../core/zotero/link-problems.ts';
import { authorsOf, originOf, pageOf, stateNames } from './describe.ts';
import { appendComment, appendForeign, shortened } from './foreign-text.ts';
import type { JudgedNotes } from './judged-notes.ts';
import type { ZoteroSources } from './sources.ts';

/** The only commands that a hover may run; their arguments are a place in the note, never a text of it. */
export const hoverCommands = ['paperNotes.zotero.openLink', 'paperNotes.zotero.copyQuote', 'paperNotes.updateQuote'];

const largestPicture = 300_000;

/** Shows what a link into Zotero leads to. */
export function registerHover(judged: JudgedNotes, sources: ZoteroSources): vscode.Disposable {
  return vscode.languages.registerHoverProvider(
    { language: 'markdown' },
    {
      async provideHover(document, position) {
        const offset = document.offsetAt(position);
        const at = () => judged.linksOf(document).find(({ link }) => contains(link.range, offset));
        let found = at();
        if (found === undefined) return undefined;
        if (found.judged.source === undefined) {
          await judged.ask(document);
          found = at();
          if (found === undefined) return undefined;
        }
        const { range } = found.link;
        return new vscode.Hover(
          await hoverText(found, sources),
          new vscode.Range(document.positionAt(range.from), document.positionAt(range.to)),
        );
      },
    },
  );
}

async function hoverText({ link, judged }: CheckedLink, sources: ZoteroSources): Promise<vscode.MarkdownString> {
  const text = new vscode.MarkdownString(undefined, true);
  text.supportHtml = true;
  text.isTrusted = { enabledCommands: hoverCommands };
  const { annotation, item, attachment, state } = judged;
  if (annotation !== undefined) {
    text.appendMarkdown(`${swatch(annotation.color)} **${annotation.type}** `);
    appendForeign(text, pageOf(annotation));
    text.appendMarkdown('\n\n');
    if (annotation.text !== '') {
      text.appendMarkdown('> ');
      appendForeign(text, shortened(annotation.text, 1200));
      text.appendMarkdown('\n\n');
    }
    if (annotation.comment !== '') {
      appendComment(
        text,
        annotation.comment.length > 2000 ? `${annotation.comment.slice(0, 2000)}…` : annotation.comment,
      );
      text.appendMarkdown('\n\n');
    }
    if (annotation.type === 'image' || annotation.type === 'ink') {
      const picture = await sources.library.picture(annotation);
      if (picture.kind === 'drawn' && picture.png.length < largestPicture) {
        text.appendMarkdown(`<img src="data:image/png;base64,${base64(picture.png)}" width="320">\n\n`);
      } else text.appendMarkdown('*Zotero has not drawn this picture yet: open its page once.*\n\n');
    }
    if (annotation.tags.length > 0) {
      text.appendMarkdown('$(tag) ');
      appendForeign(text, annotation.tags.join(', '));
      text.appendMarkdown('\n\n');
    }
  }
  const title = item?.title || attachment?.title || attachment?.filename || '';
  if (title !== '') {
    text.appendMarkdown('$(book) ');
    appendForeign(text, title);
    const authors = item === undefined ? '' : authorsOf(item);
    if (authors !== '') {
      text.appendMarkdown(' — ');
      appendForeign(text, authors);
    }
    text.appendMarkdown('\n\n');
  }
  const icon = state === 'ok' ? '$(check)' : state === 'unknown' ? '$(question)' : '$(warning)';
  text.appendMarkdown(`${icon} ${judged.states.map(name => stateNames[name]).join('; ')}\n\n`);
  const origin = originOf(judged, sources.clock.now());
  if (origin !== '') text.appendMarkdown(`*${origin}*\n\n`);
  const offset = encodeURIComponent(JSON.stringify([link.range.from]));
  const actions = [`[Open in Zotero](command:paperNotes.zotero.openLink?${offset})`];
  if (annotation !== undefined) actions.push(`[Copy as quote](command:paperNotes.zotero.copyQuote?${offset})`);
  if (judged.changes.length > 0) actions.push(`[Update the quote](command:paperNotes.updateQuote?${offset})`);
  text.appendMarkdown(actions.join(' · '));
  return text;
}

/** A dot in the annotation's colour; anything but a colour gives none. */
function swatch(color: string): string {
  return /^#[0-9a-f]{6}$/.test(color) ? `<span style="color:${color};">●</span>` : '';
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}
