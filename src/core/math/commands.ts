import katexCommands from './katex-commands.json' with { type: 'json' };

/** A command of KaTeX, as the installed KaTeX itself describes it. */
export interface TexCommand {
  /** With its backslash: `\frac`. */
  readonly name: string;
  /** Where KaTeX allows it: in formulas, inside `\text{…}`, or both. */
  readonly mode: 'math' | 'text' | 'both';
  /** How many braced arguments it reads. */
  readonly arguments: number;
  /** How many arguments in square brackets it reads before those. */
  readonly optionalArguments: number;
  /** Stands between its arguments, as `\over` does. */
  readonly infix: boolean;
  /** What it shows, as text, if it shows one fixed thing: `∑` for `\sum`. */
  readonly glyph?: string;
  /** KaTeX's name for what it is: `rel`, `bin`, `mathord`, `accent-token` … */
  readonly group?: string;
}

export interface TexEnvironment {
  readonly name: string;
  /** How many braced arguments follow `\begin{name}`. */
  readonly arguments: number;
}

interface StoredCommand {
  readonly name: string;
  readonly mode: string;
  readonly arguments?: number;
  readonly optionalArguments?: number;
  readonly infix?: boolean;
  readonly glyph?: string;
  readonly group?: string;
}

function restore(stored: StoredCommand): TexCommand {
  return {
    name: stored.name,
    mode: stored.mode as TexCommand['mode'],
    arguments: stored.arguments ?? 0,
    optionalArguments: stored.optionalArguments ?? 0,
    infix: stored.infix ?? false,
    ...(stored.glyph === undefined ? {} : { glyph: stored.glyph }),
    ...(stored.group === undefined ? {} : { group: stored.group }),
  };
}

/** Every command in the installed KaTeX's tables, its internal ones (`\@ifstar`, `\\cdleft`) too, sorted by name. */
export const allTexCommands: readonly TexCommand[] = (katexCommands.commands as readonly StoredCommand[]).map(restore);

/** Every command of KaTeX that a person can type. */
export const texCommands: readonly TexCommand[] = allTexCommands.filter(
  command => !command.name.includes('@') && !(command.name.startsWith('\\\\') && command.name.length > 2),
);

export const texEnvironments: readonly TexEnvironment[] = (
  katexCommands.environments as readonly { readonly name: string; readonly arguments?: number }[]
).map(environment => ({ name: environment.name, arguments: environment.arguments ?? 0 }));

const byName: ReadonlyMap<string, TexCommand> = new Map(allTexCommands.map(command => [command.name, command]));

/** The command of that name (with its backslash), if KaTeX has it. */
export function texCommandNamed(name: string): TexCommand | undefined {
  return byName.get(name);
}
