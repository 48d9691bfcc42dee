import type { Range } from '../../text.ts';
import type { Carried } from './carried.ts';
import type { Figure } from './figures.ts';
import type { HardwareMention } from './hardware.ts';
import { type Known, knownOf, numberAt } from './known.ts';
import { ONE_MACHINE } from './machine-roles.ts';
import type { Decided } from './placed.ts';

const plain = (text: string): string => text.toLowerCase().replace(/[-_\n]/g, ' ');

/** "256 A100", "8 80GB A100s", "440xA100", "32 x 8 x A100": the accelerator that a count is followed by. */
export function hardwareAfter(
  text: string,
  figure: Figure,
  hardware: readonly HardwareMention[],
): HardwareMention | undefined {
  const next = hardware.find(mention => mention.from >= figure.to);
  if (next === undefined || next.from - figure.to > 28) return undefined;
  // A chip has several cores: "22 TPU v3 core-years" are no years of so many chips.
  if (/^[ -]?cores?[ -](?:hours?|days|weeks|years)\b/i.test(text.slice(next.to, next.to + 14))) return undefined;
  const between = text.slice(figure.to, next.from);
  return /^(?:, (?=\d{2,3} ?GB))?[\s x×-]*(?:GB|GiB|G)?[\s-]*(?:(?:of the|of|units of|interconnected|dedicated|parallel|individual|cloud|\d{2,3} ?(?:GB|G)|GPUs?|SXM|DGX|Supermicro|servers|high-end|NVLink)[\s-]*)*$/i.test(
    between,
  )
    ? next
    : undefined;
}

/** "four 8xH100 nodes", "32 8-GPU nodes": a count of machines that are named by what is in each. */
export function machinesOf(text: string, figure: Figure, hardware: readonly HardwareMention[]): Decided | undefined {
  if (figure.kind !== 'number' || !Number.isInteger(figure.value) || (figure.form === 'word' && figure.value === 1))
    return undefined;
  const inside = /^ (?:x |× )?\d{1,2} ?[xX×-] ?(?=\S)/.exec(text.slice(figure.to, figure.to + 12));
  if (inside === null) return undefined;
  const at = figure.to + inside[0].length;
  const near = hardware.find(mention => mention.from <= at + 12 && mention.to > at);
  const end = near?.to ?? at;
  const noun =
    /^(?:GPU|TPU)?s?(?: ?\(\d{2,3} ?GB?\))?[ -](?:GPU |p\d\w{0,2} )?(?:nodes?|servers?|machines?|instances)\b/i.exec(
      text.slice(end, end + 30),
    );
  return noun === null ? undefined : { role: 'nodes', unit: 'node', to: end + noun[0].length };
}

/** "16.8k TPUv3-core-days": the cores of a chip are counted one by one. */
export function coreTimeOf(text: string, figure: Figure): Decided | undefined {
  const named = /^[ -]?(?:Cloud |Google )?TPU[ -]?v?\d[ep]?[ -]cores?[ -](hour|day|week|year)s?\b/i.exec(
    text.slice(figure.to, figure.to + 40),
  );
  if (named === null || figure.kind !== 'number') return undefined;
  const hours = { d: 24, w: 168, y: 8760 }[(named[1] ?? '').charAt(0).toLowerCase()] ?? 1;
  return { role: 'gpu_hours', unit: 'h', to: figure.to + named[0].length, value: figure.value * hours };
}

/** "3,640 petaflop/s-days", "770±50 PFlops/s·days": so many operations. */
export function petaflopDaysOf(text: string, figure: Figure): Decided | undefined {
  if (figure.kind !== 'number' || !/^[^A-Za-z]{0,8}p/i.test(text.slice(figure.to, figure.to + 9))) return undefined;
  const named = /^(?: ?± ?\d+)?[ -]?(?:peta-?flops?|pflops?|pf)(?:\/s(?:ec)?)?[ ·*-]*days?\b/i.exec(
    text.slice(figure.to, figure.to + 32),
  );
  if (named === null) return undefined;
  return {
    role: 'flops',
    unit: 'FLOP',
    to: figure.to + named[0].length,
    value: Number((figure.value * 86_400e15).toPrecision(6)),
  };
}

/** "trained on a TPU v3": one, where nothing else says how many. */
export function loneMachine(
  text: string,
  hardware: readonly HardwareMention[],
  known: readonly Known[],
  sentence: Range,
): Known[] {
  if (
    hardware.length !== 1 ||
    known.some(({ decided: { role } }) => /^(?:gpus|nodes|gpus_per_node|gpu_hours)$/.test(role))
  )
    return [];
  const [mention] = hardware;
  if (
    mention === undefined ||
    mention.perMachine !== undefined ||
    /s(?: ?\(|$)/.test(text.slice(mention.from, mention.to))
  )
    return [];
  const article = /\b(?:on|using|with|uses?|used) (an?) (?:single |NVIDIA )?$/.exec(
    text.slice(Math.max(sentence.from, mention.from - 28), mention.from),
  );
  if (article === null) return [];
  const after =
    /^(?: (?:GPU|chip|card|accelerator))?(?=[,.;)]|$| (?:for|with|in|over|using|and|at|to|until|during|takes|took|that)\b)/.exec(
      text.slice(mention.to, Math.min(sentence.to, mention.to + 32)),
    );
  if (after === null) return [];
  const words = text.slice(sentence.from, sentence.to);
  if (!/\b(?:train|pre-?train|fine-?tun|tun(?:ed|ing))/i.test(words) || NO_RUN.test(words)) return [];
  const to = mention.to + after[0].length;
  const from = mention.from - article[0].length + article[0].search(/\ban? (?:single |NVIDIA )?$/);
  return [knownOf(numberAt(from, to, 1), { role: 'gpus', unit: 'GPU', to }, mention)];
}

/** What one accelerator is used for beside training. */
const NO_RUN =
  /\b(?:inference|latency|benchmark\w*|deploy\w*|serv(?:e[ds]?|ing)|faster|speed-?up|memory|fits?|pods?|clusters?|slices?)\b/i;

/** A count or an amount that stands directly before an accelerator's name. */
export function slabOf(
  text: string,
  figure: Figure,
  near: HardwareMention | undefined,
  end: number,
): Decided | undefined {
  if (near === undefined || figure.kind !== 'number') return undefined;
  const between = text.slice(figure.to, near.from);
  if (
    /^ ?(?:GB|GiB|G)\b/i.test(between) ||
    (/^ ?G?B?-?$/.test(between) === false && /GB/.test(text.slice(figure.to, figure.to + 3)))
  ) {
    return { role: 'mem', unit: 'GB', to: figure.to + (/^ ?G(?:i?B)?/.exec(between)?.[0].length ?? 0) };
  }
  const after = text.slice(near.to, Math.min(end, near.to + 40));
  // "a single TPU v3 with 8 cores": its cores are counted.
  if (figure.value === 1 && /^ (?:\w+ )?(?:with|of|having) \d+ cores\b/.test(after)) return undefined;
  if (/^[ -]?(?:(?:GPU|chip|card|device|accelerator)s?[ -]?)?(?:hours?|hrs|h)\b/i.test(after)) {
    const length = /^[ -]?(?:[a-z]+[ -]?)??(?:hours?|hrs|h\b)/i.exec(after)?.[0].length ?? 0;
    return { role: 'gpu_hours', unit: 'h', to: near.to + length };
  }
  const span = /^[ -]?(?:(?:GPU|chip|card|device)s?[ -]?)?(days?|weeks?|years?)\b/i.exec(after);
  if (span !== null) {
    const hours = /^d/i.test(span[1] ?? '') ? 24 : /^w/i.test(span[1] ?? '') ? 168 : 8760;
    return { role: 'gpu_hours', unit: 'h', to: near.to + span[0].length, value: figure.value * hours };
  }
  const machines =
    /^(?: ?\([^)]{0,12}\))?[ -]?(?:GPU |GPUs |p\d\w{0,2} )?(?:\d{2,3} ?GB )?(?:DGX )?(?:nodes?|servers?|machines?|systems?|hosts?|boxes|instances)\b/i.exec(
      after,
    );
  if (/^ ?pods?\b/i.test(after)) return undefined;
  // "one 8xH100 node", "four 8xH100 nodes", "a single 16-A100(40G) machine": how many are in each.
  if (machines !== null && /^ ?[xX×-] ?$/.test(between) && figure.value <= 72) {
    const one = /\b(?:one|an?|single|1) $/i.test(text.slice(Math.max(0, figure.from - 8), figure.from));
    // "12 x H800 machines": no machine holds twelve.
    if (
      !one &&
      between === ' x ' &&
      /s$/i.test(machines[0]) &&
      ![1, 2, 4, 6, 8, 10, 16].includes(figure.value) &&
      !/\d ?$/.test(text.slice(Math.max(0, figure.from - 4), figure.from))
    )
      return { role: 'nodes', unit: 'node', to: near.to + machines[0].length };
    return { role: one ? 'gpus' : 'gpus_per_node', unit: 'GPU', to: near.to + machines[0].length };
  }
  // "a 4-GPU A100 node"
  if (machines !== null && /^-GPUs? $/i.test(between))
    return {
      role: /\b(?:one|an?|single|our|the|1) $/i.test(text.slice(Math.max(0, figure.from - 8), figure.from))
        ? 'gpus'
        : 'gpus_per_node',
      unit: 'GPU',
      to: near.to + machines[0].length,
    };
  if (figure.form === 'word' && figure.value === 1 && machines !== null) return undefined;
  // A wafer is a system of its own.
  if (near.name.startsWith('CS-')) return { role: 'gpus', unit: 'GPU', to: near.to + (machines?.[0].length ?? 0) };
  if (machines !== null || near.perMachine !== undefined)
    return { role: 'nodes', unit: 'node', to: near.to + (machines?.[0].length ?? 0) };
  if (!Number.isInteger(figure.value) || (figure.form === 'word' && figure.value === 1 && machines !== null))
    return undefined;
  const slice = /^-(\d{1,5})\b(?! ?GB|G)/.exec(after);
  if (slice !== null && near.name.startsWith('TPU')) return undefined;
  const left = plain(text.slice(Math.max(0, figure.from - 60), figure.from));
  const each =
    !ONE_MACHINE.test(left) &&
    ((/\b(?:each|every|per)\b[^.;]{0,40}$/.test(left) &&
      /node|server|machine|dgx|replica/.test(left) &&
      !/replica/.test(left)) ||
      /^ ?(?:GPUs )?per (?:node|server|machine)\b/i.test(after) ||
      (/^ ?(?:GPUs )?each\b/i.test(after) &&
        (figure.value <= 16 || /node|server|machine|host|instance|dgx/.test(left))) ||
      (figure.value <= 16 &&
        /(?<!\b(?:one|a|single) )(?:nodes?|servers?|machines?|hosts?) ?(?:x|×|\*|with|of|each with) ?$/.test(left)));
  const product = /(\d+) ?[x×*] ?$/.exec(text.slice(Math.max(0, figure.from - 8), figure.from));
  const value = product === null || each ? undefined : figure.value * Number(product[1]);
  const noun = /^ ?(?:GPUs?|chips?|cores|cards|accelerators|TPUs?)\b/i.exec(after)?.[0].length ?? 0;
  return {
    role: each ? 'gpus_per_node' : 'gpus',
    unit: 'GPU',
    to: near.to + noun,
    ...(value === undefined ? {} : { value }),
  };
}

/** The memory that an accelerator's name carries ("A100-80GB"), and the count in "TPU v3-256" and "DGX-A100 (8x40G)". */
export function memoryOf(text: string, hardware: readonly HardwareMention[], sentence: Range): Known[] {
  const out: Known[] = [];
  for (const mention of hardware) {
    if (mention.from < sentence.from || mention.to > sentence.to) continue;
    if (mention.memory !== undefined && mention.memoryRange !== undefined) {
      const { from, to } = mention.memoryRange;
      out.push(knownOf(numberAt(from, to, mention.memory), { role: 'mem', unit: 'GB', to }, mention));
    }
    // "8×80GB A100", where the two numbers are read as one product
    const each = /\d ?[x×*] ?(\d{2,3}) ?G(?:i?B)?[ -](?:NVIDIA )?$/.exec(
      text.slice(Math.max(0, mention.from - 24), mention.from),
    );
    if (each !== null && mention.memory === undefined) {
      const from = mention.from - each[0].length + each[0].search(/\d{2,3} ?G/);
      const to = from + each[1]!.length + (/^ ?G(?:i?B)?/.exec(text.slice(from + each[1]!.length))?.[0].length ?? 0);
      out.push(
        knownOf(numberAt(from, from + each[1]!.length, Number(each[1])), { role: 'mem', unit: 'GB', to }, mention),
      );
    }
    const slice = /^-(\d{1,5})\b(?! ?GB|G)/.exec(text.slice(mention.to, mention.to + 8));
    if (slice !== null && mention.name.startsWith('TPU')) {
      const from = mention.to + 1;
      const to = mention.to + slice[0].length;
      out.push(knownOf(numberAt(from, to, Number(slice[1])), { role: 'gpus', unit: 'GPU', to }, mention));
    }
  }
  return out;
}

/** "TP4 and PP2", "TP8/PP4" beside accelerators: degrees that are glued to their names. */
export function gluedDegrees(text: string, sentence: Range): Known[] {
  const words = text.slice(sentence.from, sentence.to);
  const found = [...words.matchAll(/(?<![\w-])([TP])P-?(\d{1,3})(?![\w.]*\d|[A-Za-z])/g)];
  if (
    found.length === 0 ||
    !/\bparallel|\bGPU|\bTPU|\b[AHV]\d00|\bDP-?\d|\bnodes?\b|\bTP-?\d+\W{1,3}(?:and )?PP-?\d/.test(words)
  )
    return [];
  return found.map(({ index, 0: all, 1: kind, 2: degree = '' }) => {
    const to = sentence.from + index + all.length;
    const decided = { role: kind === 'T' ? ('tp' as const) : ('pp' as const), unit: '', to };
    return knownOf(numberAt(to - degree.length, to, Number(degree)), decided, undefined);
  });
}

/** nodes × accelerators in each, where the text gives both and no total: "96 DGX-A100 (8x40G)". */
export function wholeCluster(
  text: string,
  known: readonly Known[],
  hardware: readonly HardwareMention[],
  carried: Carried,
): Known[] {
  if (!known.some(({ decided: { role } }) => role === 'nodes' || role === 'gpus_per_node')) return [];
  // "between 4 and 16 8xH100 nodes": nobody says how many at a time.
  const counts = known.filter(({ decided: { role } }) => role === 'nodes');
  if (
    counts.length === 2 &&
    /^ ?(?:to|and|–|-) ?$/.test(text.slice(counts[0]!.to, counts[1]!.from)) &&
    /\b(?:between|from) $/i.test(text.slice(Math.max(0, counts[0]!.from - 8), counts[0]!.from))
  )
    return [];
  // "four 8xH100 nodes": the count stands in the name of the machines.
  const named = known.flatMap(entry => {
    const inside = known.find(
      other =>
        other.decided.role === 'gpus_per_node' &&
        entry.decided.role === 'nodes' &&
        other.from > entry.from &&
        other.to <= entry.to,
    );
    if (inside === undefined) return [];
    const value = entry.figure.value * inside.figure.value;
    return [{ ...entry, decided: { role: 'gpus' as const, unit: 'GPU', to: entry.to, value } }];
  });
  if (named.length > 0) return named;
  if (known.some(entry => entry.decided.role === 'gpus')) return [];
  const several = known.filter(entry => entry.decided.role === 'nodes');
  const each = known.find(entry => entry.decided.role === 'gpus_per_node');
  if (several.length > 1 && each !== undefined) {
    return several.map(entry => ({
      ...entry,
      decided: { role: 'gpus', unit: 'GPU', to: entry.to, value: entry.figure.value * each.figure.value },
    }));
  }
  const nodes = known.find(entry => entry.decided.role === 'nodes');
  const perNode = known.find(entry => entry.decided.role === 'gpus_per_node');
  const count = nodes?.figure.value ?? (perNode === undefined ? undefined : carried.nodes());
  if (count === undefined) return [];
  if (perNode !== undefined) {
    const from = nodes === undefined ? perNode.from : Math.min(nodes.from, perNode.from);
    const to = nodes === undefined ? perNode.to : Math.max(nodes.to, perNode.to);
    return [{ ...perNode, from, to, decided: { role: 'gpus', unit: 'GPU', to, value: count * perNode.figure.value } }];
  }
  if (nodes === undefined) return [];
  const after = text.slice(nodes.figure.to, nodes.to + 60);
  const inside = /^[^()]{0,40}\((\d{1,2}) ?[x×*] ?(?:(\d{2,3}) ?G|[A-Z])/.exec(after);
  const out: Known[] = [];
  if (inside !== null) {
    const to = nodes.figure.to + inside[0].length;
    out.push({ ...nodes, to, decided: { role: 'gpus', unit: 'GPU', to, value: count * Number(inside[1]) } });
    if (inside[2] !== undefined)
      out.push({
        ...nodes,
        from: to - inside[2].length - 1,
        to,
        figure: { ...nodes.figure, value: Number(inside[2]) },
        decided: { role: 'mem', unit: 'GB', to },
      });
    return out;
  }
  const machine = nodes.hardware ?? hardware.find(mention => mention.from >= nodes.from && mention.to <= nodes.to + 1);
  if (machine?.perMachine !== undefined)
    out.push({
      ...nodes,
      hardware: machine,
      decided: { role: 'gpus', unit: 'GPU', to: nodes.to, value: count * machine.perMachine },
    });
  return out;
}
