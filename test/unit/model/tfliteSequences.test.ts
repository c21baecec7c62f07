import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import * as keras from '@tensorflow/tfjs-layers'
import { beforeAll, expect, test } from 'vitest'
import { openModel } from '../../../src/main/model/open.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { modelFolder, refusal } from '../../fixtures/modelFolder.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { type Options, TfliteNetwork } from '../../fixtures/tfliteModels.ts'
import { interpreted } from '../../fixtures/tfliteInterpreter.ts'
import { seededValues } from '../../../testing/seeded.ts'

// LiteRT does not run variable tensors, which an LSTM keeps its state in: TensorFlow.js's layer says what is right.

const models = modelFolder()
beforeAll(() => tf.setBackend('cpu'))

const [steps, depth, units] = [9, 36, 5]

interface Lstm {
  stepsFirst?: boolean
  clip?: number
  /** Further inputs that are not read. */
  peepholes?: boolean
}

/** An LSTM over the rows of a picture [9, 12, 3], and the kernel, recurrent kernel and bias that Keras has for it. */
function lstm({ stepsFirst = false, clip = 0, peepholes = false }: Lstm = {}) {
  const n = new TfliteNetwork()
  const kernel = seededValues(depth * 4 * units, 1, 0.4)
  const recurrent = seededValues(units * 4 * units, 2, 0.6)
  const bias = seededValues(4 * units, 3, 0.3)
  /** Columns of one gate of a matrix [rows, 4 units], turned. */
  const gate = (matrix: Float32Array, rows: number, which: number): number =>
    n.floats(
      [units, rows],
      Array.from(
        { length: units * rows },
        (_, i) => matrix[(i % rows) * 4 * units + which * units + Math.floor(i / rows)]!
      )
    )
  const gates = [0, 1, 2, 3]
  const sizes = stepsFirst ? [steps, 1, depth] : [1, steps, depth]
  n.node(22, [n.ints(...sizes)], sizes, [17])
  const rows = n.last
  const state = (): number => n.tensor([1, units], { isVariable: true })
  const none = (count: number): number[] => new Array<number>(count).fill(-1)
  const inputs = [
    ...gates.map((which) => gate(kernel, depth, which)),
    ...gates.map((which) => gate(recurrent, units, which)),
    ...(peepholes ? [1, 2, 3].map(() => n.weights([units])) : none(3)),
    ...gates.map((which) => n.floats([units], bias.subarray(which * units, (which + 1) * units))),
    ...none(2),
    state(),
    state(),
    ...none(4)
  ]
  const options: Options = [71, [0, 'byte', 4], [1, 'float', clip], [3, 'byte', stepsFirst ? 1 : 0]]
  const result = stepsFirst ? [steps, 1, units] : [1, steps, units]
  n.node(44, inputs, result, options, { from: [rows] })
  return { n, weights: [kernel, recurrent, bias] }
}

/** [steps, units] */
function byTensorflow(values: Float32Array, [kernel, recurrent, bias]: readonly Float32Array[]): Float32Array {
  const layer = keras.layers.lstm({
    units,
    returnSequences: true,
    recurrentActivation: 'sigmoid',
    recurrentInitializer: 'zeros'
  })
  return tf.tidy(() => {
    const input = tf.tensor3d(values, [1, steps, depth])
    // Its weights are made when it is first applied.
    layer.apply(input)
    layer.setWeights([
      tf.tensor2d(kernel!, [depth, 4 * units]),
      tf.tensor2d(recurrent!, [units, 4 * units]),
      tf.tensor1d(bias!)
    ])
    return (layer.apply(input) as tf.Tensor).dataSync() as Float32Array
  })
}

test.each([false, true])('an LSTM is that of TensorFlow.js, its steps first: %s', async (stepsFirst) => {
  const { n, weights } = lstm({ stepsFirst })
  const { graph, warnings } = await openModel(await n.write(models.place('.tflite')))
  const values = seededValues(steps * depth, 4)
  const found = evaluate(graph, values).get(graph.outputs['output']!)!
  expectClose(found, byTensorflow(values, weights), 1e-5)
  expect(warnings).toContainEqual(expect.objectContaining({ code: 'kept-state' }))
})

test('a state that is cut is the same where nothing reaches the cut, and another where it does', async () => {
  const values = seededValues(steps * depth, 5)
  const { weights } = lstm()
  const expected = byTensorflow(values, weights)
  const at = async (clip: number): Promise<ArrayLike<number>> => {
    const { graph } = await openModel(await lstm({ clip }).n.write(models.place('.tflite')))
    return evaluate(graph, values).get(graph.outputs['output']!)!
  }
  expectClose(await at(10), expected, 1e-5)
  const cut = Array.from(await at(0.01), Math.abs)
  // What is seen of a cell is at most the hyperbolic tangent of what it is cut to.
  expect(Math.max(...cut)).toBeLessThanOrEqual(Math.tanh(0.01) + 1e-9)
  expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0.1)
})

test('an LSTM with peepholes is refused', async () => {
  expect(await refusal(await lstm({ peepholes: true }).n.write(models.place('.tflite')))).toMatch(
    /\(UNIDIRECTIONAL_SEQUENCE_LSTM, 2 of 2\) has peepholes.*convert a plain LSTM/
  )
})

test('layers that go over frames one by one are read frame by frame', async () => {
  const n = new TfliteNetwork([3, 9, 12, 3])
  n.node(22, [n.ints(-1, 9, 12, 3)], [3, 9, 12, 3], [17])
  const options: Options = [
    1,
    [0, 'byte', 1],
    [1, 'int', 2],
    [2, 'int', 2],
    [3, 'byte', 1],
    [4, 'int', 1],
    [5, 'int', 1]
  ]
  n.node(3, [n.weights([4, 3, 3, 3]), n.weights([4])], [3, 4, 5, 4], options)
  n.node(22, [n.ints(-1, 80)], [3, 80], [17])
  n.node(9, [n.weights([6, 80], 0.2), n.weights([6])], [3, 6], [8, [0, 'byte', 1]])
  n.node(22, [n.ints(-1, 3, 6)], [1, 3, 6], [17]).node(22, [n.ints(-1, 18)], [1, 18], [17])
  n.node(9, [n.weights([2, 18]), n.weights([2])], [1, 2], [8, [0, 'byte', 0]])
  const { graph, form } = await openModel(await n.write(models.place('.tflite')))
  expect(form).toMatchObject({ kind: 'sequence', frames: 3 })
  const values = seededValues(3 * 9 * 12 * 3, 6)
  const [expected] = await interpreted(n.bytes(), { image: values })
  // The graph has its frames side by side on the channels.
  const stacked = values.map((_, i) => values[Math.floor((i % 9) / 3) * 324 + Math.floor(i / 9) * 3 + (i % 3)]!)
  expectClose(evaluate(graph, stacked).get(graph.outputs['output']!)!, expected!.values, 3e-6)
})
