import { isConstant, type Operand, type OperatorCall } from './call.ts'
import { alongAxis } from './elementwise.ts'
import { orderOfAxes, type Range } from './folding.ts'
import { cropped } from './margins.ts'
import { roomFor } from './room.ts'
import { rankOf, sizesOf, type Value } from './value.ts'

/** Moving, cutting and joining numbers, for operators of any format. */

/** Axes in another order: a note, not a node, as long as the batch stays first. */
export function transposed(call: OperatorCall, stated: readonly number[]): Value {
  const value = call.anyValue(0)
  const order = orderOfAxes(call, rankOf(value), stated)
  if (value.batchAt === 0 && order[0] === 0)
    return { ...value, axes: order.slice(1).map((axis) => value.axes[axis - 1]!) }
  const all = call.unbatched(value)
  return settled(call, { ...all, axes: order.map((axis) => all.axes[axis]!) })
}

/** A value with its batch first where its first axis can be that. */
export function settled(call: OperatorCall, value: Value): Value {
  const [first] = sizesOf(value)
  return first === 1 ? call.batchFirst(value) : value
}

/** Other sizes, batch included. */
export function resized(call: OperatorCall, sizes: readonly number[]): Value {
  const value = call.anyValue(0)
  const { batch } = call.scope
  if (sizes[0] === batch && value.batchAt === 0) return call.reshaped(value, sizes.slice(1))
  if (batch !== 1) {
    call.refuse(`turns a batch of pictures into [${sizes.join(', ')}], which mixes them`, 'keep the batch axis first')
  }
  const all = call.reshaped(call.unbatched(value), sizes)
  return settled(call, all)
}

/** A value without these of its axes; without all axes of 1 but the batch where none are named. */
export function squeezed(call: OperatorCall, named: readonly number[] | null): Value {
  const value = withoutBatchAt(call, call.anyValue(0), named ?? [])
  const sizes = sizesOf(value)
  const gone = named?.map((axis) => call.axisOf(axis, value)) ?? sizes.flatMap((size, i) => (size === 1 ? [i] : []))
  return call.reshaped(
    value,
    sizes.filter((_, axis) => !gone.includes(axis))
  )
}

/** The value with its batch as an axis like any other, where one of these axes, which count it, is the batch. */
function withoutBatchAt(call: OperatorCall, value: Value, axes: readonly number[]): Value {
  const isBatch = value.batchAt === 0 && axes.some((axis) => axis === 0 || axis === -rankOf(value))
  return isBatch ? call.unbatched(value) : value
}

/** A value with axes of 1 at these places of the result, which count the batch and may count from the end. */
export function unsqueezed(call: OperatorCall, stated: readonly number[]): Value {
  const given = call.anyValue(0)
  const rank = rankOf(given) + stated.length
  const places = new Set(stated.map((axis) => (axis < 0 ? axis + rank : axis)))
  const value = places.has(0) ? call.unbatched(given) : given
  const rest = sizesOf(value)
  const skipped = value.batchAt === 0 ? 1 : 0
  const sizes = Array.from({ length: rank - skipped }, (_, axis) => (places.has(axis + skipped) ? 1 : rest.shift()!))
  const result = call.reshaped(value, sizes)
  return value.batchAt === 0 ? result : settled(call, result)
}

/** Operands one behind the other along an axis, which counts the batch; those that are empty are left out. */
export function joined(call: OperatorCall, given: readonly Operand[], stated: number): Value {
  const operands = given.filter((operand) => !isConstant(operand) || operand.values.length > 0)
  const values = operands.filter((operand): operand is Value => !isConstant(operand))
  const [leader] = values
  if (!leader) return call.refuse('joins nothing', 'export the model again')
  if (operands.length === 1 && given.length > 1) return leader
  const isBatched = values.every(({ batchAt }) => batchAt === 0) && withoutBatchAt(call, leader, [stated]).batchAt === 0
  const whole = (operand: Operand): Value => {
    if (isBatched) return isConstant(operand) ? call.constantValue(operand) : operand
    return isConstant(operand) ? call.wholeConstant(operand) : call.unbatched(operand)
  }
  const first = whole(leader)
  const axis = call.axisOf(stated, first)
  const parts = operands.map((operand, i): Value => {
    const value = operand === leader ? first : whole(operand)
    if (value.axes.length !== first.axes.length)
      call.refuse('joins tensors of different ranks', 'export the model again')
    return call.arranged(value, first.axes, `axes-${i}`)
  })
  const at = first.axes[axis]!
  if (parts.some(({ shape }) => shape.some((size, i) => i !== at && size !== first.shape[i]))) {
    call.refuse('joins tensors of different sizes', 'export the model again')
  }
  const total = parts.reduce((sum, part) => sum + part.shape[at]!, 0)
  const shape = first.shape.map((size, i) => (i === at ? total : size))
  return call.emit({ type: 'concat', axis: at }, parts, shape, { like: first })
}

/** `size` numbers from `from` on along one of the model's axes. */
export function cut(call: OperatorCall, value: Value, axis: number, from: number, size: number, step?: string): Value {
  const at = value.axes[axis]!
  const length = value.shape[at]!
  if (!(Number.isInteger(from) && Number.isInteger(size) && from >= 0 && size > 0 && from + size <= length)) {
    call.refuse(`takes ${size} of ${length} places from ${from} on`, 'export the model again')
  }
  if (from === 0 && size === length) return value
  if (value.shape.length === 3 && at !== 2) {
    const after = length - from - size
    return cropped(call, value, at === 0 ? [from, 0, after, 0] : [0, after, 0, from], step)
  }
  const shape = value.shape.with(at, size)
  return call.emit({ type: 'slice', axis: at, from }, [value], shape, { ...(step ? { step } : {}), like: value })
}

/** More places times length than this are not chosen by a matrix. */
const mostChoices = 2 ** 26

/** Chosen places along one of the model's axes: a part where they are neighbours, else a matrix of zeros and ones on it. */
export function chosen(call: OperatorCall, value: Value, axis: number, stated: readonly number[]): Value {
  const length = sizesOf(value)[axis]!
  const places = stated.map((place) => (place < 0 ? place + length : place))
  const [first = 0] = places
  if (!places.every((place) => Number.isInteger(place) && place >= 0 && place < length)) {
    call.refuse(`picks places that are not among its ${length}`, 'export the model again')
  }
  if (places.length > 1 && places.every((place, i) => place === first + i)) {
    return cut(call, value, axis, first, places.length, 'part')
  }
  if (length * places.length > mostChoices) {
    call.refuse(`picks ${places.length} of ${length} places one by one`, 'pick along a shorter axis')
  }
  const data = new Float32Array(roomFor([length, places.length]))
  places.forEach((from, to) => (data[from * places.length + to] = 1))
  return alongAxis(call, value, axis, { shape: [length, places.length], data }, 'choice')
}

/** The part of a value within ranges along axes that count the batch, which has to stay whole. */
export function sliced(call: OperatorCall, input: Value, ranges: readonly Range[]): Value {
  return ranges.reduce((value, { axis: stated, start, step, size }) => {
    if (stated === 0 && value.batchAt === 0 && start === 0 && step === 1 && size >= call.scope.batch) return value
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

/**
 * The places `indices` along an axis, which counts the batch. A single one takes the axis away; the axes of a table stand
 * where it was.
 */
export function taken(
  call: OperatorCall,
  given: Value,
  stated: number,
  indices: { dims: readonly number[]; values: ArrayLike<number> }
): Value {
  const value = withoutBatchAt(call, given, [stated])
  const axis = call.axisOf(stated, value)
  const places = Array.from(indices.values)
  const [length, ...more] = indices.dims
  if (length === undefined) {
    const size = sizesOf(value)[axis]!
    const place = cut(call, value, axis, places[0]! < 0 ? places[0]! + size : places[0]!, 1, 'place')
    return call.reshaped(
      place,
      sizesOf(place).filter((_, i) => i !== axis)
    )
  }
  const row = chosen(call, value, axis, places)
  return more.length === 0 ? row : call.reshaped(row, sizesOf(row).toSpliced(axis, 1, ...indices.dims))
}

/** A value in parts of these sizes along one of the model's axes. */
export function split(call: OperatorCall, value: Value, axis: number, sizes: readonly number[]): Operand[] {
  let from = 0
  return sizes.map((size, i): Operand => {
    from += size
    return cut(call, value, axis, from - size, size, String(i))
  })
}
