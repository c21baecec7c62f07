import { basename, dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { modelName } from '../../../src/main/model/modelName.ts'
import { openModel } from '../../../src/main/model/open.ts'
import { oldestForm } from '../../../src/shared/recipeVersion1.ts'
import * as small from '../../fixtures/modelConfigs.ts'
import { layer, sequential, type SmallModel } from '../../fixtures/modelConfigs.ts'
import { seededWeights, writeTfjsFiles } from '../../../testing/modelFiles.ts'
import { modelFolder } from '../../fixtures/modelFolder.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { seededValues } from '../../../testing/seeded.ts'

const models = modelFolder()

const nvidiaCrop = { of: { width: 320, height: 160 }, top: 60, right: 0, bottom: 25, left: 0 }
const raw = { multiply: 1, add: 0 }

interface Expected {
  input: number[]
  outputs: Record<string, number[]>
  /** Node types along the graph. */
  nodes: string
  crop: typeof nvidiaCrop | null
  colour: string
  scale: { multiply: number; add: number }
  head: string
  warnings: string[]
}

const udacityNodes = 'affine conv2d activation max-pool reshape dense'
const table: [name: string, model: SmallModel, expected: Expected][] = [
  [
    'Keras 1, NVIDIA size',
    small.keras1,
    {
      input: [66, 200, 3],
      outputs: { dense_1: [1] },
      nodes: udacityNodes,
      crop: nvidiaCrop,
      colour: 'yuv',
      scale: raw,
      head: 'dense_1',
      warnings: []
    }
  ],
  [
    'Keras 2, NVIDIA size',
    small.keras2,
    {
      input: [66, 200, 3],
      outputs: { dense_1: [1] },
      nodes: udacityNodes,
      crop: nvidiaCrop,
      colour: 'yuv',
      scale: raw,
      head: 'dense_1',
      warnings: []
    }
  ],
  [
    'the simulator’s whole frame',
    small.simulator,
    {
      input: [160, 320, 3],
      outputs: { steering: [1] },
      nodes: 'crop affine conv2d activation global-average-pool dense activation',
      crop: null,
      colour: 'rgb',
      scale: raw,
      head: 'steering',
      warnings: []
    }
  ],
  [
    'Donkeycar, two outputs',
    small.donkeycar,
    {
      input: [120, 160, 3],
      outputs: { n_outputs0: [1], n_outputs1: [1] },
      nodes: 'conv2d activation reshape dense activation dense dense',
      crop: null,
      colour: 'rgb',
      scale: { multiply: 1 / 255, add: 0 },
      head: 'n_outputs0',
      warnings: ['recipe-uncertain']
    }
  ],
  [
    'Keras 3, grey, two branches',
    small.keras3,
    {
      input: [32, 48, 1],
      outputs: { angle: [1] },
      nodes: 'affine conv2d activation conv2d activation add activation global-average-pool dense',
      crop: null,
      colour: 'gray',
      scale: raw,
      head: 'angle',
      warnings: []
    }
  ]
]

const writers = [
  ['keras-h5', models.h5],
  ['tfjs-layers', models.tfjs]
] as const

describe.each(table)('%s', (_, model, expected) => {
  // TensorFlow.js came after Keras 1.
  test.each(model === small.keras1 ? writers.slice(0, 1) : writers)('%s', async (format, write) => {
    const opened = await openModel(await write(model))
    const { graph, recipe } = opened
    expect(opened.format).toBe(format)
    expect(graph.input.shape).toEqual(expected.input)
    const shapes = Object.entries(graph.outputs).map(([name, id]) => [
      name,
      graph.nodes.find((n) => n.id === id)?.shape
    ])
    expect(Object.fromEntries(shapes)).toEqual(expected.outputs)
    expect(graph.nodes.map((node) => node.op.type).join(' ')).toBe(expected.nodes)
    const [height, width] = expected.input
    expect(oldestForm(recipe)).toEqual({
      version: 1,
      crop: expected.crop,
      resize: { width, height, filter: 'bilinear' },
      colour: expected.colour,
      scale: expected.scale
    })
    expect(opened.head).toEqual({ output: expected.head, index: 0, unit: 'normalised', positive: 'right' })
    expect(opened.warnings.map((warning) => warning.code)).toEqual(expected.warnings)
    expect(opened.recipeBecause).toMatch(/^guessed: .*\d+x\d+x\d/)
    const parameters = Object.values(model.weights).flatMap((arrays) => arrays.map(({ data }) => data.length))
    expect(opened.parameters).toBe(parameters.reduce((a, b) => a + b, 0))
  })
})

test('Keras 1 and Keras 2 names of one network give one graph', async () => {
  const [one, two] = [await openModel(await models.h5(small.keras1)), await openModel(await models.h5(small.keras2))]
  expect(one.graph).toEqual(two.graph)
  expect(one.hash).not.toBe(two.hash)
})

/** Keras 1 with channels first, by its definition: [c][y][x] everywhere. */
function theanoOrderFormula(picture: Float32Array, flipped: boolean): number {
  const [kernel, bias] = small.theanoOrder.weights['conv']!.map((w) => w.data) as [Float32Array, Float32Array]
  const [dense, last] = small.theanoOrder.weights['dense']!.map((w) => w.data) as [Float32Array, Float32Array]
  let sum = last[0]!
  let i = 0
  for (let f = 0; f < 2; f++)
    for (let y = 0; y < 10; y++)
      for (let x = 0; x < 14; x++) {
        let v = bias[f]!
        for (let c = 0; c < 3; c++)
          for (let a = 0; a < 3; a++)
            for (let b = 0; b < 3; b++) {
              const at = flipped ? (2 - a) * 3 + (2 - b) : a * 3 + b
              v += picture[((y + a) * 16 + x + b) * 3 + c]! * kernel[(f * 3 + c) * 9 + at]!
            }
        sum += v * dense[i++]!
      }
  return sum
}

test('channels-first kernels and Flatten of Keras 1 keep their meaning', async () => {
  const { graph, warnings } = await openModel(await models.h5(small.theanoOrder))
  const picture = seededValues(12 * 16 * 3, 20)
  const [steering] = evaluate(graph, picture).get('dense')!
  expect(graph.input.shape).toEqual([12, 16, 3])
  expect(steering).toBeCloseTo(theanoOrderFormula(picture, false), 5)
  expect(warnings.map(({ code }) => code)).toContain('kernel-orientation')
})

test('kernels trained under Theano are turned by 180 degrees', async () => {
  const conv = layer('Conv2D', 'conv', { filters: 1, kernel_size: [2, 3], batch_input_shape: [null, 2, 3, 1] })
  const kernel = seededWeights('conv/kernel:0', [2, 3, 1, 1], 1)
  const bias = { name: 'conv/bias:0', shape: [1], data: Float32Array.of(0) }
  const model = { config: sequential([conv]), weights: { conv: [kernel, bias] } }
  const { graph } = await openModel(await models.h5(model, { backend: 'theano', keras_version: '2.0.8' }))
  const picture = Float32Array.of(1, 2, 3, 4, 5, 6)
  // A true convolution pairs the picture's first pixel with the kernel's last.
  const expected = picture.reduce((sum, v, i) => sum + v * kernel.data[5 - i]!, 0)
  expect(evaluate(graph, picture).get('conv')![0]).toBeCloseTo(expected, 5)
})

test.each([
  ['along the channels', 3, (y: number, _: number, c: number) => c + 0 * y],
  ['along the rows, a common slip', 1, (y: number) => y]
])('BatchNormalization %s', async (_, axis, index) => {
  const size = axis === 3 ? 3 : 4
  const normalise = layer('BatchNormalization', 'norm', { axis, epsilon: 0.01, batch_input_shape: [null, 4, 5, 3] })
  const [gamma, beta, mean] = [1, 2, 3].map((seed) => seededWeights(`norm/${seed}`, [size], seed))
  const variance = { name: 'norm/4', shape: [size], data: seededValues(size, 4).map((v) => 0.5 + v * v) }
  const path = await models.h5({ config: sequential([normalise]), weights: { norm: [gamma!, beta!, mean!, variance] } })
  const { graph } = await openModel(path)
  const picture = seededValues(60, 9)
  const found = evaluate(graph, picture).get('norm')!
  picture.forEach((v, i) => {
    const at = index(Math.floor(i / 15), Math.floor(i / 3) % 5, i % 3)
    const standard = (v - mean!.data[at]!) / Math.sqrt(variance.data[at]! + 0.01)
    expect(found[i]).toBeCloseTo(standard * gamma!.data[at]! + beta!.data[at]!, 5)
  })
})

test('quantised TensorFlow.js weights are q * scale + min, and halves are halves', async () => {
  const dense = layer('Dense', 'dense', { units: 1, batch_input_shape: [null, 1, 1, 3] })
  const entries = [
    { name: 'dense/kernel', shape: [3, 1], dtype: 'float32', quantization: { dtype: 'uint8', scale: 0.5, min: -2 } },
    { name: 'dense/bias', shape: [1], dtype: 'float32', quantization: { dtype: 'float16' } }
  ]
  // 0x3e00 is 1.5 in IEEE 754 binary16.
  const bytes = Uint8Array.of(0, 4, 255, 0x00, 0x3e)
  const { graph } = await openModel(await writeTfjsFiles(models.place(), sequential([dense]), entries, bytes, 2))
  expect([...evaluate(graph, [1, 10, 100]).get('dense')!]).toEqual([-2 + 0 + 125.5 * 100 + 1.5])
})

test.each([
  ['/models/city-night/model.json', 'city-night/model.json'],
  ['/models/city-night/model.h5', 'city-night/model.h5'],
  ['/models/city-night/saved_model.pb', 'city-night/saved_model.pb'],
  ['/models/city-night/best_model.keras', 'city-night/best_model.keras'],
  ['/models/city-night/Model.onnx', 'city-night/Model.onnx'],
  ['/models/city-night/dave2.onnx', 'dave2.onnx'],
  ['/models/city-night/model-12.h5', 'model-12.h5'],
  ['/models/supermodel.h5', 'supermodel.h5'],
  ['/model.json', 'model.json']
])('the model at %s is called %s', (path, name) => {
  expect(modelName(path)).toBe(name)
})

test('a model is called by its folder where its file is called model.json', async () => {
  const path = await models.tfjs(small.keras2)
  expect((await openModel(path)).name).toBe(`${basename(dirname(path))}/model.json`)
})
