import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { InputError } from '../../../src/shared/errors.ts'
import { defaultMethod } from '../../../src/shared/methodSettings.ts'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { createEngine } from '../../../src/main/engine/engines.ts'
import type { Graph } from '../../../src/main/model/graph/graph.ts'
import type { Explain, Method, Settings } from '../../../src/main/saliency/method.ts'
import { methodById, methods, raisesEvents } from '../../../src/main/saliency/methods.ts'
import { explainOn } from '../../fixtures/explainOn.ts'
import { Network } from '../../../testing/network.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { seededValues } from '../../../testing/seeded.ts'
import { head } from '../../fixtures/smallConvolutions.ts'

const right = { ...head, positive: 'right' } as const
const [height, width] = [24, 36]
const size = height * width * 3
const picture = seededValues(size, 21)

/** A model with rectifiers that reads rows 4..15 and columns 20..33 and nothing else. */
function planted(seed = 1): Graph {
  const network = new Network([height, width, 3], seed)
  network.node('seen', { type: 'crop', pads: [4, 2, 8, 20] }, [12, 14, 3])
  network.conv('a', 6, [3, 3]).activation('a/on', { kind: 'relu' })
  network.conv('b', 8, [3, 3], { strides: [2, 2] }).activation('b/on', { kind: 'elu', alpha: 1 })
  return network.flatten().dense('angle', 1).graph()
}

let engine: Engine
beforeAll(async () => {
  engine = await createEngine('tf-wasm')
})
afterAll(() => engine.dispose())

const explain = (
  method: Method,
  graph = planted(),
  what: Explain = 'change',
  pictures = picture,
  settings?: Settings
) => explainOn(engine, method.build({ graph, head }, what, settings), pictures, pictures.length / size)

/** Times that each method runs its graph for a picture of 24 x 36, and the passes through the model in it. */
const runs: Record<string, { runs: number; passes: number }> = {
  gradient: { runs: 1, passes: 2 },
  'visual-backprop': { runs: 1, passes: 1 },
  'grad-cam': { runs: 1, passes: 2 },
  'hires-cam': { runs: 1, passes: 2 },
  'layer-cam': { runs: 1, passes: 2 },
  'gradient-input': { runs: 1, passes: 2 },
  lrp: { runs: 1, passes: 5 },
  smoothgrad: { runs: 25 + 1, passes: 2 },
  'integrated-gradients': { runs: 32 + 2, passes: 2 },
  // The picture; 8 pictures and 6 steps from each.
  'expected-gradients': { runs: 1 + 8 * (6 + 1), passes: 2 },
  guided: { runs: 1, passes: 3 },
  rectified: { runs: 1, passes: 3 },
  // Squares of 4 pixels, 2 apart: 11 rows of 17.
  occlusion: { runs: 11 * 17 + 1, passes: 1 },
  rise: { runs: 500 + 1, passes: 1 }
}

describe('the methods', () => {
  it('begin with Gradient and are found by their ids', () => {
    expect(methods.map((method) => method.id)).toEqual(Object.keys(runs).toSorted(byOrder))
    expect(methods[0]!.id).toBe(defaultMethod)
    for (const method of methods) expect(methodById(method.id)).toBe(method)
  })

  it('are named for an id that is none', () => {
    expect(() => methodById('gradcam')).toThrow(InputError)
    expect(() => methodById('gradcam')).toThrow(
      "no method 'gradcam': choose one of gradient, visual-backprop, grad-cam"
    )
  })

  it('raise no events by themselves where they flag models that keep to their lane', () => {
    const looking = methods.filter(({ use }) => use === 'looking').map(({ id }) => id)
    expect(looking).toEqual(['visual-backprop', 'grad-cam', 'hires-cam', 'layer-cam', 'lrp', 'guided', 'rectified'])
    expect(['gradient', 'visual-backprop', 'a method of old'].map(raisesEvents)).toEqual([true, false, true])
  })

  it('say which of them fail the sanity checks', () => {
    const failing = methods.filter(({ caution }) => caution?.includes('sanity checks of Adebayo 2018'))
    expect(failing.map(({ id }) => id)).toEqual(['guided', 'rectified'])
  })

  it('refuse settings that they do not have', () => {
    for (const method of methods) {
      if (method.id === 'visual-backprop') continue
      const target = { graph: planted(), head }
      if (method.parameters(target).length === 0) continue
      expect(() => method.build(target, 'change', { nothing: 1 }), method.id).toThrow(/no parameter 'nothing': it has/)
    }
  })
})

describe.each(methods)('$label', (method) => {
  it('costs what it says', async () => {
    const expected = runs[method.id]!
    const { runs: counted } = await explain(method, planted(), 'change')
    expect(counted).toBe(expected.runs)
    expect(method.cost({ graph: planted(), head }, 'change')).toBe(expected.runs * expected.passes)
  })

  it('gives the steering of the picture as it is', async () => {
    const { steering } = await explain(method)
    expect(steering[0]).toBeCloseTo(evaluate(planted(), picture).get('angle')![0]!, 4)
  })

  it('lies where the model reads', async () => {
    const { map } = await explain(method)
    expect(Math.min(...map)).toBeGreaterThanOrEqual(0)
    let [inside, outside, far] = [0, 0, 0]
    map.forEach((value, i) => {
      const [y, x] = [Math.floor(i / width), i % width]
      const away = Math.max(4 - y, y - 15, 20 - x, x - 33)
      if (away <= 0) inside += value / (12 * 14)
      else outside += value / (height * width - 12 * 14)
      // What hides squares of 4 pixels hides some of the region with pixels up to 3 beside it.
      if (away > 3) far += value
    })
    expect(inside).toBeGreaterThan(0)
    if (method.id === 'rise') expect(inside).toBeGreaterThan(2.5 * outside)
    else if (method.id === 'occlusion') expect(far).toBeLessThan(1e-5 * inside)
    else expect(outside).toBe(0)
  })

  it('changes with the weights', async () => {
    const [one, other] = [await explain(method, planted(1)), await explain(method, planted(50))]
    // Inside of what both read, where a map that only shows the picture would be the same.
    expect(correlation(inner(one.map), inner(other.map))).toBeLessThan(0.9)
  })

  it("gives a picture's map whatever batch it is in", async () => {
    const few: Record<string, Settings> = { rise: { masks: 20 }, occlusion: { side: 12 }, smoothgrad: { samples: 3 } }
    const pictures = Float32Array.from([...seededValues(size, 22), ...picture])
    const alone = await explain(method, planted(), 'left', picture, few[method.id])
    const together = await explain(method, planted(), 'left', pictures, few[method.id])
    const [largest, own] = [Math.max(...alone.map), together.map.slice(height * width)]
    own.forEach((value, i) => expect(Math.abs(value - alone.map[i]!)).toBeLessThan(1e-4 * largest + 1e-9))
  })

  it.skipIf(!method.signed)('tells left from right, by the sign of the steering', async () => {
    const settings: Settings = method.id === 'rise' ? { masks: 20 } : {}
    const [toLeft, toRight] = await Promise.all(
      (['left', 'right'] as const).map(async (what) => (await explain(method, planted(), what, picture, settings)).map)
    )
    expect(correlation(toLeft!, toRight!)).toBeLessThan(0.99)
    const flipped = method.build({ graph: planted(), head: right }, 'left', settings)
    expect((await explainOn(engine, flipped, picture, 1)).map).toEqual(toRight)
  })
})

function byOrder(a: string, b: string): number {
  return methods.findIndex(({ id }) => id === a) - methods.findIndex(({ id }) => id === b)
}

function inner(map: Float32Array): Float32Array {
  return map.filter((_, i) => {
    const [y, x] = [Math.floor(i / width), i % width]
    return y >= 4 && y < 16 && x >= 20 && x < 34
  })
}

function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, v) => sum + v, 0) / values.length
  const [ma, mb] = [mean(a), mean(b)]
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    ab += (a[i]! - ma) * (b[i]! - mb)
    aa += (a[i]! - ma) ** 2
    bb += (b[i]! - mb) ** 2
  }
  return aa * bb === 0 ? 0 : ab / Math.sqrt(aa * bb)
}
