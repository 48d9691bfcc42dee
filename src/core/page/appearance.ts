/** How a rendered note looks, as far as the reader chooses it. */
export interface Appearance {
  /** CSS font-family, or '' for the reading font that comes along. */
  readonly fontFamily: string;
  /** Pixels. */
  readonly fontSize: number;
  /** As a multiple of the font size. */
  readonly lineHeight: number;
  /** The text's measure in characters, each taken as half the font size; 0 fills the page. */
  readonly width: number;
  readonly asides: 'margin' | 'below' | 'hidden';
}

/**
 * The style rules that stand for an appearance, to follow the page's own style. They set the custom properties which
 * that style is written with. Whether asides find room in the margin is a question to the page's width, and only rules
 * can ask it, for a custom property cannot stand in a container query. Nor can `ch`, which would change with every font
 * that arrives.
 *
 * @example appearanceCss({ fontFamily: '', fontSize: 16, lineHeight: 1.6, width: 68, asides: 'below' })
 */
export function appearanceCss(appearance: Appearance): string {
  const { fontSize, lineHeight, width, asides } = appearance;
  const family = safeFontFamily(appearance.fontFamily);
  const root = [
    `--font-scale:${fontSize / 16}`,
    `--line-height:${lineHeight}`,
    `--measure:${width === 0 ? '100cqw' : `${width / 2}rem`}`,
    ...(family === '' ? [] : [`--reading-font:${family}`]),
  ];
  const rules = [`:root{${root.join(';')}}`];
  if (asides === 'hidden') rules.push('.aside,.aside-block{display:none}');
  if (asides === 'margin') {
    // The text, the gap, the margin notes and a little room on either side.
    const room = width === 0 ? 60 : width / 2 + 19;
    rules.push(`@container note (min-width:${room}em){${asidesBeside}}`, onPaper(room));
  }
  return rules.join('\n');
}

/** Where there is no way to the margin, asides stay with their text. */
const inText = ':not(:is(.callout,.footnotes,.embed,td,th,h1,h2,h3,h4,h5,h6) *)';

/** Asides in the margin: the text makes room for them on one side, and they float out of it, each below the last. */
const asidesBeside = [
  '.group{--gutter-end:max((100cqw - var(--measure)) / 2,17rem);',
  '--gutter-start:max(100cqw - var(--measure) - var(--gutter-end),1.5rem)}',
  `.aside${inText}{float:right;clear:right;width:13.5rem;margin:.2rem -15.5rem .4rem 1rem;padding:0;border:0}`,
  // What holds its asides in cannot see those that hang beside it already.
  `:is(p,figure):has(> .aside)${inText}{display:block}`,
].join('');

/** Paper has margins of its own: there the text leaves no more room than the notes beside it take. */
const onPaper = (room: number): string =>
  `@media print{@container note (min-width:${room}em){body>main:has(.aside)>.group{--gutter-end:15.5rem}}}`;

/** A font-family without what could end the declaration and begin another. */
function safeFontFamily(family: string): string {
  return /^[\w\s,.'"-]*$/u.test(family) && (family.split('"').length & 1) === 1 && (family.split("'").length & 1) === 1
    ? family
    : '';
}
