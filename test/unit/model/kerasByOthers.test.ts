import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { beforeAll, describe, expect, test } from 'vitest'
import { nodeOf } from '../../../src/main/model/graph/graph.ts'
import { openModel } from '../../../src/main/model/open.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { layer, sequential } from '../../fixtures/modelConfigs.ts'
import { type LayerWeights, type NamedWeights, seededWeights, writeKerasH5 } from '../../../testing/modelFiles.ts'
import { type LambdaName, marshalledLambdas } from '../../fixtures/marshalledLambdas.ts'
import { modelFolder } from '../../fixtures/modelFolder.ts'
import { floats, OnnxNetwork } from '../../fixtures/onnxModels.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { seededValues } from '../../../testing/seeded.ts'

// Layers that TensorFlow.js's Keras lacks, or in which it differs from Keras: others say what they mean.

const models = modelFolder()
beforeAll(async () => {
  await tf.setBackend('cpu')
})

const batch_input_shape = [null, 7, 9, 3]
const picture = seededValues(7 * 9 * 3, 3)

async function computed(className: string, config: object, weights: LayerWeights = {}, module?: string) {
  const whole = sequential([layer(className, 'odd', { batch_input_shape, ...config })])
  const { graph } = await openModel(await models.h5({ config: module ? { ...whole, module } : whole, weights }))
  return { values: evaluate(graph, picture).get(graph.outputs['odd']!)!, shape: graph.nodes.at(-1)!.shape }
}

describe('pictures are resized as TensorFlow 2 does it, with half-pixel centres', () => {
  const input = (): tf.Tensor3D => tf.tensor3d(picture, [7, 9, 3])

  test.each([
    ['UpSampling2D', { size: [2, 3], interpolation: 'bilinear' }, [14, 27]],
    ['Resizing', { height: 4, width: 13, interpolation: 'bilinear' }, [4, 13]],
    ['Resizing', { height: 10, width: 5, interpolation: 'bilinear' }, [10, 5]]
  ] as const)('%s %o', async (className, config, [height, width]) => {
    const { values, shape } = await computed(className, config)
    expect(shape).toEqual([height, width, 3])
    expectClose(values, tf.image.resizeBilinear(input(), [height, width], false, true).dataSync(), 1e-5)
  })

  test('Resizing, nearest', async () => {
    const { values } = await computed('Resizing', { height: 10, width: 5, interpolation: 'nearest' })
    expectClose(values, tf.image.resizeNearestNeighbor(input(), [10, 5], false, true).dataSync(), 1e-6)
  })
})

test('Resizing by bicubic, doubled, is ONNX Runtime’s where what lies outside does not count', async () => {
  const { values } = await computed('Resizing', { height: 14, width: 18, interpolation: 'bicubic' })
  const network = new OnnxNetwork({ input: [1, 7, 9, 3] }).node('Transpose', [], { perm: [0, 3, 1, 2] })
  const factors = network.tensor(floats([4], Float32Array.of(1, 1, 2, 2)))
  network.node('Resize', ['', factors], { mode: 'cubic', cubic_coeff_a: { float: -0.5 }, exclude_outside: 1 })
  network.node('Transpose', [], { perm: [0, 2, 3, 1] })
  const session = await InferenceSession.create(await network.write(models.place('.onnx')))
  const { output } = await session.run({ input: new Tensor('float32', picture, [1, 7, 9, 3]) })
  expectClose(values, output!.data as Float32Array, 1e-5)
})

describe('functions by their formulas', () => {
  const cases: [name: string, formula: (x: number) => number, module?: string][] = [
    ['silu', (x) => x / (1 + Math.exp(-x))],
    ['hard_sigmoid', (x) => Math.min(1, Math.max(0, 0.2 * x + 0.5))],
    ['hard_sigmoid', (x) => Math.min(6, Math.max(0, x + 3)) / 6, 'keras.src.models'],
    ['hard_silu', (x) => (x * Math.min(6, Math.max(0, x + 3))) / 6, 'keras.src.models'],
    ['softsign', (x) => x / (1 + Math.abs(x))],
    ['exponential', Math.exp],
    ['celu', (x) => (x > 0 ? x : Math.exp(x) - 1), 'keras.src.models'],
    ['hard_tanh', (x) => Math.min(1, Math.max(-1, x)), 'keras.src.models'],
    ['tanh_shrink', (x) => x - Math.tanh(x), 'keras.src.models'],
    ['soft_shrink', (x) => Math.sign(x) * Math.max(0, Math.abs(x) - 0.5), 'keras.src.models'],
    ['squareplus', (x) => (x + Math.sqrt(x * x + 4)) / 2, 'keras.src.models'],
    ['log_sigmoid', (x) => Math.log(1 / (1 + Math.exp(-x))), 'keras.src.models']
  ]
  test.each(cases)('%s', async (activation, formula, module) => {
    const { values } = await computed('Activation', { activation }, {}, module)
    expectClose(values, picture.map(formula), 1e-6)
  })
})

test('SeparableConv2D with a multiplier is its two convolutions', async () => {
  const [deep, point] = [seededWeights('d', [3, 3, 3, 2], 1), seededWeights('p', [1, 1, 6, 4], 2)]
  const config = { filters: 4, kernel_size: 3, depth_multiplier: 2, use_bias: false }
  const { values } = await computed('SeparableConv2D', config, { odd: [deep, point] })
  const expected = tf.separableConv2d(
    tf.tensor3d(picture, [7, 9, 3]),
    tf.tensor4d(deep.data, [3, 3, 3, 2]),
    tf.tensor4d(point.data, [1, 1, 6, 4]),
    1,
    'valid'
  )
  expectClose(values, expected.dataSync(), 1e-5)
})

test('Conv2D in groups is a convolution a group', async () => {
  const kernel = seededWeights('k', [3, 3, 1, 6], 1)
  const bias = seededWeights('b', [6], 2)
  const { values } = await computed('Conv2D', { filters: 6, kernel_size: 3, groups: 3 }, { odd: [kernel, bias] })
  const x = tf.tensor3d(picture, [7, 9, 3])
  const weights = tf.tensor4d(kernel.data, [3, 3, 1, 6])
  const groups = [0, 1, 2].map((g) =>
    tf.conv2d(tf.slice(x, [0, 0, g], [7, 9, 1]), tf.slice(weights, [0, 0, 0, 2 * g], [3, 3, 1, 2]), 1, 'valid')
  )
  expectClose(values, tf.add(tf.concat(groups, 2), tf.tensor1d(bias.data)).dataSync(), 1e-5)
})

test.each([
  ['from the configuration', { mean: [[[0.1, 0.2, 0.3]]], variance: [[[0.5, 1, 2]]] }, {}],
  [
    'from the weights',
    {},
    {
      odd: [
        { name: 'mean', shape: [3], data: Float32Array.of(0.1, 0.2, 0.3) },
        { name: 'variance', shape: [3], data: Float32Array.of(0.5, 1, 2) }
      ]
    }
  ]
])('Normalization, %s', async (_, config, weights) => {
  const { values } = await computed('Normalization', { axis: [-1], ...config }, weights)
  const [mean, variance] = [
    [0.1, 0.2, 0.3],
    [0.5, 1, 2]
  ]
  expectClose(
    values,
    picture.map((v, i) => (v - mean[i % 3]!) / Math.sqrt(variance[i % 3]!)),
    1e-6
  )
})

describe('layers by what TensorFlow.js computes of a picture', () => {
  const input = (): tf.Tensor3D => tf.tensor3d(picture, [7, 9, 3])
  const filled = (name: string, shape: readonly number[], seed: number): NamedWeights =>
    seededWeights(name, shape, seed)
  const standard = (x: tf.Tensor, axes: number[], epsilon: number): tf.Tensor => {
    const { mean, variance } = tf.moments(x, axes, true)
    return tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, epsilon)))
  }
  const [gamma, beta] = [filled('gamma', [3], 1), filled('beta', [3], 2)]
  const whole = [filled('gamma', [7, 9, 3], 3), filled('beta', [7, 9, 3], 4)]
  const rows = (x: tf.Tensor3D, from: number, count: number): tf.Tensor => tf.slice(x, [from, 0, 0], [count, -1, -1])

  test.each<[className: string, config: object, weights: NamedWeights[], truth: (x: tf.Tensor3D) => tf.Tensor]>([
    [
      'GroupNormalization',
      { groups: -1, epsilon: 0.01 },
      [gamma, beta],
      (x) => tf.add(tf.mul(standard(x, [0, 1], 0.01), gamma.data), beta.data)
    ],
    ['GroupNormalization', { groups: 1, scale: false, center: false }, [], (x) => standard(x, [0, 1, 2], 0.001)],
    [
      'RMSNormalization',
      { axis: [-1], epsilon: 0.02 },
      [gamma],
      (x) => tf.mul(tf.div(x, tf.sqrt(tf.add(tf.mean(tf.square(x), 2, true), 0.02))), gamma.data)
    ],
    ['UnitNormalization', { axis: [-1] }, [], (x) => tf.div(x, tf.sqrt(tf.sum(tf.square(x), 2, true)))],
    ['UnitNormalization', { axis: 1 }, [], (x) => tf.div(x, tf.sqrt(tf.sum(tf.square(x), 0, true)))],
    [
      'LayerNormalization',
      { axis: [1, 2, 3], epsilon: 0.01 },
      whole,
      (x) =>
        tf.add(
          tf.mul(standard(x, [0, 1, 2], 0.01), tf.tensor3d(whole[0]!.data, [7, 9, 3])),
          tf.tensor3d(whole[1]!.data, [7, 9, 3])
        )
    ],
    ['CenterCrop', { height: 4, width: 6 }, [], (x) => tf.slice(x, [1, 1, 0], [4, 6, 3])],
    [
      'Resizing',
      { height: 4, width: 4, crop_to_aspect_ratio: true },
      [],
      (x) => tf.image.resizeBilinear(tf.slice(x, [0, 1, 0], [7, 7, 3]), [4, 4], false, true)
    ],
    [
      'Resizing',
      { height: 3, width: 9, crop_to_aspect_ratio: true, interpolation: 'nearest' },
      [],
      (x) => rows(x, 2, 3)
    ]
  ])('%s %o', async (className, config, weights, truth) => {
    const { values } = await computed(className, config, weights.length > 0 ? { odd: weights } : {})
    expectClose(values, truth(input()).dataSync(), 1e-5)
  })
})

describe('layers along rows', () => {
  const vectors = layer('Reshape', 'rows', { target_shape: [21, 9], batch_input_shape })
  const input = (): tf.Tensor2D => tf.tensor2d(picture, [21, 9])
  const [kernel, bias] = [seededWeights('kernel', [3, 9, 4], 1), seededWeights('bias', [4], 2)]
  const padded = (x: tf.Tensor2D, before: number, after: number): tf.Tensor2D =>
    tf.pad(x, [
      [before, after],
      [0, 0]
    ])

  test.each<
    [className: string, config: Record<string, unknown>, weights: LayerWeights, truth: (x: tf.Tensor2D) => tf.Tensor]
  >([
    [
      'Conv1D',
      { filters: 4, kernel_size: [3], padding: 'causal', dilation_rate: [2] },
      { odd: [kernel, bias] },
      (x) => tf.add(tf.conv1d(padded(x, 4, 0), tf.tensor3d(kernel.data, [3, 9, 4]), 1, 'valid', 'NWC', 2), bias.data)
    ],
    ['ZeroPadding1D', { padding: [2, 1] }, {}, (x) => padded(x, 2, 1)],
    ['Cropping1D', { cropping: [2, 1] }, {}, (x) => tf.slice(x, [2, 0], [18, 9])],
    [
      'UpSampling1D',
      { size: 2 },
      {},
      (x) =>
        tf.gather(
          x,
          tf.tensor1d(
            [...Array(42).keys()].map((i) => i >> 1),
            'int32'
          )
        )
    ]
  ])('%s', async (className, config, weights, truth) => {
    const path = await models.h5({ config: sequential([vectors, layer(className, 'odd', config)]), weights })
    const { graph } = await openModel(path)
    expectClose(evaluate(graph, picture).get(graph.outputs['odd']!)!, truth(input()).dataSync(), 1e-5)
  })
})

test('Normalization that is inverted gives back what was normalised', async () => {
  const config = { axis: [-1], mean: [0.1, 0.2, 0.3], variance: [0.5, 1, 2] }
  const { values } = await computed('Normalization', { ...config, invert: true })
  const expected = picture.map((v, i) => v * Math.sqrt(config.variance[i % 3]!) + config.mean[i % 3]!)
  expectClose(values, expected, 1e-6)
})

test('weights of 16 bits are read as what they are', async () => {
  const numbers = [0.5, -1.25, 0.0999755859375, 3, -0.00043487548828125, 0]
  const weights = { odd: [{ name: 'odd/kernel', shape: [3, 2], data: Float32Array.from(numbers) }] }
  const config = sequential([layer('Dense', 'odd', { units: 2, use_bias: false, batch_input_shape })])
  const path = models.place('.h5')
  await writeKerasH5(path, { config, weights, half: true })
  const { graph } = await openModel(path)
  expect(nodeOf(graph, 'odd').op).toMatchObject({ kernel: { shape: [3, 2], data: weights.odd[0]!.data } })
})

test('GRU of TensorFlow 2, the reset after the product, is ONNX Runtime’s with linear_before_reset', async () => {
  const [steps, features, units] = [7, 27, 4]
  const kernel = seededWeights('kernel', [features, 3 * units], 1, 0.3)
  const recurrent = seededWeights('recurrent', [units, 3 * units], 2)
  const bias = seededWeights('bias', [2, 3 * units], 3)
  const gru = layer('GRU', 'odd', { units, reset_after: true, activation: 'tanh', recurrent_activation: 'sigmoid' })
  const reshape = layer('Reshape', 'steps', { target_shape: [steps, features], batch_input_shape })
  const { graph } = await openModel(
    await models.h5({ config: sequential([reshape, gru]), weights: { odd: [kernel, recurrent, bias] } })
  )
  // ONNX has the gates z, r, h too, a matrix a row.
  const turned = ({ shape: [rows, columns], data }: typeof kernel): Float32Array =>
    Float32Array.from(data, (_, i) => data[(i % rows!) * columns! + Math.floor(i / rows!)]!)
  const network = new OnnxNetwork({ input: [steps, 1, features] })
  network.node(
    'GRU',
    [
      network.tensor(floats([1, 3 * units, features], turned(kernel))),
      network.tensor(floats([1, 3 * units, units], turned(recurrent))),
      network.tensor(floats([1, 6 * units], bias.data))
    ],
    { hidden_size: units, linear_before_reset: 1 },
    { outputs: 2 }
  )
  const last = network.last.replace(/0$/, '1')
  const session = await InferenceSession.create(await network.write(models.place('.onnx'), { state: last }))
  const { state } = await session.run({ input: new Tensor('float32', picture, [steps, 1, features]) })
  expectClose(evaluate(graph, picture).get(graph.outputs['odd']!)!, state!.data as Float32Array, 1e-5)
})

describe('slices in a Lambda', () => {
  const [rows, columns] = [7, 9]
  const turned = Array.from({ length: rows * columns * 3 }, (_, i) => picture[i - (i % 3) + 2 - (i % 3)]!)

  test.each<[LambdaName, number[]]>([
    ['turned', turned],
    ['ellipsis', turned.map((v) => v / 255)]
  ])('%s', async (name, expected) => {
    const config = { function: [marshalledLambdas['3.8']![name], null, null], function_type: 'lambda' }
    expectClose((await computed('Lambda', config)).values, expected, 1e-6)
  })

  test('rows of a higher picture', async () => {
    const config = { function: [marshalledLambdas['3.13']!.rows, null, null], function_type: 'lambda' }
    const lambda = layer('Lambda', 'odd', { ...config, batch_input_shape: [null, 90, 4, 3] })
    const { graph } = await openModel(await models.h5({ config: sequential([lambda]), weights: {} }))
    const high = seededValues(90 * 12, 1, 255)
    const expected = high.slice(60 * 12, 65 * 12).map((v) => (v - 128) / 128)
    expect(graph.nodes.map(({ op }) => op.type)).toEqual(['crop', 'affine'])
    expectClose(evaluate(graph, high).get('odd')!, expected, 1e-6)
  })
})
