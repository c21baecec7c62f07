import { z } from 'zod'
import { decodeBytecode, type Operator } from './lambdaBytecode.ts'
import { MarshalError, readMarshalledCode, type PythonCode, type PythonValue } from './lambdaMarshal.ts'

/** A Python slice: start, stop and step, null where left out. */
export interface Slice {
  start: number | null
  stop: number | null
  step: number | null
}

/**
 * Slices along the axes of a tensor, the batch first; a number takes one place and its axis away, the ellipsis stands for
 * all axes that are not named.
 */
export type Subscript = readonly (Slice | number | 'ellipsis')[]

/** What a Lambda layer computes: x[…] * scale + offset. */
export interface LambdaMeaning {
  scale: number
  offset: number
  /** One after the other. */
  subscripts: readonly Subscript[]
}

/** Why a Lambda layer cannot be read, as the inside of a sentence. */
export interface Unreadable {
  why: string
}

const Config = z.looseObject({
  function: z.union([
    z.string(),
    z.tuple([z.string()], z.unknown()),
    z.looseObject({ class_name: z.literal('__lambda__'), config: z.looseObject({ code: z.string() }) })
  ]),
  function_type: z.string().optional()
})

/** How Keras 3 stores a function that was defined with `def`. */
const NamedFunction = z.looseObject({
  function: z.looseObject({ class_name: z.literal('function'), config: z.string() })
})

const byNameOnly = (name: string): Unreadable => ({ why: `only the name of its function, '${name}', is in the file` })

/**
 * Reads the arithmetic of a Keras Lambda layer out of its marshalled bytecode (Python 2.7, 3.5 to 3.13) without
 * running it: sums, differences, products and quotients of the argument and constants, and slices of the argument.
 * @param config the layer's configuration: Keras 1 and 2.0 store the code as Latin-1 text, later versions as base64
 */
export function readLambda(config: Record<string, unknown>): LambdaMeaning | Unreadable {
  const named = NamedFunction.safeParse(config)
  if (named.success) return byNameOnly(named.data.function.config)
  const parsed = Config.safeParse(config)
  if (!parsed.success) return { why: 'its code is not in the file' }
  const stored = parsed.data.function
  const text = typeof stored === 'string' ? stored : Array.isArray(stored) ? stored[0] : stored.config.code
  if (parsed.data.function_type === 'function') return byNameOnly(text)
  try {
    return evaluate(readMarshalledCode(codeBytes(text)))
  } catch (error) {
    if (error instanceof MarshalError) return { why: error.message }
    throw error
  }
}

/** A marshalled code object begins with the letter c, its high bit set where it is referred to again. */
function codeBytes(text: string): Uint8Array {
  const isCode = (byte: number | undefined): boolean => byte !== undefined && (byte & 0x7f) === 0x63
  const decoded = Buffer.from(text, 'base64')
  const looksBase64 = /^[A-Za-z0-9+/\s]+=*\s*$/.test(text)
  return looksBase64 && isCode(decoded[0]) ? decoded : Buffer.from(text, 'latin1')
}

/** A value on the stack: x * scale + offset, a plain number where scale is 0. `integer` matters to Python 2 alone. */
type Term = LambdaMeaning & { kind: 'term'; integer: boolean }
type Item =
  Term | { kind: 'none' | 'ellipsis' } | { kind: 'slice'; slice: Slice } | { kind: 'tuple'; items: readonly Item[] }

const damaged: Unreadable = { why: 'its bytecode is damaged' }

function evaluate(code: PythonCode): LambdaMeaning | Unreadable {
  if (code.argumentCount !== 1) return { why: `it takes ${code.argumentCount} arguments` }
  const stack: Item[] = []
  const term = (): Term | null => {
    const item = stack.pop()
    return item?.kind === 'term' ? item : null
  }
  for (const instruction of decodeBytecode(code)) {
    switch (instruction.do) {
      case 'load-local':
        if (instruction.index !== 0) return { why: `it uses the variable '${code.locals[instruction.index] ?? '?'}'` }
        stack.push({ kind: 'term', scale: 1, offset: 0, integer: false, subscripts: [] })
        break
      case 'load-constant': {
        const constant = constantItem(code.constants[instruction.index])
        if (!constant) return { why: 'it uses a constant that is not a number' }
        stack.push(constant)
        break
      }
      case 'load-name':
        return { why: `it uses '${instruction.name}', which is not in the file` }
      case 'negate': {
        const value = term()
        if (!value) return damaged
        stack.push({ ...value, scale: -value.scale, offset: -value.offset })
        break
      }
      case 'plus':
      case 'skip':
        break
      case 'build-slice':
      case 'build-tuple': {
        const items = stack.splice(Math.max(0, stack.length - instruction.count))
        const built = instruction.do === 'build-slice' ? sliceOf(items) : ({ kind: 'tuple', items } as const)
        if (items.length !== instruction.count || !built) return damaged
        stack.push(built)
        break
      }
      case 'subscript': {
        const subscript = subscriptOf(stack.pop())
        const value = term()
        if (!subscript || !value || value.scale === 0) return { why: 'it picks values by something else than slices' }
        stack.push({ ...value, subscripts: [...value.subscripts, subscript] })
        break
      }
      case 'binary': {
        const right = term()
        const left = term()
        if (!left || !right) return damaged
        const result = combine(instruction.operator, instruction.classic, left, right)
        if (!result) return { why: 'it is more than a scale and an offset' }
        stack.push(result)
        break
      }
      case 'return': {
        const result = term()
        if (!result) return damaged
        if (result.scale === 0) return { why: 'its result does not depend on the picture' }
        return { scale: result.scale, offset: result.offset, subscripts: result.subscripts }
      }
      case 'unknown':
        return { why: 'it is more than arithmetic' }
    }
  }
  return damaged
}

function constantItem(value: PythonValue | undefined): Item | null {
  if (value?.type === 'none' || value?.type === 'ellipsis') return { kind: value.type }
  if (value?.type !== 'int' && value?.type !== 'float') return null
  return { kind: 'term', scale: 0, offset: value.value, integer: value.type === 'int', subscripts: [] }
}

/** A slice out of two or three whole numbers or None. */
function sliceOf(items: readonly Item[]): Item | null {
  const bounds = items.map((item) => {
    if (item.kind === 'none') return null
    return item.kind === 'term' && item.scale === 0 && item.integer ? item.offset : undefined
  })
  const [start, stop, step = null] = bounds
  if (start === undefined || stop === undefined || bounds.includes(undefined)) return null
  return { kind: 'slice', slice: { start, stop, step } }
}

function subscriptOf(item: Item | undefined): Subscript | null {
  const items = item?.kind === 'tuple' ? item.items : item ? [item] : []
  const parts: (Slice | number | 'ellipsis')[] = []
  for (const part of items) {
    if (part.kind === 'slice') parts.push(part.slice)
    else if (part.kind === 'ellipsis') parts.push('ellipsis')
    else if (part.kind === 'term' && part.scale === 0 && part.integer) parts.push(part.offset)
    else return null
  }
  return parts.length > 0 ? parts : null
}

/** Slices and arithmetic with numbers can change places; two slices of x can only be joined where they are the same. */
function joinedSubscripts(left: Term, right: Term): readonly Subscript[] | null {
  if (left.scale === 0) return right.subscripts
  if (right.scale === 0) return left.subscripts
  return JSON.stringify(left.subscripts) === JSON.stringify(right.subscripts) ? left.subscripts : null
}

/** Null where the result is no longer affine in x. */
function combine(operator: Operator, classic: boolean, left: Term, right: Term): Term | null {
  const integer = left.integer && right.integer
  const subscripts = joinedSubscripts(left, right)
  if (!subscripts) return null
  const term = (scale: number, offset: number, whole: boolean): Term => ({
    kind: 'term',
    scale,
    offset,
    integer: whole,
    subscripts
  })
  switch (operator) {
    case '+':
      return term(left.scale + right.scale, left.offset + right.offset, integer)
    case '-':
      return term(left.scale - right.scale, left.offset - right.offset, integer)
    case '*':
      if (left.scale !== 0 && right.scale !== 0) return null
      return term(left.scale * right.offset + right.scale * left.offset, left.offset * right.offset, integer)
    case '/':
      if (right.scale !== 0 || right.offset === 0) return null
      if (classic && integer) return term(0, Math.floor(left.offset / right.offset), integer)
      return term(left.scale / right.offset, left.offset / right.offset, false)
  }
}
