/** The classes by which KaTeX's HTML asks for each of its fonts; `KaTeX_Main` is always needed. */
const katexClasses: Readonly<Record<string, RegExp>> = {
  KaTeX_Main: /class="katex/,
  KaTeX_Math: /\b(?:mathnormal|mathit|boldsymbol|mathdefault)\b/,
  KaTeX_AMS: /\b(?:amsrm|mathbb|textbb)\b/,
  KaTeX_Caligraphic: /\bmathcal\b/,
  KaTeX_Fraktur: /\b(?:mathfrak|textfrak|mathboldfrak|textboldfrak)\b/,
  KaTeX_SansSerif: /\b(?:mathsf|textsf|mathboldsf|textboldsf|mathsfit|mathitsf|textitsf)\b/,
  KaTeX_Script: /\b(?:mathscr|textscr)\b/,
  KaTeX_Size1: /\b(?:size1|small-op|delimsizing)\b/,
  KaTeX_Size2: /\b(?:size2|large-op|delimsizing)\b/,
  KaTeX_Size3: /\b(?:size3|delimsizing)\b/,
  KaTeX_Size4: /\b(?:size4|delim-size4|delimsizing)\b/,
  KaTeX_Typewriter: /\b(?:mathtt|texttt)\b/,
};

/** True when a text has a character of a `unicode-range` value. */
function hasCharacterOf(ranges: string, characters: ReadonlySet<number>): boolean {
  return ranges.split(',').some(range => {
    const [, low, high] = /U\+([0-9A-F]+)(?:-([0-9A-F]+))?/i.exec(range) ?? [];
    if (low === undefined) return true;
    const from = Number.parseInt(low, 16);
    const to = high === undefined ? from : Number.parseInt(high, 16);
    if (to - from > characters.size) return [...characters].some(code => code >= from && code <= to);
    for (let code = from; code <= to; code++) if (characters.has(code)) return true;
    return false;
  });
}

/**
 * Puts the fonts that a page uses into its style, and takes the others out, so that the page needs no other file.
 *
 * @param read the font file of a `url(…)` as base64; undefined when there is none
 */
export function inlineFonts(style: string, html: string, read: (path: string) => string | undefined): string {
  const characters = new Set<number>();
  for (const character of html.replace(/<[^>]*>/g, '')) characters.add(character.codePointAt(0)!);
  return style.replace(/@font-face\s*\{[^}]*\}/g, face => {
    const family = /font-family:\s*["']?([^;"'}]+)/.exec(face)?.[1]?.trim() ?? '';
    const ranges = /unicode-range:([^;}]+)/.exec(face)?.[1];
    const katex = katexClasses[family];
    if (katex !== undefined ? !katex.test(html) : ranges !== undefined && !hasCharacterOf(ranges, characters))
      return '';
    const path = /url\(["']?([^"')]+\.woff2)["']?\)/.exec(face)?.[1];
    const data = path === undefined ? undefined : read(path);
    if (data === undefined) return '';
    return face.replace(/src:[^;}]+/, `src:url(data:font/woff2;base64,${data}) format("woff2")`);
  });
}
