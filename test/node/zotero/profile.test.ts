import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import {
  findDataDirectory,
  findProfiles,
  profilesRoot,
  readPreferences,
  type System,
} from '../../../src/node/zotero/profile.ts';

const scratch = mkdtemp(path.join(tmpdir(), 'paper-notes-profile-'));
after(async () => rm(await scratch, { recursive: true, force: true }));

let machines = 0;
async function machine(
  platform: System['platform'],
  preferences: string,
  folders: readonly string[] = [],
): Promise<System> {
  const home = path.join(await scratch, `machine ${++machines}`);
  const system = { platform, home, environment: platform === 'win32' ? { APPDATA: path.join(home, 'Roaming') } : {} };
  const profile = path.join(profilesRoot(system), 'Profiles', 'abcd1234.default');
  await mkdir(profile, { recursive: true });
  await writeFile(
    path.join(profilesRoot(system), 'profiles.ini'),
    '[General]\nStartWithLastProfile=1\n\n[Profile0]\nName=default\nIsRelative=1\nPath=Profiles/abcd1234.default\nDefault=1\n',
  );
  await writeFile(path.join(profile, 'prefs.js'), preferences);
  for (const folder of folders) {
    await mkdir(path.join(home, folder), { recursive: true });
    await writeFile(path.join(home, folder, 'zotero.sqlite'), '');
  }
  return system;
}

const custom = (folder: string, use: boolean): string =>
  `// Mozilla User Preferences\nuser_pref("extensions.zotero.dataDir", ${JSON.stringify(folder)});\nuser_pref("extensions.zotero.useDataDir", ${use});\n`;

for (const platform of ['linux', 'darwin', 'win32'] as const) {
  test(`${platform}: ~/Zotero when the profile names no other folder`, async () => {
    const system = await machine(platform, '', ['Zotero']);
    assert.equal(findProfiles(system).length, 1);
    const found = findDataDirectory(system, '');
    assert.equal(found?.folder, path.join(system.home, 'Zotero'));
    assert.equal(found?.foundBy, 'default');
  });

  test(`${platform}: the profile's folder, only when it says to use it`, async () => {
    const elsewhere = path.join(await scratch, `own data of ${platform}`);
    await mkdir(elsewhere);
    await writeFile(path.join(elsewhere, 'zotero.sqlite'), '');
    const used = await machine(platform, custom(elsewhere, true), ['Zotero']);
    assert.equal(findDataDirectory(used, '')?.folder, elsewhere);
    const unused = await machine(platform, custom(elsewhere, false), ['Zotero']);
    assert.equal(findDataDirectory(unused, '')?.folder, path.join(unused.home, 'Zotero'));
  });
}

test('a folder set by the user is the only one looked at, even when it is empty', async () => {
  const system = await machine('linux', '', ['Zotero']);
  const found = findDataDirectory(system, '/nowhere');
  assert.equal(found?.database, '/nowhere/zotero.sqlite');
  assert.equal(found?.foundBy, 'setting');
  assert.equal(findDataDirectory(system, '~/Zotero')?.folder, path.join(system.home, 'Zotero'));
  const file = path.join(system.home, 'Zotero', 'zotero.sqlite');
  assert.equal(findDataDirectory(system, file)?.database, file);
});

test('of several profiles the default one, though another keeps its data elsewhere', async () => {
  const elsewhere = path.join(await scratch, 'data of another profile');
  await mkdir(elsewhere);
  await writeFile(path.join(elsewhere, 'zotero.sqlite'), '');
  const withOther = async (folders: readonly string[], preferences = ''): Promise<System> => {
    const system = await machine('linux', preferences, folders);
    const other = path.join(profilesRoot(system), 'efgh5678.work');
    await mkdir(other);
    await writeFile(path.join(other, 'prefs.js'), custom(elsewhere, true));
    const ini = path.join(profilesRoot(system), 'profiles.ini');
    const written = await readFile(ini, 'utf8');
    await writeFile(ini, `[Profile1]\r\nName=work\r\nIsRelative=0\r\nPath=${other}\r\n\r\n${written}`);
    return system;
  };
  const usual = await withOther(['Zotero']);
  assert.equal(findDataDirectory(usual, '')?.folder, path.join(usual.home, 'Zotero'));
  const taken = await withOther(['Zotero', 'Zotero default']);
  assert.equal(findDataDirectory(taken, '')?.folder, path.join(taken.home, 'Zotero default'));
  assert.equal(findDataDirectory(await withOther([]), '')?.folder, elsewhere);
  // A disk that is away: what lies in the usual place is another library, or an old one.
  const away = await withOther(['Zotero'], custom('/nowhere/at/all', true));
  assert.equal(findDataDirectory(away, '')?.folder, '/nowhere/at/all');
});

test('no Zotero at all', async () => {
  assert.equal(findDataDirectory({ platform: 'linux', home: '/nowhere', environment: {} }, ''), undefined);
});

test('preferences with Windows paths, other ports and rubbish', () => {
  const read = readPreferences(
    'user_pref("extensions.zotero.dataDir", "D:\\\\Zotero \\"x\\"");\nuser_pref("extensions.zotero.useDataDir", true);\nuser_pref("extensions.zotero.httpServer.port", 23124);\nuser_pref("extensions.zotero.httpServer.localAPI.enabled", true);\nuser_pref("broken\nuser_pref("x", {});\nuser_pref("extensions.zotero.baseAttachmentPath", "/papers");\n',
  );
  assert.deepEqual(read, {
    dataDirectory: 'D:\\Zotero "x"',
    baseAttachmentPath: '/papers',
    port: 23124,
    localApiEnabled: true,
  });
});
