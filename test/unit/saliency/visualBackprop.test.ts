import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { createEngine } from '../../../src/main/engine/engines.ts'
import { type ActivationKind, type Graph, nodeOf } from '../../../src/main/model/graph/graph.ts'
import type { SteeringHead } from '../../../src/main/model/model.ts'
import type { Explain } from '../../../src/main/saliency/method.ts'
import { visualBackprop } from '../../../src/main/saliency/visualBackprop.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { dave2, Network } from '../../../testing/network.ts'
import { seededValues } from '../../../testing/seeded.ts'
import { type FormulaLayer, visualBackpropFormula } from '../../fixtures/visualBackpropFormula.ts'

const head: SteeringHead = { output: 'angle', index: 0, unit: 'rad', positive: 'left' }
const elu: ActivationKind = { kind: 'elu', alpha: 1 }
const relu: ActivationKind = { kind: 'relu' }

let engine: Engine
beforeAll(async () => {
  engine = await createEngine('tf-wasm')
})
afterAll(() => engine.dispose())

async function mapOf(graph: Graph, picture: Float32Array, explain: Explain = 'change'): Promise<Float32Array> {
  const session = await engine.load(visualBackprop.build({ graph, head }, explain).graph)
  return (await session.run(picture, 1))['map']!
}

const networks: { name: string; network: Network; layers: FormulaLayer[] }[] = [
  {
    name: 'one convolution',
    network: new Network([7, 9, 3]).conv('a', 4, [3, 3], { strides: [2, 2] }).activation('a/on', relu),
    layers: [{ maps: 'a/on', kernel: [3, 3], strides: [2, 2] }]
  },
  {
    name: 'three convolutions with ELU at sizes that leave rows over',
    network: new Network([24, 37, 3])
      .conv('a', 5, [5, 5], { strides: [2, 2] })
      .activation('a/on', elu)
      .conv('b', 6, [3, 4], { strides: [2, 3] })
      .activation('b/on', elu)
      .conv('c', 4, [2, 2])
      .activation('c/on', elu),
    layers: [
      { maps: 'a/on', kernel: [5, 5], strides: [2, 2] },
      { maps: 'b/on', kernel: [3, 4], strides: [2, 3] },
      { maps: 'c/on', kernel: [2, 2], strides: [1, 1] }
    ]
  },
  {
    name: 'pools as layers, uneven padding, normalisation between',
    network: new Network([19, 22, 1])
      .conv('a', 4, [5, 5], { pads: [2, 2, 1, 2] })
      .node('a/norm', affine(4), [18, 22, 4])
      .activation('a/on', relu)
      .pool('a/pool', 'max-pool', [2, 2], [2, 2])
      .conv('b', 5, [3, 3], { strides: [2, 2], pads: [0, 1, 1, 0] })
      .activation('b/on', relu)
      .node('b/norm', affine(5), [4, 5, 5])
      .pool('b/pool', 'average-pool', [2, 3], [1, 2], [0, 1, 1, 0]),
    layers: [
      { maps: 'a/on', kernel: [5, 5], strides: [1, 1], pads: [2, 2, 1, 2] },
      { maps: 'a/pool', kernel: [2, 2], strides: [2, 2] },
      { maps: 'b/on', kernel: [3, 3], strides: [2, 2], pads: [0, 1, 1, 0] },
      { maps: 'b/pool', kernel: [2, 3], strides: [1, 2], pads: [0, 1, 1, 0] }
    ]
  },
  {
    name: 'activations that are written in several nodes, and a picture normalised by its own mean',
    network: gated(
      'b',
      gated('a', ownMeanOff(new Network([15, 16, 3])).conv('a', 4, [3, 3], { strides: [2, 2] })).conv('b', 5, [3, 2])
    ),
    layers: [
      { maps: 'a/gated', kernel: [3, 3], strides: [2, 2] },
      { maps: 'b/gated', kernel: [3, 2], strides: [1, 1] }
    ]
  },
  {
    name: 'convolutions without activation, one of them dilated',
    network: new Network([15, 14, 2]).conv('a', 3, [3, 3], { dilations: [2, 1] }).conv('b', 3, [3, 3]),
    layers: [
      { maps: 'a', kernel: [3, 3], strides: [1, 1], dilations: [2, 1] },
      { maps: 'b', kernel: [3, 3], strides: [1, 1] }
    ]
  }
]

/** x tanh(softplus(x)), as exporters write Mish. */
function gated(name: string, network: Network): Network {
  network.activation(`${name}/plus`, { kind: 'softplus' }).activation(`${name}/gate`, { kind: 'tanh' })
  return network.node(`${name}/gated`, { type: 'multiply' }, network.shapes.get(name)!, [name, `${name}/gate`])
}

function ownMeanOff(network: Network): Network {
  const shape = network.shapes.get('picture')!
  network.node('mean', { type: 'global-average-pool' }, [shape[2]!])
  network.node('means', { type: 'broadcast', factor: -1 }, shape)
  return network.node('centred', { type: 'add' }, shape, ['picture', 'means'])
}

function affine(channels: number) {
  return { type: 'affine', scale: seededValues(channels, 70), offset: seededValues(channels, 71) } as const
}

describe('VisualBackProp', () => {
  it.each(networks)('equals its formula: $name', async ({ network, layers }) => {
    const graph = network.flatten().dense('angle', 1).graph()
    const picture = seededValues(
      graph.input.shape.reduce((product, length) => product * length, 1),
      6
    )
    const expected = visualBackpropFormula(graph, picture, layers)
    expect(Math.max(...expected)).toBeGreaterThan(0)
    expectClose(await mapOf(graph, picture), expected, 1e-5)
  })

  it('gives pixels that the model crops off zero, and lies on the others like the model behind the crop', async () => {
    const inner = new Network([8, 10, 3])
      .conv('a', 4, [3, 3])
      .activation('a/on', relu)
      .conv('b', 4, [3, 3], { strides: [2, 2] })
    const behind = inner.flatten().dense('angle', 1).graph()
    const outer = new Network([12, 13, 3])
    outer.node('scaled', { type: 'affine', scale: Float32Array.of(2), offset: Float32Array.of(-1) }, [12, 13, 3])
    outer.node('crop', { type: 'crop', pads: [3, 1, 1, 2] }, [8, 10, 3])
    outer.node('border', { type: 'pad', pads: [1, 0, 0, 1] }, [9, 11, 3])
    outer.node('inside', { type: 'crop', pads: [1, 0, 0, 1] }, [8, 10, 3])
    for (const node of behind.nodes) {
      outer.node(node.id, node.op, node.shape, node.id === 'a' ? ['inside'] : node.inputs)
    }
    const picture = seededValues(12 * 13 * 3, 7)
    const seen = Float32Array.from({ length: 8 * 10 * 3 }, (_, i) => {
      const [y, x, c] = [Math.floor(i / 30), Math.floor(i / 3) % 10, i % 3]
      return picture[((y + 3) * 13 + x + 2) * 3 + c]! * 2 - 1
    })
    const [whole, part] = [await mapOf(outer.graph(), picture), await mapOf(behind, seen)]
    const expected = Float64Array.from(whole, (_, i) => {
      const [y, x] = [Math.floor(i / 13) - 3, (i % 13) - 2]
      return y >= 0 && y < 8 && x >= 0 && x < 10 ? part[y * 10 + x]! : 0
    })
    expectClose(whole, expected, 1e-6)
  })

  it('lies on the only thing in the picture, within the reach of its windows', async () => {
    const network = new Network([40, 60, 1])
      .conv('a', 4, [5, 5], { strides: [2, 2], bias: false })
      .activation('a/on', relu)
      .conv('b', 4, [3, 3], { strides: [2, 2], bias: false })
      .activation('b/on', relu)
    const graph = network.flatten().dense('angle', 1).graph()
    const picture = new Float32Array(40 * 60)
    for (let y = 8; y < 14; y++) for (let x = 40; x < 48; x++) picture[y * 60 + x] = 1
    const map = await mapOf(graph, picture)
    // A window of b spans 5 + 2 * 2 = 9 pixels, so nothing beyond 8 pixels of the patch can be lit.
    map.forEach((value, i) => {
      const [y, x] = [Math.floor(i / 60), i % 60]
      if (y < 0 || y >= 22 || x < 32 || x >= 56) expect(value, `row ${y}, column ${x}`).toBe(0)
    })
    const peak = map.indexOf(Math.max(...map))
    expect(Math.floor(peak / 60)).toBeGreaterThanOrEqual(6)
    expect(Math.floor(peak / 60)).toBeLessThan(16)
    expect(peak % 60).toBeGreaterThanOrEqual(38)
    expect(peak % 60).toBeLessThan(50)
  })

  it('has the sizes and output paddings of the paper on DAVE-2', () => {
    const graph = dave2()
    const built = visualBackprop.build({ graph, head }, 'change').graph
    const spreads = built.nodes.flatMap(({ op, shape, inputs }) => {
      if (op.type !== 'conv2d-transpose') return []
      const from = nodeOf(built, inputs[0]!).shape
      const left = [0, 1].map((axis) => shape[axis]! - ((from[axis]! - 1) * op.strides[axis]! + op.kernel.shape[axis]!))
      return [{ from: from.join('x'), to: shape.join('x'), left: left.join(',') }]
    })
    expect(spreads).toEqual([
      { from: '1x18x1', to: '3x20x1', left: '0,0' },
      { from: '3x20x1', to: '5x22x1', left: '0,0' },
      { from: '5x22x1', to: '14x47x1', left: '1,0' },
      { from: '14x47x1', to: '31x98x1', left: '0,1' },
      { from: '31x98x1', to: '66x200x1', left: '1,1' }
    ])
  })

  it('is the same for left, right and change, never negative, and changes with the weights', async () => {
    const small = (seed: number): Graph => {
      const network = new Network([20, 30, 3], seed).conv('a', 4, [5, 5], { strides: [2, 2] }).activation('a/on', elu)
      return network.conv('b', 4, [3, 3]).activation('b/on', elu).flatten().dense('angle', 1).graph()
    }
    const picture = seededValues(20 * 30 * 3, 9)
    const change = await mapOf(small(1), picture)
    expect(await mapOf(small(1), picture, 'left')).toEqual(change)
    expect(await mapOf(small(1), picture, 'right')).toEqual(change)
    expect(Math.min(...change)).toBeGreaterThanOrEqual(0)
    expect(await mapOf(small(50), picture)).not.toEqual(change)
  })
})

describe('VisualBackProp says why it cannot be used', () => {
  const flat = new Network([8, 8, 3]).flatten('row').node('again', { type: 'reshape' }, [8, 24, 1]).conv('a', 2, [3, 3])

  it.each([
    { name: 'no convolution', network: new Network([8, 8, 3]), reason: 'no convolutional layer' },
    { name: 'a convolution over something else than the picture', network: flat, reason: "'a' reads no longer lies as" }
  ])('$name', ({ network, reason }) => {
    const graph = network.flatten().dense('angle', 1).graph()
    expect(visualBackprop.refuse({ graph, head })).toContain(reason)
    expect(visualBackprop.refuse({ graph, head })).toContain('use Gradient')
  })

  it('and takes DAVE-2', () => {
    expect(visualBackprop.refuse({ graph: dave2(), head })).toBeNull()
  })
})
