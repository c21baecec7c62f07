import { float16 } from '../graph/float16.ts'
import { type Constant, constant } from '../lowering/constant.ts'
import { endsOf, standingFor } from '../lowering/quantisation.ts'
import { DamagedBuffer } from './flatBuffer.ts'
import type { TfliteTensor } from './schema.ts'

/** A type of number (TensorType in schema.fbs) that is read. */
interface NumberType {
  name: string
  /** Of one number, in bytes. */
  size: number
  read(view: DataView, at: number): number
  isWhole: boolean
  /** The least and the largest, of types that models are quantised to. */
  range?: readonly [number, number]
}

const whole = { isWhole: true }
const types: Readonly<Record<number, NumberType>> = {
  0: { name: 'float32', size: 4, read: (view, at) => view.getFloat32(at, true), isWhole: false },
  1: { name: 'float16', size: 2, read: (view, at) => float16(view.getUint16(at, true)), isWhole: false },
  2: { name: 'int32', size: 4, read: (view, at) => view.getInt32(at, true), ...whole },
  3: { name: 'uint8', size: 1, read: (view, at) => view.getUint8(at), ...whole, range: [0, 255] },
  4: { name: 'int64', size: 8, read: (view, at) => Number(view.getBigInt64(at, true)), ...whole },
  6: { name: 'bool', size: 1, read: (view, at) => view.getUint8(at), ...whole },
  7: { name: 'int16', size: 2, read: (view, at) => view.getInt16(at, true), ...whole, range: [-32768, 32767] },
  9: { name: 'int8', size: 1, read: (view, at) => view.getInt8(at), ...whole, range: [-128, 127] },
  10: { name: 'float64', size: 8, read: (view, at) => view.getFloat64(at, true), isWhole: false }
}

/** Why a constant cannot be read, and what to do. */
export interface Unread {
  why: string
  instead: string
}

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1)

/**
 * The values of a tensor: of quantised ones the numbers that they stand for.
 * @param data its bytes in the file
 */
export function readTensor(tensor: TfliteTensor, data: Uint8Array): Constant | Unread {
  const { shape, quantization: stated } = tensor
  const type = types[tensor.type]
  if (tensor.isSparse) return { why: 'is sparse', instead: 'convert the model without sparse weights' }
  if (!type || tensor.external !== 0 || stated?.hasDetails) {
    const what = type ? 'in a way' : `in a type of number (${tensor.type})`
    return {
      why: `is stored ${what} that is not supported`,
      instead: 'convert it with float32, float16 or int8 weights'
    }
  }
  const count = product(shape)
  if (data.length !== count * type.size) {
    const why = `has ${data.length} bytes where its shape [${shape.join(', ')}] of ${type.name} asks for ${count * type.size}`
    return { why, instead: 'fetch the model again' }
  }
  const values = type.name === 'float32' ? new Float32Array(count) : new Float64Array(count)
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  for (let i = 0; i < count; i++) values[i] = type.read(view, i * type.size)
  const source: Constant = { dims: shape, values, integer: type.isWhole }
  if (!type.isWhole || !stated || stated.scale.length === 0) return source
  const { scales, zeros, axis } = gridOf(tensor, stated)
  return standingFor(source, scales, zeros, axis)
}

type Quantization = NonNullable<TfliteTensor['quantization']>

/** Scales and zero points, one for all or one along an axis. @throws DamagedBuffer where they do not fit the tensor */
function gridOf({ shape }: TfliteTensor, { scale, zeroPoint, dimension }: Quantization) {
  // Biases are now and then said to have the axis of the kernel.
  const axis = shape.length === 1 ? 0 : dimension
  const fits = scale.length === 1 || scale.length === shape[axis]
  const isRight = fits && [0, 1, scale.length].includes(zeroPoint.length)
  if (!isRight || !scale.every((one) => Number.isFinite(one) && one >= 0))
    throw new DamagedBuffer('scales that do not fit')
  const zeros = zeroPoint.length > 0 ? constant([zeroPoint.length], zeroPoint) : null
  return { scales: constant([scale.length], scale), zeros, axis }
}

/** True for numbers that were rounded to a few bits. */
export function isRounded({ type, quantization }: TfliteTensor): boolean {
  return types[type]?.range !== undefined && (quantization?.scale.length ?? 0) > 0
}

/**
 * The ends of what the bits of a tensor that is computed, or goes in, stand for; of whole numbers that stand for themselves
 * the ends of their type. null for numbers that are no bits.
 */
export function endsOfTensor(tensor: TfliteTensor): readonly [number, number] | null {
  const range = types[tensor.type]?.range
  if (!range) return null
  const { scale, zeroPoint } = tensor.quantization ?? { scale: [], zeroPoint: [] }
  if (scale.length === 0) return range
  if (scale.length > 1 || !(Number.isFinite(scale[0]) && scale[0]! > 0))
    throw new DamagedBuffer('scales that do not fit')
  return endsOf({ scale: scale[0]!, zero: zeroPoint[0] ?? 0, range })
}

/** Whether numbers of this type are whole. */
export const isWholeType = (type: number): boolean => types[type]?.isWhole ?? false
