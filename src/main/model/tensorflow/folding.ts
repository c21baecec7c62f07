import { constant } from '../lowering/constant.ts'
import {
  arithmetic,
  each,
  type Folder,
  joinedConstants,
  picked,
  product,
  reordered,
  same,
  slicedConstant,
  solvedSizes,
  withAxes,
  withoutAxes
} from '../lowering/folding.ts'
import { stackedConstants } from '../lowering/stacking.ts'
import { sliceRanges, stridedConstant } from '../lowering/stridedSlice.ts'

const fromStart = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis)

const concat: Folder = (call) => {
  const count = call.operands.length - 1
  const parts = Array.from({ length: count }, (_, i) => call.constant(i))
  return joinedConstants(call, parts, call.known(count)[0] ?? 0)
}

/** How TensorFlow.js works out operators on constants: mostly the sizes that a Reshape then asks for. */
export const tensorflowFolders: Readonly<Record<string, Folder>> = {
  Identity: same,
  StopGradient: same,
  PlaceholderWithDefault: same,
  Cast: same,
  Add: arithmetic((a, b) => a + b),
  AddV2: arithmetic((a, b) => a + b),
  Sub: arithmetic((a, b) => a - b),
  Mul: arithmetic((a, b) => a * b),
  RealDiv: arithmetic((a, b) => a / b),
  FloorDiv: arithmetic((a, b) => Math.floor(a / b)),
  Maximum: arithmetic(Math.max),
  Minimum: arithmetic(Math.min),
  Pow: arithmetic((a, b) => a ** b),
  Neg: each((v) => -v),
  Sqrt: each(Math.sqrt),
  Rsqrt: each((v) => 1 / Math.sqrt(v)),
  Prod: (call) => {
    const { values, integer } = call.constant(0)
    return constant([], [product(Array.from(values))], integer)
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
  Transpose: (call) => reordered(call.constant(0), call.known(1)),
  Pack: (call) => stackedConstants(call, call.int('axis', 0)),
  ConcatV2: concat,
  StridedSlice: stridedConstant,
  Slice: (call) => slicedConstant(call.constant(0), sliceRanges(call, call.constant(0).dims)),
  GatherV2: (call) => {
    const source = call.constant(0)
    return picked(source, call.constant(1), fromStart(call.has(2) ? call.known(2)[0]! : 0, source.dims.length))
  },
  Fill: (call) => {
    const dims = call.known(0)
    const { values, integer } = call.constant(1)
    return { dims, values: new Float64Array(product(dims)).fill(values[0]!), integer }
  }
}
