import type { Pair, Weights } from '../graph/graph.ts'
import { permuteWeights } from '../graph/permuteWeights.ts'
import { isConstant, OperatorCall, type OperatorImporter } from '../lowering/call.ts'
import { asWeights, constant } from '../lowering/constant.ts'
import { convolved, transposedConvolution } from '../lowering/convolution.ts'
import { scaled } from '../lowering/elementwise.ts'
import { mappedConstant, product } from '../lowering/folding.ts'
import { batchNormalised, dense } from '../lowering/weighted.ts'
import { matrixProduct } from '../lowering/matrixProduct.ts'
import { channelsFirst, rankOf, sizesOf, type Value } from '../lowering/value.ts'
import { einsum } from './einsum.ts'
import { warnOfTraining } from '../lowering/trainingMode.ts'
import { autoPads, pairOf, slidingWindow } from './windows.ts'

/** Operators that multiply by weights. */

/** A kernel of four axes, of which two are [height, width]; other ranks are not pictures. */
function kernelOf(call: OperatorCall): Weights {
  const kernel = asWeights(call.constant(1))
  if (kernel.shape.length === 4) return kernel
  return call.refuse(`has a kernel of ${kernel.shape.length} axes, where pictures need 4`, 'export a model of pictures')
}

function biasOf(call: OperatorCall, index: number): Float32Array | null {
  const bias = call.optional(index)
  return bias && asWeights(bias).data
}

const conv: OperatorImporter = (call) =>
  call.constant(1).dims.length === 3 ? lineConvolution(call) : convolution(call, call.picture(), kernelOf(call))

/** Along a line, which the model sees as [channels, length]: that of a picture one row high. */
function lineConvolution(call: OperatorCall): Value {
  const { shape, data } = asWeights(call.constant(1))
  const line = call.value(0)
  if (line.axes.length !== 2) {
    call.refuse(
      `has a kernel for lines, and gets a tensor of shape [${['batch', ...sizesOf(line)].join(', ')}]`,
      'export the model again'
    )
  }
  const [channels = 0, length = 0] = sizesOf(line)
  const row = call.arranged(call.reshaped(line, [channels, 1, length], { step: 'row' }), channelsFirst, 'row')
  const [out = 0, depth = 0, size = 0] = shape
  const convolved = convolution(overRows(call), row, { shape: [out, depth, 1, size], data }, 'line')
  return call.reshaped(convolved, [out, convolved.shape[1]!])
}

/** The same operator with what it says of a line said of [height, width]. */
function overRows(call: OperatorCall): OperatorCall {
  const attributes = new Map(call.operator.attributes)
  for (const name of ['kernel_shape', 'strides', 'dilations']) {
    const stated = call.ints(name)
    if (stated?.length === 1) attributes.set(name, [1, ...stated])
  }
  const [before = 0, after = 0] = call.ints('pads') ?? []
  attributes.set('pads', [0, before, 0, after])
  return new OperatorCall(call.scope, { ...call.operator, attributes }, call.operands, call.place)
}

function convolution(call: OperatorCall, picture: Value, source: Weights, step?: string): Value {
  const [height = 0, width = 0, channels = 0] = picture.shape
  const groups = call.int('group', 1)
  const [, depth = 0, rows = 0, columns = 0] = source.shape
  if (depth * groups !== channels) {
    call.refuse(`has a kernel for ${depth * groups} channels where its input has ${channels}`, 'export the model again')
  }
  const kernel = permuteWeights(source, [2, 3, 1, 0])
  const window = slidingWindow(call, [height, width], [rows, columns])
  return convolved(call, picture, { kernel, bias: biasOf(call, 2) }, window, step)
}

const convTranspose: OperatorImporter = (call) => {
  const picture = call.picture()
  const [height, width] = picture.shape
  const source = kernelOf(call)
  const [, , rows = 0, columns = 0] = source.shape
  if (pairOf(call, 'dilations', [1, 1]).some((step) => step !== 1)) {
    call.refuse('is dilated, which is not supported', 'export it without dilation')
  }
  const strides = pairOf(call, 'strides', [1, 1])
  const { pads, size } = transposedExtent(call, [height, width], [rows, columns], strides)
  const weights = { kernel: permuteWeights(source, [2, 3, 1, 0]), bias: biasOf(call, 2) }
  return transposedConvolution(call, picture, weights, { strides, pads }, size, call.int('group', 1))
}

/** Padding and [height, width] of a transposed convolution (ONNX, ConvTranspose). */
function transposedExtent(call: OperatorCall, input: Pair, kernel: Pair, strides: Pair) {
  const extra = pairOf(call, 'output_padding', [0, 0])
  const auto = call.choice('auto_pad', autoPads)
  const stated = call.ints('output_shape')
  const [top = 0, left = 0, bottom = 0, right = 0] = call.ints('pads') ?? []
  const along = (axis: 0 | 1, before: number, after: number) => {
    const full = (input[axis] - 1) * strides[axis] + extra[axis] + kernel[axis]
    if (!stated && !auto.startsWith('SAME')) return { before, after, size: full - before - after }
    const size = stated ? stated.at(axis - 2)! : input[axis] * strides[axis]
    const total = Math.max(0, full - size)
    const less = Math.floor(total / 2)
    const first = auto === 'SAME_UPPER' ? less : total - less
    return { before: first, after: total - first, size }
  }
  const [y, x] = [along(0, top, bottom), along(1, left, right)]
  return { pads: [y.before, x.after, y.after, x.before] as const, size: [y.size, x.size] as const }
}

/** y = alpha A B + beta C. */
const gemm: OperatorImporter = (call) => {
  const input = call.anyValue(0)
  if (rankOf(input) !== 2 || call.int('transA', 0) === 1) {
    call.refuse(
      'multiplies something else than a row of numbers a picture',
      'export the model with a Flatten before it'
    )
  }
  const stored = asWeights(call.constant(1))
  const turned = call.int('transB', 0) === 1 ? permuteWeights(stored, [1, 0]) : stored
  const alpha = call.float('alpha', 1)
  const kernel = alpha === 1 ? turned : { ...turned, data: turned.data.map((v) => v * alpha) }
  const beta = call.float('beta', 1)
  const added = call.optional(2)
  const offsets = added && mappedConstant(added, (v) => beta * v)
  const units = kernel.shape[1]!
  if (offsets && product(offsets.dims.slice(0, -1)) > 1) {
    return scaled(call, dense(call, kernel, null, 'product'), constant([], [1]), offsets)
  }
  const bias = offsets && Float32Array.from({ length: units }, (_, i) => offsets.values[i % offsets.values.length]!)
  return dense(call, kernel, bias)
}

const matMul: OperatorImporter = (call) => {
  const [left, right] = [call.operand(0), call.operand(1)]
  const isDense = isConstant(right) && right.dims.length === 2
  return isDense ? dense(call, asWeights(right), null) : matrixProduct(call, left, right)
}

/** Always by the statistics of training. */
const batchNormalization: OperatorImporter = (call) => {
  // Before version 14 the statistics of the batch came out as further results; version 6 says it in so many words.
  const isTraining = call.int('training_mode', 0) === 1 || call.operator.outputs.length > 3
  if (isTraining || (call.scope.opset < 7 && call.int('is_test', 0) === 0)) warnOfTraining(call)
  // Up to version 8 there may be statistics for each number of a picture.
  return batchNormalised(call, call.int('spatial', 1) === 0 ? null : 0, call.float('epsilon', 1e-5))
}

export const weightedOperators: Record<string, OperatorImporter> = {
  Conv: conv,
  ConvTranspose: convTranspose,
  Gemm: gemm,
  MatMul: matMul,
  Einsum: einsum,
  BatchNormalization: batchNormalization
}
