import { numberTex } from '../formulas/derivation.ts';
import type { Expression } from './syntax.ts';

/** How tightly each form binds; an operand that binds more loosely needs parentheses. */
function strength(node: Expression): number {
  switch (node.kind) {
    case 'conversion':
      return 0;
    case 'negate':
      return 3;
    case 'binary':
      if (node.tight) return 4;
      return node.operator === '^' ? 5 : node.operator === '×' || node.operator === '/' ? 2 : 1;
    default:
      return node.kind === 'number' && node.value < 0 ? 0 : 6;
  }
}

/**
 * Writes an expression so that parsing it gives the same tree again (but for places and digits).
 *
 * @example printExpression(parse('4M tokens/step*3')) // '4000000 tokens/step × 3'
 */
export function printExpression(node: Expression): string {
  switch (node.kind) {
    case 'number':
      return `${node.approximate === true ? '~' : ''}${node.value}`;
    case 'name':
      return node.name;
    case 'negate':
      return `-${wrap(node.operand, 3)}`;
    case 'call':
      return `${node.name}(${node.args.map(printExpression).join('; ')})`;
    case 'conversion':
      return `${wrap(node.operand, 0)} in ${node.suffix === undefined ? '' : `${node.suffix} `}${printExpression(node.unit)}`;
    case 'binary': {
      if (node.tight) {
        const left = wrap(node.left, 4);
        const right = wrap(node.right, 5);
        if (node.operator === '/') return `${left}/${right}`;
        return node.left.kind === 'name' ? `${left}*${right}` : `${left} ${right}`;
      }
      if (node.operator === '^')
        return `${wrap(node.left, 6)}^${node.right.kind === 'negate' ? '-' : ''}${wrap(node.right.kind === 'negate' ? node.right.operand : node.right, 5)}`;
      const own = strength(node);
      return `${wrap(node.left, own)} ${node.operator} ${wrap(node.right, own + 1)}`;
    }
  }
}

function wrap(node: Expression, least: number): string {
  const text = printExpression(node);
  return strength(node) < least ? `(${text})` : text;
}

/**
 * An expression as TeX, for showing it: quotients as fractions, numbers grouped, names in text.
 *
 * @param quantity TeX of what a name stands for, in place of the name
 */
export function expressionTex(
  node: Expression,
  quantity: (name: string) => string | undefined = () => undefined,
): string {
  switch (node.kind) {
    case 'number':
      return `${node.approximate === true ? '{\\approx}' : ''}${numberTex(node.value)}`;
    case 'name':
      return node.name === '%'
        ? '\\%'
        : node.name === 'USD'
          ? '\\text{USD}'
          : ((node.unit ? undefined : quantity(node.name)) ?? nameTex(node.name));
    case 'negate':
      return `-${wrapTex(node.operand, 3, quantity)}`;
    case 'call':
      if (node.name === 'sqrt') return `\\sqrt{${expressionTex(node.args[0]!, quantity)}}`;
      return `\\operatorname{${node.name}}\\left(${node.args.map(arg => expressionTex(arg, quantity)).join(',\\ ')}\\right)`;
    case 'conversion':
      return `${expressionTex(node.operand, quantity)}\\ \\text{in}\\ ${node.suffix === undefined ? '' : `\\text{${node.suffix} }`}${expressionTex(node.unit)}`;
    case 'binary': {
      const { operator, tight, left, right } = node;
      if (tight)
        return `${expressionTex(left, quantity)}${operator === '/' ? '/' : '\\,'}${expressionTex(right, quantity)}`;
      if (operator === '/') return `\\frac{${expressionTex(left, quantity)}}{${expressionTex(right, quantity)}}`;
      if (operator === '^') return `{${wrapTex(left, 6, quantity)}}^{${expressionTex(right, quantity)}}`;
      const own = strength(node);
      return `${wrapTex(left, own, quantity)} ${operator === '×' ? '\\cdot' : operator} ${wrapTex(right, own + 1, quantity)}`;
    }
  }
}

function wrapTex(node: Expression, least: number, quantity: (name: string) => string | undefined): string {
  const tex = expressionTex(node, quantity);
  const fraction = node.kind === 'binary' && node.operator === '/' && !node.tight;
  return strength(node) < least && !fraction ? `\\left(${tex}\\right)` : tex;
}

function nameTex(name: string): string {
  return `\\text{${name.replace(/[\\{}$&#^~%]/g, ' ').replaceAll('_', '\\_')}}`;
}
