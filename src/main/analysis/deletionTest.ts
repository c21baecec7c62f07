import { dequantise, type SaliencyMap } from '../../shared/saliencyMap.ts'
import type { MethodTrust } from '../../shared/methodTrust.ts'
import type { SeenPixels } from '../../shared/seenPixels.ts'
import { uniform } from '../../shared/uniform.ts'
import { withoutDetail } from '../attention/blurred.ts'
import { brightestFirst, cellsOf, coverageOf, sumsOfCells, type Cells } from '../attention/cells.ts'
import { deletionTrust, type DeletionRow } from '../attention/deletion.ts'
import { withContentOf, type Pixels } from '../attention/hiddenPicture.ts'
import type { FramePixels } from './keptInputs.ts'
import type { Steer } from './steerer.ts'

/** Frames of a test, and parts of the picture that are hidden in each. */
export const DELETION_FRAMES = 50
const PARTS = [0.05, 0.15, 0.4]

/** A frame, its map, and a frame of elsewhere in the drive. */
export interface DeletedFrame {
  own: FramePixels
  other: Pixels
  map: SaliencyMap
}

/**
 * Hides what a map marks, the most first, and as much at random, and compares the changes of steering.
 * @param seen pixels that the model sees: others are never hidden
 */
export async function deletionTest(
  frames: AsyncIterable<DeletedFrame>,
  seen: SeenPixels,
  steer: Steer
): Promise<MethodTrust | null> {
  const cells = cellsOf(seen)
  const areas = sumsOfCells(cells, seen.data)
  const random = uniform(0)
  const rows: DeletionRow[] = []
  for await (const frame of frames) {
    if (!(frame.map.sum > 0)) continue
    const byMap = brightestFirst(sumsOfCells(cells, dequantise(frame.map)), areas)
    const byChance = brightestFirst(
      Float64Array.from(areas, (area) => area * random()),
      areas
    )
    rows.push(await deletedRow(frame, cells, [byMap, byChance], steer))
  }
  return deletionTrust(rows)
}

async function deletedRow(
  { own, other }: DeletedFrame,
  cells: Cells,
  orders: readonly [number[], number[]],
  steer: Steer
): Promise<DeletionRow> {
  const infills = [withoutDetail(own.pixels, cells), other]
  const hidden = infills.flatMap((infill) =>
    orders.flatMap((order) =>
      PARTS.map((part) =>
        withContentOf(own.pixels, infill, coverageOf(cells, order.slice(0, Math.ceil(part * order.length))))
      )
    )
  )
  const [as, ...changed] = await steer([own.pixels, ...hidden].map((pixels) => ({ pixels, before: own.before })))
  const mean = (group: number): number =>
    changed
      .slice(group * PARTS.length, (group + 1) * PARTS.length)
      .reduce((sum, value) => sum + Math.abs(value - as!) / PARTS.length, 0)
  return { blur: { map: mean(0), random: mean(1) }, content: { map: mean(2), random: mean(3) } }
}
