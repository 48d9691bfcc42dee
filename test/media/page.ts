import { buildSync } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { appearanceCss } from '../../src/core/page/appearance.ts';
import type { BlockContent, FromWebviewMessage, ToWebviewMessage } from '../../src/protocol.ts';
import { project } from '../host/editor/editor.ts';

/** The pane's page in a plain browser, with the test in the extension's place. */
export interface PreviewPage {
  readonly page: Page;
  /** Sends messages and waits until they were received. */
  readonly send: (...messages: readonly ToWebviewMessage[]) => Promise<void>;
  /** What the page has said since the last call. */
  readonly said: () => Promise<readonly FromWebviewMessage[]>;
}

/** A page as the extension writes it, with its script and style, and no blocks. */
export async function openPreviewPage(browser: Browser, standing = ''): Promise<PreviewPage> {
  const page = await browser.newPage({ viewport: { width: 900, height: 700 } });
  const errors: Error[] = [];
  page.on('pageerror', error => errors.push(error));
  await page.setContent(`<!DOCTYPE html><html><head><style>${bundle('css')}</style>
    <style class="appearance">${appearanceCss({ fontFamily: '', fontSize: 16, lineHeight: 1.6, width: 68, asides: 'margin' })}</style>
    </head><body class="vscode-light"><main data-uri="file:///note.md" data-generation="1" data-line="0">
    <section class="group">${standing}</section></main></body></html>`);
  // Functions compiled by esbuild may call it, its own helper.
  await page.evaluate('globalThis.__name = value => value');
  await page.evaluate(() => {
    const said: unknown[] = [];
    const api = {
      postMessage: (message: unknown) => said.push(message),
      getState: () => undefined,
      setState: () => {},
    };
    Object.assign(window, { said, acquireVsCodeApi: () => api });
  });
  await page.addScriptTag({ content: bundle('js') });
  await page.waitForFunction(() => (window as unknown as { said: unknown[] }).said.length > 0);
  return {
    page,
    send: async (...messages) => {
      for (const message of messages) {
        await page.evaluate(
          data =>
            new Promise<void>(resolve => {
              window.addEventListener('message', () => resolve(), { once: true });
              window.postMessage(data, '*');
            }),
          message,
        );
      }
      await page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      if (errors.length > 0) throw errors[0];
    },
    said: () => page.evaluate(() => (window as unknown as { said: FromWebviewMessage[] }).said.splice(0)),
  };
}

const bundles = new Map<string, string>();

/** The page's script or style, built from its source with the fonts inside. */
function bundle(kind: 'js' | 'css'): string {
  let text = bundles.get(kind);
  if (text === undefined) {
    const { outputFiles } = buildSync({
      entryPoints: [`${project}media/preview/preview.${kind === 'js' ? 'ts' : 'css'}`],
      bundle: true,
      write: false,
      format: 'iife',
      target: 'chrome120',
      loader: { '.woff2': 'dataurl', '.woff': 'empty', '.ttf': 'empty' },
      outdir: '/out',
    });
    text = outputFiles[0]!.text;
    bundles.set(kind, text);
  }
  return text;
}

/** The message that begins a note. */
export function noteOf(blocks: readonly BlockContent[], line = 0): ToWebviewMessage {
  return { type: 'note', uri: 'file:///note.md', generation: 1, version: 1, blocks, line };
}

/** A paragraph that takes two source lines, of a length that goes with its number. */
export function paragraph(id: number, words = 20 + ((id * 7) % 60)): BlockContent {
  return { id, lines: 2, height: 90, html: `<p>Block ${id}. ${'word '.repeat(words)}</p>` };
}

export function paragraphs(count: number, from = 1): readonly BlockContent[] {
  return Array.from({ length: count }, (_, index) => paragraph(from + index));
}
