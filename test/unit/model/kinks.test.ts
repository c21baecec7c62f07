import { expect, test } from 'vitest'
import { createEngine } from '../../../src/main/engine/engines.ts'
import { openModel } from '../../../src/main/model/open.ts'
import { gradientGraph } from '../../fixtures/gradientGraph.ts'
import { layer, sequential, type SmallModel } from '../../fixtures/modelConfigs.ts'
import { modelFolder } from '../../fixtures/modelFolder.ts'
import { seededWeights } from '../../../testing/modelFiles.ts'
import { OnnxNetwork } from '../../fixtures/onnxModels.ts'

// The slope of an opened model where a pixel is exactly 0, as TensorFlow's and PyTorch's sources have it (docs/methods.md).

const models = modelFolder()
const size = 8 * 10 * 3
const dense = seededWeights('steering/kernel:0', [size, 1], 3)
const slopes = seededWeights('bend/alpha:0', [1, 1, 3], 4)
const scale = 1.0507009873554805

const bent = (
  config: Record<string, unknown>,
  className = 'Activation',
  held: SmallModel['weights'] = {}
): SmallModel => ({
  config: sequential([
    layer('Rescaling', 'scale', { scale: 1 / 255, offset: 0, batch_input_shape: [null, 8, 10, 3] }),
    layer(className, 'bend', config),
    layer('Flatten', 'flat'),
    layer('Dense', 'steering', { units: 1, use_bias: false })
  ]),
  weights: { ...held, steering: [dense] }
})

/** The gradient at a picture of zeros, without its weights. */
async function slopeOf(path: string, weights: Float32Array, factor: number): Promise<number[]> {
  const { graph } = await openModel(path)
  const [name] = Object.keys(graph.outputs)
  const engine = await createEngine('ort')
  const session = await engine.load(gradientGraph(graph, name!, 0))
  const { gradient } = await session.run(new Float32Array(size), 1)
  engine.dispose()
  return Array.from(gradient!.slice(0, 3), (value, i) => value / (weights[i]! * factor))
}

test.each([
  ['relu', bent({ activation: 'relu' }), 0],
  ['elu', bent({ activation: 'elu' }), 1],
  ['selu', bent({ activation: 'selu' }), scale],
  ['celu', bent({ activation: 'celu' }), 1],
  ['relu6', bent({ activation: 'relu6' }), 0],
  ['softsign', bent({ activation: 'softsign' }), 1],
  ['PReLU', bent({ shared_axes: [1, 2] }, 'PReLU', { bend: [slopes] }), 0]
])('%s of Keras', async (_, model, slope) => {
  const found = await slopeOf(await models.h5(model), dense.data, 1 / 255)
  for (const value of found) expect(value).toBeCloseTo(slope, 4)
})

test.each([
  ['Selu', {}, scale * 1.6732632423543772],
  ['Celu', {}, 1],
  ['LeakyRelu', { alpha: { float: 0.25 } }, 0.25]
] as const)('%s of ONNX', async (type, attributes, slope) => {
  const network = new OnnxNetwork({ input: ['batch', 8, 10, 3] }).node(type, [], attributes).node('Flatten')
  const weights = network.tensor({ dims: [size, 1], dataType: 1, floatData: [...dense.data] })
  const path = await network.node('MatMul', [weights]).write(models.place('.onnx'))
  for (const value of await slopeOf(path, dense.data, 1)) expect(value).toBeCloseTo(slope, 4)
})
