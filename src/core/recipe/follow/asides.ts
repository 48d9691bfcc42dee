import type { AsideElement, NoteElement } from '../../markdown/elements.ts';
import type { Edit, Range } from '../../text.ts';
import { formatValue } from '../format.ts';
import { formulaById } from '../formulas/catalogue.ts';
import { compute } from '../formulas/compute.ts';
import type { Quantity } from '../quantity.ts';
import type { NoteQuantities } from '../quote/note.ts';
import { type Answers, type Calculation, calculationsOf } from './calculations.ts';
import { type Claim, claimsIn, readShort } from './claims.ts';
import { type Run, runAt } from './run.ts';

/** What was found of one aside: whether what it claims still follows from the quotes before it. */
export interface AsideCheck {
  /** The aside with its `%%`. */
  readonly range: Range;
  /** `unjudged`: it claims nothing that is understood, or the quotes do not suffice; it is left alone. */
  readonly state: 'holds' | 'stale' | 'unjudged';
  readonly claim: Claim | undefined;
  /** The calculation as the quotes give it now. */
  readonly calculation: Calculation | undefined;
  /** For a stale aside: both numbers, in a sentence. */
  readonly message: string;
  /** For a stale aside: the change that makes it true again, in offsets of the note. */
  readonly fix: Edit | undefined;
}

/** An aside further than this from the quote it would be about is not judged. */
const FARTHEST = 1200;

/**
 * Checks the asides of a note against the quotes before them, whether a person or a command wrote them. Only claims
 * in the words that this product writes are judged; everything else is left alone.
 */
export function checkAsides(note: NoteQuantities, elements: readonly NoteElement[]): AsideCheck[] {
  return elements
    .filter((element): element is AsideElement => element.kind === 'aside' && !element.mark && element.closed)
    .map(aside => checkAside(note, aside));
}

function checkAside(note: NoteQuantities, aside: AsideElement): AsideCheck {
  const unjudged: AsideCheck = {
    range: aside.range,
    state: 'unjudged',
    claim: undefined,
    calculation: undefined,
    message: '',
    fix: undefined,
  };
  if (aside.content.length > 400 || !/\d/.test(aside.content) || /^\s*=/.test(aside.content)) return unjudged;
  const [claim] = claimsIn(aside.content);
  if (claim === undefined || !Number.isFinite(claim.value)) return unjudged;
  const run = runAt(note, aside.range.from);
  if (run === undefined || run.anchor.range.from > aside.range.from) return unjudged;
  if (aside.range.from - run.anchor.range.to > FARTHEST) return unjudged;
  const calculation = calculationsOf(run, answersOf(claim, aside.content)).find(
    one => one.id === claim.calculation && one.lacking.length === 0,
  );
  if (calculation?.computation.value === undefined) return { ...unjudged, claim };
  const related = claim.related === undefined ? undefined : relatedQuantity(note, run, claim.related);
  const accepted = acceptedValues(calculation, run, related);
  const tolerance = halfUnit(claim);
  const shown = scaleOf(claim, calculation);
  const relatedHolds = claim.related === undefined || related !== undefined;
  if (relatedHolds && accepted.some(value => Math.abs(value / shown - claim.value) <= tolerance)) {
    return { ...unjudged, state: 'holds', claim, calculation };
  }
  const from = aside.contentRange.from + claim.from;
  const now = related === undefined ? calculation.computation.value : (accepted[0] ?? calculation.computation.value);
  const right = writeLike(claim, now / shown);
  const fix: Edit = relatedHolds
    ? { range: { from, to: aside.contentRange.from + claim.to }, insert: right }
    : { range: aside.contentRange, insert: calculation.aside };
  const message = relatedHolds
    ? `This says ${claim.text}; the quotes give ${right}: ${calculation.computation.derivation.text.replace(/\n/g, '; ')}.`
    : `This speaks of an amount that the quotes no longer state; they give: ${calculation.aside}`;
  return { range: aside.range, state: 'stale', claim, calculation, message, fix };
}

/** What an aside says beside its claim: a cost is checked at the price that stands there, whatever prices are now. */
function answersOf(claim: Claim, content: string): Answers {
  const price =
    claim.calculation === 'cost' ? / at \$(\d+(?:\.\d+)?) an accelerator-hour/i.exec(content)?.[1] : undefined;
  return price === undefined ? {} : { price };
}

/** The quantity that "over the 200B dataset" means, where the quotes near it state one. */
function relatedQuantity(note: NoteQuantities, run: Run, value: number): Quantity | undefined {
  const near = (quantity: Quantity | undefined): boolean =>
    quantity !== undefined &&
    [quantity.value, ...quantity.readings.map(reading => reading.value)].some(
      one => Math.abs(one - value) <= 0.01 * value,
    );
  for (const role of ['tokens_planned', 'dataset_tokens', 'tokens', 'decay_steps', 'steps_planned'] as const) {
    if (near(run.byRole.get(role))) return run.byRole.get(role);
  }
  return note.quantities.find(quantity => /token|steps_planned|decay_steps/.test(quantity.role) && near(quantity));
}

/** Every value that a reader may rightly have written: as stated, under other readings, by other conventions. */
function acceptedValues(calculation: Calculation, run: Run, related: Quantity | undefined): number[] {
  const { computation } = calculation;
  const formula = formulaById(computation.formula);
  const values = [computation.value ?? Number.NaN, ...computation.readings.map(reading => reading.value)];
  if (formula === undefined) return values;
  const given = Object.fromEntries(
    computation.inputs.filter(input => input.from === 'given').map(input => [input.name, input.value]),
  );
  const again = (changes: Readonly<Record<string, number>>): void => {
    const result = compute(formula, { ...given, ...changes }, { variant: computation.variant });
    if (result.value !== undefined) values.push(result.value, ...result.readings.map(reading => reading.value));
  };
  // "7B" may have been taken at its word.
  const params = run.byRole.get('params');
  if (params !== undefined && 'params' in given) again({ params: params.value });
  if (related !== undefined) {
    const name = ['dataset_tokens', 'tokens_planned', 'steps_planned'].find(one => one in given);
    if (name !== undefined && given[name] !== related.value) {
      values.length = 0;
      again({ [name]: related.value });
    }
  }
  return values;
}

/** Half a unit of the last digit that the claim shows, and a hair for the rounding of its inputs. */
function halfUnit(claim: Claim): number {
  const m = /^([\d,]*)(?:\.(\d+))?(?:e([+-]?\d+))?([KMBT])?$/i.exec(claim.text);
  const suffix = m?.[4] === undefined ? 1 : readShort(`1${m[4]}`);
  // The zeros that end a big whole number are rounding: 519,000 means thousands.
  const digits = (m?.[1] ?? '').replace(/,/g, '');
  const whole = m?.[2] === undefined && m?.[3] === undefined && digits.length >= 5;
  const zeros = whole ? (/0*$/.exec(digits)?.[0].length ?? 0) : 0;
  const unit = 10 ** (Number(m?.[3] ?? 0) - (m?.[2]?.length ?? 0) + zeros) * suffix;
  return 0.5001 * unit + Math.abs(claim.value) * 1e-6;
}

/** What a claim's number is to be multiplied by to be in the formula's unit: percent, days, gigabytes. */
function scaleOf(claim: Claim, { id, computation }: Calculation): number {
  if (id.startsWith('mfu') || id === 'hfu' || id === 'warmup-share') return 0.01;
  if (id.startsWith('zero-')) return 1e9;
  if (id === 'energy') return computation.unit === 'kWh' ? 1000 : 1;
  if (id === 'wall-clock') return / days/.test(computation.text) ? 24 : / min/.test(computation.text) ? 1 / 60 : 1;
  if (id === 'cost') return /k$/i.test(claim.text) ? 1 : 1;
  return 1;
}

/** The value with as many digits, and in the same spelling, as the claim. */
function writeLike(claim: Claim, value: number): string {
  const suffix = /[KMBT]$/i.exec(claim.text)?.[0] ?? '';
  const plain = claim.text.replace(/[KMBT]$/i, '');
  const scale = suffix === '' ? 1 : readShort(`1${suffix}`);
  if (/e/i.test(plain))
    return value.toExponential(Math.max(0, (/\.(\d+)/.exec(plain)?.[1] ?? '').length)).replace('e+', 'e');
  const decimals = (/\.(\d+)/.exec(plain)?.[1] ?? '').length;
  const digits = (value / scale).toFixed(decimals);
  // A value that these decimals would show as nothing gets the digits it needs.
  if (Number(digits) === 0 && value !== 0) return formatValue(value / scale, '1', { significant: 2 }) + suffix;
  return digits.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',') + suffix;
}
