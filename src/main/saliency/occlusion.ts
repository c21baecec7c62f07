import { partOf, pictureSize } from './explanation.ts'
import { withoutContent } from './meanColour.ts'
import type { Method, Settings, Target } from './method.ts'
import { numberOf, settled, whole } from './settings.ts'
import { pictureRefusal, subjectGraph } from './subject.ts'

interface Patch {
  top: number
  left: number
}

/**
 * Occlusion (Zeiler 2014, arXiv 1311.2901): a square of the picture is painted in the picture's mean colour, and the
 * steering without it compared. Squares lie half a side apart. At each pixel s is the mean of steering - steering
 * without the square over the squares that hide it; the map is |s| (change), or its positive part (left: what is there
 * turns left) or the positive part of -s (right).
 */
export const occlusion: Method = {
  id: 'occlusion',
  label: 'Occlusion',
  family: 'perturbation',
  version: 1,
  signed: true,
  goodFor: 'checking, square by square',
  use: 'events',
  caution: null,

  refuse: pictureRefusal,
  parameters: parametersOf,
  cost: (target, _, settings) => 1 + patchesOf(target, sideOf(target, settings)).length,

  build(target, explain, settings) {
    const side = sideOf(target, settings)
    const patches = patchesOf(target, side)
    const graph = subjectGraph(target)
    const measure = pictureSize(graph)
    const { pixels, depth, size } = measure
    const [height, width] = graph.input.shape as [number, number]
    const each = (patch: Patch, visit: (pixel: number) => void): void => {
      for (let y = patch.top; y < Math.min(height, patch.top + side); y++)
        for (let x = patch.left; x < Math.min(width, patch.left + side); x++) visit(y * width + x)
    }
    return {
      graph,
      async explain(run, pictures, batch) {
        const plain = withoutContent(pictures, measure)
        const { steering, subject } = await run(pictures, batch)
        const sums = new Float64Array(batch * pixels)
        const counts = new Uint16Array(pixels)
        const hidden = pictures.slice()
        const fill = (patch: Patch, from: Float32Array): void => {
          for (let i = 0; i < batch; i++) {
            each(patch, (pixel) => {
              const at = i * size + pixel * depth
              for (let c = 0; c < depth; c++) hidden[at + c] = from[at + c]!
            })
          }
        }
        for (const patch of patches) {
          fill(patch, plain)
          const without = (await run(hidden, batch))['subject']!
          fill(patch, pictures)
          each(patch, (pixel) => {
            counts[pixel]! += 1
            for (let i = 0; i < batch; i++) sums[i * pixels + pixel]! += subject![i]! - without[i]!
          })
        }
        const map = Float32Array.from(sums, (sum, i) => partOf(explain, sum / counts[i % pixels]!))
        return { steering: steering!, map }
      }
    }
  }
}

function parametersOf({ graph }: Target) {
  const [height, width] = graph.input.shape as [number, number]
  const least = Math.min(height, width)
  return [whole('side', 'Side of the square in pixels', Math.max(1, Math.round(least / 6)), 1, least)]
}

function sideOf(target: Target, settings?: Settings): number {
  return numberOf(settled(parametersOf(target), settings), 'side')
}

/** Squares half a side apart; the last of a row and of a column end with the picture. */
function patchesOf({ graph }: Target, side: number): Patch[] {
  const [height, width] = graph.input.shape as [number, number]
  const step = Math.ceil(side / 2)
  const starts = (length: number): number[] =>
    Array.from({ length: Math.ceil((length - side) / step) + 1 }, (_, i) => Math.min(i * step, length - side))
  return starts(height).flatMap((top) => starts(width).map((left) => ({ top, left })))
}
