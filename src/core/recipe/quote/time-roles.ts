import { type Decided, decided, type Placed } from './placed.ts';

/** How long a run took by the clock, in the given unit; `value` replaces the figure's. */
export function wallClock(placed: Placed, unit: string, to: number, value?: number): Decided | undefined {
  const { left, right, figure } = placed;
  const rest = right.slice(to - figure.to);
  if (!placed.topic.ofTraining) return undefined;
  if (
    /^ ?(?:old|trial|lease|later|earlier|ago|(?:video|audio|clip|talk|speech|recording|song|walk|drive)s?\b|of (?:\w+ ){0,2}(?:audio|speech|video|game|experience|gameplay|play|data|recordings?|music|demonstrations|footage))/.test(
      rest,
    )
  )
    return undefined;
  // "90 days, of which 4 days were lost"
  if (/\bof which (?:about |only )?$/.test(left)) return undefined;
  // "the search takes 6 hours": what comes before or after the training
  if (
    /\b(?:search|inference|evaluation|decoding|generation|indexing|preprocessing|annotation|download)(?: time)? (?:is|was|of|takes|took|lasts?|lasted|required|requires) (?:about |only |roughly |approximately |around )?$/.test(
      left,
    )
  )
    return undefined;
  // "180 days of GPU-time"
  if (/^[ *]*of (?:[\w]+ )?(?:gpu|tpu|accelerator) ?(?:time|compute)\b/.test(rest) && (unit === 'h' || unit === 'day'))
    return decided('gpu_hours', 'h', to, (value ?? figure.value) * (unit === 'day' ? 24 : 1));
  // "a cumulative of 310 hours of computation was performed": the hours of all devices
  if (
    unit === 'h' &&
    /\b(?:cumulative|cumulatively|accumulated|aggregate)(?: total)?(?: of)? (?:about |roughly |around |approximately )?$/.test(
      left,
    )
  )
    return decided('gpu_hours', 'h', to);
  // "every 3 hours", "a total batch of 1.6 h"
  if (/every $|\bper $|\bbatch(?:es)?(?: ?sizes?)? (?:(?:of|is|was|about|with) )*$/.test(left)) return undefined;
  if (
    /^ ?(?:(?:per|\/|for (?:each|every)|each) ?)(?:\w+ )?(?:epoch|step|iteration|image|sample|game|query|question|token|example|video|run\b)/.test(
      right.slice(placed.compound.words === '' ? 0 : placed.compound.to - figure.to),
    ) ||
    placed.compound.per.some(unitOf => /^(?:epoch|step|iteration|image|sample|game|quer|token|example)/.test(unitOf))
  )
    return undefined;
  // Nobody trains for ten years: these are hours of recordings, or of many machines.
  if ((unit === 'h' && figure.value > 50_000) || (unit === 'day' && (value ?? figure.value) > 2_000)) return undefined;
  return decided('wall_clock', unit, to, value);
}
