import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { createEngine } from '../../../src/main/engine/engines.ts'
import type { ActivationKind, Op } from '../../../src/main/model/graph/graph.ts'
import { centralDifferences } from '../../fixtures/centralDifferences.ts'
import { describeEngines } from '../../fixtures/engines.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { gradientGraph } from '../../fixtures/gradientGraph.ts'
import { graphTable } from '../../fixtures/graphTable.ts'
import { Network } from '../../../testing/network.ts'
import { seededValues } from '../../../testing/seeded.ts'

const pictures = [1, 2].map((seed) => seededValues(9 * 12 * 3, 200 + seed))
/** By the graph's name: worked out once for all engines. */
const differences = new Map<string, number[]>()

/** Weights of a dense layer of one unit. */
function weightsOf(op: Op): Float32Array {
  if (op.type !== 'dense') throw new Error('the layer is another one')
  return op.kernel.data
}

/** Slopes where an activation has two, as docs/methods.md says. */
const atKinks: { name: string; activation: ActivationKind; at: number; slope: number }[] = [
  { name: 'ReLU', activation: { kind: 'relu' }, at: 0, slope: 0 },
  { name: 'ELU', activation: { kind: 'elu', alpha: 1 }, at: 0, slope: 1 },
  { name: 'ELU with alpha', activation: { kind: 'elu', alpha: 0.4 }, at: 0, slope: 0.4 },
  { name: "TensorFlow's SELU", activation: { kind: 'elu', alpha: 0.4, atKink: 1 }, at: 0, slope: 1 },
  { name: 'leaky ReLU', activation: { kind: 'leaky-relu', alpha: 0.2 }, at: 0, slope: 0.2 },
  { name: 'PReLU', activation: { kind: 'prelu', alpha: Float32Array.of(0.3) }, at: 0, slope: 0.3 },
  { name: "Keras's PReLU", activation: { kind: 'prelu', alpha: Float32Array.of(0.3), atKink: 0 }, at: 0, slope: 0 },
  { name: 'ReLU6', activation: { kind: 'clip', min: 0, max: 6 }, at: 0, slope: 0 },
  { name: 'ReLU6, above', activation: { kind: 'clip', min: 0, max: 6 }, at: 6, slope: 0 },
  { name: 'a bound', activation: { kind: 'clip', min: -1, max: 0.5, atKink: 1 }, at: 0.5, slope: 1 },
  { name: 'a bound from below', activation: { kind: 'clip', min: 0, max: Infinity, atKink: 1 }, at: 0, slope: 1 },
  { name: '|x|', activation: { kind: 'absolute' }, at: 0, slope: 0 },
  { name: 'a step', activation: { kind: 'step' }, at: 0, slope: 0 },
  { name: 'a root', activation: { kind: 'power', exponent: 0.5 }, at: 0, slope: 0 }
]

describeEngines('the input gradient', (id) => {
  let engine: Engine
  beforeAll(async () => {
    engine = await createEngine(id)
  })
  afterAll(() => engine.dispose())

  it.each(graphTable)('equals central differences: $name', async ({ name, graph }) => {
    const output = graph.outputs['angle']!
    const size = graph.nodes.at(-1)!.shape.reduce((product, length) => product * length, 1)
    const index = size - 1
    const session = await engine.load(gradientGraph(graph, 'angle', index))
    const { gradient } = await session.run(Float32Array.from(pictures.flatMap((picture) => [...picture])), 2)
    const expected =
      differences.get(name) ?? pictures.flatMap((one) => [...centralDifferences(graph, one, output, index)])
    differences.set(name, expected)
    expectClose(gradient!, expected, 1e-4)
    expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0)
  })

  it('is (5, 2y, 1 / (1 + z^2)) for 5x + y^2 + atan z', async () => {
    const network = new Network([1, 3, 1])
    for (const [index, name] of ['x', 'y', 'z'].entries()) {
      network.node(name, { type: 'pick', index }, [1], ['picture'])
    }
    network.node('5x', { type: 'affine', scale: Float32Array.of(5), offset: Float32Array.of(0) }, [1], ['x'])
    network.node('y^2', { type: 'multiply' }, [1], ['y', 'y'])
    network.node('atan z', { type: 'activation', activation: { kind: 'atan' } }, [1], ['z'])
    network.node('sum', { type: 'add' }, [1], ['5x', 'y^2', 'atan z'])
    const session = await engine.load(gradientGraph(network.graph(), 'angle', 0))
    const { gradient } = await session.run(Float32Array.of(1, -3, 2, 0, 0.5, -1), 2)
    expectClose(gradient!, [5, -6, 1 / 5, 5, 1, 1 / 2], 1e-6)
  })

  it('is finite where a root is taken of nothing, and exact elsewhere', async () => {
    const network = new Network([1, 3, 1]).node('square', { type: 'multiply' }, [1, 3, 1], ['picture', 'picture'])
    network.activation('root', { kind: 'power', exponent: 0.5 }).flatten().dense('angle', 1)
    const [, second, third] = weightsOf(network.nodes.at(-1)!.op)
    const session = await engine.load(gradientGraph(network.graph(), 'angle', 0))
    const { gradient } = await session.run(Float32Array.of(0, 2, -3), 1)
    expectClose(gradient!, [0, second!, -third!], 1e-6)
  })

  it('gives a tie of a maximum to the first pixel only', async () => {
    const graph = new Network([2, 2, 1]).pool('pool', 'max-pool', [2, 2], [2, 2]).flatten().graph()
    const session = await engine.load(gradientGraph(graph, 'angle', 0))
    const { gradient } = await session.run(Float32Array.of(1, 1, 1, 1, 0, 7, 2, 7), 2)
    expect([...gradient!]).toEqual([1, 0, 0, 0, 0, 1, 0, 0])
  })

  it('gives a tie of overlapping windows to the first pixel of each', async () => {
    const graph = new Network([1, 5, 1]).pool('pool', 'max-pool', [1, 3], [1, 2]).flatten()
    const session = await engine.load(gradientGraph(graph.dense('angle', 1).graph(), 'angle', 0))
    const [first, second] = weightsOf(graph.nodes.at(-1)!.op)
    const { gradient } = await session.run(Float32Array.of(2, 2, 2, 2, 2), 1)
    expectClose(gradient!, [first!, 0, second!, 0, 0], 1e-6)
  })

  it('shares a maximum along axes among all that are equal', async () => {
    const op = { type: 'max-pool', size: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0], ties: 'shared' } as const
    const graph = new Network([2, 2, 1]).node('max', op, [1, 1, 1]).flatten().graph()
    const session = await engine.load(gradientGraph(graph, 'angle', 0))
    const { gradient } = await session.run(Float32Array.of(1, 1, 1, 1, 0, 7, 2, 7), 2)
    expect([...gradient!]).toEqual([0.25, 0.25, 0.25, 0.25, 0, 0.5, 0, 0.5])
  })

  it.each(atKinks)('has at the kink of $name the slope $slope', async ({ activation, at, slope }) => {
    const graph = new Network([1, 3, 1]).activation('bend', activation).flatten().dense('angle', 1)
    const weights = weightsOf(graph.nodes.at(-1)!.op)
    const session = await engine.load(gradientGraph(graph.graph(), 'angle', 0))
    const { gradient } = await session.run(Float32Array.of(at, -at, at), 1)
    expect(gradient![0]).toBeCloseTo(weights[0]! * slope, 6)
    expect(gradient![2]).toBeCloseTo(weights[2]! * slope, 6)
  })

  // As large as the pictures that people have; on wasm it once took all memory, and with it every later model.
  it.each([
    ['along axes', [66, 200], [66, 200], 'shared'],
    ['of one window', [66, 200], [66, 200], undefined],
    ['along axes', [160, 320], [160, 320], 'shared'],
    ['of four windows', [160, 320], [80, 160], undefined]
  ] as const)('passes the maximum %s, a picture of %j, in seconds', async (_, picture, size, ties) => {
    const network = new Network([...picture, 3]).conv('conv', 8, [3, 3], { pads: [1, 1, 1, 1] })
    const shape = [picture[0] / size[0], picture[1] / size[1], 8]
    const op = { type: 'max-pool', size, strides: size, pads: [0, 0, 0, 0], ...(ties && { ties }) } as const
    const graph = network.node('max', op, shape).flatten().dense('angle', 1).graph()
    const session = await engine.load(gradientGraph(graph, 'angle', 0))
    const pixels = seededValues(2 * picture[0] * picture[1] * 3, 5)
    const { gradient } = await session.run(pixels, 2)
    // Each channel of each window has one winner, whose nine neighbours reach it.
    const reached = gradient!.reduce((count, value) => count + (value === 0 ? 0 : 1), 0)
    expect(reached).toBeGreaterThan(0)
    expect(reached).toBeLessThanOrEqual(2 * shape[0]! * shape[1]! * 8 * 27)
    session.dispose()
  })
})

describe('the adjoint graph', () => {
  it('holds nothing that its outputs do not need', () => {
    const network = new Network([6, 6, 1]).conv('conv', 2, [3, 3])
    const side = network.last
    network.flatten().dense('angle', 1)
    const graph = network.graph()
    network.activation('unused', { kind: 'tanh' })
    const built = gradientGraph({ ...graph, nodes: network.nodes }, 'angle', 0)
    const read = new Set([...built.nodes.flatMap((node) => node.inputs), ...Object.values(built.outputs)])
    expect(built.nodes.filter((node) => !read.has(node.id))).toEqual([])
    expect(built.nodes.map((node) => node.id)).not.toContain('unused')
    // A linear model's gradient needs none of its values.
    expect(built.nodes.map((node) => node.id)).not.toContain(side)
  })

  it('refuses a number that the picture does not change', () => {
    const network = new Network([2, 2, 1])
    const value = { shape: [1], data: Float32Array.of(3) }
    const graph = network.node('fixed', { type: 'constant', value }, [1], []).graph()
    expect(() => gradientGraph(graph, 'angle', 0)).toThrow('does not depend on the input')
  })
})
