import type { Range } from '../../text.ts';
import { findUnit } from '../units.ts';
import { findFunction } from './functions.ts';
import { type Lexeme, lex } from './lexer.ts';
import { maxArguments, maxDepth, maxLength } from './limits.ts';
import type { ExpressionProblem } from './problem.ts';
import type { BinaryNode, CountSuffix, Expression, Operator } from './syntax.ts';

/** A parsed expression; where there are problems, none. */
export interface Parsed {
  readonly expression?: Expression;
  readonly problems: readonly ExpressionProblem[];
}

/**
 * Parses an expression. From loose to tight: `in`; `+ −`; `× / per of`; a sign; a number with its unit
 * ("4M tokens/step", no space around the slash); `^`; names, numbers, calls, parentheses.
 *
 * @example parseExpression('42,000 steps × 4M tokens/step / 200B tokens').expression?.kind // 'binary'
 */
export function parseExpression(text: string): Parsed {
  if (text.length > maxLength) {
    const message = `The expression is longer than ${maxLength} characters.`;
    return { problems: [{ code: 'too-large', range: { from: 0, to: text.length }, message }] };
  }
  const { lexemes, problems } = lex(text);
  if (problems.length > 0) return { problems };
  return new Parser(lexemes).parse();
}

/** Reads lexemes by descent. The first problem ends it: what would follow is guesswork. */
class Parser {
  readonly #lexemes: readonly Lexeme[];
  #at = 0;
  #depth = 0;
  #problem: ExpressionProblem | undefined;

  constructor(lexemes: readonly Lexeme[]) {
    this.#lexemes = lexemes;
  }

  parse(): Parsed {
    const expression = this.#conversion();
    if (this.#problem === undefined && this.#next.kind !== 'end') this.#unexpected();
    if (this.#problem !== undefined || expression === undefined) {
      return { problems: this.#problem === undefined ? [] : [this.#problem] };
    }
    return { expression, problems: [] };
  }

  get #next(): Lexeme {
    return this.#lexemes[this.#at]!;
  }

  #isSign(...signs: readonly string[]): boolean {
    return this.#next.kind === 'sign' && signs.includes(this.#next.text);
  }

  #fail(code: ExpressionProblem['code'], range: Range, message: string): undefined {
    this.#problem ??= { code, range, message };
    return undefined;
  }

  #unexpected(): undefined {
    const { kind, text, range } = this.#next;
    if (kind === 'end') return this.#fail('syntax', range, 'The expression ends too early: a value is missing.');
    if (text === ')') return this.#fail('syntax', range, 'This parenthesis closes nothing.');
    if (text === ',')
      return this.#fail('syntax', range, 'A comma can only part thousands or the arguments of a function.');
    return this.#fail('syntax', range, `"${text}" was not expected here.`);
  }

  /** Runs a rule one level deeper, or stops where an expression nests too deeply. */
  #deeper(rule: () => Expression | undefined): Expression | undefined {
    if (this.#problem !== undefined) return undefined;
    if (this.#depth >= maxDepth) return this.#fail('too-large', this.#next.range, 'The expression nests too deeply.');
    this.#depth++;
    const result = rule();
    this.#depth--;
    return this.#problem === undefined ? result : undefined;
  }

  #conversion(): Expression | undefined {
    let operand = this.#deeper(() => this.#sum());
    while (operand !== undefined && this.#isSign('in')) {
      this.#at++;
      const suffix = this.#countSuffix();
      const unit = this.#unit();
      if (unit === undefined) return undefined;
      const range = { from: operand.range.from, to: unit.range.to };
      operand = { kind: 'conversion', operand, unit, range, ...(suffix === undefined ? {} : { suffix }) };
    }
    return operand;
  }

  /** The "B" of "in B tokens" and the "million" of "in million steps": before what is counted, a suffix. */
  #countSuffix(): CountSuffix | undefined {
    const after = this.#lexemes[this.#at + 1];
    if (this.#next.kind !== 'name' || after?.kind !== 'name') return undefined;
    const suffix = countSuffixes[this.#next.text] ?? countSuffixes[this.#next.text.toLowerCase()];
    const counted = ['token', 'step', 'sequence', 'parameter'].includes(findUnit(after.text)?.id ?? '');
    if (suffix === undefined || !counted) return undefined;
    this.#at++;
    return suffix;
  }

  /** The unit of a conversion: names with `×`, `/` and `^`. */
  #unit(): Expression | undefined {
    let unit = this.#unitPower();
    while (unit !== undefined && (this.#isSign('×', '/') || this.#next.kind === 'name')) {
      const operator: Operator = this.#isSign('/') ? '/' : '×';
      const operatorRange = this.#next.range;
      if (this.#next.kind === 'sign') this.#at++;
      const right = this.#unitPower();
      if (right === undefined) return undefined;
      unit = binary(operator, true, unit, right, operatorRange);
    }
    return unit;
  }

  #unitPower(): Expression | undefined {
    const { kind, text, range } = this.#next;
    if (kind !== 'name' || findUnit(text) === undefined) {
      return this.#fail('syntax', range, kind === 'end' ? 'A unit is missing after "in".' : `"${text}" is not a unit.`);
    }
    this.#at++;
    return this.#raised({ kind: 'name', name: text, unit: true, range });
  }

  #sum(): Expression | undefined {
    let left = this.#product();
    while (left !== undefined && this.#isSign('+', '-')) {
      const { text, range } = this.#next;
      this.#at++;
      const right = this.#product();
      if (right === undefined) return undefined;
      left = binary(text as Operator, false, left, right, range);
    }
    return left;
  }

  #product(): Expression | undefined {
    let left = this.#signed();
    while (left !== undefined && this.#isSign('×', '/')) {
      const { text, range } = this.#next;
      this.#at++;
      const right = this.#signed();
      if (right === undefined) return undefined;
      left = binary(text as Operator, false, left, right, range);
    }
    return left;
  }

  #signed(): Expression | undefined {
    if (!this.#isSign('-', '+')) return this.#withUnit();
    const { text, range } = this.#next;
    this.#at++;
    const operand = this.#deeper(() => this.#signed());
    if (operand === undefined || text === '+') return operand;
    return { kind: 'negate', operand, range: { from: range.from, to: operand.range.to } };
  }

  /** A value and, behind a number, the unit that belongs to it. */
  #withUnit(): Expression | undefined {
    const dollar =
      this.#next.kind === 'name' && this.#next.text === 'USD' && this.#lexemes[this.#at + 1]?.kind === 'number'
        ? this.#next
        : undefined;
    if (dollar !== undefined) this.#at++;
    let left = this.#power();
    if (left === undefined) return undefined;
    if (dollar !== undefined) {
      const unit: Expression = { kind: 'name', name: 'USD', unit: true, range: dollar.range };
      left = { ...binary('×', true, left, unit, dollar.range), range: { from: dollar.range.from, to: left.range.to } };
    }
    if (!isNumeric(left)) return left;
    while (this.#problem === undefined) {
      const { kind, range } = this.#next;
      const after = this.#lexemes[this.#at + 1];
      if (kind === 'name' && !this.#startsCall(this.#at)) {
        const right = this.#raisedName();
        if (right === undefined) return undefined;
        left = binary('×', true, left, right, range);
      } else if (
        this.#isSign('/') &&
        after?.kind === 'name' &&
        findUnit(after.text) !== undefined &&
        left.kind === 'binary' &&
        left.tight &&
        ((!this.#next.spaced && !after.spaced) || this.#next.range.to - this.#next.range.from === 3)
      ) {
        this.#at++;
        const right = this.#raisedName();
        if (right === undefined) return undefined;
        left = binary('/', true, isOfSequence(left, right) ? withBinaryK(left) : left, right, range);
      } else break;
    }
    return left;
  }

  #startsCall(index: number): boolean {
    const paren = this.#lexemes[index + 1];
    return paren?.kind === 'sign' && paren.text === '(' && findFunction(this.#lexemes[index]!.text) !== undefined;
  }

  #raisedName(): Expression | undefined {
    const { text, range } = this.#next;
    this.#at++;
    return this.#raised({ kind: 'name', name: text, unit: true, range });
  }

  #power(): Expression | undefined {
    const base = this.#primary();
    return base === undefined ? undefined : this.#raised(base);
  }

  #raised(base: Expression): Expression | undefined {
    if (!this.#isSign('^')) return base;
    const { range } = this.#next;
    this.#at++;
    const exponent = this.#deeper(() => this.#exponent());
    return exponent === undefined ? undefined : binary('^', false, base, exponent, range);
  }

  #exponent(): Expression | undefined {
    if (!this.#isSign('-', '+')) return this.#power();
    const { text, range } = this.#next;
    this.#at++;
    const operand = this.#deeper(() => this.#exponent());
    if (operand === undefined || text === '+') return operand;
    return { kind: 'negate', operand, range: { from: range.from, to: operand.range.to } };
  }

  #primary(): Expression | undefined {
    const { kind, text, value, range, significant, approximate, rounded } = this.#next;
    if (kind === 'number') {
      this.#at++;
      return {
        kind: 'number',
        value,
        range,
        ...(significant === undefined ? {} : { significant }),
        ...(approximate === undefined ? {} : { approximate }),
        ...(rounded === undefined ? {} : { rounded }),
        ...(/\dk$/i.test(text) ? { thousands: text } : {}),
      };
    }
    if (kind === 'name') {
      if (this.#lexemes[this.#at + 1]?.text === '(' && this.#lexemes[this.#at + 1]?.kind === 'sign')
        return this.#call();
      this.#at++;
      return { kind: 'name', name: text, unit: false, range };
    }
    if (!this.#isSign('(')) return this.#unexpected();
    this.#at++;
    const inner = this.#deeper(() => this.#conversion());
    if (inner === undefined) return undefined;
    if (!this.#isSign(')')) return this.#unclosed(range);
    this.#at++;
    return inner;
  }

  #unclosed(range: Range): undefined {
    return this.#next.kind === 'end'
      ? this.#fail('syntax', range, 'This parenthesis is not closed.')
      : this.#unexpected();
  }

  #call(): Expression | undefined {
    const { text, range } = this.#next;
    const found = findFunction(text);
    if (found === undefined) return this.#fail('unknown-name', range, `There is no function "${text}".`);
    const opening = this.#lexemes[this.#at + 1]!.range;
    this.#at += 2;
    const args: Expression[] = [];
    while (!this.#isSign(')')) {
      if (args.length > 0) {
        if (!this.#isSign(',')) return this.#unclosed(opening);
        this.#at++;
      }
      if (args.length >= maxArguments)
        return this.#fail('too-large', this.#next.range, 'The function has too many arguments.');
      const argument = this.#deeper(() => this.#conversion());
      if (argument === undefined) return undefined;
      args.push(argument);
    }
    const to = this.#next.range.to;
    this.#at++;
    if (args.length < found.least || args.length > found.most) {
      const wanted = found.least === found.most ? `${found.least}` : `${found.least} to ${found.most}`;
      return this.#fail(
        'syntax',
        { from: range.from, to },
        `${found.name} takes ${wanted} value${wanted === '1' ? '' : 's'}, not ${args.length}.`,
      );
    }
    return { kind: 'call', name: found.name, args, range: { from: range.from, to }, nameRange: range };
  }
}

const countSuffixes: Readonly<Record<string, CountSuffix>> = {
  k: 'k',
  K: 'k',
  M: 'M',
  B: 'B',
  T: 'T',
  thousand: 'k',
  million: 'M',
  billion: 'B',
  trillion: 'T',
};

/** True for what a unit may follow: a number, a power of one, or a number that has a unit already. */
function isNumeric(node: Expression): boolean {
  if (node.kind === 'number') return true;
  if (node.kind !== 'binary') return false;
  return (
    node.tight || (node.operator === '^' && isNumeric(node.left) && !(node.left.kind === 'binary' && node.left.tight))
  );
}

/** True for tokens over sequences: a length of context, where "4K" means 4,096 everywhere. */
function isOfSequence(left: Expression, right: Expression): left is BinaryNode {
  return (
    left.kind === 'binary' &&
    left.right.kind === 'name' &&
    findUnit(left.right.name)?.id === 'token' &&
    right.kind === 'name' &&
    findUnit(right.name)?.id === 'sequence'
  );
}

/** The number of a context with its K as 1,024, where that many K are a power of two: 4K and 128K, not 10K. */
function withBinaryK(node: BinaryNode): BinaryNode {
  const number = node.left;
  if (number.kind !== 'number' || number.thousands === undefined) return node;
  const count = number.value / 1000;
  if (!Number.isInteger(Math.log2(count))) return node;
  const { significant: _, rounded: __, thousands, ...rest } = number;
  return { ...node, left: { ...rest, value: count * 1024, binary: thousands } };
}

function binary(
  operator: Operator,
  tight: boolean,
  left: Expression,
  right: Expression,
  operatorRange: Range,
): BinaryNode {
  return {
    kind: 'binary',
    operator,
    tight,
    left,
    right,
    range: { from: left.range.from, to: right.range.to },
    operatorRange,
  };
}
