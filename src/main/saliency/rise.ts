import { partOf, pictureSize } from './explanation.ts'
import { withoutContent } from './meanColour.ts'
import type { Method, Settings } from './method.ts'
import { uniform } from '../../shared/uniform.ts'
import { numberOf, settled, whole } from './settings.ts'
import { pictureRefusal, subjectGraph } from './subject.ts'

const parameters = [whole('masks', 'Masks', 500, 10, 8000)]

/** Any number; every run of every job starts from it. */
const seed = 1806

/** Cells of a mask's grid along the picture's height; they are square. */
const rows = 5
/** Share of cells that show the picture. */
const shown = 0.5

/**
 * RISE (Petsiuk 2018, arXiv 1806.07421): the picture is seen through random masks M, grids of cells that are open or
 * not, shifted at random and interpolated; a closed mask shows the picture's mean colour. Steering is no probability, so
 * what counts is its deviation: at each pixel s is the mean over the masks of (f_M - mean f) M, divided by M's variance.
 * The map is |s| (change), or its part to the left or right. The masks are the same for every picture.
 */
export const rise: Method = {
  id: 'rise',
  label: 'RISE',
  family: 'perturbation',
  version: 1,
  signed: true,
  goodFor: 'checking, on any model',
  use: 'events',
  caution: 'Its maps hold some noise of the random masks; more masks lessen it.',

  refuse: pictureRefusal,
  parameters: () => parameters,
  cost: (_, __, settings) => masksOf(settings) + 1,

  build(target, explain, settings) {
    const masks = masksOf(settings)
    const graph = subjectGraph(target)
    const measure = pictureSize(graph)
    const { pixels, depth, size } = measure
    const [height, width] = graph.input.shape as [number, number]
    return {
      graph,
      async explain(run, pictures, batch) {
        const plain = withoutContent(pictures, measure)
        const { steering, subject } = await run(pictures, batch)
        const next = uniform(seed)
        const seen = new Float32Array(pictures.length)
        const open = new Float64Array(pixels)
        const weighted = new Float64Array(batch * pixels)
        const totals = new Float64Array(batch)
        for (let k = 0; k < masks; k++) {
          const mask = randomMask(next, height, width)
          for (let i = 0; i < seen.length; i++) {
            seen[i] = plain[i]! + mask[Math.floor((i % size) / depth)]! * (pictures[i]! - plain[i]!)
          }
          const through = (await run(seen, batch))['subject']!
          for (let pixel = 0; pixel < pixels; pixel++) open[pixel]! += mask[pixel]!
          for (let i = 0; i < batch; i++) {
            // Counted from the picture as it is: the sums stay small and exact.
            const change = through[i]! - subject![i]!
            totals[i]! += change
            for (let pixel = 0; pixel < pixels; pixel++) weighted[i * pixels + pixel]! += change * mask[pixel]!
          }
        }
        const map = Float32Array.from(weighted, (sum, at) => {
          const mean = totals[Math.floor(at / pixels)]! / masks
          return partOf(explain, (sum - mean * open[at % pixels]!) / (masks * shown * (1 - shown)))
        })
        return { steering: steering!, map }
      }
    }
  }
}

function masksOf(settings?: Settings): number {
  return numberOf(settled(parameters, settings), 'masks')
}

/** A mask with values 0 (closed) to 1 (open), [height, width]: a grid larger than the picture, moved by part of a cell. */
function randomMask(next: () => number, height: number, width: number): Float32Array {
  const side = height / rows
  const columns = Math.ceil(width / side)
  const stride = columns + 2
  const cells = Float32Array.from({ length: (rows + 2) * stride }, () => (next() < shown ? 1 : 0))
  const [down, right] = [next(), next()]
  const across = Array.from({ length: width }, (_, x) => place(x / side + right))
  const mask = new Float32Array(height * width)
  for (let y = 0; y < height; y++) {
    const row = place(y / side + down)
    for (let x = 0; x < width; x++) {
      const column = across[x]!
      const at = row.cell * stride + column.cell
      const above = cells[at]! + column.share * (cells[at + 1]! - cells[at]!)
      const below = cells[at + stride]! + column.share * (cells[at + stride + 1]! - cells[at + stride]!)
      mask[y * width + x] = above + row.share * (below - above)
    }
  }
  return mask
}

function place(position: number): { cell: number; share: number } {
  const cell = Math.floor(position)
  return { cell, share: position - cell }
}
