import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { createEngine } from '../../../src/main/engine/engines.ts'
import type { Graph } from '../../../src/main/model/graph/graph.ts'
import type { SteeringHead } from '../../../src/main/model/model.ts'
import { gradient } from '../../../src/main/saliency/gradient.ts'
import type { Explain } from '../../../src/main/saliency/method.ts'
import { centralDifferences } from '../../fixtures/centralDifferences.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { Network } from '../../../testing/network.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { seededValues } from '../../../testing/seeded.ts'

const left: SteeringHead = { output: 'angle', index: 1, unit: 'rad', positive: 'left' }
const right: SteeringHead = { ...left, positive: 'right' }
const picture = seededValues(11 * 14 * 3, 5)

function smallModel(seed = 3): Graph {
  const network = new Network([11, 14, 3], seed).conv('conv', 6, [3, 3], { strides: [2, 2] })
  network.activation('elu', { kind: 'elu', alpha: 1 })
  return network.flatten().dense('angle', 2).graph()
}

let engine: Engine
beforeAll(async () => {
  engine = await createEngine('tf-wasm')
})
afterAll(() => engine.dispose())

async function explain(graph: Graph, head: SteeringHead, what: Explain, input = picture) {
  const session = await engine.load(gradient.build({ graph, head }, what).graph)
  const { steering, map } = await session.run(input, 1)
  return { steering: steering![0]!, map: map! }
}

describe('Gradient', () => {
  it('is the largest |d steering / d input| over the channels', async () => {
    const graph = smallModel()
    const { steering, map } = await explain(graph, left, 'change')
    const slopes = centralDifferences(graph, picture, 'angle', 1)
    expectClose([steering], [evaluate(graph, picture).get('angle')![1]!], 1e-5)
    expectClose(map, overChannels(slopes, Math.abs), 1e-4)
  })

  it('explains left by what pushes left-positive steering up, right by what pushes it down', async () => {
    const graph = smallModel()
    const slopes = centralDifferences(graph, picture, 'angle', 1)
    const up = overChannels(slopes, (slope) => Math.max(0, slope))
    const down = overChannels(slopes, (slope) => Math.max(0, -slope))
    expectClose((await explain(graph, left, 'left')).map, up, 1e-4)
    expectClose((await explain(graph, left, 'right')).map, down, 1e-4)
    // A model whose positive numbers steer right: the same pixels push the other way.
    expectClose((await explain(graph, right, 'left')).map, down, 1e-4)
    expectClose((await explain(graph, right, 'right')).map, up, 1e-4)
  })

  it('turns steering left-positive', async () => {
    const graph = smallModel()
    const [one, other] = [await explain(graph, left, 'left'), await explain(graph, right, 'left')]
    expect(other.steering).toBe(-one.steering)
  })

  it('has change as the larger of left and right', async () => {
    const graph = smallModel()
    const [both, one, other] = await Promise.all(
      (['change', 'left', 'right'] as const).map(async (what) => (await explain(graph, left, what)).map)
    )
    expect([...both!]).toEqual([...one!].map((value, i) => Math.max(value, other![i]!)))
  })

  it('gives a linear model the same map for every picture of a batch', async () => {
    const graph = new Network([4, 5, 1]).flatten().dense('angle', 2).graph()
    const session = await engine.load(gradient.build({ graph, head: left }, 'change').graph)
    const { map, steering } = await session.run(seededValues(3 * 20, 8), 3)
    expect(steering).toHaveLength(3)
    expect(map).toHaveLength(60)
    expect(map!.slice(20, 40)).toEqual(map!.slice(0, 20))
  })

  it('lies where a planted model reads, and nowhere else', async () => {
    const { map } = await explain(plantedModel(), { ...left, index: 0 }, 'change')
    for (let y = 0; y < 11; y++) {
      for (let x = 0; x < 14; x++) {
        const seen = y >= 4 && y < 9 && x >= 2 && x < 8
        expect(map[y * 14 + x]! > 0, `row ${y}, column ${x}`).toBe(seen)
      }
    }
  })

  it('changes when the weights are drawn anew', async () => {
    const [one, other] = [await explain(smallModel(3), left, 'change'), await explain(smallModel(30), left, 'change')]
    expect(one.map).not.toEqual(other.map)
  })

  it('says why a model has no map', () => {
    const vector = new Network([7]).dense('angle', 2).graph()
    expect(gradient.refuse({ graph: vector, head: left })).toContain('reads 7 numbers, not a picture')
    const value = { shape: [2], data: Float32Array.of(1, 2) }
    const fixed = new Network([2, 2, 1]).node('angle', { type: 'constant', value }, [2], []).graph()
    expect(gradient.refuse({ graph: fixed, head: left })).toContain('does not depend on the picture')
    expect(gradient.refuse({ graph: smallModel(), head: left })).toBeNull()
  })

  it.each([
    { head: { ...left, output: 'throttle' }, reason: "no output 'throttle': choose the steering from angle" },
    { head: { ...left, index: 2 }, reason: 'has 2 numbers' }
  ])('names a head that the model does not have: $reason', ({ head, reason }) => {
    expect(() => gradient.build({ graph: smallModel(), head }, 'left')).toThrow(reason)
  })
})

/** Reads rows 4 to 8 and columns 2 to 7 only. */
function plantedModel(): Graph {
  const network = new Network([11, 14, 3], 4).node('crop', { type: 'crop', pads: [4, 6, 2, 2] }, [5, 6, 3])
  return network.conv('conv', 4, [3, 3]).activation('tanh', { kind: 'tanh' }).flatten().dense('angle', 1).graph()
}

function overChannels(slopes: Float64Array, value: (slope: number) => number): number[] {
  return Array.from({ length: slopes.length / 3 }, (_, i) =>
    Math.max(...[0, 1, 2].map((c) => value(slopes[i * 3 + c]!)))
  )
}
