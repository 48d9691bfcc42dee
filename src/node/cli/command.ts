/** What a command of the command line gets: the world, so that tests can give it another one. */
export interface CommandIo {
  readonly stdin: () => Promise<string>;
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  readonly cwd: string;
}

/** One word of `paper-notes WORD …`. `run` answers with the process's exit code: 0 well, 1 problems found, 2 wrong use. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  readonly run: (args: readonly string[], io: CommandIo) => Promise<number>;
}
