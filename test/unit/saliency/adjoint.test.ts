import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { createEngine } from '../../../src/main/engine/engines.ts'
import { centralDifferences } from '../../fixtures/centralDifferences.ts'
import { describeEngines } from '../../fixtures/engines.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { gradientGraph } from '../../fixtures/gradientGraph.ts'
import { graphTable } from '../../fixtures/graphTable.ts'
import { Network } from '../../fixtures/network.ts'
import { seededValues } from '../../fixtures/seeded.ts'

const pictures = [1, 2].map((seed) => seededValues(9 * 12 * 3, 200 + seed))
/** By the graph's name: worked out once for all engines. */
const differences = new Map<string, number[]>()

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
    const weights = network.nodes.at(-1)!.op
    const session = await engine.load(gradientGraph(network.graph(), 'angle', 0))
    const { gradient } = await session.run(Float32Array.of(0, 2, -3), 1)
    const [, second, third] = weights.type === 'dense' ? weights.kernel.data : []
    expectClose(gradient!, [0, second!, -third!], 1e-6)
  })

  it('gives a tie of a maximum to the first pixel only', async () => {
    const graph = new Network([2, 2, 1]).pool('pool', 'max-pool', [2, 2], [2, 2]).flatten().graph()
    const session = await engine.load(gradientGraph(graph, 'angle', 0))
    const { gradient } = await session.run(Float32Array.of(1, 1, 1, 1, 0, 7, 2, 7), 2)
    expect([...gradient!]).toEqual([1, 0, 0, 0, 0, 1, 0, 0])
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
