import type { PythonCode } from './lambdaMarshal.ts'

/** The version of Python that compiled a function, as far as its bytecode tells. */
export type PythonVersion = '2.7' | '3.5' | '3.6-3.7' | '3.8-3.10' | '3.11' | '3.12' | '3.13'

type Names = Readonly<Record<number, string>>

/** Opcodes by number (CPython, Include/opcode.h, later Include/opcode_ids.h), under their names in 3.10. */
const upTo310: Names = {
  1: 'POP_TOP',
  2: 'ROT_TWO',
  3: 'ROT_THREE',
  4: 'DUP_TOP',
  9: 'NOP',
  10: 'UNARY_POSITIVE',
  11: 'UNARY_NEGATIVE',
  16: 'BINARY @',
  19: 'BINARY **',
  20: 'BINARY *',
  22: 'BINARY %',
  23: 'BINARY +',
  24: 'BINARY -',
  25: 'BINARY_SUBSCR',
  26: 'BINARY //',
  27: 'BINARY /',
  // INPLACE_…: in place or not is the same on numbers and tensors.
  28: 'BINARY //',
  29: 'BINARY /',
  55: 'BINARY +',
  56: 'BINARY -',
  57: 'BINARY *',
  67: 'BINARY **',
  82: 'NOP', // LIST_TO_TUPLE
  83: 'RETURN_VALUE',
  92: 'UNPACK_SEQUENCE',
  100: 'LOAD_CONST',
  101: 'LOAD_GLOBAL', // LOAD_NAME
  102: 'BUILD_SEQUENCE', // BUILD_TUPLE
  103: 'BUILD_SEQUENCE', // BUILD_LIST
  106: 'LOAD_ATTR',
  108: 'IMPORT_NAME',
  109: 'IMPORT_FROM',
  116: 'LOAD_GLOBAL',
  124: 'LOAD_FAST',
  125: 'STORE_FAST',
  131: 'CALL',
  133: 'BUILD_SLICE',
  136: 'LOAD_DEREF',
  137: 'STORE_DEREF',
  141: 'CALL_KW',
  144: 'EXTENDED_ARG',
  160: 'LOAD_ATTR', // LOAD_METHOD
  161: 'CALL', // CALL_METHOD
  162: 'LIST_EXTEND'
}

/** Before words of two bytes a call had its keywords as pairs on the stack. */
const python35: Names = { ...upTo310, 131: 'CALL_PAIRS', 141: 'CALL_FUNCTION_KW' }

const python27: Names = {
  ...python35,
  // Python 2's '/', which floors where both sides are whole numbers.
  21: 'CLASSIC_DIVIDE',
  58: 'CLASSIC_DIVIDE',
  30: 'SLICE+0',
  31: 'SLICE+1',
  32: 'SLICE+2',
  33: 'SLICE+3',
  144: 'STOP',
  145: 'EXTENDED_ARG'
}

const python311: Names = {
  0: 'NOP', // CACHE
  1: 'POP_TOP',
  2: 'NOP', // PUSH_NULL
  9: 'NOP',
  10: 'UNARY_POSITIVE',
  11: 'UNARY_NEGATIVE',
  25: 'BINARY_SUBSCR',
  26: 'SLICE+3', // BINARY_SLICE
  83: 'RETURN_VALUE',
  92: 'UNPACK_SEQUENCE',
  99: 'SWAP',
  100: 'LOAD_CONST',
  102: 'BUILD_SEQUENCE',
  103: 'BUILD_SEQUENCE',
  106: 'LOAD_ATTR',
  108: 'IMPORT_NAME',
  109: 'IMPORT_FROM',
  116: 'LOAD_GLOBAL',
  120: 'COPY',
  121: 'RETURN_CONST',
  122: 'BINARY_OP',
  124: 'LOAD_FAST',
  125: 'STORE_FAST',
  127: 'LOAD_FAST', // LOAD_FAST_CHECK
  133: 'BUILD_SLICE',
  135: 'NOP', // MAKE_CELL
  137: 'LOAD_DEREF',
  138: 'STORE_DEREF',
  144: 'EXTENDED_ARG',
  149: 'NOP', // COPY_FREE_VARS
  151: 'NOP', // RESUME
  160: 'LOAD_ATTR',
  162: 'LIST_EXTEND',
  166: 'NOP', // PRECALL
  171: 'CALL',
  172: 'KW_NAMES'
}

const python313: Names = {
  0: 'NOP',
  4: 'SLICE+3',
  5: 'BINARY_SUBSCR',
  30: 'NOP',
  32: 'POP_TOP',
  34: 'NOP',
  36: 'RETURN_VALUE',
  42: 'UNARY_NEGATIVE',
  45: 'BINARY_OP',
  47: 'BUILD_SEQUENCE',
  50: 'BUILD_SLICE',
  52: 'BUILD_SEQUENCE',
  53: 'CALL',
  57: 'CALL_KW',
  61: 'COPY',
  62: 'NOP',
  71: 'EXTENDED_ARG',
  74: 'IMPORT_FROM',
  75: 'IMPORT_NAME',
  81: 'LIST_EXTEND',
  82: 'LOAD_ATTR',
  83: 'LOAD_CONST',
  84: 'LOAD_DEREF',
  85: 'LOAD_FAST',
  87: 'LOAD_FAST',
  88: 'LOAD_FAST_LOAD_FAST',
  91: 'LOAD_GLOBAL',
  92: 'LOAD_GLOBAL',
  94: 'NOP',
  103: 'RETURN_CONST',
  109: 'STORE_DEREF',
  110: 'STORE_FAST',
  111: 'STORE_FAST_LOAD_FAST',
  112: 'STORE_FAST_STORE_FAST',
  115: 'SWAP',
  117: 'UNPACK_SEQUENCE',
  149: 'NOP'
}

const names: Readonly<Record<PythonVersion, Names>> = {
  '2.7': python27,
  '3.5': python35,
  '3.6-3.7': upTo310,
  '3.8-3.10': upTo310,
  '3.11': python311,
  '3.12': python311,
  '3.13': python313
}

/** The version that compiled a function. Where nothing in it tells 3.11 from 3.12, it is called 3.12. */
export function pythonVersion({ layout, bytecode }: PythonCode): PythonVersion {
  if (layout === '2.7') return '2.7'
  if (layout === '3.8') return '3.8-3.10'
  // 3.5 and 3.6 have the same layout; only 3.6 ends with RETURN_VALUE and an argument byte.
  if (layout === '3.0') return bytecode.at(-1) === 83 ? '3.5' : '3.6-3.7'
  // From 3.11 on: RESUME has another number in 3.13; PRECALL and LOAD_METHOD are 3.11's alone.
  const opcodes = bytecode.filter((_, i) => i % 2 === 0)
  const resume = opcodes.find((opcode) => opcode === 149 || opcode === 151)
  if (resume === 149 && !opcodes.includes(151)) return '3.13'
  return opcodes.some((opcode, i) => opcode === 166 || opcode === 160 || isLoadAttr311(opcodes, i)) ? '3.11' : '3.12'
}

/** LOAD_ATTR has four words of cache behind it in 3.11, nine in 3.12. */
function isLoadAttr311(opcodes: Uint8Array, at: number): boolean {
  return opcodes[at] === 106 && opcodes.subarray(at + 1, at + 6).some((opcode) => opcode !== 0)
}

/** What an opcode is called; null where it is none that a small function without branches has. */
function opcodeName(version: PythonVersion, opcode: number): string | null {
  return names[version][opcode] ?? null
}

/** Splits bytecode into [opcode's name, argument]: two bytes each from 3.6 on, before that one or three. */
export function* words(
  version: PythonVersion,
  bytecode: Uint8Array
): Generator<[name: string | null, argument: number]> {
  const isWordcode = version !== '2.7' && version !== '3.5'
  let extended = 0
  for (let i = 0; i < bytecode.length;) {
    const opcode = bytecode[i]!
    const low = bytecode[i + 1] ?? 0
    const hasArgument = opcode >= 90
    const argument = isWordcode ? low : hasArgument ? low | ((bytecode[i + 2] ?? 0) << 8) : 0
    i += isWordcode ? 2 : hasArgument ? 3 : 1
    const whole = argument | (extended << (isWordcode ? 8 : 16))
    const name = opcodeName(version, opcode)
    if (name === 'EXTENDED_ARG') extended = whole
    else {
      extended = 0
      yield [name, whole]
    }
  }
}
