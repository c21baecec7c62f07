import { constantExpression, type Expression, globalValue, type Operator } from './lambdaExpression.ts'
import { MarshalError, type PythonCode } from './lambdaMarshal.ts'
import { pythonVersion, type PythonVersion, words } from './lambdaOpcodes.ts'

/** A Python function, read and not run. */
export interface PythonFunction {
  version: PythonVersion
  parameters: readonly string[]
  result: Expression
}

const none: Expression = { kind: 'none' }

/**
 * What a function of straight code returns: arithmetic, slices, calls, imports and local variables.
 * @param free values of the variables of functions around it, as far as they are known
 * @throws MarshalError that says why it cannot be read, as the inside of a sentence
 */
export function readFunction(code: PythonCode, free: readonly Expression[] = []): PythonFunction {
  const version = pythonVersion(code)
  const parameters = code.locals.slice(0, code.argumentCount)
  return { version, parameters, result: new Reader(code, version, parameters, free).result() }
}

const damaged = 'its bytecode is damaged'

/** In bytes: what is longer is no arithmetic, and expressions are worked out by recursion. */
const longest = 8192

/** The machine of Python's bytecode, with expressions in place of values. */
class Reader {
  readonly #code: PythonCode
  readonly #version: PythonVersion
  readonly #stack: Expression[] = []
  readonly #variables: Map<string, Expression>
  #keywordNames: readonly string[] = []

  constructor(code: PythonCode, version: PythonVersion, parameters: readonly string[], free: readonly Expression[]) {
    this.#code = code
    this.#version = version
    this.#variables = new Map(parameters.map((name) => [name, { kind: 'argument', name }]))
    code.free.forEach((name, i) => {
      if (free[i]) this.#variables.set(name, free[i])
    })
  }

  result(): Expression {
    if (this.#code.bytecode.length > longest) throw new MarshalError('it is too long')
    for (const [name, argument] of words(this.#version, this.#code.bytecode)) {
      const returned = this.#step(name, argument)
      if (returned) return returned
    }
    throw new MarshalError(damaged)
  }

  /** One instruction; gives what the function returns where it does. */
  #step(name: string | null, argument: number): Expression | null {
    if (name?.startsWith('BINARY ')) this.#binary(name.slice(7), false)
    else if (name?.startsWith('SLICE+')) this.#sliced(Number(name.at(-1)))
    else
      switch (name) {
        case 'NOP':
        case 'UNARY_POSITIVE':
          break
        case 'POP_TOP':
          this.#pop()
          break
        case 'ROT_TWO':
        case 'SWAP':
          this.#swap(name === 'SWAP' ? argument : 2)
          break
        case 'ROT_THREE': {
          const [second, third, top] = this.#take(3)
          this.#push(top!, second!, third!)
          break
        }
        case 'DUP_TOP':
        case 'COPY':
          this.#push(this.#stack.at(name === 'COPY' ? -argument : -1) ?? this.#fail())
          break
        case 'LOAD_CONST':
          this.#push(this.#constant(argument))
          break
        case 'RETURN_CONST':
          return this.#constant(argument)
        case 'RETURN_VALUE':
          return this.#pop()
        case 'LOAD_FAST':
          this.#push(this.#variable(this.#code.locals[argument]))
          break
        case 'LOAD_FAST_LOAD_FAST':
          this.#push(this.#variable(this.#code.locals[argument >> 4]), this.#variable(this.#code.locals[argument & 15]))
          break
        case 'STORE_FAST':
          this.#store(this.#code.locals[argument])
          break
        case 'STORE_FAST_STORE_FAST':
          this.#store(this.#code.locals[argument >> 4])
          this.#store(this.#code.locals[argument & 15])
          break
        case 'STORE_FAST_LOAD_FAST':
          this.#store(this.#code.locals[argument >> 4])
          this.#push(this.#variable(this.#code.locals[argument & 15]))
          break
        case 'LOAD_DEREF':
          this.#push(this.#variable(this.#shared(argument)))
          break
        case 'STORE_DEREF':
          this.#store(this.#shared(argument))
          break
        case 'LOAD_GLOBAL':
          this.#push(globalValue(this.#name(this.#is311() ? argument >> 1 : argument)))
          break
        case 'LOAD_ATTR': {
          const isShifted = this.#version === '3.12' || this.#version === '3.13'
          this.#push({ kind: 'attribute', of: this.#pop(), name: this.#name(isShifted ? argument >> 1 : argument) })
          break
        }
        case 'IMPORT_NAME': {
          const [, from] = this.#take(2)
          const module = this.#name(argument)
          // `import a.b` gives a, `from a.b import …` gives a.b.
          this.#push({ kind: 'module', name: from!.kind === 'none' ? module.split('.')[0]! : module })
          break
        }
        case 'IMPORT_FROM':
          this.#push({ kind: 'attribute', of: this.#stack.at(-1) ?? this.#fail(), name: this.#name(argument) })
          break
        case 'BUILD_SEQUENCE':
          this.#push({ kind: 'list', items: this.#take(argument) })
          break
        case 'LIST_EXTEND': {
          const [list, more] = this.#take(2)
          if (argument !== 1 || list?.kind !== 'list' || more?.kind !== 'list') this.#fail()
          this.#push({ kind: 'list', items: [...list.items, ...more.items] })
          break
        }
        case 'BUILD_SLICE': {
          const [start, stop, step = none] = this.#take(argument)
          this.#push({ kind: 'slice', start: start!, stop: stop!, step })
          break
        }
        case 'BINARY_SUBSCR': {
          const [of, at] = this.#take(2)
          this.#push({ kind: 'subscript', of: of!, at: at! })
          break
        }
        case 'UNPACK_SEQUENCE': {
          const of = this.#pop()
          for (let index = argument - 1; index >= 0; index--) this.#push({ kind: 'item', of, index, count: argument })
          break
        }
        case 'UNARY_NEGATIVE':
          this.#push({ kind: 'negative', of: this.#pop() })
          break
        case 'CLASSIC_DIVIDE':
          this.#binary('/', true)
          break
        case 'BINARY_OP':
          // In place from 13 on.
          this.#binary(operatorNumbers[argument % 13] ?? '', false)
          break
        case 'KW_NAMES':
          this.#keywordNames = this.#texts(this.#constant(argument))
          break
        case 'CALL':
          this.#call(argument, this.#keywordNames)
          this.#keywordNames = []
          break
        case 'CALL_KW':
          this.#call(argument, this.#texts(this.#pop()))
          break
        case 'CALL_PAIRS': {
          const pairs = this.#take(2 * (argument >> 8))
          const isName = (_: Expression, i: number): boolean => i % 2 === 0
          const names = this.#texts({ kind: 'list', items: pairs.filter(isName) })
          this.#push(...pairs.filter((pair, i) => !isName(pair, i)))
          this.#call((argument & 0xff) + names.length, names)
          break
        }
        default:
          throw new MarshalError('it is more than arithmetic, slices and calls of functions')
      }
    return null
  }

  #fail(): never {
    throw new MarshalError(damaged)
  }

  #push(...values: readonly Expression[]): void {
    this.#stack.push(...values)
  }

  #pop(): Expression {
    return this.#stack.pop() ?? this.#fail()
  }

  #take(count: number): Expression[] {
    if (count > this.#stack.length) this.#fail()
    return this.#stack.splice(this.#stack.length - count)
  }

  #swap(depth: number): void {
    const at = this.#stack.length - depth
    const [deep, top] = [this.#stack[at], this.#stack.at(-1)]
    if (!deep || !top) return this.#fail()
    this.#stack[at] = top
    this.#stack[this.#stack.length - 1] = deep
  }

  #name(index: number): string {
    return this.#code.names[index] ?? this.#fail()
  }

  #is311(): boolean {
    return this.#code.layout === '3.11'
  }

  /** The name of a variable that is shared with another function. */
  #shared(index: number): string | undefined {
    const { locals, cells, free } = this.#code
    return this.#is311() ? locals[index] : [...cells, ...free][index]
  }

  #variable(name: string | undefined): Expression {
    if (name === undefined) this.#fail()
    return this.#variables.get(name) ?? { kind: 'global', name }
  }

  #store(name: string | undefined): void {
    if (name === undefined) this.#fail()
    this.#variables.set(name, this.#pop())
  }

  #constant(index: number): Expression {
    const value = this.#code.constants[index]
    return value ? constantExpression(value) : this.#fail()
  }

  #texts(list: Expression): string[] {
    if (list.kind !== 'list') return this.#fail()
    return list.items.map((item) => (item.kind === 'text' ? item.value : this.#fail()))
  }

  #call(count: number, names: readonly string[]): void {
    const values = this.#take(count)
    const first = count - names.length
    if (first < 0) this.#fail()
    const keywords = Object.fromEntries(names.map((name, i) => [name, values[first + i]!]))
    this.#push({ kind: 'call', of: this.#pop(), args: values.slice(0, first), keywords })
  }

  #binary(symbol: string, classic: boolean): void {
    const operator = operators.find((one) => one === symbol)
    if (!operator) throw new MarshalError('it is more than arithmetic, slices and calls of functions')
    const [left, right] = this.#take(2)
    this.#push({ kind: 'binary', operator, classic, left: left!, right: right! })
  }

  /** Python 2's x[a:b]: bit 1 says that a is there, bit 2 that b is. */
  #sliced(which: number): void {
    const stop = which & 2 ? this.#pop() : none
    const start = which & 1 ? this.#pop() : none
    this.#push({ kind: 'subscript', of: this.#pop(), at: { kind: 'slice', start, stop, step: none } })
  }
}

const operators: readonly Operator[] = ['+', '-', '*', '/', '//', '%', '**', '@']

/** The argument of BINARY_OP (NB_ADD and so on). */
const operatorNumbers: Readonly<Record<number, Operator>> = {
  0: '+',
  2: '//',
  4: '@',
  5: '*',
  6: '%',
  8: '**',
  10: '-',
  11: '/'
}
