import type { Quantity } from '../../../../src/core/recipe/quantity.ts';

/*
 * How well a reader of quantities does on sentences with expectations: role, value (or one of its readings) and, where
 * a sentence holds several runs, the model.
 */

export interface Sentence {
  readonly id: number;
  readonly text: string;
  readonly expect: Readonly<Record<string, unknown>>;
}

interface Wanted {
  readonly role: string;
  readonly values: readonly number[];
  readonly unit: string | undefined;
  readonly model: string | number | undefined;
}

export interface Score {
  readonly expected: number;
  readonly found: number;
  readonly given: number;
  readonly right: number;
  readonly list: readonly string[];
}

const ROLES = new Set(
  'steps steps_planned batch_tokens batch_seqs batch_examples micro_batch grad_accum context tokens tokens_planned dataset_tokens params params_active gpus nodes gpu_hours wall_clock peak_lr min_lr final_lr_ratio warmup_steps warmup_tokens warmup_ratio decay_steps decay_tokens constant_steps epochs mfu hfu flops throughput_tok_s_gpu throughput_tok_s sec_per_step co2 tdp mem weight_decay grad_clip beta1 beta2 tp pp zero_stage rope_base rope_base_from layers heads hidden'.split(
    ' ',
  ),
);
const UNIT: Readonly<Record<string, string>> = {
  days: 'day',
  hours: 'h',
  months: 'month',
  t: 't',
  kg: 'kg',
  W: 'W',
  GB: 'GB',
};

const close = (a: number, b: number): boolean =>
  a === b || Math.abs(a - b) <= 0.005 * Math.max(Math.abs(a), Math.abs(b));
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function roleOf(key: string): { role: string; unit: string | undefined } {
  const tail = /^(wall_clock|co2|tdp|mem)_(days|hours|months|t|kg|W|GB)$/.exec(key);
  return tail === null ? { role: key, unit: undefined } : { role: tail[1] ?? '', unit: UNIT[tail[2] ?? ''] };
}

function wantedOf(expect: Readonly<Record<string, unknown>>, model: string | number | undefined): Wanted[] {
  const out: Wanted[] = [];
  for (const [key, value] of Object.entries(expect)) {
    if (key === 'runs' && Array.isArray(value)) {
      for (const run of value)
        if (isRecord(run)) out.push(...wantedOf(run, (run.model ?? run.params) as string | number | undefined));
      continue;
    }
    if (key === 'gpus' && isRecord(value)) {
      if (typeof value.count === 'number') out.push({ role: 'gpus', values: [value.count], unit: undefined, model });
      if (typeof value.mem_GB === 'number') out.push({ role: 'mem', values: [value.mem_GB], unit: 'GB', model });
      continue;
    }
    const { role, unit } = roleOf(key);
    if (!ROLES.has(role)) continue;
    const others = [
      ...((expect[`${key}_readings`] as number[] | undefined) ?? []),
      ...(typeof expect[`${key}_stated`] === 'number' ? [expect[`${key}_stated`] as number] : []),
    ];
    if (typeof value === 'number') out.push({ role, values: [value, ...others], unit, model });
    else if (Array.isArray(value))
      for (const one of value) if (typeof one === 'number') out.push({ role, values: [one], unit, model });
  }
  return out;
}

/** Numbers of parts that are not scored: to read them is no mistake. */
function unscored(value: unknown, open: boolean): number[] {
  if (Array.isArray(value)) return value.flatMap(one => unscored(one, open));
  if (!isRecord(value)) return typeof value === 'number' && open ? [value] : [];
  return Object.entries(value).flatMap(([key, inner]) =>
    unscored(inner, open || (key !== 'runs' && key !== 'gpus' && (!ROLES.has(roleOf(key).role) || isRecord(inner)))),
  );
}

function mentions(named: string | undefined, wanted: string | number | undefined): boolean {
  if (wanted === undefined) return true;
  if (named === undefined) return false;
  const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9.]/g, '');
  const short =
    typeof wanted === 'string'
      ? wanted
      : wanted >= 1e12
        ? `${wanted / 1e12}t`
        : wanted >= 1e9
          ? `${wanted / 1e9}b`
          : `${wanted / 1e6}m`;
  return plain(named).includes(plain(short)) || plain(short).includes(plain(named));
}

function sizeInName(quantity: Quantity, text: string): boolean {
  if (quantity.role !== 'params') return false;
  return [
    [1e12, 'T'],
    [1e9, 'B'],
    [1e6, 'M'],
  ].some(([scale, letter]) =>
    new RegExp(
      `(^|[^0-9.])${String(quantity.value / Number(scale)).replace('.', '\\.')} ?(${letter}|${String(letter).toLowerCase()})\\b`,
    ).test(text),
  );
}

/** Scores a reader over sentences; `list` tells of each miss and each false reading. */
export function scoreReader(sentences: readonly Sentence[], read: (text: string) => readonly Quantity[]): Score {
  let expected = 0;
  let found = 0;
  let given = 0;
  let right = 0;
  const list: string[] = [];
  for (const sentence of sentences) {
    const quantities = read(sentence.text);
    const wanted = wantedOf(sentence.expect, undefined);
    const open = unscored(sentence.expect, false);
    const used = new Set<number>();
    const lines: string[] = [];
    for (const want of wanted) {
      const hit = quantities.findIndex(
        (quantity, index) =>
          !used.has(index) &&
          quantity.role === want.role &&
          (want.unit === undefined || quantity.unit === want.unit) &&
          want.values.some(value =>
            [quantity.value, ...quantity.readings.map(reading => reading.value)].some(one => close(value, one)),
          ) &&
          mentions(quantity.model, want.model),
      );
      if (hit >= 0) {
        used.add(hit);
        found++;
      } else
        lines.push(
          `   missed ${want.role} ${want.values.join(' or ')}${want.model === undefined ? '' : ` of ${want.model}`}`,
        );
    }
    expected += wanted.length;
    const extra = quantities.filter(
      (quantity, index) =>
        ROLES.has(quantity.role) &&
        !used.has(index) &&
        !wanted.some(want => want.role === quantity.role && want.values.some(value => close(value, quantity.value))) &&
        !open.some(value => close(value, quantity.value)) &&
        !sizeInName(quantity, sentence.text),
    );
    given += used.size + extra.length;
    right += used.size;
    for (const quantity of extra)
      lines.push(`   extra  ${quantity.role} ${quantity.value} "${quantity.text}" of ${quantity.model}`);
    if (lines.length > 0) list.push(`#${sentence.id} ${sentence.text.slice(0, 300)}\n${lines.join('\n')}`);
  }
  return { expected, found, given, right, list };
}
