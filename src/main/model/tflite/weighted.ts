import type { Pair, Weights } from '../graph/graph.ts'
import { permuteWeights } from '../graph/permuteWeights.ts'
import { settled } from '../lowering/arrangement.ts'
import { isConstant, type Operand, OperatorCall, type OperatorImporter } from '../lowering/call.ts'
import { asWeights } from '../lowering/constant.ts'
import { convolved, transposedConvolution } from '../lowering/convolution.ts'
import { dimsOf, product, reordered } from '../lowering/folding.ts'
import { matrixProduct } from '../lowering/matrixProduct.ts'
import { channelsLast, sizesOf, type Value } from '../lowering/value.ts'
import { dense } from '../lowering/weighted.ts'
import { padsOf, pairOf, stridesOf } from './windows.ts'

/** Operators that multiply by weights. Kernels lie as [out, height, width, in], matrices as [out, in]. */

function kernelOf(call: OperatorCall, rank: number): Weights {
  const kernel = asWeights(call.constant(1))
  if (kernel.shape.length === rank) return kernel
  return call.refuse(`has weights of ${kernel.shape.length} axes instead of ${rank}`, 'convert the model again')
}

/** The bias, of a number for each of `count`; null where there is none. */
function biasOf(call: OperatorCall, index: number, count: number): Float32Array | null {
  const stated = call.optional(index)
  if (!stated) return null
  const { data } = asWeights(stated)
  return data.length === count
    ? data
    : call.refuse(`has ${data.length} biases for ${count} numbers`, 'convert the model again')
}

const convolution =
  (order: (shape: Weights) => Weights): OperatorImporter =>
  (call) => {
    const picture = call.picture(0, channelsLast)
    const kernel = order(kernelOf(call, 4))
    const [rows = 1, columns = 1, , out = 0] = kernel.shape
    const dilations = pairOf(call, 'dilation_h', 'dilation_w')
    const [height, width] = picture.shape
    const pads = padsOf(call, [height, width], [rows, columns], dilations)
    const weights = { kernel, bias: biasOf(call, 2, out) }
    return convolved(call, picture, weights, { strides: stridesOf(call), dilations, pads })
  }

/** A depthwise kernel [1, height, width, channels * filters a channel] has a group for each channel. */
const ofEachChannel = ({ shape, data }: Weights): Weights => ({ shape: [shape[1]!, shape[2]!, 1, shape[3]!], data })

/** Its inputs are the sizes of the result, the kernel, the picture. */
const transposeConv: OperatorImporter = (call) => {
  const picture = call.picture(2, channelsLast)
  const kernel = permuteWeights(kernelOf(call, 4), [1, 2, 0, 3])
  const [rows = 1, columns = 1, out = 0] = kernel.shape
  const [, height = 0, width = 0] = call.known(0)
  const size: Pair = [height, width]
  const pads = padsOf(call, size, [rows, columns])
  return transposedConvolution(
    call,
    picture,
    { kernel, bias: biasOf(call, 3, out) },
    { strides: stridesOf(call), pads },
    size
  )
}

/** Rows of as many numbers as the matrix takes; all axes but the last are made one unless they are to be kept. */
const fullyConnected: OperatorImporter = (call) => {
  call.choice('weights_format', ['DEFAULT'])
  const stored = kernelOf(call, 2)
  const [out = 0, depth = 0] = stored.shape
  const keeps = call.int('keep_num_dims', 0) === 1
  const rows = keeps ? call.anyValue(0) : inRows(call, call.anyValue(0), depth)
  const ofRows = new OperatorCall(call.scope, call.operator, [rows], call.place)
  return dense(ofRows, permuteWeights(stored, [1, 0]), biasOf(call, 2, out))
}

/** A value as [rows, depth]. */
function inRows(call: OperatorCall, value: Value, depth: number): Value {
  if (value.batchAt === 0 && product(sizesOf(value)) === depth) return call.reshaped(value, [depth], { step: 'flat' })
  const sizes = dimsOf(call, value)
  if (sizes.length === 2) return value
  const rows = product(sizes) / depth
  if (!Number.isInteger(rows)) {
    call.refuse(`multiplies ${product(sizes)} numbers by a matrix for rows of ${depth}`, 'convert the model again')
  }
  return settled(call, call.reshaped(call.unbatched(value), [rows, depth], { step: 'flat' }))
}

/** The last two axes the other way round. */
function adjoint(call: OperatorCall, operand: Operand): Operand {
  if (isConstant(operand)) {
    const rank = operand.dims.length
    if (rank < 2) return call.refuse('turns something else than a matrix', 'convert the model again')
    return reordered(operand, [...Array.from({ length: rank - 2 }, (_, axis) => axis), rank - 1, rank - 2])
  }
  const { axes } = operand
  if (axes.length < 2) return call.refuse('turns something else than a matrix', 'convert the model again')
  return { ...operand, axes: [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!] }
}

const batchMatmul: OperatorImporter = (call) => {
  const turned = (index: number, option: string): Operand =>
    call.int(option, 0) === 1 ? adjoint(call, call.operand(index)) : call.operand(index)
  return matrixProduct(call, turned(0, 'adj_x'), turned(1, 'adj_y'))
}

export const weightedOperators: Record<string, OperatorImporter> = {
  CONV_2D: convolution((kernel) => permuteWeights(kernel, [1, 2, 3, 0])),
  DEPTHWISE_CONV_2D: convolution(ofEachChannel),
  TRANSPOSE_CONV: transposeConv,
  FULLY_CONNECTED: fullyConnected,
  BATCH_MATMUL: batchMatmul
}
