import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-core/dist/register_all_gradients.js'
import { beforeAll, it } from 'vitest'
import type { EngineId } from '../../../src/shared/engines.ts'
import { createEngine } from '../../../src/main/engine/engines.ts'
import type { Pair } from '../../../src/main/model/graph/graph.ts'
import { describeEngines } from '../../fixtures/engines.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { gradientGraph } from '../../fixtures/gradientGraph.ts'
import { Network } from '../../../testing/network.ts'
import { seededValues } from '../../../testing/seeded.ts'

// TensorFlow.js's own automatic differentiation, on its plain JavaScript backend, says what the gradient is.

const picture = [10, 13, 4] as const
const pixels = seededValues(10 * 13 * 4, 21)

const table: [name: string, kernel: Pair, stride: 1 | 2, multiplier: number][] = [
  ['3 x 3', [3, 3], 1, 1],
  ['5 x 5, stride 2', [5, 5], 2, 1],
  ['3 x 2, stride 2, three filters a channel', [3, 2], 2, 3]
]

describeEngines('the gradient of a depthwise convolution equals tf.grad', (id: EngineId) => {
  beforeAll(() => tf.setBackend('cpu'))

  it.each(table)('%s', async (_, kernel, stride, multiplier) => {
    const network = new Network(picture)
    network.conv('conv', 4 * multiplier, kernel, { strides: [stride, stride], groups: 4 })
    network.activation('bend', { kind: 'tanh' }).flatten().dense('angle', 1)
    const graph = network.graph()
    const [conv, dense] = ['conv', 'angle'].map((name) => graph.nodes.find((node) => node.id === name)!.op)
    if (conv?.type !== 'conv2d' || dense?.type !== 'dense') throw new Error('the network is another one')

    await tf.setBackend('cpu')
    const expected = tf.tidy(() => {
      const weights = tf.tensor4d(conv.kernel.data, [...kernel, 4, multiplier])
      const slope = tf.grad((x: tf.Tensor) => {
        const maps = tf.depthwiseConv2d(x as tf.Tensor4D, weights, stride, 'valid')
        const bent = tf.reshape(tf.tanh(tf.add(maps, tf.tensor1d(conv.bias!))), [1, -1])
        return tf.sum(tf.matMul(bent, tf.tensor(dense.kernel.data, [dense.kernel.shape[0]!, 1])))
      })
      return slope(tf.tensor(pixels, [1, ...picture])).dataSync()
    })
    const engine = await createEngine(id)
    const session = await engine.load(gradientGraph(graph, 'angle', 0))
    const { gradient } = await session.run(pixels, 1)
    engine.dispose()
    expectClose(gradient!, expected, 1e-5)
  })
})
