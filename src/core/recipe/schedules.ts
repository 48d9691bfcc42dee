/** A shape of a learning-rate schedule. */
export interface ScheduleShape {
  /** As a recipe names it. */
  readonly name: string;
  /** What else it is called. */
  readonly otherNames: readonly string[];
  /** Id of the formula of its learning rate. */
  readonly formula: string;
  /** What is drawn of it without being stated. */
  readonly note?: string;
}

/** The shapes that recipes can name. */
export const schedules: readonly ScheduleShape[] = [
  { name: 'cosine', otherNames: ['cosine decay', 'cosine annealing'], formula: 'learning-rate-cosine' },
  { name: 'linear', otherNames: ['linear decay'], formula: 'learning-rate-linear' },
  {
    name: 'wsd',
    otherNames: ['warmup-stable-decay', 'trapezoidal'],
    formula: 'learning-rate-wsd',
    note: 'The decay at the end is drawn as a straight line.',
  },
  { name: 'inverse-sqrt', otherNames: ['rsqrt', 'inverse square root'], formula: 'learning-rate-inverse-sqrt' },
  { name: 'constant', otherNames: [], formula: 'learning-rate-constant' },
];

/**
 * The name of the shape that a text means; `undefined` when it means none.
 *
 * @example scheduleOf('Cosine annealing') // 'cosine'
 */
export function scheduleOf(text: string): string | undefined {
  const folded = text.trim().toLowerCase().replace(/_/g, '-');
  return schedules.find(
    ({ name, otherNames }) =>
      folded === name ||
      folded.startsWith(`${name}-`) ||
      folded.startsWith(`${name} `) ||
      otherNames.includes(folded.replace(/-/g, ' ')) ||
      otherNames.includes(folded),
  )?.name;
}

/** The shape of a name. */
export function scheduleNamed(name: string | undefined): ScheduleShape | undefined {
  return schedules.find(each => each.name === name);
}
