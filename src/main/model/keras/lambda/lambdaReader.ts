import { constantExpression, type Expression, globalValue, type Operator } from './lambdaExpression.ts'
import { MarshalError, type PythonCode } from './lambdaMarshal.ts'
import { beyondArithmetic, damaged, ExpressionStack } from './lambdaStack.ts'
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

/** In bytes: what is longer is no arithmetic, and expressions are worked out by recursion. */
const longest = 8192

/** The machine of Python's bytecode, with expressions in place of values. */
class Reader {
  readonly #code: PythonCode
  readonly #version: PythonVersion
  readonly #stack = new ExpressionStack()
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
    return damaged()
  }

  /** One instruction; gives what the function returns where it does. */
  #step(name: string | null, argument: number): Expression | null {
    if (name?.startsWith('BINARY ')) this.#stack.binary(name.slice(7), false)
    else if (name?.startsWith('SLICE+')) this.#stack.sliced(Number(name.at(-1)))
    else
      switch (name) {
        case 'NOP':
        case 'UNARY_POSITIVE':
          break
        case 'POP_TOP':
          this.#stack.pop()
          break
        case 'ROT_TWO':
        case 'SWAP':
          this.#stack.swap(name === 'SWAP' ? argument : 2)
          break
        case 'ROT_THREE': {
          const [second, third, top] = this.#stack.take(3)
          this.#stack.push(top!, second!, third!)
          break
        }
        case 'DUP_TOP':
        case 'COPY':
          this.#stack.push(this.#stack.at(name === 'COPY' ? argument : 1))
          break
        case 'LOAD_CONST':
          this.#stack.push(this.#constant(argument))
          break
        case 'RETURN_CONST':
          return this.#constant(argument)
        case 'RETURN_VALUE':
          return this.#stack.pop()
        case 'LOAD_FAST':
          this.#stack.push(this.#variable(this.#code.locals[argument]))
          break
        case 'LOAD_FAST_LOAD_FAST':
          this.#stack.push(
            this.#variable(this.#code.locals[argument >> 4]),
            this.#variable(this.#code.locals[argument & 15])
          )
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
          this.#stack.push(this.#variable(this.#code.locals[argument & 15]))
          break
        case 'LOAD_DEREF':
          this.#stack.push(this.#variable(this.#shared(argument)))
          break
        case 'STORE_DEREF':
          this.#store(this.#shared(argument))
          break
        case 'LOAD_GLOBAL':
          this.#stack.push(globalValue(this.#name(this.#is311() ? argument >> 1 : argument)))
          break
        case 'LOAD_ATTR': {
          const isShifted = this.#version === '3.12' || this.#version === '3.13'
          this.#stack.push({
            kind: 'attribute',
            of: this.#stack.pop(),
            name: this.#name(isShifted ? argument >> 1 : argument)
          })
          break
        }
        case 'IMPORT_NAME': {
          const [, from] = this.#stack.take(2)
          const module = this.#name(argument)
          // `import a.b` gives a, `from a.b import …` gives a.b.
          this.#stack.push({ kind: 'module', name: from!.kind === 'none' ? module.split('.')[0]! : module })
          break
        }
        case 'IMPORT_FROM':
          this.#stack.push({ kind: 'attribute', of: this.#stack.at(1), name: this.#name(argument) })
          break
        case 'BUILD_SEQUENCE':
          this.#stack.push({ kind: 'list', items: this.#stack.take(argument) })
          break
        case 'LIST_EXTEND': {
          const [list, more] = this.#stack.take(2)
          if (argument !== 1 || list?.kind !== 'list' || more?.kind !== 'list') damaged()
          this.#stack.push({ kind: 'list', items: [...list.items, ...more.items] })
          break
        }
        case 'BUILD_SLICE': {
          const [start, stop, step = none] = this.#stack.take(argument)
          this.#stack.push({ kind: 'slice', start: start!, stop: stop!, step })
          break
        }
        case 'BINARY_SUBSCR': {
          const [of, at] = this.#stack.take(2)
          this.#stack.push({ kind: 'subscript', of: of!, at: at! })
          break
        }
        case 'UNPACK_SEQUENCE': {
          const of = this.#stack.pop()
          for (let index = argument - 1; index >= 0; index--)
            this.#stack.push({ kind: 'item', of, index, count: argument })
          break
        }
        case 'UNARY_NEGATIVE':
          this.#stack.push({ kind: 'negative', of: this.#stack.pop() })
          break
        case 'CLASSIC_DIVIDE':
          this.#stack.binary('/', true)
          break
        case 'BINARY_OP':
          // In place from 13 on.
          this.#stack.binary(operatorNumbers[argument % 13] ?? '', false)
          break
        case 'KW_NAMES':
          this.#keywordNames = this.#texts(this.#constant(argument))
          break
        case 'CALL':
          this.#stack.call(argument, this.#keywordNames)
          this.#keywordNames = []
          break
        case 'CALL_KW':
          this.#stack.call(argument, this.#texts(this.#stack.pop()))
          break
        case 'CALL_PAIRS': {
          const pairs = this.#stack.take(2 * (argument >> 8))
          const isName = (_: Expression, i: number): boolean => i % 2 === 0
          const names = this.#texts({ kind: 'list', items: pairs.filter(isName) })
          this.#stack.push(...pairs.filter((pair, i) => !isName(pair, i)))
          this.#stack.call((argument & 0xff) + names.length, names)
          break
        }
        default:
          beyondArithmetic()
      }
    return null
  }

  #name(index: number): string {
    return this.#code.names[index] ?? damaged()
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
    if (name === undefined) damaged()
    return this.#variables.get(name) ?? { kind: 'global', name }
  }

  #store(name: string | undefined): void {
    if (name === undefined) damaged()
    this.#variables.set(name, this.#stack.pop())
  }

  #constant(index: number): Expression {
    const value = this.#code.constants[index]
    return value ? constantExpression(value) : damaged()
  }

  #texts(list: Expression): string[] {
    if (list.kind !== 'list') return damaged()
    return list.items.map((item) => (item.kind === 'text' ? item.value : damaged()))
  }
}

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
