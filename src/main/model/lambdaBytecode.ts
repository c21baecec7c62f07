import type { PythonCode } from './lambdaMarshal.ts'

export type Operator = '+' | '-' | '*' | '/'

/** One step of a small function, the same whatever version of Python compiled it. */
export type Instruction =
  | { do: 'load-local' | 'load-constant'; index: number }
  | { do: 'load-name'; name: string }
  | { do: 'binary'; operator: Operator; classic: boolean }
  | { do: 'build-slice' | 'build-tuple'; count: number }
  | { do: 'negate' | 'plus' | 'return' | 'skip' | 'subscript' }
  | { do: 'unknown'; opcode: number }

/** Opcode numbers by version (CPython, Include/opcode.h and Include/opcode_ids.h). */
interface Opcodes {
  loadFast: number
  loadConst: number
  /** LOAD_NAME, LOAD_GLOBAL, LOAD_DEREF and the like: values from outside of the function. */
  loadGlobal: number
  returnValue: number
  negative: number
  positive?: number
  subscript: number
  buildSlice: number
  buildTuple: number
  /** Opcodes without effect on the result: CACHE, NOP, RESUME. */
  skip: readonly number[]
  binary: Readonly<Record<number, Operator | 'classic /'>>
  /** From 3.11: one opcode for all operators, the operator in its argument. */
  binaryOp?: number
  extendedArg: number
}

/** BINARY_… and INPLACE_… opcodes; in place or not is the same on numbers. */
const separateOperators = {
  20: '*',
  23: '+',
  24: '-',
  27: '/',
  29: '/',
  55: '+',
  56: '-',
  57: '*'
} as const

const upTo310: Opcodes = {
  loadFast: 124,
  loadConst: 100,
  loadGlobal: 116,
  returnValue: 83,
  negative: 11,
  positive: 10,
  subscript: 25,
  buildSlice: 133,
  buildTuple: 102,
  skip: [9],
  binary: separateOperators,
  extendedArg: 144
}

const python27: Opcodes = {
  ...upTo310,
  // 21 is Python 2's '/', which floors where both sides are integers.
  binary: { ...separateOperators, 21: 'classic /', 58: 'classic /' },
  extendedArg: 145
}

const python311: Opcodes = { ...upTo310, skip: [0, 9, 151], binary: {}, binaryOp: 122 }

const python313: Opcodes = {
  loadFast: 85,
  loadConst: 83,
  loadGlobal: 91,
  returnValue: 36,
  negative: 42,
  subscript: 5,
  buildSlice: 50,
  buildTuple: 52,
  skip: [0, 30, 149],
  binary: {},
  binaryOp: 45,
  extendedArg: 71
}

/** The argument of BINARY_OP: NB_ADD 0, NB_MULTIPLY 5, NB_SUBTRACT 10, NB_TRUE_DIVIDE 11, in-place ones 13 more. */
const operatorArguments: Readonly<Record<number, Operator>> = {
  0: '+',
  5: '*',
  10: '-',
  11: '/',
  13: '+',
  18: '*',
  23: '-',
  24: '/'
}

function opcodesOf(code: PythonCode): Opcodes {
  if (code.layout === '2.7') return python27
  if (code.layout !== '3.11') return upTo310
  // RESUME is the first instruction of every function from 3.11 on, and has another number in each.
  return code.bytecode[0] === 149 ? python313 : python311
}

/** Decodes a function of Python 2.7 or 3.0 to 3.13. What is neither arithmetic nor slicing comes out as 'unknown'. */
export function decodeBytecode(code: PythonCode): Instruction[] {
  const opcodes = opcodesOf(code)
  const instructions: Instruction[] = []
  for (const [opcode, argument] of words(code, opcodes.extendedArg))
    instructions.push(decode(code, opcodes, opcode, argument))
  return instructions
}

function decode(code: PythonCode, opcodes: Opcodes, opcode: number, argument: number): Instruction {
  if (opcode === opcodes.loadFast) return { do: 'load-local', index: argument }
  if (opcode === opcodes.loadConst) return { do: 'load-constant', index: argument }
  if (opcode === opcodes.loadGlobal) {
    // From 3.11 the lowest bit says whether a call follows.
    const index = code.layout === '3.11' ? argument >> 1 : argument
    return { do: 'load-name', name: code.names[index] ?? '?' }
  }
  if (opcode === opcodes.returnValue) return { do: 'return' }
  if (opcode === opcodes.negative) return { do: 'negate' }
  if (opcode === opcodes.positive) return { do: 'plus' }
  if (opcode === opcodes.subscript) return { do: 'subscript' }
  if (opcode === opcodes.buildSlice) return { do: 'build-slice', count: argument }
  if (opcode === opcodes.buildTuple) return { do: 'build-tuple', count: argument }
  if (opcodes.skip.includes(opcode)) return { do: 'skip' }
  const operator = opcode === opcodes.binaryOp ? operatorArguments[argument] : opcodes.binary[opcode]
  if (!operator) return { do: 'unknown', opcode }
  return operator === 'classic /'
    ? { do: 'binary', operator: '/', classic: true }
    : { do: 'binary', operator, classic: false }
}

/** Splits bytecode into [opcode, argument]: two bytes each from 3.6 on, before that one or three. */
function* words(code: PythonCode, extendedArg: number): Generator<[opcode: number, argument: number]> {
  const { bytecode, layout } = code
  // 3.5 and 3.6 have the same layout; only 3.6 ends with RETURN_VALUE and an argument byte.
  const wordcode = layout !== '2.7' && !(layout === '3.0' && bytecode.at(-1) === 83)
  let extended = 0
  for (let i = 0; i < bytecode.length;) {
    const opcode = bytecode[i]!
    const low = bytecode[i + 1] ?? 0
    const hasArgument = opcode >= 90
    const argument = wordcode ? low : hasArgument ? low | ((bytecode[i + 2] ?? 0) << 8) : 0
    i += wordcode ? 2 : hasArgument ? 3 : 1
    const whole = argument | (extended << (wordcode ? 8 : 16))
    if (opcode === extendedArg) extended = whole
    else {
      extended = 0
      yield [opcode, whole]
    }
  }
}
