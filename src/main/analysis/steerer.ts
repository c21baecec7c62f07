import type { Recipe } from '../../shared/recipe.ts'
import type { Session } from '../engine/engine.ts'
import { frameInput } from '../model/input/frameInput.ts'
import type { GraphInput } from '../model/graph/sequence.ts'
import type { FramePixels } from './keptInputs.ts'

/** Pictures that are run together. */
const BATCH = 32

type Pictures = readonly Omit<FramePixels, 'frame'>[]

/** What a model steers at pictures: left-positive, in the unit of its head; one a picture. */
export type Steer = (pictures: Pictures) => Promise<Float32Array>

/** What a model steers at pictures by each of several heads, by their names. */
export type SteerByEach = (pictures: Pictures) => Promise<Record<string, Float32Array>>

/** @param session of a graph with one output `steering` (see steeringGraph) */
export function createSteerer(session: Session, recipe: Recipe, graph: GraphInput): Steer {
  const steer = createSteererByEach(session, recipe, graph, ['steering'])
  return async (pictures) => (await steer(pictures))['steering']!
}

/**
 * @param session of a graph with an output [1] for each head (see steeringsGraph)
 * @param names of these outputs
 */
export function createSteererByEach(
  session: Session,
  recipe: Recipe,
  graph: GraphInput,
  names: readonly string[]
): SteerByEach {
  const size = graph.input.shape.reduce((product, length) => product * length, 1)
  const maker = frameInput(recipe, graph)
  const input = new Float32Array(BATCH * size)
  return async (pictures) => {
    const all = Object.fromEntries(names.map((name) => [name, new Float32Array(pictures.length)]))
    for (let from = 0; from < pictures.length; from += BATCH) {
      const batch = pictures.slice(from, from + BATCH)
      batch.forEach(({ pixels, before }, i) => {
        maker.forget()
        for (const earlier of before) maker.next(earlier, input, i * size)
        maker.next(pixels, input, i * size)
      })
      const outputs = await session.run(input.subarray(0, batch.length * size), batch.length)
      for (const name of names) {
        const steering = outputs[name]
        if (!steering) throw new Error(`the steering graph lacks ${name}`)
        all[name]!.set(steering, from)
      }
    }
    return all
  }
}
