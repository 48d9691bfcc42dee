import { readWrittenNumber, type WrittenNumber } from './written-number.ts';

const unit = String.raw`weeks?|days?|hours?|hrs?|h|min(?:ute)?s?`;
const part = new RegExp(String.raw`(\d[\d,]*(?:\.\d+)?)( ?)(${unit})\b`, 'gi');

/** The source of an expression for what follows the first part of "3 days, 5 hours and 20 minutes". */
export const compoundRest = String.raw`(?:,? (?:and )?\d+(?:\.\d+)? ?(?:h(?:ours?|rs?)?|min(?:ute)?s?|days?)\b)+`;

const hours: Readonly<Record<string, number>> = { w: 168, d: 24, h: 1, m: 1 / 60 };
const hoursOf = (name: string): number => hours[name[0]!.toLowerCase()] ?? 1;

/**
 * A time in several units as one number, in the unit that it begins with. Its last digit is that of its last unit: who
 * writes "1 day 4 hours" says it to the hour.
 *
 * @param groups those of `writtenNumber`, for the words before it ("about", "less than")
 * @example readCompoundTime('1 day 6 hours', {})?.value // 1.25
 */
export function readCompoundTime(
  text: string,
  groups: Readonly<Record<string, string | undefined>>,
): WrittenNumber | undefined {
  const parts = [...text.matchAll(part)].map(([, number = '', , name = '']) => ({ number, hours: hoursOf(name) }));
  const [first, last] = [parts[0], parts.at(-1)];
  if (first === undefined || last === undefined || parts.length < 2) return undefined;
  const whole = parts.reduce((sum, each) => sum + Number(each.number.replace(/,/g, '')) * each.hours, 0);
  const step = last.hours * 10 ** -(/\.(\d+)$/.exec(last.number)?.[1]?.length ?? 0);
  // As a number of its last digits it is as exact as it is written, and no zero of it is rounding.
  const read = readWrittenNumber({ ...groups, number: (whole / step).toFixed(1), suffix: undefined });
  const scale = step / first.hours;
  const half = 0.5001 * scale;
  const loose = read.tolerance - read.half;
  return {
    ...read,
    value: whole / first.hours,
    half,
    tolerance: half + Math.max(0, loose * scale),
    lastDigit: scale,
    leeway: Math.max(half + Math.max(0, loose * scale), read.leeway * scale),
    text,
  };
}

/**
 * A time in the units that another was written in.
 *
 * @param value in hours
 * @example writeCompoundTime('1 day 4 hours', 30) // '1 day 6 hours'
 * @example writeCompoundTime('1 day 4 hours', 24) // '1 day'
 */
export function writeCompoundTime(written: string, value: number): string {
  const parts = [...written.matchAll(part)];
  const last = parts.at(-1);
  if (last === undefined) return written;
  const decimals = /\.(\d+)$/.exec(last[1]!)?.[1]?.length ?? 0;
  const step = hoursOf(last[3]!) * 10 ** -decimals;
  let rest = Math.round(value / step);
  let text = '';
  let at = 0;
  for (const [index, match] of parts.entries()) {
    const [all, , space = '', name = ''] = match;
    const size = Math.round(hoursOf(name) / step);
    const count = index === parts.length - 1 ? (rest * step) / hoursOf(name) : Math.floor(rest / size);
    rest -= count * size;
    const between = written.slice(at, match.index);
    at = match.index + all.length;
    const isLast = index === parts.length - 1;
    const shown = isLast ? count.toFixed(decimals) : String(count);
    // Nothing of a unit is not written, but within others.
    if (Number(shown) === 0 && (isLast ? text !== '' : text === '')) continue;
    text += (text === '' ? '' : between) + shown + space + numberOf(name, Number(shown));
  }
  return text;
}

/** "1 day", "2 days"; "h" and "min" stay what they are. */
const numberOf = (name: string, count: number): string =>
  /^(?:week|day|hour|minute)s?$/i.test(name) ? `${name.replace(/s$/i, '')}${count === 1 ? '' : 's'}` : name;
