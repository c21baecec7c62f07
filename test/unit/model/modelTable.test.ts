import { writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { createEngine } from '../../../src/main/engine/engines.ts'
import { oldestForm, type RecipeVersion1 } from '../../../src/shared/recipeVersion1.ts'
import { openModel } from '../../../src/main/model/open.ts'
import { steeringGraph } from '../../../src/main/saliency/steering.ts'
import { describeEngines } from '../../fixtures/engines.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { attribute, GraphModel } from '../../fixtures/graphModels.ts'
import { AtenProgram, ints, tensor } from '../../fixtures/atenProgram.ts'
import { saveState } from '../../fixtures/torchFiles.ts'
import { dave2 } from '../../fixtures/torchNetworks.ts'
import * as small from '../../fixtures/modelConfigs.ts'
import { writeKerasZip } from '../../../testing/modelFiles.ts'
import { modelFolder } from '../../fixtures/modelFolder.ts'
import { floats, OnnxNetwork } from '../../fixtures/onnxModels.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { conv, dense, flat } from '../../fixtures/tfliteCases.ts'
import { TfliteNetwork } from '../../fixtures/tfliteModels.ts'
import { wholePilot } from '../../fixtures/tflitePilots.ts'
import { frozenBytes, type Layout, writeSavedModel } from '../../fixtures/savedModels.ts'
import { seededValues } from '../../../testing/seeded.ts'

const models = modelFolder()
const drop = { keep_dims: attribute.flag(false) }
const onnx = (network: OnnxNetwork, outputs?: Record<string, string>): Promise<string> =>
  network.write(models.place('.onnx'), outputs)

/** DAVE-2 with few filters, its pictures scaled inside, as PyTorch's exporter writes it. */
function pytorch(): Promise<string> {
  const network = new OnnxNetwork({ input: ['batch', 3, 66, 200] })
  network.node('Div', [network.scalar(127.5)]).node('Sub', [network.scalar(1)])
  network
    .conv([3, 4], [5, 5], { strides: [2, 2] })
    .node('Elu')
    .conv([4, 6], [5, 5], { strides: [4, 4] })
    .node('Elu')
  return onnx(
    network
      .node('Flatten', [], { axis: 1 })
      .gemm(6 * 7 * 24, 8)
      .node('Elu')
      .gemm(8, 1),
    { steering: network.last }
  )
}

/** A network that takes ImageNet's mean off itself; without that where `isBare`, in ImageNet's size. */
function backbone(isBare: boolean): Promise<string> {
  const network = new OnnxNetwork({ input: isBare ? ['batch', 3, 224, 224] : ['batch', 3, 66, 200] })
  const channels = (...values: number[]): string => network.tensor(floats([1, 3, 1, 1], Float32Array.from(values)))
  if (!isBare) {
    network.node('Div', [network.scalar(255)]).node('Sub', [channels(0.485, 0.456, 0.406)])
    network.node('Div', [channels(0.229, 0.224, 0.225)])
  }
  network
    .conv([3, 4], [7, 7], { strides: [16, 16] })
    .node('Relu')
    .node('GlobalAveragePool')
    .node('Flatten')
  return onnx(network.gemm(4, 1), { steering: network.last })
}

/** Donkeycar's linear model, as tf2onnx writes it. */
function tf2onnx(): Promise<string> {
  const network = new OnnxNetwork({ input: ['unk__1', 120, 160, 3], producer: 'tf2onnx', opset: 13 })
  network
    .node('Transpose', [], { perm: [0, 3, 1, 2] })
    .conv([3, 4], [5, 5], { strides: [8, 8] })
    .node('Relu')
  network.node('Transpose', [], { perm: [0, 2, 3, 1] }).node('Reshape', [network.ints(-1, 15 * 20 * 4)])
  network.node('MatMul', [network.weights([1200, 4], 0.05)]).node('Relu')
  const features = network.last
  const output = (): string => {
    network.last = features
    return network.node('MatMul', [network.weights([4, 1])]).node('Add', [network.weights([1])]).last
  }
  return onnx(network, { n_outputs0: output(), n_outputs1: output() })
}

/** Donkeycar's categorical model. */
function categorical(): Promise<string> {
  const network = new OnnxNetwork({ input: ['batch', 3, 120, 160] }).conv([3, 4], [5, 5], { strides: [8, 8] })
  network.node('Relu').node('Flatten').gemm(1200, 15).node('Softmax', [], { axis: 1 })
  return onnx(network, { angle_out: network.last })
}

/** Angle and throttle in one output, squeezed channels on the way. */
function twoNumbers(): Promise<string> {
  const network = new OnnxNetwork({ input: [1, 3, 32, 48] }).conv([3, 4], [3, 3], { strides: [2, 2] }).node('Relu')
  const maps = network.last
  const gate = network.node('GlobalAveragePool').conv([4, 4], [1, 1]).node('Sigmoid').last
  network.node('Mul', [gate], {}, { from: maps }).node('ReduceMean', [], { axes: [2, 3], keepdims: 0 })
  return onnx(network.gemm(4, 2), { controls: network.last })
}

async function zip(): Promise<string> {
  const path = models.place('.keras')
  await writeKerasZip(path, small.keras3.config, {
    'layers/conv2d/vars': small.keras3.weights['left']!,
    'layers/conv2d_1/vars': small.keras3.weights['right']!,
    'layers/dense/vars': small.keras3.weights['angle']!
  })
  return path
}

/** Donkeycar's linear model, as TensorFlow.js's converter writes its SavedModel. */
function graphModel(): Promise<string> {
  const model = new GraphModel([120, 160, 3]).conv([3, 4], [5, 5], { strides: [8, 8] }).node('Relu')
  model.node('Reshape', [model.ints(-1, 1200)])
  const features = model.last
  const output = (): string => {
    model.last = features
    return model.dense(1200, 1).last
  }
  return model.write(models.place(), { n_outputs0: output(), n_outputs1: output() })
}

/** Donkeycar's linear model, as TensorFlow's converter makes a .tflite of it: its outputs come in any order. */
function lite(): Promise<string> {
  const n = new TfliteNetwork([120, 160, 3], { name: 'serving_default_img_in:0', signature: [-1, 120, 160, 3] })
  const features = dense(4, 'RELU')(flat(conv(4, [5, 5], { strides: [8, 8], same: true, active: 'RELU' })(n))).last
  const output = (): number => {
    n.last = features
    return dense(1)(n).last
  }
  const [angle, throttle] = [output(), output()]
  return n.write(models.place('.tflite'), { n_outputs1: throttle, n_outputs0: angle })
}

/** Donkeycar's models as SavedModels, in the sizes that it takes. */
function donkeycar(layout: Layout, head: 'linear' | 'softmax'): string {
  const model = new GraphModel([120, 160, 3]).conv([3, 4], [5, 5], { strides: [8, 8] }).node('Relu')
  model.node('Reshape', [model.ints(-1, 1200)])
  const features = model.last
  const output = (units: number): string => {
    model.last = features
    model.dense(1200, units)
    return head === 'softmax' ? model.node('Softmax').last : model.last
  }
  const outputs: Record<string, string> =
    head === 'softmax'
      ? { throttle_out: output(20), angle_out: output(15) }
      : { n_outputs1: output(1), n_outputs0: output(1) }
  return writeSavedModel(models.place('.savedmodel'), model, layout, { outputs })
}

/** A network that scales its pictures itself, frozen. */
async function simulator(): Promise<string> {
  const model = new GraphModel([160, 320, 3])
  model.node('RealDiv', [model.floats([], [127.5])]).node('Sub', [model.floats([], [1])])
  model
    .conv([3, 2], [5, 5], { strides: [8, 8] })
    .node('Elu')
    .node('Mean', [model.ints(1, 2)], drop)
  model.dense(2, 1)
  const path = models.place('.pb')
  await writeFile(path, frozenBytes(model))
  return path
}

/** DeepRacer's policy: a grey picture, scaled inside, to the probabilities of its actions; its Flatten computes its size. */
async function deepRacer(): Promise<string> {
  const model = new GraphModel([120, 160, 1], 'main_level/agent/main/online/network_1/observation/observation')
  model.node('RealDiv', [model.floats([], [255])]).conv([1, 4], [8, 8], { strides: [8, 8] })
  const maps = model.node('BiasAdd', [model.weights([4])]).node('Relu').last
  const begin = [model.ints(0), model.ints(1), model.ints(1)]
  const batch = model.node('Shape').node('StridedSlice', begin, { shrink_axis_mask: attribute.int(1) }).last
  const sizes = model.node('Pack', [model.int(15 * 20 * 4)], { axis: attribute.int(0) }, [batch]).last
  model
    .node('Reshape', [sizes], {}, [maps])
    .dense(15 * 20 * 4, 5)
    .node('Softmax')
  const path = models.place('.pb')
  await writeFile(path, frozenBytes(model))
  return path
}

/** As torch.export.save writes it. */
function exported(): Promise<string> {
  const program = new AtenProgram({ input: [1, 3, 224, 224] })
  const kernel = program.weights('conv.weight', [4, 3, 7, 7])
  program
    .node('conv2d.default', { weight: tensor(kernel), stride: ints(16, 16) }, { of: 'input' })
    .node('relu_.default')
  program.node('mean.dim', { dim: ints(-1, -2) })
  const weight = program.weights('fc.weight', [2, 4])
  return program.node('linear.default', { weight: tensor(weight) }, { of: 'input' }).write(models.place('.pt2'))
}

interface Expected {
  input: string
  /** The steering output and its shape. */
  output: string
  /** Colour, scale, normalisation and crop of the guess. */
  recipe: string
  bins?: true
}

const table: [name: string, write: () => Promise<string>, expected: Expected][] = [
  ['PyTorch, DAVE-2', pytorch, { input: '66x200x3', output: 'steering 1', recipe: 'yuv 1 0 cropped' }],
  [
    "PyTorch, ImageNet's mean taken off inside",
    () => backbone(false),
    { input: '66x200x3', output: 'steering 1', recipe: 'rgb 1 0 whole' }
  ],
  [
    'PyTorch, pictures in the size of ImageNet',
    () => backbone(true),
    { input: '224x224x3', output: 'steering 1', recipe: 'rgb 1/255 0 normalised whole' }
  ],
  ['tf2onnx, Donkeycar linear', tf2onnx, { input: '120x160x3', output: 'n_outputs0 1', recipe: 'rgb 1/255 0 whole' }],
  [
    'PyTorch, Donkeycar categorical',
    categorical,
    { input: '120x160x3', output: 'angle_out 15', recipe: 'rgb 1/255 0 whole', bins: true }
  ],
  ['PyTorch, [angle, throttle]', twoNumbers, { input: '32x48x3', output: 'controls 2', recipe: 'rgb 1/255 0 whole' }],
  ['Keras 1 .h5', () => models.h5(small.keras1), { input: '66x200x3', output: 'dense_1 1', recipe: 'yuv 1 0 cropped' }],
  [
    'Keras 2 .h5',
    () => models.h5(small.donkeycar),
    { input: '120x160x3', output: 'n_outputs0 1', recipe: 'rgb 1/255 0 whole' }
  ],
  ['Keras 3 .keras', zip, { input: '32x48x1', output: 'angle 1', recipe: 'gray 1 0 whole' }],
  [
    "PyTorch's weights, DAVE-2",
    () => saveState(models.place('.pth'), dave2().state),
    { input: '66x200x3', output: 'output 1', recipe: 'yuv 1/255 0 cropped' }
  ],
  [
    "PyTorch's program, [x, y] in the size of ImageNet",
    exported,
    { input: '224x224x3', output: 'output 2', recipe: 'rgb 1/255 0 normalised whole' }
  ],
  [
    'TensorFlow.js layers',
    () => models.tfjs(small.simulator),
    { input: '160x320x3', output: 'steering 1', recipe: 'rgb 1 0 whole' }
  ],
  [
    'TensorFlow.js graph, Donkeycar linear',
    graphModel,
    { input: '120x160x3', output: 'n_outputs0 1', recipe: 'rgb 1/255 0 whole' }
  ],
  [
    'TensorFlow Lite, Donkeycar linear',
    lite,
    { input: '120x160x3', output: 'n_outputs0 1', recipe: 'rgb 1/255 0 whole' }
  ],
  [
    'TensorFlow Lite in eight bits',
    async () => {
      const { network } = await wholePilot('int8')
      return network.write(models.place('.tflite'), { steering: network.last })
    },
    { input: '24x32x3', output: 'steering 1', recipe: 'rgb 1/255 0 whole' }
  ],
  [
    'SavedModel of Keras 2, Donkeycar categorical',
    () => Promise.resolve(donkeycar('Keras 2', 'softmax')),
    { input: '120x160x3', output: 'angle_out 15', recipe: 'rgb 1/255 0 whole', bins: true }
  ],
  [
    'SavedModel of Keras 3, Donkeycar linear',
    () => Promise.resolve(donkeycar('Keras 3', 'linear')),
    { input: '120x160x3', output: 'n_outputs0 1', recipe: 'rgb 1/255 0 whole' }
  ],
  [
    'frozen graph, simulator',
    simulator,
    {
      input: '160x320x3',
      output: 'StatefulPartitionedCall/model/biasadd_13 1',
      recipe: 'rgb 1 0 whole'
    }
  ],
  [
    'frozen graph, DeepRacer',
    deepRacer,
    {
      input: '120x160x1',
      output: 'StatefulPartitionedCall/model/softmax_20 5',
      recipe: 'gray 1 0 whole',
      bins: true
    }
  ],
  [
    'channels first, Keras 1',
    () => models.h5(small.theanoOrder),
    { input: '12x16x3', output: 'dense 1', recipe: 'rgb 1/255 0 whole' }
  ]
]

test.each(table)('%s is opened as what it is', async (_, write, expected) => {
  const { graph, head, recipe } = await openModel(await write())
  const shape = graph.nodes.find(({ id }) => id === graph.outputs[head.output])!.shape
  const { multiply, add } = recipe.scale
  const scale = `${multiply === 1 ? '1' : `1/${Math.round(1 / multiply)}`} ${add}`
  expect({
    input: graph.input.shape.join('x'),
    output: `${head.output} ${shape.join('x')}`,
    recipe: [
      (oldestForm(recipe) as RecipeVersion1).colour,
      scale,
      recipe.normalise && 'normalised',
      recipe.crop ? 'cropped' : 'whole'
    ]
      .filter(Boolean)
      .join(' '),
    ...(head.bins && { bins: true })
  }).toEqual(expected)
})

describeEngines('its steering is that of plain loops', (id) => {
  let engine: Engine
  beforeAll(async () => {
    engine = await createEngine(id)
  })
  afterAll(() => engine.dispose())

  test.each(table)('%s', async (_, write) => {
    const { graph, head } = await openModel(await write())
    const steering = steeringGraph({ graph, head })
    const size = graph.input.shape.reduce((a, b) => a * b, 1)
    const picture = seededValues(size, 6)
    const session = await engine.load(steering)
    const found = await session.run(picture, 1)
    session.dispose()
    expectClose(found['steering']!, evaluate(steering, picture).get(steering.outputs['steering']!)!, 1e-4)
  })
})
