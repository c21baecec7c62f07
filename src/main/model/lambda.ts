import { z } from 'zod'
import { decodeBytecode, type Operator } from './lambdaBytecode.ts'
import { MarshalError, readMarshalledCode, type PythonCode, type PythonValue } from './lambdaMarshal.ts'

/** What a Lambda layer computes: x * scale + offset. */
export interface Affine {
  scale: number
  offset: number
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

/**
 * Reads the arithmetic of a Keras Lambda layer out of its marshalled bytecode (Python 2.7, 3.5 to 3.13) without
 * running it: sums, differences, products and quotients of the argument and constants.
 * @param config the layer's configuration: Keras 1 and 2.0 store the code as Latin-1 text, later versions as base64
 */
export function readLambda(config: Record<string, unknown>): Affine | Unreadable {
  const parsed = Config.safeParse(config)
  if (!parsed.success) return { why: 'its code is not in the file' }
  const stored = parsed.data.function
  const text = typeof stored === 'string' ? stored : Array.isArray(stored) ? stored[0] : stored.config.code
  if (parsed.data.function_type === 'function')
    return { why: `only the name of its function, '${text}', is in the file` }
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
type Term = Affine & { integer: boolean }

function evaluate(code: PythonCode): Affine | Unreadable {
  if (code.argumentCount !== 1) return { why: `it takes ${code.argumentCount} arguments` }
  const stack: Term[] = []
  for (const instruction of decodeBytecode(code)) {
    switch (instruction.do) {
      case 'load-local':
        if (instruction.index !== 0) return { why: `it uses the variable '${code.locals[instruction.index] ?? '?'}'` }
        stack.push({ scale: 1, offset: 0, integer: false })
        break
      case 'load-constant': {
        const constant = number(code.constants[instruction.index])
        if (!constant) return { why: 'it uses a constant that is not a number' }
        stack.push(constant)
        break
      }
      case 'load-name':
        return { why: `it uses '${instruction.name}', which is not in the file` }
      case 'negate': {
        const term = stack.pop()
        if (!term) return { why: 'its bytecode is damaged' }
        stack.push({ scale: -term.scale, offset: -term.offset, integer: term.integer })
        break
      }
      case 'plus':
      case 'skip':
        break
      case 'binary': {
        const right = stack.pop()
        const left = stack.pop()
        if (!left || !right) return { why: 'its bytecode is damaged' }
        const result = combine(instruction.operator, instruction.classic, left, right)
        if (!result) return { why: 'it is more than a scale and an offset' }
        stack.push(result)
        break
      }
      case 'return': {
        const result = stack.pop()
        if (!result) return { why: 'its bytecode is damaged' }
        if (result.scale === 0) return { why: 'its result does not depend on the picture' }
        return { scale: result.scale, offset: result.offset }
      }
      case 'unknown':
        return { why: 'it is more than arithmetic' }
    }
  }
  return { why: 'its bytecode is damaged' }
}

function number(value: PythonValue | undefined): Term | null {
  if (value?.type !== 'int' && value?.type !== 'float') return null
  return { scale: 0, offset: value.value, integer: value.type === 'int' }
}

/** Null where the result is no longer affine in x. */
function combine(operator: Operator, classic: boolean, left: Term, right: Term): Term | null {
  const integer = left.integer && right.integer
  switch (operator) {
    case '+':
      return { scale: left.scale + right.scale, offset: left.offset + right.offset, integer }
    case '-':
      return { scale: left.scale - right.scale, offset: left.offset - right.offset, integer }
    case '*': {
      if (left.scale !== 0 && right.scale !== 0) return null
      return {
        scale: left.scale * right.offset + right.scale * left.offset,
        offset: left.offset * right.offset,
        integer
      }
    }
    case '/': {
      if (right.scale !== 0 || right.offset === 0) return null
      if (classic && integer) return { scale: 0, offset: Math.floor(left.offset / right.offset), integer }
      return { scale: left.scale / right.offset, offset: left.offset / right.offset, integer: false }
    }
  }
}
