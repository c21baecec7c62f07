import type { Pads } from '../graph.ts'
import { isConstant, type OnnxCall, type Operand, type OperatorImporter } from './call.ts'
import { alongAxis, repeatedTo } from './elementwise.ts'
import { broadcastDims, sliceRanges, solvedSizes } from './folding.ts'
import { sizesOf, type Value } from './value.ts'

/** Operators that move, cut or join numbers without computing with them. */

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1)

const transpose: OperatorImporter = (call) => {
  const value = call.value(0)
  const rank = value.axes.length + 1
  const order = call.ints('perm') ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis)
  if (order[0] !== 0) call.refuse('moves the batch axis', 'export the model with the batch axis first throughout')
  return { ...value, axes: order.slice(1).map((axis) => value.axes[axis - 1]!) }
}

/** Other sizes, batch included; the batch axis must stay. */
function resized(call: OnnxCall, sizes: readonly number[]): Value {
  const value = call.value(0)
  if (sizes.length === 0 || sizes[0] !== call.scope.batch) {
    call.refuse(`turns a batch of pictures into [${sizes.join(', ')}], which mixes them`, 'keep the batch axis first')
  }
  return call.reshaped(value, sizes.slice(1))
}

const dimsOf = (call: OnnxCall, value: Value): number[] => [call.scope.batch, ...sizesOf(value)]

const reshape: OperatorImporter = (call) => {
  const target = Array.from(call.constant(1).values)
  return resized(call, solvedSizes(call, dimsOf(call, call.value(0)), target))
}

const flatten: OperatorImporter = (call) => {
  const value = call.value(0)
  const stated = call.int('axis', 1)
  const dims = dimsOf(call, value)
  const axis = stated < 0 ? stated + dims.length : stated
  return resized(call, [product(dims.slice(0, axis)), product(dims.slice(axis))])
}

const squeeze: OperatorImporter = (call) => {
  const value = call.value(0)
  const stated = call.numbers('axes', 1)?.map((axis) => call.axisOf(axis, value))
  return call.reshaped(
    value,
    sizesOf(value).filter((size, axis) => (stated ? !stated.includes(axis) : size !== 1))
  )
}

const unsqueeze: OperatorImporter = (call) => {
  const value = call.value(0)
  const stated = call.numbers('axes', 1) ?? []
  const rank = value.axes.length + 1 + stated.length
  const places = new Set(stated.map((axis) => (axis < 0 ? axis + rank : axis)))
  if (places.has(0)) call.refuse('puts an axis before the batch', 'keep the batch axis first')
  const rest = sizesOf(value)
  const sizes = Array.from({ length: rank - 1 }, (_, axis) => (places.has(axis + 1) ? 1 : rest.shift()!))
  return call.reshaped(value, sizes)
}

const concat: OperatorImporter = (call) => {
  const values = call.operands.map((_, i) => call.operand(i))
  const first = values.find((operand): operand is Value => !isConstant(operand))
  if (!first) return call.refuse('joins nothing', 'export the model again')
  const axis = call.axisOf(call.int('axis', 1), first)
  const parts = values.map((operand, i): Value => {
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

/** `size` numbers from `from` on along one of ONNX's axes. */
function cut(call: OnnxCall, value: Value, axis: number, from: number, size: number, step?: string): Value {
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

/** Chosen places along one of ONNX's axes: a matrix of zeros and ones on it. */
function chosen(call: OnnxCall, value: Value, axis: number, places: readonly number[]): Value {
  const length = sizesOf(value)[axis]!
  const data = new Float32Array(length * places.length)
  places.forEach((from, to) => (data[(from < 0 ? from + length : from) * places.length + to] = 1))
  return alongAxis(call, value, axis, { shape: [length, places.length], data }, 'choice')
}

const slice: OperatorImporter = (call) => {
  const input = call.value(0)
  return sliceRanges(call, dimsOf(call, input)).reduce((value, { axis: stated, start, step, size }) => {
    if (stated === 0 && start === 0 && step === 1 && size >= call.scope.batch) return value
    const axis = call.axisOf(stated, value)
    if (size < 1) call.refuse('cuts everything away', 'export the model again')
    if (step === 1) return cut(call, value, axis, start, size)
    return chosen(
      call,
      value,
      axis,
      Array.from({ length: size }, (_, i) => start + i * step)
    )
  }, input)
}

const gather: OperatorImporter = (call) => {
  const value = call.value(0)
  const indices = call.constant(1)
  const axis = call.axisOf(call.int('axis', 0), value)
  const places = Array.from(indices.values)
  if (indices.dims.length === 1) return chosen(call, value, axis, places)
  if (indices.dims.length > 1) call.refuse('picks by a table of places', 'export the model without it')
  const length = sizesOf(value)[axis]!
  const picked = cut(call, value, axis, places[0]! < 0 ? places[0]! + length : places[0]!, 1, 'place')
  return call.reshaped(
    picked,
    sizesOf(value).filter((_, i) => i !== axis)
  )
}

const split: OperatorImporter = (call) => {
  const value = call.value(0)
  const axis = call.axisOf(call.int('axis', 0), value)
  const length = sizesOf(value)[axis]!
  const count = call.node.output.length
  const equal = Math.ceil(length / count)
  const sizes = call.numbers('split', 1) ?? Array.from({ length: count }, (_, i) => Math.min(equal, length - i * equal))
  let from = 0
  return sizes.map((size, i): Operand => {
    from += size
    return cut(call, value, axis, from - size, size, String(i))
  })
}

const pad: OperatorImporter = (call) => {
  const value = call.value(0)
  const stated = call.numbers('pads', 1) ?? []
  const fill = call.scope.opset < 11 ? call.float('value', 0) : (call.optional(2)?.values[0] ?? 0)
  if (call.text('mode', 'constant') !== 'constant' || fill !== 0) {
    call.refuse('pads with something else than zeros', 'pad with zeros')
  }
  const axes = call.optional(3)?.values ?? Float64Array.from({ length: stated.length / 2 }, (_, i) => i)
  const padded = axes.length
  const sides = [0, 0, 0, 0]
  axes.forEach((axis, i) => {
    const [before, after] = [stated[i]!, stated[i + padded]!]
    if (before === 0 && after === 0) return
    const at = value.axes[call.axisOf(axis, value)]!
    if (value.shape.length !== 3 || at === 2)
      call.refuse('pads another axis than rows and columns', 'pad pictures only')
    if (before < 0 || after < 0) call.refuse('pads by less than nothing', 'cut with a Slice')
    sides[at === 0 ? 0 : 3] = before
    sides[at === 0 ? 2 : 1] = after
  })
  if (sides.every((side) => side === 0)) return value
  const [top, right, bottom, left] = sides as [number, number, number, number]
  const [height, width, channels] = value.shape as readonly [number, number, number]
  const shape = [height + top + bottom, width + left + right, channels]
  return call.emit({ type: 'pad', pads: [top, right, bottom, left] }, [value], shape, { axes: value.axes })
}

const expand: OperatorImporter = (call) => {
  const value = call.value(0)
  const dims = broadcastDims(call, dimsOf(call, value), Array.from(call.constant(1).values))
  if (dims.length !== value.axes.length + 1) call.refuse('adds axes before the batch', 'keep the batch axis first')
  return repeatedTo(call, value, dims.slice(1))
}

/** Depth in blocks becomes pixels, as a permutation between two reshapes. */
const depthToSpace: OperatorImporter = (call) => {
  const [height, width, channels] = call.picture().shape
  const picture = call.picture()
  const block = call.int('blocksize', 1)
  const depth = channels / (block * block)
  const depthFirst = call.text('mode', 'DCR') === 'CRD'
  // Channels run [block, block, depth] in DCR and [depth, block, block] in CRD.
  const split = depthFirst ? [depth, block, block] : [block, block, depth]
  const apart = call.emit({ type: 'reshape' }, [picture], [height, width, ...split], { step: 'blocks' })
  const axes = depthFirst ? [0, 3, 1, 4, 2] : [0, 2, 1, 3, 4]
  const woven = axes.map((axis) => apart.shape[axis]!)
  const placed = call.emit({ type: 'permute', axes }, [apart], woven, { step: 'weave' })
  return call.emit({ type: 'reshape' }, [placed], [height * block, width * block, depth], { axes: picture.axes })
}

export const arrangementOperators: Record<string, OperatorImporter> = {
  Transpose: transpose,
  Reshape: reshape,
  Flatten: flatten,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Concat: concat,
  Slice: slice,
  Gather: gather,
  Split: split,
  Pad: pad,
  Expand: expand,
  DepthToSpace: depthToSpace
}
