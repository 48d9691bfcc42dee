import * as vscode from 'vscode';
import { contains } from '../../core/text.ts';
import type { Annotation, Item } from '../../core/zotero/annotation.ts';
import { sourceNames } from '../../core/zotero/library.ts';
import type { CheckedLink } from '../../core/zotero/link-problems.ts';
import type { JudgedLink } from '../../core/zotero/link-state.ts';
import { linkAtOffset } from '../../core/zotero/note-links.ts';
import { referenceId } from '../../core/zotero/source.ts';
import { appendComment, appendForeign, shortened } from '../foreign-text.ts';
import type { OpenNotes } from '../notes.ts';
import { ageOf, authorsOf, isColor, isExtreme, originOf, pageOf, stateNames, tagsOf } from './describe.ts';
import { figureFinder } from './figures.ts';
import type { JudgedNotes } from './judged-notes.ts';
import type { ZoteroSources } from './sources.ts';

/** The only commands that a hover may run; their arguments are a place in the note, never a text of it. */
export const hoverCommands = [
  'paperNotes.zotero.openLink',
  'paperNotes.zotero.copyQuote',
  'paperNotes.zotero.showChange',
  'paperNotes.updateQuote',
];

const largestPicture = 300_000;
/** Of a longer text what is said below it, and what can be done, would stand out of sight. */
const longestText = 600;

/** Shows what a link into Zotero leads to. */
export function registerHover(notes: OpenNotes, judged: JudgedNotes, sources: ZoteroSources): vscode.Disposable {
  const figureOf = figureFinder(judged, sources);
  const figureHover = async (document: vscode.TextDocument, offset: number): Promise<vscode.Hover | undefined> => {
    const image = notes
      .of(document)
      .elements()
      .find(element => element.kind === 'image' && contains(element.range, offset));
    const found = image?.kind === 'image' ? await figureOf(document, image.src) : undefined;
    if (image === undefined || found === undefined) return undefined;
    const text = await annotationText(found.annotation, sources);
    appendPaper(text, found.item, '');
    text.appendMarkdown(`*From ${sourceNames[found.source]}, ${ageOf(found.taken, sources.clock.now())}*`);
    const range = new vscode.Range(document.positionAt(image.range.from), document.positionAt(image.range.to));
    return new vscode.Hover(text, range);
  };

  return vscode.languages.registerHoverProvider(
    { language: 'markdown' },
    {
      async provideHover(document, position) {
        const offset = document.offsetAt(position);
        const figure = await figureHover(document, offset);
        if (figure !== undefined) return figure;
        const at = () => linkAtOffset(judged.linksOf(document), offset);
        let found = at();
        if (found === undefined) return undefined;
        if (found.judged.source === undefined) {
          await judged.ask(document);
          found = at();
          if (found === undefined) return undefined;
        }
        const { range: whole, uriRange } = found.link;
        const range = contains(whole, offset) ? whole : uriRange;
        return new vscode.Hover(
          await hoverText(found, sources),
          new vscode.Range(document.positionAt(range.from), document.positionAt(range.to)),
        );
      },
    },
  );
}

/** What is to be said of an annotation itself. */
async function annotationText(annotation: Annotation, sources: ZoteroSources): Promise<vscode.MarkdownString> {
  const text = new vscode.MarkdownString(undefined, true);
  text.supportHtml = true;
  text.isTrusted = { enabledCommands: hoverCommands };
  text.appendMarkdown(`${swatch(annotation.color)} **${annotation.type}** `);
  appendForeign(text, pageOf(annotation));
  text.appendMarkdown('\n\n');
  if (annotation.text !== '') {
    text.appendMarkdown('> ');
    appendForeign(text, shortened(annotation.text, longestText));
    text.appendMarkdown('\n\n');
  }
  if (annotation.comment !== '') {
    appendComment(
      text,
      annotation.comment.length > 1000 ? `${annotation.comment.slice(0, 1000)}…` : annotation.comment,
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
    appendForeign(text, tagsOf(annotation).join(', '));
    text.appendMarkdown('\n\n');
  }
  return text;
}

function appendPaper(text: vscode.MarkdownString, item: Item | undefined, otherTitle: string): void {
  const title = item?.title || otherTitle;
  if (title === '') return;
  text.appendMarkdown('$(book) ');
  appendForeign(text, shortened(title, 300));
  const authors = item === undefined ? '' : authorsOf(item);
  if (authors !== '') {
    text.appendMarkdown(' — ');
    appendForeign(text, authors);
  }
  text.appendMarkdown('\n\n');
}

async function hoverText({ link, judged }: CheckedLink, sources: ZoteroSources): Promise<vscode.MarkdownString> {
  const { annotation, item, attachment, state } = judged;
  const text =
    annotation === undefined ? new vscode.MarkdownString(undefined, true) : await annotationText(annotation, sources);
  text.isTrusted = { enabledCommands: hoverCommands };
  appendPaper(text, item, attachment?.title || attachment?.filename || '');
  const icon = state === 'ok' ? '$(check)' : state === 'unknown' ? '$(question)' : '$(warning)';
  text.appendMarkdown(`${icon} ${judged.states.map(name => stateNames[name]).join('; ')}\n\n`);
  if (state === 'deleted') appendRemembered(text, judged, sources);
  const origin = originOf(judged, sources.clock.now());
  if (origin !== '') text.appendMarkdown(`*${origin}*\n\n`);
  const offset = encodeURIComponent(JSON.stringify([link.range.from]));
  const actions = [`[Open in Zotero](command:paperNotes.zotero.openLink?${offset})`];
  if (annotation !== undefined) actions.push(`[Copy as quote](command:paperNotes.zotero.copyQuote?${offset})`);
  if (judged.changes.length > 0) actions.push(`[Show the change](command:paperNotes.zotero.showChange?${offset})`);
  if (judged.changes.length > 0) actions.push(`[Update the quote](command:paperNotes.updateQuote?${offset})`);
  text.appendMarkdown(actions.join(' · '));
  return text;
}

/** A dot in the annotation's colour; anything but a colour gives none. */
function swatch(color: string): string {
  if (!isColor(color)) return '';
  const behind = isExtreme(color) ? 'background-color:#808080;' : '';
  return `<span style="color:${color};${behind}">●</span>`;
}

/** Of an annotation that is gone: what it said when it was last seen. */
function appendRemembered(text: vscode.MarkdownString, { parsed }: JudgedLink, sources: ZoteroSources): void {
  const { link } = parsed;
  if (link?.kind !== 'open' || link.annotation === undefined || link.library.kind === 'local') return;
  const id = referenceId(link.library, link.annotation);
  const known = sources.memory.lastKnown.get(id)?.thing;
  const last = known?.kind === 'annotation' ? known : sources.memory.seen.get(id);
  const said = last === undefined ? '' : last.text || last.comment;
  if (said === '') return;
  text.appendMarkdown('When it was last seen, it said:\n\n> ');
  appendForeign(text, shortened(said, longestText));
  text.appendMarkdown('\n\n');
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}
