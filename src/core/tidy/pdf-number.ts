/** A number as PDF text gives it, read from a place in a text. */
export interface PdfNumber {
  readonly to: number;
  /** As TeX: `1{,}000{,}000`, `1 \cdot 10^{-4}`, `0.5\%`. */
  readonly tex: string;
  /** True where the text lost something: a space after a thousands comma, a power's raised exponent. */
  readonly damaged: boolean;
}

const number =
  /([−-]?)((?:\d{1,3}(?:(?:,\d{3})+|(?=(?:, \d{3})*, 0\d\d)(?:, \d{3})+)(?!\d)|\d+)(?:\.\d+)?)(?: ?([·⋅×∗]) ?10 ?(?:([−–-]|\^-|\^−)(\d{1,2})|\^(\d{1,2}))(?!\d))?( ?%)?/y;
/** A power of ten alone, its exponent on the line. */
const powerAlone = /10−([1-9]\d?)(?!\d)/y;

/** TeX for digits with thousands commas, whose space after the comma TeX would otherwise add. */
export function texOfDigits(digits: string): string {
  return digits.replace(/, ?/g, '{,}');
}

/** Reads a number at `at`. `undefined` where none stands. */
export function readPdfNumber(text: string, at: number): PdfNumber | undefined {
  powerAlone.lastIndex = at;
  const bare = powerAlone.exec(text);
  if (bare !== null) return { to: at + bare[0].length, tex: `10^{-${bare[1]}}`, damaged: true };
  number.lastIndex = at;
  const match = number.exec(text);
  if (match === null) return undefined;
  const [whole, sign, digits, times, minus, negative, positive, percent] = match;
  const power =
    times === undefined
      ? ''
      : ` ${times === '×' ? '\\times' : '\\cdot'} 10^{${minus === undefined ? positive : `-${negative}`}}`;
  return {
    to: at + whole.length,
    tex: `${sign === '' ? '' : '-'}${texOfDigits(digits!)}${power}${percent === undefined ? '' : '\\%'}`,
    damaged: times !== undefined || digits!.includes(', '),
  };
}
