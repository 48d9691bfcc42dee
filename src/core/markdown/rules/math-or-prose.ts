/*
 * Telling formulas from money, OCR dollars and escaped brackets. Where it is doubtful, text stays text: a formula shown as
 * text is a small loss, half a page swallowed by two stray dollars is not.
 */

const strongMarker = /\\[A-Za-z]|[_^=]|\\[{}|,;!]/;
const anyMarker = /[\\^_{}=<>+*/|&≤≥≈∈×·∑∫√∞−∼]|[\u0370-\u03ff]|[\u{1d400}-\u{1d7ff}]/u;
const textGroup =
  /\\(?:text|textrm|textbf|textit|mbox|hbox|mathrm|operatorname|label|tag|ref|eqref|begin|end)\*?\s*\{[^{}]*\}/g;
const words = /(?<![\\A-Za-z])[A-Za-z]{2,}(?:[ ,;\n]+[A-Za-z]{2,}){3}/;

/** True when what stands between two dollars reads as prose: "10 ms in the first and". */
function readsAsProse(content: string): boolean {
  if (/\]\(|[a-z]{3,}:\/\/|\[\[/.test(content)) return true;
  const plain = content.replace(textGroup, ' ');
  if (words.test(plain) || /[€£¥₹]/.test(plain)) return true;
  return !anyMarker.test(plain) && /\s/.test(plain.trim()) && /[A-Za-z]{2,}/.test(plain);
}

/**
 * True when `$content$` is a formula. `before` and `after` are the characters around it ('' at an edge).
 *
 * @example isDollarMath('x_1', '', '') // true
 * @example isDollarMath('5 and ', '', '6') // false: "$5 and $6"
 */
export function isDollarMath(content: string, before: string, after: string): boolean {
  if (content.trim() === '' || /\d/.test(after)) return false;
  if (/[\p{L}\p{N}]/u.test(before) && /^\d/.test(content)) return false;
  // "US$ = 5 and $x$", "$12 = €11; the $n$": the dollar at one end belongs to what stands beside it
  if (/^\s/.test(content) && /[\p{L}\p{N}]/u.test(before)) return false;
  if (/\s$/.test(content) && /[\p{L}\\]/u.test(after)) return false;
  const padded = /^\s/.test(content) || /\s$/.test(content);
  if (padded && !strongMarker.test(content)) return false;
  return !readsAsProse(content);
}

/** True when what stands between `\(` and `\)` or `\[` and `\]` is a formula, and not text with escaped brackets. */
export function isBracketMath(content: string): boolean {
  if (content.trim() === '' || readsAsProse(content)) return false;
  if (anyMarker.test(content)) return true;
  // variables one by one, numbers and signs: "n", "f(x)", "x, y"
  return /[A-Za-z]/.test(content) && /^(?:[A-Za-z](?![A-Za-z])|[\d\s()[\],.'!:-])+$/.test(content);
}

/** True when a line after a blank one can still belong to a formula: no heading, list, quote, fence, table or sentence. */
export function canContinueMath(line: string): boolean {
  const text = line.trim();
  if (/^(?:#{1,6}\s|[-*+]\s+(?:[[*`]|[A-Za-z]{2,})|\d{1,9}[.)]\s|>|```|~~~|\||!?\[|%%|---|<[a-z/!])/.test(text))
    return false;
  return !words.test(text.replace(textGroup, ' '));
}

const environment =
  /^\\begin\{((?:equation|align|gather|alignat|aligned|gathered|multline|flalign|eqnarray|CD|split|cases|array|[pbBvV]?matrix)\*?)\}/;

/**
 * The name of the environment that begins a text, of those that are formulas without any dollars.
 *
 * @example environmentName('\\begin{align*} a &= b') // 'align*'
 */
export function environmentName(text: string): string | undefined {
  return environment.exec(text)?.[1];
}
