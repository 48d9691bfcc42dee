import { once } from '../../once.ts';
import type { Range } from '../../text.ts';
import type { Carried } from './carried.ts';
import type { Known } from './known.ts';
import { LIST_GLUE, type ModelMention } from './models.ts';

/**
 * The models that each known number of a sentence belongs to, in the order of `known`: [undefined] when it is said of
 * all or of none by name. A shared value has several; lists of equal length are zipped.
 */
export function modelsOf(
  text: string,
  sentence: Range,
  known: readonly Known[],
  models: readonly ModelMention[],
  carried: Carried,
): (string | undefined)[][] {
  const groups = groupsOf(models);
  const carriedModels = once((): (string | undefined)[] =>
    isAboutAll(text, sentence) || carried.models().length === 0 ? [undefined] : [...carried.models()],
  );
  const attached = known.map((entry): (string | undefined)[] => {
    const own = models.find(
      model => model.sizeRange !== undefined && model.sizeRange.from <= entry.from && entry.to <= model.sizeRange.to,
    );
    if (own !== undefined) return [own.name];
    // "1B (400M active)": of the size before it
    const whole =
      entry.decided.role === 'params_active'
        ? models.find(
            model => model.to <= entry.from && /^ \((?:with |about )?$/.test(text.slice(model.to, entry.from)),
          )
        : undefined;
    if (whole !== undefined) return [whole.name];
    if (models.length === 0) return carriedModels();
    // "… whereas the 65B run uses 1.5e-4; both warm up over 5000 steps"
    if (
      groups.length > 1 &&
      /(?:^|[;,.(] ?|and )both (?!the\b)[a-z][^;]*$/.test(text.slice(sentence.from, entry.from)) &&
      !models.some(model => model.from < entry.from && /\bboth\b/.test(text.slice(sentence.from, model.from)))
    )
      return [...new Set(groups.flatMap(group => group.names))];
    // "3e-4 for the 13B model", "2 for LLEMMA-7B"
    const next = known.find(other => other.from >= entry.to && other.decided.role !== 'params');
    const after = groups.find(group => group.from >= entry.to && (next === undefined || group.from < next.from));
    if (after !== undefined && /^ ?\($/.test(text.slice(entry.to, after.from)) && text[after.to] === ')')
      return after.names;
    if (
      after !== undefined &&
      /^[^.;:,()\d]{0,40}?,? ?\(?(?:for|in|on|(?:used )?to (?:pre-?)?train|to fine-?tune) (?:the |our |model sizes? |all )*(?:largest |smaller |models? )?$/.test(
        text.slice(entry.to, after.from),
      ) &&
      !/\b(?:trained|training|train) (?:for|on|in)\s/.test(text.slice(entry.to, after.from)) &&
      !FRONTED.test(text.slice(entry.to, after.from))
    ) {
      if (after.first.standing === 'subject') return after.names;
    }
    const before = [...groups]
      .reverse()
      .find(
        group =>
          group.to <= entry.from && group.first.standing !== 'origin' && !belongsToValue(text, known, group, entry),
      );
    if (before !== undefined) {
      if (before.first.standing !== 'compared') return before.names;
      // What is said in a comparison's own clause is said of the other model.
      const between = text.slice(before.to, entry.from);
      if (
        /^(?: ?\(|,? (?:which|that|with|having|has|uses?|used|whose|was|is|at|took)\b)/.test(between) &&
        !/[;:]|, (?:and|we|our|it|which we)\b/.test(between)
      )
        return before.names;
      const earlier = [...groups]
        .reverse()
        .find(group => group.to <= before.from && group.first.standing === 'subject');
      return earlier?.names ?? carriedModels();
    }
    if (
      /^\W*(?:It|Its|This|The model|They)\b/.test(text.slice(sentence.from, sentence.from + 20)) &&
      carried.models().length > 0
    )
      return carriedModels();
    const later = groups.find(
      group =>
        group.from >= entry.to &&
        group.first.standing === 'subject' &&
        // "2e-4 for all sizes except the 30B model"
        !/\b(?:except|excluding|other than|apart from)(?: for)?(?: the| our)? $/.test(
          text.slice(Math.max(0, group.from - 24), group.from),
        ),
    );
    if (later !== undefined && !/[;]/.test(text.slice(entry.to, later.from))) {
      // "On 256 GPUs, the 7B model …"
      return later.names;
    }
    return carriedModels();
  });
  // "512 nodes (3,072 GPUs) to train the 7B": what stands in parentheses and what they follow are one.
  for (let i = 0; i + 1 < known.length; i++) {
    const inside = attached[i + 1]!;
    if (
      inside.length === 1 &&
      inside[0] !== undefined &&
      known[i]!.decided.role !== 'params' &&
      /^[^.;,()\d]{0,24}\((?:about |~|≈|∼)?$/.test(text.slice(known[i]!.to, known[i + 1]!.from))
    )
      attached[i] = inside;
  }
  zip(text, known, groups, attached);
  return attached.map(names => {
    const each = new Set(names);
    return each.size > MOST_SHARING ? [undefined] : [...each];
  });
}

/** No paper says one number of more models by name; it bounds what a page of names and numbers costs. */
const MOST_SHARING = 12;

/** "… 64 GPUs and for the 7B model 128 GPUs": the phrase opens a clause of its own. */
const FRONTED = /(?:\band|\bwhile|,|;) (?:for|in|on) (?:the |our )?(?:largest |smaller )?$/;

interface Group {
  readonly from: number;
  readonly to: number;
  readonly names: string[];
  readonly first: ModelMention;
}

function groupsOf(models: readonly ModelMention[]): Group[] {
  const groups: { from: number; to: number; names: string[]; first: ModelMention }[] = [];
  let last = -1;
  for (const model of models) {
    const current = groups[groups.length - 1];
    if (current !== undefined && model.group === last) {
      current.to = model.to;
      current.names.push(model.name);
    } else groups.push({ from: model.from, to: model.to, names: [model.name], first: model });
    last = model.group;
  }
  return groups;
}

/** True when a group is the "for X" of another value and says nothing of this one. */
function belongsToValue(text: string, known: readonly Known[], group: Group, entry: Known): boolean {
  const before = text.slice(Math.max(0, group.from - 30), group.from);
  if (!/\b(?:for|in|on) (?:the |our |model sizes? )*(?:largest )?$/.test(before)) return false;
  const value = [...known].reverse().find(other => other.to <= group.from && other.decided.role !== 'params');
  if (value === undefined || value === entry) return false;
  const between = text.slice(value.to, group.from);
  if (!/^[^.;:,()\d]{0,40}\(?(?:for|in|on) (?:the |our |model sizes? )*(?:largest )?$/.test(between)) return false;
  if (FRONTED.test(between)) return false;
  // "for the 7B model with a batch of 2M": what is hung on the model by "with" is the model's.
  return !/^\s*(?:models? |runs? |policy |variant |one )?(?:with|using|at|on)\b/.test(
    text.slice(group.to, group.to + 20),
  );
}

function isAboutAll(text: string, sentence: Range): boolean {
  return /\b(?:all|every) (?:of )?(?:the |our |other )?(?:\w+ )?(?:models|runs)\b|\bour models\b|\bthe (?:smaller|other|remaining|rest of the) (?:\w+ )?models\b/i.test(
    text.slice(sentence.from, sentence.to),
  );
}

/** n values of one list after n models of one list belong to each other, one by one. */
function zip(
  text: string,
  known: readonly Known[],
  groups: readonly Group[],
  attached: (string | undefined)[][],
): void {
  for (const [start, end] of listsFrom(text, known, 0)) {
    const count = end - start + 1;
    if (count > 1 && known[start]!.decided.role !== 'params') {
      const first = known[start]!;
      const before = [...groups].reverse().find(group => group.to <= first.from && group.names.length === count);
      const after = groups.find(group => group.from >= known[end]!.to && group.names.length === count);
      const group =
        before ??
        (after !== undefined && /\bfor\b|\bof\b/.test(text.slice(known[end]!.to, after.from)) ? after : undefined);
      if (group !== undefined) for (let i = 0; i < count; i++) attached[start + i] = [group.names[i]];
    } else if (count > 1) {
      // "models with 1.3B, 2.7B and 6.7B parameters" name each by its size.
      const sizes = known.slice(start, end + 1).map(entry => text.slice(entry.figure.from, entry.figure.to));
      const name = attached[start]?.length === 1 ? attached[start]?.[0] : undefined;
      // "399M, 545M and 1.1B models": a size is no family.
      const family = name !== undefined && /^[\d.]+ ?[BMT]$/.test(name) ? undefined : name;
      const ofOne = known.slice(start, end + 1).every((_, i) => attached[start + i]?.join() === name);
      const names = sizes.map(size => (family !== undefined && ofOne ? `${family} ${size}` : size));
      for (let i = start; i <= end; i++)
        if (ofOne || attached[i]?.length !== 1 || attached[i]?.[0] === undefined) attached[i] = [names[i - start]];
      // "models have 2B and 8B parameters and saw 12T tokens": each of them did.
      for (let i = end + 1; i < known.length; i++) {
        const between = text.slice(known[end]!.to, known[i]!.from);
        if (
          !/^(?: param\w*)?,? (?:and|that|which)(?: all| both| each)? (?:saw|see|(?:were|was|are) (?:all |both |each )?(?:pre-?)?trained)\b[^;]*$/.test(
            between,
          )
        )
          break;
        if (attached[i]?.join() === '' && known[i]!.decided.role !== 'params') attached[i] = [...names];
      }
      zipAgainst(text, known, end + 1, names, attached);
    }
  }
}

function zipAgainst(
  text: string,
  known: readonly Known[],
  from: number,
  names: readonly string[],
  attached: (string | undefined)[][],
): void {
  for (const [start, end] of listsFrom(text, known, from)) {
    if (end - start + 1 === names.length && known[start]!.decided.role !== 'params')
      for (let i = 0; i < names.length; i++) attached[start + i] = [names[i]];
  }
}

/** The first and the last of each list of values of one role; a value on its own is a list of one. */
function* listsFrom(text: string, known: readonly Known[], from: number): Iterable<readonly [number, number]> {
  for (let start = from; start < known.length; ) {
    const end = listEnd(text, known, start);
    yield [start, end];
    start = end + 1;
  }
}

/** The last of the values of one role that stand in a list from `start` on. */
function listEnd(text: string, known: readonly Known[], start: number): number {
  let end = start;
  while (
    end + 1 < known.length &&
    known[end + 1]!.decided.role === known[start]!.decided.role &&
    isListStep(text, known[end]!, known[end + 1]!)
  )
    end++;
  return end;
}

function isListStep(text: string, a: Known, b: Known): boolean {
  if (a.to > b.from) return false;
  const between = text.slice(a.to, b.from);
  return LIST_GLUE.test(between.replace(/^(?:B|M|K)?\b/, ''));
}
