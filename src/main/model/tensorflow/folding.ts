import { constant } from '../lowering/constant.ts'
import {
  arithmetic,
  each,
  type Folder,
  joinedConstants,
  orderOfAxes,
  picked,
  product,
  reordered,
  same,
  slicedConstant,
  solvedSizes,
  stretched,
  withAxes,
  withoutAxes
} from '../lowering/folding.ts'
import { stackedConstants } from '../lowering/stacking.ts'
import { sliceRanges, stridedConstant } from '../lowering/stridedSlice.ts'
import { gatheredAxis, unchangedOperators } from './arrangement.ts'
import { wholeTypes } from './tensorTypes.ts'

const isNoLess = arithmetic((a, b) => Number(a >= b))
/** Of a count. */
const mostNumbers = 2 ** 20

const fromStart = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis)

const concat: Folder = (call) => {
  const count = call.operands.length - 1
  const parts = Array.from({ length: count }, (_, i) => call.constant(i))
  return joinedConstants(call, parts, call.known(count)[0] ?? 0)
}

/** Numbers cut to whole ones, and truths. */
const cast: Folder = (call) => {
  const { dims, values } = call.constant(0)
  const target = call.text('DstT', 'DT_FLOAT')
  if (!wholeTypes.has(target)) return { dims, values, integer: false }
  const change = target === 'DT_BOOL' ? (v: number): number => Number(v !== 0) : Math.trunc
  return { dims, values: Float64Array.from(values, change), integer: true }
}

/** How TensorFlow works out operators on constants: mostly the sizes that a Reshape then asks for. */
export const tensorflowFolders: Readonly<Record<string, Folder>> = {
  ...Object.fromEntries(unchangedOperators.map((type) => [type, same])),
  Cast: cast,
  Add: arithmetic((a, b) => a + b),
  AddV2: arithmetic((a, b) => a + b),
  Sub: arithmetic((a, b) => a - b),
  Mul: arithmetic((a, b) => a * b),
  RealDiv: arithmetic((a, b) => a / b),
  GreaterEqual: (call) => ({ ...isNoLess(call), integer: true }),
  FloorDiv: arithmetic((a, b) => Math.floor(a / b)),
  Maximum: arithmetic(Math.max),
  Minimum: arithmetic(Math.min),
  Pow: arithmetic((a, b) => a ** b),
  Neg: each((v) => -v),
  Floor: each(Math.floor),
  Exp: each(Math.exp),
  Log: each(Math.log),
  Square: each((v) => v * v),
  Sqrt: each(Math.sqrt),
  Rsqrt: each((v) => 1 / Math.sqrt(v)),
  Rank: (call) => constant([], [call.constant(0).dims.length], true),
  Range: (call) => {
    const [start = 0, end = 0, step = 1] = [0, 1, 2].map((index) => call.known(index)[0]!)
    const length = Math.max(0, Math.ceil((end - start) / step))
    if (!(length <= mostNumbers)) return call.refuse(`counts from ${start} to ${end}`, 'export the model again')
    return constant(
      [length],
      Array.from({ length }, (_, i) => start + i * step),
      call.constant(0).integer
    )
  },
  Prod: (call) => {
    const { dims, values, integer } = call.constant(0)
    if (dims.length > 1) call.refuse('multiplies constants of several axes', 'export the model without it')
    return constant(call.int('keep_dims', 0) === 1 ? [1] : [], [product(Array.from(values))], integer)
  },
  Reshape: (call) => {
    const source = call.constant(0)
    return { ...source, dims: solvedSizes(call, source.dims, call.known(1)) }
  },
  ExpandDims: (call) => {
    const source = call.constant(0)
    return { ...source, dims: withAxes(source.dims, [call.known(1)[0]!]) }
  },
  Squeeze: (call) => {
    const stated = call.ints('squeeze_dims') ?? []
    return withoutAxes(call.constant(0), stated.length > 0 ? stated : null)
  },
  Transpose: (call) => reordered(call.constant(0), orderOfAxes(call, call.constant(0).dims.length, call.known(1))),
  Pack: (call) => stackedConstants(call, call.int('axis', 0)),
  ConcatV2: concat,
  StridedSlice: stridedConstant,
  Slice: (call) => slicedConstant(call, call.constant(0), sliceRanges(call, call.constant(0).dims)),
  GatherV2: (call) => {
    const source = call.constant(0)
    return picked(call, source, call.constant(1), fromStart(gatheredAxis(call), source.dims.length))
  },
  Fill: (call) => {
    const dims = call.known(0)
    const { values, integer } = call.constant(1)
    return stretched({ dims: [], values: values.slice(0, 1), integer }, dims)
  }
}
