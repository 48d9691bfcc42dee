// npm run bench -- [--only NAME] [--quick] [--oopif]: runs every test/bench/*.bench.ts, one after the other.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

let failed = 0;
const folder = import.meta.dirname;
for (const name of readdirSync(folder)
  .filter(each => each.endsWith('.bench.ts'))
  .sort()) {
  const { status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', path.join(folder, name), ...process.argv.slice(2)],
    {
      stdio: 'inherit',
    },
  );
  if (status !== 0) failed++;
}
process.exit(failed === 0 ? 0 : 1);
