import * as vscode from 'vscode';
import {
  createHoverImages,
  type FormulaDrawing,
  type HoverImage,
  type HoverImages,
  type HoverLook,
} from '../../core/math/hover-image.ts';
import type { MacroTable } from '../../core/math/macros.ts';

export interface Pictures {
  /** For a hover, in the colours of the theme. */
  readonly of: (tex: string, display: boolean, macros: MacroTable) => Promise<HoverImage>;
  /** For other programs: black, at the size of print on the web. */
  readonly drawing: (tex: string, display: boolean, macros: MacroTable) => Promise<FormulaDrawing>;
}

function lookNow(): HoverLook {
  const { kind } = vscode.window.activeColorTheme;
  const fontSize = vscode.workspace.getConfiguration('editor').get('fontSize');
  const colors = {
    [vscode.ColorThemeKind.Light]: '#333333',
    [vscode.ColorThemeKind.Dark]: '#d4d4d4',
    [vscode.ColorThemeKind.HighContrast]: '#ffffff',
    [vscode.ColorThemeKind.HighContrastLight]: '#000000',
  };
  return { color: colors[kind], fontSize: typeof fontSize === 'number' ? Math.min(28, Math.max(10, fontSize)) : 14 };
}

/** What the build writes: parts of fonts by their data, whole fonts by the name of their file. */
interface PackedFonts {
  readonly css: string;
  readonly parts: Readonly<
    Record<string, readonly { readonly characters: string; readonly data?: string; readonly file?: string }[]>
  >;
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** @param extension the extension's folder, whose built files hold KaTeX's style and fonts */
export function createPictures(extension: vscode.Uri): Pictures {
  let images: Promise<HoverImages> | undefined;
  const read = (name: string) => vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, 'dist/media', name));
  const load = async (): Promise<HoverImages> => {
    const { css, parts } = JSON.parse(new TextDecoder().decode(await read('hover-fonts.json'))) as PackedFonts;
    const whole = async ([name, list]: [string, PackedFonts['parts'][string]]) =>
      [
        name,
        await Promise.all(
          list.map(async ({ characters, data, file }) => ({
            characters,
            data: data ?? base64(await read(`fonts/${file}`)),
          })),
        ),
      ] as const;
    const fonts = Object.fromEntries(await Promise.all(Object.entries(parts).map(whole)));
    return createHoverImages({ css, parts: fonts });
  };
  return {
    of: async (tex, display, macros) => {
      images ??= load();
      return (await images).of(tex, display, macros, lookNow());
    },
    drawing: async (tex, display, macros) => {
      images ??= load();
      return (await images).drawing(tex, display, macros, { color: '#000000', fontSize: 16 });
    },
  };
}

/** A formula's picture as the text of a hover, with KaTeX's words where it has none. */
export function pictureText(image: HoverImage): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  if (image.kind === 'failed') return plainText(image.message);
  text.supportHtml = false;
  text.value = `![](${image.uri}|width=${image.width},height=${image.height})`;
  return text;
}

/** Words as the text of a hover. The editor's own way turns every space into one that does not break. */
export function plainText(message: string): vscode.MarkdownString {
  return new vscode.MarkdownString(message.replace(/[\\`*_{}[\]()#+\-.!<>|~$&]/g, '\\$&'));
}
