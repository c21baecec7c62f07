import { readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import * as keras from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, test } from 'vitest'
import { openModel } from '../../../src/main/model/open.ts'
import { createEngine } from '../../../src/main/engine/engines.ts'
import { converter, type StoredGraph, whyNoConverter } from '../../fixtures/graphConverter.ts'
import { describeEngines } from '../../fixtures/engines.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { graphModelCases } from '../../fixtures/graphModelCases.ts'
import { attribute, GraphModel, windowAttributes } from '../../fixtures/graphModels.ts'
import { modelFolder, refusal } from '../../fixtures/modelFolder.ts'
import { writeTfjsLayers } from '../../../testing/modelFiles.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { seededValues } from '../../../testing/seeded.ts'

const models = modelFolder()
beforeAll(() => tf.setBackend('cpu'))

/** What TensorFlow.js computes from the very files. */
async function executed(path: string, values: Float32Array, picture: readonly number[]): Promise<Float32Array> {
  const json = JSON.parse(await readFile(path, 'utf8')) as StoredGraph
  const bytes = await readFile(join(dirname(path), 'group1-shard1of1.bin'))
  const weightData = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  const model = converter!.loadGraphModelSync({
    modelTopology: json.modelTopology,
    signature: json.signature,
    format: json.format,
    weightSpecs: json.weightsManifest[0]!.weights,
    weightData
  })
  const output = json.signature.outputs.output.name
  const result = tf.tidy(() => model.execute(tf.tensor(values, [1, ...picture]), output).dataSync())
  model.dispose()
  return result as Float32Array
}

describe.skipIf(!converter)(`computes what TensorFlow.js computes${whyNoConverter}`, () => {
  test.each(graphModelCases)('%s', async (_, build, picture = [9, 12, 3]) => {
    const model = build(new GraphModel(picture))
    const path = await model.write(models.place(''))
    const values = seededValues(
      picture.reduce((a, b) => a * b, 1),
      4
    )
    const { graph, format } = await openModel(path)
    expect(format).toBe('tfjs-graph')
    const expected = await executed(path, values, picture)
    expectClose(evaluate(graph, values).get(graph.outputs['output']!)!, expected, 3e-6)
    expect(new Set(graph.nodes.map((node) => node.id)).size).toBe(graph.nodes.length)
  })
})

/** A small NVIDIA network as layers and, with the same weights, as the converter writes its SavedModel. */
async function twice(): Promise<{ layers: string; graph: string; expected: Float32Array; values: Float32Array }> {
  const { layers } = keras
  const net = keras.sequential({
    layers: [
      layers.rescaling({ scale: 1 / 127.5, offset: -1, inputShape: [18, 25, 3] }),
      layers.conv2d({ filters: 4, kernelSize: 5, strides: 2, activation: 'elu', name: 'conv' }),
      layers.conv2d({ filters: 5, kernelSize: 3, padding: 'same', activation: 'relu', name: 'deep' }),
      layers.flatten(),
      layers.dense({ units: 6, activation: 'tanh', name: 'hidden' }),
      layers.dense({ units: 1, name: 'angle' })
    ]
  })
  const weights = net.weights.map((weight, i) => {
    const shape = weight.shape.map((size) => size ?? 1)
    const data = seededValues(
      shape.reduce((a, b) => a * b, 1),
      30 + i,
      0.3
    )
    weight.write(tf.tensor(data, shape))
    return { name: weight.name, shape, data }
  })
  const values = seededValues(18 * 25 * 3, 3).map((v) => 127 + 120 * v)
  const expected = tf.tidy(() => (net.predict(tf.tensor(values, [1, 18, 25, 3])) as tf.Tensor).dataSync())
  const topology: unknown = JSON.parse(JSON.stringify(net.toJSON(null, false)))

  const model = new GraphModel([18, 25, 3])
  const given = (name: string): string => {
    const { shape, data } = weights.find((weight) => weight.name.startsWith(name))!
    return model.floats(shape, data)
  }
  const fused = (...ops: string[]) => ({ fused_ops: attribute.texts(...ops), num_args: attribute.int(1) })
  model.node('Mul', [model.floats([], [1 / 127.5])]).node('AddV2', [model.floats([], [-1])])
  model.node('_FusedConv2D', [given('conv/kernel'), given('conv/bias')], {
    ...windowAttributes({ strides: [2, 2] }),
    ...fused('BiasAdd', 'Elu')
  })
  model.node('_FusedConv2D', [given('deep/kernel'), given('deep/bias')], {
    ...windowAttributes({ padding: 'SAME' }),
    ...fused('BiasAdd', 'Relu')
  })
  model.node('Reshape', [model.ints(-1, 7 * 11 * 5)])
  model.node('_FusedMatMul', [given('hidden/kernel'), given('hidden/bias')], fused('BiasAdd', 'Tanh'))
  model.node('_FusedMatMul', [given('angle/kernel'), given('angle/bias')], fused('BiasAdd')).node('Identity')
  return {
    layers: await writeTfjsLayers(models.place(''), topology, weights),
    graph: await model.write(models.place(''), { angle: model.last }),
    expected: expected as Float32Array,
    values
  }
}

describeEngines('a graph model and the same network as layers are one', (id) => {
  test('in what they compute, in recipe, head and layers', async () => {
    const made = await twice()
    const [asLayers, asGraph] = [await openModel(made.layers), await openModel(made.graph)]
    expect(asGraph.recipe).toEqual(asLayers.recipe)
    expect(asGraph.head).toMatchObject({ output: 'angle', index: 0 })
    expect(asGraph.parameters).toBe(asLayers.parameters + 2)
    const kinds = (types: readonly string[]) => types.filter((type) => type === 'conv2d' || type === 'dense')
    expect(kinds(asGraph.graph.nodes.map(({ op }) => op.type))).toEqual(
      kinds(asLayers.graph.nodes.map(({ op }) => op.type))
    )
    const engine = await createEngine(id)
    const session = await engine.load(asGraph.graph)
    const { angle } = await session.run(made.values, 1)
    engine.dispose()
    expectClose(angle!, made.expected, 1e-5)
  })
})

describe('is refused with one sentence:', () => {
  const refusals: [name: string, build: (model: GraphModel) => GraphModel, sentence: RegExp][] = [
    [
      'an operator that is not known',
      (m) => m.node('Relu').node('Betainc'),
      /operator 'StatefulPartitionedCall\/model\/betainc_2' \(Betainc, 2 of 2\) is of a kind.*known are .*Conv2D/
    ],
    [
      'an operator that is known not to be possible',
      (m) => m.node('Relu').node('TensorListReserve'),
      /\(TensorListReserve, 2 of 2\) decides while it runs what is computed; .*unroll=True/
    ],
    [
      'a fused function that is not known',
      (m) => m.node('_FusedMatMul', [m.weights([3, 3])], { fused_ops: attribute.texts('Cos') }),
      /fuses 'Cos'/
    ],
    [
      'a tensor that nothing makes',
      (m) => m.node('AddV2', ['nowhere']),
      /reads 'nowhere', which nothing before it makes/
    ],
    [
      'a place picked in each picture of a batch',
      (m) => m.node('GatherV2', [m.ints(0), m.int(2)], { batch_dims: attribute.int(1) }),
      /\(GatherV2, 1 of 1\) picks within a batch/
    ],
    [
      'an order of axes that there are not',
      (m) => m.node('Transpose', [m.ints(0, 3, 1, 4)]),
      /\(Transpose, 1 of 1\) orders 4 axes as \[0, 3, 1, 4\]/
    ],
    ['one axis twice', (m) => m.node('Transpose', [m.ints(0, 1, 1, 3)]), /orders 4 axes as \[0, 1, 1, 3\]/],
    [
      'a part of a constant that it does not have',
      (m) => m.node('AddV2', [m.node('Slice', [m.ints(2), m.ints(2)], {}, [m.weights([3])]).last], {}, ['input_1']),
      /\(Slice, 1 of 2\) takes 2 of 3 places from 2 on/
    ],
    [
      'a place of a constant that it does not have',
      (m) => m.node('AddV2', [m.node('GatherV2', [m.ints(3), m.int(0)], {}, [m.weights([3])]).last], {}, ['input_1']),
      /\(GatherV2, 1 of 2\) picks places that are not among its 3/
    ],
    [
      'a transposed convolution that is dilated',
      (m) =>
        m.node('Conv2DBackpropInput', ['input_1'], windowAttributes({ dilations: [2, 2] }), [
          m.ints(1, 13, 16, 4),
          m.weights([3, 3, 4, 3])
        ]),
      /\(Conv2DBackpropInput, 1 of 1\) is dilated/
    ],
    [
      'a transposed convolution of other channels',
      (m) =>
        m.node('Conv2DBackpropInput', ['input_1'], windowAttributes({}), [
          m.ints(1, 11, 14, 4),
          m.weights([3, 3, 4, 2])
        ]),
      /kernel for 2 channels where its input has 3/
    ],
    [
      'a picture of no pixels',
      (m) => m.node('ResizeBilinear', [m.ints(0, 4)]),
      /\(ResizeBilinear, 1 of 1\) makes a picture of 0x4/
    ],
    ['a kernel of other depth', (m) => m.conv([2, 4], [3, 3]), /kernel for 2 channels where its input has 3/]
  ]
  test.each(refusals)('%s', async (_, build, sentence) => {
    expect(await refusal(await build(new GraphModel()).write(models.place('')))).toMatch(sentence)
  })

  test('a loop', async () => {
    const model = new GraphModel()
    model.node('AddV2', ['StatefulPartitionedCall/model/relu_2']).node('Relu')
    expect(await refusal(await model.write(models.place('')))).toMatch(/holds a loop at its operator/)
  })

  test('a missing weight file', async () => {
    const path = await new GraphModel().conv([3, 2], [3, 3]).write(models.place(''))
    await rm(join(dirname(path), 'group1-shard1of1.bin'))
    expect(await refusal(path)).toMatch(/weight file 'group1-shard1of1\.bin' that 'model\.json' names cannot be read/)
  })
})

test('a second input is held at 0, with a warning that names it', async () => {
  const model = new GraphModel()
  const speed = model.placeholder('speed', [2])
  model
    .node('Reshape', [model.ints(-1, 324)])
    .node('ConcatV2', [speed, model.int(1)])
    .dense(326, 1)
  const { graph, warnings } = await openModel(await model.write(models.place('')))
  expect(graph.nodes.find(({ id }) => id === 'speed')?.op).toMatchObject({ type: 'constant' })
  expect(warnings).toContainEqual(expect.objectContaining({ code: 'constant-input' }))
})
