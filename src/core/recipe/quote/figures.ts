import { numberWords } from '../number-words.ts';

/*
 * Numbers as papers print them: 42,000 · 42, 000 · 2 000 · 4M · 4 million · 1 · 10−4 · 8 × 10−5 · 1e-4 · 4.30E+23 ·
 * 2^20 · 1/30th · 65.43K · 126_953_125 · two · 10 % · 10×.
 */

/** A printed number, its magnitude and sign of percent included. Offsets are those of the clean text. */
export interface Figure {
  readonly from: number;
  readonly to: number;
  readonly value: number;
  readonly form: 'plain' | 'power' | 'fraction' | 'word' | 'bare-power';
  readonly magnitude: '' | 'K' | 'M' | 'B' | 'T';
  /** True when the magnitude was written out ("million"), false for a letter. */
  readonly spelled: boolean;
  readonly kind: 'number' | 'percent' | 'times' | 'money';
  readonly significant: number;
  /** The number before its magnitude: 4 in "4M". */
  readonly mantissa: number;
}

const SCALE: Readonly<Record<string, number>> = { '': 1, K: 1e3, M: 1e6, B: 1e9, T: 1e12 };
/** What K and M and so on mean where sizes are powers of two. */
export const BINARY_SCALE: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, B: 2 ** 30, T: 2 ** 40 };

const WORDS: Readonly<Record<string, number>> = {
  ...numberWords,
  eleven: 11,
  twelve: 12,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  eighteen: 18,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
  dozen: 12,
  hundred: 100,
  single: 1,
  once: 1,
  twice: 2,
};

const MAGNITUDE_WORDS: Readonly<Record<string, 'K' | 'M' | 'B' | 'T'>> = {
  thousand: 'K',
  million: 'M',
  mn: 'M',
  billion: 'B',
  bn: 'B',
  trillion: 'T',
  tera: 'T',
};

const START =
  /\d|\.\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|sixteen|eighteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|dozen|hundred|thousand|million|billion|trillion|single|once|twice|half|quarter|third|tenth|hundredth|a(?= (?:day|week|month|year)\b))\b/gi;
const TIMES_TEN = /(\d+(?:\.\d+)?) ?[·×xX*∗⋅∙•✕] ?10 ?(?:\^ ?|e(?=\d))?[{(]?([−–—+-]? ?\d{1,2})[})]?(?!\d|[.,]\d)/y;
const BARE_POWER =
  /10 ?\^ ?[{(]?([−–—+-]?\d{1,2})[})]?(?!\d)|10([−])(\d{1,2})(?!\d)|10([-–])(\d)(?!\d| ?(?:x|×|%|days|hours|k\b))/y;
/** "{3, 2, 1} × 10−4": a power that is said once, behind the brackets of a list. */
const SHARED_POWER =
  /\d+(?:\.\d+)?(?:(?:, ?| ?\/ ?| and |, and | or |; ?)\d+(?:\.\d+)?){1,11} ?[}\])] ?(?:[×x·⋅*] ?10 ?\^? ?[{(]?([−–-] ?\d{1,2})[})]?|e([−–-]\d{1,2}))(?!\d)/y;
const POWER_OF_TWO = /(\d{1,2}) ?\^ ?[{(]?([−–-]?\d{1,2})[})]?(?!\d)/y;
const EXPONENT = /(\d+(?:\.\d+)?|\.\d+)\.? ?[eE] ?\^? ?([−–+-]? ?\d{1,2})(?![\d.]\d|\d)/y;
const LOST_E = /(\d\.\d{1,3})\+(\d\d)(?= ?(?:FLOP|flop))/y;
const GROUPED = /\d{1,3}(?:,\d{3})+(?![\d])(?:\.\d+)?/y;
const SPACED_ZERO = /\d{1,3}(?:(?:, ?| )\d{3})*, 000(?:,? ?\d{3}(?!\d))*(?!\d)/y;
const COMMA_SPACED = /\d{1,3}, \d{3}(?!\d|\.\d)/y;
const SPACED = /[1-9]\d{0,2}(?: \d{3})+(?![\d.,]\d|\d)/y;
/** "2 048": no number of its own begins with a zero. */
const SPACED_THOUSAND = /[1-9]\d{0,2} 0\d\d(?![\d.,]\d|\d| \d)/y;
const UNDERSCORED = /\d{1,3}(?:_\d{3})+(?!\d)/y;
/** Not "9/14 days", which are two values. */
const FRACTION =
  /(\d{1,2}) ?\/ ?(\d{1,4})(?:th|rd|nd|st)?(?![\d./]|[A-Za-z]| ?(?:days?|hours?|weeks?|nodes?|servers?|GPUs?|TPUs?|epochs?|layers?|heads?|steps?|tokens?|iterations|sequences)\b)/y;
const DECIMAL_COMMA = /(\d{1,3}),(\d{1,2})(?= ?(?:[KMBT]\b|million|billion|trillion|%|days|hours|GPU|epochs))/y;
const PLAIN = /\d+(?:\.\d+)?|\.\d+/y;
/** A number with nothing after it that could make it part of a longer one: most are such. */
const ALONE = /\d+(?:\.\d+)?(?=$|[)\];:%"'”?!\n]|\.(?!\d|e[-−–])|,(?! ?\d)| (?![\deExX·×*∗⋅∙•✕/^+−–—-]))/y;
const TENTH = /(?:one|a)?[ -]?(tenth|third|half)\b/y;

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

const exponent = (digits: string): number => Number(digits.replace(/[−–—]/g, '-').replace(/[ +]/g, ''));

/** Significant figures of a decimal numeral; trailing zeros of a whole number do not count. */
function significantOf(numeral: string): number {
  const digits = /[, _]/.test(numeral) ? numeral.replace(/[, _]/g, '') : numeral;
  const point = digits.indexOf('.');
  let end = digits.length;
  if (point < 0) while (end > 0 && digits[end - 1] === '0') end--;
  let from = 0;
  while (from < end && (digits[from] === '0' || from === point)) from++;
  return Math.max(1, end - from - (point >= from ? 1 : 0));
}

interface Core {
  readonly to: number;
  readonly value: number;
  readonly form: Figure['form'];
  readonly significant: number;
}

/** A comma and a space inside a number, or between two of a list? Lists go on after it, or come before. */
function isListComma(text: string, from: number, to: number, zeros: boolean): boolean {
  const before = text.slice(Math.max(0, from - 12), from);
  const after = text.slice(to, to + 14);
  if (/\d\s*[,(]\s*$|\d,?\s+(?:and|or)\s+$/.test(before)) return true;
  if (!zeros && /[=×x]\s*$/.test(before)) return true;
  // "batch size 64, 300 steps": the first has its own name.
  if (
    !zeros &&
    /(?:\bsize|length|\blrs?|rate|heads|layers|dim\w*|epochs|decay|hidden|width|rank|degree|stage|\b[tpd]p|\bbs)(?: of| is|:)?\s*$/i.test(
      text.slice(Math.max(0, from - 24), from),
    )
  )
    return true;
  if (/^\s?(?:,|,? and|,? or|\/)\s?\d/.test(after)) return true;
  // "256, 512" alone in a cell: two powers of two
  if (
    before.trim() === '' &&
    after.trim() === '' &&
    text
      .slice(from, to)
      .split(', ')
      .every(item => Number.isInteger(Math.log2(Number(item))))
  )
    return true;
  return /\($/.test(before) && /^\)/.test(after);
}

/** "2, 048" and "32, 768": no item of a list begins with a zero, and a power of two cut in two is one number. */
function isCutNumber(numeral: string): boolean {
  const [whole = '', rest = ''] = numeral.split(/, ?/);
  if (rest.startsWith('0') && rest !== '000') return true;
  const value = Number(whole + rest);
  const twos = Math.log2(value);
  return (
    (Number.isInteger(twos) || Number.isInteger(Math.log2(value / 3))) && !Number.isInteger(Math.log2(Number(rest)))
  );
}

/** "144 256 512" at a line's end behind a name: the values of a row, not one number. */
function isRowOfValues(text: string, from: number, to: number): boolean {
  if (!/^[ \t]*(?:\n|$)/.test(text.slice(to, to + 12))) return false;
  return /(?:^|\n)[ \t>]*[A-Za-z][A-Za-z()#/ -]{1,40} $/.test(text.slice(Math.max(0, from - 48), from));
}

function readCore(text: string, at: number): Core | undefined {
  let m = match(ALONE, text, at);
  if (m) return core(m, Number(m[0]), 'plain', significantOf(m[0]));
  // What follows the digits, and the decimals with a space: each form has its own sign there.
  const digitsEnd = endOfDigits(text, at);
  const end = text[digitsEnd] === '.' ? endOfDigits(text, digitsEnd + 1) : digitsEnd;
  const next = text[digitsEnd] ?? '';
  const sign = (text[end] === ' ' ? text[end + 1] : text[end]) ?? '';
  m = sign === '+' ? match(LOST_E, text, at) : undefined;
  if (m) return core(m, Number(`${m[1]}e${m[2]}`), 'power', significantOf(m[1] ?? ''));
  m = '·×xX*⋅∙•✕'.includes(sign) ? match(TIMES_TEN, text, at) : undefined;
  if (m) {
    const power = exponent(m[2] ?? '0');
    const mantissa = Number(m[1]);
    // "8 x 10" and "2 × 1024" are products; a caret, a sign or a mantissa below ten makes it a power.
    const certain = /\^|10e|10 ?[{(]?[−–—+-]/.test(m[0]);
    // "60 × 104 iterations": nobody counts by a hundred and four.
    const counts =
      power >= 3 &&
      power <= 12 &&
      mantissa <= 100 &&
      /^ ?(?:training )?(?:iterations|steps|updates|tokens|param(?:eter)?s|samples|examples|images|words|sentences|pairs)\b/.test(
        text.slice(m.index + m[0].length, m.index + m[0].length + 24),
      );
    if (certain || counts || (mantissa < 10 && power >= 15)) {
      return core(m, Number(`${m[1]}e${power}`), 'power', significantOf(m[1] ?? ''));
    }
  }
  m = text.startsWith('10', at) ? match(BARE_POWER, text, at) : undefined;
  if (m) {
    const power = m[1] !== undefined ? exponent(m[1]) : -Number(m[3] ?? m[5]);
    const hyphen = m[4] !== undefined;
    // 10-4 with a plain hyphen is a power only where a rate is spoken of.
    const before = text.slice(Math.max(0, at - 40), at).toLowerCase();
    if (!hyphen || /rate|lr|eps|ε|ϵ|=\s?$|×\s?$|·\s?$/.test(before)) {
      return core(m, Number(`1e${power}`), 'bare-power', 1);
    }
  }
  m = sign === '^' ? match(POWER_OF_TWO, text, at) : undefined;
  if (m) {
    const value = Number(m[1]) ** exponent(m[2] ?? '0');
    return core(m, value, 'power', 15);
  }
  m = sign === 'e' || sign === 'E' ? match(EXPONENT, text, at) : undefined;
  if (m) return core(m, Number(`${m[1]}e${exponent(m[2] ?? '0')}`), 'power', significantOf(m[1] ?? ''));
  m = next === '_' ? match(UNDERSCORED, text, at) : next === ',' ? match(GROUPED, text, at) : undefined;
  if (m) return core(m, Number(m[0].replace(/[,_]/g, '')), 'plain', significantOf(m[0]));
  const apart = next === ',' || next === ' ';
  m = apart ? match(SPACED_ZERO, text, at) : undefined;
  if (m && !isListComma(text, at, at + m[0].length, true)) {
    return core(m, Number(m[0].replace(/[, ]/g, '')), 'plain', significantOf(m[0]));
  }
  m = next === ',' ? match(COMMA_SPACED, text, at) : undefined;
  if (m && (isCutNumber(m[0]) || !isListComma(text, at, at + m[0].length, false))) {
    return core(m, Number(m[0].replace(/[, ]/g, '')), 'plain', significantOf(m[0]));
  }
  m = next === ' ' ? match(SPACED_THOUSAND, text, at) : undefined;
  if (m && !/\d[KMBT%]? $/.test(text.slice(Math.max(0, at - 3), at)))
    return core(m, Number(m[0].replace(' ', '')), 'plain', significantOf(m[0]));
  m = next === ' ' ? match(SPACED, text, at) : undefined;
  // In a row of a table that lost its rules other numbers stand beside it.
  if (
    m &&
    (m[0].endsWith(' 000') ||
      /^ (?:words|tokens|steps|iterations|updates|sequences)\b/.test(
        text.slice(at + m[0].length, at + m[0].length + 12),
      ) ||
      (m[0].split(' ').length > 2 && !isRowOfValues(text, at, at + m[0].length))) &&
    !/^ \d/.test(text.slice(m.index + m[0].length, m.index + m[0].length + 2)) &&
    !/\d[KMBT%]? $/.test(text.slice(Math.max(0, at - 3), at))
  ) {
    return core(m, Number(m[0].replace(/ /g, '')), 'plain', significantOf(m[0]));
  }
  m = sign === '/' ? match(FRACTION, text, at) : undefined;
  // "iteration 17/ 900" tells how far a run is.
  if (
    m &&
    Number(m[2]) !== 0 &&
    Number(m[1]) < Number(m[2]) &&
    !/(?:iteration|iter|step|epoch)s?[ :]*$/i.test(text.slice(Math.max(0, at - 14), at))
  ) {
    return core(m, Number(m[1]) / Number(m[2]), 'fraction', 15);
  }
  m = next === ',' ? match(DECIMAL_COMMA, text, at) : undefined;
  if (m && !/\d[,.]?\s?$/.test(text.slice(Math.max(0, at - 3), at))) {
    return core(m, Number(`${m[1]}.${m[2]}`), 'plain', significantOf(`${m[1]}.${m[2]}`));
  }
  m = match(PLAIN, text, at);
  if (m && /^ ?\/ ?(?:[√(]|sq|ma)/.test(text.slice(at + m[0].length, at + m[0].length + 5))) return undefined;
  if (m) return core(m, Number(m[0]), 'plain', significantOf(m[0]));
  return undefined;
}

function endOfDigits(text: string, at: number): number {
  let end = at;
  while (end < text.length && isDigit(text.charCodeAt(end))) end++;
  return end;
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

function core(m: RegExpExecArray, value: number, form: Figure['form'], significant: number): Core {
  return { to: m.index + m[0].length, value, form, significant: Math.min(15, significant) };
}

const MAGNITUDE =
  /\+?[ -]?([Tt]housand|[Mm]illion|[Bb]illion|[Tt]rillion|[Tt]era(?= ?[Tt]okens)(?= ?)|mn|bn)(?:s?\b|(?<=[Tt]era))|(?:\+? ?([KkMBT])(?![A-Za-z0-9]|\/s)|([mbkg])(?![A-Za-z0-9]|\/s))|([KMBT])(?=[ -]?(?:tokens?|parameters?|params|steps?|words?)\b)/y;
const PERCENT = / ?(?:\\?%|percent\b|per cent\b)/y;
const TIMES = / ?[×xX](?=[\s,;.)]|$)/y;

/** True when the digits at `at` belong to a name or a bigger token: A100, GPT-3, Proof-Pile-2, v1-4. */
function insideName(text: string, at: number): boolean {
  const before = text[at - 1] ?? ' ';
  // "max_steps=-1": a number below zero says nothing here.
  if (/[=:] ?[-−]$/.test(text.slice(Math.max(0, at - 3), at))) return true;
  if (/[A-Za-z_\u00c0-\u024f\u0370-\u03ff]/.test(before)) return true;
  if (/[\d]/.test(before)) return true;
  if (before === '.' && /[\dA-Za-z]/.test(text[at - 2] ?? ' ')) return true;
  if (/[-/‑]/.test(before)) {
    const word = /[A-Za-z\d.,%]*$/.exec(text.slice(Math.max(0, at - 24), at - 1))?.[0] ?? '';
    // "StableLM-3B-4E1T"
    if (
      before === '-' &&
      /(?:^|[\s("'])[A-Za-z][A-Za-z\d.]*-[A-Za-z\d.-]*-$/.test(text.slice(Math.max(0, at - 40), at)) &&
      /[A-Za-z]/.test(text[at + 1] ?? '')
    )
      return true;
    if (word === '' || /^[\d.,]+[KMBTGkm]?(?:B|W)?%?$/.test(word)) return false;
    // "length-512 sequences" and "ZeRO-3" are read; "Pile-2" is a name.
    return !/^(?:length|zero|stage|size|tokens?|steps?|epochs?|batch|hours?|days?)$/i.test(word);
  }
  return false;
}

/** 10²² of "1022", whose exponent was lost on the way out of a PDF; undefined where it cannot be one. */
export function powerOfTen({ form, magnitude, value }: Figure): number | undefined {
  return form === 'plain' && magnitude === '' && Number.isInteger(value) && value >= 1015 && value <= 1030
    ? Number(`1e${value - 1000}`)
    : undefined;
}

/** Every printed number of a clean text, in order. Linear in the text. */
export function findFigures(text: string): Figure[] {
  const figures: Figure[] = [];
  START.lastIndex = 0;
  for (let found = START.exec(text); found !== null; found = START.exec(text)) {
    const at = found.index;
    const first = found[0];
    if (/[a-z]/i.test(first)) {
      const figure = wordFigure(text, at, first);
      if (figure !== undefined) {
        figures.push(figure);
        START.lastIndex = figure.to;
      }
      continue;
    }
    if (insideName(text, at)) {
      // Leave the whole run of digits behind.
      const run = match(/[\d.]*\d/y, text, at);
      START.lastIndex = at + (run?.[0].length ?? 1);
      continue;
    }
    const listed = /[{[(]/.test(text[at - 1] ?? '') ? match(SHARED_POWER, text, at) : undefined;
    if (listed !== undefined) {
      figures.push(...sharing(listed, exponent(listed[1] ?? listed[2] ?? '0')));
      START.lastIndex = at + listed[0].length;
      continue;
    }
    const read = readCore(text, at);
    if (read === undefined) continue;
    const figure = finish(text, at, read);
    START.lastIndex = Math.max(at + 1, figure?.to ?? read.to);
    if (figure === undefined) continue;
    const before = figures[figures.length - 1];
    if (before !== undefined && spellsOut(text, before, figure)) {
      figures[figures.length - 1] = { ...figure, from: before.from, to: figure.to + 1 };
      START.lastIndex = figure.to + 1;
    } else figures.push(figure);
  }
  return figures;
}

/** "2^20 (1,048,576)", "1M (1,048,576)", "220 (1,048,576)" with its exponent lost: one number, told in full. */
function spellsOut(text: string, { form, magnitude, mantissa, value, to }: Figure, full: Figure): boolean {
  if (full.value < 1000 || full.form !== 'plain' || full.magnitude !== '' || full.from - to > 2) return false;
  if (text.slice(to, full.from).trimStart() !== '(' || text[full.to] !== ')') return false;
  return (
    value === full.value ||
    (magnitude !== '' && mantissa * (BINARY_SCALE[magnitude] ?? 1) === full.value) ||
    (form === 'plain' && magnitude === '' && value > 200 && value < 250 && 2 ** (value - 200) === full.value)
  );
}

/** The numbers of a bracketed list, each with the power that stands behind the bracket. */
function sharing(list: RegExpExecArray, power: number): Figure[] {
  const inside = list[0].slice(0, list[0].search(/[}\])]/));
  return [...inside.matchAll(/\d+(?:\.\d+)?/g)].map(m => {
    const from = list.index + m.index;
    const value = Number(`${m[0]}e${power}`);
    return make(from, from + m[0].length, value, 'power', '', false, 'number', significantOf(m[0]), value);
  });
}

function wordFigure(text: string, at: number, word: string): Figure | undefined {
  const lower = word.toLowerCase();
  // "took slightly over a month", "finished within a day"
  if (lower === 'a') {
    return /\b(?:tak(?:es?|ing)|took|last(?:s|ed|ing)|within|needed|required|in|for|than|after) (?:(?:about|around|roughly|approximately|nearly|almost|slightly|just|a little|over|under|more than|less than|only|a total of) )*$/i.test(
      text.slice(Math.max(0, at - 48), at),
    ) && !/\b(?:times|once|twice)\b[^.]*$/i.test(text.slice(Math.max(0, at - 24), at))
      ? wordWithHalf(text, at, at + 1, 1, true)
      : undefined;
  }
  // "a hundred billion", "half a million", "a million"
  if (/^(?:hundred|million|billion|trillion|thousand|dozen)$/.test(lower)) {
    const article = /\b(?:(half|quarter of) )?a(?:n)? $/i.exec(text.slice(Math.max(0, at - 14), at));
    if (article === null) return undefined;
    const share = article[1] === undefined ? 1 : article[1].toLowerCase() === 'half' ? 0.5 : 0.25;
    const many = lower === 'hundred' ? 100 : lower === 'dozen' ? 12 : lower === 'thousand' ? 1000 : 1;
    const end = at + word.length;
    if (many === 1) {
      const magnitude = MAGNITUDE_WORDS[lower] ?? '';
      return make(at, end, share * (SCALE[magnitude] ?? 1), 'plain', magnitude, true, 'number', 1, share);
    }
    if (match(/[ -](?:thousand|million|billion|trillion)\b/y, text, end))
      return finish(text, at, { to: end, value: share * many, form: 'word', significant: 1 });
    return make(at, end, share * many, 'word', '', false, 'number', 1, share * many);
  }
  if (/^(?:tenth|third|half|quarter|hundredth)$/.test(lower)) {
    const before = text.slice(Math.max(0, at - 5), at).toLowerCase();
    if (!/(?:one|a)[ -]$/.test(before)) return undefined;
    if (
      !/\b(?:decay\w*|reduc\w*|down|anneal\w*|fall\w*|drop\w*|decreas\w*)(?: \w+){0,3} to (?:a|one)[ -]$/i.test(
        text.slice(Math.max(0, at - 48), at),
      ) &&
      !/^ of\b/.test(text.slice(at + word.length, at + word.length + 4))
    )
      return undefined;
    const value = { tenth: 0.1, hundredth: 0.01, half: 0.5, quarter: 0.25 }[lower] ?? 1 / 3;
    return make(at, at + word.length, value, 'fraction', '', false, 'number', 15, value);
  }
  let value = WORDS[lower];
  if (value === undefined) return undefined;
  if (lower === 'one' && match(TENTH, text, at + 3)) return undefined;
  // "sixty-four", "five hundred", "five-hundred"
  let end = at + word.length;
  const unit =
    value >= 20 && value < 100 ? match(/[- ](one|two|three|four|five|six|seven|eight|nine)\b/iy, text, end) : undefined;
  const hundred = value < 20 && lower !== 'single' ? match(/[- ]hundred\b/iy, text, end) : undefined;
  if (unit !== undefined) value += WORDS[(unit[1] ?? '').toLowerCase()] ?? 0;
  if (hundred !== undefined) value *= 100;
  end += (unit ?? hundred)?.[0].length ?? 0;
  const core: Core = { to: end, value, form: 'word', significant: 15 };
  const magnitude = match(/[ -](thousand|million|billion|trillion)\b/y, text, core.to);
  if (magnitude) return finish(text, at, core);
  return wordWithHalf(text, at, core.to, value, false);
}

/** "three and a half days", "a week and a half": the half may stand before or behind the unit. */
function wordWithHalf(text: string, from: number, to: number, value: number, article: boolean): Figure {
  const half = article
    ? match(/ (?:day|week|month|year) and a half\b/y, text, to)
    : match(/ and a half(?= (?:day|week|month|hour|year|epoch|million|billion|trillion))/y, text, to);
  if (half === undefined) return make(from, to, value, 'word', '', false, 'number', article ? 1 : 15, value);
  const end = article ? to : to + half[0].length;
  const read: Core = { to: end, value: value + 0.5, form: 'word', significant: 2 };
  return finish(text, from, read) ?? make(from, end, value + 0.5, 'word', '', false, 'number', 2, value + 0.5);
}

function finish(text: string, at: number, read: Core): Figure | undefined {
  let { to } = read;
  let magnitude: Figure['magnitude'] = '';
  let spelled = false;
  if (read.form !== 'fraction') {
    const m = match(MAGNITUDE, text, to);
    if (m) {
      const word = m[1];
      const letter = m[2] ?? m[3] ?? m[4];
      if (word !== undefined) {
        magnitude = MAGNITUDE_WORDS[word.toLowerCase()] ?? '';
        spelled = true;
        to += m[0].length;
      } else if (letter !== undefined && letter.toLowerCase() !== 'g') {
        const apart = m[0].startsWith(' ');
        const gloss = match(/ ?\((?:thousand|million|billion|trillion)s?\)/y, text, to + m[0].length);
        // "1 B" needs a unit after it; "2e12T" has its exponent already: there T is the unit.
        const unitFollows =
          /^ ?(?:tokens?|params|parameters|words|GPU|steps|iterations|updates|samples|sequences|training|FLOP|\((?:total|active|non|ex)|\||$)/.test(
            text.slice(to + m[0].length, to + m[0].length + 14),
          );
        if (!apart || unitFollows || gloss !== undefined) {
          magnitude = read.form === 'power' && read.value >= 1e6 ? '' : (letter.toUpperCase() as 'K' | 'M' | 'B' | 'T');
          to += m[0].length + (gloss?.[0].length ?? 0);
          // "a 104B billion parameter model": said twice
          const again = match(/ (thousand|million|billion|trillion)\b/y, text, to);
          if (again !== undefined && MAGNITUDE_WORDS[again[1] ?? ''] === magnitude) to += again[0].length;
        }
      }
    }
  }
  if (magnitude === '' && read.form !== 'fraction') {
    magnitude = glossBefore(text, at);
    spelled = magnitude !== '';
  }
  let kind: Figure['kind'] = 'number';
  const percent = match(PERCENT, text, to);
  if (percent && magnitude === '') {
    kind = 'percent';
    to += percent[0].length;
  } else if (
    magnitude === '' &&
    match(TIMES, text, to) &&
    !/^ ?[×xX] ?(?:[\dA-Z]|[ahv]\d)/.test(text.slice(to, to + 5))
  ) {
    kind = 'times';
    to += match(TIMES, text, to)?.[0].length ?? 0;
  } else if (/[$€£]\s?$/.test(text.slice(Math.max(0, at - 2), at))) {
    kind = 'money';
  }
  // "512th", "3D", "1st": an ordinal or a name; "16-bit" too.
  const tail = text.slice(to, to + 6);
  const days = /^d\b/.test(tail) && /\b(?:for|in|took|over|about|~) ?$/.test(text.slice(Math.max(0, at - 8), at));
  if (
    magnitude === '' &&
    kind === 'number' &&
    /^(?:-?(?:st|nd|rd|th)|D|d)\b/.test(tail) &&
    !days &&
    read.form === 'plain'
  )
    return undefined;
  if (/^-?(?:bit|shot|bits|way split)\b/.test(tail)) return undefined;
  const scale = SCALE[magnitude] ?? 1;
  const value =
    kind === 'percent'
      ? tidy(read.value / 100)
      : scale === 1 && read.form === 'plain'
        ? read.value
        : tidy(read.value * scale);
  return make(at, to, value, read.form, magnitude, spelled, kind, read.significant, read.value);
}

/** "Tokens (in billions): 300": what the label before a number says it is counted in. */
function glossBefore(text: string, at: number): Figure['magnitude'] {
  const near = text.slice(Math.max(0, at - 5), at);
  if (!near.includes(')')) return '';
  const m = /\((?:in )?(?:(thousand|million|billion|trillion)s?\) ?[:=|]?|([KMBT])\) ?[:=|]) ?$/i.exec(
    text.slice(Math.max(0, at - 24), at),
  );
  if (m === null) return '';
  return m[1] === undefined
    ? ((m[2] ?? '').toUpperCase() as 'K' | 'M' | 'B' | 'T')
    : (MAGNITUDE_WORDS[m[1].toLowerCase()] ?? '');
}

/** 4.6 × 10⁶ is 4,600,000 and not 4,599,999.999. */
function tidy(value: number): number {
  return Number.isSafeInteger(value) && Math.abs(value) < 1e15 ? value : Number(value.toPrecision(15));
}

function make(
  from: number,
  to: number,
  value: number,
  form: Figure['form'],
  magnitude: Figure['magnitude'],
  spelled: boolean,
  kind: Figure['kind'],
  significant: number,
  mantissa: number,
): Figure {
  return { from, to, value, form, magnitude, spelled, kind, significant, mantissa };
}
