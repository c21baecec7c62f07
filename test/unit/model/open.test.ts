import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { InputError } from '../../../src/shared/errors.ts'
import { openModel } from '../../../src/main/model/open.ts'
import * as small from '../../fixtures/modelConfigs.ts'
import { layer, sequential, type SmallModel } from '../../fixtures/modelConfigs.ts'
import { seededWeights, writeKerasH5, writeTfjsFiles, writeTfjsLayers } from '../../fixtures/modelFiles.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { seededValues } from '../../fixtures/seeded.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanegaze-models-'))
})
afterAll(() => rm(folder, { recursive: true }))

let made = 0
const place = (): string => join(folder, `${made++}`)

async function h5(model: SmallModel, attributes = {}): Promise<string> {
  const path = `${place()}.h5`
  await writeKerasH5(path, { ...model, attributes })
  return path
}

const tfjs = (model: SmallModel): Promise<string> =>
  writeTfjsLayers(place(), { model_config: model.config, keras_version: '2.4.0' }, Object.values(model.weights).flat())

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
  ['keras-h5', h5],
  ['tfjs-layers', tfjs]
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
    expect(recipe).toEqual({
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
  const [one, two] = [await openModel(await h5(small.keras1)), await openModel(await h5(small.keras2))]
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
  const { graph, warnings } = await openModel(await h5(small.theanoOrder))
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
  const { graph } = await openModel(await h5(model, { backend: 'theano', keras_version: '2.0.8' }))
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
  const path = await h5({ config: sequential([normalise]), weights: { norm: [gamma!, beta!, mean!, variance] } })
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
  const { graph } = await openModel(await writeTfjsFiles(place(), sequential([dense]), entries, bytes, 2))
  expect([...evaluate(graph, [1, 10, 100]).get('dense')!]).toEqual([-2 + 0 + 125.5 * 100 + 1.5])
})

const picture = { batch_input_shape: [null, 8, 8, 3] }
const one = (className: string, config = {}, weights = {}): SmallModel => ({
  config: sequential([layer(className, 'odd', { ...picture, ...config })]),
  weights
})
const call = (source: string): unknown[] => [[source, 0, 0, {}]]
const functional = (config: object): SmallModel => ({ config: { class_name: 'Model', config }, weights: {} })
const inputs = ['a', 'b'].map((name) => ({ ...layer('InputLayer', name, picture), name, inbound_nodes: [] }))

const refusals: [name: string, model: SmallModel, sentence: RegExp][] = [
  [
    'an unknown layer',
    one('ConvLSTM2D'),
    /layer 'odd' \(ConvLSTM2D, layer 1 of 1\).* does not know; save the model without it; known are .*Conv2D/
  ],
  [
    'an unknown activation',
    one('Activation', { activation: 'mish' }),
    /'odd'.*activation 'mish'.*; use one of linear, relu/
  ],
  [
    'a Lambda that cannot be read',
    one('Lambda', { function: 'prepare', function_type: 'function' }),
    /'odd' \(Lambda.*only the name of its function, 'prepare'.*Rescaling/
  ],
  [
    'grouped convolutions',
    one('Conv2D', { filters: 3, kernel_size: 3, groups: 3 }),
    /'odd' \(Conv2D.*'groups' set to 3/
  ],
  ['missing weights', one('Conv2D', { filters: 2, kernel_size: 3 }), /'odd'.*no weights \[3,3,3,2\].*model\.save/],
  [
    'weights of another shape',
    one('Conv2D', { filters: 2, kernel_size: 3 }, { odd: [seededWeights('k', [5, 5, 3, 2], 1)] }),
    /'odd'.*shape \[5, 5, 3, 2\] where its configuration asks for \[3, 3, 3, 2\]/
  ],
  [
    'a kernel larger than the picture',
    one('Conv2D', { filters: 2, kernel_size: 9 }),
    /'odd'.*9x9 kernel, larger than its 8x8 input/
  ],
  [
    'pictures of four channels',
    one('ReLU', { batch_input_shape: [null, 8, 8, 4] }),
    /pictures of 4 channels; open a model that takes 1 \(grey\) or 3/
  ],
  ['a vector input', one('ReLU', { batch_input_shape: [null, 10] }), /input of shape \[10\], which is not one picture/],
  [
    'an open input size',
    one('ReLU', { batch_input_shape: [null, null, null, 3] }),
    /size of the picture.*fixed input shape such as \(66, 200, 3\)/
  ],
  ['no layers', { config: sequential([]), weights: {} }, /without layers/],
  ['no model', { config: { something: 'else' }, weights: {} }, /no Keras model configuration/],
  [
    'two inputs',
    functional({
      layers: inputs,
      input_layers: [
        ['a', 0, 0],
        ['b', 0, 0]
      ],
      output_layers: [['a', 0, 0]]
    }),
    /takes 2 inputs \(a, b\)/
  ],
  [
    'a layer called twice',
    functional({
      layers: [inputs[0], { ...layer('ReLU', 'shared'), name: 'shared', inbound_nodes: [call('a'), call('shared')] }],
      input_layers: [['a', 0, 0]],
      output_layers: [['shared', 0, 0]]
    }),
    /layer 'shared'.*is shared: it is called 2 times/
  ],
  [
    'layers in a circle',
    functional({
      layers: [
        inputs[0],
        { ...layer('ReLU', 'x'), name: 'x', inbound_nodes: [call('y')] },
        { ...layer('ReLU', 'y'), name: 'y', inbound_nodes: [call('x')] }
      ],
      input_layers: [['a', 0, 0]],
      output_layers: [['x', 0, 0]]
    }),
    /connects its layer 'x' wrongly/
  ]
]

/** One sentence for a person: an InputError, a capital or the file's name first, a full stop last, no line break. */
async function refusal(path: string): Promise<string> {
  const error: unknown = await openModel(path).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(InputError)
  const { message } = error as InputError
  expect(message).toMatch(/^[A-Z'][^\n]*\.$/)
  return message
}

describe('is refused with one sentence:', () => {
  test.each(refusals)('%s', async (_, model, sentence) => {
    expect(await refusal(await h5(model))).toMatch(sentence)
  })

  test('a file of weights only', async () => {
    const path = `${place()}.h5`
    await writeKerasH5(path, { weights: small.keras1.weights })
    expect(await refusal(path)).toMatch(/holds only weights/)
  })

  test('an .h5 that is cut off anywhere', async () => {
    const whole = await readFile(await h5(small.keras1))
    for (const share of [0.01, 0.1, 0.5, 0.9, 0.999]) {
      const path = `${place()}.h5`
      await writeFile(path, whole.subarray(0, Math.floor(whole.length * share)))
      expect(await refusal(path)).toMatch(/is cut off: \d+ of \d+ bytes are there/)
    }
  })

  test('an .h5 that is damaged inside', async () => {
    const damaged = await readFile(await h5(small.keras1))
    damaged.fill(0xa5, 96, 2048)
    const path = `${place()}.h5`
    await writeFile(path, damaged)
    expect(await refusal(path)).toMatch(/damaged|no Keras model|not a Keras model/)
  })

  test.each([
    ['text', 'hello', /not a model that Lanegaze reads; open a Keras \.h5 file or a TensorFlow\.js model\.json/],
    ['nothing', '', /not a model that Lanegaze reads/],
    ['broken JSON', '{"modelTopology":', /not valid JSON/],
    ['other JSON', '{"a": 1}', /not a TensorFlow\.js model/],
    [
      'architecture only',
      JSON.stringify(small.keras1.config),
      /only the architecture of a network, its weights are missing/
    ],
    [
      'architecture only, encoded twice',
      JSON.stringify(JSON.stringify(small.keras1.config)),
      /its weights are missing/
    ],
    ['a graph model', '{"format": "graph-model", "modelTopology": {"node": []}}', /graph model/],
    ['no manifest', JSON.stringify({ modelTopology: small.keras1.config }), /names no weight files/]
  ])('a file that holds %s', async (_, text, sentence) => {
    const path = `${place()}.json`
    await writeFile(path, text)
    expect(await refusal(path)).toMatch(sentence)
  })

  test('a path that leads nowhere, and a folder', async () => {
    expect(await refusal(join(folder, 'nowhere.h5'))).toMatch(/no model 'nowhere\.h5'/)
    expect(await refusal(folder)).toMatch(/is a folder/)
  })

  test('a missing weight file', async () => {
    const path = await tfjs(small.keras2)
    await rm(path.replace('model.json', 'group1-shard1of1.bin'))
    expect(await refusal(path)).toMatch(/weight file 'group1-shard1of1\.bin' that 'model\.json' names cannot be read/)
  })

  test('a weight file that is cut off', async () => {
    const path = await tfjs(small.keras2)
    await writeFile(path.replace('model.json', 'group1-shard1of1.bin'), new Uint8Array(10))
    expect(await refusal(path)).toMatch(/cut off at 'convolution2d_1\/kernel:0'/)
  })

  test('a manifest that reaches outside of its folder', async () => {
    const path = await tfjs(small.keras2)
    await writeFile(path, (await readFile(path, 'utf8')).replace('group1-shard1of1.bin', '../secret.bin'))
    expect(await refusal(path)).toMatch(/'\.\.\/secret\.bin' outside of its folder/)
  })
})

describe('the recipe beside the model', () => {
  const recipe = {
    version: 1,
    crop: null,
    resize: { width: 200, height: 66, filter: 'area' },
    colour: 'bgr',
    scale: { multiply: 2, add: 1 }
  }
  const head = { output: 'dense_1', index: 0, unit: 'deg', positive: 'left' }

  async function withRecipe(text: string): Promise<string> {
    const path = await h5(small.keras1)
    await writeFile(`${path}.recipe.json`, text)
    return path
  }

  test('wins over the guess', async () => {
    const opened = await openModel(await withRecipe(JSON.stringify({ recipe, head })))
    expect(opened).toMatchObject({ recipe, head, recipeBecause: 'beside the model', headBecause: 'beside the model' })
  })

  test('is given way to a recipe that is asked for', async () => {
    const path = await withRecipe(JSON.stringify({ recipe, head }))
    const other = `${place()}.json`
    await writeFile(other, JSON.stringify({ recipe: { ...recipe, colour: 'rgb' }, head }))
    expect((await openModel(path, { recipe: other })).recipe.colour).toBe('rgb')
    await expect(openModel(path, { recipe: join(folder, 'none.json') })).rejects.toThrow(/no recipe/)
  })

  test.each([
    ['not JSON', '{', /is not JSON/],
    ['a missing head', JSON.stringify({ recipe }), /'head'/],
    [
      'another width',
      JSON.stringify({ recipe: { ...recipe, resize: { ...recipe.resize, width: 100 } }, head }),
      /'recipe\.resize\.width': the model takes 200 columns/
    ],
    ['an unknown colour', JSON.stringify({ recipe: { ...recipe, colour: 'hsv' }, head }), /'recipe\.colour'/],
    [
      'grey for a colour model',
      JSON.stringify({ recipe: { ...recipe, colour: 'gray' }, head }),
      /'recipe\.colour': the model takes 3 channels/
    ],
    [
      'an unknown output',
      JSON.stringify({ recipe, head: { ...head, output: 'x' } }),
      /'head\.output': the model has the outputs dense_1/
    ],
    [
      'an index past the end',
      JSON.stringify({ recipe, head: { ...head, index: 1 } }),
      /'head\.index': the output 'dense_1' gives 1 number;/
    ],
    [
      'a crop of everything',
      JSON.stringify({
        recipe: { ...recipe, crop: { of: { width: 10, height: 10 }, top: 5, bottom: 5, left: 0, right: 0 } },
        head
      }),
      /'recipe\.crop': the crop leaves nothing/
    ]
  ])('with %s is refused by its field', async (_, text, sentence) => {
    expect(await refusal(await withRecipe(text))).toMatch(sentence)
  })
})
