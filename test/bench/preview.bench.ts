import { bench, type Figure } from './bench.ts';
import { type GeneratedNote, generatedNote, listNote } from './generated-note.ts';
import { quietMachine } from './machine.ts';
import { openPane, type Preview, previews, type TypedSeries } from './pane.ts';
import { median, percentile } from './statistics.ts';

const SIZES = [200, 1_000, 5_000];
const BURST_EVERY_MS = 125;

/** All that is measured of one preview on one note. */
interface Measured {
  readonly opens: readonly { readonly toDocument: number; readonly toScreen: number; readonly toEnd: number }[];
  readonly single: TypedSeries;
  readonly burst: TypedSeries;
}

for (const formulas of SIZES) {
  bench(`preview ${formulas}`, async (report, { quick, webviewsApart }) => {
    const measured = new Map<Preview['name'], Measured>();
    for (const preview of [previews.floor, previews.ours, previews['built-in']]) {
      const slow = preview.name === 'built-in' && formulas > 1_000;
      measured.set(preview.name, await measure(preview, generatedNote(formulas), quick, slow, webviewsApart));
    }
    const of = (name: Preview['name']) => measured.get(name)!;
    const where = `${formulas} formulas${webviewsApart ? ', webview apart' : ''}`;
    compare(report, `key to document, ${where}, median`, 'ms', of, m => median(times(m.single)));
    compare(report, `key to document, ${where}, 95th of 100`, 'ms', of, m => percentile(times(m.single), 0.95));
    compare(report, `key to screen, ${where}, median`, 'ms', of, m => median(screenTimes(m.single)));
    compare(report, `burst of 40 keys, key to document, ${where}, median`, 'ms', of, m => median(times(m.burst)));
    compare(report, `burst of 40 keys, key to document, ${where}, worst`, 'ms', of, m => Math.max(...times(m.burst)));
    // The floor's share is what VS Code's own extensions do at each key, in the same thread.
    compare(report, `work of the extension host for a key, ${where}`, 'ms', of, m => m.single.hostWork);
    compare(report, `messages to the webview for a key, ${where}`, 'bytes', of, m => m.single.messageBytes);
    compare(report, `nodes changed for a key, ${where}`, 'nodes', of, m => m.single.changedNodes);
    report({
      metric: `scroll shift for a key, ${where}, largest`,
      value: Math.max(...of('ours').single.keystrokes.map(({ shift }) => shift)),
      unit: 'px',
    });
    compare(report, `open to first text in the document, ${where}, median`, 'ms', of, m =>
      median(m.opens.map(o => o.toDocument)),
    );
    compare(report, `open to first text on the screen, ${where}, median`, 'ms', of, m =>
      median(m.opens.map(o => o.toScreen)),
    );
    compare(report, `open to the note's end on the screen, ${where}, median`, 'ms', of, m =>
      median(m.opens.map(o => o.toEnd)),
    );
    report({
      metric: `share of the machine that other programs used, ${where}`,
      value: Math.max(...[...measured.values()].map(m => m.single.others)),
      unit: '1',
    });
  });
}

for (const items of [300, 1_000]) {
  bench(`preview list ${items}`, async (report, { quick, webviewsApart }) => {
    const measured = new Map<Preview['name'], Measured>();
    for (const preview of [previews.ours, previews['built-in']])
      measured.set(preview.name, await measure(preview, listNote(items), quick, true, webviewsApart));
    const of = (name: Preview['name']) => measured.get(name)!;
    const where = `a list of ${items} quotes`;
    const against = (metric: string, unit: string, value: (measured: Measured) => number) =>
      report({ metric, value: value(of('ours')), unit, against: { name: 'built-in', value: value(of('built-in')) } });
    against(`key to document, ${where}, median`, 'ms', m => median(times(m.single)));
    against(`key to screen, ${where}, median`, 'ms', m => median(screenTimes(m.single)));
    against(`burst of 40 keys, key to document, ${where}, worst`, 'ms', m => Math.max(...times(m.burst)));
    against(`messages to the webview for a key, ${where}`, 'bytes', m => m.single.messageBytes);
    against(`nodes changed for a key, ${where}`, 'nodes', m => m.single.changedNodes);
  });
}

const times = (series: TypedSeries) => series.keystrokes.map(({ toDocument }) => toDocument);
const screenTimes = (series: TypedSeries) => series.keystrokes.map(({ toScreen }) => toScreen);

/** Ours against the built-in preview, and against the floor. */
function compare(
  report: (figure: Figure) => void,
  metric: string,
  unit: string,
  of: (name: Preview['name']) => Measured,
  value: (measured: Measured) => number,
): void {
  for (const name of ['built-in', 'floor'] as const) {
    report({ metric, value: value(of('ours')), unit, against: { name, value: Math.round(value(of(name))) } });
  }
}

async function measure(
  preview: Preview,
  note: GeneratedNote,
  quick: boolean,
  slow: boolean,
  webviewsApart: boolean,
): Promise<Measured> {
  const pane = await openPane(preview, note, webviewsApart);
  try {
    const opens: Measured['opens'][number][] = [];
    const times = quick ? 1 : slow ? 2 : 4;
    for (let i = 0; i < times; i++) {
      if (i > 0) await pane.closePreview();
      await quietMachine(0.15, quick ? 10_000 : 60_000);
      opens.push(await pane.open());
    }
    // The first keys meet code that has not been run yet; they are not counted.
    await pane.type(2);
    await quietMachine(0.15, quick ? 10_000 : 60_000);
    const single = await pane.type(quick ? 8 : slow ? 10 : 30);
    const burst = await pane.type(quick ? 16 : 40, BURST_EVERY_MS);
    process.stderr.write(
      `  ${preview.name}: ${Math.round(median(single.keystrokes.map(k => k.toDocument)))} ms a key\n`,
    );
    return { opens, single, burst };
  } finally {
    await pane.close();
  }
}
