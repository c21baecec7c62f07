import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { createEngine } from '../../../src/main/engine/engines.ts'
import type { Graph } from '../../../src/main/model/graph/graph.ts'
import { expectedGradients } from '../../../src/main/saliency/expectedGradients.ts'
import type { Settings } from '../../../src/main/saliency/method.ts'
import { Network } from '../../../testing/network.ts'
import { seededValues } from '../../../testing/seeded.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { explainOn } from '../../fixtures/explainOn.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { head, smallConvolutions } from '../../fixtures/smallConvolutions.ts'

let engine: Engine
beforeAll(async () => {
  engine = await createEngine('tf-wasm')
})
afterAll(() => engine.dispose())

async function signed(graph: Graph, picture: Float32Array, drive: Float32Array, settings: Settings) {
  const sides = (['left', 'right'] as const).map((what) =>
    explainOn(engine, expectedGradients.build({ graph, head }, what, settings), picture, 1, drive)
  )
  const [left, right] = await Promise.all(sides)
  return { s: left!.map.map((value, i) => value - right!.map[i]!), residue: left!.residue![0]! }
}

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0)

/** 5x + y^2 + atan z of three pixels. */
function analytic(): Graph {
  const network = new Network([1, 3, 1])
  for (const [index, name] of ['x', 'y', 'z'].entries()) network.node(name, { type: 'pick', index }, [1], ['picture'])
  network.node('5x', { type: 'affine', scale: Float32Array.of(5), offset: Float32Array.of(0) }, [1], ['x'])
  network.node('y^2', { type: 'multiply' }, [1], ['y', 'y'])
  network.node('atan z', { type: 'activation', activation: { kind: 'atan' } }, [1], ['z'])
  return network.node('sum', { type: 'add' }, [1], ['5x', 'y^2', 'atan z']).graph()
}

describe('Expected gradients', () => {
  it('are the mean of f along each pixel from the frames of the drive, for 5x + y^2 + atan z', async () => {
    const [x, y, z] = [1, -3, 5] as const
    const frames = [
      [0, 2, 1],
      [4, -1, -2],
      [1, 0.5, 0]
    ] as const
    const mean = (f: (frame: readonly [number, number, number]) => number) => sum(frames.map(f)) / frames.length
    const expected = [
      5 * x - mean(([other]) => 5 * other),
      y ** 2 - mean(([, other]) => other ** 2),
      Math.atan(z) - mean(([, , other]) => Math.atan(other))
    ]
    const drive = Float32Array.from(frames.flat())
    const { s } = await signed(analytic(), Float32Array.of(x, y, z), drive, { steps: 100 })
    expectClose(s, expected, 1e-3)
  })

  it('sum up to f(picture) - mean f(frames), and report by how much they miss it', async () => {
    const network = new Network([12, 16, 3], 2).conv('a', 4, [5, 5], { strides: [2, 2] })
    const graph = network.activation('a/on', { kind: 'tanh' }).flatten().dense('angle', 1).graph()
    const [picture, drive] = [seededValues(12 * 16 * 3, 3), seededValues(4 * 12 * 16 * 3, 4)]
    const f = (pixels: Float32Array): number => evaluate(graph, pixels).get('angle')![0]!
    const frames = [0, 1, 2, 3].map((n) => drive.subarray(n * 576, (n + 1) * 576))
    const claimed = f(picture) - sum(frames.map(f)) / 4
    const fine = await signed(graph, picture, drive, { steps: 100 })
    expect(sum(fine.s) / claimed).toBeCloseTo(1, 2)
    const coarse = await signed(graph, picture, drive, { steps: 1 })
    expect(coarse.residue).toBeCloseTo(Math.abs(sum(coarse.s) / claimed - 1), 3)
    expect(coarse.residue).toBeGreaterThan(10 * fine.residue)
  })

  it('are 0 for a picture that is compared with itself alone', async () => {
    const picture = seededValues(12 * 16 * 3, 5)
    const { s } = await signed(smallConvolutions(), picture, picture, {})
    expect(s.every((value) => value === 0)).toBe(true)
  })

  it('ask for as many frames as are set, and cannot do without any', async () => {
    const built = expectedGradients.build({ graph: analytic(), head }, 'change', { baselines: 3 })
    expect(built.baselines).toBe(3)
    await expect(explainOn(engine, built, Float32Array.of(1, 2, 3), 1, new Float32Array())).rejects.toThrow(
      'no frames to compare with'
    )
  })
})
