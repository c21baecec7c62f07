import { joined, resized, sliced, split, squeezed, taken, transposed, unsqueezed } from '../lowering/arrangement.ts'
import type { OperatorCall, OperatorImporter } from '../lowering/call.ts'
import { constant } from '../lowering/constant.ts'
import { expanded } from '../lowering/elementwise.ts'
import { broadcastDims, dimsOf, product } from '../lowering/folding.ts'
import { padded, type PadMode } from '../lowering/padding.ts'
import { rankOf, sizesOf } from '../lowering/value.ts'
import { reshapedSizes, sliceRanges } from './folding.ts'

/** Operators that move, cut or join numbers without computing with them. */

const transpose: OperatorImporter = (call) => {
  const rank = rankOf(call.anyValue(0))
  return transposed(call, call.ints('perm') ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis))
}

/** Of Reshape and Flatten: the sizes of the result, the batch among them. */
export const onnxNewSizes: Readonly<Record<string, (call: OperatorCall) => number[]>> = {
  Reshape: (call) => {
    const target = call.known(1)
    return reshapedSizes(call, dimsOf(call, call.anyValue(0)), target)
  },
  Flatten: (call) => {
    const stated = call.int('axis', 1)
    const dims = dimsOf(call, call.anyValue(0))
    const axis = stated < 0 ? stated + dims.length : stated
    return [product(dims.slice(0, axis)), product(dims.slice(axis))]
  }
}

const reshape: OperatorImporter = (call) => resized(call, onnxNewSizes['Reshape']!(call))

const flatten: OperatorImporter = (call) => resized(call, onnxNewSizes['Flatten']!(call))

const slice: OperatorImporter = (call) => {
  const value = call.anyValue(0)
  const dims = dimsOf(call, value)
  const ranges = sliceRanges(call, dims)
  // Rolling by nothing puts nothing in front of the whole.
  if (ranges.every(({ size }) => size > 0)) return sliced(call, value, ranges)
  return constant(
    dims.map((size, axis) => ranges.find((range) => range.axis === axis)?.size ?? size),
    []
  )
}

const gather: OperatorImporter = (call) => taken(call, call.anyValue(0), call.int('axis', 0), call.constant(1))

/** Places named by their first coordinates, as a list of places of the first axes made one. */
const gatherPlaces: OperatorImporter = (call) => {
  if (call.int('batch_dims', 0) !== 0) call.refuse('picks within a batch', 'export the model without it')
  const value = call.unbatched(call.anyValue(0))
  const { dims, values } = call.constant(1)
  const depth = dims.at(-1) ?? 0
  const own = sizesOf(value)
  const [picked, rest] = [own.slice(0, depth), own.slice(depth)]
  const places = Array.from({ length: product(dims.slice(0, -1)) }, (_, i) =>
    picked.reduce((place, size, axis) => {
      const at = values[i * depth + axis]!
      return place * size + (at < 0 ? at + size : at)
    }, 0)
  )
  const flat = call.reshaped(value, [product(picked), ...rest], { step: 'flat' })
  return taken(call, flat, 0, { dims: dims.slice(0, -1), values: places })
}

/** A place along an axis for each number of the result; known is how to pick the same place for all. */
const gatherElements: OperatorImporter = (call) => {
  const value = call.anyValue(0)
  const stated = call.int('axis', 0)
  const { dims, values } = call.constant(1)
  const [place = 0] = values
  const own = dimsOf(call, value)
  const axis = stated < 0 ? stated + own.length : stated
  const isWhole = dims.every((size, i) => i === axis || size === own[i])
  if (!values.every((v) => v === place) || !isWhole) call.refuse('picks a place for each number', 'use Gather')
  return taken(call, value, axis, { dims: [dims[axis]!], values: values.slice(0, dims[axis]) })
}

const splitIntoParts: OperatorImporter = (call) => {
  const value = call.anyValue(0)
  const axis = call.axisOf(call.int('axis', 0), value)
  const length = sizesOf(value)[axis]!
  const count = call.operator.outputs.length
  const equal = Math.ceil(length / count)
  const sizes = call.numbers('split', 1) ?? Array.from({ length: count }, (_, i) => Math.min(equal, length - i * equal))
  return split(call, value, axis, sizes)
}

const modes: Readonly<Record<string, PadMode>> = { constant: 'constant', reflect: 'reflect', edge: 'edge' }

const pad: OperatorImporter = (call) => {
  const stated = call.numbers('pads', 1) ?? []
  const fill = call.scope.opset < 11 ? call.float('value', 0) : (call.optional(2)?.values[0] ?? 0)
  const stem = call.text('mode', 'constant')
  const mode = modes[stem] ?? call.refuse(`pads by '${stem}'`, 'pad by constant, reflect or edge')
  const axes = Array.from(call.optional(3)?.values ?? Float64Array.from({ length: stated.length / 2 }, (_, i) => i))
  const sides = axes.map((axis, i) => ({ axis, before: stated[i]!, after: stated[i + axes.length]! }))
  return padded(call, sides, { mode, fill })
}

const expand: OperatorImporter = (call) => {
  const value = call.anyValue(0)
  const dims = broadcastDims(call, dimsOf(call, value), call.known(1))
  return expanded(call, value, dims)
}

/** The whole, so many times along each axis. */
const tile: OperatorImporter = (call) => {
  const times = call.known(1)
  return times.reduce((value, count, axis) => {
    if (count === 1) return value
    return joined(
      call,
      Array.from({ length: count }, () => value),
      axis
    )
  }, call.anyValue(0))
}

/** Whether channels run before rows and columns of the block, or behind them. */
const channelsAreFirst = (call: OperatorCall): boolean => call.choice('mode', ['DCR', 'CRD']) === 'CRD'

/** Depth in blocks becomes pixels, as a permutation between two reshapes. */
const depthToSpace: OperatorImporter = (call) => {
  const picture = call.picture()
  const [height, width, channels] = picture.shape
  const block = call.int('blocksize', 1)
  const depth = channels / (block * block)
  const depthFirst = channelsAreFirst(call)
  // Channels run [block, block, depth] in DCR and [depth, block, block] in CRD.
  const parts = depthFirst ? [depth, block, block] : [block, block, depth]
  const apart = call.emit({ type: 'reshape' }, [picture], [height, width, ...parts], { step: 'blocks' })
  const axes = depthFirst ? [0, 3, 1, 4, 2] : [0, 2, 1, 3, 4]
  const woven = axes.map((axis) => apart.shape[axis]!)
  const placed = call.emit({ type: 'permute', axes }, [apart], woven, { step: 'weave' })
  return call.emit({ type: 'reshape' }, [placed], [height * block, width * block, depth], { axes: picture.axes })
}

/** Pixels in blocks become depth, as the same the other way. */
const spaceToDepth: OperatorImporter = (call) => {
  const picture = call.picture()
  const [height, width, channels] = picture.shape
  const block = call.int('blocksize', 1)
  const [rows, columns] = [height / block, width / block]
  const apart = call.emit({ type: 'reshape' }, [picture], [rows, block, columns, block, channels], { step: 'blocks' })
  const axes = channelsAreFirst(call) ? [0, 2, 4, 1, 3] : [0, 2, 1, 3, 4]
  const sorted = axes.map((axis) => apart.shape[axis]!)
  const gathered = call.emit({ type: 'permute', axes }, [apart], sorted, { step: 'sort' })
  return call.emit({ type: 'reshape' }, [gathered], [rows, columns, block * block * channels], { like: picture })
}

const operandsOf = (call: OperatorCall) => call.operands.map((_, i) => call.operand(i))

export const arrangementOperators: Record<string, OperatorImporter> = {
  Transpose: transpose,
  Reshape: reshape,
  Flatten: flatten,
  Squeeze: (call) => squeezed(call, call.numbers('axes', 1)),
  Unsqueeze: (call) => unsqueezed(call, call.numbers('axes', 1) ?? []),
  Concat: (call) => joined(call, operandsOf(call), call.int('axis', 1)),
  Slice: slice,
  Gather: gather,
  GatherElements: gatherElements,
  GatherND: gatherPlaces,
  Split: splitIntoParts,
  Pad: pad,
  Expand: expand,
  Tile: tile,
  DepthToSpace: depthToSpace,
  SpaceToDepth: spaceToDepth
}
