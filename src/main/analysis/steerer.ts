import type { Recipe } from '../../shared/recipe.ts'
import type { Session } from '../engine/engine.ts'
import { frameInput } from '../model/input/frameInput.ts'
import type { GraphInput } from '../model/graph/sequence.ts'
import type { FramePixels } from './keptInputs.ts'

/** Pictures that are run together. */
const BATCH = 32

/** What a model steers at pictures: left-positive, in the unit of its head; one a picture. */
export type Steer = (pictures: readonly Omit<FramePixels, 'frame'>[]) => Promise<Float32Array>

/** @param session of a graph with one output `steering` (see steeringGraph) */
export function createSteerer(session: Session, recipe: Recipe, graph: GraphInput): Steer {
  const size = graph.input.shape.reduce((product, length) => product * length, 1)
  const maker = frameInput(recipe, graph)
  const input = new Float32Array(BATCH * size)
  return async (pictures) => {
    const all = new Float32Array(pictures.length)
    for (let from = 0; from < pictures.length; from += BATCH) {
      const batch = pictures.slice(from, from + BATCH)
      batch.forEach(({ pixels, before }, i) => {
        maker.forget()
        for (const earlier of before) maker.next(earlier, input, i * size)
        maker.next(pixels, input, i * size)
      })
      const { steering } = await session.run(input.subarray(0, batch.length * size), batch.length)
      if (!steering) throw new Error('the steering graph lacks steering')
      all.set(steering, from)
    }
    return all
  }
}
