// Runs all tests below the folders named, each file in a process of its own: node test/run.mjs test/core [test/node …]
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

const files = process.argv
  .slice(2)
  .flatMap(folder => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(name => path.join(folder, name)))
  .filter(file => file.endsWith('.test.ts'))
  .sort();
if (files.length === 0) {
  console.error(`no test files below ${process.argv.slice(2).join(', ')}`);
  process.exit(1);
}
const { status } = spawnSync(process.execPath, ['--import', 'tsx', '--test', '--test-reporter=spec', ...files], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
