import type { OperatorCall } from '../lowering/call.ts'
import { constant } from '../lowering/constant.ts'
import {
  broadcastDims,
  type Folder,
  type Folders,
  joinedConstants,
  orderOfAxes,
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
} from '../lowering/folding.ts'
import { dataType } from '../onnxProto.ts'
import { wholeDataTypes } from './constant.ts'
import { foldedNumbers } from './foldedNumbers.ts'
import { foldedWeights } from './foldedWeights.ts'
import { dequantised } from './quantisation.ts'
import { scatteredConstant } from './scatter.ts'

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
  const dims = call.known(0)
  if (!dims.every((size) => Number.isInteger(size) && size >= 0))
    call.refuse(`makes a tensor of ${dims.join(' x ')}`, 'export the model again')
  const value = call.tensor('value')
  return { dims, values: new Float64Array(product(dims)).fill(value?.values[0] ?? 0), integer: value?.integer ?? false }
}

const countedFromStart = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis)

/** From start on, limit left out, a step apart. */
const range: Folder = (call) => {
  const [start = 0, limit = 0, step = 1] = [0, 1, 2].map((i) => call.constant(i).values[0]!)
  const count = Math.max(0, Math.ceil((limit - start) / step))
  const values = Array.from({ length: count }, (_, i) => start + i * step)
  return constant([count], values, call.constant(0).integer)
}

/** Numbers along axes gathered into one. */
const gatheredTo =
  (gather: (numbers: readonly number[]) => number): Folder =>
  (call) => {
    const source = call.constant(0)
    const rank = source.dims.length
    const stated = call.numbers('axes', 1)
    const axes = stated?.map((axis) => countedFromStart(axis, rank)) ?? [...source.dims.keys()]
    const rest = [...source.dims.keys()].filter((axis) => !axes.includes(axis))
    const turned = reordered(source, [...rest, ...axes]).values
    const length = product(axes.map((axis) => source.dims[axis]!))
    const keep = call.int('keepdims', 1) === 1
    const dims = source.dims.flatMap((size, axis) => (axes.includes(axis) ? (keep ? [1] : []) : [size]))
    const values = Array.from({ length: product(dims) }, (_, i) =>
      gather(Array.from(turned.subarray(i * length, (i + 1) * length)))
    )
    return constant(dims, values, source.integer)
  }

const total = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

const tiled: Folder = (call) => {
  const source = call.constant(0)
  const times = call.constant(1).values
  return Array.from(times).reduce<typeof source>(
    (whole, count, axis) =>
      joinedConstants(
        call,
        Array.from({ length: count }, () => whole),
        axis
      ),
    source
  )
}

const cast: Folder = (call) => {
  const to = call.int('to', dataType.float)
  const { dims, values } = call.constant(0)
  if (to === dataType.bool) return { dims, values: values.map((v) => (v === 0 ? 0 : 1)), integer: true }
  const integer = wholeDataTypes.includes(to)
  return { dims, values: integer ? values.map(Math.trunc) : values, integer }
}

/** The type of number of another constant. */
const castLike: Folder = (call) => {
  const { integer } = call.constant(1)
  const { dims, values } = call.constant(0)
  return { dims, values: integer ? values.map(Math.trunc) : values, integer }
}

export const onnxFolders: Readonly<Record<string, Folders>> = {
  ...foldedWeights,
  ...foldedNumbers,
  Constant: stated,
  DequantizeLinear: dequantised,
  ConstantOfShape: filled,
  Identity: same,
  Cast: cast,
  CastLike: castLike,
  Range: range,
  Tile: tiled,
  ReduceSum: gatheredTo(total),
  ReduceProd: gatheredTo(product),
  ReduceMean: gatheredTo((numbers) => total(numbers) / numbers.length),
  ReduceL2: gatheredTo((numbers) => Math.sqrt(total(numbers.map((v) => v * v)))),
  ReduceMax: gatheredTo((numbers) => Math.max(...numbers)),
  ReduceMin: gatheredTo((numbers) => Math.min(...numbers)),
  Reshape: (call) => {
    const source = call.constant(0)
    return { ...source, dims: reshapedSizes(call, source.dims, call.known(1)) }
  },
  Expand: (call) => {
    const source = call.constant(0)
    return stretched(source, broadcastDims(call, source.dims, call.known(1)))
  },
  Unsqueeze: (call) => {
    const source = call.constant(0)
    return { ...source, dims: withAxes(source.dims, call.numbers('axes', 1) ?? []) }
  },
  Squeeze: (call) => withoutAxes(call.constant(0), call.numbers('axes', 1)),
  Gather: (call) => {
    const source = call.constant(0)
    return picked(call, source, call.constant(1), countedFromStart(call.int('axis', 0), source.dims.length))
  },
  Concat: (call) => {
    const parts = call.operands.map((_, i) => call.constant(i))
    return joinedConstants(call, parts, call.int('axis', 0))
  },
  ScatterND: scatteredConstant,
  Slice: (call) => slicedConstant(call, call.constant(0), sliceRanges(call, call.constant(0).dims)),
  Split: (call) => {
    const source = call.constant(0)
    const axis = countedFromStart(call.int('axis', 0), source.dims.length)
    const count = call.operator.outputs.length
    const size = Math.ceil(source.dims[axis]! / count)
    const sizes =
      call.numbers('split', 1) ?? Array.from({ length: count }, (_, i) => Math.min(size, source.dims[axis]! - i * size))
    return sizes.map((length, i) => {
      const start = sizes.slice(0, i).reduce((a, b) => a + b, 0)
      return slicedConstant(call, source, [{ axis, start, step: 1, size: length }])
    })
  },
  Transpose: (call) => {
    const source = call.constant(0)
    const rank = source.dims.length
    return reordered(
      source,
      orderOfAxes(call, rank, call.ints('perm') ?? source.dims.map((_, axis) => rank - 1 - axis))
    )
  }
}
