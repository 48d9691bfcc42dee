// Writes the licences of the packages that the bundles contain into dist/third-party-licences.txt.
// A package without one of the licences that we take ends the build.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** OFL is for the reading font alone. */
const taken = /^\(?(?:MIT|ISC|0BSD|BSD-2-Clause|BSD-3-Clause|Apache-2\.0|OFL-1\.1)(?: (?:OR|AND) [\w.-]+)*\)?$/;

const folders = new Set();
for (const file of readdirSync('dist').filter(name => name.endsWith('.meta.json'))) {
  const { inputs } = JSON.parse(readFileSync(path.join('dist', file), 'utf8'));
  for (const input of Object.keys(inputs)) {
    const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
    if (folder !== undefined) folders.add(folder);
  }
  rmSync(path.join('dist', file));
}
const parts = [...folders].map(folder => {
  const { name, version, license, homepage } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  if (!taken.test(license ?? ''))
    throw new Error(`${name} ${version} has the licence "${license}", which we do not take.`);
  const file = readdirSync(folder).find(entry => /^(?:licen[cs]e|copying)/i.test(entry));
  const text = file === undefined ? `Licence: ${license}` : readFileSync(path.join(folder, file), 'utf8').trim();
  return `${name} ${version}${homepage === undefined ? '' : ` (${homepage})`}\n\n${text}\n`;
});
if (parts.length === 0) throw new Error('no bundle says what it contains: build them first');
writeFileSync('dist/third-party-licences.txt', parts.sort().join(`\n${'-'.repeat(80)}\n\n`));
