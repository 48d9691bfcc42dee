import { constants, findFunction } from '../expression/functions.ts';
import { findUnit } from '../units.ts';

/*
 * Which asides that begin with "=" are expressions. "= 42,000 × 4M" is one; "= 168B tokens" and "= the same as GPT-3"
 * are remarks.
 */

/** Roles of quantities whose names have no underscore; every word with one is a name. */
const names = new Set(
  'steps context tokens params gpus nodes epochs mfu hfu flops co2 tdp mem energy cost dropout tp pp dp ep layers heads hidden ffn vocab experts'.split(
    ' ',
  ),
);

/** Longer remarks are essays; an expression of this length is refused anyway. */
const LONGEST = 2500;

const joining = new Set('in to per of about around roughly approximately thousand million billion trillion'.split(' '));

const statement =
  /^\s*=\s*[≈~]?\s*\$?\d[\d.,]*(?:e-?\d+|\s?[×x·*]\s?10\^?-?\d+)?\s?(?:[kKMBT]|thousand|million|billion|trillion)?\s+(?:tokens?|FLOPs?|epochs?|days?|(?:[\w]+[- ])?hours?|steps?)\b[^=×*/+]*$/i;

const number = /\d[\d,._]*(?:[eE][+-]?\d+|[kKmMbBT])?(?![\p{L}\d])/gu;
const power = /[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]/g;
/** Hyphens of words ("GPT-3", "GPU-hours") take nothing from anything. */
const operator = /[×*·⋅/÷^+→]|\s[-−–]\s|[\d)]\s?[-−–]\s?[\d(]|\d\s?x\s?\d|\s(?:in|per|of)\s/u;

/**
 * True for the content of an aside `%%= EXPRESSION%%`: it begins with one "=", is no mere statement of a value, and its
 * words are names, units and functions; beside an operator one may be misspelt.
 *
 * @example isExpression('= steps × 4M tokens/step = 168B tokens') // true
 * @example isExpression('= the same as GPT-3') // false
 */
export function isExpression(content: string): boolean {
  if (content.length > LONGEST) return false;
  const written = content.trim().replace(/\s+/g, ' ');
  if (!/^=(?![=>≈])/.test(written) || statement.test(written)) return false;
  const [, first = ''] = written.split(/=/);
  const expression = first
    .split(/[≈≃]/)[0]!
    .trim()
    .replace(/[.;:,]$/, '');
  const numbers = expression.match(number) ?? [];
  const words = expression.replace(number, ' ').match(/[\p{L}_][\p{L}\p{M}\d_]*(?:-[\p{L}][\p{L}\d]*)*/gu) ?? [];
  const known = words.filter(isKnown);
  const strange = words.length - known.length;
  const computes =
    operator.test(expression.replace(power, '^')) || words.some(word => findFunction(word) !== undefined);
  if (!computes) return strange === 0 && numbers.length === 0 && words.length === 1;
  const names = known.filter(word => !joining.has(word.toLowerCase()));
  return strange === 0 ? numbers.length + names.length > 0 : strange === 1 && numbers.length + names.length > 0;
}

function isKnown(word: string): boolean {
  const folded = word.toLowerCase();
  return (
    /.[_]./.test(word) ||
    joining.has(folded) ||
    names.has(folded) ||
    constants.has(word) ||
    /^[kKMBTxX]$/.test(word) ||
    findUnit(word) !== undefined ||
    findFunction(word) !== undefined ||
    word.split('-').every(part => findUnit(part) !== undefined)
  );
}
