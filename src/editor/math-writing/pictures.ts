import * as vscode from 'vscode';
import {
  createHoverImages,
  type HoverImage,
  type HoverImages,
  type HoverLook,
  type HoverResources,
} from '../../core/math/hover-image.ts';
import type { MacroTable } from '../../core/math/macros.ts';

/** Pictures of formulas in the colours of the theme. */
export interface Pictures {
  readonly of: (tex: string, display: boolean, macros: MacroTable) => Promise<HoverImage>;
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

/** @param extension the extension's folder, whose built files hold KaTeX's style and fonts */
export function createPictures(extension: vscode.Uri): Pictures {
  let images: Promise<HoverImages> | undefined;
  const load = async (): Promise<HoverImages> => {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, 'dist/media/hover-fonts.json'));
    return createHoverImages(JSON.parse(new TextDecoder().decode(bytes)) as HoverResources);
  };
  return {
    of: async (tex, display, macros) => {
      images ??= load();
      return (await images).of(tex, display, macros, lookNow());
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
