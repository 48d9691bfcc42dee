import type { MarkdownIt } from 'markdown-it';
import { extendNotebookMarkdown } from '../../src/core/markdown/rules/notebook-rules.ts';

/** What the editor's own renderer of markdown cells offers to those that extend it. */
interface MarkdownRenderer {
  readonly extendMarkdownIt: (extend: (md: MarkdownIt) => void) => void;
}

/** What a notebook gives to a renderer. */
interface NotebookContext {
  readonly workspace: { readonly isTrusted: boolean };
  readonly getRenderer: (id: string) => Promise<MarkdownRenderer | undefined>;
}

/** Called by the notebook's page before its first markdown cell is shown. */
export async function activate(context: NotebookContext): Promise<void> {
  const markdown = await context.getRenderer('vscode.markdown-it-renderer');
  if (markdown === undefined) throw new Error('The editor’s renderer of markdown cells is not there.');
  addStyle(new URL('./notebook.css', import.meta.url).href);
  markdown.extendMarkdownIt(md => extendNotebookMarkdown(md, !context.workspace.isTrusted));
}

/** Each cell takes in what the templates of this class hold, and nothing of it reaches the outputs beside the cells. */
function addStyle(href: string): void {
  const style = document.createElement('link');
  style.rel = 'stylesheet';
  style.href = href;
  const template = document.createElement('template');
  template.classList.add('markdown-style');
  template.content.append(style);
  document.head.append(template);
}
