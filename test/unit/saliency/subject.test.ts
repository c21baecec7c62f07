import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { createEngine } from '../../../src/main/engine/engines.ts'
import type { Graph } from '../../../src/main/model/graph/graph.ts'
import { gradientTimesInput } from '../../../src/main/saliency/gradientTimesInput.ts'
import { gradCam } from '../../../src/main/saliency/gradCam.ts'
import { guided } from '../../../src/main/saliency/rectifiers.ts'
import type { Method, Settings } from '../../../src/main/saliency/method.ts'
import { methods } from '../../../src/main/saliency/methods.ts'
import { seenBySteering } from '../../../src/main/saliency/seenPixels.ts'
import { visualBackprop } from '../../../src/main/saliency/visualBackprop.ts'
import type { LayerMean } from '../../../src/shared/layerMean.ts'
import { Network } from '../../../testing/network.ts'
import { seededValues } from '../../../testing/seeded.ts'
import { centralDifferences } from '../../fixtures/centralDifferences.ts'
import { describeEngines } from '../../fixtures/engines.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { explainOn } from '../../fixtures/explainOn.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { head } from '../../fixtures/smallConvolutions.ts'

const [height, width] = [14, 18]
const picture = seededValues(height * width * 3, 30)

/** Two convolutions; the second reads rows 4..9 and columns 6..17 alone. Its end is what follows it. */
function begun(): Network {
  const network = new Network([height, width, 3], 8).conv('a', 4, [3, 3]).activation('a/on', { kind: 'relu' })
  network.node('cut', { type: 'crop', pads: [4, 0, 4, 6] }, [4, 10, 4])
  return network.conv('b', 5, [3, 3]).activation('b/on', { kind: 'relu' })
}

function whole(): Graph {
  return begun().flatten().dense('angle', 1).graph()
}

/** The same up to a layer, and then the mean of that or of a channel of it as the steering. */
function endingIn({ layer, channel }: LayerMean): Graph {
  const network = begun()
  network.last = layer
  const [rows, columns, count] = network.shapes.get(layer) as [number, number, number]
  const size = rows * columns * count
  const share = channel === null ? 1 / size : 1 / (rows * columns)
  const data = Float32Array.from({ length: size }, (_, i) => (channel === null || i % count === channel ? share : 0))
  network.flatten()
  return network.node('angle', { type: 'dense', kernel: { shape: [size, 1], data }, bias: null }, [1]).graph()
}

const cheap: Record<string, Settings> = {
  rise: { masks: 20 },
  occlusion: { side: 6 },
  smoothgrad: { samples: 3 },
  'integrated-gradients': { steps: 4 },
  'expected-gradients': { baselines: 2, steps: 2 }
}

const layers: LayerMean[] = [
  { layer: 'b/on', channel: null },
  { layer: 'b/on', channel: 3 }
]
const able = methods.filter(({ id }) => id !== 'visual-backprop')

describeEngines('a map of what a layer gives', ['ort', 'tf-wasm'], (id) => {
  let engine: Engine
  beforeAll(async () => {
    engine = await createEngine(id)
  })
  afterAll(() => engine.dispose())

  describe.each(able)('$label', (method) => {
    it.each(layers)('is the map of a model that steers by it ($layer, $channel)', async (of) => {
      const run = (target: Parameters<Method['build']>[0]) =>
        explainOn(engine, method.build(target, 'left', cheap[method.id]), picture, 1)
      const mine = await run({ graph: whole(), head, of })
      const theirs = await run({ graph: endingIn(of), head })
      expectClose(mine.map, theirs.map, 1e-4)
      expect(Math.max(...mine.map)).toBeGreaterThan(0)
      // The row keeps its steering, and the residue is of what was explained.
      expect(mine.steering[0]).toBeCloseTo(evaluate(whole(), picture).get('angle')![0]!, 4)
      expect(mine.residue?.[0]).toEqual(theirs.residue && expect.closeTo(theirs.residue[0]!, 3))
    })
  })
})

describe('what a layer gives', () => {
  it.each([null, 2])(
    'has the gradient by differences, also in front of an activation (channel %j)',
    async (channel) => {
      const of = { layer: 'b', channel }
      const engine = await createEngine('tf-wasm')
      const sides = (['left', 'right'] as const).map((what) =>
        explainOn(engine, gradientTimesInput.build({ graph: whole(), head, of }, what), picture, 1)
      )
      const [left, right] = await Promise.all(sides)
      engine.dispose()
      const expected = new Float64Array(height * width)
      centralDifferences(endingIn(of), picture, 'angle', 0).forEach((slope, i) => {
        expected[Math.floor(i / 3)]! += slope * picture[i]!
      })
      expectClose(
        left!.map.map((value, i) => value - right!.map[i]!),
        expected,
        1e-4
      )
    }
  )

  const refusal = (method: Method, of: LayerMean) => method.refuse({ graph: whole(), head, of })

  it('is seen where the layer reads', () => {
    const { data } = seenBySteering({ graph: whole(), head, of: { layer: 'b', channel: 0 } })
    const expected = Array.from({ length: height * width }, (_, i) => {
      const [y, x] = [Math.floor(i / width), i % width]
      return Number(y >= 4 && y < 10 && x >= 6)
    })
    expect([...data]).toEqual(expected)
    expect(seenBySteering({ graph: whole(), head, of: { layer: 'a', channel: 0 } }).data.every(Boolean)).toBe(true)
  })

  it('is refused with a sentence where there is none', () => {
    const [method] = able as [Method]
    expect(refusal(method, { layer: 'c', channel: null })).toBe("The model has no layer 'c'.")
    expect(refusal(method, { layer: 'b', channel: 5 })).toBe(
      "Layer 'b' has 5 channels, counted from 0: there is no channel 5."
    )
    expect(refusal(method, { layer: 'b', channel: 4 })).toBeNull()
    const network = begun()
    const value = { shape: [2], data: Float32Array.of(1, 2) }
    const graph = network.flatten().dense('angle', 1).graph()
    const fixed = { id: 'fixed', op: { type: 'constant', value } as const, inputs: [], shape: [2] }
    const of = { layer: 'fixed', channel: null }
    expect(method.refuse({ graph: { ...graph, nodes: [...graph.nodes, fixed] }, head, of })).toBe(
      "Layer 'fixed' does not depend on the picture."
    )
  })

  it('is refused by what needs something in front of it that is not there', () => {
    expect(refusal(visualBackprop, { layer: 'b', channel: null })).toMatch(
      /does not know what it explains.*use Gradient/
    )
    expect(refusal(gradCam, { layer: 'a', channel: null })).toBe(
      "No convolution lies in front of layer 'a'. Grad-CAM needs one; use Gradient."
    )
    expect(refusal(guided, { layer: 'a', channel: null })).toMatch(/no ReLU/)
  })

  it('offers only the layers in front of it', () => {
    const choices = (of?: LayerMean) => gradCam.parameters({ graph: whole(), head, of })[0]
    expect(choices()).toMatchObject({ choices: ['a', 'b'] })
    expect(choices({ layer: 'b', channel: null })).toMatchObject({ choices: ['a'] })
    expect(choices({ layer: 'b/on', channel: null })).toMatchObject({ choices: ['a', 'b'] })
  })
})
