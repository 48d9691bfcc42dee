import { readFileSync } from 'node:fs';
import path from 'node:path';
import { check } from './node/cli/check.ts';
import type { Command, CommandIo } from './node/cli/command.ts';
import { computeCommand } from './node/cli/compute.ts';
import { formulasCommand } from './node/cli/formulas.ts';
import { quantitiesCommand } from './node/cli/quantities.ts';
import { recipeCommand } from './node/cli/recipe.ts';
import { renderCommand } from './node/cli/render.ts';
import { tidyCommand } from './node/cli/tidy.ts';

const commands: readonly Command[] = [
  renderCommand,
  check,
  quantitiesCommand,
  formulasCommand,
  computeCommand,
  recipeCommand,
  tidyCommand,
];

function help(): string {
  const width = Math.max(...commands.map(command => command.name.length));
  const lines = commands.map(command => `  ${command.name.padEnd(width)}  ${command.summary}`);
  return `paper-notes: reading notes on the command line\n\n${lines.join('\n')}\n\npaper-notes COMMAND --help tells more, paper-notes --version which one this is.\n`;
}

/** As the package beside the bundle says. */
function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(path.join(__dirname, '../package.json'), 'utf8'));
  return (manifest as { readonly version: string }).version;
}

async function main(args: readonly string[], io: CommandIo): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === 'help') {
    io.out(help());
    return name === undefined ? 2 : 0;
  }
  if (name === '--version') {
    io.out(`${version()}\n`);
    return 0;
  }
  const command = commands.find(candidate => candidate.name === name);
  if (command === undefined) {
    io.error(`paper-notes: there is no command "${name}".\n\n${help()}`);
    return 2;
  }
  if (rest.includes('--help')) {
    io.out(`${command.usage}\n`);
    return 0;
  }
  return command.run(rest, io);
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

// Whoever reads only the head of the output closes the pipe; that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

// Ended from outside, what was put into temporary places is still removed, which happens at exit.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(signal, () => process.exit(code));

main(process.argv.slice(2), {
  stdin: readStdin,
  out: text => process.stdout.write(text),
  error: text => process.stderr.write(text),
  cwd: process.cwd(),
}).then(
  code => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`paper-notes: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  },
);
