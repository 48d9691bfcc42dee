/**
 * Works out what is asked for when it is first asked for. Tables that are made from others go by it: what is made while
 * the code is loaded holds up every start of the editor.
 *
 * @example const byName = once(() => new Map(formulas.map(formula => [formula.id, formula])));
 */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
