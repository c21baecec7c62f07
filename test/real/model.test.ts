import { join } from 'node:path'
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import * as keras from '@tensorflow/tfjs-layers'
import { type Dataset, File, ready } from 'h5wasm/node'
import { describe, expect, test } from 'vitest'
import { InputError } from '../../src/shared/errors.ts'
import { openModel } from '../../src/main/model/open.ts'
import { oldestForm } from '../../src/shared/recipeVersion1.ts'
import { evaluate } from '../fixtures/referenceEvaluator.ts'
import { seeded } from '../../testing/seeded.ts'
import { realData } from './realData.ts'

const why = realData === null ? ' (skipped: no folder of real recordings and models)' : ''
const inReal = (path: string): string => join(realData ?? '', 'models', path)

const nvidiaCrop = { of: { width: 320, height: 160 }, top: 60, right: 0, bottom: 25, left: 0 }
const raw = { multiply: 1, add: 0 }

/** Shapes as the layers' own papers and configurations give them, counted by hand. */
const models = [
  {
    path: 'naokishibuya/model.h5',
    input: [66, 200, 3],
    maps: ['31x98x24', '14x47x36', '5x22x48', '3x20x64', '1x18x64'],
    parameters: 252_219,
    recipe: { crop: nvidiaCrop, colour: 'yuv', scale: raw, resize: { width: 200, height: 66, filter: 'bilinear' } },
    output: 'dense_4',
    warnings: []
  },
  {
    path: 'danziger/model-17c90d5f.h5',
    input: [160, 320, 3],
    maps: ['76x316x6', '34x154x6'],
    parameters: 158_683,
    recipe: { crop: null, colour: 'rgb', scale: raw, resize: { width: 320, height: 160, filter: 'bilinear' } },
    output: 'dense_3',
    warnings: []
  },
  {
    path: 'danziger/model-79ec68c6.h5',
    input: [160, 320, 3],
    maps: [],
    parameters: 76_801,
    recipe: { crop: null, colour: 'rgb', scale: raw, resize: { width: 320, height: 160, filter: 'bilinear' } },
    output: 'dense_1',
    warnings: []
  },
  {
    path: 'lane-segmenter/full_CNN_model.h5',
    input: [80, 160, 3],
    maps: ['78x158x8', '76x156x16', '36x76x16', '34x74x32', '32x72x32', '14x34x64', '12x32x64'],
    parameters: 181_693,
    recipe: { crop: null, colour: 'rgb', scale: raw, resize: { width: 160, height: 80, filter: 'bilinear' } },
    output: 'Final',
    warnings: ['head-uncertain']
  }
]

describe.skipIf(realData === null)(`real models${why}`, () => {
  test.each(models)(
    '$path opens as what it is',
    async ({ path, input, maps, parameters, recipe, output, warnings }) => {
      const opened = await openModel(inReal(path))
      const { graph } = opened
      expect(graph.input.shape).toEqual(input)
      const convolutions = graph.nodes.filter((node) => node.op.type === 'conv2d')
      expect(convolutions.map((node) => node.shape.join('x'))).toEqual(maps)
      expect(opened.parameters).toBe(parameters)
      expect(oldestForm(opened.recipe)).toEqual({ version: 1, ...recipe })
      expect(opened.head).toEqual({ output, index: 0, unit: 'normalised', positive: 'right' })
      expect(opened.warnings.map(({ code }) => code)).toEqual(warnings)
    }
  )

  test('comma-json/steering_angle.json lacks its weights', async () => {
    const opening = openModel(inReal('comma-json/steering_angle.json'))
    await expect(opening).rejects.toThrow(InputError)
    await expect(opening).rejects.toThrow(
      /^'steering_angle\.json' holds only the architecture of a network, its weights are missing; put them beside it as 'steering_angle\.h5', or open the \.h5 file/
    )
  })

  test('the NVIDIA network steers as the same network does in TensorFlow.js', async () => {
    const path = inReal('naokishibuya/model.h5')
    const { layers } = keras
    const conv = (filters: number, kernelSize: number, strides: number, first = {}): keras.layers.Layer =>
      layers.conv2d({ filters, kernelSize, strides, activation: 'elu', ...first })
    const model = keras.sequential({
      layers: [
        conv(24, 5, 2, { inputShape: [66, 200, 3] }),
        conv(36, 5, 2),
        conv(48, 5, 2),
        conv(64, 3, 1),
        conv(64, 3, 1),
        layers.flatten(),
        ...[100, 50, 10].map((units) => layers.dense({ units, activation: 'elu' })),
        layers.dense({ units: 1 })
      ]
    })
    const names = [1, 2, 3, 4, 5].map((n) => `convolution2d_${n}`).concat([1, 2, 3, 4].map((n) => `dense_${n}`))
    model.setWeights(await tensors(path, names, (name) => ['W', 'b'].map((kind) => `${name}_${kind}:0`)))
    await agree(path, model, (v) => v / 127.5 - 1)
  })

  test('the lane segmenter paints what its own configuration paints in TensorFlow.js', async () => {
    const path = inReal('lane-segmenter/full_CNN_model.h5')
    const config = await reading(path, (file) => JSON.parse(file.attrs['model_config']!.value as string) as never)
    const model = await keras.models.modelFromJSON({ modelTopology: config })
    const named = model.layers.filter((layer) => layer.weights.length > 0)
    const kinds = (layer: string): string[] =>
      layer.startsWith('batch') ? ['gamma', 'beta', 'moving_mean', 'moving_variance'] : ['kernel', 'bias']
    for (const layer of named) {
      const arrays = await tensors(path, [layer.name], (name) => kinds(name).map((kind) => `${name}/${kind}:0`))
      layer.setWeights(arrays)
    }
    await agree(path, model, (v) => v)
  })
})

async function reading<T>(path: string, read: (file: File) => T): Promise<T> {
  await ready
  const file = new File(path, 'r')
  try {
    return read(file)
  } finally {
    file.close()
  }
}

function tensors(path: string, layers: string[], names: (layer: string) => string[]): Promise<tf.Tensor[]> {
  return reading(path, (file) =>
    layers.flatMap((layer) =>
      names(layer).map((name) => {
        const data = file.get(`model_weights/${layer}/${name}`) as Dataset
        return tf.tensor(data.value as Float32Array, data.shape ?? [])
      })
    )
  )
}

/** A road-like picture of bytes: a bright wedge on dark ground under a bright sky, with noise. */
function road(height: number, width: number): Float32Array {
  const next = seeded(11)
  const data = new Float32Array(height * width * 3)
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++, i++) {
        const inside = y > height * 0.4 && Math.abs(x - width * 0.45) < (y - height * 0.4) * 0.9
        const base = y < height * 0.4 ? 190 - 30 * c : inside ? 120 : 60 + 20 * c
        data[i] = Math.round(base + next() * 40)
      }
  return data
}

async function agree(path: string, model: keras.LayersModel, scale: (v: number) => number): Promise<void> {
  await tf.setBackend('cpu')
  const { graph } = await openModel(path)
  const [height, width] = graph.input.shape as [number, number, number]
  const picture = road(height, width)
  const expected = tf.tidy(() =>
    (model.predict(tf.tensor(picture.map(scale), [1, height, width, 3])) as tf.Tensor).dataSync()
  )
  const [output] = Object.values(graph.outputs)
  const found = evaluate(graph, picture).get(output!)!
  const range = Math.max(...expected.map(Math.abs))
  expect(range).toBeGreaterThan(0.001)
  expect(found.length).toBe(expected.length)
  found.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-4 * range))
}
