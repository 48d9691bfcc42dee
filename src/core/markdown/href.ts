/*
 * Which destinations a note's text may link to. A destination that is not allowed loses its link, never its text.
 */

const SCHEME = /^([a-z][a-z0-9+.-]*):/i;
/** A drive letter is no scheme. */
const DRIVE = /^[a-z]:[\\/]/i;
/** What a link may hand to another program: the browser, the mail program, Zotero. Others, as `obsidian:`, can run commands there. */
export const outsideSchemes: ReadonlySet<string> = new Set(['http', 'https', 'mailto', 'zotero']);

/**
 * The destination as it may stand in an `href`, or undefined when a note must not link there: other schemes than those
 * that open a page, a mail, a paper or a file (so no `javascript:`, `command:`, `vscode:` or `data:`), nothing at all,
 * and the block references `((…))` of Roam, which lead nowhere outside it.
 *
 * @example safeHref('command:workbench.action.quit') // undefined
 */
export function safeHref(href: string): string | undefined {
  const trimmed = withoutControls(href);
  if (trimmed === '' || /^\(\(.*\)\)$/.test(trimmed)) return undefined;
  if (DRIVE.test(trimmed)) return fileUri(`file:///${trimmed}`);
  const scheme = schemeOf(trimmed);
  if (scheme === undefined) return trimmed.startsWith('//') || trimmed.startsWith('\\\\') ? undefined : trimmed;
  if (scheme === 'file') return fileUri(trimmed);
  return outsideSchemes.has(scheme) ? trimmed : undefined;
}

/**
 * Why a destination that `safeHref` refuses is no link, for those who point at its text.
 *
 * @example whyDead('obsidian://open?vault=v') // 'Not a link here: addresses with “obsidian:” are not opened from notes.'
 */
export function whyDead(href: string): string {
  const trimmed = withoutControls(href);
  if (trimmed === '') return 'Not a link: it has no address.';
  if (/^\(\(.*\)\)$/.test(trimmed)) return 'Not a link here: only Roam knows where its block references lead.';
  const scheme = schemeOf(trimmed);
  return scheme === undefined
    ? 'Not a link here: addresses of other machines need a scheme, such as “https:”.'
    : `Not a link here: addresses with “${scheme}:” are not opened from notes.`;
}

function withoutControls(href: string): string {
  return href.replace(/[\u0000-\u0020\u007f-\u009f]+/g, character => (character === ' ' ? ' ' : '')).trim();
}

/** The scheme in lower case. What a browser reads as one after percent-decoding is none, but nobody writes it in good faith. */
function schemeOf(href: string): string | undefined {
  return (SCHEME.exec(href)?.[1] ?? /^([a-z0-9+.-]+)(?:%3a|&colon;|&#)/i.exec(href)?.[1])?.toLowerCase();
}

/** True for a path of Windows, which begins with the letter of a drive and not with a scheme. */
export function isDrivePath(href: string): boolean {
  return DRIVE.test(href.trim());
}

/**
 * A file URI in its proper form, of the forms that importers write on Windows.
 *
 * @example fileUri('file://D:\\Zotero\\image.png') // 'file:///D:/Zotero/image.png'
 */
export function fileUri(uri: string): string {
  const path = uri.slice('file:'.length).replaceAll('\\', '/');
  const drive = /^\/*([a-z]):\/*(.*)$/i.exec(path);
  return drive ? `file:///${drive[1]}:/${drive[2]}` : `file:${path}`;
}

/**
 * The Zotero URI in a destination as notes have it, without the spaces and doubled parentheses around it and with plain
 * ampersands; undefined when it is none.
 *
 * @example zoteroUri('(zotero://select/library/items/DY8FYKM8)') // 'zotero://select/library/items/DY8FYKM8'
 */
export function zoteroUri(destination: string): string | undefined {
  const bare = destination.trim().replace(/^\(+\s*(.*?)\s*\)+$/s, '$1');
  if (!/^zotero:\/\//i.test(bare)) return undefined;
  return bare.replace(/&(?:amp|#x26|#38);|\\&/gi, '&');
}
