import { readFile, rm, writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import * as small from '../../fixtures/modelConfigs.ts'
import { layer, sequential, type SmallModel } from '../../fixtures/modelConfigs.ts'
import { seededWeights, writeKerasH5 } from '../../../testing/modelFiles.ts'
import { modelFolder, refusal } from '../../fixtures/modelFolder.ts'

const models = modelFolder()

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
    one('ConvLSTM3D'),
    /layer 'odd' \(ConvLSTM3D, layer 1 of 1\).* does not know; save the model without it; known are .*Conv2D/
  ],
  [
    'an unknown activation',
    one('Activation', { activation: 'snake' }),
    /'odd'.*activation 'snake'.*; use one of linear, relu/
  ],
  [
    'a Lambda that cannot be read',
    one('Lambda', { function: 'prepare', function_type: 'function' }),
    /'odd' \(Lambda.*only the name of its function, 'prepare'.*Rescaling/
  ],
  [
    'groups that do not divide the channels',
    one('Conv2D', { filters: 4, kernel_size: 3, groups: 2 }),
    /'odd' \(Conv2D.*divides 3 channels into 2 groups/
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
    'pictures of fifty channels',
    one('ReLU', { batch_input_shape: [null, 8, 8, 50] }),
    /pictures of 50 channels; open a model that takes 1 \(grey\) or 3/
  ],
  ['a vector input', one('ReLU', { batch_input_shape: [null, 10] }), /input of shape \[10\], which is no picture/],
  [
    'an open input size',
    one('ReLU', { batch_input_shape: [null, null, null, 3] }),
    /size of the picture.*fixed input shape such as \(66, 200, 3\)/
  ],
  ['no layers', { config: sequential([]), weights: {} }, /without layers/],
  ['no model', { config: { something: 'else' }, weights: {} }, /no Keras model configuration/],
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

describe('is refused with one sentence:', () => {
  test.each(refusals)('%s', async (_, model, sentence) => {
    expect(await refusal(await models.h5(model))).toMatch(sentence)
  })

  test('a file of weights only', async () => {
    const path = models.place('.h5')
    await writeKerasH5(path, { weights: small.keras1.weights })
    expect(await refusal(path)).toMatch(/holds only weights/)
  })

  test('an .h5 that is cut off anywhere', async () => {
    const whole = await readFile(await models.h5(small.keras1))
    for (const share of [0.01, 0.1, 0.5, 0.9, 0.999]) {
      const path = models.place('.h5')
      await writeFile(path, whole.subarray(0, Math.floor(whole.length * share)))
      expect(await refusal(path)).toMatch(/is cut off: \d+ of \d+ bytes are there/)
    }
  })

  test('an .h5 that is damaged inside', async () => {
    const damaged = await readFile(await models.h5(small.keras1))
    damaged.fill(0xa5, 96, 2048)
    const path = models.place('.h5')
    await writeFile(path, damaged)
    expect(await refusal(path)).toMatch(/damaged|no Keras model|not a Keras model/)
  })

  test.each([
    [
      'text',
      'hello',
      /not a model that Lanegaze reads; open an ONNX file, a Keras \.keras or \.h5 file, a PyTorch \.pth or \.pt2 file, a TensorFlow Lite \.tflite file, a TensorFlow\.js model\.json, a TensorFlow SavedModel folder, or a frozen TensorFlow \.pb file/
    ],
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
    ['a graph model without weight files', '{"modelTopology": {"node": []}}', /names no weight files/],
    [
      'a graph model that is damaged',
      '{"modelTopology": {"node": [7]}, "weightsManifest": []}',
      /damaged at .*node\.0/
    ],
    ['no manifest', JSON.stringify({ modelTopology: small.keras1.config }), /names no weight files/]
  ])('a file that holds %s', async (_, text, sentence) => {
    const path = models.place('.json')
    await writeFile(path, text)
    expect(await refusal(path)).toMatch(sentence)
  })

  test('a path that leads nowhere, and a folder', async () => {
    expect(await refusal(models.place('nowhere.h5'))).toMatch(/no model '\d+nowhere\.h5'/)
    expect(await refusal(import.meta.dirname)).toMatch(/is a folder/)
  })

  test('a missing weight file', async () => {
    const path = await models.tfjs(small.keras2)
    await rm(path.replace('model.json', 'group1-shard1of1.bin'))
    expect(await refusal(path)).toMatch(/weight file 'group1-shard1of1\.bin' that 'model\.json' names cannot be read/)
  })

  test('a weight file that is cut off', async () => {
    const path = await models.tfjs(small.keras2)
    await writeFile(path.replace('model.json', 'group1-shard1of1.bin'), new Uint8Array(10))
    expect(await refusal(path)).toMatch(/cut off at 'convolution2d_1\/kernel:0'/)
  })

  test('a manifest that reaches outside of its folder', async () => {
    const path = await models.tfjs(small.keras2)
    await writeFile(path, (await readFile(path, 'utf8')).replace('group1-shard1of1.bin', '../secret.bin'))
    expect(await refusal(path)).toMatch(/'\.\.\/secret\.bin' outside of its folder/)
  })
})
