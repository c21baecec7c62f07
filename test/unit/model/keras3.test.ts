import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openModel } from '../../../src/main/model/open.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import * as small from '../../fixtures/modelConfigs.ts'
import { layer, sequential } from '../../fixtures/modelConfigs.ts'
import {
  type GroupedWeights,
  type NamedWeights,
  seededWeights,
  writeKeras3Weights,
  writeKerasH5,
  writeKerasZip
} from '../../../testing/modelFiles.ts'
import { modelFolder, refusal } from '../../fixtures/modelFolder.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { seededValues } from '../../../testing/seeded.ts'

const models = modelFolder()
const { keras3, keras1 } = small

/** The groups of `keras3`: by class and order, whatever the layers are called ('left' and 'right' are Conv2D). */
const groups: GroupedWeights = {
  'layers/rescaling': [],
  'layers/conv2d/vars': keras3.weights['left']!,
  'layers/conv2d_1/vars': keras3.weights['right']!,
  'layers/leaky_re_lu': [],
  'layers/dense/vars': keras3.weights['angle']!
}

const renamed = (from: string, to: string): GroupedWeights =>
  Object.fromEntries(Object.entries(groups).map(([path, arrays]) => [path.replace(from, to), arrays]))

describe('a .keras file', () => {
  test.each([
    ['of Keras 3', groups],
    ['of tf.keras 2.12', renamed('layers/', '_layer_checkpoint_dependencies/')],
    [
      'whose groups have the layers’ names',
      {
        'layers/left/vars': keras3.weights['left']!,
        'layers/right/vars': keras3.weights['right']!,
        'layers/angle/vars': keras3.weights['angle']!
      }
    ]
  ])('%s is the network of the .h5', async (_, grouped) => {
    const path = models.place('.keras')
    await writeKerasZip(path, keras3.config, grouped)
    const [zip, h5] = [await openModel(path), await openModel(await models.h5(keras3))]
    expect(zip.format).toBe('keras-zip')
    expect(zip.graph).toEqual(h5.graph)
    expect(zip.recipe).toEqual(h5.recipe)
    expect(zip.parameters).toBe(h5.parameters)
  })

  test('that is damaged, or something else', async () => {
    const path = models.place('.keras')
    await writeKerasZip(path, keras3.config, groups)
    const whole = await readFile(path)
    await writeFile(path, whole.subarray(0, whole.length / 2))
    expect(await refusal(path)).toMatch(/damaged and cannot be unzipped/)
    await writeKerasZip(path, { something: 'else' }, groups)
    expect(await refusal(path)).toMatch(/no Keras model configuration/)
    await writeKerasZip(path, keras3.config, { 'layers/other/vars': [] })
    expect(await refusal(path)).toMatch(/weights of .* are not in the file/)
  })
})

describe('weights alone', () => {
  /** A folder with these files. */
  async function folder(files: Record<string, (path: string) => Promise<void>>): Promise<string> {
    const place = models.place()
    await mkdir(place)
    for (const [name, write] of Object.entries(files)) await write(join(place, name))
    return place
  }
  const json =
    (value: unknown): ((path: string) => Promise<void>) =>
    (path) =>
      writeFile(path, JSON.stringify(value))
  const weights = (path: string): Promise<void> => writeKerasH5(path, { weights: keras1.weights })

  test.each([
    ['the architecture', 'steering.json', 'steering.json', 'steering.h5', json(keras1.config)],
    [
      'the architecture, encoded twice',
      'steering.json',
      'steering.json',
      'steering.keras',
      json(JSON.stringify(keras1.config))
    ],
    ['the weights', 'model_weights.h5', 'model.json', 'model_weights.h5', json(keras1.config)]
  ])('beside a model.to_json(): %s is opened', async (_, opened, architecture, file, write) => {
    const place = await folder({ [architecture]: write, [file]: weights })
    const whole = await openModel(await models.h5(keras1))
    expect((await openModel(join(place, opened))).graph).toEqual(whole.graph)
  })

  test('of Keras 3', async () => {
    const place = await folder({
      'a.json': json(keras3.config),
      'a.weights.h5': (path) => writeKeras3Weights(path, groups)
    })
    const whole = await openModel(await models.h5(keras3))
    expect((await openModel(join(place, 'a.weights.h5'))).graph).toEqual(whole.graph)
  })

  test('of two trainings beside one architecture, those that are opened', async () => {
    const others = Object.entries(keras1.weights).map(([name, arrays]): [string, NamedWeights[]] => [
      name,
      arrays.map((array) => ({ ...array, data: array.data.map((value) => -value) }))
    ])
    const place = await folder({
      'model.json': json(keras1.config),
      'model.h5': weights,
      'epoch-2.h5': (path) => writeKerasH5(path, { weights: Object.fromEntries(others) })
    })
    const [first, second] = [await openModel(join(place, 'model.h5')), await openModel(join(place, 'epoch-2.h5'))]
    const whole = await openModel(await models.h5({ ...keras1, weights: Object.fromEntries(others) }))
    expect(second.graph).toEqual(whole.graph)
    expect(second.graph).not.toEqual(first.graph)
    expect(second.hash).not.toBe(first.hash)
  })

  test('beside JSON of something else are refused', async () => {
    const place = await folder({
      'weights.h5': weights,
      'model.json': json({ modelTopology: {}, weightsManifest: [] })
    })
    expect(await refusal(join(place, 'weights.h5'))).toMatch(/only weights.*model\.to_json\(\)/)
  })

  test('without an architecture are refused', async () => {
    const place = await folder({ 'weights.h5': weights })
    expect(await refusal(join(place, 'weights.h5'))).toMatch(/only weights.*model\.to_json\(\).*'weights\.json'/)
  })
})

describe('a model that is a layer', () => {
  const dense = layer('Dense', 'dense', { units: 2, activation: 'tanh' })
  const [conv, flatten, last] = [
    layer('Conv2D', 'conv2d', {
      filters: 2,
      kernel_size: [3, 3],
      activation: 'relu',
      batch_input_shape: [null, 6, 8, 3]
    }),
    layer('Flatten', 'flatten'),
    layer('Dense', 'steering', { units: 1 })
  ]
  const arrays = {
    conv: [seededWeights('conv2d/kernel:0', [3, 3, 3, 2], 1), seededWeights('conv2d/bias:0', [2], 2)],
    dense: [seededWeights('dense/kernel:0', [48, 2], 3), seededWeights('dense/bias:0', [2], 4)],
    steering: [seededWeights('steering/kernel:0', [2, 1], 5), seededWeights('steering/bias:0', [1], 6)]
  }
  const flat = {
    config: sequential([conv, flatten, dense, last]),
    weights: { conv2d: arrays.conv, dense: arrays.dense, steering: arrays.steering }
  }
  const call = (name: string): unknown => [[[name, 0, 0, {}]]]
  const inner = { class_name: 'Sequential', config: { name: 'features', layers: [conv, flatten, dense] } }
  const nested = {
    class_name: 'Functional',
    config: {
      layers: [
        { ...layer('InputLayer', 'camera', { batch_input_shape: [null, 6, 8, 3] }), name: 'camera', inbound_nodes: [] },
        { ...inner, name: 'features', inbound_nodes: call('camera') },
        { ...last, name: 'steering', inbound_nodes: call('features') }
      ],
      input_layers: [['camera', 0, 0]],
      output_layers: [['steering', 0, 0]]
    }
  }
  const picture = seededValues(6 * 8 * 3, 7)
  const steering = async (path: string): Promise<ArrayLike<number>> => {
    const { graph } = await openModel(path)
    return evaluate(graph, picture).get(graph.outputs['steering']!)!
  }

  test.each<[string, () => Promise<string>]>([
    [
      'in a functional model, .h5',
      () =>
        models.h5({
          config: nested,
          weights: { features: [...arrays.conv, ...arrays.dense], steering: arrays.steering }
        })
    ],
    [
      'first in a Sequential, .h5',
      () =>
        models.h5({
          config: sequential([inner, last]),
          weights: { features: [...arrays.conv, ...arrays.dense], steering: arrays.steering }
        })
    ],
    [
      'in a functional model, .keras',
      async () => {
        const path = models.place('.keras')
        await writeKerasZip(path, nested, {
          'layers/sequential/layers/conv2d/vars': arrays.conv,
          'layers/sequential/layers/dense/vars': arrays.dense,
          'layers/dense/vars': arrays.steering
        })
        return path
      }
    ],
    ['in a functional model, TensorFlow.js', () => models.tfjs({ config: nested, weights: flat.weights })]
  ])('%s computes what its layers in a row compute', async (_, write) => {
    expectClose(await steering(await write()), await steering(await models.h5(flat)), 1e-9)
  })
})

test('a .keras file has the cells of a layer by their classes, and not in their order', async () => {
  const cell = (kind: string, units: number) => ({ class_name: kind, config: { units, use_bias: false } })
  const cells = [cell('SimpleRNNCell', 3), cell('LSTMCell', 2), cell('SimpleRNNCell', 4)]
  const config = sequential([
    layer('Reshape', 'steps', { target_shape: [6, 24], batch_input_shape: [null, 6, 8, 3] }),
    layer('RNN', 'rnn', { cell: { class_name: 'StackedRNNCells', config: { cells } } })
  ])
  const arrays = (
    [
      [24, 3, 3],
      [3, 8, 2],
      [2, 4, 4]
    ] as const
  ).map(([from, width, units], i) => [
    seededWeights(`${i}/kernel`, [from, width], 2 * i + 1),
    seededWeights(`${i}/recurrent_kernel`, [units, width], 2 * i + 2)
  ])
  const path = models.place('.keras')
  await writeKerasZip(path, config, {
    'layers/rnn/cell/cells/lstm_cell/vars': arrays[1]!,
    'layers/rnn/cell/cells/simple_rnn_cell/vars': arrays[0]!,
    'layers/rnn/cell/cells/simple_rnn_cell_1/vars': arrays[2]!
  })
  const h5 = await openModel(await models.h5({ config, weights: { rnn: arrays.flat() } }))
  expect((await openModel(path)).graph).toEqual(h5.graph)
})

test('a second input is held at 0, with a warning that names it', async () => {
  const connected = (className: string, name: string, from: string[], config = {}): object => ({
    ...layer(className, name, config),
    name,
    inbound_nodes: from.length > 0 ? [from.map((source) => [source, 0, 0, {}])] : []
  })
  const config = {
    class_name: 'Functional',
    config: {
      layers: [
        connected('InputLayer', 'speed', [], { batch_input_shape: [null, 2] }),
        connected('InputLayer', 'camera', [], { batch_input_shape: [null, 6, 8, 3] }),
        connected('Flatten', 'flat', ['camera']),
        connected('Concatenate', 'both', ['flat', 'speed']),
        connected('Dense', 'angle', ['both'], { units: 1 })
      ],
      input_layers: [
        ['speed', 0, 0],
        ['camera', 0, 0]
      ],
      output_layers: [['angle', 0, 0]]
    }
  }
  const kernel = seededWeights('angle/kernel:0', [146, 1], 1)
  const weights = { angle: [kernel, seededWeights('angle/bias:0', [1], 2)] }
  const { graph, warnings } = await openModel(await models.h5({ config, weights }))
  const picture = seededValues(144, 3)
  const product = picture.reduce((sum, v, i) => sum + v * kernel.data[i]!, weights.angle[1]!.data[0]!)
  expect(evaluate(graph, picture).get('angle')![0]).toBeCloseTo(product, 5)
  expect(warnings.map(({ message }) => message).join()).toMatch(/second input, 'speed' \(2 numbers\).*held at 0/)
})
