import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { createEngine } from '../../../src/main/engine/engines.ts'
import { type Graph, nodeOf } from '../../../src/main/model/graph/graph.ts'
import { gradCam } from '../../../src/main/saliency/gradCam.ts'
import { hiResCam } from '../../../src/main/saliency/hiResCam.ts'
import { layerCam } from '../../../src/main/saliency/layerCam.ts'
import type { Explain, Method } from '../../../src/main/saliency/method.ts'
import { Network } from '../../../testing/network.ts'
import { seededValues } from '../../../testing/seeded.ts'
import { centralDifferences } from '../../fixtures/centralDifferences.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { explainOn } from '../../fixtures/explainOn.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { head } from '../../fixtures/smallConvolutions.ts'

let engine: Engine
beforeAll(async () => {
  engine = await createEngine('tf-wasm')
})
afterAll(() => engine.dispose())

const [height, width, count] = [6, 9, 5]
const picture = seededValues(height * width * 3, 12)

/** Each cell of the one layer sees one pixel, so that nothing is spread; ELU leaves negative maps. */
function curved(): Graph {
  const network = new Network([height, width, 3], 3)
    .conv('a', count, [1, 1])
    .activation('maps', { kind: 'elu', alpha: 1 })
  return network.flatten().dense('mixed', 4).activation('bent', { kind: 'tanh' }).dense('angle', 1).graph()
}

function linearBehind(): Graph {
  const network = new Network([height, width, 3], 4).conv('a', count, [1, 1]).activation('maps', { kind: 'relu' })
  return network.flatten().dense('mixed', 4, false).dense('angle', 1, false).graph()
}

/** A_k and d steering / d A_k by differences of the rest of the model, [height, width, count]. */
function mapsAndSlopes(graph: Graph): { maps: Float64Array; slopes: Float64Array } {
  const maps = evaluate(graph, picture).get('maps')!
  const at = graph.nodes.indexOf(nodeOf(graph, 'maps'))
  const rest = { ...graph, input: { id: 'maps', shape: [height, width, count] }, nodes: graph.nodes.slice(at + 1) }
  return { maps, slopes: centralDifferences(rest, Float32Array.from(maps), 'angle', 0) }
}

/** At each place the sum over the maps of A_k times what is made of its slope. */
function weighted(graph: Graph, weight: (slope: number) => number): number[] {
  const { maps, slopes } = mapsAndSlopes(graph)
  return Array.from({ length: height * width }, (_, place) => {
    let sum = 0
    for (let k = place * count; k < (place + 1) * count; k++) sum += weight(slopes[k]!) * maps[k]!
    return sum
  })
}

const positive = (value: number): number => Math.max(0, value)

async function map(method: Method, graph: Graph, what: Explain): Promise<Float32Array> {
  return (await explainOn(engine, method.build({ graph, head }, what), picture, 1)).map
}

/** A case that says nothing of one side would pass with that side left out. */
function expectMap(found: Float32Array, expected: readonly number[]): void {
  expectClose(found, expected, 1e-4)
  expect(Math.max(...expected)).toBeGreaterThan(0)
}

describe('HiResCAM', () => {
  it('is the sum over the maps of map times slope, place by place', async () => {
    const s = weighted(curved(), (slope) => slope)
    expectMap(await map(hiResCam, curved(), 'change'), s.map(Math.abs))
    expectMap(await map(hiResCam, curved(), 'left'), s.map(positive))
    expectMap(
      await map(hiResCam, curved(), 'right'),
      s.map((value) => positive(-value))
    )
  })

  it('sums up to the steering where what is behind its layer is linear, as Grad-CAM does not', async () => {
    const graph = linearBehind()
    const steering = evaluate(graph, picture).get('angle')![0]!
    const sumOf = async (method: Method): Promise<number> => {
      const [left, right] = [await map(method, graph, 'left'), await map(method, graph, 'right')]
      return left.reduce((sum, value, i) => sum + value - right[i]!, 0)
    }
    expect(await sumOf(hiResCam)).toBeCloseTo(steering, 4)
    expect(Math.abs((await sumOf(gradCam)) - steering)).toBeGreaterThan(0.1 * Math.abs(steering))
  })
})

describe('LayerCAM', () => {
  it('weighs each map place by place by what is positive of its slope', async () => {
    const left = weighted(curved(), positive).map(positive)
    const right = weighted(curved(), (slope) => positive(-slope)).map(positive)
    expectMap(await map(layerCam, curved(), 'left'), left)
    expectMap(await map(layerCam, curved(), 'right'), right)
    expectMap(
      await map(layerCam, curved(), 'change'),
      left.map((value, i) => Math.max(value, right[i]!))
    )
  })
})

it.each([hiResCam, layerCam])('$label offers the layers that Grad-CAM offers, and needs one', (method) => {
  expect(method.parameters({ graph: curved(), head })).toEqual(gradCam.parameters({ graph: curved(), head }))
  const graph = new Network([8, 8, 3]).flatten().dense('angle', 1).graph()
  expect(method.refuse({ graph, head })).toBe(
    `The model has no convolutional layer. ${method.label} needs one; use Gradient.`
  )
})
