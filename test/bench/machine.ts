import fs from 'node:fs';

/** Processor time so far, in clock ticks. */
export interface ProcessorTime {
  readonly busy: number;
  readonly total: number;
  /** Of this process and all that it started. */
  readonly own: number;
}

/** Reads /proc; undefined on systems that have none. */
export function processorTime(): ProcessorTime | undefined {
  if (!fs.existsSync('/proc/stat')) return undefined;
  const [line = ''] = fs.readFileSync('/proc/stat', 'utf8').split('\n');
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
  const total = ticks.reduce((sum, each) => sum + each, 0);
  const idle = (ticks[3] ?? 0) + (ticks[4] ?? 0);
  return { busy: total - idle, total, own: ownTime() };
}

function ownTime(): number {
  const used = new Map<number, number>();
  const children = new Map<number, number[]>();
  for (const entry of fs.readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = fs.readFileSync(`/proc/${entry}/stat`, 'utf8');
      // After the name in brackets: state, parent, …; 11 to 14 are the times of the process and its ended children.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const pid = Number(entry);
      const parent = Number(fields[1]);
      used.set(
        pid,
        [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0),
      );
      children.set(parent, [...(children.get(parent) ?? []), pid]);
    } catch {
      // It has ended meanwhile.
    }
  }
  let sum = 0;
  const open = [process.pid];
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    sum += used.get(pid) ?? 0;
    open.push(...(children.get(pid) ?? []));
  }
  return sum;
}

/** The share of the whole machine (0 to 1) that other programs used between two readings. */
export function othersShare(before: ProcessorTime | undefined, after: ProcessorTime | undefined): number {
  if (before === undefined || after === undefined) return 0;
  const others = after.busy - before.busy - (after.own - before.own);
  return Math.max(0, others / Math.max(1, after.total - before.total));
}

/**
 * Waits until other programs use less than `share` of the machine for two seconds, at most `withinMs`; the share last
 * seen. A measurement that could not wait is no error: it says how disturbed it was.
 */
export async function quietMachine(share = 0.15, withinMs = 60_000): Promise<number> {
  for (const end = Date.now() + withinMs; ; ) {
    const before = processorTime();
    await new Promise(resolve => setTimeout(resolve, 2_000));
    const others = othersShare(before, processorTime());
    if (others < share || Date.now() > end) return others;
  }
}
