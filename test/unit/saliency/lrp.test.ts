import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { createEngine } from '../../../src/main/engine/engines.ts'
import {
  type ActivationKind,
  type Graph,
  type Node,
  nodeOf,
  type Weights
} from '../../../src/main/model/graph/graph.ts'
import { gradientTimesInput } from '../../../src/main/saliency/gradientTimesInput.ts'
import { lrp } from '../../../src/main/saliency/lrp.ts'
import type { Method, Target } from '../../../src/main/saliency/method.ts'
import { Network } from '../../../testing/network.ts'
import { seededValues } from '../../../testing/seeded.ts'
import { describeEngines } from '../../fixtures/engines.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { explainOn } from '../../fixtures/explainOn.ts'
import { graphTable } from '../../fixtures/graphTable.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { head } from '../../fixtures/smallConvolutions.ts'

let engine: Engine
beforeAll(async () => {
  engine = await createEngine('tf-wasm')
})
afterAll(() => engine.dispose())

const elu: ActivationKind = { kind: 'elu', alpha: 1 }
const relu: ActivationKind = { kind: 'relu' }

/** s with its sign: what pushes left less what pushes right. */
async function signed(method: Method, target: Target, picture: Float32Array, on = engine): Promise<Float32Array> {
  const left = await explainOn(on, method.build(target, 'left'), picture, 1)
  const right = await explainOn(on, method.build(target, 'right'), picture, 1)
  return left.map.map((value, i) => value - right.map[i]!)
}

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0)

/** No layer of the network has anything to keep. */
function withoutBiases(graph: Graph): Graph {
  const nodes = graph.nodes.map(({ op, ...node }): Node => {
    if ('bias' in op) return { ...node, op: { ...op, bias: null } }
    return { ...node, op: op.type === 'affine' ? { ...op, offset: new Float32Array(op.offset.length) } : op }
  })
  return { ...graph, nodes }
}

/** Graphs whose biases are not all that keeps something, and what does. */
const keeping: [why: string, names: RegExp][] = [
  // z-plus and means divide nothing where nothing adds up: their inputs are of either sign here.
  ['nothing adds up', /^(convolution in two groups|transposed|depthwise transposed|zeros .* average-pool)/],
  ['nothing adds up', /^average pool, overlapping and padded/],
  ['a cell sees padding alone', /^pad$/],
  ['a constant has its share', /^concat with a constant/],
  ['a softmax is no sum', /softmax|^attention/]
]

const conserving = graphTable.filter(({ name }) => !keeping.some(([, names]) => names.test(name)))

describeEngines('relevance', (id) => {
  let other: Engine
  beforeAll(async () => {
    other = await createEngine(id)
  })
  afterAll(() => other.dispose())

  it.each(conserving)('sums up to the steering where no bias keeps any: $name', async ({ graph: biased }) => {
    const graph = withoutBiases(biased)
    const picture = seededValues(9 * 12 * 3, 7)
    const steering = evaluate(graph, picture).get(graph.outputs['angle']!)![0]!
    const s = await signed(lrp, { graph, head }, picture, other)
    expect(Math.abs(sum(s) - steering)).toBeLessThan(2e-5 + 1e-4 * Math.abs(steering))
    expect(Math.max(...s.map(Math.abs))).toBeGreaterThan(0)
  })

  it.each(graphTable)('is the same on every engine: $name', async ({ graph }) => {
    const picture = seededValues(9 * 12 * 3, 8)
    expectClose(await signed(lrp, { graph, head }, picture, other), await signed(lrp, { graph, head }, picture), 1e-4)
  })
})

describe('dense layers (epsilon)', () => {
  const picture = seededValues(4 * 5 * 3, 9)

  it('give each value of a linear model what it contributes, whatever the bias', async () => {
    const graph = new Network([4, 5, 3], 2).flatten().dense('angle', 1).graph()
    const { op } = nodeOf(graph, 'angle')
    const weights = op.type === 'dense' ? op.kernel.data : new Float32Array()
    const expected = Array.from({ length: 20 }, (_, pixel) =>
      sum([0, 1, 2].map((channel) => picture[3 * pixel + channel]! * weights[3 * pixel + channel]!))
    )
    expectClose(await signed(lrp, { graph, head }, picture), expected, 1e-4)
    const turned = await signed(lrp, { graph, head: { ...head, positive: 'right' } }, picture)
    expectClose(
      turned,
      expected.map((value) => -value),
      1e-4
    )
  })

  // Ancona 2018 (arXiv 1711.06104), proposition 1.
  it('are gradient times input through ReLUs', async () => {
    const network = new Network([4, 5, 3], 3).flatten().dense('a', 12).activation('a/on', relu)
    const graph = network.dense('b', 7).activation('b/on', relu).dense('angle', 1).graph()
    expectClose(
      await signed(lrp, { graph, head }, picture),
      await signed(gradientTimesInput, { graph, head }, picture),
      1e-3
    )
  })

  it('are gradient times input for the expected value of bins', async () => {
    const graph = new Network([4, 5, 3], 4).flatten().dense('angle', 7, false).graph()
    const bins = { ...head, bins: { from: -1, to: 1 } }
    expectClose(
      await signed(lrp, { graph, head: bins }, picture),
      await signed(gradientTimesInput, { graph, head: bins }, picture),
      1e-3
    )
  })
})

/** Every tap of a convolution without padding: the numbers of its input, of its output, and of its weight. */
function* taps(from: readonly number[], to: readonly number[], { shape }: Weights, stride: number) {
  const [rows, columns, depth, out] = shape as [number, number, number, number]
  for (let y = 0; y < to[0]!; y++)
    for (let x = 0; x < to[1]!; x++)
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns; j++)
          for (let c = 0; c < depth; c++)
            for (let o = 0; o < out; o++)
              yield {
                input: ((y * stride + i) * from[1]! + x * stride + j) * depth + c,
                output: (y * to[1]! + x) * out + o,
                weight: ((i * columns + j) * depth + c) * out + o
              }
}

describe('convolutions', () => {
  const [height, width] = [9, 11]
  const picture = seededValues(height * width * 3, 10)

  function network(): Network {
    const first = new Network([height, width, 3], 5).conv('first', 4, [3, 3], { strides: [2, 2] })
    return first.activation('first/on', elu).conv('second', 3, [2, 3]).activation('second/on', elu)
  }

  it('share by what adds up, the first one evenly (the formulas of Bach 2015 in plain loops)', async () => {
    const graph = network().flatten().dense('angle', 1).graph()
    const values = evaluate(graph, picture)
    const [first, second] = ['first', 'second'].map((id) => {
      const { op, shape } = nodeOf(graph, id)
      if (op.type !== 'conv2d') throw new Error('not a convolution')
      return { kernel: op.kernel, bias: op.bias!, shape }
    })
    const dense = nodeOf(graph, 'angle').op
    const weights = dense.type === 'dense' ? dense.kernel.data : new Float32Array()
    const above = values.get('second/on')!.map((value, i) => value * weights[i]!)

    const x = values.get('first/on')!
    const added = (weight: number, input: number): number => Math.max(0, x[input]! * second!.kernel.data[weight]!)
    const z = above.map((_, output) => Math.max(0, second!.bias[output % 3]!))
    for (const { input, output, weight } of taps(first!.shape, second!.shape, second!.kernel, 1))
      z[output]! += added(weight, input)
    const between = x.map(() => 0)
    for (const { input, output, weight } of taps(first!.shape, second!.shape, second!.kernel, 1))
      between[input]! += (added(weight, input) / z[output]!) * above[output]!

    const s = new Float64Array(height * width)
    for (const { input, output } of taps([height, width], first!.shape, first!.kernel, 2))
      s[Math.floor(input / 3)]! += between[output]! / (3 * 3 * 3)
    expect(x.some((value) => value < 0)).toBe(true)
    expectClose(await signed(lrp, { graph, head }, picture), s, 1e-4)
  })

  it('have the normalisation behind them as part of their weights', async () => {
    const scale = Float32Array.of(1.5, -0.7, 0.4)
    const offset = Float32Array.of(0.2, 0.1, -0.3)
    const normalised = new Network([height, width, 3], 5).conv('first', 4, [3, 3], { strides: [2, 2] })
    normalised.activation('first/on', elu).conv('second', 3, [2, 3])
    normalised.node('normal', { type: 'affine', scale, offset }, normalised.shapes.get('second')!)
    const graph = normalised.activation('second/on', elu).flatten().dense('angle', 1).graph()
    const nodes = graph.nodes.flatMap((node): Node[] => {
      const { op } = node
      if (node.id === 'normal') return []
      if (node.id === 'second/on') return [{ ...node, inputs: ['second'] }]
      if (node.id !== 'second' || op.type !== 'conv2d') return [node]
      const data = op.kernel.data.map((weight, i) => weight * scale[i % 3]!)
      const bias = op.bias!.map((value, i) => value * scale[i]! + offset[i]!)
      return [{ ...node, op: { ...op, kernel: { ...op.kernel, data }, bias } }]
    })
    expectClose(
      await signed(lrp, { graph, head }, picture),
      await signed(lrp, { graph: { ...graph, nodes }, head }, picture),
      1e-4
    )
  })

  it('give a gate nothing', async () => {
    const graph = network().flatten().dense('angle', 1, false).graph()
    const at = graph.nodes.findIndex(({ id }) => id === 'second')
    const gated: Node[] = [
      { id: 'mean', op: { type: 'global-average-pool' }, inputs: ['first/on'], shape: [4] },
      { id: 'gate', op: { type: 'activation', activation: { kind: 'sigmoid' } }, inputs: ['mean'], shape: [4] },
      { id: 'spread', op: { type: 'broadcast', factor: 1 }, inputs: ['gate'], shape: [4, 5, 4] },
      { id: 'weighed', op: { type: 'multiply' }, inputs: ['first/on', 'spread'], shape: [4, 5, 4] }
    ]
    const nodes = [...graph.nodes.slice(0, at), ...gated, ...graph.nodes.slice(at)]
    const withGate = { ...graph, nodes: nodes.map((n) => (n.id === 'second' ? { ...n, inputs: ['weighed'] } : n)) }
    const gateOf = evaluate(withGate, picture).get('gate')!
    const second = nodeOf(graph, 'second')
    const scaledBy = (weights: Weights): Weights => ({
      ...weights,
      data: weights.data.map((weight, i) => weight * gateOf[Math.floor(i / 3) % 4]!)
    })
    // For this picture the gates are factors: the same as a convolution that has them in its weights.
    const fixed = graph.nodes.map((node) =>
      node === second && node.op.type === 'conv2d'
        ? { ...node, op: { ...node.op, kernel: scaledBy(node.op.kernel) } }
        : node
    )
    expectClose(
      await signed(lrp, { graph: withGate, head }, picture),
      await signed(lrp, { graph: { ...graph, nodes: fixed }, head }, picture),
      1e-4
    )
  })
})

it('follows a picture that is resized and made grey in front of the first convolution to its pixels', async () => {
  const [height, width] = [8, 12]
  const network = new Network([height, width, 3], 6)
  const grey = { shape: [3, 1], data: Float32Array.of(0.3, 0.6, 0.1) }
  network.node('grey', { type: 'dense', kernel: grey, bias: null }, [height, width, 1])
  network.node('rows', { type: 'reshape' }, [height, width])
  // Each of 6 columns is the mean of two.
  const data = Float32Array.from({ length: 12 * 6 }, (_, i) => (Math.floor(i / 12) === i % 6 ? 0.5 : 0))
  network.node('resized', { type: 'dense', kernel: { shape: [12, 6], data }, bias: null }, [height, 6])
  network.node('small', { type: 'reshape' }, [height, 6, 1])
  const graph = network.conv('conv', 3, [8, 1]).activation('on', relu).flatten().dense('angle', 1, false).graph()
  const picture = seededValues(height * width * 3, 11)
  const column = nodeOf(graph, 'angle').op
  const weights = column.type === 'dense' ? column.kernel.data : new Float32Array()
  const on = evaluate(graph, picture).get('on')!
  // The convolution sees a whole column: what it says is shared evenly by its 8 rows and by the two columns behind it.
  const expected = Array.from({ length: height * width }, (_, pixel) => {
    const cell = Math.floor((pixel % width) / 2)
    return sum([0, 1, 2].map((o) => on[cell * 3 + o]! * weights[cell * 3 + o]!)) / (8 * 2)
  })
  expectClose(await signed(lrp, { graph, head }, picture), expected, 1e-4)
})
