import {
  dimsOf,
  joined,
  padded,
  resized,
  sliced,
  split,
  squeezed,
  taken,
  transposed,
  unsqueezed
} from '../operators/arrangement.ts'
import type { OperatorCall, OperatorImporter } from '../operators/call.ts'
import { repeatedTo } from '../operators/elementwise.ts'
import { broadcastDims, product } from '../operators/folding.ts'
import { sizesOf } from '../operators/value.ts'
import { reshapedSizes, sliceRanges } from './folding.ts'

/** Operators that move, cut or join numbers without computing with them. */

const transpose: OperatorImporter = (call) => {
  const rank = call.anyValue(0).axes.length + 1
  return transposed(call, call.ints('perm') ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis))
}

const reshape: OperatorImporter = (call) => {
  const target = Array.from(call.constant(1).values)
  return resized(call, reshapedSizes(call, dimsOf(call, call.anyValue(0)), target))
}

const flatten: OperatorImporter = (call) => {
  const stated = call.int('axis', 1)
  const dims = dimsOf(call, call.value(0))
  const axis = stated < 0 ? stated + dims.length : stated
  return resized(call, [product(dims.slice(0, axis)), product(dims.slice(axis))])
}

const gather: OperatorImporter = (call) => {
  const value = call.anyValue(0)
  return taken(call, value, call.axisOf(call.int('axis', 0), value), call.constant(1))
}

const splitIntoParts: OperatorImporter = (call) => {
  const value = call.value(0)
  const axis = call.axisOf(call.int('axis', 0), value)
  const length = sizesOf(value)[axis]!
  const count = call.operator.outputs.length
  const equal = Math.ceil(length / count)
  const sizes = call.numbers('split', 1) ?? Array.from({ length: count }, (_, i) => Math.min(equal, length - i * equal))
  return split(call, value, axis, sizes)
}

const pad: OperatorImporter = (call) => {
  const stated = call.numbers('pads', 1) ?? []
  const fill = call.scope.opset < 11 ? call.float('value', 0) : (call.optional(2)?.values[0] ?? 0)
  if (call.text('mode', 'constant') !== 'constant' || fill !== 0) {
    call.refuse('pads with something else than zeros', 'pad with zeros')
  }
  const axes = Array.from(call.optional(3)?.values ?? Float64Array.from({ length: stated.length / 2 }, (_, i) => i))
  return padded(
    call,
    axes.map((axis, i) => ({ axis, before: stated[i]!, after: stated[i + axes.length]! }))
  )
}

const expand: OperatorImporter = (call) => {
  const value = call.value(0)
  const dims = broadcastDims(call, dimsOf(call, value), Array.from(call.constant(1).values))
  if (dims.length !== value.axes.length + 1) call.refuse('adds axes before the batch', 'keep the batch axis first')
  return repeatedTo(call, value, dims.slice(1))
}

/** Depth in blocks becomes pixels, as a permutation between two reshapes. */
const depthToSpace: OperatorImporter = (call) => {
  const picture = call.picture()
  const [height, width, channels] = picture.shape
  const block = call.int('blocksize', 1)
  const depth = channels / (block * block)
  const depthFirst = call.text('mode', 'DCR') === 'CRD'
  // Channels run [block, block, depth] in DCR and [depth, block, block] in CRD.
  const parts = depthFirst ? [depth, block, block] : [block, block, depth]
  const apart = call.emit({ type: 'reshape' }, [picture], [height, width, ...parts], { step: 'blocks' })
  const axes = depthFirst ? [0, 3, 1, 4, 2] : [0, 2, 1, 3, 4]
  const woven = axes.map((axis) => apart.shape[axis]!)
  const placed = call.emit({ type: 'permute', axes }, [apart], woven, { step: 'weave' })
  return call.emit({ type: 'reshape' }, [placed], [height * block, width * block, depth], { axes: picture.axes })
}

const operandsOf = (call: OperatorCall) => call.operands.map((_, i) => call.operand(i))

export const arrangementOperators: Record<string, OperatorImporter> = {
  Transpose: transpose,
  Reshape: reshape,
  Flatten: flatten,
  Squeeze: (call) => squeezed(call, call.numbers('axes', 1)),
  Unsqueeze: (call) => unsqueezed(call, call.numbers('axes', 1) ?? []),
  Concat: (call) => joined(call, operandsOf(call), call.int('axis', 1)),
  Slice: (call) => sliced(call, call.value(0), sliceRanges(call, dimsOf(call, call.value(0)))),
  Gather: gather,
  Split: splitIntoParts,
  Pad: pad,
  Expand: expand,
  DepthToSpace: depthToSpace
}
