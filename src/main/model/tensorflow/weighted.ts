import type { Pair, Weights } from '../graph/graph.ts'
import { activate } from '../lowering/activations.ts'
import type { OperatorCall, OperatorImporter } from '../lowering/call.ts'
import { asWeights, constant } from '../lowering/constant.ts'
import { convolved, ofEachChannel, transposedConvolution } from '../lowering/convolution.ts'
import { scaled } from '../lowering/elementwise.ts'
import { batchNormalised, dense } from '../lowering/weighted.ts'
import type { Value } from '../lowering/value.ts'
import { windowPads } from '../lowering/windowPads.ts'
import { permuteWeights } from '../graph/permuteWeights.ts'
import { activationNamed } from './activations.ts'
import { alongPicture, pictureAxes, statedPads } from './windows.ts'

/** Operators that multiply by weights. What TensorFlow.js's converter fuses behind them is named in `fused_ops`. */

/** A kernel [height, width, in, out] (of a depthwise one: [height, width, in, filters a channel]). */
function kernelOf(call: OperatorCall, index: number): Weights {
  const kernel = asWeights(call.constant(index))
  if (kernel.shape.length === 4) return kernel
  return call.refuse(`has a kernel of ${kernel.shape.length} axes, where pictures need 4`, 'export a model of pictures')
}

/** The bias and activation behind a fused operator, whose further inputs begin with the third. */
function fused(call: OperatorCall): { bias: Float32Array | null; then(value: Value): Value } {
  const [first, ...others] = call.texts('fused_ops')
  const hasBias = first === 'BiasAdd'
  const rest = hasBias || first === undefined ? others : [first, ...others]
  const [activation] = rest
  if (rest.length > 1) call.refuse(`fuses ${rest.join(' and ')}, which is not supported`, 'convert it without fusing')
  const bias = hasBias ? asWeights(call.constant(2)).data : null
  if (activation === undefined) return { bias, then: (value) => value }
  const kind = activationNamed(call, activation, hasBias ? 3 : 2)
  return { bias, then: (value) => activate(call, kind, value) }
}

/** A convolution, and what is fused behind it. */
function fusedConvolution(call: OperatorCall, kernel: Weights): Value {
  const picture = call.picture(0, pictureAxes(call))
  const [height, width] = picture.shape
  const [rows = 1, columns = 1] = kernel.shape
  const [strides, dilations] = [alongPicture(call, 'strides', [1, 1]), alongPicture(call, 'dilations', [1, 1])]
  const pads = statedPads(call, [height, width], [rows, columns], strides, dilations)
  const { bias, then } = fused(call)
  const step = call.texts('fused_ops').some((name) => name !== 'BiasAdd') ? 'Conv2D' : undefined
  return then(convolved(call, picture, { kernel, bias }, { strides, dilations, pads }, step))
}

const conv2d: OperatorImporter = (call) => fusedConvolution(call, kernelOf(call, 1))

const depthwise: OperatorImporter = (call) => fusedConvolution(call, ofEachChannel(kernelOf(call, 1)))

/** The gradient of a convolution is a transposed one: inputs are the sizes of the result, the kernel, the picture. */
const inputGradient: OperatorImporter = (call) => {
  const kernel = kernelOf(call, 1)
  const [rows = 1, columns = 1] = kernel.shape
  const picture = call.picture(2, pictureAxes(call))
  const strides = alongPicture(call, 'strides', [1, 1])
  if (alongPicture(call, 'dilations', [1, 1]).some((step) => step !== 1)) {
    call.refuse('is dilated, which is not supported', 'export it without dilation')
  }
  const sizes = call.known(0)
  const size: Pair = pictureAxes(call)[0] === 2 ? [sizes[2]!, sizes[3]!] : [sizes[1]!, sizes[2]!]
  const mode = call.text('padding', 'VALID')
  if (mode !== 'SAME' && mode !== 'VALID') call.refuse(`pads by '${mode}'`, 'pad by SAME or VALID')
  const pads = windowPads(mode === 'SAME' ? 'same' : 'valid', size, [rows, columns], strides)
  return transposedConvolution(call, picture, { kernel, bias: null }, { strides, pads }, size)
}

const matMul: OperatorImporter = (call) => {
  const stored = asWeights(call.constant(1))
  if (stored.shape.length !== 2 || call.int('transpose_a', 0) === 1 || call.int('adj_x', 0) === 1) {
    call.refuse('multiplies by something else than a matrix of weights', 'convert a model with Dense layers')
  }
  const isTurned = call.int('transpose_b', 0) === 1 || call.int('adj_y', 0) === 1
  const { bias, then } = fused(call)
  const step = call.texts('fused_ops').some((name) => name !== 'BiasAdd') ? 'MatMul' : undefined
  return then(dense(call, isTurned ? permuteWeights(stored, [1, 0]) : stored, bias, step))
}

const biasAdd: OperatorImporter = (call) => {
  const value = call.value(0)
  const bias = call.constant(1)
  const isFirst = call.text('data_format', 'NHWC') === 'NCHW' && value.axes.length === 3
  return scaled(call, value, constant([], [1]), isFirst ? { ...bias, dims: [bias.dims[0]!, 1, 1] } : bias)
}

/** In training it normalises by the pictures of its batch, and may be given no other statistics. */
const batchNormalization: OperatorImporter = (call) => {
  if (call.constant(3).values.length === 0) {
    call.refuse('normalises by the statistics of its batch', 'save the model as it steers, with training=False')
  }
  // TensorFlow leaves out what is as usual, and usual is that it trains.
  if (call.int('is_training', 1) === 1) {
    call.warn(
      'training-mode',
      `'${call.scope.source}' was saved as it trains; here it normalises with the statistics of its training. Save it again with training=False to be sure.`
    )
  }
  const axis = pictureAxes(call)[0] === 2 ? 0 : call.value(0).axes.length - 1
  return batchNormalised(call, axis, call.float('epsilon', 1e-4))
}

export const weightedOperators: Record<string, OperatorImporter> = {
  Conv2D: conv2d,
  _FusedConv2D: conv2d,
  DepthwiseConv2dNative: depthwise,
  FusedDepthwiseConv2dNative: depthwise,
  Conv2DBackpropInput: inputGradient,
  MatMul: matMul,
  _FusedMatMul: matMul,
  BatchMatMul: matMul,
  BatchMatMulV2: matMul,
  BiasAdd: biasAdd,
  BiasAddV1: biasAdd,
  FusedBatchNorm: batchNormalization,
  FusedBatchNormV2: batchNormalization,
  FusedBatchNormV3: batchNormalization
}
