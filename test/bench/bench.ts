import { parseArgs } from 'node:util';

/** One measured figure: a line of JSON on stdout. */
export interface Figure {
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  /** What it is compared with, measured in the same run or a limit that was set. */
  readonly against?: { readonly name: string; readonly value: number };
}

/** What `npm run bench -- …` was given. */
export interface BenchOptions {
  /** Fewer keys and openings: for trying out, not for publishing. */
  readonly quick: boolean;
  /** Each webview in a process of its own, as desktop VS Code has it. */
  readonly webviewsApart: boolean;
}

/**
 * Declares a benchmark. A file `test/bench/*.bench.ts` holds one or more; `npm run bench` runs them all one after the
 * other, `npm run bench -- --only NAME` those whose name contains NAME.
 *
 * @example bench('parse', async report => report({ metric: 'parse 1000 formulas', value: 3.7, unit: 'ms' }))
 */
export function bench(name: string, run: (report: (figure: Figure) => void, options: BenchOptions) => Promise<void>) {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      quick: { type: 'boolean', default: false },
      oopif: { type: 'boolean', default: false },
    },
  });
  if (!name.includes(values.only)) return;
  declared = declared.then(async () => {
    process.stderr.write(`bench: ${name}\n`);
    await run(print, { quick: values.quick, webviewsApart: values.oopif });
  });
  declared.catch((error: Error) => {
    console.error(`bench: ${name} failed: ${error.stack ?? error.message}`);
    process.exitCode = 1;
  });
}

/** Benchmarks of one file wait for each other. */
let declared: Promise<void> = Promise.resolve();

function print(figure: Figure): void {
  const ratio = figure.against === undefined ? {} : { ratio: rounded(figure.value / figure.against.value) };
  console.log(JSON.stringify({ ...figure, value: rounded(figure.value), ...ratio }));
}

const rounded = (value: number) => Number(value.toPrecision(4));
