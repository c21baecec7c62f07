import type { Op } from '../graph/graph.ts'
import type { OperatorCall } from './call.ts'
import { asWeights, type Constant } from './constant.ts'
import { broadcastDims, dimsOf, gathered, product as sizeOf, stretched } from './folding.ts'
import { roomFor } from './room.ts'
import { channelsFirst, rankOf, sizesOf, type Value } from './value.ts'

/** Tensors joined number by number, with the broadcasting of NumPy. */

/**
 * value * scale + offset, both constants broadcast as NumPy does. A factor a channel, or one for all, becomes an affine
 * node; anything else tensors of the value's own shape.
 */
export function scaled(call: OperatorCall, value: Value, scale: Constant, offset: Constant): Value {
  if (masksWholeRows(offset)) {
    call.refuse('masks all of a row, of which a softmax makes no numbers', 'export it with a mask that leaves some')
  }
  const { whole, stretch } = stretchedFor(call, value, [scale, offset])
  const [factors, shifts] = [channelFactors(call, whole, scale), channelFactors(call, whole, offset)]
  const options = { like: whole }
  if (factors && shifts)
    return call.emit({ type: 'affine', scale: factors, offset: shifts }, [whole], whole.shape, options)

  const tensor = (each: Constant, step: string): Value => {
    const full = stretched(besidesBatch(call, each, whole), stretch)
    const placed = gathered(full, whole.shape, (index) => whole.axes.map((axis) => index[axis]!))
    return call.emit({ type: 'constant', value: asWeights(placed) }, [], whole.shape, { step, like: whole })
  }
  const shifted = !isAll(offset, 0)
  const product = isAll(scale, 1)
    ? whole
    : call.emit({ type: 'multiply' }, [whole, tensor(scale, 'factor')], whole.shape, {
        ...options,
        ...(shifted ? { step: 'product' } : {})
      })
  return shifted ? call.emit({ type: 'add' }, [product, tensor(offset, 'offset')], whole.shape, options) : product
}

/** True for an offset of which a whole row, along its last axis, has no end. */
function masksWholeRows({ dims, values }: Constant): boolean {
  if (values.every(Number.isFinite)) return false
  const length = dims.at(-1) ?? 1
  const rows = Array.from({ length: length === 0 ? 0 : values.length / length }, (_, row) => row * length)
  return rows.some((from) => !values.subarray(from, from + length).some(Number.isFinite))
}

/** A constant that meets a value as one number for all or one a channel (the last axis of the graph); null for others. */
export function channelFactors(call: OperatorCall, value: Value, constant: Constant): Float32Array | null {
  const { dims, values } = besidesBatch(call, constant, value)
  if (values.every((v) => v === values[0])) return Float32Array.of(values[0]!)
  const varies = dims.flatMap((size, axis) => (size === 1 ? [] : [axis]))
  return varies.length === 1 && varies[0] === channelAxis(value) ? Float32Array.from(values) : null
}

/** A value repeated to the sizes that constants broadcast it to, and these sizes without the batch. */
function stretchedFor(
  call: OperatorCall,
  value: Value,
  constants: readonly Constant[]
): { whole: Value; stretch: number[] } {
  const all = constants.reduce((dims, each) => broadcastDims(call, dims, each.dims), dimsOf(call, value))
  const whole = expanded(call, value, all)
  return { whole, stretch: whole.batchAt === 0 ? all.slice(1) : all }
}

/** A value repeated to sizes that count the batch. */
export function expanded(call: OperatorCall, value: Value, dims: readonly number[]): Value {
  const own = dimsOf(call, value)
  if (value.batchAt === 0 && dims.length === own.length && dims[0] === own[0])
    return repeatedTo(call, value, dims.slice(1))
  return repeatedTo(call, withRank(call, call.unbatched(value), dims.length), dims)
}

/** A value without a batch axis, with axes of 1 put in front of the others. */
function withRank(call: OperatorCall, value: Value, rank: number): Value {
  const missing = Array.from({ length: rank - value.axes.length }, () => 1)
  return call.reshaped(value, [...missing, ...sizesOf(value)], { step: 'rank' })
}

const isAll = ({ values }: Constant, wanted: number): boolean => values.every((v) => v === wanted)

/** The model's axis that is last in the graph. */
const channelAxis = (value: Value): number => value.axes.indexOf(value.shape.length - 1)

/** The constant with exactly the axes that the value names: without the batch axis, with axes of 1 put in front. */
function besidesBatch(call: OperatorCall, source: Constant, { axes }: Value): Constant {
  const { dims, values } = ofEveryPicture(call, source, axes.length)
  return { ...source, dims: [...Array.from({ length: axes.length - dims.length }, () => 1), ...dims], values }
}

/**
 * The last `rank` axes of a constant, whose axis in front of these is the batch. Every picture must have the same numbers
 * of it, for any may stand at any place of a batch.
 */
function ofEveryPicture(call: OperatorCall, source: Constant, rank: number): Constant {
  const dims = source.dims.slice(Math.max(0, source.dims.length - rank))
  const values = source.values.slice(0, sizeOf(dims))
  if (source.values.some((value, i) => value !== values[i % values.length])) {
    call.refuse('has a constant of its own for each picture of a batch', 'export the model for one picture at a time')
  }
  return { ...source, dims, values }
}

/** The value with its sizes of 1 repeated to `sizes`. */
export function repeatedTo(call: OperatorCall, value: Value, sizes: readonly number[]): Value {
  const own = sizesOf(value)
  const missing = own.flatMap((size, axis) => (size === sizes[axis] ? [] : [axis]))
  if (missing.length === 0) return value
  if (value.axes.length === 3 && missing.length === 2) {
    // A number for each channel becomes a picture of them, whichever axis the channels are.
    const channels = [0, 1, 2].find((axis) => !missing.includes(axis))!
    const vector = call.emit({ type: 'reshape' }, [value], [own[channels]!], { step: 'vector' })
    const shape = [...missing, channels].map((axis) => sizes[axis]!)
    const axes = [0, 1, 2].map((axis) => (axis === channels ? 2 : missing.indexOf(axis)))
    const picture = call.emit({ type: 'broadcast', factor: 1 }, [vector], shape, { step: 'repeat', axes })
    return { ...picture, batchAt: value.batchAt }
  }
  // Repeating along one axis is a matrix of ones on it.
  return missing.reduce((result, axis) => {
    const length = sizes[axis]!
    return alongAxis(
      call,
      result,
      axis,
      { shape: [1, length], data: new Float32Array(roomFor([length])).fill(1) },
      'repeat'
    )
  }, value)
}

/** A matrix [size, new size] applied along one of the model's axes. */
export function alongAxis(
  call: OperatorCall,
  value: Value,
  axis: number,
  kernel: { shape: readonly [number, number]; data: Float32Array },
  step: string
): Value {
  const last = value.shape.length - 1
  // The axis swaps places with the one that is last in the graph.
  const axes = value.axes.map((at) => (at === value.axes[axis] ? last : at === last ? value.axes[axis]! : at))
  const arranged = call.arranged(value, axes, `${step}-axes`)
  const shape = [...arranged.shape.slice(0, -1), kernel.shape[1]]
  const result = call.emit({ type: 'dense', kernel, bias: null }, [arranged], shape, { step, like: arranged })
  return call.arranged(result, value.axes, `${step}-back`)
}

export function combined(call: OperatorCall, type: 'add' | 'multiply', one: Value, other: Value): Value {
  const [a, b] = onOneRank(call, one, other)
  const sizes = broadcastDims(call, sizesOf(a), sizesOf(b))
  const [left, right] = alike(call, repeatedTo(call, a, sizes), repeatedTo(call, b, sizes))
  const op: Op =
    type === 'multiply' && isSigmoidOf(call, right, left)
      ? { type: 'activation', activation: { kind: 'swish' } }
      : { type }
  return call.emit(op, op.type === 'activation' ? [left] : [left, right], left.shape, { like: left })
}

/** Two values in one order of the graph's axes: that of pictures where one of them has it. */
function alike(call: OperatorCall, a: Value, b: Value): [Value, Value] {
  const isPicture = ({ axes }: Value): boolean => axes.join() === channelsFirst.join()
  return isPicture(b) && !isPicture(a) ? [call.arranged(a, b.axes), b] : [a, call.arranged(b, a.axes)]
}

/** Two values whose axes meet as broadcasting has it, from the last on. */
export function onOneRank(call: OperatorCall, a: Value, b: Value): [Value, Value] {
  if (a.axes.length === b.axes.length && a.batchAt === b.batchAt) return [a, b]
  const rank = Math.max(rankOf(a), rankOf(b))
  return [withRank(call, call.unbatched(a), rank), withRank(call, call.unbatched(b), rank)]
}

/** x * sigmoid(x), as exporters write Swish. */
export function isSigmoidOf(call: OperatorCall, gate: Value, x: Value): boolean {
  const node = call.scope.nodes.find(({ id }) => id === gate.id)
  return node?.op.type === 'activation' && node.op.activation.kind === 'sigmoid' && node.inputs[0] === x.id
}

/** x^exponent; a small whole power is a product, which has numbers below zero too. */
export function raised(call: OperatorCall, value: Value, exponent: number, step?: string): Value {
  if (exponent === 1) return value
  const options = { ...(step ? { step } : {}), like: value }
  if (exponent === 2 || exponent === 3) {
    const factors = Array.from({ length: exponent }, () => value)
    return call.emit({ type: 'multiply' }, factors, value.shape, options)
  }
  return call.emit({ type: 'activation', activation: { kind: 'power', exponent } }, [value], value.shape, options)
}

export function negated(call: OperatorCall, value: Value, step?: string): Value {
  const op: Op = { type: 'affine', scale: Float32Array.of(-1), offset: Float32Array.of(0) }
  return call.emit(op, [value], value.shape, { ...(step ? { step } : {}), like: value })
}
