import { bfloat16, float16 } from '../../graph/float16.ts'

/** The types of number that are read, as PyTorch calls them. */
export const numberTypes = {
  float64: { bytes: 8, isWhole: false },
  float32: { bytes: 4, isWhole: false },
  float16: { bytes: 2, isWhole: false },
  bfloat16: { bytes: 2, isWhole: false },
  int64: { bytes: 8, isWhole: true },
  int32: { bytes: 4, isWhole: true },
  int16: { bytes: 2, isWhole: true },
  int8: { bytes: 1, isWhole: true },
  uint8: { bytes: 1, isWhole: true },
  bool: { bytes: 1, isWhole: true }
} as const

export type NumberType = keyof typeof numberTypes

export function isNumberType(name: string): name is NumberType {
  return Object.hasOwn(numberTypes, name)
}

/** All numbers that little-endian bytes stand for: in 64 bits whole ones and those that had them, in 32 all others. */
export function numbersOf(bytes: Buffer, type: NumberType): Float32Array | Float64Array {
  const size = numberTypes[type].bytes
  const count = Math.floor(bytes.length / size)
  // A copy begins where an array of numbers can.
  const { buffer, byteOffset: at } = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes)
  switch (type) {
    case 'float32':
      return new Float32Array(buffer, at, count)
    case 'float64':
      return new Float64Array(buffer, at, count)
    case 'float16':
      return Float32Array.from(new Uint16Array(buffer, at, count), float16)
    case 'bfloat16':
      return Float32Array.from(new Uint16Array(buffer, at, count), bfloat16)
    case 'int64':
      return Float64Array.from(new BigInt64Array(buffer, at, count), Number)
    case 'int32':
      return Float64Array.from(new Int32Array(buffer, at, count))
    case 'int16':
      return Float64Array.from(new Int16Array(buffer, at, count))
    case 'int8':
      return Float64Array.from(new Int8Array(buffer, at, count))
    case 'uint8':
    case 'bool':
      return Float64Array.from(new Uint8Array(buffer, at, count))
  }
}
