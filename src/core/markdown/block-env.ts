import type { RenderedFormula } from '../math/render.ts';
import type { BlockEnv, BlockRecord, PlacedDefinition, ReferenceDefinition, ReportedProblem } from './block-record.ts';
import type { Definition, FactKey } from './env.ts';

/** What the env of a block asks of its note. */
export interface EnvAccess {
  /** The block's record; undefined while its block rules still run. */
  readonly record: (blockId: number) => BlockRecord | undefined;
  /** The block that is being rendered, `undefined` for one whose problems were told already; `null` when none is. */
  readonly rendered: () => BlockRecord | undefined | null;
  readonly reference: (label: string) => PlacedDefinition | undefined;
  readonly fact: (record: BlockRecord, key: FactKey) => string | undefined;
  readonly formula: (tex: string, display: boolean) => RenderedFormula;
}

/** A link definition as text, for telling whether it has changed; '' for none. */
export function referenceText(definition: ReferenceDefinition | undefined): string {
  return definition === undefined ? '' : `${definition.href}\n${definition.title}`;
}

/** Makes the env of one block: all that its rules say and ask goes through it. */
export function createBlockEnv(blockId: number, access: EnvAccess): BlockEnv {
  const defined = new Map<string, ReferenceDefinition>();
  const referencesRead = new Map<string, string>();
  const definitions: Definition[] = [];
  const problems: ReportedProblem[] = [];
  const references = new Proxy({} as Record<string, ReferenceDefinition>, {
    get(_, label: string) {
      // while block rules run, markdown-it asks whether this block has defined the label already
      if (access.record(blockId) === undefined) return defined.get(label);
      const found = access.reference(label);
      referencesRead.set(label, referenceText(found));
      return found;
    },
    set(_, label: string, definition: ReferenceDefinition) {
      defined.set(label, definition);
      return true;
    },
  });
  return {
    references,
    defined,
    referencesRead,
    definitions,
    problems,
    note: {
      blockId,
      read: key => {
        const record = access.record(blockId);
        if (record === undefined) return undefined;
        const value = access.fact(record, key);
        record.reads.set(key, value);
        return value;
      },
      // what is parsed while rendering (values of the front matter) says nothing to the note
      define: definition => {
        if (access.rendered() === null) definitions.push(definition);
      },
      formula: access.formula,
      report: (token, problem) => {
        const rendered = access.rendered();
        const into = rendered === null ? problems : rendered?.renderProblems;
        into?.push({ ...problem, token });
      },
    },
  };
}
