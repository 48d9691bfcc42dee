import * as vscode from 'vscode';
import { neverCancelled } from '../../core/cancellation.ts';
import { sourceNames } from '../../core/zotero/library.ts';
import { failureCure, failureText, isFailure, type SourceFailure } from '../../core/zotero/source.ts';
import { ageOf } from './describe.ts';
import { sampleFile, webApiSecret, type ZoteroSources } from './sources.ts';

const scheme = 'paper-notes-diagnosis';

/** “Why can’t Paper Notes reach Zotero?”: tries every way and tells what came of it and the one thing to do next. */
export function registerDiagnosis(sources: ZoteroSources): vscode.Disposable {
  let text = '';
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const uri = vscode.Uri.from({ scheme, path: '/Why can’t Paper Notes reach Zotero?.md' });
  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: () => text,
    }),
    vscode.commands.registerCommand('paperNotes.zotero.diagnose', async () => {
      text = await diagnose(sources);
      changed.fire(uri);
      await vscode.commands.executeCommand('markdown.showPreview', uri);
      return text;
    }),
  );
}

async function diagnose(sources: ZoteroSources): Promise<string> {
  await sources.ready;
  const now = sources.clock.now();
  const lines: string[] = [];
  const failures: SourceFailure[] = [];
  let first: string | undefined;
  for (const source of sources.list()) {
    const opened = await source.open(neverCancelled);
    const name = capital(sourceNames[source.source]);
    if (isFailure(opened)) {
      failures.push(opened);
      lines.push(`- **${name}**: ${failureText(opened.reason)} ${verbatim(opened.detail)}`);
    } else {
      first ??= opened.source;
      const libraries = opened.libraries.map(library => library.name).join(', ');
      lines.push(`- **${name}** answers: ${verbatim(opened.description)}; libraries: ${verbatim(libraries || 'none')}`);
    }
  }
  const status = sources.database?.status();
  const facts: string[] = [];
  if (status !== undefined) {
    facts.push(`- Address asked: ${verbatim(sources.apiAddress())}`);
    const found = { setting: 'your setting', profile: 'Zotero’s profile', default: 'its usual place' } as const;
    facts.push(
      status.folder === undefined
        ? '- Data directory: not found'
        : `- Data directory: ${verbatim(status.folder)} (by ${found[status.foundBy ?? 'default']})`,
    );
    const untouched = status.hasProfile ? 'never touched, so off' : 'not known, for Zotero has no profile here';
    const enabled = status.localApiEnabled === undefined ? untouched : status.localApiEnabled ? 'on' : 'off';
    facts.push(`- The switch “Allow other applications …” in Zotero’s preferences file: ${enabled}`);
    if (status.copy !== undefined) {
      const { journalMode, bytes, taken, engine } = status.copy;
      facts.push(
        `- Copy of the database: ${(bytes / 1e6).toFixed(1)} MB, journal mode ${journalMode}, made ${ageOf(taken, now)}, read by ${engine}`,
      );
    }
  } else facts.push('- This window runs in a browser, where only zotero.org can be asked.');
  if (sources.isSample())
    facts.push(`- This folder brings a made-up sample library (${sampleFile}); it is asked first.`);
  const next = nextStep(first, failures);
  return `# Why can’t Paper Notes reach Zotero?\n\n**${next}**\n\n## What was tried, in this order\n\n${lines.join('\n') || '- nothing: Zotero is switched off in the settings'}\n\n## What is known\n\n${facts.join('\n')}\n\nNothing was sent to any other machine${failures.some(({ reason }) => reason === 'no-key') ? '' : ', except to zotero.org with the key that you stored'}. Zotero’s files were only read, and only copied.\n`;
}

function nextStep(first: string | undefined, failures: readonly SourceFailure[]): string {
  if (first === 'local-api') return 'It can: Zotero answers. There is nothing to do.';
  if (first === 'sample')
    return 'The sample library of this folder answers. Open a folder of your own to use your Zotero.';
  const api = failures.find(({ source }) => source === 'local-api');
  const step = api === undefined ? 'Store a key for zotero.org.' : failureCure(api.reason);
  if (first === 'database')
    return `It reads a copy of Zotero’s database, which is enough to check links. To have more: ${step}`;
  return `Next: ${step}`;
}

/** Names and answers that come from outside, as code: no sign of them is markdown. */
function verbatim(text: string): string {
  const line = text.replace(/[`\s]+/g, ' ').trim();
  return line === '' ? '' : `\`${line.length > 300 ? `${line.slice(0, 299)}…` : line}\``;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Asks for the key of zotero.org and keeps it in the secret storage; an empty one is forgotten. */
export function registerWebApiKey(context: vscode.ExtensionContext): vscode.Disposable {
  return vscode.commands.registerCommand('paperNotes.zotero.setWebApiKey', async () => {
    const key = await vscode.window.showInputBox({
      title: 'Key for zotero.org',
      prompt:
        'Make one at zotero.org/settings/keys with read access to your library. Leave it empty to forget the stored key.',
      password: true,
      ignoreFocusOut: true,
      validateInput: value =>
        /^[A-Za-z0-9]*$/.test(value.trim()) ? undefined : 'A key is made of letters and digits.',
    });
    if (key === undefined) return;
    if (key.trim() === '') await context.secrets.delete(webApiSecret);
    else await context.secrets.store(webApiSecret, key.trim());
  });
}
