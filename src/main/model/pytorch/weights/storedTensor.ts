import type { Constant } from '../../lowering/constant.ts'
import { numbersOf, numberTypes, type NumberType } from './numberTypes.ts'

/** A run of numbers that tensors are views of. Several tensors may share one. */
export class Storage {
  /** What it is called in the file. */
  readonly key: string
  /** Null where it is counted in bytes, and the tensors say what they are. */
  readonly type: NumberType | null
  /** How many numbers it has (or bytes), from `first` on, of the run that lies in the file. */
  readonly length: number
  readonly first: number
  /** How many numbers (or bytes) lie in the file. */
  readonly whole: number

  constructor(key: string, type: NumberType | null, whole: number, view: { first: number; length: number } | null) {
    this.key = key
    this.type = type
    this.whole = whole
    this.first = view?.first ?? 0
    this.length = view?.length ?? whole
  }
}

/** A tensor as files of PyTorch have it: a view of a storage. */
export class StoredTensor {
  readonly storage: Storage
  readonly type: NumberType
  /** Its first number, counted in the whole run that lies in the file. */
  readonly offset: number
  readonly shape: readonly number[]
  /** How many numbers lie between neighbours along each axis. */
  readonly strides: readonly number[]

  constructor(
    storage: Storage,
    type: NumberType,
    view: { offset: number; shape: readonly number[]; strides: readonly number[] }
  ) {
    this.storage = storage
    this.type = type
    this.offset = view.offset
    this.shape = view.shape
    this.strides = view.strides
  }

  get isWhole(): boolean {
    return numberTypes[this.type].isWhole
  }

  /** Equal for tensors that are the same numbers of the file. */
  get place(): string {
    return [this.storage.key, this.type, this.offset, this.shape.join(), this.strides.join()].join(':')
  }
}

export const mostAxes = 16

/**
 * The tensor of a storage that these numbers describe; null where it would not lie within its storage, or would have more
 * numbers than that.
 */
export function tensorIn(
  storage: Storage,
  type: NumberType,
  view: { offset: number; shape: readonly number[]; strides: readonly number[] }
): StoredTensor | null {
  const { shape, strides, offset } = view
  const isCount = (n: number): boolean => Number.isSafeInteger(n) && n >= 0
  if (shape.length !== strides.length || shape.length > mostAxes) return null
  if (![offset, ...shape, ...strides].every(isCount)) return null
  const room = storage.type === null ? Math.floor(storage.length / numberTypes[type].bytes) : storage.length
  const count = shape.reduce((a, b) => a * b, 1)
  const last = shape.reduce((at, size, axis) => at + (size - 1) * strides[axis]!, offset)
  if (count > room || (count > 0 && last >= room)) return null
  const first = storage.type === null ? Math.floor(storage.first / numberTypes[type].bytes) : storage.first
  return new StoredTensor(storage, type, { ...view, offset: offset + first })
}

/** A tensor's numbers, row-major. @param bytes all of its storage that lies in the file; null where they are too few */
export function valuesOf({ type, offset, shape, strides }: StoredTensor, bytes: Buffer): Constant | null {
  const { bytes: size, isWhole: integer } = numberTypes[type]
  const count = shape.reduce((a, b) => a * b, 1)
  const last = count === 0 ? -1 : shape.reduce((at, length, axis) => at + (length - 1) * strides[axis]!, 0)
  // Strides of 0 ask for any number of few bytes, where the storage claims to be long.
  if ((offset + last + 1) * size > bytes.length || count * size > bytes.length) return null
  const read = numbersOf(bytes.subarray(offset * size, (offset + last + 1) * size), type)
  if (isRowMajor(shape, strides)) return { dims: shape, values: read, integer }
  const values = read instanceof Float32Array ? new Float32Array(count) : new Float64Array(count)
  const index = shape.map(() => 0)
  let from = 0
  for (let i = 0; i < count; i++) {
    values[i] = read[from]!
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!
      if (++index[axis]! < shape[axis]!) break
      index[axis] = 0
      from -= shape[axis]! * strides[axis]!
    }
  }
  return { dims: shape, values, integer }
}

function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
  let step = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== step) return false
    step *= shape[axis]!
  }
  return true
}
