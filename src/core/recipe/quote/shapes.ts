import type { QuantityRole } from '../quantity.ts';
import type { Figure } from './figures.ts';
import type { CellNumber } from './tables.ts';

/**
 * A row of a table of models whose header is elsewhere, "6.7B 4096 32 32 3.0e-4 4M 1.0T": read where the numbers fit
 * each other, 12 · layers · hidden² being about the parameters. Nothing where they do not.
 */
export function readShape(text: string, figures: readonly Figure[], name: string | undefined): CellNumber[] {
  const size = figures.find(figure => (figure.magnitude === 'B' || figure.magnitude === 'M') && figure.value >= 1e7);
  const rate = figures.find(figure => figure.value > 0 && figure.value < 0.02);
  const whole = figures.filter(
    figure => figure.magnitude === '' && Number.isInteger(figure.value) && figure.value >= 2,
  );
  const width = whole.find(figure => figure.value >= 256 && figure.value % 64 === 0);
  if (size === undefined || width === undefined || (rate === undefined && whole.length < 3)) return [];
  const fits = (layers: number): boolean => {
    const ratio = (12 * layers * width.value ** 2) / size.value;
    return ratio > 0.6 && ratio < 1.5;
  };
  const small = whole.filter(figure => figure !== width && figure.value <= 256);
  // A list of layers and heads in doubt: what comes first is layers unless only another fits.
  const fitting = small.filter(figure => fits(figure.value));
  const perHead = [...small]
    .reverse()
    .find(
      figure =>
        figure.value >= 64 && small.some(heads => heads !== figure && heads.value * figure.value === width.value),
    );
  const layers =
    width === whole[0] ? [...fitting].reverse()[0] : (fitting.find(figure => figure !== perHead) ?? fitting[0]);
  if (layers === undefined) return [];
  const model = name ?? text.slice(size.from, size.to);
  const out: CellNumber[] = [];
  const push = (figure: Figure, role: QuantityRole, unit: string): void => {
    out.push({
      known: { figure, from: figure.from, to: figure.to, decided: { role, unit, to: figure.to }, hardware: undefined },
      model,
    });
  };
  push(size, 'params', 'param');
  push(width, 'hidden', '');
  push(layers, 'layers', 'layer');
  const rest = small.filter(figure => figure !== layers);
  const heads =
    rest.find(figure =>
      rest.some(
        other =>
          other !== figure &&
          other.value >= 32 &&
          Math.abs((figure.value * other.value) / width.value - 1) < 0.6 &&
          other === perHead,
      ),
    ) ??
    rest.find(figure => {
      const head = width.value / figure.value;
      return Number.isInteger(head) && head >= 32 && head <= 256;
    });
  if (heads !== undefined) push(heads, 'heads', 'head');
  if (perHead !== undefined && perHead !== heads && perHead !== layers) push(perHead, 'head_dim', '');
  if (rate !== undefined) push(rate, 'peak_lr', '');
  for (const figure of figures) {
    if (figure === size) continue;
    if (figure.magnitude === 'T' || (figure.magnitude === 'B' && figure.value >= 2e10)) push(figure, 'tokens', 'token');
    else if (figure.magnitude === 'M' && figure.value < 1e8) push(figure, 'batch_tokens', 'token');
  }
  return out;
}

/** Runs of five and more figures with nothing but spaces between them: rows that lost their rules on the way out of a PDF. */
export function bareRows(text: string, figures: readonly Figure[]): Figure[][] {
  const runs: Figure[][] = [];
  if (figures.length < 5) return runs;
  let run: Figure[] = [];
  const close = (): void => {
    if (run.length >= 5) runs.push(run);
    run = [];
  };
  for (const figure of figures) {
    const last = run[run.length - 1];
    if (last !== undefined && !/^[ \t]{1,12}(?:→ )?$/.test(text.slice(last.to, figure.from))) close();
    run.push(figure);
  }
  close();
  return runs;
}
