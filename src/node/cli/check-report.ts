import { libraryPath } from '../../core/zotero/annotation.ts';
import type { CheckedLink } from '../../core/zotero/link-problems.ts';
import type { LinkState } from '../../core/zotero/link-state.ts';
import { type FailureReason, failureCure, failureText, type SourceName } from '../../core/zotero/source.ts';
import { type LinkLibrary, pageNumber } from '../../core/zotero/uri.ts';
import type { CheckResult } from './check.ts';

/** A link in the JSON report. What a link does not have, or what was not found, is `null`. */
interface LinkReport {
  readonly file: string;
  /** Where the URI stands in the file, in UTF-16 units from its beginning. */
  readonly from: number;
  readonly to: number;
  readonly uri: string;
  /** The link's library: `library`, `groups/ID`, or `local/N` of old links. */
  readonly library: string | null;
  readonly attachment: string | null;
  readonly annotation: string | null;
  /** A number when the link says one. */
  readonly page: number | string | null;
  readonly state: LinkState;
  readonly source: SourceName | null;
  /** Seconds since it was so. */
  readonly age: number | null;
  /** Why it is unknown: a code, see `FailureReason`. */
  readonly reason: FailureReason | null;
  readonly type: string | null;
  readonly text: string | null;
  readonly comment: string | null;
  readonly color: string | null;
  readonly pageLabel: string | null;
  readonly pageIndex: number | null;
  readonly tags: readonly string[] | null;
  /** Where it really lies. */
  readonly foundLibrary: string | null;
  readonly foundAttachment: string | null;
  readonly title: string | null;
  readonly citekey: string | null;
}

interface ProblemReport {
  readonly file: string;
  readonly from: number;
  readonly to: number;
  readonly code: string;
  readonly message: string;
}

interface JsonReport {
  readonly links: readonly LinkReport[];
  readonly problems: readonly ProblemReport[];
  readonly sources: readonly {
    readonly source: SourceName;
    readonly state: 'answered' | 'failed';
    readonly detail: string;
  }[];
}

/** The result as `--json` writes it. */
export function jsonReport(result: CheckResult): JsonReport {
  return {
    links: result.notes.flatMap(({ file, links }) => links.map(link => linkReport(file, link, result.now))),
    problems: result.notes.flatMap(({ file, problems }) =>
      problems.map(({ range, code, message }) => ({ file, from: range.from, to: range.to, code, message })),
    ),
    sources: [
      ...result.answers.answered.map(({ source, description }) => ({
        source,
        state: 'answered' as const,
        detail: description,
      })),
      ...result.answers.failures.map(({ source, reason, detail }) => ({
        source,
        state: 'failed' as const,
        detail: `${failureText(reason)} (${detail})`,
      })),
    ],
  };
}

function linkReport(file: string, { link, judged }: CheckedLink, now: number): LinkReport {
  const target = link.parsed.link;
  const open = target?.kind === 'open' ? target : undefined;
  const select = target?.kind === 'select' ? target : undefined;
  const { annotation, attachment, item } = judged;
  const found = annotation ?? attachment ?? item;
  return {
    file,
    from: link.uriRange.from,
    to: link.uriRange.to,
    uri: link.uri,
    library: libraryReport(open?.library ?? select?.library),
    attachment: open?.attachment ?? null,
    annotation: open?.annotation ?? null,
    page: pageNumber(open?.page) ?? open?.page ?? null,
    state: judged.state,
    source: judged.source ?? null,
    age: judged.taken === undefined ? null : Math.max(0, Math.round((now - judged.taken) / 1000)),
    reason: judged.reason ?? null,
    type: annotation?.type ?? (found === undefined ? null : found.kind === 'item' ? found.itemType : found.kind),
    text: annotation?.text ?? null,
    comment: annotation?.comment ?? null,
    color: annotation?.color ?? null,
    pageLabel: annotation?.pageLabel ?? null,
    pageIndex: annotation?.position.pageIndex ?? null,
    tags: annotation?.tags ?? item?.tags ?? null,
    foundLibrary: libraryReport(found?.library),
    foundAttachment: annotation?.attachment ?? attachment?.key ?? null,
    title: item?.title ?? null,
    citekey: item?.citekey || null,
  };
}

function libraryReport(library: LinkLibrary | undefined): string | null {
  if (library === undefined) return null;
  return library.kind === 'local' ? `local/${library.libraryId}` : libraryPath(library);
}

/** The result for people: problems by note and place, then one line that sums up. */
export function textReport(result: CheckResult): string {
  const lines: string[] = [];
  for (const { file, lines: index, problems } of result.notes) {
    if (problems.length === 0) continue;
    lines.push(file);
    for (const { range, code, message } of problems) {
      const { line, character } = index.positionAt(range.from);
      lines.push(`  ${line + 1}:${character + 1}  ${message} (${code})`);
    }
    lines.push('');
  }
  const counts = new Map<LinkState, number>();
  for (const { links } of result.notes) {
    for (const { judged } of links) counts.set(judged.state, (counts.get(judged.state) ?? 0) + 1);
  }
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const summary = [...counts].sort((a, b) => b[1] - a[1]).map(([state, count]) => `${count} ${state}`);
  lines.push(total === 0 ? 'No Zotero links.' : `${total} ${total === 1 ? 'link' : 'links'}: ${summary.join(', ')}.`);
  lines.push(...unknownLines(result));
  return `${lines.join('\n')}\n`;
}

/** Why links could not be checked, and what to do: a line for each reason. */
function unknownLines(result: CheckResult): readonly string[] {
  const reasons = new Map<FailureReason, number>();
  for (const { links } of result.notes) {
    for (const { judged } of links) {
      if (judged.state !== 'unknown' || judged.reason === undefined) continue;
      reasons.set(judged.reason, (reasons.get(judged.reason) ?? 0) + 1);
    }
  }
  return [...reasons]
    .sort((a, b) => b[1] - a[1])
    .map(([reason, count]) => {
      const links = count === 1 ? '1 link' : `${count} links`;
      return `${links} could not be checked: ${failureText(reason)} ${cureHere(reason)}`;
    });
}

/** On the command line there are no settings to change. */
export function cureHere(reason: FailureReason): string {
  return reason === 'no-data-directory' || reason === 'no-database'
    ? 'Name the folder that holds zotero.sqlite with --zotero-data.'
    : failureCure(reason);
}
