import { resized, sliced, squeezed, taken, transposed, unsqueezed } from '../../lowering/arrangement.ts'
import { isConstant, type Operand, type OperatorCall } from '../../lowering/call.ts'
import { type Constant, constant } from '../../lowering/constant.ts'
import { expanded } from '../../lowering/elementwise.ts'
import {
  dimsOf,
  orderOfAxes,
  picked,
  product,
  type Range,
  reordered,
  slicedConstant,
  solvedSizes,
  stretched,
  withAxes,
  withoutAxes
} from '../../lowering/folding.ts'
import { rankOf } from '../../lowering/value.ts'
import {
  type AtenOperator,
  type AtenOperators,
  axisAt,
  extentsAt,
  numberAt,
  numbersAt,
  ofSelf,
  statedAt
} from './atenOperator.ts'

/** Operators that move or cut numbers without computing with them. */

const sizes = (call: OperatorCall, operand: Operand): readonly number[] =>
  isConstant(operand) ? operand.dims : dimsOf(call, operand)

/** An operator that gives its tensor other sizes: what they are, the batch counted. */
const shaping = (newSizes: (call: OperatorCall, dims: readonly number[]) => readonly number[]): AtenOperator => {
  const solved = (call: OperatorCall): number[] => {
    const dims = sizes(call, call.operand(0))
    return solvedSizes(call, dims, newSizes(call, dims))
  }
  return {
    tensors: ['self'],
    importer: (call) => resized(call, solved(call)),
    folder: (call) => ({ ...call.constant(0), dims: solved(call) })
  }
}

const flatten = shaping((call, dims) => {
  if (dims.length === 0) return [1]
  const [start, end] = [axisAt(call, 'start_dim', dims.length), axisAt(call, 'end_dim', dims.length, -1)]
  return [...dims.slice(0, start), product(dims.slice(start, end + 1)), ...dims.slice(end + 1)]
})

const unflatten = shaping((call, dims) => {
  const axis = axisAt(call, 'dim', dims.length)
  const parts = solvedSizes(call, [dims[axis]!], statedAt(call, 'sizes'))
  return dims.toSpliced(axis, 1, ...parts)
})

/** An operator that gives the axes of its tensor another order. */
const ordering = (orderOf: (call: OperatorCall, rank: number) => readonly number[]): AtenOperator => ({
  tensors: ['self'],
  importer: (call) => transposed(call, orderOf(call, rankOf(call.anyValue(0)))),
  folder: (call) => {
    const { length: rank } = call.constant(0).dims
    return reordered(call.constant(0), orderOfAxes(call, rank, orderOf(call, rank)))
  }
})

const permute = ordering((call) => statedAt(call, 'dims'))

/** Of the axes `first` and `second`, of which each stands where the other was. */
const swapped = (rank: number, first: number, second: number): number[] =>
  Array.from({ length: rank }, (_, axis) => (axis === first ? second : axis === second ? first : axis))

const transpose = ordering((call, rank) => swapped(rank, axisAt(call, 'dim0', rank), axisAt(call, 'dim1', rank)))

/** Of those that are 1; an axis of another length stays. */
const squeezedAxes = (call: OperatorCall, dims: readonly number[]): number[] | null => {
  const { attributes } = call.operator
  if (!attributes.has('dim')) return null
  const named = numbersAt(call, 'dim') ?? [call.int('dim', 0)]
  return named.map((axis) => (axis < 0 ? axis + dims.length : axis)).filter((axis) => dims[axis] === 1)
}

/** From `start` to before `end`, both counted from the end where they are below 0. */
function rangeOf(call: OperatorCall, dims: readonly number[]): Range {
  const axis = axisAt(call, 'dim', dims.length)
  const length = dims[axis]!
  const inside = (at: number): number => Math.min(Math.max(at < 0 ? at + length : at, 0), length)
  const [start, end, step] = [numberAt(call, 'start', 0), numberAt(call, 'end', length), numberAt(call, 'step', 1)]
  if (!(step >= 1)) call.refuse(`goes in steps of ${step}`, 'export the model again')
  return { axis, start: inside(start), step, size: Math.max(0, Math.ceil((inside(end) - inside(start)) / step)) }
}

/** A place along an axis of this length, counted from its end where it is below 0. */
function placeAt(call: OperatorCall, length: number): Constant {
  const index = numberAt(call, 'index', 0)
  if (index >= -length && index < length) return constant([], [index], true)
  return call.refuse(`takes the place ${index} of ${length}`, 'export the model again')
}

const select: AtenOperator = {
  tensors: ['self'],
  importer: (call) => {
    const value = call.anyValue(0)
    const dims = dimsOf(call, value)
    const axis = axisAt(call, 'dim', dims.length)
    return taken(call, value, axis, placeAt(call, dims[axis]!))
  },
  folder: (call) => {
    const source = call.constant(0)
    const axis = axisAt(call, 'dim', source.dims.length)
    return picked(call, source, placeAt(call, source.dims[axis]!), axis)
  }
}

/** The size along an axis, which is known before any picture is. */
const sizeAlong = (call: OperatorCall): Constant => {
  const dims = sizes(call, call.operand(0))
  return constant([], [dims[axisAt(call, 'dim', dims.length)]!], true)
}

/** Of a tensor of a network. */
const mostNumbers = 2 ** 26

const expandedDims = (call: OperatorCall, dims: readonly number[]): number[] => {
  const wanted = extentsAt(call, 'size', -1)
  const missing = wanted.length - dims.length
  const all = wanted.map((size, axis) => (size === -1 ? (dims[axis - missing] ?? 1) : size))
  return product(all) <= mostNumbers ? all : call.refuse(`repeats to [${all.join(', ')}]`, 'export the model again')
}

export const arrangementOperators: AtenOperators = {
  flatten,
  unflatten,
  view: shaping((call) => statedAt(call, 'size')),
  _unsafe_view: shaping((call) => statedAt(call, 'size')),
  reshape: shaping((call) => statedAt(call, 'shape')),
  permute,
  transpose,
  t: ordering((_, rank) => swapped(rank, 0, rank - 1)),
  numpy_T: ordering((_, rank) => Array.from({ length: rank }, (__, axis) => rank - 1 - axis)),
  squeeze: ofSelf(
    (call) => squeezed(call, squeezedAxes(call, dimsOf(call, call.anyValue(0)))),
    (call) => withoutAxes(call.constant(0), squeezedAxes(call, call.constant(0).dims))
  ),
  unsqueeze: ofSelf(
    (call) => unsqueezed(call, [axisAt(call, 'dim', rankOf(call.anyValue(0)) + 1)]),
    (call) => {
      const source = call.constant(0)
      return { ...source, dims: withAxes(source.dims, [axisAt(call, 'dim', source.dims.length + 1)]) }
    }
  ),
  slice: ofSelf(
    (call) => {
      const value = call.anyValue(0)
      return sliced(call, value, [rangeOf(call, dimsOf(call, value))])
    },
    (call) => slicedConstant(call, call.constant(0), [rangeOf(call, call.constant(0).dims)])
  ),
  select,
  expand: ofSelf(
    (call) => {
      const value = call.anyValue(0)
      return expanded(call, value, expandedDims(call, dimsOf(call, value)))
    },
    (call) => stretched(call.constant(0), expandedDims(call, call.constant(0).dims))
  ),
  sym_size: ofSelf(sizeAlong, sizeAlong)
}
