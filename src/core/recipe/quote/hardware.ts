/*
 * Accelerators as papers name them, with what the name alone tells. Peak rates live with the formulas.
 */

/** An accelerator's name found in a text. Offsets are those of the given text. */
export interface HardwareMention {
  readonly from: number;
  readonly to: number;
  /** "A100", "TPU v4", "H100". */
  readonly name: string;
  /** Memory of one accelerator in GB, where the name says it: "A100-80GB". */
  readonly memory: number | undefined;
  readonly memoryRange: { readonly from: number; readonly to: number } | undefined;
  /** Accelerators in one machine, where the name is a machine's: a DGX-2 has 16, other DGX systems have 8. */
  readonly perMachine: number | undefined;
}

const MAKER =
  '(?:Cloud(?=TPU))?(?:(?:Cerebras|GCP|Volta|Ampere|Hopper|NVIDIA|Nvidia|nvidia|NVidia|nVidia|nVIDIA|TESLA|AMD|Intel|Google|Google Cloud|Cloud|Huawei|AWS|Tesla|GeForce|Instinct|Ascend|Habana)[ -]+)*';
const TYPE = String.raw`(?:[ahv]100|[AHV]-100|v\d[ep]? TPUs?|(?:A|H|B|V|P|L|T|K|GB|GH|A?H)(?:10|30|40|4|80|100|200|300|800|20|[1-9]00)s?(?!\d)|A[4-6]000|L40S|T4|K80|MI\d{3}[XA]?|RTX[ -]?(?:A\d{4}|\d{4})(?: ?Ti)?|TPU[ -]?[vV]?\d(?:[ep]|x)?s?|TPUs?|Gaudis?(?: ?-?\d)?|Trainium[ -]?\d?|910[A-C]?|(?:GTX )?(?:Titan|TITAN) ?(?:Xp|X|V|RTX)|GTX[ -]?\d{3,4}|CS-\d)`;
const FORM = String.raw`(?:[ -](?:SXM\d?|PCIe|PCIE|NVL|HBM\d?e?|SXM4))*`;
const MEMORY = String.raw`(?:[ -]\(?(\d{2,3}) ?(?:GB|GiB|G)s?(?![A-Za-z])\)?|\((\d{2,3}) ?(?:GB|G)\))?`;
const HARDWARE = new RegExp(
  `${MAKER}(DGX[ -]?(?:SuperPOD)?|HGX(?=[ -]))?[ -]?(?:(?<![A-Za-z])|(?<=\\d ?[xX])|(?<=Cloud|Ascend))(${TYPE})(?![A-Za-z0-9]|\\.\\d)${FORM}${MEMORY}`,
  'g',
);
const DGX_ALONE = /\bDGX-?([12])H?\b/g;

function properName(type: string): string {
  const plain = type.replace(/(?<=\d)s$/, '').replace(/^([AHV])-(?=100)/, '$1');
  const tpu = /^TPU[ -]?([vV]?)(\d)([epx]?)/.exec(type.replace(/^(v\d[ep]?) TPUs?/, 'TPU $1'));
  if (tpu) return `TPU v${tpu[2]}${tpu[3]}`;
  if (/^TPUs?$/.test(type)) return 'TPU';
  return plain.replace(/^RTX[ -]?/, 'RTX ').replace(/^CS-/, 'CS-');
}

/** Accelerators named in a clean text, in order. */
export function findHardware(text: string): HardwareMention[] {
  const found: HardwareMention[] = [];
  if (!/[AHVPBLTKMRGD]\w*\d|DGX-\d|[AHV]-100|\b[ahv]100|TPU|[RG]TX|CS-\d|Gaudi|Titan|910/.test(text)) return found;
  HARDWARE.lastIndex = 0;
  for (let m = HARDWARE.exec(text); m !== null; m = HARDWARE.exec(text)) {
    const memory = m[3] ?? m[4];
    const digits = memory === undefined ? -1 : m.index + m[0].lastIndexOf(memory);
    found.push({
      from: m.index + (/^[ -]/.test(m[0]) ? 1 : 0),
      to: m.index + m[0].length,
      name: properName(m[2] ?? ''),
      memory: memory === undefined ? undefined : Number(memory),
      memoryRange: memory === undefined ? undefined : { from: digits, to: m.index + m[0].replace(/\)$/, '').length },
      perMachine: m[1] === undefined ? undefined : 8,
    });
  }
  DGX_ALONE.lastIndex = 0;
  for (let m = DGX_ALONE.exec(text); m !== null; m = DGX_ALONE.exec(text)) {
    found.push({
      from: m.index,
      to: m.index + m[0].length,
      name: 'V100',
      memory: undefined,
      memoryRange: undefined,
      perMachine: m[1] === '2' ? 16 : 8,
    });
  }
  return found.sort((a, b) => a.from - b.from);
}
