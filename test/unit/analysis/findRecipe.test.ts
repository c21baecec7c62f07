import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cutPicture, type Picture } from '../../../src/main/analysis/cutPicture.ts'
import { RecipeSearch, type RecipeSearchProgress } from '../../../src/shared/recipeSearch.ts'
import { CancelledError } from '../../../src/shared/errors.ts'
import { findRecipe } from '../../../src/main/analysis/findRecipe.ts'
import { recipeCandidates } from '../../../src/main/analysis/recipeCandidates.ts'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { chooseEngine } from '../../../src/main/engine/engines.ts'
import type { Graph } from '../../../src/main/model/graph/graph.ts'
import type { SteeringHead } from '../../../src/main/model/model.ts'
import { prepareInput } from '../../../src/main/model/input/prepareInput.ts'
import { preset } from '../../../src/main/model/input/recipes.ts'
import type { Recipe } from '../../../src/shared/recipe.ts'
import { Network } from '../../../testing/network.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { seeded } from '../../../testing/seeded.ts'

const [width, height] = [48, 32]
const input = { height: 8, width: 16, channels: 3 }

/** Pictures with colour gradients and a bright spot that wander from frame to frame. */
function drive(frames: number): Picture[] {
  const next = seeded(11)
  return Array.from({ length: frames }, () => {
    const slopes = Array.from({ length: 9 }, next)
    const [spotX, spotY, spot] = [next() * width, next() * height, Math.floor(next() * 3)]
    const rgb = new Uint8Array(width * height * 3)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let c = 0; c < 3; c++) {
          const slope = slopes[3 * c]! * (x / width) + slopes[3 * c + 1]! * (y / height) + slopes[3 * c + 2]!
          const near = c === spot && Math.hypot(x - spotX, y - spotY) < 7 ? 80 : 0
          rgb[(y * width + x) * 3 + c] = Math.min(255, slope * 80 + near)
        }
    return { rgb, width, height }
  })
}

/** A small network that bends, so that no scale of its input is like another. */
function network(seed: number): Graph {
  return new Network([input.height, input.width, input.channels], seed)
    .conv('conv', 6, [3, 3], { strides: [2, 2] })
    .activation('elu', { kind: 'elu', alpha: 1 })
    .flatten()
    .dense('mix', 6)
    .activation('bend', { kind: 'tanh' })
    .dense('angle', 1)
    .graph()
}

const head: SteeringHead = { output: 'angle', index: 0, unit: 'normalised', positive: 'left' }
const pictures = drive(40)

/** How the network steers over the drive with a recipe, by the reference evaluator. */
function steered(graph: Graph, recipe: Recipe): number[] {
  const { height: rows, width: columns } = recipe.resize
  return pictures.map((picture) => {
    const values = new Float32Array(rows * columns * 3)
    prepareInput(cutPicture(picture, recipe), rows * columns, recipe, values, 0)
    return evaluate(graph, values).get('angle')![0]!
  })
}

describe('finding the recipe', () => {
  let engine: Engine
  beforeAll(async () => {
    engine = await chooseEngine('auto')
  })
  afterAll(() => engine.dispose())

  const own = preset('raw').recipe(input)
  const candidates = recipeCandidates(input, { width, height }, own)
  // A third of all, so that every crop, colour and scale is among them.
  const planted = candidates.filter((_, i) => i % 3 === 0)

  test.each(planted)('$label is found among all', async ({ recipe, label }) => {
    const graph = network(5)
    const found = await findRecipe(
      { graph, head, recipe: own },
      { pictures, steering: steered(graph, recipe), comparable: true },
      engine
    )
    expect(found.fits).toHaveLength(candidates.length)
    expect(RecipeSearch.parse(found)).toEqual(found)
    expect(found.fits[0]).toMatchObject({ label, recipe })
    expect(found.fits[0]!.correlation).toBeGreaterThan(0.9999)
    expect(found.fits[1]!.correlation).toBeLessThan(0.9999)
    expect(found.sentence).toMatch(/fits best: r = 1\.00; next best \d\.\d\d/)
    expect(found.alike).toBe(1)
  })

  test('recipes that the frames do not tell apart are named with the best', async () => {
    // Without a bend the network is linear: all scales correlate 1 with each other. Nothing tells of the range.
    const graph = new Network([input.height, input.width, 3], 3).flatten().dense('angle', 1, false).graph()
    const next = seeded(5)
    for (const shake of [0, 0.3]) {
      const steering = steered(graph, own).map((value) => value * (1 + shake * (next() - 0.5)))
      const sample = { pictures, steering, comparable: false }
      const { fits, alike, sentence } = await findRecipe({ graph, head, recipe: own }, sample, engine)
      expect(alike).toBe(5)
      for (const { label } of fits.slice(0, alike)) expect(label).toMatch(/^RGB .*, whole picture$/)
      expect(sentence).toContain(`4 others, first ${fits[1]!.label} (`)
      expect(sentence).toMatch(/fits best: r = .*, but .* fit about as well; 40 frames cannot tell them apart\.$/)
    }
  })

  test('tells how far it is, and ends when it is asked to', async () => {
    const ending = new AbortController()
    const told: RecipeSearchProgress[] = []
    const onProgress = (progress: RecipeSearchProgress): void => {
      told.push(progress)
      if (progress.done === 3) ending.abort()
    }
    const graph = network(5)
    const sample = { pictures, steering: steered(graph, own), comparable: true }
    const search = findRecipe({ graph, head, recipe: own }, sample, engine, { signal: ending.signal, onProgress })
    await expect(search).rejects.toThrow(CancelledError)
    expect(told).toEqual([0, 1, 2, 3].map((done) => ({ stage: 'comparing', done, total: candidates.length })))
  })

  test('of scales that correlate alike, the one with the recorded range is taken', async () => {
    // Without a bend the network is linear: all scales correlate 1 with each other.
    const graph = new Network([input.height, input.width, 3], 3).flatten().dense('angle', 1, false).graph()
    const recipe = preset('donkeycar').recipe(input)
    const sample = { pictures, steering: steered(graph, recipe), comparable: true }
    const { fits } = await findRecipe({ graph, head, recipe: own }, sample, engine)
    expect(fits[0]!.recipe.scale.multiply).toBe(1 / 255)
    const bytes = fits.find(({ label }) => label === 'RGB 0..255, whole picture')!
    expect(bytes.correlation).toBeGreaterThan(0.9999)
    expect(bytes.spread).toBeCloseTo(255, 0)
    expect(bytes.fit).toBeLessThan(0.85)
  })

  test('a sign that is turned round is told', async () => {
    const graph = network(5)
    const steering = steered(graph, own).map((v) => -v)
    const { sentence } = await findRecipe(
      { graph, head, recipe: own },
      { pictures, steering, comparable: true },
      engine
    )
    expect(sentence).toMatch(/r = -1\.00.*sign is turned round/)
  })

  test('steering that has nothing to do with the pictures fits no recipe', async () => {
    const next = seeded(99)
    const steering = pictures.map(() => next() - 0.5)
    const { sentence, isFound } = await findRecipe(
      { graph: network(5), head, recipe: own },
      { pictures, steering, comparable: true },
      engine
    )
    expect(sentence).toMatch(
      /^No recipe fits: the best, .*, has r = .* Keep the recipe that it has, RGB 0\.\.255, whole/
    )
    expect(isFound).toBe(false)
  })

  test('a scale that takes the network out of the numbers fits nothing, and says so', async () => {
    const graph = new Network([input.height, input.width, 3], 3)
      .flatten()
      .dense('mix', 1, false)
      .node('far', { type: 'affine', scale: Float32Array.of(30), offset: Float32Array.of(0) }, [1])
      .activation('beyond', { kind: 'exp' })
      .dense('angle', 1, false)
      .graph()
    const recipe = preset('donkeycar').recipe(input)
    const sample = { pictures, steering: steered(graph, recipe), comparable: true }
    const found = await findRecipe({ graph, head, recipe: own }, sample, engine)
    expect(RecipeSearch.parse(found)).toEqual(found)
    const beyond = found.fits.filter(({ range }) => range === null)
    expect(beyond.length).toBeGreaterThan(0)
    for (const { correlation, fit } of beyond) expect([correlation, fit]).toEqual([null, 0])
  })

  describe('beside the head that the model has', () => {
    /** Seven points of two coordinates, far apart from one another. */
    const paths = (): Graph => {
      const numbers = new Network([input.height, input.width, input.channels], 7).flatten().dense('mix', 10)
      const { nodes, input: picture } = numbers.activation('bend', { kind: 'tanh' }).dense('row', 14).graph()
      const path = { id: 'path', op: { type: 'reshape' }, inputs: ['row'], shape: [7, 2] } as const
      return { input: picture, nodes: [...nodes, path], outputs: { path: 'path' } }
    }
    const first: SteeringHead = { ...head, output: 'path' }
    const pathsOf = (graph: Graph): Float64Array[] =>
      pictures.map((picture) => {
        const values = new Float32Array(input.height * input.width * 3)
        prepareInput(cutPicture(picture, own), input.height * input.width, own, values, 0)
        return evaluate(graph, values).get('path')!
      })

    test('the lateral offset of a trajectory is found, with the sign that it has', async () => {
      const graph = paths()
      // The fourth point is at 2 s, as points are half a second apart; the driver turned the other way round.
      const steering = pathsOf(graph).map((path) => -3 * path[7]!)
      const sample = { pictures, steering, comparable: true }
      const found = await findRecipe({ graph, head: first, recipe: own }, sample, engine)
      expect(RecipeSearch.parse(found)).toEqual(found)
      expect(found.head).toMatchObject({ output: 'path', positive: 'right', unit: 'm', of: { as: 'offset', after: 2 } })
      expect(found.fits[0]).toMatchObject({ recipe: own })
      expect(found.fits[0]!.correlation).toBeGreaterThan(0.9999)
      expect(found.sentence).toMatch(/^Steering is better taken from the lateral offset after 2 s .* r = 1\.00/)
    })

    test('nothing else is taken where the head fits', async () => {
      const graph = paths()
      const steering = pathsOf(graph).map((path) => path[0]!)
      const found = await findRecipe(
        { graph, head: first, recipe: own },
        { pictures, steering, comparable: true },
        engine
      )
      expect(found).not.toHaveProperty('head')
      expect(found.sentence).toMatch(/fits best: r = 1\.00/)
    })

    test('nothing else is taken by chance', async () => {
      const next = seeded(98)
      const sample = { pictures, steering: pictures.map(() => next() - 0.5), comparable: true }
      const found = await findRecipe({ graph: paths(), head: first, recipe: own }, sample, engine)
      expect(found).not.toHaveProperty('head')
      expect(found.sentence).toMatch(/^No recipe fits/)
    })
  })

  test('steering that does not vary is refused', async () => {
    const sample = { pictures, steering: pictures.map(() => 0.1), comparable: true }
    await expect(findRecipe({ graph: network(5), head, recipe: own }, sample, engine)).rejects.toThrow(
      /does not vary over the 40 frames/
    )
  })
})

test('a recipe of its own is a candidate too', () => {
  const own = { ...preset('raw').recipe(input), scale: { multiply: 2, add: 1 } }
  expect(recipeCandidates(input, { width, height }, own).at(-1)).toEqual({
    recipe: own,
    label: 'the recipe it has now'
  })
  expect(recipeCandidates({ ...input, channels: 1 }, { width, height }, own)[0]!.recipe.afterResize).toEqual([
    { step: 'colour', to: 'gray' }
  ])
})

describe('cutting a picture', () => {
  const gradient: Picture = {
    width: 8,
    height: 4,
    rgb: Uint8Array.from({ length: 96 }, (_, i) => 10 * (Math.floor(i / 3) % 8))
  }
  const whole = { crop: null, resize: { width: 8, height: 4, filter: 'bilinear' as const } }

  test('in its own size changes nothing', () => {
    expect(cutPicture(gradient, whole)).toEqual(gradient.rgb)
  })

  test('to the half keeps a gradient in place, away from the edges', () => {
    const half = cutPicture(gradient, { crop: null, resize: { width: 4, height: 2, filter: 'bilinear' } })
    // The centre of the second pixel of four is the edge of the third and the fourth of eight: 25.
    expect(half[3]).toBe(25)
    expect(half[6]).toBe(45)
  })

  test('takes the crop and nothing else', () => {
    const crop = { of: { width: 8, height: 4 }, top: 1, right: 2, bottom: 1, left: 3 }
    const cut = cutPicture(gradient, { crop, resize: { width: 3, height: 2, filter: 'bilinear' } })
    expect([...cut]).toEqual([30, 30, 30, 40, 40, 40, 50, 50, 50, 30, 30, 30, 40, 40, 40, 50, 50, 50])
  })
})
