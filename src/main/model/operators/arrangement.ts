import type { Pads } from '../graph.ts'
import { isConstant, type Operand, type OperatorCall } from './call.ts'
import { alongAxis } from './elementwise.ts'
import type { Range } from './folding.ts'
import { sizesOf, type Value } from './value.ts'

/** Moving, cutting and joining numbers, for operators of any format. */

/** A value's sizes as the model sees them, the batch among them. */
export const dimsOf = (call: OperatorCall, value: Value): number[] =>
  sizesOf(value).toSpliced(value.batchAt, 0, call.scope.batch)

/** Axes in another order: a note, not a node. Only steps of features may have the batch elsewhere than first. */
export function transposed(call: OperatorCall, order: readonly number[]): Value {
  const value = call.anyValue(0)
  const batchAt = order.indexOf(value.batchAt)
  if (batchAt !== 0 && value.batchAt === 0 && value.axes.length !== 2) {
    call.refuse('moves the batch axis', 'export the model with the batch axis first throughout')
  }
  const axes = order.flatMap((axis) => {
    if (axis === value.batchAt) return []
    return [value.axes[axis < value.batchAt ? axis : axis - 1]!]
  })
  return { ...value, axes, batchAt }
}

/** Other sizes, batch included; the batch axis, and what comes before it, must stay. */
export function resized(call: OperatorCall, sizes: readonly number[]): Value {
  const value = call.anyValue(0)
  const { batchAt } = value
  const kept = dimsOf(call, value).slice(0, batchAt + 1)
  if (kept.some((size, axis) => sizes[axis] !== size)) {
    call.refuse(`turns a batch of pictures into [${sizes.join(', ')}], which mixes them`, 'keep the batch axis first')
  }
  return { ...call.reshaped(value, sizes.toSpliced(batchAt, 1)), batchAt }
}

/** A value without these of its axes; without all axes of 1 where none are named. */
export function squeezed(call: OperatorCall, named: readonly number[] | null): Value {
  const value = call.anyValue(0)
  const sizes = sizesOf(value)
  const stated = named?.map((axis) => call.axisOf(axis, value)) ?? sizes.flatMap((size, i) => (size === 1 ? [i] : []))
  const rest = sizes.filter((_, axis) => !stated.includes(axis))
  return { ...call.reshaped(value, rest), batchAt: batchWithout(value, stated) }
}

/** Where the batch is when these axes, given as indices into the value's axes, are gone. */
const batchWithout = ({ batchAt }: Value, gone: readonly number[]): number =>
  batchAt - gone.filter((axis) => axis < batchAt).length

/** A value with axes of 1 at these places of the result, which count the batch and may count from the end. */
export function unsqueezed(call: OperatorCall, stated: readonly number[]): Value {
  const value = call.value(0)
  const rank = value.axes.length + 1 + stated.length
  const places = new Set(stated.map((axis) => (axis < 0 ? axis + rank : axis)))
  if (places.has(0)) call.refuse('puts an axis before the batch', 'keep the batch axis first')
  const rest = sizesOf(value)
  const sizes = Array.from({ length: rank - 1 }, (_, axis) => (places.has(axis + 1) ? 1 : rest.shift()!))
  return call.reshaped(value, sizes)
}

/** Operands one behind the other along an axis, which counts the batch. */
export function joined(call: OperatorCall, operands: readonly Operand[], stated: number): Value {
  const first = operands.find((operand): operand is Value => !isConstant(operand))
  if (!first) return call.refuse('joins nothing', 'export the model again')
  const axis = call.axisOf(stated, first)
  const parts = operands.map((operand, i): Value => {
    const value = isConstant(operand) ? call.constantValue(operand) : operand
    if (value.axes.length !== first.axes.length)
      call.refuse('joins tensors of different ranks', 'export the model again')
    return call.arranged(value, first.axes, `axes-${i}`)
  })
  const at = first.axes[axis]!
  const total = parts.reduce((sum, part) => sum + part.shape[at]!, 0)
  const shape = first.shape.map((size, i) => (i === at ? total : size))
  return call.emit({ type: 'concat', axis: at }, parts, shape, { axes: first.axes })
}

/** `size` numbers from `from` on along one of the model's axes. */
export function cut(call: OperatorCall, value: Value, axis: number, from: number, size: number, step?: string): Value {
  const at = value.axes[axis]!
  const length = value.shape[at]!
  if (from === 0 && size === length) return value
  const shape = value.shape.map((own, i) => (i === at ? size : own))
  const options = { ...(step ? { step } : {}), axes: value.axes }
  if (value.shape.length !== 3 || at === 2) return call.emit({ type: 'slice', axis: at, from }, [value], shape, options)
  const after = length - from - size
  const pads: Pads = at === 0 ? [from, 0, after, 0] : [0, after, 0, from]
  return call.emit({ type: 'crop', pads }, [value], shape, options)
}

/** Chosen places along one of the model's axes: a matrix of zeros and ones on it. */
export function chosen(call: OperatorCall, value: Value, axis: number, places: readonly number[]): Value {
  const length = sizesOf(value)[axis]!
  const data = new Float32Array(length * places.length)
  places.forEach((from, to) => (data[(from < 0 ? from + length : from) * places.length + to] = 1))
  return alongAxis(call, value, axis, { shape: [length, places.length], data }, 'choice')
}

/** The part of a value within ranges along axes that count the batch, which has to stay whole. */
export function sliced(call: OperatorCall, input: Value, ranges: readonly Range[]): Value {
  return ranges.reduce((value, { axis: stated, start, step, size }) => {
    if (stated === 0 && start === 0 && step === 1 && size >= call.scope.batch) return value
    const axis = call.axisOf(stated, value)
    if (size < 1) call.refuse('cuts everything away', 'export the model again')
    if (step === 1) return cut(call, value, axis, start, size, value === input ? undefined : `axis-${stated}`)
    return chosen(
      call,
      value,
      axis,
      Array.from({ length: size }, (_, i) => start + i * step)
    )
  }, input)
}

/** The places `indices` along one of the model's axes; a single one takes the axis away. */
export function taken(
  call: OperatorCall,
  value: Value,
  axis: number,
  indices: { dims: readonly number[]; values: ArrayLike<number> }
): Value {
  const places = Array.from(indices.values)
  if (indices.dims.length === 1) return chosen(call, value, axis, places)
  if (indices.dims.length > 1) call.refuse('picks by a table of places', 'export the model without it')
  const length = sizesOf(value)[axis]!
  const place = cut(call, value, axis, places[0]! < 0 ? places[0]! + length : places[0]!, 1, 'place')
  const rest = sizesOf(place).filter((_, i) => i !== axis)
  return { ...call.reshaped(place, rest), batchAt: batchWithout(value, [axis]) }
}

/** A value in parts of these sizes along one of the model's axes. */
export function split(call: OperatorCall, value: Value, axis: number, sizes: readonly number[]): Operand[] {
  let from = 0
  return sizes.map((size, i): Operand => {
    from += size
    return cut(call, value, axis, from - size, size, String(i))
  })
}

/** Zeros around a picture: how many before and after each axis, the batch included. */
export function padded(call: OperatorCall, pads: readonly { axis: number; before: number; after: number }[]): Value {
  const value = call.value(0)
  const sides = [0, 0, 0, 0]
  for (const { axis, before, after } of pads) {
    if (before === 0 && after === 0) continue
    const at = value.axes[call.axisOf(axis, value)]!
    if (value.shape.length !== 3 || at === 2)
      call.refuse('pads another axis than rows and columns', 'pad pictures only')
    if (before < 0 || after < 0) call.refuse('pads by less than nothing', 'cut with a slice')
    sides[at === 0 ? 0 : 3] = before
    sides[at === 0 ? 2 : 1] = after
  }
  if (sides.every((side) => side === 0)) return value
  const [top, right, bottom, left] = sides as [number, number, number, number]
  const [height, width, channels] = value.shape as readonly [number, number, number]
  const shape = [height + top + bottom, width + left + right, channels]
  return call.emit({ type: 'pad', pads: [top, right, bottom, left] }, [value], shape, { axes: value.axes })
}
