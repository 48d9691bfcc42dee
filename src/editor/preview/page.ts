import * as vscode from 'vscode';
import type { StandingBlock } from './feed.ts';

/** What a page begins with. */
export interface PageStart {
  readonly uri: string;
  readonly generation: number;
  readonly line: number;
  readonly standing: readonly StandingBlock[];
  /** Style rules of the settings; see `appearanceCss`. */
  readonly appearance: string;
  /** Whether images may come from the web. */
  readonly remoteImages: boolean;
}

/** The page's own style and script, as texts: a page that must fetch them is painted a good deal later. */
export interface PageMedia {
  readonly style: string;
  readonly script: string;
}

/** Reads style and script from the extension's folder. */
export async function readPageMedia(extension: vscode.Uri): Promise<PageMedia> {
  const read = async (name: string) =>
    new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(pageFolder(extension), name)));
  const [style, script] = await Promise.all([read('preview.css'), read('preview.js')]);
  return { style, script: script.replaceAll('</script', '<\\/script') };
}

/** The folder of the pane's own script, style and fonts. */
export function pageFolder(extension: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extension, 'dist', 'media');
}

/**
 * The pane's first HTML. It holds the first screen of the note, so that this is painted before the script runs.
 *
 * The policy lets in one script (ours, by its nonce), our style and fonts, and images. `style` attributes are let in
 * because KaTeX sets the measures of formulas with them.
 */
export function pageHtml(webview: vscode.Webview, extension: vscode.Uri, media: PageMedia, start: PageStart): string {
  const nonce = randomNonce();
  const fonts = webview.asWebviewUri(vscode.Uri.joinPath(pageFolder(extension), 'fonts')).toString();
  const own = webview.cspSource;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    `font-src ${own}`,
    `img-src ${own} data:${start.remoteImages ? ' https:' : ''}`,
    `media-src ${own}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const blocks = start.standing.map(({ id, html }) => `<div class="block" dir="auto" data-id="${id}">${html}</div>`);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${attribute(vscode.Uri.parse(start.uri).path.split('/').at(-1) ?? '')}</title>
<style nonce="${nonce}">${media.style.replaceAll('./fonts/', `${fonts}/`)}</style>
<style class="appearance" nonce="${nonce}">${start.appearance}</style>
</head>
<body>
<main data-uri="${attribute(start.uri)}" data-generation="${start.generation}" data-line="${start.line}">
<section class="group">${blocks.join('')}</section>
</main>
<script nonce="${nonce}">${media.script}</script>
</body>
</html>`;
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

function randomNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...bytes));
}
