/** A note with many formulas, no two alike, and the places that the benchmarks look for. */
export interface GeneratedNote {
  readonly text: string;
  readonly formulas: number;
  /** The line (from 0) that holds nothing but `MARKER:`, half way down. */
  readonly markerLine: number;
}

const WORDS =
  'we take the gradient over each batch so that loss and its variance stay bounded while steps grow and the rate decays as before with momentum kept from earlier runs on data of mixed kinds'.split(
    ' ',
  );
const LATIN = [...'abcdfghkmnpqrstuvwxyz'];
const GREEK = ['\\alpha', '\\beta', '\\gamma', '\\delta', '\\eta', '\\theta', '\\lambda', '\\mu', '\\sigma', '\\omega'];

/**
 * A note of `formulas` formulas (a multiple of 5; four inline for each display) at about 110 bytes for each of them.
 * The same numbers give the same note. Near its top stands a line that begins with `OPENING`, half way down one that
 * is `MARKER:`, and the last paragraph is `END-OF-NOTE`.
 */
export function generatedNote(formulas: number, seed = 11): GeneratedNote {
  const random = randomNumbers(seed);
  const one = <T>(list: readonly T[]): T => list[random(list.length)]!;
  let count = 0;
  // The running number makes every formula a new one, so that no cache of formulas can help.
  const number = () => ++count;
  const x = () => one(LATIN);
  const g = () => one(GREEK);
  const inline = [
    () => `${x()}_{${number()}}^{${random(9)}}`,
    () => `\\frac{${x()}}{${g()}+${number()}}`,
    () => `\\sqrt{${x()}^2+${g()}_{${number()}}^2}`,
    () => `\\lVert ${x()}-${x()}_{${number()}}\\rVert \\le ${g()}`,
    () => `\\mathbb{E}[${x()}_{${number()}}] \\in \\mathbb{R}^{${1 + random(9)}}`,
  ];
  const display = [
    () => `\\sum_{n=0}^{${number()}} \\frac{${x()}^n}{n!} \\le e^{${g()}} + \\int_0^1 ${g()}(t)\\,dt`,
    () => `\\begin{pmatrix} ${x()} & ${g()} \\\\ ${number()} & ${x()} \\end{pmatrix}^{-1} = \\frac{1}{\\det A} B`,
    () =>
      `\\begin{aligned} ${x()}(${g()}) &= \\frac{\\partial ${x()}}{\\partial ${g()}} + ${number()} \\\\ &\\le \\left\\lVert ${x()} \\right\\rVert^2 \\end{aligned}`,
  ];
  const words = (n: number) => Array.from({ length: n }, () => one(WORDS)).join(' ');
  const withFormula = () => `${words(11 + random(7))} $${one(inline)()}$`;

  const lines = ['# A generated note', '', `OPENING of the note, ${withFormula()}.`, ''];
  const groups = Math.round(formulas / 5);
  let markerLine = 0;
  for (let group = 0; group < groups; group++) {
    if (group === Math.floor(groups / 2)) {
      markerLine = lines.length;
      lines.push('MARKER:', '');
    }
    if (group % 10 === 0) lines.push(`## Section ${group / 10 + 1}`, '');
    // The opening has one formula already.
    const paragraphs = group === 0 ? [withFormula()] : [`${withFormula()}, ${withFormula()}`];
    paragraphs.push(`${withFormula()}, ${withFormula()}`);
    for (const paragraph of paragraphs) lines.push(`${group % 4 === 3 ? '- ' : ''}${paragraph}.`, '');
    lines.push('$$', one(display)(), '$$', '');
  }
  lines.push('END-OF-NOTE');
  return { text: `${lines.join('\n')}\n`, formulas, markerLine };
}

/** A note that is one list of quotes, each with two formulas and its link, as importers write highlights. */
export function listNote(items: number): GeneratedNote {
  const quote = (i: number) =>
    `- “We train with a batch of $B_{${i}}$ tokens and see that the loss falls as $L_{${i}}(N) = a N^{-${i + 2}}$ for all sizes.” [(p. ${i})](zotero://open-pdf/library/items/6PP9LFYN?page=${i}&annotation=BTAGBNRW)`;
  const lines = ['OPENING of the note.', '', ...Array.from({ length: items }, (_, i) => quote(i)), '', 'END-OF-NOTE'];
  const markerLine = 2 + (items >> 1);
  lines.splice(markerLine, 0, '- MARKER:');
  return { text: `${lines.join('\n')}\n`, formulas: 2 * items, markerLine };
}

/** A linear congruential generator: whole numbers from 0 below n. */
function randomNumbers(seed: number): (n: number) => number {
  let state = seed >>> 0;
  return n => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}
