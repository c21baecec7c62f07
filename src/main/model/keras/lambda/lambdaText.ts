import type { Expression, Operator } from './lambdaExpression.ts'
import type { LambdaMeaning } from './lambda.ts'

/** A Python expression cannot be read; the message is the inside of a sentence. */
export class ExpressionError extends Error {}

const none: Expression = { kind: 'none' }

/**
 * Reads what a Lambda layer computes as a person writes it, a Python expression in `x` (`tf.image.resize(x, (66, 200)) / 255`)
 * or a whole `lambda`: arithmetic, slices, lists, tuples and calls.
 * @throws ExpressionError that names the place where it cannot be read
 */
export function readLambdaText(text: string): LambdaMeaning {
  const [whole, name] = /^\s*lambda\s+([A-Za-z_]\w*)\s*:/.exec(text) ?? ['', 'x']
  const result = new Parser(text.slice(whole.length), name).whole()
  return { result, input: name, values: new Map(), version: '3.13' }
}

const token =
  /\s*(?:(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z_]\w*)|(?<text>'[^']*'|"[^"]*")|(?<sign>\.\.\.|\*\*|\/\/|[-+*/%@()[\],:=.]))/y

interface Token {
  kind: 'number' | 'name' | 'text' | 'sign' | 'end'
  text: string
  at: number
}

/** How strongly operators bind, as in Python. */
const strengths: Readonly<Record<string, number>> = { '+': 1, '-': 1, '*': 2, '/': 2, '//': 2, '%': 2, '@': 2 }
const operators: readonly Operator[] = ['+', '-', '*', '/', '//', '%', '**', '@']

/** By recursive descent. */
class Parser {
  readonly #tokens: Token[]
  readonly #input: string
  #place = 0

  constructor(text: string, input: string) {
    this.#tokens = tokens(text)
    this.#input = input
  }

  whole(): Expression {
    const result = this.#listed('end')
    if (this.#next.kind !== 'end') this.#fail()
    return result
  }

  get #next(): Token {
    return this.#tokens[this.#place]!
  }

  #fail(): never {
    const { kind, text, at } = this.#next
    throw new ExpressionError(kind === 'end' ? 'ends too early' : `cannot be read at '${text}' (character ${at + 1})`)
  }

  #is(sign: string): boolean {
    return this.#next.kind === 'sign' && this.#next.text === sign
  }

  #takes(sign: string): boolean {
    const found = this.#is(sign)
    if (found) this.#place++
    return found
  }

  #expect(sign: string): void {
    if (!this.#takes(sign)) this.#fail()
  }

  /** One expression, or several with commas as a tuple, up to a closing sign. */
  #listed(end: string): Expression {
    const items = [this.#sum()]
    let isTuple = false
    while (this.#takes(',')) {
      isTuple = true
      if (this.#is(end) || this.#next.kind === 'end') break
      items.push(this.#sum())
    }
    return isTuple ? { kind: 'list', items } : items[0]!
  }

  #sum(strength = 1): Expression {
    let left = this.#unary()
    for (;;) {
      const own = this.#next.kind === 'sign' ? strengths[this.#next.text] : undefined
      if (own === undefined || own < strength) return left
      const operator = operators.find((one) => one === this.#next.text)!
      this.#place++
      left = { kind: 'binary', operator, classic: false, left, right: this.#sum(own + 1) }
    }
  }

  /** A sign binds less than a power: -x ** 2 is -(x ** 2). */
  #unary(): Expression {
    if (this.#takes('-')) {
      const of = this.#unary()
      return of.kind === 'number' ? { ...of, value: -of.value } : { kind: 'negative', of }
    }
    if (this.#takes('+')) return this.#unary()
    const base = this.#postfix()
    if (!this.#takes('**')) return base
    return { kind: 'binary', operator: '**', classic: false, left: base, right: this.#unary() }
  }

  #postfix(): Expression {
    let value = this.#atom()
    for (;;) {
      if (this.#takes('.')) {
        if (this.#next.kind !== 'name') this.#fail()
        value = { kind: 'attribute', of: value, name: this.#next.text }
        this.#place++
      } else if (this.#takes('(')) value = this.#call(value)
      else if (this.#takes('[')) {
        const at = this.#subscript()
        this.#expect(']')
        value = { kind: 'subscript', of: value, at }
      } else return value
    }
  }

  #call(of: Expression): Expression {
    const args: Expression[] = []
    const keywords: Record<string, Expression> = {}
    while (!this.#takes(')')) {
      const [name, sign] = [this.#next, this.#tokens[this.#place + 1]]
      if (name.kind === 'name' && sign?.kind === 'sign' && sign.text === '=') {
        this.#place += 2
        keywords[name.text] = this.#sum()
      } else args.push(this.#sum())
      if (!this.#is(')')) this.#expect(',')
    }
    return { kind: 'call', of, args, keywords }
  }

  #subscript(): Expression {
    const items = [this.#slice()]
    let isTuple = false
    while (this.#takes(',')) {
      isTuple = true
      if (!this.#is(']')) items.push(this.#slice())
    }
    return isTuple ? { kind: 'list', items } : items[0]!
  }

  #slice(): Expression {
    const bound = (): Expression => (this.#is(':') || this.#is(',') || this.#is(']') ? none : this.#sum())
    const start = bound()
    if (!this.#takes(':')) return start
    const stop = bound()
    const step = this.#takes(':') ? bound() : none
    return { kind: 'slice', start, stop, step }
  }

  #atom(): Expression {
    const { kind, text } = this.#next
    if (kind === 'end') this.#fail()
    this.#place++
    if (kind === 'number') return { kind: 'number', value: Number(text), whole: !/[.eE]/.test(text) }
    if (kind === 'text') return { kind: 'text', value: text.slice(1, -1) }
    if (kind === 'name') return this.#named(text)
    if (text === '...') return { kind: 'ellipsis' }
    if (text === '(' || text === '[') {
      const end = text === '(' ? ')' : ']'
      const isEmpty = this.#is(end)
      const inside: Expression = isEmpty ? { kind: 'list', items: [] } : this.#listed(end)
      this.#expect(end)
      return end === ')' || inside.kind === 'list' ? inside : { kind: 'list', items: [inside] }
    }
    this.#place--
    return this.#fail()
  }

  #named(name: string): Expression {
    if (name === this.#input) return { kind: 'argument', name }
    if (name === 'None') return none
    if (name === 'True' || name === 'False') return { kind: 'number', value: name === 'True' ? 1 : 0, whole: true }
    return { kind: 'global', name }
  }
}

/** Expressions are read by recursion. */
const longest = 2000

function tokens(text: string): Token[] {
  if (text.length > longest) throw new ExpressionError(`is longer than ${longest} characters`)
  const found: Token[] = []
  token.lastIndex = 0
  while (/\S/.test(text.slice(token.lastIndex))) {
    const from = token.lastIndex
    const { groups, index } = token.exec(text) ?? { groups: undefined, index: 0 }
    const kind = (['number', 'name', 'text', 'sign'] as const).find((one) => groups?.[one] !== undefined)
    if (!kind) throw new ExpressionError(`cannot be read at '${text.slice(from).trim()[0]}' (character ${from + 1})`)
    found.push({ kind, text: groups![kind]!, at: index })
  }
  return [...found, { kind: 'end', text: '', at: text.length }]
}
