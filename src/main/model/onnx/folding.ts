import type { OperatorCall } from '../operators/call.ts'
import { constant } from '../operators/constant.ts'
import {
  arithmetic,
  broadcastDims,
  each,
  type Folder,
  joinedConstants,
  picked,
  product,
  type Range,
  reordered,
  same,
  slicedConstant,
  solvedSizes,
  stretched,
  withAxes,
  withoutAxes
} from '../operators/folding.ts'

/** The sizes that a Reshape asks for: 0 keeps the size of the source, -1 is worked out. */
export function reshapedSizes(call: OperatorCall, from: readonly number[], to: readonly number[]): number[] {
  const isKept = call.int('allowzero', 0) !== 1
  const stated = to.map((size, axis) => (size === 0 && isKept ? (from[axis] ?? 0) : size))
  return solvedSizes(call, from, stated)
}

/** Start, step and length along each axis of a Slice; sizes count from the end where they are negative. */
export function sliceRanges(call: OperatorCall, dims: readonly number[]): Range[] {
  const starts = call.numbers('starts', 1) ?? []
  const ends = call.numbers('ends', 2) ?? []
  const axes = call.numbers('axes', 3) ?? starts.map((_, i) => i)
  const steps = call.numbers('steps', 4) ?? starts.map(() => 1)
  return starts.map((stated, i) => {
    const axis = axes[i]! < 0 ? axes[i]! + dims.length : axes[i]!
    const length = dims[axis]!
    const step = steps[i]!
    const inside = (at: number, least: number, most: number): number =>
      Math.min(Math.max(at < 0 ? at + length : at, least), most)
    const start = step > 0 ? inside(stated, 0, length) : inside(stated, 0, length - 1)
    const end = step > 0 ? inside(ends[i]!, 0, length) : inside(ends[i]!, -1, length - 1)
    return { axis, start, step, size: Math.max(0, Math.ceil((end - start) / step)) }
  })
}

const stated: Folder = (call) => {
  const tensor = call.tensor('value')
  if (tensor) return tensor
  const { attributes } = call.operator
  const ints = call.ints('value_ints') ?? null
  if (ints) return constant([ints.length], ints, true)
  const floats = call.ints('value_floats')
  if (floats) return constant([floats.length], floats)
  if (attributes.has('value_int')) return constant([], [call.int('value_int', 0)], true)
  if (attributes.has('value_float')) return constant([], [call.float('value_float', 0)])
  return call.refuse('holds a constant that is not a number', 'export the model again')
}

const filled: Folder = (call) => {
  const dims = Array.from(call.constant(0).values)
  const value = call.tensor('value')
  return { dims, values: new Float64Array(product(dims)).fill(value?.values[0] ?? 0), integer: value?.integer ?? false }
}

const countedFromStart = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis)

/** The types of number of a Cast that are whole. */
const wholeTypes = [2, 3, 6, 7, 9]

export const onnxFolders: Readonly<Record<string, Folder>> = {
  Constant: stated,
  ConstantOfShape: filled,
  Identity: same,
  Cast: (call) => {
    const integer = wholeTypes.includes(call.int('to', 1))
    const { dims, values } = call.constant(0)
    return { dims, values: integer ? values.map(Math.trunc) : values, integer }
  },
  Add: arithmetic((a, b) => a + b),
  Sub: arithmetic((a, b) => a - b),
  Mul: arithmetic((a, b) => a * b),
  Div: arithmetic((a, b) => a / b),
  Pow: arithmetic((a, b) => a ** b),
  Neg: each((v) => -v),
  Sqrt: each(Math.sqrt),
  Reciprocal: each((v) => 1 / v),
  Floor: each(Math.floor),
  Reshape: (call) => {
    const source = call.constant(0)
    return { ...source, dims: reshapedSizes(call, source.dims, Array.from(call.constant(1).values)) }
  },
  Expand: (call) => {
    const source = call.constant(0)
    return stretched(source, broadcastDims(call, source.dims, Array.from(call.constant(1).values)))
  },
  Unsqueeze: (call) => {
    const source = call.constant(0)
    return { ...source, dims: withAxes(source.dims, call.numbers('axes', 1) ?? []) }
  },
  Squeeze: (call) => withoutAxes(call.constant(0), call.numbers('axes', 1)),
  Gather: (call) => {
    const source = call.constant(0)
    return picked(source, call.constant(1), countedFromStart(call.int('axis', 0), source.dims.length))
  },
  Concat: (call) => {
    const parts = call.operands.map((_, i) => call.constant(i))
    return joinedConstants(parts, countedFromStart(call.int('axis', 0), parts[0]!.dims.length))
  },
  Slice: (call) => slicedConstant(call.constant(0), sliceRanges(call, call.constant(0).dims)),
  Transpose: (call) => {
    const source = call.constant(0)
    return reordered(source, call.ints('perm') ?? source.dims.map((_, axis) => source.dims.length - 1 - axis))
  }
}
