import { type PictureSize, partOf, pictureSize } from './explanation.ts'
import type { Method, Settings } from './method.ts'
import { pathGradients, residueOf } from './pathGradients.ts'
import { numberOf, settled, whole } from './settings.ts'
import { pictureRefusal } from './subject.ts'
import { steeringAndGradient } from './steeringAndGradient.ts'

const parameters = [whole('baselines', 'Frames to compare with', 8, 1, 64), whole('steps', 'Steps to each', 6, 1, 100)]

/**
 * Expected gradients (Erion 2021, arXiv 1906.10670): Integrated Gradients from many pictures, the mean of them. The pictures
 * x' are frames of the drive, evenly spread over it. At each pixel s is the sum over the channels of the mean over x' and a
 * of (x - x') * d steering / d input at x' + a (x - x'); a goes evenly from 0 to 1 (midpoint rule) in place of the
 * paper's random draws, so that a map is the same in every run. The map is |s|, or its part to the left or right. All s
 * together sum up to f(x) - mean f(x'); `residue` is by how much they miss it, as a share of it. In a sequence of frames
 * the newest alone is exchanged.
 */
export const expectedGradients: Method = {
  id: 'expected-gradients',
  label: 'Expected gradients',
  family: 'gradient',
  version: 1,
  signed: true,
  goodFor: 'what differs from the rest of the drive',
  use: 'events',
  caution: null,

  refuse: pictureRefusal,
  parameters: () => parameters,
  cost: (_, __, settings) => {
    const { baselines, steps } = chosen(settings)
    return 2 * (baselines * (steps + 1) + 1)
  },

  build(target, explain, settings) {
    const { baselines, steps } = chosen(settings)
    const graph = steeringAndGradient(target)
    const measure = pictureSize(graph)
    const size = measure.pixels * measure.channels
    return {
      graph,
      baselines,
      async explain(run, pictures, batch, drive = new Float32Array()) {
        const count = drive.length / size
        if (count === 0) throw new Error('expected gradients have no frames to compare with')
        const { steering, subject } = await run(pictures, batch)
        const signed = new Float64Array(batch * measure.pixels)
        const claimed = Float64Array.from(subject!)
        for (let n = 0; n < count; n++) {
          const from = exchanged(pictures, drive.subarray(n * size, (n + 1) * size), measure)
          const before = (await run(from, batch))['subject']!
          const one = await pathGradients(run, { from, to: pictures, batch, steps }, measure)
          one.forEach((value, i) => (signed[i]! += value / count))
          before.forEach((value, i) => (claimed[i]! -= value / count))
        }
        const map = Float32Array.from(signed, (value) => partOf(explain, value))
        return { steering: steering!, map, residue: residueOf(signed, claimed) }
      }
    }
  }
}

/** The inputs with another picture in place of the one at hand. */
function exchanged(pictures: Float32Array, other: Float32Array, { channels, depth, size }: PictureSize): Float32Array {
  const inputs = pictures.slice()
  for (let from = 0; from < inputs.length; from += size) {
    other.forEach((value, i) => {
      inputs[from + Math.floor(i / channels) * depth + depth - channels + (i % channels)] = value
    })
  }
  return inputs
}

function chosen(settings?: Settings): { baselines: number; steps: number } {
  const values = settled(parameters, settings)
  return { baselines: numberOf(values, 'baselines'), steps: numberOf(values, 'steps') }
}
