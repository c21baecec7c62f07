import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-core/dist/register_all_gradients.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { createEngine } from '../../../src/main/engine/engines.ts'
import { openModel } from '../../../src/main/model/open.ts'
import { steeringAndGradient } from '../../../src/main/saliency/steeringAndGradient.ts'
import { describeEngines } from '../../fixtures/engines.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { FunctionalKeras } from '../../fixtures/functionalKeras.ts'
import { kerasLayerCases } from '../../fixtures/kerasLayerCases.ts'
import { type KerasOperationCase, kerasOperationCases, clip, picture } from '../../fixtures/kerasOperationCases.ts'
import { lambdaCases } from '../../fixtures/lambdaCases.ts'
import { layer, sequential } from '../../fixtures/modelConfigs.ts'
import { seededWeights, writeKerasH5, writeKerasZip } from '../../../testing/modelFiles.ts'
import { modelFolder, refusal } from '../../fixtures/modelFolder.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { seededValues } from '../../../testing/seeded.ts'

// TensorFlow.js's operators, and its automatic differentiation, say what these models compute.

const models = modelFolder()
beforeAll(() => tf.setBackend('cpu'))
const pixels = seededValues(9 * 12 * 3, 5)
const film = seededValues(clip[0] * clip[1] * clip[2] * clip[3], 6)

/** Frames as a graph takes them, [height, width, frames * channels]. */
function stacked(values: Float32Array): Float32Array {
  const [frames, height, width, channels] = clip
  return values.map((_, i) => {
    const [pixel, frame, c] = [Math.floor(i / (frames * channels)), Math.floor(i / channels) % frames, i % channels]
    return values[(frame * height * width + pixel) * channels + c]!
  })
}
const byName = [...kerasOperationCases, ...kerasLayerCases, ...lambdaCases].map((one) => [one.name, one] as const)

/** The case with a Dense layer to one number behind it. */
async function made({ keras, build, takes }: KerasOperationCase) {
  const model = new FunctionalKeras(keras)
  const shape: readonly number[] = takes ?? picture
  const values = takes ? film : pixels
  const { made: last, truth } = build(model, model.input('camera', shape))
  await tf.setBackend('cpu')
  const input: tf.Tensor = tf.tensor(values, [1, ...shape])
  const numbers = tf.tidy(() => truth(input as tf.Tensor4D).size)
  const [kernel, bias] = model.weigh('angle', ['kernel', [numbers, 1]], ['bias', [1]])
  const angle = model.call('Dense', 'angle', model.call('Flatten', 'flat', last), { units: 1 })
  const path = models.place('.h5')
  await writeKerasH5(path, { ...model.file(angle), attributes: { keras_version: keras === 3 ? '3.5.0' : '2.11.0' } })
  const whole = (x: tf.Tensor): tf.Scalar =>
    tf.sum(
      tf.add(
        tf.matMul(
          tf.reshape<tf.Rank.R2>(truth(x as tf.Tensor4D), [1, numbers]),
          tf.tensor2d(kernel!.data, [numbers, 1])
        ),
        tf.tensor1d(bias!.data)
      )
    )
  const [steering, gradient] = tf.tidy(() => [whole(input).dataSync()[0]!, tf.grad(whole)(input).dataSync()])
  // Maps are of the newest frame.
  const newest = takes ? gradient.slice(-film.length / takes[0]) : gradient
  return { path, steering, gradient: newest, given: takes ? stacked(film) : pixels }
}

test.each(byName)('%s', async (_, one) => {
  const { path, steering, given } = await made(one)
  const { graph } = await openModel(path)
  expectClose(evaluate(graph, given).get(graph.outputs['angle']!)!, [steering], 1e-5)
  expect(new Set(graph.nodes.map(({ id }) => id)).size, 'ids').toBe(graph.nodes.length)
})

describeEngines('steering and gradient are those of TensorFlow.js', (id) => {
  let engine: Engine
  beforeAll(async () => {
    engine = await createEngine(id)
  })
  afterAll(() => engine.dispose())

  test.each(byName)('%s', async (_, one) => {
    const { path, steering, gradient, given } = await made(one)
    const { graph, head } = await openModel(path)
    const session = await engine.load(steeringAndGradient({ graph, head: { ...head, positive: 'left' } }))
    const found = await session.run(given, 1)
    session.dispose()
    expectClose(found['steering']!, [steering], 1e-4)
    expectClose(found['gradient']!, gradient, 1e-4)
  })
})

describe('outputs', () => {
  test('have the names that the model gives them', async () => {
    const model = new FunctionalKeras()
    const flat = model.call('Flatten', 'flat', model.input('camera', picture))
    const ends = ['dense', 'dense_1'].map((name) => {
      model.weigh(name, ['kernel', [324, 1]], ['bias', [1]])
      return model.call('Dense', name, flat, { units: 1 })
    })
    const { graph, head } = await openModel(await models.h5(model.file({ throttle: ends[0]!, steering: ends[1]! })))
    expect(graph.outputs).toEqual({ throttle: 'dense', steering: 'dense_1' })
    expect(head.output).toBe('steering')
  })
})

describe('whole numbers among the weights', () => {
  const config = sequential([
    layer('Normalization', 'normalization', { axis: [-1], batch_input_shape: [null, ...picture] }),
    layer('Flatten', 'flat'),
    layer('Dense', 'angle', { units: 1 })
  ])
  const statistics = ['mean', 'variance'].map((name, i) => ({
    ...seededWeights(`normalization/${name}`, [3], 8 + i, 0.3),
    ...(name === 'variance' && { data: Float32Array.of(0.4, 1, 2) })
  }))
  const dense = [seededWeights('angle/kernel', [324, 1], 1), seededWeights('angle/bias', [1], 2)]
  const counts = ['normalization/count']

  test.each<[string, () => Promise<string>]>([
    [
      '.h5',
      async () => {
        const path = models.place('.h5')
        await writeKerasH5(path, { config, weights: { normalization: statistics, angle: dense }, counts })
        return path
      }
    ],
    [
      '.keras',
      async () => {
        const path = models.place('.keras')
        const groups = { 'layers/normalization/vars': statistics, 'layers/dense/vars': dense }
        await writeKerasZip(path, config, groups, ['layers/normalization/vars/2', 'layers/flatten/vars/0'])
        return path
      }
    ]
  ])('%s: what a Normalization layer counted is left out', async (_, write) => {
    const { graph } = await openModel(await write())
    const [mean, variance] = statistics.map(({ data }) => data)
    const standard = pixels.map((v, i) => (v - mean![i % 3]!) / Math.sqrt(variance![i % 3]!))
    const expected = standard.reduce((sum, v, i) => sum + v * dense[0]!.data[i]!, dense[1]!.data[0]!)
    expectClose(evaluate(graph, pixels).get('angle')!, [expected], 1e-5)
  })
})

test('hard_sigmoid of a Keras 3 .h5, which names its version alone, is the steeper one', async () => {
  const config = sequential([
    layer('Activation', 'gate', { activation: 'hard_sigmoid', batch_input_shape: [null, ...picture] })
  ])
  const found = async (version: string): Promise<Float64Array> => {
    const { graph } = await openModel(await models.h5({ config, weights: {} }, { keras_version: version }))
    return evaluate(graph, pixels).get(graph.outputs['gate']!)!
  }
  expectClose(
    await found('3.4.1'),
    pixels.map((x) => Math.min(1, Math.max(0, x / 6 + 0.5))),
    1e-6
  )
  expectClose(
    await found('2.15.0'),
    pixels.map((x) => Math.min(1, Math.max(0, 0.2 * x + 0.5))),
    1e-6
  )
})

describe('is refused with one sentence:', () => {
  test.each<[string, (m: FunctionalKeras) => unknown, RegExp]>([
    [
      'an operation that is not known',
      (m) => m.operation('Fft2', 'spectrum', [m.input('camera', picture)]),
      /'spectrum' \(Fft2, layer 2 of 2\) is of a class that Lanegaze does not know/
    ],
    [
      'a slice of the batch',
      (m) => m.operation('GetItem', 'half', [m.input('camera', picture), [slice(0, 1)]]),
      /'half' \(GetItem.*slices the batch/
    ],
    [
      'shapes that do not fit',
      (m) => {
        const x = m.input('camera', picture)
        return m.call('Add', 'sum', [x, m.operation('GetItem', 'two', [x, [slice(null, null), slice(0, 2)]])])
      },
      /'sum' \(Add.*tensors of different shapes, \[9, 12, 3\] and \[2, 12, 3\]/
    ]
  ])('%s', async (_, build, sentence) => {
    const model = new FunctionalKeras()
    const last = build(model) as ReturnType<FunctionalKeras['call']>
    expect(await refusal(await models.h5(model.file(last)))).toMatch(sentence)
  })
})

function slice(start: number | null, stop: number | null): object {
  return { class_name: '__slice__', config: { start, stop, step: null } }
}
