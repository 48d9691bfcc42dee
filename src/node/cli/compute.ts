import { computeNamed, formulaById, suggestFormulas } from '../../core/recipe/formulas/catalogue.ts';
import type { Computation } from '../../core/recipe/formulas/compute.ts';
import { needsOf } from '../../core/recipe/formulas/compute.ts';
import type { Formula } from '../../core/recipe/formulas/formula.ts';
import type { Command, CommandIo } from './command.ts';

/** `paper-notes compute`: one formula with values from the command line. */
export const computeCommand: Command = {
  name: 'compute',
  summary: 'compute a formula of a training recipe',
  usage: `paper-notes compute FORMULA NAME=VALUE … [--variant VARIANT] [--unit UNIT] [--json]

Computes a formula that "paper-notes formulas" lists, by its id or an alias.
A NAME is one that "paper-notes formulas --json" lists, its symbol or another usual name: params, N, num_params.
A VALUE may be written as people write it: 42,000  4M  200B  1e-4  1/30  18%  3.7days  "312 TFLOP/s"  "40 GB"  '$2/h';
lists as "1000; 2000". Without a unit it is in the unit that is listed.
What is not given is derived where it follows from the rest (tokens from steps and batch size).

  paper-notes compute tokens-seen steps=42,000 batch=4M
  paper-notes compute mfu params=6.74B tokens=168B gpu_hours=23,000 gpu_type=A100 --variant palm layers=32 hidden=4096 context=4096
  paper-notes compute zero-memory params=7.5B dp=64 stage=1 --unit GB

With --json: {formula, title, variant, source, value, unit, text, also, derivation: {tex, text}, inputs, readings,
approximate, caveats, problems, missing}. "value" is absent when there is none.
Exit code 0: computed; 1: the values given do not suffice or are wrong; 2: no such formula, variant or option.`,
  run: async (args, io) => {
    const request = readArguments(args);
    if ('error' in request) {
      io.error(`paper-notes compute: ${request.error}\n`);
      return 2;
    }
    const { name, given, variant, unit, json } = request;
    const result = computeNamed(name, given, {
      ...(variant === undefined ? {} : { variant }),
      ...(unit === undefined ? {} : { unit }),
    });
    if (result === undefined) {
      const near = suggestFormulas(name);
      const hint = near.length > 0 ? `Did you mean ${near.join(', ')}?` : '"paper-notes formulas" lists them.';
      io.error(`paper-notes compute: there is no formula "${name}". ${hint}\n`);
      return 2;
    }
    return answer(result, json, io);
  },
};

interface Request {
  readonly name: string;
  readonly given: Readonly<Record<string, string>>;
  readonly variant: string | undefined;
  readonly unit: string | undefined;
  readonly json: boolean;
}

function readArguments(args: readonly string[]): Request | { readonly error: string } {
  const given = new Map<string, string>();
  const options = new Map<string, string>();
  let name: string | undefined;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    const option = /^--(variant|unit)(?:=(.*))?$/.exec(arg);
    const assignment = /^([^=\s]+)\s*=\s*(.*)$/s.exec(arg);
    if (arg === '--json') options.set('json', '');
    else if (option !== null) {
      const value = option[2] ?? args[++i];
      if (value === undefined || value === '') return { error: `--${option[1]} wants a name.` };
      options.set(option[1]!, value);
    } else if (arg.startsWith('--')) return { error: `there is no option "${arg}".` };
    else if (name === undefined && assignment === null) name = arg;
    else if (assignment === null) return { error: `"${arg}" is not NAME=VALUE.` };
    else if (given.has(assignment[1]!)) return { error: `"${assignment[1]}" is given twice.` };
    else given.set(assignment[1]!, assignment[2]!);
  }
  if (name === undefined) return { error: 'the name of a formula is wanted; "paper-notes formulas" lists them.' };
  return {
    name,
    given: Object.fromEntries(given),
    variant: options.get('variant'),
    unit: options.get('unit'),
    json: options.has('json'),
  };
}

function answer(result: Computation, json: boolean, io: CommandIo): number {
  if (json) io.out(`${JSON.stringify(result, null, 2)}\n`);
  if (result.value === undefined) {
    io.error(result.problems.map(problem => `paper-notes compute: ${problem.message}\n`).join(''));
    const formula = formulaById(result.formula);
    if (result.missing.length > 0 && formula !== undefined) io.error(writeNeeds(formula));
    return result.problems.some(problem => problem.code === 'unknown-variant' || problem.code === 'unknown-unit')
      ? 2
      : 1;
  }
  if (!json) io.out(writeResult(result));
  return 0;
}

/** What each variant needs: enough to go on with, where all that can be given would be a wall of names. */
function writeNeeds(formula: Formula): string {
  const needs = formula.variants.slice(0, 8).map(each => `  ${each.id}: ${needsOf(each).join(', ')}\n`);
  return `Its variants need (or what these follow from; "paper-notes formulas ${formula.id}" tells more):\n${needs.join('')}`;
}

function writeResult(result: Computation): string {
  const lines = [
    `${result.title}: ${result.text}`,
    '',
    ...result.derivation.text.split('\n').map(line => `  ${line}`),
    '',
    `variant: ${result.variant}`,
    `source: ${result.source}`,
    ...result.readings.map(reading => `other reading: ${reading.text} if ${reading.because}`),
    ...result.caveats.map(caveat => `note: ${caveat}`),
    ...result.problems.map(problem => `warning: ${problem.message}`),
  ];
  return `${lines.join('\n')}\n`;
}
