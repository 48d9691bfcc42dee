import { formatValue, writeNumber } from './format.ts';
import type { LearningRateCurve } from './learning-rate-curve.ts';

const width = 480;
const height = 180;
const left = 58;
const right = 14;
const top = 14;
const bottom = 30;

/** Text as HTML: nothing of a recipe is ever markup. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, char => `&#${char.charCodeAt(0)};`);
}

/**
 * The learning rate over the schedule as SVG, the stop marked where the run ended early. Colours come from classes and
 * `currentColor`, so it reads in every theme; `<title>` and `<desc>` tell it to those who do not see it. `id` must be
 * unique on the page.
 */
export function schedulePlot(curve: LearningRateCurve, id: string): string {
  const x = (at: number) => left + (at / curve.length) * (width - left - right);
  const y = (rate: number) => height - bottom - (rate / curve.peak) * (height - top - bottom);
  const path = curve.points
    .map(([at, rate], index) => `${index === 0 ? 'M' : 'L'}${x(at).toFixed(1)} ${y(rate).toFixed(1)}`)
    .join('');
  const rate = (value: number) => formatValue(value, '1');
  const count = (value: number) => shortCount(value);
  const last = curve.points.at(-1)?.[1] ?? 0;
  const title = `Learning rate, ${curve.schedule} schedule`;
  const stop = curve.stop !== undefined && curve.stop.at < curve.length ? curve.stop : undefined;
  const described = [
    `It reaches ${rate(curve.peak)} and ends at ${rate(last)} after ${writeNumber(curve.length)} ${curve.axis}.`,
    ...(stop === undefined
      ? []
      : [`The run stopped at ${writeNumber(stop.at)} ${curve.axis}, at a rate of ${rate(stop.rate)}.`]),
  ].join(' ');
  const safe = escapeHtml(id);
  const marks = stop === undefined ? '' : stopMark(x(stop.at), y(stop.rate), `${rate(stop.rate)} at ${count(stop.at)}`);
  return (
    `<svg class="recipe-plot" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${safe}-title ${safe}-desc" xmlns="http://www.w3.org/2000/svg">` +
    `<title id="${safe}-title">${escapeHtml(title)}</title><desc id="${safe}-desc">${escapeHtml(described)}</desc>` +
    `<path class="recipe-plot-axis" fill="none" stroke="currentColor" stroke-opacity="0.45" d="M${left} ${top}V${height - bottom}H${width - right}"/>` +
    label(left - 6, y(curve.peak) + 4, 'end', rate(curve.peak)) +
    label(left - 6, y(0) + 4, 'end', '0') +
    label(left, height - bottom + 18, 'middle', '0') +
    label(width - right, height - bottom + 18, 'end', `${count(curve.length)} ${curve.axis}`) +
    `<path class="recipe-plot-curve" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" d="${path}"/>${marks}</svg>`
  );
}

function shortCount(value: number): string {
  const [factor, suffix] =
    value >= 1e12 ? [1e12, 'T'] : value >= 1e9 ? [1e9, 'B'] : value >= 1e6 ? [1e6, 'M'] : [1, ''];
  return `${writeNumber(Number((value / factor!).toPrecision(3)))}${suffix}`;
}

function label(x: number, y: number, anchor: 'start' | 'middle' | 'end', text: string): string {
  return `<text class="recipe-plot-label" x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" font-size="11" fill="currentColor">${escapeHtml(text)}</text>`;
}

function stopMark(x: number, y: number, text: string): string {
  // The text stands where the curve does not: above it when the rate is low, below when it is high.
  const beyond = x > width * 0.6;
  return (
    `<path class="recipe-plot-stop" stroke="currentColor" stroke-opacity="0.6" stroke-dasharray="3 3" d="M${x.toFixed(1)} ${top}V${height - bottom}"/>` +
    `<circle class="recipe-plot-stop" cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="4" fill="currentColor"/>` +
    label(beyond ? x - 8 : x + 8, y > height / 2 ? top + 12 : height - bottom - 10, beyond ? 'end' : 'start', text)
  );
}
