import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import * as keras from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, test } from 'vitest'
import { createEngine } from '../../../src/main/engine/engines.ts'
import { frameInput } from '../../../src/main/model/input/frameInput.ts'
import type { SteeringModel } from '../../../src/main/model/model.ts'
import { openModel } from '../../../src/main/model/open.ts'
import { preset } from '../../../src/main/model/input/recipes.ts'
import { methods } from '../../../src/main/saliency/methods.ts'
import { steeringAndGradient } from '../../../src/main/saliency/steeringAndGradient.ts'
import { visualBackprop } from '../../../src/main/saliency/visualBackprop.ts'
import { describeEngines } from '../../fixtures/engines.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { explainOn } from '../../fixtures/explainOn.ts'
import { modelFolder, refusal } from '../../fixtures/modelFolder.ts'
import { layer, sequential } from '../../fixtures/modelConfigs.ts'
import {
  type NamedWeights,
  seededWeights,
  writeKerasH5,
  writeKerasZip,
  writeTfjsLayers
} from '../../../testing/modelFiles.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { seeded, seededValues } from '../../../testing/seeded.ts'

// TensorFlow.js, given [frames, height, width, channels], says what a model of several frames computes.

const { layers } = keras
const models = modelFolder()
beforeAll(() => tf.setBackend('cpu'))

const [frames, height, width] = [3, 10, 14]
const each = (inner: keras.layers.Layer): keras.layers.Layer => layers.timeDistributed({ layer: inner })
const conv = (): keras.layers.Layer => layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, activation: 'elu' })

/** A network over a few frames, and then a recurrent one. */
const eachLayer = (): keras.layers.Layer[] => [
  each(conv()),
  each(layers.conv2d({ filters: 3, kernelSize: 2, activation: 'relu' })),
  each(layers.flatten())
]

const table: [name: string, make: () => keras.layers.Layer[]][] = [
  [
    'LSTM',
    () => [...eachLayer(), layers.lstm({ units: 4, recurrentInitializer: 'zeros' }), layers.dense({ units: 1 })]
  ],
  [
    'GRU over rescaled frames',
    () => [
      layers.rescaling({ scale: 1 / 127.5, offset: -1 }),
      ...eachLayer(),
      layers.gru({ units: 4, recurrentInitializer: 'zeros' }),
      layers.dense({ units: 1 })
    ]
  ],
  [
    'ConvLSTM2D with a result a frame, and one of the last',
    () => [
      layers.convLstm2d({
        filters: 3,
        kernelSize: 3,
        strides: 2,
        returnSequences: true,
        recurrentInitializer: 'zeros'
      }),
      layers.convLstm2d({
        filters: 2,
        kernelSize: [2, 3],
        padding: 'same',
        activation: 'relu',
        recurrentActivation: 'sigmoid',
        useBias: false,
        recurrentInitializer: 'zeros'
      }),
      layers.flatten(),
      layers.dense({ units: 1 })
    ]
  ],
  [
    'a Dense layer for each frame, and one for all',
    () => [
      ...eachLayer(),
      each(layers.dense({ units: 2, activation: 'tanh' })),
      layers.flatten(),
      layers.dense({ units: 1 })
    ]
  ],
  [
    'a model for each frame',
    () => [
      each(
        keras.sequential({
          layers: [
            layers.conv2d({ filters: 2, kernelSize: 3, inputShape: [height, width, 3] }),
            layers.flatten(),
            layers.dense({ units: 3 })
          ]
        })
      ),
      layers.dropout({ rate: 0.3 }),
      layers.lstm({ units: 4, recurrentInitializer: 'zeros' }),
      layers.dense({ units: 1 })
    ]
  ]
]

/** A model of TensorFlow.js with seeded weights, as a file, and what it makes of some frames. */
async function made(make: () => keras.layers.Layer[], clip: Float32Array) {
  const input = keras.input({ shape: [frames, height, width, 3] })
  const output = make().reduce((x, one) => one.apply(x) as keras.SymbolicTensor, input)
  const model = keras.model({ inputs: input, outputs: output })
  const next = seeded(11)
  const weights = model.weights.map((weight): NamedWeights => {
    const shape = weight.shape.map((size) => size ?? 1)
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => next() - 0.5)
    weight.write(tf.tensor(data, shape))
    return { name: weight.name, shape, data }
  })
  const expected = tf.tidy(() =>
    (model.predict(tf.tensor(clip, [1, frames, height, width, 3])) as tf.Tensor).dataSync()
  )
  const topology: unknown = JSON.parse(JSON.stringify(model.toJSON(null, false)))
  const path = await writeTfjsLayers(models.place(), topology, weights)
  return { path, expected: expected as Float32Array, weights }
}

/** Frames one behind the other as a graph takes them, [height, width, frames * channels]. */
function stacked(clip: Float32Array): Float32Array {
  const pixels = height * width
  return clip.map((_, i) => {
    const [pixel, frame, channel] = [Math.floor(i / (frames * 3)), Math.floor(i / 3) % frames, i % 3]
    return clip[(frame * pixels + pixel) * 3 + channel]!
  })
}

const clip = seededValues(frames * height * width * 3, 8)

test.each(table)('%s computes what TensorFlow.js computes', async (_, make) => {
  const { path, expected } = await made(make, clip)
  const { graph, warnings, recipe } = await openModel(path)
  expect(graph.input.shape).toEqual([height, width, frames * 3])
  expect(graph.sequence?.frames).toBe(frames)
  expect(recipe.resize).toMatchObject({ height, width })
  expect(warnings).toContainEqual(expect.objectContaining({ code: 'sequence' }))
  const found = evaluate(graph, stacked(clip)).get(Object.values(graph.outputs)[0]!)!
  expectClose(found, expected, 1e-5)
})

describeEngines('maps of a model of several frames', (id) => {
  const opened = async (): Promise<SteeringModel> => openModel((await made(table[0]![1], clip)).path)

  test('the gradient is that by the newest frame', async () => {
    const { graph, head } = await opened()
    const engine = await createEngine(id)
    const session = await engine.load(steeringAndGradient({ graph, head }))
    const { gradient, steering } = await session.run(stacked(clip), 1)
    engine.dispose()
    const output = graph.outputs[head.output]!
    const newest = (frames - 1) * height * width * 3
    const h = 1e-4
    const sign = Math.sign(steering![0]! * evaluate(graph, stacked(clip)).get(output)![0]!)
    const expected = Float64Array.from({ length: height * width * 3 }, (_, i) => {
      const at = (by: number): number => {
        const moved = Float32Array.from(clip)
        moved[newest + i]! += by
        return evaluate(graph, stacked(moved)).get(output)![0]!
      }
      return (sign * (at(h) - at(-h))) / (2 * h)
    })
    expectClose(gradient!, expected, 2e-3)
  })

  test('VisualBackProp is that of the network of one frame, on the newest', async () => {
    const { path, weights } = await made(table[0]![1], clip)
    const { graph, head } = await openModel(path)
    const still = keras.sequential({
      layers: [
        layers.conv2d({
          filters: 4,
          kernelSize: 3,
          strides: 2,
          activation: 'elu',
          name: 'first',
          inputShape: [height, width, 3]
        }),
        layers.conv2d({ filters: 3, kernelSize: 2, activation: 'relu', name: 'second' }),
        layers.flatten(),
        layers.dense({ units: 1, name: 'angle' })
      ]
    })
    const names = ['first/kernel', 'first/bias', 'second/kernel', 'second/bias']
    const own = names.map((name, i): NamedWeights => ({ ...weights[i]!, name }))
    const rest = still.weights.slice(4).map((weight): NamedWeights => {
      const shape = weight.shape.map((size) => size ?? 1)
      return {
        name: weight.name,
        shape,
        data: seededValues(
          shape.reduce((a, b) => a * b, 1),
          2
        )
      }
    })
    const topology: unknown = JSON.parse(JSON.stringify(still.toJSON(null, false)))
    const one = await openModel(await writeTfjsLayers(models.place(), topology, [...own, ...rest]))
    const engine = await createEngine(id)
    const newest = clip.slice((frames - 1) * height * width * 3)
    const a = await explainOn(engine, visualBackprop.build({ graph, head }, 'change'), stacked(clip), 1)
    const b = await explainOn(engine, visualBackprop.build(one, 'change'), newest, 1)
    engine.dispose()
    expectClose(a.map, b.map, 1e-5)
    expect(Math.max(...b.map)).toBeGreaterThan(0)
  })

  test.each(methods)('$label gives one for the newest frame', async (method) => {
    const target = await opened()
    const cheap = {
      rise: { masks: 20 },
      smoothgrad: { samples: 3 },
      'integrated-gradients': { steps: 64 },
      'expected-gradients': { steps: 64, baselines: 1 }
    }[method.id]
    expect(method.refuse(target)).toBeNull()
    const engine = await createEngine(id)
    const { map, residue } = await explainOn(engine, method.build(target, 'change', cheap), stacked(clip), 1)
    engine.dispose()
    expect(map).toHaveLength(height * width)
    expect(map.some((value) => value > 0)).toBe(true)
    // Integrated and expected gradients change the newest frame alone, and their sum is what that changes.
    if (residue) expect(residue[0]).toBeLessThan(0.02)
  })
})

test('a model for each frame, as Keras 3 stores it', async () => {
  const conv = layer('Conv2D', 'eyes', { filters: 2, kernel_size: [3, 3], strides: [3, 3], activation: 'relu' })
  const inner = { ...sequential([conv, layer('Flatten', 'flat')]), module: 'keras' }
  const config = {
    ...sequential([
      layer('InputLayer', 'clip', { batch_shape: [null, frames, height, width, 3] }),
      layer('TimeDistributed', 'each', { layer: inner }),
      layer('LSTM', 'memory', { units: 2, activation: 'tanh', recurrent_activation: 'sigmoid' }),
      layer('Dense', 'angle', { units: 1 })
    ]),
    module: 'keras'
  }
  const arrays = {
    'layers/time_distributed/layer/layers/conv2d/vars': [
      seededWeights('k', [3, 3, 3, 2], 1),
      seededWeights('b', [2], 2)
    ],
    'layers/lstm/cell/vars': [
      seededWeights('k', [24, 8], 3),
      seededWeights('r', [2, 8], 4),
      seededWeights('b', [8], 5)
    ],
    'layers/dense/vars': [seededWeights('k', [2, 1], 6), seededWeights('b', [1], 7)]
  }
  const path = models.place('.keras')
  await writeKerasZip(path, config, arrays)
  const byLayer = Object.values(arrays).map((some) => some)
  const h5 = models.place('.h5')
  const [eyes, memory, angle] = byLayer as [NamedWeights[], NamedWeights[], NamedWeights[]]
  const named = eyes.map((array, i) => ({ ...array, name: `eyes/${['kernel', 'bias'][i]}:0` }))
  await writeKerasH5(h5, { config, weights: { each: named, memory, angle }, attributes: { keras_version: '2.9.0' } })
  const [zip, flat] = [await openModel(path), await openModel(h5)]
  const run = ({ graph }: SteeringModel): number => evaluate(graph, stacked(clip)).get(graph.outputs['angle']!)![0]!
  expect(zip.parameters).toBe(56 + 216 + 3)
  expect(run(zip)).toBeCloseTo(run(flat), 12)
  expect(run(zip)).not.toBe(0)
})

describe('the input of a model of several frames', () => {
  const rgb = (value: number): Uint8Array => new Uint8Array(height * width * 3).fill(value)

  test('is each frame with those before it, and at first the first', async () => {
    const { graph } = await openModel((await made(table[0]![1], clip)).path)
    const maker = frameInput(preset('raw').recipe({ height, width }), graph)
    const out = new Float32Array(height * width * frames * 3)
    const seen = [10, 20, 30, 40].map((value) => {
      maker.next(rgb(value), out, 0)
      return Array.from(out.subarray(0, frames * 3)).filter((_, i) => i % 3 === 0)
    })
    expect(seen).toEqual([
      [10, 10, 10],
      [10, 10, 20],
      [10, 20, 30],
      [20, 30, 40]
    ])
    maker.forget()
    maker.next(rgb(50), out, 0)
    expect(out.every((value) => value === 50)).toBe(true)
  })
})

test('a sequence of pictures that meets a layer for one picture is refused by its name', async () => {
  const path = models.place('.h5')
  const config = sequential([
    layer('TimeDistributed', 'frames', {
      batch_input_shape: [null, frames, height, width, 3],
      layer: layer('MaxPooling2D', 'pool', { pool_size: [2, 2] })
    }),
    layer('LSTM', 'memory', { units: 2 })
  ])
  await writeKerasH5(path, { config, weights: {}, attributes: { keras_version: '2.3.0' } })
  expect(await refusal(path)).toMatch(
    /layer 'memory' \(LSTM, layer 2 of 2\) gets a sequence of pictures; lead it through TimeDistributed/
  )
})

test('sequences of pictures that a layer would merge as pictures are refused by its name', async () => {
  const path = models.place('.h5')
  const each = { layer: layer('ReLU', 'bend') }
  const linked = (made: Record<string, unknown>, ...from: string[]) => ({
    ...made,
    name: (made['config'] as { name: string }).name,
    inbound_nodes: from.length > 0 ? [from.map((name) => [name, 0, 0, {}])] : []
  })
  const layers = [
    linked(layer('InputLayer', 'clip', { batch_input_shape: [null, frames, height, width, 3] })),
    linked(layer('TimeDistributed', 'left', each), 'clip'),
    linked(layer('TimeDistributed', 'right', each), 'clip'),
    linked(layer('Add', 'both'), 'left', 'right')
  ]
  const ends = { input_layers: [['clip', 0, 0]], output_layers: [['both', 0, 0]] }
  const config = { class_name: 'Functional', config: { name: 'merged', layers, ...ends } }
  await writeKerasH5(path, { config, weights: {}, attributes: { keras_version: '2.3.0' } })
  expect(await refusal(path)).toMatch(/layer 'both' \(Add, layer 4 of 4\) gets a sequence of pictures; lead it/)
})

test('of an output that is a sequence the newest is taken', async () => {
  const path = models.place('.h5')
  const config = sequential([
    layer('TimeDistributed', 'means', {
      batch_input_shape: [null, frames, height, width, 3],
      layer: layer('GlobalAveragePooling2D', 'mean')
    })
  ])
  await writeKerasH5(path, { config, weights: {}, attributes: { keras_version: '2.3.0' } })
  const { graph } = await openModel(path)
  const newest = tf.tensor3d(clip.slice(-height * width * 3), [height, width, 3])
  const expected = await tf.mean(newest, [0, 1]).data()
  expectClose(evaluate(graph, stacked(clip)).get(graph.outputs['means']!)!, expected, 1e-5)
})
