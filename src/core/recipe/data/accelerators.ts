/** A number format that matrix units run in. fp16 and bf16 run at one rate on everything here but V100. */
export type Precision = 'bf16' | 'fp8' | 'int8' | 'tf32';

/** Dense peak of an accelerator, in TFLOP/s (TOP/s for int8), with what is known of its memory and power. */
export interface Accelerator {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly peak: Readonly<Partial<Record<Precision, number>>>;
  /** Memory in GB of each version sold. */
  readonly memory: readonly number[];
  /** Thermal design power in watts. */
  readonly power?: number;
  /** Memory bandwidth in bytes per second. */
  readonly bandwidth?: number;
  readonly caveat?: string;
  /** What holds instead where the memory is named, in GB. */
  readonly versions?: Readonly<Record<number, Pick<Accelerator, 'power' | 'bandwidth'>>>;
  /** Where its figures stand, if not in the common source. */
  readonly source?: string;
}

/** Where the peaks stand, with a vendor's page for each row. */
export const acceleratorSource =
  'stas00/ml-engineering, compute/accelerator (dense; vendors print twice this "with sparsity")';

export const accelerators: readonly Accelerator[] = [
  {
    name: 'V100',
    aliases: ['V100 SXM2', 'Tesla V100'],
    peak: { bf16: 125 },
    memory: [16, 32],
    power: 300,
    bandwidth: 900e9,
    caveat: 'V100 has no bf16: 125 TFLOP/s is fp16.',
  },
  {
    name: 'V100 PCIe',
    aliases: [],
    peak: { bf16: 112 },
    memory: [16, 32],
    power: 250,
    bandwidth: 900e9,
    caveat: 'V100 has no bf16: 112 TFLOP/s is fp16.',
    source: 'data sheet of NVIDIA V100',
  },
  {
    name: 'V100S',
    aliases: ['V100S PCIe'],
    peak: { bf16: 130 },
    memory: [32],
    power: 250,
    bandwidth: 1134e9,
    caveat: 'V100S has no bf16: 130 TFLOP/s is fp16.',
    source: 'data sheet of NVIDIA V100',
  },
  {
    name: 'T4',
    aliases: [],
    peak: { bf16: 65, int8: 130 },
    memory: [16],
    power: 70,
    caveat: 'T4 has no bf16: 65 TFLOP/s is fp16.',
    source: 'data sheet of NVIDIA T4',
  },
  {
    name: 'TPU v2',
    aliases: ['TPUv2'],
    peak: { bf16: 46 },
    memory: [16],
    power: 280,
    bandwidth: 700e9,
    source: 'Jouppi et al. 2020, CACM 63(7)',
  },
  { name: 'TPU v3', aliases: ['TPUv3'], peak: { bf16: 123 }, memory: [32], power: 450 },
  { name: 'TPU v4', aliases: ['TPUv4'], peak: { bf16: 275, int8: 275 }, memory: [32] },
  { name: 'TPU v5e', aliases: ['TPUv5e'], peak: { bf16: 197, int8: 394 }, memory: [16] },
  { name: 'TPU v5p', aliases: ['TPUv5p'], peak: { bf16: 459, int8: 918 }, memory: [95] },
  { name: 'TPU v6e', aliases: ['TPUv6e', 'Trillium'], peak: { bf16: 918, fp8: 918, int8: 1836 }, memory: [32] },
  { name: 'TPU v7x', aliases: ['TPUv7x', 'Ironwood'], peak: { bf16: 2307, fp8: 4614 }, memory: [192] },
  {
    name: 'A100',
    aliases: ['A100 SXM', 'A100 40GB', 'A100 80GB', 'A100-SXM4', 'A100 SXM4'],
    peak: { bf16: 312, int8: 624, tf32: 156 },
    memory: [40, 80],
    power: 400,
    bandwidth: 2039e9,
    caveat: 'Bandwidth is that of the 80 GB SXM version: with 40 GB it is 1,555 GB/s.',
    versions: { 40: { bandwidth: 1555e9 }, 80: { bandwidth: 2039e9 } },
  },
  {
    name: 'A100 PCIe',
    aliases: [],
    peak: { bf16: 312, int8: 624, tf32: 156 },
    memory: [40, 80],
    power: 250,
    bandwidth: 1935e9,
    caveat: 'The 80 GB PCIe version is rated at 300 W, that of 40 GB at 250 W with a bandwidth of 1,555 GB/s.',
    versions: { 40: { power: 250, bandwidth: 1555e9 }, 80: { power: 300, bandwidth: 1935e9 } },
  },
  {
    name: 'L40',
    aliases: [],
    peak: { bf16: 181, fp8: 362, int8: 362, tf32: 90.5 },
    memory: [48],
    power: 300,
    bandwidth: 864e9,
    source: 'data sheet of NVIDIA L40 (dense)',
  },
  { name: 'L40S', aliases: ['L40s'], peak: { bf16: 362, fp8: 733, int8: 733, tf32: 183 }, memory: [48], power: 350 },
  {
    name: 'H100',
    aliases: ['H100 SXM', 'H100 SXM5', 'H100 80GB'],
    peak: { bf16: 989, fp8: 1979, int8: 1979, tf32: 494.5 },
    memory: [80],
    power: 700,
    bandwidth: 3350e9,
  },
  {
    name: 'H100 PCIe',
    aliases: [],
    peak: { bf16: 756, fp8: 1513, int8: 1513, tf32: 378 },
    memory: [80],
    power: 350,
    bandwidth: 2000e9,
  },
  {
    name: 'H100 NVL',
    aliases: [],
    peak: { bf16: 835.5, fp8: 1670.5, int8: 1670.5, tf32: 417.5 },
    memory: [94],
    power: 400,
    bandwidth: 3900e9,
    source: 'data sheet of NVIDIA H100 (half of what is printed "with sparsity")',
  },
  {
    name: 'H200 NVL',
    aliases: [],
    peak: { bf16: 835.5, fp8: 1670.5, int8: 1670.5, tf32: 417.5 },
    memory: [141],
    power: 600,
    bandwidth: 4800e9,
    source: 'data sheet of NVIDIA H200 (half of what is printed "with sparsity")',
  },
  {
    name: 'H200',
    aliases: [],
    peak: { bf16: 989, fp8: 1979, int8: 1979, tf32: 494.5 },
    memory: [141],
    power: 700,
    bandwidth: 4800e9,
  },
  { name: 'GH200', aliases: [], peak: { bf16: 989, fp8: 1979, int8: 1979, tf32: 494.5 }, memory: [96, 141] },
  { name: 'H800', aliases: [], peak: { bf16: 989, fp8: 1979 }, memory: [80], power: 700 },
  { name: 'B200', aliases: [], peak: { bf16: 2250, fp8: 4500, int8: 4500, tf32: 1125 }, memory: [192], power: 1000 },
  { name: 'B300', aliases: [], peak: { bf16: 2250, fp8: 4500, int8: 4500, tf32: 1125 }, memory: [288] },
  {
    name: 'GB200',
    aliases: ['GB200 NVL72'],
    peak: { bf16: 2500, fp8: 5000, int8: 5000, tf32: 1250 },
    memory: [192],
    caveat: 'Figures of GB200 are per chip.',
  },
  {
    name: 'GB300',
    aliases: ['GB300 NVL72'],
    peak: { bf16: 2500, fp8: 5000, int8: 5000, tf32: 1250 },
    memory: [288],
    caveat: 'Figures of GB300 are per chip.',
  },
  {
    name: 'MI250',
    aliases: [],
    peak: { bf16: 362, int8: 362 },
    memory: [128],
    caveat: 'Figures of MI250 cover both dies.',
  },
  {
    name: 'MI250X',
    aliases: [],
    peak: { bf16: 383, int8: 383 },
    memory: [128],
    power: 560,
    caveat: 'Figures of MI250X cover both dies; a job that counts each die as a GPU has half.',
  },
  {
    name: 'MI210',
    aliases: [],
    peak: { bf16: 181, int8: 181 },
    memory: [64],
    power: 300,
    bandwidth: 1638e9,
    source: 'data sheet of AMD Instinct MI210',
  },
  {
    name: 'MI300A',
    aliases: [],
    peak: { bf16: 980.6, fp8: 1961.2, int8: 1961.2, tf32: 490.3 },
    memory: [128],
    power: 550,
    bandwidth: 5300e9,
    source: 'data sheet of AMD Instinct MI300A (dense)',
  },
  { name: 'MI300X', aliases: [], peak: { bf16: 1300, fp8: 2610, int8: 2600, tf32: 653.7 }, memory: [192], power: 750 },
  { name: 'MI325X', aliases: [], peak: { bf16: 1300, fp8: 2610, int8: 2600, tf32: 653.7 }, memory: [256], power: 1000 },
  { name: 'MI355X', aliases: [], peak: { bf16: 2500, fp8: 5000, int8: 5000 }, memory: [288] },
  { name: 'Gaudi 2', aliases: ['Gaudi2'], peak: { bf16: 432, fp8: 865 }, memory: [96] },
  { name: 'Gaudi 3', aliases: ['Gaudi3'], peak: { bf16: 1677, fp8: 1677 }, memory: [128] },
  // Not in the common source.
  ...[
    { name: 'A800', aliases: [], peak: { bf16: 312, int8: 624, tf32: 156 }, memory: [40, 80], power: 400 },
    { name: 'H20', aliases: [], peak: { bf16: 148, fp8: 296, int8: 296, tf32: 74 }, memory: [96], power: 400 },
    { name: 'A40', aliases: [], peak: { bf16: 149.7, int8: 299.3, tf32: 74.8 }, memory: [48], power: 300 },
    { name: 'A10', aliases: [], peak: { bf16: 125, int8: 250, tf32: 62.5 }, memory: [24], power: 150 },
    { name: 'L4', aliases: [], peak: { bf16: 121, fp8: 242, int8: 242, tf32: 60 }, memory: [24], power: 72 },
    { name: 'RTX A6000', aliases: ['A6000'], peak: { bf16: 154.8, tf32: 77.4 }, memory: [48], power: 300 },
    {
      name: 'RTX 3090',
      aliases: ['3090', 'GeForce RTX 3090'],
      peak: { bf16: 71, tf32: 35.6 },
      memory: [24],
      power: 350,
    },
    {
      name: 'RTX 4090',
      aliases: ['4090', 'GeForce RTX 4090'],
      peak: { bf16: 165.2, fp8: 330.3, tf32: 82.6 },
      memory: [24],
      power: 450,
    },
  ].map(each => ({ ...each, source: 'data sheets of NVIDIA (dense, fp32 accumulation)' })),
  {
    name: 'A10G',
    aliases: [],
    peak: { bf16: 70, tf32: 35 },
    memory: [24],
    bandwidth: 600e9,
    source: 'data sheet of NVIDIA A10G (dense)',
  },
  {
    name: 'Trainium',
    aliases: ['Trainium 1', 'Trainium1', 'Trn1'],
    peak: { bf16: 190, fp8: 190, int8: 380, tf32: 190 },
    memory: [32],
    bandwidth: 820e9,
    source: 'AWS Neuron documentation, Trainium architecture',
  },
  { name: 'Trainium2', aliases: ['Trainium 2', 'Trn2'], peak: { bf16: 667, fp8: 1299, tf32: 667 }, memory: [96] },
];

const fold = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/**
 * The accelerator that a text names, maker's names put aside, with the figures of the version whose memory it names;
 * `undefined` for one not in the table. An s behind it is a plural, an S a part of the name.
 *
 * @example findAccelerator('NVIDIA A100-80GB')?.peak.bf16 // 312
 * @example findAccelerator('A100 40GB')?.bandwidth // 1.555e12
 * @example findAccelerator('V100s')?.name // 'V100'
 */
export function findAccelerator(text: string): Accelerator | undefined {
  const memory = /(?<![\w.])(\d+)\s?(?:GB|GiB|G)\b/i.exec(text)?.[1];
  const bare = text
    .replace(/\b(?:nvidia|amd|instinct|google|cloud|intel|aws|tesla|[dh]gx|tensor core|gpus?|hbm\w*)\b/gi, '')
    .replace(/[-\s]?\b\d+\s?(?:GB|GiB|G)\b/gi, '')
    .trim();
  const found = named(text) ?? named(bare);
  const version = memory === undefined ? undefined : found?.versions?.[Number(memory)];
  if (found === undefined || version === undefined) return found;
  const { caveat: _, ...rest } = found;
  return { ...rest, ...version };
}

/** The accelerator of this name, as it is written or with signs and letter case put aside. */
function named(text: string): Accelerator | undefined {
  const names = (each: Accelerator) => [each.name, ...each.aliases];
  const singular = text.replace(/(?<=\d[A-Z]?)s$/, '');
  return (
    accelerators.find(each => names(each).includes(text)) ??
    [singular, text].flatMap(
      word => accelerators.find(each => names(each).some(name => fold(name) === fold(word))) ?? [],
    )[0]
  );
}

/**
 * Which column of the table a text's number format is: fp16 and bf16 share one; fp32 runs as tf32 by default.
 * `undefined` for a format the table does not hold.
 */
export function precisionOf(text: string): Precision | undefined {
  const name = fold(text);
  if (/^(bf16|bfloat16|fp16|float16|half|mixed)/.test(name)) return 'bf16';
  if (/^(fp8|float8|e4m3|e5m2)/.test(name)) return 'fp8';
  if (/^int8/.test(name)) return 'int8';
  if (/^(tf32|fp32|float32)/.test(name)) return 'tf32';
  return undefined;
}

/** Bytes of a number in a format: "bf16" 2, "fp8" 1, "int4" and "nf4" a half. */
export function bytesOf(text: string): number | undefined {
  const name = fold(text);
  if (/^(?:fp64|float64|double)/.test(name)) return 8;
  if (/^(?:fp32|float32|single|tf32)/.test(name)) return 4;
  if (/^(?:bf16|bfloat16|fp16|float16|half|mixed)/.test(name)) return 2;
  if (/^(?:fp8|float8|e4m3|e5m2|int8|q8)/.test(name)) return 1;
  return /^(?:int4|uint4|nf4|fp4|mxfp4|nvfp4|q4)/.test(name) ? 0.5 : undefined;
}
