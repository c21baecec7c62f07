import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { beforeAll, describe, expect, test } from 'vitest'
import { openModel } from '../../../src/main/model/open.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { layer, sequential } from '../../fixtures/modelConfigs.ts'
import { type LayerWeights, seededWeights } from '../../fixtures/modelFiles.ts'
import { type LambdaName, marshalledLambdas } from '../../fixtures/marshalledLambdas.ts'
import { modelFolder } from '../../fixtures/modelFolder.ts'
import { floats, OnnxNetwork } from '../../fixtures/onnxModels.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { seededValues } from '../../fixtures/seeded.ts'

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

describe('functions by their formulas', () => {
  const cases: [name: string, formula: (x: number) => number, module?: string][] = [
    ['silu', (x) => x / (1 + Math.exp(-x))],
    ['hard_sigmoid', (x) => Math.min(1, Math.max(0, 0.2 * x + 0.5))],
    ['hard_sigmoid', (x) => Math.min(6, Math.max(0, x + 3)) / 6, 'keras.src.models'],
    ['hard_silu', (x) => (x * Math.min(6, Math.max(0, x + 3))) / 6, 'keras.src.models']
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
