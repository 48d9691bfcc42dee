/** The colours that readers mark with, by the names that Zotero gives them. */
export type MarkColour = 'yellow' | 'red' | 'green' | 'blue' | 'purple' | 'magenta' | 'orange' | 'grey';

/**
 * The name nearest to a CSS colour, as exporters write it; undefined for none, for one that cannot be read, and for one
 * that is not seen (white, or transparent).
 *
 * @example markColour('#ffd400') // 'yellow'
 */
export function markColour(css: string): MarkColour | undefined {
  const name = css.trim().toLowerCase();
  const rgb = readHex(name) ?? readFunction(name) ?? (Object.hasOwn(NAMED, name) ? NAMED[name] : undefined);
  if (rgb === undefined) return undefined;
  const [red, green, blue] = rgb;
  const high = Math.max(red, green, blue);
  const low = Math.min(red, green, blue);
  if (low > 250) return undefined;
  if (high - low < 24) return 'grey';
  const sector =
    high === red
      ? (green - blue) / (high - low)
      : high === green
        ? (blue - red) / (high - low) + 2
        : (red - green) / (high - low) + 4;
  const hue = (sector * 60 + 360) % 360;
  return HUES.find(([below]) => hue < below)![1];
}

const HUES: readonly (readonly [below: number, MarkColour])[] = [
  [15, 'red'],
  [42, 'orange'],
  [70, 'yellow'],
  [165, 'green'],
  [250, 'blue'],
  [285, 'purple'],
  [342, 'magenta'],
  [361, 'red'],
];

type Rgb = readonly [number, number, number];

const NAMED: Readonly<Record<string, Rgb>> = {
  yellow: [255, 212, 0],
  gold: [255, 215, 0],
  red: [255, 102, 102],
  pink: [255, 192, 203],
  green: [95, 178, 54],
  lightgreen: [144, 238, 144],
  lime: [0, 255, 0],
  blue: [46, 168, 229],
  lightblue: [173, 216, 230],
  cyan: [0, 255, 255],
  purple: [162, 138, 229],
  violet: [238, 130, 238],
  magenta: [229, 110, 238],
  orange: [241, 152, 55],
  grey: [170, 170, 170],
  gray: [170, 170, 170],
};

function readHex(css: string): Rgb | undefined {
  const digits = /^#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i.exec(css)?.[1];
  if (digits === undefined) return undefined;
  const long = digits.length < 6 ? digits.replace(/./g, '$&$&') : digits;
  if (long.length === 8 && long.endsWith('00')) return undefined;
  return [0, 2, 4].map(at => Number.parseInt(long.slice(at, at + 2), 16)) as unknown as Rgb;
}

function readFunction(css: string): Rgb | undefined {
  const parts = /^rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})(?:[\s,/]+([\d.]+%?))?\s*\)$/i.exec(css);
  if (parts === null || (parts[4] !== undefined && Number.parseFloat(parts[4]) === 0)) return undefined;
  return [1, 2, 3].map(at => Math.min(255, Number(parts[at]))) as unknown as Rgb;
}
