import { isConstant, type OperatorCall, type Operand } from './call.ts'
import { constant, type Constant } from './constant.ts'
import { roomFor } from './room.ts'
import { sizesOf, type Value } from './value.ts'

/**
 * Operators on constants: exporters write the arithmetic of shapes (`x.view(x.size(0), -1)`) and whatever else does not
 * depend on the picture as operators.
 */
export type Folder = (call: OperatorCall) => Constant

/** The same of an operator with several results. */
export type Folders = (call: OperatorCall) => Constant | Constant[]

/** One axis of a slice: `size` numbers from `start` on, `step` apart. */
export interface Range {
  axis: number
  start: number
  step: number
  size: number
}

export const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1)

/** A value's sizes as the model sees them, the batch among them. */
export const dimsOf = (call: OperatorCall, value: Value): number[] =>
  value.batchAt === null ? sizesOf(value) : [call.scope.batch, ...sizesOf(value)]

/** Steps between neighbours along each axis of a row-major tensor. */
function stepsOf(dims: readonly number[]): number[] {
  return dims.map((_, axis) => product(dims.slice(axis + 1)))
}

/** A tensor whose value at `index` is the source's at `from(index)`. */
export function gathered(
  source: Constant,
  dims: readonly number[],
  from: (index: readonly number[]) => readonly number[]
): Constant {
  const steps = stepsOf(source.dims)
  const values = new Float64Array(roomFor(dims, source.values.length))
  const index = dims.map(() => 0)
  for (let i = 0; i < values.length; i++) {
    values[i] = source.values[from(index).reduce((sum, at, axis) => sum + at * steps[axis]!, 0)]!
    for (let axis = dims.length - 1; axis >= 0 && ++index[axis]! === dims[axis]; axis--) index[axis] = 0
  }
  return { dims, values, integer: source.integer }
}

/** Broadcasting of both formats, as NumPy's: sizes of 1 stretch, missing axes are put in front. */
export function broadcastDims(call: OperatorCall, a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length)
  const at = (dims: readonly number[], axis: number): number => dims[axis - rank + dims.length] ?? 1
  return Array.from({ length: rank }, (_, axis) => {
    const [x, y] = [at(a, axis), at(b, axis)]
    if (x !== y && x !== 1 && y !== 1) {
      call.refuse(
        `joins tensors of shapes [${a.join(', ')}] and [${b.join(', ')}], which do not fit`,
        'export the model again'
      )
    }
    return x === 1 ? y : x
  })
}

/** The constant repeated to `dims`. */
export function stretched(source: Constant, dims: readonly number[]): Constant {
  const { values, integer } = source
  const length = roomFor(dims, source.values.length)
  // In 64 bits always: places and sizes are computed with it too.
  if (values.length === length) return { dims, values: Float64Array.from(values), integer }
  if (values.length === 1) return { dims, values: new Float64Array(length).fill(values[0]!), integer }
  const missing = dims.length - source.dims.length
  return gathered(source, dims, (index) => source.dims.map((size, axis) => (size === 1 ? 0 : index[axis + missing]!)))
}

/** The constant with each of its numbers changed. */
export const mappedConstant = ({ dims, values }: Constant, change: (v: number) => number): Constant =>
  constant(dims, Array.from(values, change))

/** Folds an operator of two numbers, broadcast; whole numbers stay whole. */
export const arithmetic =
  (compute: (a: number, b: number) => number): Folder =>
  (call) => {
    const [a, b] = [call.constant(0), call.constant(1)]
    const dims = broadcastDims(call, a.dims, b.dims)
    const [left, right] = [stretched(a, dims), stretched(b, dims)]
    const integer = a.integer && b.integer
    const values = left.values.map((v, i) => compute(v, right.values[i]!))
    return { dims, values: integer ? values.map(Math.trunc) : values, integer }
  }

/** Folds an operator of each number by itself. */
export const each =
  (compute: (v: number) => number): Folder =>
  (call) => {
    const { dims, values, integer } = call.constant(0)
    return { dims, values: Float64Array.from(values, compute), integer }
  }

export const same: Folder = (call) => call.constant(0)

/** Sizes `to`, of which one may be -1, for the numbers of a tensor of sizes `from`. */
export function solvedSizes(call: OperatorCall, from: readonly number[], to: readonly number[]): number[] {
  const known = product(to.filter((size) => size !== -1))
  const sizes = to.map((size) => (size === -1 ? product(from) / known : size))
  if (product(sizes) === product(from) && sizes.every((size) => Number.isInteger(size) && size >= 0)) return sizes
  return call.refuse(
    `turns [${from.join(', ')}] into [${to.join(', ')}], which has another size`,
    'export the model again'
  )
}

/** The sizes with new axes of 1 at these places of the result. */
export function withAxes(dims: readonly number[], axes: readonly number[]): number[] {
  const rank = dims.length + axes.length
  const places = new Set(axes.map((axis) => (axis < 0 ? axis + rank : axis)))
  const rest = [...dims]
  return Array.from({ length: rank }, (_, axis) => (places.has(axis) ? 1 : rest.shift()!))
}

/** The constant without these axes of 1; without all axes of 1 where none are named. */
export function withoutAxes(source: Constant, named: readonly number[] | null): Constant {
  const axes = named?.map((axis) => (axis < 0 ? axis + source.dims.length : axis))
  return { ...source, dims: source.dims.filter((size, axis) => (axes ? !axes.includes(axis) : size !== 1)) }
}

/** The places `indices` along an axis, counted from its end where they are below 0; the axes of `indices` stand where it was. */
export function picked(call: OperatorCall, source: Constant, indices: Constant, axis: number): Constant {
  const length = source.dims[axis] ?? 0
  if (!indices.values.every((at) => Number.isInteger(at) && at >= -length && at < length)) {
    call.refuse(`picks places that are not among its ${length}`, 'export the model again')
  }
  const dims = [...source.dims.slice(0, axis), ...indices.dims, ...source.dims.slice(axis + 1)]
  const steps = stepsOf(indices.dims)
  return gathered(source, dims, (index) => {
    const which = indices.dims.reduce((sum, _, i) => sum + index[axis + i]! * steps[i]!, 0)
    const at = indices.values[which]!
    const inside = at < 0 ? at + length : at
    return [...index.slice(0, axis), inside, ...index.slice(axis + indices.dims.length)]
  })
}

/** Constants one behind the other along an axis, which may count from the end. */
export function joinedConstants(call: OperatorCall, parts: readonly Constant[], stated: number): Constant {
  const [first] = parts
  const rank = first?.dims.length ?? 0
  const axis = stated < 0 ? stated + rank : stated
  const fits = ({ dims }: Constant): boolean =>
    dims.length === rank && dims.every((size, i) => i === axis || size === first!.dims[i])
  if (!first || !(axis in first.dims) || !parts.every(fits)) {
    return call.refuse('joins constants whose sizes do not fit', 'export the model again')
  }
  const total = parts.reduce((sum, { dims }) => sum + dims[axis]!, 0)
  const dims = first.dims.map((size, i) => (i === axis ? total : size))
  const values = new Float64Array(roomFor(dims))
  const outer = product(dims.slice(0, axis))
  const inner = product(dims.slice(axis + 1))
  let start = 0
  for (const part of parts) {
    const block = part.dims[axis]! * inner
    for (let o = 0; o < outer; o++)
      values.set(part.values.subarray(o * block, (o + 1) * block), o * total * inner + start)
    start += block
  }
  return { dims, values, integer: first.integer }
}

/** The part of a constant within the ranges; axes without one stay whole. */
export function slicedConstant(call: OperatorCall, source: Constant, ranges: readonly Range[]): Constant {
  for (const { axis, start, step, size } of ranges) {
    const [length, last] = [source.dims[axis] ?? 0, start + (size - 1) * step]
    if (size > 0 && !(start >= 0 && start < length && last >= 0 && last < length)) {
      call.refuse(`takes ${size} of ${length} places from ${start} on`, 'export the model again')
    }
  }
  const rangeOf = (axis: number): Range | undefined => ranges.find((range) => range.axis === axis)
  const dims = source.dims.map((size, axis) => rangeOf(axis)?.size ?? size)
  return gathered(source, dims, (index) =>
    index.map((at, axis) => {
      const range = rangeOf(axis)
      return range ? range.start + at * range.step : at
    })
  )
}

/** The order that axes are given, each counted from the end where it is below 0. InputError where it is none of so many axes. */
export function orderOfAxes(call: OperatorCall, rank: number, stated: readonly number[]): number[] {
  const order = stated.map((axis) => (axis < 0 ? axis + rank : axis))
  if (order.length === rank && order.toSorted((a, b) => a - b).every((axis, i) => axis === i)) return order
  return call.refuse(`orders ${rank} axes as [${stated.join(', ')}]`, 'export the model again')
}

/** The constant with its axes in another order: axis i of the result is axis order[i] of the source. */
export function reordered(source: Constant, order: readonly number[]): Constant {
  const dims = order.map((axis) => source.dims[axis]!)
  return gathered(source, dims, (index) => source.dims.map((_, axis) => index[order.indexOf(axis)]!))
}

/** What Shape and Size say of a tensor of these sizes, the batch among them. */
export function shapeOf(call: OperatorCall, dims: readonly number[]): Constant {
  if (call.operator.type === 'Size') return constant([], [product(dims)], true)
  const part = dims.slice(call.int('start', 0), call.int('end', dims.length))
  return constant([part.length], part, true)
}

/** The result of an operator that does not depend on the picture, only perhaps on its size; null for all others. */
export function folded(call: OperatorCall, folders: Readonly<Record<string, Folders>>): Operand | Operand[] | null {
  const { type } = call.operator
  const first = call.operands[0]
  if ((type === 'Shape' || type === 'Size') && first) {
    return shapeOf(call, isConstant(first) ? first.dims : dimsOf(call, first))
  }
  const folder = folders[type]
  if (!folder || call.operands.some((operand) => operand && !isConstant(operand))) return null
  return folder(call)
}
