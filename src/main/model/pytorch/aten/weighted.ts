import type { Pads, Pair, Weights } from '../../graph/graph.ts'
import { permuteWeights } from '../../graph/permuteWeights.ts'
import { isConstant, OperatorCall, type OperatorImporter } from '../../lowering/call.ts'
import { asWeights, type Constant, constant } from '../../lowering/constant.ts'
import { convolved, transposedConvolution } from '../../lowering/convolution.ts'
import { scaled } from '../../lowering/elementwise.ts'
import { mappedConstant } from '../../lowering/folding.ts'
import { matrixProduct } from '../../lowering/matrixProduct.ts'
import { normalisedAlongLastAxis } from '../../lowering/normalisation.ts'
import { warnOfTraining } from '../../lowering/trainingMode.ts'
import { batchNormalised, dense } from '../../lowering/weighted.ts'
import { type AtenOperators, isSet, numbersAt, pairAt } from './atenOperator.ts'

/** Operators that multiply by weights. */

function kernelOf(call: OperatorCall): Weights {
  const kernel = asWeights(call.constant(1))
  if (kernel.shape.length === 4 && kernel.shape.every((size) => size > 0)) return kernel
  return call.refuse(
    `has a kernel [${kernel.shape.join(', ')}], where pictures need four sizes`,
    'export a model of pictures'
  )
}

/** A number for each of the results. */
function biasOf(call: OperatorCall, results: number): Float32Array | null {
  const bias = call.optional(2)
  if (bias && bias.values.length !== results)
    call.refuse(`has ${bias.values.length} biases for ${results} results`, 'export the model again')
  return bias && asWeights(bias).data
}

/** Padding in pixels, or in words: 'same' puts what is odd at the bottom and the right. */
function padsOf(call: OperatorCall, kernel: Pair, dilations: Pair): Pads {
  const word = call.text('padding', '')
  if (word === 'same') {
    const [y, x] = [0, 1].map((axis) => (kernel[axis as 0 | 1] - 1) * dilations[axis as 0 | 1]) as [number, number]
    return [Math.floor(y / 2), Math.ceil(x / 2), Math.ceil(y / 2), Math.floor(x / 2)]
  }
  if (word !== '' && word !== 'valid') return call.refuse(`pads by '${word}'`, 'export it with padding in pixels')
  const [y, x] = pairAt(call, 'padding', [0, 0])
  return [y, x, y, x]
}

const convolution: OperatorImporter = (call) => {
  if (isSet(call, 'transposed')) return transposed(call)
  const picture = call.picture()
  const source = kernelOf(call)
  const [out = 0, depth = 0, rows = 0, columns = 0] = source.shape
  const groups = call.int('groups', 1)
  if (depth * groups !== picture.shape[2]) {
    call.refuse(
      `has a kernel for ${depth * groups} channels where its input has ${picture.shape[2]}`,
      'export the model again'
    )
  }
  const dilations = pairAt(call, 'dilation', [1, 1], 1)
  const pads = padsOf(call, [rows, columns], dilations)
  const kernel = permuteWeights(source, [2, 3, 1, 0])
  return convolved(
    call,
    picture,
    { kernel, bias: biasOf(call, out) },
    { strides: pairAt(call, 'stride', [1, 1], 1), dilations, pads }
  )
}

const transposed: OperatorImporter = (call) => {
  const picture = call.picture()
  const source = kernelOf(call)
  if (pairAt(call, 'dilation', [1, 1], 1).some((step) => step !== 1))
    call.refuse('is dilated, which is not supported', 'export it without dilation')
  const strides = pairAt(call, 'stride', [1, 1], 1)
  const [padding, extra] = [pairAt(call, 'padding', [0, 0]), pairAt(call, 'output_padding', [0, 0])]
  const along = (axis: 0 | 1): number =>
    (picture.shape[axis] - 1) * strides[axis] - 2 * padding[axis] + source.shape[axis + 2]! + extra[axis]
  const [y, x] = padding
  const kernel = permuteWeights(source, [2, 3, 1, 0])
  const groups = call.int('groups', 1)
  const weights = { kernel, bias: biasOf(call, source.shape[1]! * groups) }
  const window = { strides, pads: [y, x, y, x] as const }
  return transposedConvolution(call, picture, weights, window, [along(0), along(1)], groups)
}

/** Rows times the transpose of a matrix. */
const linear: OperatorImporter = (call) => {
  const weight = asWeights(call.constant(1))
  if (weight.shape.length !== 2) call.refuse('multiplies by something else than a matrix', 'export the model again')
  return dense(call, permuteWeights(weight, [1, 0]), biasOf(call, weight.shape[0]!))
}

/** beta * self + alpha * rows times a matrix. */
const addmm: OperatorImporter = (call) => {
  const [matrix, added] = [call.constant(1), call.constant(2)]
  if (matrix.dims.length !== 2) call.refuse('multiplies by something else than a matrix', 'export the model again')
  const times = (source: Constant, factor: number): Constant =>
    factor === 1 ? source : mappedConstant(source, (v) => factor * v)
  const product = dense(call, asWeights(times(matrix, call.float('alpha', 1))), null, 'product')
  return scaled(call, product, constant([], [1]), times(added, call.float('beta', 1)))
}

const matmul: OperatorImporter = (call) => {
  const right = call.operand(1)
  const isDense = isConstant(right) && right.dims.length === 2
  return isDense ? dense(call, asWeights(right), null) : matrixProduct(call, call.operand(0), right)
}

/** Always by the statistics of training, of which the file has to hold both. */
const batchNorm: OperatorImporter = (call) => {
  if (isSet(call, 'training')) warnOfTraining(call)
  const channels = call.constant(3).values.length
  const parts = [1, 2, 3, 4].map((i) => call.optional(i)?.values.length ?? channels)
  if (parts.some((length) => length !== channels))
    call.refuse(`has ${parts.join(', ')} numbers for its channels`, 'export the model again')
  const filled = [call.operands[0]!, ...[1, 0].map((value, i) => call.optional(i + 1) ?? all(channels, value))]
  const whole = new OperatorCall(call.scope, call.operator, [...filled, ...call.operands.slice(3)], call.place)
  return batchNormalised(whole, 0, call.float('eps', 1e-5))
}

const all = (length: number, value: number): Constant => constant([length], new Float32Array(length).fill(value))

/** Along the last axis alone. */
const layerNorm: OperatorImporter = (call) => {
  if (numbersAt(call, 'normalized_shape')?.length !== 1)
    call.refuse('normalises along several axes', 'normalise along the last one')
  const value = call.anyValue(0)
  const plain = call.arranged(value, [...value.axes.keys()])
  const standard = normalisedAlongLastAxis(call, plain, call.float('eps', 1e-5))
  const [weight, bias] = [call.optional(1) ?? constant([], [1]), call.optional(2) ?? constant([], [0])]
  return scaled(call, standard, weight, bias)
}

const normalised = ['input', 'weight', 'bias', 'running_mean', 'running_var']

export const weightedOperators: AtenOperators = {
  conv2d: { tensors: ['input', 'weight', 'bias'], importer: convolution },
  convolution: { tensors: ['input', 'weight', 'bias'], importer: convolution },
  conv_transpose2d: { tensors: ['input', 'weight', 'bias'], importer: transposed },
  linear: { tensors: ['input', 'weight', 'bias'], importer: linear },
  addmm: { tensors: ['mat1', 'mat2', 'self'], importer: addmm },
  mm: { tensors: ['self', 'mat2'], importer: matmul },
  bmm: { tensors: ['self', 'mat2'], importer: matmul },
  matmul: { tensors: ['self', 'other'], importer: matmul },
  batch_norm: { tensors: normalised, importer: batchNorm },
  native_batch_norm: { tensors: normalised, importer: batchNorm },
  _native_batch_norm_legit: { tensors: normalised, importer: batchNorm },
  _native_batch_norm_legit_no_training: { tensors: normalised, importer: batchNorm },
  layer_norm: { tensors: ['input', 'weight', 'bias'], importer: layerNorm },
  native_layer_norm: { tensors: ['input', 'weight', 'bias'], importer: layerNorm }
}
