import { type Decided, decided, type Placed } from './placed.ts';

/*
 * Counts of accelerators and machines, their memory, and the ways in which a model is split over them.
 */

/** The role of a count of accelerators or machines. */
export function decideMachines(placed: Placed, counted: 'gpu' | 'node', to: number): Decided | undefined {
  const { figure, left, right } = placed;
  const rest = right.slice(to - figure.to);
  if (figure.value < 1 || figure.value > 3e6) return undefined;
  const { words } = placed.compound;
  // "on 3090 or 4090 GPUs"
  if (
    figure.form === 'plain' &&
    counted === 'gpu' &&
    /^(?:10[678]0|20[678]0|[345]0[6789]0)$/.test(String(figure.value)) &&
    !/,/.test(right.slice(0, 1)) &&
    /\b(?:on|or|and|of|rtx|\/|an?|with) ?$|\/$/.test(left)
  )
    return undefined;
  // "two machine translation tasks", "two core ideas", "one core or CPU"
  if (figure.form === 'word' && figure.value > 1 && !/s\b/.test(words)) return undefined;
  // "80-core CPU machines", "a 16-CPU node"
  if (/\bcpus?\b/.test(words) || (/\bcores?\b/.test(words) && /^ ?(?:cpu|intel|amd|xeon)/.test(rest))) return undefined;
  if (/\bcores?\b/.test(words) && !/tpu|gpu|accelerator|train/.test(left + right)) return undefined;
  if (/^(?:[^.;,]|\.(?=\d)){0,20}\bpods?\b/.test(right)) return undefined;
  if (/spare|reserve|additional backup/.test(`${left.slice(-24)} ${placed.compound.words}`)) return undefined;
  // "an 8-GPU machine", "two 8-GPU machines"
  if (counted === 'node' && /^gpu (?:machine|server|node|workstation|box)/.test(words))
    return decided(
      /\b(?:an?|one|single|our|the) (?:typical |high end )?$/.test(left) ? 'gpus' : 'gpus_per_node',
      'GPU',
      to,
    );
  // "each token is sent to at most 4 nodes", "64-way expert parallelism over 8 nodes": parts of the cluster
  if (
    counted === 'node' &&
    /\b(?:(?:sent|routed|dispatched|limited|restricted|confined) to|(?:(?:expert|tensor|pipeline) parallel(?:ism)?|[tpe]p) (?:spanning|over|across|within)) (?:at most |up to |a maximum of )?$/.test(
      left,
    )
  )
    return undefined;
  if (counted === 'node')
    // "one node" says little, "a single p4d node" which
    return figure.form === 'word' && figure.value === 1 && !/^ p\d(?!\S* instance)/.test(right)
      ? undefined
      : decided('nodes', 'node', to);
  // "22 TPU v3 core-years"
  if (/^ (?:cloud )?tpu(?: v\d\w?)? cores? (?:hours?|days?|weeks?|years?)\b/.test(right)) return undefined;
  // "a single TPU v3 with 8 cores": its cores are counted.
  if (figure.value === 1 && /^ (?:cloud )?tpu(?: v\d\w?)? (?:\w+ )?(?:with|of|having) \d+ cores\b/.test(right))
    return undefined;
  const each =
    /\b(?:each|every|per) (?:\w+ ){0,2}(?:has|have|having|with|contains?|consists? of|comprising|of|node|server|machine|equipped with)?(?: of| with| has| contains| consists)*(?: \w+)? ?$/.test(
      left.slice(-50),
    ) && /node|server|machine|dgx/.test(left);
  // "4 NVIDIA H100 nodes with 8 GPUs"; "40 nodes with 320 GPUs" have so many in all.
  if (
    figure.value <= 16 &&
    /\b(?:[2-9]|\d{2,4}) (?:\w+ ){0,3}(?:nodes|servers|machines|instances|hosts),? (?:with|of|having|containing|equipped with) $/.test(
      left,
    )
  )
    return decided('gpus_per_node', 'GPU', to);
  // "machines with 8 GPUs", of which nobody says how many there are
  if (
    /\b(?:nodes|servers|machines|hosts),? (?:with|of|having|containing|equipped with|that have|featuring|holding) (?:up to )?$/.test(
      left,
    ) &&
    figure.value <= 16
  )
    return decided('gpus_per_node', 'GPU', to);
  // "tensor parallelism spans 8 GPUs"
  const spread =
    /(?<!\bway )\b(tensor|pipeline|model|data|expert) parallel(?:ism)?,? (?:that |which )?(?:is |was )?(?:spans?|spanning|covers?|across|over|uses?|among|degree of)(?: across| over)? (?:groups of )?$/.exec(
      left,
    )?.[1];
  if (spread !== undefined && counted === 'gpu')
    return decided(spread === 'pipeline' ? 'pp' : spread === 'data' ? 'dp' : spread === 'expert' ? 'ep' : 'tp', '', to);
  // "one DGX-2 machine with 16 V100 GPUs"
  if (ONE_MACHINE.test(left)) return decided('gpus', 'GPU', to);
  if (
    each ||
    placed.compound.per.some(unit => /^(?:node|server|machine|host)/.test(unit)) ||
    /^ ?(?:per (?:node|server|machine)|in each node|\/ ?node)/.test(rest) ||
    (/^ ?each\b/.test(rest) && (figure.value <= 16 || OF_NODES.test(left)))
  )
    return decided('gpus_per_node', 'GPU', to);
  return decided('gpus', 'GPU', to);
}

/** A single machine, whose accelerators are all that there are. */
export const ONE_MACHINE =
  /\b(?:one|an?|single|1) (?:[\w ]{1,24} )?(?:nodes?|server|machine|workstation|instance|host|box|dgx ?\S*)(?: (?:with|of|containing|having|that has|equipped with|consisting of)| \() ?(?:a total of )?$/;

const OF_NODES = /node|server|machine|host|instance|dgx/;

/** The role of an amount of memory: an accelerator's, or none. */
export function decideMemory(placed: Placed, to: number): Decided | undefined {
  const { figure, left, right, hardware } = placed;
  const rest = right.slice(to - figure.to).trimStart();
  // No accelerator has more.
  if (figure.value > 300) return undefined;
  if (/\b(?:occup|consum|requir|need|tak)\w* (?:about |only |up to )?$/.test(left)) return undefined;
  if (/^(?:of )?(?:uncompressed )?(?:text|data|code|corpus|disk|storage|images|documents)/.test(rest)) return undefined;
  if (
    hardware !== undefined ||
    /^(?:of )?(?:\(?(?:memory|ram|vram|hbm|high bandwidth memory|gpu|gpus|device|card|of memory|on board))/.test(rest)
  )
    return decided('mem', 'GB', to);
  if (
    /(?:gpus?|[ahvtl]\d{2,3}s?|mi\d+x|tpus?|memory|rtx \d+|cards?|processors?|npus?|accelerators?|chips|devices)[ (]*(?:each )?(?:with |having |of |has |\()? ?$/.test(
      left.slice(-30),
    )
  )
    return decided('mem', 'GB', to);
  return undefined;
}

/** "8-way tensor parallelism". */
export function decideWays({ compound: { words }, right }: Placed, to: number): Decided | undefined {
  if (
    /tensor|model|\btp\b/.test(words + right.slice(0, 40)) &&
    /^[ ]?way (?:\w+ )?(?:tensor|model|tp\b)/.test(right.trimStart())
  ) {
    return /^way (?:model sharding)/.test(right.trimStart()) ? undefined : decided('tp', '', to);
  }
  if (/^way (?:\w+ )?(?:pipeline|pp\b)/.test(right.trimStart())) return decided('pp', '', to);
  if (/^way (?:data|zero|fsdp|dp\b)/.test(right.trimStart())) return decided('dp', '', to);
  if (/^way (?:expert|ep\b)/.test(right.trimStart())) return decided('ep', '', to);
  return undefined;
}
