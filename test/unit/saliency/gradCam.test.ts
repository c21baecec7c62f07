import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { createEngine } from '../../../src/main/engine/engines.ts'
import { type Graph, nodeOf } from '../../../src/main/model/graph/graph.ts'
import { gradCam } from '../../../src/main/saliency/gradCam.ts'
import type { Explain } from '../../../src/main/saliency/method.ts'
import { receptiveField } from '../../../src/main/saliency/receptiveField.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { explainOn } from '../../fixtures/explainOn.ts'
import { dave2, Network } from '../../../testing/network.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { seededValues } from '../../../testing/seeded.ts'
import { head } from '../../fixtures/smallConvolutions.ts'

let engine: Engine
beforeAll(async () => {
  engine = await createEngine('tf-wasm')
})
afterAll(() => engine.dispose())

const picture = seededValues(14 * 21 * 3, 41)

/** Two convolutions; the steering is linear in the second one's maps, so that its slopes are the dense weights. */
function network(): Graph {
  return new Network([14, 21, 3], 6)
    .conv('a', 4, [3, 3])
    .activation('a/on', { kind: 'relu' })
    .conv('b', 6, [4, 3], { strides: [2, 3] })
    .activation('b/on', { kind: 'relu' })
    .flatten()
    .dense('angle', 1)
    .graph()
}

/** s = the sum of a_k A_k by the definition, [rows, columns]. */
function byDefinition(graph: Graph): Float64Array {
  const maps = evaluate(graph, picture).get('b/on')!
  const { op } = nodeOf(graph, 'angle')
  const slopes = op.type === 'dense' ? op.kernel.data : new Float32Array()
  const cells = maps.length / 6
  const weights = Array.from(
    { length: 6 },
    (_, k) => slopes.filter((_, i) => i % 6 === k).reduce((a, b) => a + b) / cells
  )
  return Float64Array.from({ length: cells }, (_, i) => weights.reduce((sum, a, k) => sum + a * maps[i * 6 + k]!, 0))
}

async function map(graph: Graph, what: Explain, settings = {}): Promise<Float32Array> {
  return (await explainOn(engine, gradCam.build({ graph, head }, what, settings), picture, 1)).map
}

describe('Grad-CAM', () => {
  it.each([
    ['left', (s: number) => Math.max(0, s)],
    ['right', (s: number) => Math.max(0, -s)],
    ['change', Math.abs]
  ] as const)('is the weighted sum of the maps in the middle of what each cell sees (%s)', async (what, part) => {
    const found = await map(network(), what)
    const expected = byDefinition(network())
    // Cell (i, j) of b sees rows 2i .. 2i + 5 and columns 3j .. 3j + 4: its middle is (2i + 2.5, 3j + 2).
    const [rows, columns] = [5, 6]
    const middles = Array.from({ length: rows * columns }, (_, i) => {
      const [y, x] = [2 * Math.floor(i / columns) + 2, 3 * (i % columns) + 2]
      return (found[y * 21 + x]! + found[(y + 1) * 21 + x]!) / 2
    })
    // Half a step from the middle the neighbour counts a quarter, up and down: so does the expected value.
    const parts = Array.from(expected, part)
    const at = (y: number, x: number) => parts[Math.min(rows - 1, Math.max(0, y)) * columns + x]!
    const smoothed = parts.map((_, i) => {
      const [y, x] = [Math.floor(i / columns), i % columns]
      return 0.75 * at(y, x) + 0.125 * (at(y - 1, x) + at(y + 1, x))
    })
    expectClose(middles, smoothed, 1e-4)
    expect(Math.max(...smoothed)).toBeGreaterThan(0)
  })

  it('takes the deepest layer with at least 3 rows, or the one that is chosen', async () => {
    const [layer] = gradCam.parameters({ graph: dave2(), head })
    expect(layer).toMatchObject({
      id: 'layer',
      default: 'conv4',
      choices: ['conv1', 'conv2', 'conv3', 'conv4', 'conv5']
    })
    expect(await map(network(), 'change', { layer: 'b' })).toEqual(await map(network(), 'change'))
    expect(await map(network(), 'change', { layer: 'a' })).not.toEqual(await map(network(), 'change'))
    expect(() => gradCam.build({ graph: network(), head }, 'change', { layer: 'c' })).toThrow(
      "'layer' cannot be 'c': choose one of a, b."
    )
  })

  it('takes the last layer where all are flat', () => {
    const flat = new Network([4, 9, 1]).conv('a', 2, [3, 3]).conv('b', 2, [2, 3]).flatten().dense('angle', 1).graph()
    expect(gradCam.parameters({ graph: flat, head })[0]).toMatchObject({ default: 'b' })
  })

  it('works where paths branch', async () => {
    const branching = new Network([14, 21, 3]).conv('a', 3, [3, 3], { pads: [1, 1, 1, 1] })
    branching.node('joined', { type: 'add' }, [14, 21, 3], ['picture', 'a']).conv('b', 2, [3, 3])
    const graph = branching.flatten().dense('angle', 1).graph()
    expect(gradCam.refuse({ graph, head })).toBeNull()
    expect((await map(graph, 'change')).some((value) => value > 0)).toBe(true)
  })

  it('needs a convolution', () => {
    const graph = new Network([8, 8, 3]).flatten().dense('angle', 1).graph()
    expect(gradCam.refuse({ graph, head })).toBe(
      'The model has no convolutional layer. Grad-CAM needs one; use Gradient.'
    )
  })
})

describe('what the cells of a layer see', () => {
  it('is as published for DAVE-2', () => {
    const seen = [1, 2, 3, 4, 5].map((l) => {
      const [rows] = receptiveField(dave2(), `conv${l}`)
      return { step: rows.step, size: rows.last - rows.first + 1, first: rows.first }
    })
    expect(seen).toEqual([
      { step: 2, size: 5, first: 0 },
      { step: 4, size: 13, first: 0 },
      { step: 8, size: 29, first: 0 },
      { step: 8, size: 45, first: 0 },
      { step: 8, size: 61, first: 0 }
    ])
  })

  const chain = new Network([17, 19, 1], 6)
    .node('crop', { type: 'crop', pads: [2, 1, 1, 0] }, [14, 18, 1])
    .conv('a', 2, [3, 2], { strides: [1, 2], pads: [1, 0, 0, 1] })
    .pool('pool', 'average-pool', [2, 2], [2, 1])
    .conv('b', 1, [2, 2], { dilations: [1, 2] })

  const branches = new Network([17, 19, 1], 6).conv('a', 2, [3, 3], { strides: [2, 2] })
  branches.conv('inner', 2, [3, 5], { pads: [1, 2, 1, 2] })
  branches.node('sum', { type: 'add' }, [8, 9, 2], ['a', 'inner']).conv('b', 1, [2, 1])

  it.each([
    { name: 'in a chain', graph: chain.graph() },
    { name: 'where a skip meets a convolution', graph: branches.graph() }
  ])('is where a changed pixel changes them, $name', ({ graph }) => {
    const [down, across] = receptiveField(graph, 'b')
    const columns = nodeOf(graph, 'b').shape[1]!
    const [row, column] = [2, 3]
    const cell = (pixels: Float32Array): number => evaluate(graph, pixels).get('b')![row * columns + column]!
    const before = new Float32Array(17 * 19)
    const changed = Array.from({ length: 17 * 19 }, (_, i) => {
      const pixels = before.slice()
      pixels[i] = 1
      return cell(pixels) !== cell(before)
    })
    const seen = (i: number) => {
      const [y, x] = [Math.floor(i / 19), i % 19]
      return (
        y >= down.first + row * down.step &&
        y <= down.last + row * down.step &&
        x >= across.first + column * across.step &&
        x <= across.last + column * across.step
      )
    }
    const all = changed.flatMap((isChanged, i) => (isChanged ? [i] : []))
    expect(all.every(seen)).toBe(true)
    // The field's corners are reached.
    const corner = (last: boolean) =>
      (last ? down.last + row * down.step : down.first + row * down.step) * 19 +
      (last ? across.last + column * across.step : across.first + column * across.step)
    expect(all).toContain(corner(false))
    expect(all).toContain(corner(true))
  })
})
