import { once } from '../once.ts';
import { formulas } from './formulas/catalogue.ts';
import { inputsOf } from './formulas/compute.ts';
import type { Input } from './formulas/input.ts';

const fold = (name: string) => name.toLowerCase().replace(/[-_ ]/g, '');

const inputs = once(() => {
  const byName = new Map<string, Input>();
  const byAlias = new Map<string, Input | undefined>();
  for (const formula of formulas) {
    for (const input of inputsOf(formula)) {
      if (!byName.has(fold(input.name))) byName.set(fold(input.name), input);
      for (const alias of input.aliases) {
        const known = byAlias.get(fold(alias));
        // An alias that names different inputs in different formulas names none here.
        byAlias.set(
          fold(alias),
          known === undefined && !byAlias.has(fold(alias)) ? input : known?.name === input.name ? known : undefined,
        );
      }
    }
  }
  return { byName, byAlias };
});

/** The input of the catalogue that a name means wherever it stands: `seq_len` is `context`; `n` is nothing by itself. */
export function knownInput(name: string): Input | undefined {
  const { byName, byAlias } = inputs();
  return byName.get(fold(name)) ?? byAlias.get(fold(name));
}
