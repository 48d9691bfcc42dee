/** Tells a person, in words, what is being waited for. */
export interface Progress {
  /** A line of its own: a step begins or ends. */
  readonly say: (line: string) => void;
}

/** Progress on stderr, so that what a program prints on stdout stays clean. */
export const progressOnStderr: Progress = { say: line => process.stderr.write(`${line}\n`) };

/**
 * Runs one step: says its name, then every ten seconds that it still goes on, and at the end how long it took.
 *
 * @example await step(progress, 'downloading Node 24', () => download(...))
 */
export async function step<T>(progress: Progress, name: string, run: () => Promise<T>): Promise<T> {
  const begun = Date.now();
  const seconds = () => Math.round((Date.now() - begun) / 1000);
  progress.say(`  ${name} …`);
  const still = setInterval(() => progress.say(`  ${name} … still at it after ${seconds()} s`), 10_000);
  try {
    const value = await run();
    progress.say(`  ${name}: done in ${seconds()} s`);
    return value;
  } finally {
    clearInterval(still);
  }
}
