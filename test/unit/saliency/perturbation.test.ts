import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { createEngine } from '../../../src/main/engine/engines.ts'
import { type Graph, nodeOf } from '../../../src/main/model/graph/graph.ts'
import type { Explain, Method, Settings } from '../../../src/main/saliency/method.ts'
import { occlusion } from '../../../src/main/saliency/occlusion.ts'
import { rise } from '../../../src/main/saliency/rise.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { explainOn } from '../../fixtures/explainOn.ts'
import { Network } from '../../../testing/network.ts'
import { seededValues } from '../../../testing/seeded.ts'
import { head } from '../../fixtures/smallConvolutions.ts'

const [height, width, channels] = [11, 16, 2]
const picture = seededValues(height * width * channels, 51)
const linear: Graph = new Network([height, width, channels], 9).flatten().dense('angle', 1).graph()

let engine: Engine
beforeAll(async () => {
  engine = await createEngine('tf-wasm')
})
afterAll(() => engine.dispose())

const explain = (method: Method, what: Explain, settings?: Settings) =>
  explainOn(engine, method.build({ graph: linear, head }, what, settings), picture, 1)

/** What each pixel adds to the steering of the linear model over the mean colour, [height, width]. */
function contributions(): number[] {
  const { op } = nodeOf(linear, 'angle')
  const weights = op.type === 'dense' ? op.kernel.data : new Float32Array()
  const colour = Array.from({ length: channels }, (_, c) => {
    const values = picture.filter((_, i) => i % channels === c)
    return values.reduce((a, b) => a + b, 0) / values.length
  })
  return Array.from({ length: height * width }, (_, pixel) =>
    colour.reduce((sum, mean, c) => {
      const i = pixel * channels + c
      return sum + weights[i]! * (picture[i]! - mean)
    }, 0)
  )
}

describe('Occlusion', () => {
  it.each([
    ['left', (s: number) => Math.max(0, s)],
    ['right', (s: number) => Math.max(0, -s)],
    ['change', Math.abs]
  ] as const)('is what the squares over a pixel add to a linear model (%s)', async (what, part) => {
    const all = contributions()
    // Side 5, 3 apart; the last ones end with the picture.
    const [tops, lefts] = [
      [0, 3, 6],
      [0, 3, 6, 9, 11]
    ]
    const [sums, counts] = [new Float64Array(all.length), new Float64Array(all.length)]
    for (const top of tops)
      for (const left of lefts) {
        const pixels = all.flatMap((_, i) => {
          const [y, x] = [Math.floor(i / width) - top, (i % width) - left]
          return y >= 0 && y < 5 && x >= 0 && x < 5 ? [i] : []
        })
        const change = pixels.reduce((sum, i) => sum + all[i]!, 0)
        for (const i of pixels) {
          sums[i]! += change
          counts[i]! += 1
        }
      }
    const { map, runs } = await explain(occlusion, what, { side: 5 })
    expectClose(
      map,
      sums.map((sum, i) => part(sum / counts[i]!)),
      1e-4
    )
    expect(runs).toBe(1 + 15)
  })

  it('has squares of a sixth of the picture unless told otherwise', () => {
    expect(occlusion.parameters({ graph: linear, head })).toMatchObject([{ id: 'side', default: 2, max: 11 }])
    expect(() => occlusion.build({ graph: linear, head }, 'left', { side: 12 })).toThrow(
      "'side' must be a whole number from 1 to 11, not '12'."
    )
  })
})

describe('RISE', () => {
  it('comes to what the pixels under a mask add to a linear model, blurred by its cells', async () => {
    const maps = await Promise.all((['left', 'right'] as const).map((what) => explain(rise, what, { masks: 3000 })))
    const found = Float32Array.from(maps[0]!.map, (value, i) => value - maps[1]!.map[i]!)
    // A pixel shares its mask with those less than a cell (a fifth of the height) away, the less the further.
    const all = contributions()
    const side = height / 5
    const near = (distance: number) => Math.max(0, 1 - Math.abs(distance) / (1.5 * side))
    const blurred = all.map((_, i) =>
      all.reduce((sum, value, j) => {
        const weight = near(Math.floor(i / width) - Math.floor(j / width)) * near((i % width) - (j % width))
        return sum + weight * value
      }, 0)
    )
    expect(correlation(found, blurred)).toBeGreaterThan(0.9)
  })

  it('is the same every time, and other masks give another map', async () => {
    const [once, again, more] = [
      await explain(rise, 'change', { masks: 50 }),
      await explain(rise, 'change', { masks: 50 }),
      await explain(rise, 'change', { masks: 60 })
    ]
    expect(again.map).toEqual(once.map)
    expect(more.map).not.toEqual(once.map)
  })
})

function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const centred = (values: ArrayLike<number>) => {
    const mean = Array.from(values).reduce((sum, v) => sum + v, 0) / values.length
    return Array.from(values, (v) => v - mean)
  }
  const [x, y] = [centred(a), centred(b)]
  const product = (p: number[], q: number[]) => p.reduce((sum, v, i) => sum + v * q[i]!, 0)
  return product(x, y) / Math.sqrt(product(x, x) * product(y, y))
}
