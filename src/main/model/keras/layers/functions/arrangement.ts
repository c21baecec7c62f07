import type { Pads } from '../../../graph/graph.ts'
import {
  chosen,
  cut,
  joined,
  resized,
  split,
  squeezed,
  taken,
  transposed,
  unsqueezed
} from '../../../lowering/arrangement.ts'
import { isConstant } from '../../../lowering/call.ts'
import { alongAxis, repeatedTo } from '../../../lowering/elementwise.ts'
import { dimsOf, product, solvedSizes } from '../../../lowering/folding.ts'
import { framed } from '../../../lowering/margins.ts'
import { matrixProduct } from '../../../lowering/matrixProduct.ts'
import { rankOf, sizesOf, type Value } from '../../../lowering/value.ts'
import { type Argument, list, tensor } from './argument.ts'
import type { FunctionCall, KnownFunction } from './functionCall.ts'

/** Functions that move, cut, join or repeat numbers. Their axes count the batch. */

const input = (call: FunctionCall): Value => call.tensorAt(0, 'x', 'input', 'tensor', 'a', 'value', 'params')

const values = (parts: readonly (Value | ReturnType<FunctionCall['operandAt']>)[]): Argument =>
  list(parts.flatMap((part) => (isConstant(part) ? [] : [tensor(part)])))

const concatenate: KnownFunction = (call) => {
  const operands = call.operandsAt(0, 'values', 'tensors', 'arrays', 'xs', 'inputs')
  const fallback = call.path.startsWith('tf.') ? NaN : -1
  const axis = call.numberAt(fallback, call.isListed(0) ? 1 : Infinity, 'axis', 'concat_dim')
  if (Number.isNaN(axis)) call.refuse('is given no axis', 'save the model again')
  return operands.length === 1 && !isConstant(operands[0]!) ? operands[0]! : joined(call, operands, axis)
}

const stack: KnownFunction = (call) => {
  const operands = call.operandsAt(0, 'values', 'arrays', 'x', 'xs')
  const axis = call.numberAt(0, call.isListed(0) ? 1 : Infinity, 'axis')
  const parts = operands.map((operand) => {
    const value = isConstant(operand) ? call.constantValue(operand) : operand
    return unsqueezed(call.on(value), [axis])
  })
  return joined(call, parts, axis)
}

const unstack: KnownFunction = (call) => {
  const value = input(call)
  call.argument(1, 'num')
  const stated = call.numberAt(0, 2, 'axis')
  const axis = call.axisOf(stated, value)
  const parts = split(call, value, axis, new Array<number>(sizesOf(value)[axis]!).fill(1))
  return values(parts.map((part) => (isConstant(part) ? part : squeezed(call.on(part), [stated]))))
}

/** `tf.split` by sizes or a count; `keras.ops.split` by places or a count. */
const splitUp: KnownFunction = (call) => {
  const value = input(call)
  const stated = call.numbersAt(1, 'num_or_size_splits', 'indices_or_sections')
  const axis = call.axisOf(call.numberAt(0, 2, 'axis'), value)
  call.argument(3, 'num')
  const length = sizesOf(value)[axis]!
  const given = Array.from(stated?.values ?? [])
  const [count = 0] = given
  if (stated?.dims.length === 0) {
    if (count < 1 || length % count !== 0) call.refuse(`divides ${length} by ${count}`, 'save the model again')
    return values(split(call, value, axis, new Array<number>(count).fill(length / count)))
  }
  const sizes = call.path.startsWith('keras.ops')
    ? [...given, length].map((end, i) => end - (given[i - 1] ?? 0))
    : given.map((size) => (size === -1 ? length - given.reduce((sum, one) => sum + Math.max(one, 0), 0) : size))
  if (sizes.some((size) => size < 1)) call.refuse(`makes parts of ${sizes.join(', ')}`, 'save the model again')
  return values(split(call, value, axis, sizes))
}

const reshape: KnownFunction = (call) => {
  const value = input(call)
  const stated = call.argument(1, 'shape', 'newshape')
  const items = stated?.kind === 'list' ? stated.items : stated ? [stated] : []
  // None stands for the open size of the batch.
  const sizes = items.map((item) => (item.kind === 'number' ? item.value : -1))
  if (sizes[0] === -1 && sizes.filter((size) => size === -1).length > 1) sizes[0] = call.scope.batch
  return resized(call.on(value), solvedSizes(call, dimsOf(call, value), sizes))
}

const transpose: KnownFunction = (call) => {
  const value = input(call)
  const order = call.axesAt(1, 'perm', 'axes', 'pattern') ?? [...Array(rankOf(value)).keys()].reverse()
  const isOrder = [...order].sort((a, b) => a - b).every((axis, i) => axis === i) && order.length === rankOf(value)
  if (!isOrder) call.refuse(`has the axes (${order.join(', ')}), which do not fit its input`, 'save the model again')
  return transposed(call.on(value), order)
}

const counted = (axis: number, value: Value): number => (axis < 0 ? axis + rankOf(value) : axis)

const moveAxis: KnownFunction = (call) => {
  const value = input(call)
  const from = counted(call.numberAt(0, 1, 'source'), value)
  const to = counted(call.numberAt(0, 2, 'destination'), value)
  const rest = [...Array(rankOf(value)).keys()].filter((axis) => axis !== from)
  return transposed(call.on(value), rest.toSpliced(to, 0, from))
}

const swapAxes: KnownFunction = (call) => {
  const value = input(call)
  const [a, b] = [counted(call.numberAt(0, 1, 'axis1'), value), counted(call.numberAt(0, 2, 'axis2'), value)]
  const order = [...Array(rankOf(value)).keys()].map((axis) => (axis === a ? b : axis === b ? a : axis))
  return transposed(call.on(value), order)
}

/** The numbers along axes the other way round. */
const reverse: KnownFunction = (call) => {
  const value = input(call)
  const axes = call.axesAt(1, 'axis', 'axes')
  if (!axes) return call.refuse('is given no axis', 'save the model again')
  return axes.reduce((result, stated) => {
    const axis = call.axisOf(stated, result)
    const length = sizesOf(result)[axis]!
    const places = Array.from({ length }, (_, i) => length - 1 - i)
    return chosen(call, result, axis, places)
  }, value)
}

/** Zeros around a tensor, or its own numbers again at its edge. */
const pad: KnownFunction = (call) => {
  const value = input(call)
  const widths = call.numbersAt(1, 'paddings', 'pad_width')
  const mode = call.textAt('constant', 2, 'mode').toLowerCase()
  if (call.numberAt(0, 3, 'constant_values') !== 0) call.refuse('pads with another number than 0', 'pad with 0')
  if (widths?.dims.join() !== `${rankOf(value)},2`) return call.refuse('pads no such tensor', 'save the model again')
  return sizesOf(value).reduce((result, length, axis) => {
    const at = axis + rankOf(value) - value.axes.length
    const [before = 0, after = 0] = widths.values.slice(2 * at, 2 * at + 2)
    return before === 0 && after === 0 ? result : padded(call, result, axis, { length, before, after, mode })
  }, value)
}

interface Edge {
  length: number
  before: number
  after: number
  mode: string
}

function padded(call: FunctionCall, value: Value, axis: number, { length, before, after, mode }: Edge): Value {
  const at = value.axes[axis]!
  const to = call.length(before + length + after)
  if (mode === 'constant' && value.shape.length === 3 && at < 2) {
    const pads: Pads = at === 0 ? [before, 0, after, 0] : [0, after, 0, before]
    return framed(call, value, pads, at === 0 ? 'rows' : 'columns')
  }
  const last = length - 1
  const mirrored = mode === 'reflect' ? 0 : mode === 'symmetric' ? 1 : null
  if (mirrored === null && mode !== 'constant') call.refuse(`pads by '${mode}'`, 'pad with 0')
  const data = new Float32Array(length * to)
  for (let i = 0; i < to; i++) {
    const place = i - before
    const inside = place < 0 ? -place - (mirrored ?? 0) : place > last ? 2 * last + (mirrored ?? 0) - place : place
    if (mirrored !== null || place === inside) data[inside * to + i] = 1
  }
  return alongAxis(call, value, axis, { shape: [length, to], data }, `pad-${axis}`)
}

/** The whole tensor several times along its axes. */
const tile: KnownFunction = (call) => {
  const value = input(call)
  const counts = Array.from(call.numbersAt(1, 'multiples', 'repeats', 'n')?.values ?? [])
  if (counts.length !== rankOf(value)) call.refuse('repeats no such tensor', 'save the model again')
  const own = counts.slice(rankOf(value) - value.axes.length)
  if (product(counts) !== product(own)) call.refuse('repeats the batch', 'save the model without it')
  return own.reduce((result, count, axis) => {
    const length = sizesOf(result)[axis]!
    if (count === 1) return result
    if (length === 1) return repeatedTo(call, result, sizesOf(result).with(axis, call.length(count)))
    const places = Array.from({ length: call.length(count * length) }, (_, i) => i % length)
    return chosen(call, result, axis, places)
  }, value)
}

/** Each number several times along an axis. */
const repeat: KnownFunction = (call) => {
  const value = input(call)
  const count = call.numberAt(1, 1, 'repeats', 'rep')
  const axis = call.axisOf(call.numberAt(NaN, 2, 'axis'), value)
  const length = sizesOf(value)[axis]!
  const places = Array.from({ length: call.length(count * length) }, (_, i) => Math.floor(i / count))
  return chosen(call, value, axis, places)
}

const gather: KnownFunction = (call) => {
  const value = input(call)
  const indices = call.numbersAt(1, 'indices')
  if (!indices) return call.refuse('is given no places', 'save the model again')
  return taken(call, value, call.numberAt(0, Infinity, 'axis'), { dims: indices.dims, values: indices.values })
}

/** `tf.slice`. */
const slice: KnownFunction = (call) => {
  const value = input(call)
  const [begin, size] = [call.numbersAt(1, 'begin', 'start_indices'), call.numbersAt(2, 'size', 'shape')]
  const before = rankOf(value) - value.axes.length
  return sizesOf(value).reduce((result, length, axis) => {
    const from = begin?.values[axis + before] ?? 0
    const stated = size?.values[axis + before] ?? -1
    return cut(call, result, axis, from, stated === -1 ? length - from : stated, `axis-${axis + before}`)
  }, value)
}

const matmul: KnownFunction = (call) => {
  const [a, b] = [call.operandAt(0, 'a', 'x', 'x1'), call.operandAt(1, 'b', 'y', 'x2')]
  if (isConstant(a) && isConstant(b)) return call.refuse('multiplies two constants', 'save the model again')
  return matrixProduct(call, a, b)
}

/** Each picture's numbers in a row. */
const flatten: KnownFunction = (call) => {
  const value = input(call)
  return call.reshaped(value, [product(value.shape)])
}

export const arrangementFunctions: Readonly<Record<string, KnownFunction>> = {
  concat: concatenate,
  concatenate,
  stack,
  unstack,
  split: splitUp,
  reshape,
  transpose,
  permute_dimensions: transpose,
  moveaxis: moveAxis,
  swapaxes: swapAxes,
  reverse,
  flip: reverse,
  pad,
  tile,
  repeat,
  repeat_elements: repeat,
  gather,
  take: gather,
  slice,
  matmul,
  batch_flatten: flatten,
  expand_dims: (call) => unsqueezed(call.on(input(call)), [call.numberAt(-1, 1, 'axis', 'dim')]),
  squeeze: (call) => squeezed(call.on(input(call)), call.axesAt(1, 'axis', 'squeeze_dims'))
}
