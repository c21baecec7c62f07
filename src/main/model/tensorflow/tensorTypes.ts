import { InputError } from '../../../shared/errors.ts'
import { bfloat16, float16 } from '../graph/float16.ts'
import type { Constant } from '../lowering/constant.ts'
import { product } from '../lowering/folding.ts'
import type { TensorProto, TensorShape } from './graphProto.ts'

/** A type of number (tensorflow/core/framework/types.proto): how it lies in bytes, and where a TensorProto lists it. */
interface NumberType {
  name: string
  size: number
  integer: boolean
  read(view: DataView, at: number): number
  listed(tensor: TensorProto): readonly (number | boolean)[]
}

const float = (name: string, size: number, read: NumberType['read'], listed: NumberType['listed']): NumberType => ({
  name,
  size,
  integer: false,
  read,
  listed
})
const whole = (
  name: string,
  size: number,
  read: NumberType['read'],
  listed: NumberType['listed'] = ({ intVal }) => intVal
): NumberType => ({ name, size, integer: true, read, listed })

const types: Readonly<Record<number, NumberType>> = {
  1: float(
    'DT_FLOAT',
    4,
    (view, at) => view.getFloat32(at, true),
    ({ floatVal }) => floatVal
  ),
  2: float(
    'DT_DOUBLE',
    8,
    (view, at) => view.getFloat64(at, true),
    ({ doubleVal }) => doubleVal
  ),
  3: whole('DT_INT32', 4, (view, at) => view.getInt32(at, true)),
  4: whole('DT_UINT8', 1, (view, at) => view.getUint8(at)),
  5: whole('DT_INT16', 2, (view, at) => view.getInt16(at, true)),
  6: whole('DT_INT8', 1, (view, at) => view.getInt8(at)),
  9: whole(
    'DT_INT64',
    8,
    (view, at) => Number(view.getBigInt64(at, true)),
    ({ int64Val }) => int64Val
  ),
  10: whole(
    'DT_BOOL',
    1,
    (view, at) => Number(view.getUint8(at) !== 0),
    ({ boolVal }) => boolVal
  ),
  14: float(
    'DT_BFLOAT16',
    2,
    (view, at) => bfloat16(view.getUint16(at, true)),
    ({ halfVal }) => halfVal.map(bfloat16)
  ),
  17: whole('DT_UINT16', 2, (view, at) => view.getUint16(at, true)),
  19: float(
    'DT_HALF',
    2,
    (view, at) => float16(view.getUint16(at, true)),
    ({ halfVal }) => halfVal.map(float16)
  ),
  22: whole(
    'DT_UINT32',
    4,
    (view, at) => view.getUint32(at, true),
    ({ uint32Val }) => uint32Val
  ),
  23: whole(
    'DT_UINT64',
    8,
    (view, at) => Number(view.getBigUint64(at, true)),
    ({ uint64Val }) => uint64Val
  )
}

/** Types of numbers that are whole, by name. */
export const wholeTypes: ReadonlySet<string> = new Set(
  Object.values(types).flatMap(({ name, integer }) => (integer ? [name] : []))
)

/** 'DT_FLOAT' for 1; types that a variable of TensorFlow 1 refers to by are 100 more. */
export const typeName = (id: number): string => types[id % 100]?.name ?? `DT_${id}`

/** Sizes of a tensor that are all stated; null for others. */
export function fixedSizes(shape: TensorShape | undefined): number[] | null {
  const sizes = shape?.dim.map(({ size }) => size ?? 0) ?? []
  if (shape?.unknownRank || sizes.some((size) => size < 0)) return null
  return Number.isSafeInteger(product(sizes)) ? sizes : null
}

/**
 * Numbers as they lie in bytes, little-endian and row-major.
 * @param what the tensor and its file, for sentences
 * @throws InputError where these are not the bytes of such a tensor
 */
export function numbersIn(bytes: Uint8Array, dims: readonly number[], typeId: number, what: string): Constant {
  const type = types[typeId % 100]
  const count = product(dims)
  if (!type) throw new InputError(`${what} holds no numbers that Lanegaze reads; save the model with float32 weights.`)
  if (bytes.length !== count * type.size) {
    throw new InputError(
      `${what} has ${bytes.length} bytes where [${dims.join(', ')}] asks for ${count * type.size}; save or fetch the model again.`
    )
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const values = type.integer ? new Float64Array(count) : new Float32Array(count)
  for (let i = 0; i < count; i++) values[i] = type.read(view, i * type.size)
  return { dims, values, integer: type.integer }
}

/** The number of a tensor that is a single one; null for others. */
export function singleNumber(tensor: TensorProto): number | null {
  const type = types[(tensor.dtype ?? 0) % 100]
  const { tensorContent: bytes, tensorShape } = tensor
  if (!type || (tensorShape?.dim.length ?? 0) > 0) return null
  if (bytes?.length === type.size) return type.read(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0)
  return Number(type.listed(tensor)[0] ?? 0)
}

/** Numbers that constants which repeat one number may make of it, together. */
const mostRepeated = 2 ** 22

/** Reads the constants of a file, and keeps count of what they make of few bytes. */
export class ConstantReader {
  readonly #source: string
  #repeated = 0

  constructor(source: string) {
    this.#source = source
  }

  /** @throws InputError where the tensor is no array of numbers, or its sizes and its numbers do not fit */
  read(name: string, tensor: TensorProto | undefined): Constant {
    const what = `The constant '${name}' of '${this.#source}'`
    const dims = fixedSizes(tensor?.tensorShape)
    const typeId = tensor?.dtype ?? 0
    if (!tensor || !dims) throw new InputError(`${what} is damaged; save or fetch the model again.`)
    if (tensor.tensorContent?.length) return numbersIn(tensor.tensorContent, dims, typeId, what)
    const type = types[typeId % 100]
    if (!type) {
      throw new InputError(`${what} holds no numbers that Lanegaze reads; save the model with float32 weights.`)
    }
    const listed = type.listed(tensor)
    const count = product(dims)
    this.#repeated += Math.max(0, count - listed.length)
    if (listed.length > count || this.#repeated > mostRepeated) {
      throw new InputError(
        `${what} states ${count} numbers and holds ${listed.length} of them; save or fetch the model again.`
      )
    }
    const values = type.integer ? new Float64Array(count) : new Float32Array(count)
    // The last one stands for all that follow, and none for zeros.
    const last = Number(listed.at(-1) ?? 0)
    for (let i = 0; i < count; i++) values[i] = i < listed.length ? Number(listed[i]) : last
    return { dims, values, integer: type.integer }
  }
}
