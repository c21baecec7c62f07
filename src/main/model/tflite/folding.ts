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
  withAxes,
  withoutAxes
} from '../lowering/folding.ts'
import { roomFor } from '../lowering/room.ts'
import { stackedConstants } from '../lowering/stacking.ts'
import { sliceRanges, stridedConstant } from '../lowering/stridedSlice.ts'
import { statedSizes, withoutOffset } from './arrangement.ts'
import { activeNumber } from './completed.ts'

const fromStart = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis)

const concatenated: Folder = (call) => {
  const parts = call.operands.map((_, i) => call.constant(i))
  return joinedConstants(call, parts, call.int('axis', 0))
}

/** With the activation that is fused behind it. */
const active =
  (folder: Folder): Folder =>
  (call) => {
    const { dims, values, integer } = folder(call)
    return { dims, values: Float64Array.from(values, activeNumber(call)), integer }
  }

/** How operators on constants are worked out: mostly the sizes that a RESHAPE then asks for, and weights of 16 bits. */
export const tfliteFolders: Readonly<Record<string, Folder>> = {
  DEQUANTIZE: same,
  QUANTIZE: same,
  CAST: (call) => {
    const source = call.constant(0)
    return call.int('cuts', 0) === 1 ? { ...source, values: source.values.map(Math.trunc), integer: true } : source
  },
  ADD: active(arithmetic((a, b) => a + b)),
  SUB: active(arithmetic((a, b) => a - b)),
  MUL: active(arithmetic((a, b) => a * b)),
  DIV: active(arithmetic((a, b) => a / b)),
  FLOOR_DIV: arithmetic((a, b) => Math.floor(a / b)),
  MAXIMUM: arithmetic(Math.max),
  MINIMUM: arithmetic(Math.min),
  POW: arithmetic((a, b) => a ** b),
  NEG: each((v) => -v),
  SQRT: each(Math.sqrt),
  RSQRT: each((v) => 1 / Math.sqrt(v)),
  EXP: each(Math.exp),
  ABS: each(Math.abs),
  REDUCE_PROD: (call) => {
    const { dims, values, integer } = call.constant(0)
    if (dims.length !== 1) call.refuse('multiplies constants of several axes', 'convert the model without it')
    return constant(call.int('keep_dims', 0) === 1 ? [1] : [], [product(Array.from(values))], integer)
  },
  RESHAPE: (call) => {
    const source = call.constant(0)
    return { ...source, dims: solvedSizes(call, source.dims, statedSizes(call)) }
  },
  EXPAND_DIMS: (call) => {
    const source = call.constant(0)
    return { ...source, dims: withAxes(source.dims, [call.known(1)[0] ?? 0]) }
  },
  SQUEEZE: (call) => {
    const stated = call.ints('squeeze_dims') ?? []
    return withoutAxes(call.constant(0), stated.length > 0 ? stated : null)
  },
  TRANSPOSE: (call) => reordered(call.constant(0), orderOfAxes(call, call.constant(0).dims.length, call.known(1))),
  PACK: (call) => stackedConstants(call, call.int('axis', 0)),
  CONCATENATION: active(concatenated),
  STRIDED_SLICE: (call) => stridedConstant(withoutOffset(call)),
  SLICE: (call) => slicedConstant(call, call.constant(0), sliceRanges(call, call.constant(0).dims)),
  GATHER: (call) => {
    const source = call.constant(0)
    return picked(call, source, call.constant(1), fromStart(call.int('axis', 0), source.dims.length))
  },
  FILL: (call) => {
    const dims = call.known(0)
    const { values, integer } = call.constant(1)
    return { dims, values: new Float64Array(roomFor(dims)).fill(values[0] ?? 0), integer }
  }
}
