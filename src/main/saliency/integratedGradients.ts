import { partOf, pictureSize } from './explanation.ts'
import { withoutContent } from './meanColour.ts'
import type { Method, Settings } from './method.ts'
import { pathGradients, residueOf } from './pathGradients.ts'
import { numberOf, settled, whole } from './settings.ts'
import { pictureRefusal } from './subject.ts'
import { steeringAndGradient } from './steeringAndGradient.ts'

const parameters = [whole('steps', 'Steps', 32, 1, 500)]

/**
 * Integrated Gradients (Sundararajan 2017, arXiv 1703.01365): d steering / d input summed along the straight way from a
 * picture without content (its own mean colour everywhere) to the picture, times the way gone (midpoint rule). At each
 * pixel s is the sum over the channels; the map is |s|, or its part to the left or right. All s together sum
 * up to f(picture) - f(picture without content); `residue` is by how much they miss it, as a share of it.
 */
export const integratedGradients: Method = {
  id: 'integrated-gradients',
  label: 'Integrated Gradients',
  family: 'gradient',
  version: 2,
  signed: true,
  goodFor: 'maps that add up',
  use: 'events',
  caution: null,

  refuse: pictureRefusal,
  parameters: () => parameters,
  cost: (_, __, settings) => 2 * (stepsOf(settings) + 2),

  build(target, explain, settings) {
    const steps = stepsOf(settings)
    const graph = steeringAndGradient(target)
    const measure = pictureSize(graph)
    return {
      graph,
      async explain(run, pictures, batch) {
        const start = withoutContent(pictures, measure)
        const [there, before] = [await run(pictures, batch), await run(start, batch)]
        const signed = await pathGradients(run, { from: start, to: pictures, batch, steps }, measure)
        const residue = residueOf(
          signed,
          there['subject']!.map((value, i) => value - before['subject']![i]!)
        )
        return {
          steering: there['steering']!,
          map: Float32Array.from(signed, (value) => partOf(explain, value)),
          residue
        }
      }
    }
  }
}

function stepsOf(settings?: Settings): number {
  return numberOf(settled(parameters, settings), 'steps')
}
