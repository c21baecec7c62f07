import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import * as keras from '@tensorflow/tfjs-layers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openModel } from '../../../src/main/model/open.ts'
import { type NamedWeights, writeKerasH5, writeTfjsLayers } from '../../../testing/modelFiles.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { seeded, seededValues } from '../../../testing/seeded.ts'

// TensorFlow.js's own Keras layers say what each layer means; what we import is evaluated by the plain loops of the
// reference evaluator. The two share no code.

const { layers } = keras
type Tensor = keras.SymbolicTensor
type Make = (input: Tensor) => Tensor

/** Layers one behind the other. */
const chain =
  (...made: keras.layers.Layer[]): Make =>
  (input) =>
    made.reduce((x, layer) => layer.apply(x) as Tensor, input)

/** Two branches that a merging layer joins. */
const fork =
  (merge: keras.layers.Layer, left: Make, right: Make): Make =>
  (input) =>
    merge.apply([left(input), right(input)]) as Tensor

const conv = (options: Partial<Parameters<typeof layers.conv2d>[0]> = {}): keras.layers.Layer =>
  layers.conv2d({ filters: 4, kernelSize: 3, ...options })

const cases: [name: string, make: Make, input?: [number, number, number]][] = [
  ['Conv2D, valid', chain(conv())],
  ['Conv2D, same, stride 1', chain(conv({ padding: 'same' }))],
  ['Conv2D, same, stride 2, even size', chain(conv({ padding: 'same', strides: 2 })), [8, 10, 3]],
  ['Conv2D, same, stride 2, odd size', chain(conv({ padding: 'same', strides: 2 }))],
  ['Conv2D, same, stride 4, kernel 8', chain(conv({ padding: 'same', strides: 4, kernelSize: 8 })), [17, 22, 3]],
  ['Conv2D, same, even kernel', chain(conv({ padding: 'same', kernelSize: [2, 4] }))],
  ['Conv2D, dilated', chain(conv({ dilationRate: 2 }))],
  ['Conv2D, dilated, same', chain(conv({ dilationRate: [2, 3], padding: 'same' }))],
  ['Conv2D, no bias', chain(conv({ useBias: false }))],
  ['Conv2D, unequal strides and kernel', chain(conv({ kernelSize: [3, 2], strides: [1, 2] }))],
  ['Conv2D, one colour', chain(conv()), [7, 9, 1]],
  ['Conv2DTranspose, valid', chain(layers.conv2dTranspose({ filters: 2, kernelSize: 3 }))],
  ['Conv2DTranspose, valid, stride 2', chain(layers.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2 }))],
  [
    'Conv2DTranspose, same, stride 2',
    chain(layers.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2, padding: 'same' }))
  ],
  [
    'Conv2DTranspose, same, stride 2, kernel 5',
    chain(layers.conv2dTranspose({ filters: 2, kernelSize: 5, strides: 2, padding: 'same', activation: 'tanh' }))
  ],
  ['MaxPooling2D', chain(layers.maxPooling2d({ poolSize: 2 }))],
  ['MaxPooling2D, same, odd size', chain(layers.maxPooling2d({ poolSize: 2, padding: 'same' }))],
  ['MaxPooling2D, overlapping', chain(layers.maxPooling2d({ poolSize: 3, strides: 2 }))],
  ['AveragePooling2D', chain(layers.averagePooling2d({ poolSize: [2, 3] }))],
  ['AveragePooling2D, same', chain(layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' }))],
  ['GlobalAveragePooling2D', chain(conv(), layers.globalAveragePooling2d({}))],
  ['GlobalMaxPooling2D', chain(conv(), layers.globalMaxPooling2d({}))],
  ['BatchNormalization', chain(layers.batchNormalization(), conv())],
  ['BatchNormalization without scale', chain(layers.batchNormalization({ scale: false, epsilon: 0.1 }))],
  ['BatchNormalization without centre', chain(layers.batchNormalization({ center: false }))],
  ['BatchNormalization after Flatten', chain(layers.flatten(), layers.batchNormalization())],
  ['Rescaling', chain(layers.rescaling({ scale: 1 / 127.5, offset: -1 }))],
  ['Dense', chain(layers.flatten(), layers.dense({ units: 5 }))],
  ['Dense without bias', chain(layers.flatten(), layers.dense({ units: 5, useBias: false, activation: 'sigmoid' }))],
  ['Dense on a picture', chain(layers.dense({ units: 5, activation: 'softplus' }))],
  ['softmax', chain(layers.flatten(), layers.dense({ units: 15, activation: 'softmax' }))],
  ['Softmax layer', chain(layers.flatten(), layers.softmax())],
  ['elu, fused', chain(conv({ activation: 'elu' }))],
  ['ELU', chain(layers.elu())],
  ['LeakyReLU', chain(layers.leakyReLU({ alpha: 0.12 }))],
  ['ReLU', chain(layers.reLU())],
  ['Activation', chain(layers.activation({ activation: 'tanh' }))],
  ['Activation, linear', chain(layers.activation({ activation: 'linear' }), conv())],
  ['Dropout and GaussianNoise', chain(layers.dropout({ rate: 0.5 }), layers.gaussianNoise({ stddev: 1 }), conv())],
  [
    'AlphaDropout and GaussianDropout',
    chain(layers.alphaDropout({ rate: 0.5 }), layers.gaussianDropout({ rate: 0.5 }), conv())
  ],
  ['Flatten', chain(conv(), layers.flatten())],
  ['Reshape', chain(layers.reshape({ targetShape: [9, 7, 3] }), conv())],
  ['Reshape with -1', chain(layers.flatten(), layers.reshape({ targetShape: [7, -1, 3] }), conv())],
  ['Permute', chain(layers.permute({ dims: [2, 1, 3] }), conv())],
  ['Permute of three axes', chain(layers.permute({ dims: [3, 1, 2] }), layers.flatten(), layers.dense({ units: 2 }))],
  [
    'Cropping2D',
    chain(
      layers.cropping2D({
        cropping: [
          [2, 1],
          [0, 3]
        ]
      })
    )
  ],
  [
    'ZeroPadding2D',
    chain(
      layers.zeroPadding2d({
        padding: [
          [1, 2],
          [3, 0]
        ]
      }),
      conv()
    )
  ],
  ['UpSampling2D', chain(layers.upSampling2d({ size: [2, 3] }))],
  ['Add', fork(layers.add(), chain(conv({ padding: 'same', filters: 3 })), (input) => input)],
  ['Multiply', fork(layers.multiply(), chain(conv()), chain(conv({ activation: 'sigmoid' })))],
  ['Concatenate', fork(layers.concatenate(), chain(conv()), chain(conv({ filters: 2 })))],
  ['Concatenate along rows', fork(layers.concatenate({ axis: 1 }), chain(conv()), chain(conv({ kernelSize: [5, 3] })))],
  [
    'Concatenate of vectors',
    fork(layers.concatenate(), chain(layers.flatten()), chain(conv(), layers.flatten(), layers.dense({ units: 3 })))
  ],
  ['DepthwiseConv2D', chain(layers.depthwiseConv2d({ kernelSize: 3, strides: 2, padding: 'same' }))],
  [
    'DepthwiseConv2D with a multiplier',
    chain(layers.depthwiseConv2d({ kernelSize: [2, 3], depthMultiplier: 2, activation: 'relu' }))
  ],
  ['SeparableConv2D', chain(layers.separableConv2d({ filters: 4, kernelSize: 3, activation: 'elu' }))],
  ['PReLU shared by the pixels', chain(conv(), layers.prelu({ sharedAxes: [1, 2] }))],
  ['PReLU with a slope for each pixel', chain(conv(), layers.prelu({ alphaInitializer: 'randomNormal' }))],
  ['Maximum', fork(layers.maximum(), chain(conv()), chain(conv({ activation: 'tanh' })))],
  ['Minimum', fork(layers.minimum(), chain(conv()), chain(conv({ activation: 'tanh' })))],
  ['RepeatVector', chain(layers.flatten(), layers.dense({ units: 4 }), layers.repeatVector({ n: 3 }))],
  ['PReLU of a vector', chain(layers.flatten(), layers.dense({ units: 4 }), layers.prelu())],
  ['ReLU with a largest value', chain(layers.reLU({ maxValue: 0.2 }))],
  ['relu6', chain(conv({ activation: 'relu6' }))],
  ['selu', chain(conv({ activation: 'selu' }))],
  ['swish', chain(conv({ activation: 'swish' }))],
  ['mish', chain(conv({ activation: 'mish' }))],
  ['hard_sigmoid', chain(layers.activation({ activation: 'hardSigmoid' }))],
  ['LayerNormalization', chain(layers.flatten(), layers.dense({ units: 6 }), layers.layerNormalization())],
  ['LayerNormalization of a picture', chain(conv(), layers.layerNormalization({ epsilon: 0.01 }))],
  ['Average', fork(layers.average(), chain(conv()), chain(conv({ activation: 'tanh' })))],
  ['LSTM', chain(layers.reshape({ targetShape: [7, 27] }), layers.lstm({ units: 4, recurrentInitializer: 'zeros' }))],
  [
    'LSTM with a result a step',
    chain(
      layers.reshape({ targetShape: [7, 27] }),
      layers.lstm({ units: 3, returnSequences: true, recurrentActivation: 'sigmoid', recurrentInitializer: 'zeros' }),
      layers.lstm({ units: 2, goBackwards: true, useBias: false, recurrentInitializer: 'zeros' })
    )
  ],
  [
    'Bidirectional LSTM',
    chain(
      layers.reshape({ targetShape: [7, 27] }),
      layers.bidirectional({
        layer: layers.lstm({ units: 3, recurrentInitializer: 'zeros' }),
        mergeMode: 'concat'
      })
    )
  ],
  [
    'Bidirectional GRU with a result a step, its sum',
    chain(
      layers.reshape({ targetShape: [7, 27] }),
      layers.bidirectional({
        layer: layers.gru({ units: 3, returnSequences: true, recurrentInitializer: 'zeros' }),
        mergeMode: 'sum'
      })
    )
  ],
  ['SimpleRNN', chain(steps(), layers.simpleRNN({ units: 4, recurrentInitializer: 'zeros' }))],
  [
    'SimpleRNN from both ends',
    chain(
      steps(),
      layers.bidirectional({
        layer: layers.simpleRNN({ units: 3, returnSequences: true, recurrentInitializer: 'zeros' }),
        mergeMode: 'mul'
      })
    )
  ],
  [
    'RNN of one cell',
    chain(steps(), layers.rnn({ cell: layers.gruCell({ units: 3, recurrentInitializer: 'zeros' }) }))
  ],
  [
    'RNN of cells one behind the other, backwards',
    chain(
      steps(),
      layers.rnn({
        cell: layers.stackedRNNCells({
          cells: [
            layers.lstmCell({ units: 4, recurrentInitializer: 'zeros' }),
            layers.simpleRNNCell({ units: 3, useBias: false, recurrentInitializer: 'zeros' }),
            layers.lstmCell({ units: 2, recurrentInitializer: 'zeros' })
          ]
        }),
        returnSequences: true,
        goBackwards: true
      })
    )
  ],
  [
    'LSTM that gives its states, another that begins with them',
    (input) => {
      const rows = steps().apply(input) as Tensor
      const [, ...states] = layers
        .lstm({ units: 3, returnState: true, recurrentInitializer: 'zeros' })
        .apply(rows) as Tensor[]
      const second = layers.lstm({ units: 3, recurrentInitializer: 'zeros' })
      return second.apply(rows, { initialState: states }) as Tensor
    }
  ],
  [
    'a model inside that gives two results',
    (input) => {
      const inner = keras.input({ shape: [7, 9, 3] })
      const results = [layers.globalAveragePooling2d({}), layers.flatten()].map((one) => one.apply(inner) as Tensor)
      const [mean, all] = keras.model({ inputs: inner, outputs: results }).apply(input) as Tensor[]
      const bent = layers.activation({ activation: 'tanh' }).apply(all!) as Tensor
      return layers.concatenate().apply([bent, mean!]) as Tensor
    }
  ],
  ['GRU', chain(layers.reshape({ targetShape: [7, 27] }), layers.gru({ units: 4, recurrentInitializer: 'zeros' }))],
  [
    'channels first, Conv2D and Flatten',
    channelsFirst(() => [layers.flatten(), layers.dense({ units: 3 })]),
    [3, 7, 9]
  ],
  [
    'channels first, Flatten that says so',
    channelsFirst(() => [layers.flatten({ dataFormat: 'channelsFirst' }), layers.dense({ units: 3 })]),
    [3, 7, 9]
  ],
  [
    'channels first, pooling',
    channelsFirst(() => [layers.maxPooling2d({ poolSize: 2, dataFormat: 'channelsFirst' }), layers.flatten()]),
    [3, 7, 9]
  ],
  [
    'channels first, padding, cropping and enlarging',
    channelsFirst(() => [
      layers.zeroPadding2d({
        padding: [
          [1, 0],
          [0, 2]
        ],
        dataFormat: 'channelsFirst'
      }),
      layers.cropping2D({
        cropping: [
          [0, 1],
          [2, 1]
        ],
        dataFormat: 'channelsFirst'
      }),
      layers.upSampling2d({ size: [2, 1], dataFormat: 'channelsFirst' }),
      layers.flatten()
    ]),
    [3, 7, 9]
  ],
  [
    'channels first, Reshape',
    channelsFirst(() => [layers.reshape({ targetShape: [5, 28] }), layers.flatten()]),
    [3, 7, 9]
  ],
  [
    'channels first, Dense on the last axis',
    channelsFirst(() => [layers.dense({ units: 2 }), layers.flatten()]),
    [3, 7, 9]
  ],
  [
    'channels last inside a model that starts channels first',
    chain(layers.permute({ dims: [2, 3, 1] }), conv(), layers.flatten(), layers.dense({ units: 2 })),
    [3, 7, 9]
  ]
]

/** The picture as seven steps of 27 numbers. */
function steps(): keras.layers.Layer {
  return layers.reshape({ targetShape: [7, 27] })
}

/** A convolution with channels first, and what comes after it. */
function channelsFirst(after: () => keras.layers.Layer[]): Make {
  return (input) => chain(conv({ dataFormat: 'channelsFirst', padding: 'same', strides: [1, 2] }), ...after())(input)
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanegaze-layers-'))
  await tf.setBackend('cpu')
})
afterAll(() => rm(folder, { recursive: true }))

/** Gives every weight a seeded value; variances stay positive. */
function randomise(model: keras.LayersModel): NamedWeights[] {
  const next = seeded(7)
  return model.weights.map((weight) => {
    const shape = weight.shape.map((size) => size ?? 1)
    const variance = weight.name.endsWith('moving_variance')
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () =>
      variance ? 0.5 + next() : next() - 0.5
    )
    weight.write(tf.tensor(data, shape))
    return { name: weight.name, shape, data }
  })
}

/** The values of a [channels, height, width] tensor as [height, width, channels]. */
function channelsLast(values: Float32Array, [channels, height, width]: readonly number[]): Float32Array {
  const pixels = height! * width!
  return values.map((_, i) => values[(i % channels!) * pixels + Math.floor(i / channels!)]!)
}

describe.each(cases)('%s', (name, make, shape = [7, 9, 3]) => {
  test('computes what TensorFlow.js computes, from both formats', async () => {
    const input = keras.input({ shape })
    const model = keras.model({ inputs: input, outputs: make(input) })
    const weights = randomise(model)
    const values = seededValues(shape[0] * shape[1] * shape[2], 3)
    const expected = tf.tidy(() => (model.predict(tf.tensor(values, [1, ...shape])) as tf.Tensor).dataSync())

    const topology = JSON.parse(JSON.stringify(model.toJSON(null, false))) as unknown
    const stem = name.replace(/\W+/g, '-')
    const h5 = join(folder, `${stem}.h5`)
    const byLayer = Object.fromEntries(
      model.layers.map((layer) => [layer.name, weights.filter((weight) => weight.name.startsWith(`${layer.name}/`))])
    )
    await writeKerasH5(h5, { config: topology, weights: byLayer, attributes: { keras_version: '2.3.0' } })
    const json = await writeTfjsLayers(join(folder, stem), topology, weights, { shards: 2 })
    model.dispose()

    for (const path of [json, h5]) {
      const { graph } = await openModel(path)
      const first = shape[0] < 4
      expect(graph.input.shape).toEqual(first ? [shape[1], shape[2], shape[0]] : shape)
      const found = evaluate(graph, first ? channelsLast(values, shape) : values).get(graph.nodes.at(-1)!.id)!
      const scale = Math.max(...expected.map(Math.abs))
      expect(found.length).toBe(expected.length)
      found.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-5 * scale))
    }
  })
})
