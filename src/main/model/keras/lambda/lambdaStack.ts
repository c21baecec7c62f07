import type { Expression, Operator } from './lambdaExpression.ts'
import { MarshalError } from './lambdaMarshal.ts'

const none: Expression = { kind: 'none' }

export function damaged(): never {
  throw new MarshalError('its bytecode is damaged')
}

export function beyondArithmetic(): never {
  throw new MarshalError('it is more than arithmetic, slices and calls of functions')
}

/** The stack of Python's machine, with expressions in place of values. Throws a MarshalError where it runs empty. */
export class ExpressionStack {
  readonly #values: Expression[] = []

  push(...values: readonly Expression[]): void {
    this.#values.push(...values)
  }

  pop(): Expression {
    return this.#values.pop() ?? damaged()
  }

  /** What lies so deep, 1 at the top. */
  at(depth: number): Expression {
    return (depth > 0 && this.#values.at(-depth)) || damaged()
  }

  /** Takes the topmost off, the top last. */
  take(count: number): Expression[] {
    if (count > this.#values.length) damaged()
    return this.#values.splice(this.#values.length - count)
  }

  /** The top and what lies so deep change places. */
  swap(depth: number): void {
    const [deep, top] = [this.at(depth), this.at(1)]
    this.#values[this.#values.length - depth] = top
    this.#values[this.#values.length - 1] = deep
  }

  /** A call with so many values, the last of which have names; the function lies below them. */
  call(count: number, names: readonly string[]): void {
    const values = this.take(count)
    const first = count - names.length
    if (first < 0) damaged()
    const keywords = Object.fromEntries(names.map((name, i) => [name, values[first + i]!]))
    this.push({ kind: 'call', of: this.pop(), args: values.slice(0, first), keywords })
  }

  /** @param classic Python 2's division, which cuts off between whole numbers */
  binary(symbol: string, classic: boolean): void {
    const operator = operators.find((one) => one === symbol) ?? beyondArithmetic()
    const [left, right] = this.take(2)
    this.push({ kind: 'binary', operator, classic, left: left!, right: right! })
  }

  /** Python 2's x[a:b]: bit 1 says that a is there, bit 2 that b is. */
  sliced(which: number): void {
    const stop = which & 2 ? this.pop() : none
    const start = which & 1 ? this.pop() : none
    this.push({ kind: 'subscript', of: this.pop(), at: { kind: 'slice', start, stop, step: none } })
  }
}

const operators: readonly Operator[] = ['+', '-', '*', '/', '//', '%', '**', '@']
