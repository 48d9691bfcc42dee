import { remembered } from '../quote/remembered.ts';

const SIZE = /(\d+(?:\.\d+)?)(b|m|t)$/;

/** A model's name without what is written differently from note to note. */
export interface ModelKey {
  /** In small letters, without its size: "llemma"; empty for a bare size. */
  readonly family: string;
  /** "7b". */
  readonly size: string | undefined;
}

/** The family and the size that a model's name says. @example modelKey('LLEMMA-7B') // { family: 'llemma', size: '7b' } */
export const modelKey = remembered(readKey);

function readKey(model: string): ModelKey {
  const plain = model
    .toLowerCase()
    .replace(/billion/g, 'b')
    .replace(/million/g, 'm')
    .replace(/[^a-z0-9.]/g, '');
  const size = SIZE.exec(plain);
  return size === null ? { family: plain, size: undefined } : { family: plain.slice(0, size.index), size: size[0] };
}

/** The family of a model, where its name says one. */
export const familyOf = (model: string | undefined): string | undefined =>
  model === undefined ? undefined : modelKey(model).family || undefined;

/** The size that a model's name says, in parameters: 7e9 of "LLEMMA 7B". */
export function sizeNamed(model: string): number | undefined {
  const [, number, unit] = SIZE.exec(modelKey(model).size ?? '') ?? [];
  return number === undefined ? undefined : Number(number) * { b: 1e9, m: 1e6, t: 1e12 }[unit as 'b' | 'm' | 't'];
}

/** True when two names can mean one model: "7B" and "LLEMMA-7B", "LLEMMA 7B" and "Llemma-7B"; not two families. */
export function sameModel(a: string, b: string): boolean {
  const [x, y] = [modelKey(a), modelKey(b)];
  if (x.family === y.family) return x.size === y.size;
  if (x.family === '' || y.family === '') return x.size !== undefined && x.size === y.size;
  return false;
}
