import { describe, expect, test } from 'vitest'
import { openModel } from '../../../src/main/model/open.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { modelFolder, refusal } from '../../fixtures/modelFolder.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { conv, dense, flat, tfliteCases } from '../../fixtures/tfliteCases.ts'
import { interpreted } from '../../fixtures/tfliteInterpreter.ts'
import { type Options, TfliteNetwork } from '../../fixtures/tfliteModels.ts'
import { seededValues } from '../../../testing/seeded.ts'

const models = modelFolder()
const [size, picture] = [9 * 12 * 3, [9, 12, 3]]

describe('computes what the interpreter of TensorFlow Lite computes', () => {
  test.each(tfliteCases)('%s', async (name, build, same = build) => {
    const isBytes = name.includes('bytes')
    const network = (how: typeof build): TfliteNetwork =>
      how(new TfliteNetwork(picture, isBytes ? { type: 'uint8' } : {}))
    const values = isBytes ? seededValues(size, 4).map((v) => Math.floor(127.5 + 127 * v)) : seededValues(size, 4)
    const [expected] = await interpreted(network(same).bytes(), { image: isBytes ? Uint8Array.from(values) : values })
    const { graph, format } = await openModel(await network(build).write(models.place('.tflite')))
    expect(format).toBe('tflite')
    expect(new Set(expected!.values).size).toBeGreaterThan(1)
    expectClose(evaluate(graph, values).get(graph.outputs['output']!)!, expected!.values, 3e-6)
    expect(new Set(graph.nodes.map((node) => node.id)).size).toBe(graph.nodes.length)
  })
})

describe('an output of turned axes', () => {
  const turned = (n: TfliteNetwork, from: readonly number[], order: readonly number[]): TfliteNetwork =>
    n.node(39, [n.ints(0, ...order)], [1, ...order.map((axis) => from[axis - 1]!)])

  test.each<[string, (n: TfliteNetwork) => TfliteNetwork, readonly number[]]>([
    [
      'of rows of trajectories',
      (n) => turned(dense(12)(flat(n)).node(22, [n.ints(1, 2, 3, 2)], [1, 2, 3, 2], [17]), [2, 3, 2], [1, 3, 2]),
      [2, 2, 3]
    ],
    [
      'of a picture whose channels go to the front',
      (n) => turned(conv(4, [3, 3])(n), [7, 10, 4], [3, 1, 2]),
      [4, 7, 10]
    ],
    ['of the picture itself', (n) => turned(n, picture, [2, 3, 1]), [12, 3, 9]]
  ])('%s is counted as the file counts it', async (_, build, shape) => {
    const n = build(new TfliteNetwork(picture))
    const values = seededValues(size, 4)
    const [expected] = await interpreted(n.bytes(), { image: values })
    const { graph } = await openModel(await n.write(models.place('.tflite')))
    const id = graph.outputs['output']!
    expectClose(evaluate(graph, values).get(id)!, expected!.values, 3e-6)
    expect(graph.nodes.find((node) => node.id === id)!.shape).toEqual(shape)
  })
})

describe('is called by its own names:', () => {
  const heads = (n: TfliteNetwork): number[] => {
    const features = dense(8, 'RELU')(flat(conv(4, [3, 3], { strides: [2, 2], active: 'RELU' })(n))).last
    return [0, 1].map((i) => {
      const name = `StatefulPartitionedCall:${i}`
      n.node(9, [n.weights([1, 8]), n.weights([1])], [1, 1], [8, [0, 'byte', 0]], { from: [features], name })
      return n.last
    })
  }

  test('outputs by the signature, whatever their order', async () => {
    const n = new TfliteNetwork()
    const [angle = 0, throttle = 0] = heads(n)
    const path = await n.write(models.place('.tflite'), { n_outputs1: throttle, n_outputs0: angle })
    const { graph, head } = await openModel(path)
    expect(Object.keys(graph.outputs)).toEqual(['n_outputs0', 'n_outputs1'])
    expect(head).toMatchObject({ output: 'n_outputs0', index: 0 })
    expect(graph.input.id).toBe('image')
    const values = seededValues(size, 7)
    const found = evaluate(graph, values)
    for (const { name, values: expected } of await interpreted(n.bytes({ n_outputs1: throttle, n_outputs0: angle }), {
      image: values
    }))
      expectClose(found.get(graph.outputs[name]!)!, expected, 3e-6)
  })

  test('outputs without a signature by their tensors, in the order in which these are numbered', async () => {
    const n = new TfliteNetwork()
    const [first = 0, second = 0] = heads(n)
    const { graph, head } = await openModel(await n.write(models.place('.tflite'), [second, first]))
    expect(Object.keys(graph.outputs)).toEqual(['StatefulPartitionedCall:0', 'StatefulPartitionedCall:1'])
    expect(head.output).toBe('StatefulPartitionedCall:0')
  })

  test('results before weights that share a name with them', async () => {
    const n = new TfliteNetwork()
    const name = 'net/dense/MatMul'
    const weights = n.tensor([5, 324], { name, data: new Uint8Array(5 * 324 * 4) })
    n.node(9, [weights, n.weights([5])], [1, 5], [8, [0, 'byte', 0]], { name: `${name};net/dense/BiasAdd` }).node(14)
    const { graph } = await openModel(await n.write(models.place('.tflite')))
    expect(graph.nodes.filter(({ op }) => op.type === 'dense').map(({ id }) => id)).toEqual([name])
  })

  test('operators by the first name of their result, with what is fused behind them', async () => {
    const { graph } = await openModel(
      await conv(4, [3, 3], { active: 'RELU' })(new TfliteNetwork()).node(14).write(models.place('.tflite'))
    )
    expect(graph.nodes.map(({ id, op }) => `${id} ${op.type}`)).toEqual([
      'net/operator_0/CONV_2D conv2d',
      'net/operator_0 activation',
      'output activation'
    ])
  })
})

test('other inputs are held at 0, with a warning that names them', async () => {
  const n = new TfliteNetwork()
  const memory = n.input('serving_default_mem_in:0', [1, 2])
  const features = dense(4)(n.node(22, [n.ints(-1, 324)], [1, 324], [17])).last
  const small = n.node(9, [n.weights([2, 2]), n.weights([2])], [1, 2], [8, [0, 'byte', 1]], { from: [memory] }).last
  n.node(2, [], [1, 6], [10, [0, 'int', 1], [1, 'byte', 0]], { from: [features, small] })
  const { graph, warnings } = await openModel(await n.write(models.place('.tflite')))
  expect(warnings).toContainEqual(expect.objectContaining({ code: 'constant-input' }))
  const values = seededValues(size, 8)
  const [expected] = await interpreted(n.bytes(), { image: values })
  expectClose(evaluate(graph, values).get(graph.outputs['output']!)!, expected!.values, 3e-6)
})

test('a size that the file leaves open is that of the recipe', async () => {
  const n = new TfliteNetwork([1, 1, 3], { signature: [-1, -1, -1, 3] })
  n.node(3, [n.weights([4, 3, 3, 3]), n.weights([4])], [1, 1, 1, 4], [1, [0, 'byte', 0], [1, 'int', 1], [2, 'int', 1]])
  n.node(40, [n.ints(1, 2)], [1, 4], [27, [0, 'byte', 0]])
  const path = await n.write(models.place('.tflite'))
  expect((await openModel(path)).warnings.map(({ code }) => code)).toContain('open-size')
  expect((await openModel(path, { size: { height: 30, width: 40 } })).graph.input.shape).toEqual([30, 40, 3])
})

describe('is refused with one sentence:', () => {
  const plain = (code: number, name = ''): ((n: TfliteNetwork) => TfliteNetwork) => {
    return (n) => n.node(19).node(code, [], null, null, { custom: name })
  }
  const valid: Options = [1, [0, 'byte', 1], [1, 'int', 1], [2, 'int', 1]]
  const refusals: [name: string, build: (n: TfliteNetwork) => TfliteNetwork, sentence: RegExp][] = [
    ['a loop', plain(119), /\(WHILE, 2 of 2\) is part of a loop.*; open the Keras model.*UNIDIRECTIONAL_SEQUENCE_LSTM/],
    [
      "a loop's list of tensors",
      plain(32, 'FlexTensorListReserve'),
      /\(CUSTOM FlexTensorListReserve, 2 of 2\) is part of a loop.*Keras model/
    ],
    ["an operator of TensorFlow's", plain(32, 'FlexErf'), /\(CUSTOM FlexErf.*TensorFlow's own.*; open the Keras model/],
    ["somebody's own operator", plain(32, 'Tracker'), /\(CUSTOM Tracker.*no operator of TensorFlow Lite; open/],
    [
      'an operator that is not known',
      plain(13),
      /\(LOCAL_RESPONSE_NORMALIZATION, 2 of 2\) is of a kind.*known are ABS/
    ],
    ['an operator that nobody names', plain(133), /\(operator number 133, 2 of 2\) is of a kind/],
    ['the largest of several', plain(56), /\(ARG_MAX.*sorts or counts, which has no gradient; convert/],
    [
      'a cut to whole numbers',
      (n) => n.node(53, [], null, [37, [0, 'byte', 0], [1, 'byte', 2]], { type: 'int32' }),
      /\(CAST.*cuts numbers to whole ones/
    ],
    [
      'a kernel of other depth',
      (n) => n.node(3, [n.weights([4, 3, 3, 2]), n.weights([4])], [1, 7, 10, 4], valid),
      /kernel for 2 channels where its input has 3/
    ],
    [
      'too few biases',
      (n) => n.node(3, [n.weights([4, 3, 3, 3]), n.weights([3])], [1, 7, 10, 4], valid),
      /has 3 biases for 4 numbers/
    ],
    [
      'weights that are too short',
      (n) => n.node(3, [n.tensor([4, 3, 3, 3], { data: new Uint8Array(40) }), n.weights([4])], [1, 7, 10, 4]),
      /tensor 'tensor \d+' has 40 bytes where its shape \[4, 3, 3, 3\] of float32 asks for 432/
    ],
    ['a vector', (n) => n.node(19), /takes .* and no picture/]
  ]
  test.each(refusals)('%s', async (name, build, sentence) => {
    const n = build(new TfliteNetwork(name === 'a vector' ? [10] : picture))
    expect(await refusal(await n.write(models.place('.tflite')))).toMatch(sentence)
  })
})
