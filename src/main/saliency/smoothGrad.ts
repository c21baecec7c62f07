import { partOf, pictureSize } from './explanation.ts'
import type { Method, Settings } from './method.ts'
import { meanGradient } from './meanGradient.ts'
import { normalNoise } from './noise.ts'
import { numberOf, settled, whole } from './settings.ts'
import { pictureRefusal } from './subject.ts'
import { steeringAndGradient } from './steeringAndGradient.ts'

const parameters = [
  whole('samples', 'Samples', 25, 1, 200),
  {
    id: 'sigma',
    label: 'Noise, of the range',
    kind: 'number',
    default: 0.15,
    min: 0.01,
    max: 1,
    isWhole: false
  } as const
]

/** Any number; every run of every job starts from it. */
const seed = 1706

/**
 * SmoothGrad (Smilkov 2017, arXiv 1706.03825): the mean of d steering / d input over pictures with normal noise. The
 * noise's deviation is sigma times the range (largest minus smallest value) of the picture, and the samples are the
 * same for every picture. The map is read from the mean as Gradient reads its own.
 */
export const smoothGrad: Method = {
  id: 'smoothgrad',
  label: 'SmoothGrad',
  family: 'gradient',
  version: 2,
  signed: true,
  goodFor: 'calm maps from many gradients',
  use: 'events',
  caution: null,

  refuse: pictureRefusal,
  parameters: () => parameters,
  cost: (_, __, settings) => 2 * (samplesOf(settings) + 1),

  build(target, explain, settings) {
    const samples = samplesOf(settings)
    const sigma = numberOf(settled(parameters, settings), 'sigma')
    const graph = steeringAndGradient(target)
    const { pixels, channels, size } = pictureSize(graph)
    return {
      graph,
      async explain(run, pictures, batch) {
        const { steering } = await run(pictures, batch)
        const ranges = Array.from({ length: batch }, (_, i) => rangeOf(pictures.subarray(i * size, (i + 1) * size)))
        const means = await meanGradient(run, { length: pictures.length, batch, count: samples }, (noisy, sample) => {
          const noise = normalNoise(size, seed + sample)
          for (let i = 0; i < noisy.length; i++) {
            noisy[i] = pictures[i]! + noise[i % size]! * sigma * ranges[Math.floor(i / size)]!
          }
        })
        const map = new Float32Array(batch * pixels)
        means.forEach((mean, i) => {
          const pixel = Math.floor(i / channels)
          map[pixel] = Math.max(map[pixel]!, partOf(explain, mean))
        })
        return { steering: steering!, map }
      }
    }
  }
}

function samplesOf(settings?: Settings): number {
  return numberOf(settled(parameters, settings), 'samples')
}

function rangeOf(values: Float32Array): number {
  let [least, most] = [Infinity, -Infinity]
  for (const value of values) {
    if (value < least) least = value
    if (value > most) most = value
  }
  return most - least
}
