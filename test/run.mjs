// Runs all tests below the folders named, or the files named, each file in a process of its own:
// node test/run.mjs test/core test/host/editor.test.ts …
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

const testsBelow = folder =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.test.ts'))
    .map(name => path.join(folder, name));

const files = process.argv
  .slice(2)
  .flatMap(named => (named.endsWith('.test.ts') ? [named] : testsBelow(named)))
  .sort();
if (files.length === 0) {
  console.error(`no test files below ${process.argv.slice(2).join(', ')}`);
  process.exit(1);
}
const { status } = spawnSync(process.execPath, ['--import', 'tsx', '--test', '--test-reporter=spec', ...files], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
