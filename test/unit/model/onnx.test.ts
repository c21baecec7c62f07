import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { createEngine } from '../../../src/main/engine/engines.ts'
import type { Graph, Node } from '../../../src/main/model/graph/graph.ts'
import { openModel } from '../../../src/main/model/open.ts'
import { centralDifferences } from '../../fixtures/centralDifferences.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { describeEngines } from '../../fixtures/engines.ts'
import { gradientGraph } from '../../fixtures/gradientGraph.ts'
import { modelFolder, refusal } from '../../fixtures/modelFolder.ts'
import { onnxCases } from '../../fixtures/onnxCases.ts'
import { onnxWrittenOutCases } from '../../fixtures/onnxWrittenOutCases.ts'
import { onnxOfSix } from '../../fixtures/onnxEarlierCases.ts'
import { onnxMergedBatches, onnxMixedBatches } from '../../fixtures/onnxMergedBatches.ts'
import { floats, integers, OnnxNetwork } from '../../fixtures/onnxModels.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { seededValues } from '../../../testing/seeded.ts'

// ONNX Runtime, running the very file that is imported, says what each operator means.

const models = modelFolder()

/** Values [channels, height, width] as [height, width, channels]. */
function channelsLast(values: Float32Array, channels: number): Float32Array {
  const pixels = values.length / channels
  return values.map((_, i) => values[(i % channels) * pixels + Math.floor(i / channels)]!)
}

test.each(onnxCases)('%s', async (name, build, options = {}) => {
  const network = build(new OnnxNetwork(options))
  const path = await network.write(models.place('.onnx'))
  const sizes = network.input.slice(1) as number[]
  const values = seededValues(
    sizes.reduce((a, b) => a * b, 1),
    5
  )
  const session = await InferenceSession.create(path, { intraOpNumThreads: 1 })
  const { output } = await session.run({ input: new Tensor('float32', values, [1, ...sizes]) })
  const first = sizes[0]! < 4

  const { graph, format } = await openModel(path)
  expect(format).toBe('onnx')
  expect(graph.input.shape).toEqual(first ? [sizes[1], sizes[2], sizes[0]] : sizes)
  const result = evaluate(graph, first ? channelsLast(values, sizes[0]!) : values)
  const id = graph.outputs['output']!
  expectClose(result.get(id)!, output!.data as Float32Array, 2e-6)
  expect(new Set(graph.nodes.map((node) => node.id)).size, `${name}: ids`).toBe(graph.nodes.length)
})

describe('version 6 of the operators says what a later one says:', () => {
  test.each(onnxOfSix)('%s', async (_, six, later, opset = 17) => {
    const newer = await later(new OnnxNetwork({ opset })).write(models.place('.onnx'))
    const values = seededValues(324, 5)
    const session = await InferenceSession.create(newer, { intraOpNumThreads: 1 })
    const { output } = await session.run({ input: new Tensor('float32', values, [1, 3, 9, 12]) })
    const { graph, warnings } = await openModel(await six(new OnnxNetwork({ opset: 6 })).write(models.place('.onnx')))
    const id = graph.outputs['output']!
    expectClose(evaluate(graph, channelsLast(values, 3)).get(id)!, output!.data as Float32Array, 2e-6)
    expect(warnings.map(({ code }) => code)).not.toContain('training-mode')
  })

  test('but for layers that say nothing of training, which they were exported in', async () => {
    const network = new OnnxNetwork({ opset: 6 }).node('Dropout').node('Flatten').gemm(324, 1)
    const { warnings } = await openModel(await network.write(models.place('.onnx')))
    expect(warnings.map(({ code }) => code)).toContain('training-mode')
  })
})

describe('a batch of a fixed size that is merged with axes of the picture', () => {
  const input = [2, 3, 9, 12]

  test.each(onnxMergedBatches)('%s', async (_, build) => {
    const path = await build(new OnnxNetwork({ input })).write(models.place('.onnx'))
    const values = seededValues(648, 5)
    const session = await InferenceSession.create(path, { intraOpNumThreads: 1 })
    const { output } = await session.run({ input: new Tensor('float32', values, input) })
    const { graph } = await openModel(path)
    const found = [0, 1].flatMap((i) => {
      const picture = channelsLast(values.slice(i * 324, (i + 1) * 324), 3)
      return [...evaluate(graph, picture).get(graph.outputs['output']!)!]
    })
    expectClose(found, output!.data as Float32Array, 2e-6)
    expect(new Set(graph.nodes.map((node) => node.id)).size, 'ids').toBe(graph.nodes.length)
  })

  test.each(onnxMixedBatches)('is refused where the pictures are mixed: %s', async (_, build, sentence) => {
    expect(await refusal(await build(new OnnxNetwork({ input })).write(models.place('.onnx')))).toMatch(sentence)
  })
})

// ONNX's sets of operators after 21, which ONNX Runtime does not run yet: by their definition.
describe('SpaceToDepth with the channels outermost', () => {
  const built = (n: OnnxNetwork) => n.node('SpaceToDepth', [], { blocksize: 3, mode: 'CRD' })
  const picture = seededValues(324, 5)

  test('has the pixels of a block side by side, channel by channel', async () => {
    const { graph } = await openModel(await built(new OnnxNetwork()).write(models.place('.onnx')))
    const found = evaluate(graph, picture).get(graph.outputs['output']!)!
    for (let row = 0; row < 3; row++)
      for (let column = 0; column < 4; column++)
        for (let depth = 0; depth < 27; depth++) {
          const [channel, y, x] = [Math.floor(depth / 9), Math.floor(depth / 3) % 3, depth % 3]
          const pixel = (3 * row + y) * 12 + 3 * column + x
          expect(found[(depth * 3 + row) * 4 + column]).toBe(picture[pixel * 3 + channel])
        }
  })

  test('is undone by DepthToSpace of the same mode', async () => {
    const there = built(new OnnxNetwork()).node('DepthToSpace', [], { blocksize: 3, mode: 'CRD' })
    const { graph } = await openModel(await there.write(models.place('.onnx')))
    expect(channelsLast(Float32Array.from(evaluate(graph, picture).get(graph.outputs['output']!)!), 3)).toEqual(picture)
  })
})

describe('a batch of two with a constant', () => {
  const values = seededValues(324, 6)
  const twice = floats([2, 3, 9, 12], Float32Array.of(...values, ...values))
  const once = floats([1, 3, 9, 12], values)

  test('that is the same for both opens as that of one', async () => {
    const graphs = await Promise.all(
      [twice, once].map(async (constant) => {
        const network = new OnnxNetwork({ input: [2, 3, 9, 12] })
        return openModel(await network.node('Mul', [network.tensor(constant)]).write(models.place('.onnx')))
      })
    )
    const [both, one] = graphs.map(({ graph }) => evaluate(graph, values).get(graph.outputs['output']!)!)
    expect(both).toEqual(one)
  })
})

describe('layout', () => {
  test('a Transpose and its inverse leave no trace', async () => {
    const network = new OnnxNetwork({ input: ['batch', 9, 12, 3] })
      .node('Transpose', [], { perm: [0, 3, 1, 2] })
      .conv([3, 4], [3, 3])
      .node('Relu')
    const { graph } = await openModel(
      await network.node('Transpose', [], { perm: [0, 2, 3, 1] }).write(models.place('.onnx'))
    )
    expect(graph.nodes.map(({ op }) => op.type)).toEqual(['conv2d', 'activation'])
  })
})

type Refused = [name: string, build: (n: OnnxNetwork) => OnnxNetwork, sentence: RegExp, input?: (number | string)[]]

const refusals: Refused[] = [
  [
    'an operator that is not known',
    (n) => n.node('Relu').node('DeformConv'),
    /operator '\/deformconv_1\/DeformConv' \(DeformConv, 2 of 3\) is of a kind.*known are .*Conv/
  ],
  [
    'a set of operators of its own',
    (n) => n.node('FusedConv', [], {}, { domain: 'com.microsoft' }),
    /set 'com.microsoft'/
  ],
  [
    'a batch of two that is mixed',
    (n) => n.node('Reshape', [n.ints(3, -1)]),
    /Reshape.*\[3, 216\], which mixes them/,
    [2, 3, 9, 12]
  ],
  [
    'a batch of two that is moved',
    (n) => n.node('Transpose', [], { perm: [1, 0, 2, 3] }),
    /moves or mixes the pictures of a batch of 2; export the model for one picture at a time/,
    [2, 3, 9, 12]
  ],
  [
    'the largest of several numbers',
    (n) => n.node('Flatten').gemm(324, 5).node('ArgMax'),
    /ArgMax.*no gradient; export what goes into it/
  ],
  ['an open number of channels', (n) => n.node('Relu'), /does not state the size/, ['batch', 'c', 'height', 'width']],
  [
    'an open picture size that no usual one fits',
    (n) => n.node('Flatten').gemm(7, 1),
    /rows of 150528 numbers by a matrix for 7/,
    ['batch', 3, 'height', 'width']
  ],
  [
    'numbers that are cut to whole ones',
    (n) =>
      n
        .node('Mul', [n.scalar(0.5)])
        .node('Cast', [], { to: 7 })
        .node('Cast', [], { to: 1 }),
    /\(Cast, 2 of 4\) cuts numbers to whole ones, which has no gradient; export the model without it/
  ],
  [
    'what compares with a number without end',
    (n) => n.node('Equal', [n.scalar(-Infinity)]),
    /\(Equal, 1 of 2\) compares with a number without end/
  ],
  [
    'a mask that leaves nothing of a row',
    (n) => {
      const mask = Float32Array.from({ length: 9 * 12 }, (_, i) => (i < 12 ? -Infinity : 0))
      return n.node('Add', [n.tensor(floats([9, 12], mask))]).node('Softmax', [], { axis: 3 })
    },
    /\(Add, 1 of 3\) masks all of a row/
  ],
  [
    'an output that nothing of the picture goes into',
    (n) => n.node('Shape').node('Cast', [], { to: 1 }),
    /gives nothing that depends on the picture/
  ],
  ['no picture', (n) => n.node('Relu'), /takes 'input' \[0, 10\], and no picture/, ['batch', 10]],
  [
    'strides of a line over a picture',
    (n) => n.node('Conv', [n.weights([2, 3, 3, 3])], { strides: [2] }),
    /'strides' of 1 axes, where pictures have 2/
  ],
  ['a kernel of other depth', (n) => n.conv([4, 2], [3, 3]), /kernel for 4 channels where its input has 3/],
  ...(['Add', 'Mul', 'Sub', 'Div'] as const).map((type): Refused => [
    `a constant of its own for each picture (${type})`,
    (n) => n.node(type, [n.weights([2, 3, 9, 12])]),
    new RegExp(
      `${type}.*a constant of its own for each picture of a batch; export the model for one picture at a time`
    ),
    [2, 3, 9, 12]
  ]),
  [
    'one of a number for each picture',
    (n) => n.node('Mul', [n.weights([2, 1, 1, 1])]),
    /a constant of its own for each picture/,
    [2, 3, 9, 12]
  ],
  [
    'a bias for each picture',
    (n) => n.node('Flatten').node('Gemm', [n.weights([324, 4]), n.weights([2, 4])]),
    /Gemm.*a constant of its own for each picture/,
    [2, 3, 9, 12]
  ],
  [
    'a slope for each picture',
    (n) => n.node('PRelu', [n.weights([2, 3, 1, 1])]),
    /a constant of its own for each picture/,
    [2, 3, 9, 12]
  ],
  [
    'a mode that is not known',
    (n) => n.node('SpaceToDepth', [], { blocksize: 3, mode: 'RCD' }),
    /SpaceToDepth.*has 'RCD' for mode, which is not known; use DCR or CRD/
  ],
  [
    'padding by a rule that is not known',
    (n) => n.node('MaxPool', [], { kernel_shape: [2, 2], auto_pad: 'SAME' }),
    /has 'SAME' for auto_pad, which is not known/
  ],
  [
    'an approximation that is not known',
    (n) => n.node('Gelu', [], { approximate: 'sigmoid' }),
    /has 'sigmoid' for approximate/
  ],
  [
    'states that are cut off',
    (n) =>
      n
        .node('Reshape', [n.ints(9, 1, 36)])
        .node('LSTM', [n.weights([1, 16, 36]), n.weights([1, 16, 4])], { hidden_size: 4, clip: { float: 3 } }),
    /cuts its states off \(clip\)/,
    [1, 3, 9, 12]
  ],
  ...(['Sum', 'Max', 'Mean'] as const).map((type): Refused => [
    `${type} of nothing`,
    (n) => n.node(type, [], {}, { from: null }),
    new RegExp(`${type}.*is given nothing`)
  ]),
  [
    'a picture smaller than nothing',
    (n) => n.node('Resize', ['', '', n.ints(1, 3, -9, 12)]),
    /Resize.*makes a picture of 3 x -9 x 12/
  ],
  [
    'a tensor of a negative size',
    (n) => n.node('ConstantOfShape', [n.ints(-2, 3)], {}, { from: null }),
    /ConstantOfShape.*makes a tensor of -2 x 3/
  ],
  [
    'constants that do not fit one another',
    (n) => n.node('Concat', [n.weights([2, 3]), n.weights([4])], { axis: 0 }, { from: null }),
    /Concat.*sizes do not fit/
  ],
  [
    'a part beyond the end',
    (n) => n.node('ScatterND', [n.weights([4]), n.tensor(integers([7], [1, 1])), n.weights([1])], {}, { from: null }),
    /ScatterND.*outside, at 7 of 4/
  ],
  ['a tensor that nothing makes', (n) => n.node('Add', ['nowhere']), /reads 'nowhere', which nothing before it makes/]
]

describe('is refused with one sentence:', () => {
  test.each(refusals)('%s', async (_, build, sentence, input) => {
    const network = build(new OnnxNetwork(input ? { input } : {}))
    expect(await refusal(await network.write(models.place('.onnx')))).toMatch(sentence)
  })

  test('an opset that is too old', async () => {
    const path = await new OnnxNetwork({ opset: 5 }).node('Relu').write(models.place('.onnx'))
    expect(await refusal(path)).toMatch(/version 5 of ONNX's operators; export it with opset_version 6 to 28/)
  })

  test('a file that is cut off', async () => {
    const path = models.place('.onnx')
    const whole = new OnnxNetwork().conv([3, 8], [3, 3]).bytes()
    for (const share of [0.1, 0.5, 0.9]) {
      await writeFile(path, whole.subarray(0, Math.floor(whole.length * share)))
      expect(await refusal(path)).toMatch(/damaged|holds no network|values where its shape|nothing (before it )?makes/)
    }
  })
})

test('weights that lie in a file beside the model', async () => {
  const path = models.place('.onnx')
  const data = seededValues(5 * 4, 8)
  const entries = { location: 'weights.data', offset: '4', length: '80' }
  const tensor = {
    dims: [5, 4, 1, 1],
    dataType: 1,
    dataLocation: 1,
    externalData: Object.entries(entries).map(([key, value]) => ({ key, value }))
  }
  const network = new OnnxNetwork({ input: ['batch', 4, 9, 12] })
  network.node('Slice', [network.ints(0), network.ints(4), network.ints(1)])
  await network.node('Conv', [network.tensor(tensor)]).write(path)
  await expect(openModel(path)).rejects.toThrow(/weight file 'weights.data' that '.*' names cannot be read/)
  await writeFile(join(dirname(path), 'weights.data'), Buffer.concat([Buffer.alloc(4), Buffer.from(data.buffer)]))
  const { graph } = await openModel(path)
  const convolution = graph.nodes.find(({ op }) => op.type === 'conv2d')!.op
  expect(convolution.type === 'conv2d' && [...convolution.kernel.data].sort()).toEqual([...data].sort())
})

test('a command is held at its first choice', async () => {
  const network = new OnnxNetwork({ others: { command: ['batch', 4] } })
  const ways = network.node('Flatten').gemm(324, 4).last
  const { graph, warnings } = await openModel(
    await network.node('Mul', [ways], {}, { from: 'command' }).write(models.place('.onnx'))
  )
  const values = seededValues(324, 5)
  const [first, ...others] = evaluate(graph, values).get(graph.outputs['output']!)!
  expect(first).not.toBe(0)
  expect(others).toEqual([0, 0, 0])
  expect(warnings).toContainEqual(
    expect.objectContaining({ message: expect.stringMatching(/'command'.*first of its/) })
  )
})

test('a picture without a batch', async () => {
  const network = new OnnxNetwork({ input: [3, 9, 12] })
  network
    .node('Unsqueeze', [network.ints(0)])
    .conv([3, 2], [3, 3])
    .node('Flatten')
    .gemm(140, 1)
  const path = await network.write(models.place('.onnx'))
  const values = seededValues(324, 5)
  const session = await InferenceSession.create(path, { intraOpNumThreads: 1 })
  const { output } = await session.run({ input: new Tensor('float32', values, [3, 9, 12]) })
  const { graph } = await openModel(path)
  expect(graph.input.shape).toEqual([9, 12, 3])
  const found = evaluate(graph, channelsLast(values, 3)).get(graph.outputs['output']!)!
  expectClose(Float32Array.from(found), output!.data as Float32Array, 2e-6)
})

test('an output beside the steering that cannot be computed is left out, with a warning', async () => {
  const network = new OnnxNetwork().node('Flatten').gemm(324, 5)
  const steering = network.last
  const best = network.node('ArgMax').last
  const { graph, warnings } = await openModel(await network.write(models.place('.onnx'), { best, steering }))
  expect(Object.keys(graph.outputs)).toEqual(['steering'])
  expect(warnings).toContainEqual(
    expect.objectContaining({ code: 'output-left-out', message: expect.stringMatching(/'best'.*ArgMax/) })
  )
  const other = new OnnxNetwork().node('Flatten').gemm(324, 5)
  const speed = other.last
  const wrong = await other.node('ArgMax').write(models.place('.onnx'), { speed, steering: other.last })
  expect(await refusal(wrong)).toMatch(/ArgMax.*no gradient/)
})

test('numbers rounded to eight bits differ by half a step at most, and the model says so', async () => {
  const network = new OnnxNetwork()
  const step = 0.01
  const grid = (): string[] => [network.scalar(step), network.tensor({ dims: [], dataType: 2, int32Data: [100] })]
  network.node('QuantizeLinear', grid()).node('DequantizeLinear', grid())
  const path = await network.write(models.place('.onnx'))
  const values = seededValues(324, 5, 2)
  const session = await InferenceSession.create(path, { intraOpNumThreads: 1 })
  const { output } = await session.run({ input: new Tensor('float32', values, [1, 3, 9, 12]) })
  const { graph, warnings } = await openModel(path)
  const found = [...evaluate(graph, channelsLast(values, 3)).get(graph.outputs['output']!)!]
  const rounded = output!.data as Float32Array
  expect(Math.max(...rounded)).toBeCloseTo(1.55, 5)
  expect(Math.max(...found.map((value, i) => Math.abs(value - rounded[i]!)))).toBeLessThan(step / 2 + 1e-6)
  expect(warnings).toContainEqual(expect.objectContaining({ code: 'quantised' }))
})

test('a model that was exported as it trains steers as in evaluation, and the model says so', async () => {
  const build = (training: boolean): OnnxNetwork => {
    const network = new OnnxNetwork().conv([3, 4], [3, 3])
    const weights = [network.weights([4]), network.weights([4]), network.weights([4]), network.weights([4], 0.2, 1)]
    network.node('BatchNormalization', weights, training ? { training_mode: 1 } : {}, { outputs: training ? 3 : 1 })
    const share = network.scalar(0.9)
    const isTraining = network.tensor({ dims: [], dataType: 9, int32Data: [1] })
    return training ? network.node('Dropout', [share, isTraining]) : network.node('Dropout', [share])
  }
  const [evaluated, trained] = [build(false), build(true)]
  const session = await InferenceSession.create(await evaluated.write(models.place('.onnx')), { intraOpNumThreads: 1 })
  const values = seededValues(324, 5)
  const { output } = await session.run({ input: new Tensor('float32', values, [1, 3, 9, 12]) })
  const { graph, warnings } = await openModel(await trained.write(models.place('.onnx')))
  const id = graph.outputs['output']!
  const found = evaluate(graph, channelsLast(values, 3)).get(id)!
  expectClose(found, output!.data as Float32Array, 2e-6)
  expect(warnings.filter(({ code }) => code === 'training-mode')).toHaveLength(1)
  const plain = await openModel(await evaluated.write(models.place('.onnx')))
  expect(plain.warnings.map(({ code }) => code)).not.toContain('training-mode')
})

test('a second input is held at 0, with a warning that names it', async () => {
  const network = new OnnxNetwork({ others: { speed: ['batch', 2] } })
  network.node('Flatten').gemm(324, 3).node('Concat', ['speed'], { axis: 1 }).gemm(5, 1)
  const { graph, warnings } = await openModel(await network.write(models.place('.onnx')))
  expect(graph.nodes.find(({ id }) => id === 'speed')?.op).toMatchObject({ type: 'constant' })
  expect(warnings).toContainEqual(
    expect.objectContaining({ code: 'constant-input', message: expect.stringMatching(/'speed'.*at 0/) })
  )
})

describeEngines('every model runs', (id) => {
  let engine: Engine
  beforeAll(async () => {
    engine = await createEngine(id)
  })
  afterAll(() => engine.dispose())

  test.each(onnxCases)('%s', async (_, build, options = {}) => {
    const { graph } = await openModel(await build(new OnnxNetwork(options)).write(models.place('.onnx')))
    const values = seededValues(
      graph.input.shape.reduce((a, b) => a * b, 1),
      5
    )
    const session = await engine.load(graph)
    const { output } = await session.run(values, 1)
    session.dispose()
    expectClose(output!, evaluate(graph, values).get(graph.outputs['output']!)!, 1e-5)
  })
})

describeEngines('operators that are written out have the gradient of central differences', (id) => {
  let engine: Engine
  beforeAll(async () => {
    engine = await createEngine(id)
  })
  afterAll(() => engine.dispose())

  test.each(onnxWrittenOutCases)('%s', async (_, build, options = {}) => {
    const { graph: opened } = await openModel(await build(new OnnxNetwork(options)).write(models.place('.onnx')))
    const graph = weighed(opened)
    const values = seededValues(324, 5)
    const session = await engine.load(gradientGraph(graph, 'angle', 0))
    const { gradient } = await session.run(values, 1)
    session.dispose()
    const expected = centralDifferences(graph, values, 'angle', 0)
    expectClose(gradient!, expected, 1e-4)
    expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0)
  })
})

/** The graph with all numbers of its output weighed into one, bent so that no gradient is constant. */
function weighed({ input, nodes, outputs }: Graph): Graph {
  const { id, shape } = nodes.find((node) => node.id === outputs['output'])!
  const count = shape.reduce((a, b) => a * b, 1)
  const kernel = { shape: [count, 1], data: seededValues(count, 8) }
  const behind: Node[] = [
    { id: 'flat', op: { type: 'reshape' }, inputs: [id], shape: [count] },
    { id: 'bend', op: { type: 'activation', activation: { kind: 'atan' } }, inputs: ['flat'], shape: [count] },
    { id: 'angle', op: { type: 'dense', kernel, bias: null }, inputs: ['bend'], shape: [1] }
  ]
  return { input, nodes: [...nodes, ...behind], outputs: { angle: 'angle' } }
}
