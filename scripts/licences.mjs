// Writes the licences of all packages that the bundles may contain into dist/third-party-licences.txt.
// A package without one of the licences that we take ends the build.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** OFL is for the reading font alone. */
const taken =
  /^\(?(?:MIT|ISC|0BSD|BSD-2-Clause|BSD-3-Clause|Apache-2\.0|Python-2\.0|OFL-1\.1|(?:MIT|BSD-2-Clause|Apache-2\.0) (?:OR|AND) [\w.-]+)\)?$/;

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const parts = [];
for (const [folder, { dev, optional, version }] of Object.entries(packages)) {
  if (folder === '' || dev === true || optional === true) continue;
  const { name, license, homepage } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  if (!taken.test(license ?? ''))
    throw new Error(`${name} ${version} has the licence "${license}", which we do not take.`);
  const file = readdirSync(folder).find(entry => /^(?:licen[cs]e|copying)/i.test(entry));
  const text = file === undefined ? `Licence: ${license}` : readFileSync(path.join(folder, file), 'utf8').trim();
  parts.push(`${name} ${version}${homepage === undefined ? '' : ` (${homepage})`}\n\n${text}\n`);
}
mkdirSync('dist', { recursive: true });
writeFileSync('dist/third-party-licences.txt', parts.sort().join(`\n${'-'.repeat(80)}\n\n`));
