/*
 * ar5iv writes a formula up to three times in a row: as characters, as the names of its parts ("8superscript105"), and
 * as TeX. The TeX is kept, or the characters where there is no TeX.
 */

/** Signs of such a page: without one, none of the patterns is tried. */
export const REPEATS = /superscript|subscript|SCRIPT|\\times|formulae-sequence|(\d\.\d+)\1/;

/** Replaced in this order. */
export const REPEATED_FORMULAS: readonly (readonly [RegExp, (match: RegExpExecArray) => string])[] = [
  // "8×10−58superscript1058\times 10^{-5}", with or without what follows it in words
  [
    /[^\s$]{0,60}superscript10\S{0,4}?(\d{1,2})(\d(?:\.\d+)?)\\times ?10\^\{?(-?\d{1,2})\}?(?:\d(?:\.\d+)? ?× ?10 start_POSTSUPERSCRIPT -? ?\d{1,2} end_POSTSUPERSCRIPT)?/g,
    match => `${match[2]}×10^${match[3]}`,
  ],
  [
    /\d+(?:\.\d+)?×10[−-]\d{1,2}(?: o ?|o)[^\s\\]{0,30}?o(\d(?:\.\d+)?)\\text\{\\times\}\{10\}\^\{(-?\d{1,2})\}/g,
    match => `${match[1]}×10^${match[2]}`,
  ],
  [
    /(\d(?:\.\d+)?)[⋅·×]10[−-](\d{1,2})[⋅·×]?\1superscript10\S{0,5}?\\(?:cdot|times) ?10\^\{-?\d{1,2}\}/g,
    match => `${match[1]}×10^-${match[2]}`,
  ],
  [/(\d(?:\.\d+)?)×10[−-]0?(\d{1,2})\1\\times ?\{?10\}?\^\{[−-]0?\2\}/g, match => `${match[1]}×10^-${match[2]}`],
  // "8 × 10 start_POSTSUPERSCRIPT - 5 end_POSTSUPERSCRIPT"
  [/ ?start_POSTSUPERSCRIPT (-?) ?(\d{1,3}) end_POSTSUPERSCRIPT/g, match => `^${match[1]}${match[2]}`],
  [/ ?start_POSTSUBSCRIPT ([^ ]{1,12}) end_POSTSUBSCRIPT/g, match => ` ${match[1]}`],
  // "β1=0.9formulae-sequencesubscript𝛽10.9…\beta_{1}=0.9": up to the TeX
  [
    /(?:formulae-sequence|(?<=[\d=)])(?:subscript|superscript)|(?<=\S)subscript)[^\s\\]{0,200}(?:\\[^\s]{1,200})?/gu,
    tail,
  ],
  // "10−5superscript10510^{-5}"
  [/(10[−-](\d{1,2}))(?:superscript10\S{0,3}?\d{1,2})?10\^\{[−-]\2\}/g, match => `10^-${match[2]}`],
  // "0.10.10.1" and "1.01.01.0"
  [/(?<![\d.])(\d{1,4}\.\d{1,4}?)\1(?:\1)?(?![\d.]\d|\d)/g, match => match[1] ?? ''],
];

/** What follows the characters is left out; the stops of the sentence stay. */
function tail(match: RegExpExecArray): string {
  return /[.,;)]{0,2}$/.exec(match[0])?.[0] ?? '';
}
