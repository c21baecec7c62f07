import type { LaneRegion } from '../../shared/lanes.ts'
import { margins } from '../../shared/margins.ts'
import { pictureToMap, type Recipe } from '../../shared/recipe.ts'
import type { SaliencyMap } from '../../shared/saliencyMap.ts'
import { seenPartOf, type SeenPixels } from '../../shared/seenPixels.ts'
import { createStripCutter, STRIP, type RegionStrips } from './regionStrips.ts'
import { createRowIntegrals, integrateRows, sumLeftOf, type RowIntegrals } from './rowIntegrals.ts'

/**
 * How much attention lies where around the lane, for every frame of a run and every margin: all that rules need to
 * know of the maps. Each list has one value a frame; masses are parts of the map's sum over the pixels that the model
 * sees (0..1), NaN where the frame has no lane region, no defined map, or a region that the model does not see.
 */
export interface LaneMasses {
  /** Confidence of the lane region, 0..1; 0 where there is none. */
  confidence: Float64Array
  above: Float32Array
  below: Float32Array
  /** One a margin of `margins`. inside + left + right + above + below = 1. */
  atMargin: readonly MarginMasses[]
}

export interface MarginMasses {
  inside: Float32Array
  left: Float32Array
  right: Float32Array
  /** Part of the pixels seen that the widened region covers. */
  area: Float32Array
}

/** A lane region of less than a pixel that is seen says nothing: the model does not see the lane. */
const SMALLEST_AREA = 1

/** Masses of `frames` frames, all unknown. */
export function emptyMasses(frames: number): LaneMasses {
  const unknown = (): Float32Array => new Float32Array(frames).fill(NaN)
  return {
    confidence: new Float64Array(frames),
    above: unknown(),
    below: unknown(),
    atMargin: margins.map(() => ({ inside: unknown(), left: unknown(), right: unknown(), area: unknown() }))
  }
}

interface Size {
  width: number
  height: number
}

/**
 * Measures maps of one size against lane regions. The region is taken into map space by undoing crop and resize, and
 * pixels on its border count with the exact fraction inside. What lies in a row of the region is left or right of it
 * (half each in a notch of its outline); the rest is above or below. Pixels that the model does not see count neither in
 * the map nor in the region.
 *
 * @param picture size of the camera picture in pixels
 * @param seen what the model sees, of the size of the saliency maps
 * @returns a function that fills in one frame of `into`
 */
export function createMassMeter(
  recipe: Pick<Recipe, 'crop'>,
  picture: Size,
  seen: SeenPixels
): (into: LaneMasses, frame: number, map: SaliencyMap, region: LaneRegion | null) => void {
  const toMap = pictureToMap(recipe, picture, seen)
  const seenPart = seenPartOf(seen)
  const cut = createStripCutter(seen.height)
  const [attention, pixels] = [createRowIntegrals(seen), createRowIntegrals(seen)]
  integrateRows(pixels, seen.data)
  const seenArea = sumOfRows(pixels, 0, seen.height)
  let held: LaneRegion['polygon'] | null = null
  let strips = cut([])
  const areas = margins.map(() => 0)
  const sums: Sums = { left: 0, right: 0, inside: 0 }

  return (into, frame, map, region) => {
    if (map.width !== seen.width || map.height !== seen.height)
      throw new RangeError(`a ${map.height}x${map.width} map among maps of ${seen.height}x${seen.width}`)
    into.confidence[frame] = region?.confidence ?? 0
    if (!region || !(map.sum > 0)) return
    // Rounding to 8 bits and beyond may leave nothing of a map of few, weak values.
    integrateRows(attention, seenPart(map).data)
    const whole = sumOfRows(attention, 0, seen.height)
    if (whole === 0) return
    if (held !== region.polygon) {
      strips = cut(region.polygon.map(toMap))
      margins.forEach((margin, i) => {
        sumBeside(pixels, strips, margin, sums)
        areas[i] = sums.inside
      })
    }
    held = region.polygon
    into.above[frame] = sumOfRows(attention, 0, strips.top) / whole
    into.below[frame] = sumOfRows(attention, strips.bottom, seen.height) / whole
    margins.forEach((margin, i) => {
      if (areas[i]! < SMALLEST_AREA) return
      sumBeside(attention, strips, margin, sums)
      const at = into.atMargin[i]!
      at.inside[frame] = Math.max(0, sums.inside) / whole
      at.left[frame] = sums.left / whole
      at.right[frame] = sums.right / whole
      at.area[frame] = areas[i]! / seenArea
    })
  }
}

/** Sums around a region. */
interface Sums {
  left: number
  right: number
  inside: number
}

/** Fills in what lies in a region that is widened by a margin, and to both sides of it. */
function sumBeside(integrals: RowIntegrals, region: RegionStrips, margin: number, sums: Sums): void {
  const { totals } = integrals
  const { strips, count, notches, notchCount } = region
  let [left, right, inside] = [0, 0, 0]
  for (let i = 0; i < count * STRIP; i += STRIP) {
    const row = strips[i]!
    const height = strips[i + 1]!
    const moreA = margin * (strips[i + 4]! - strips[i + 2]!)
    const moreB = margin * (strips[i + 5]! - strips[i + 3]!)
    const toLeft = sumLeftOf(integrals, row, strips[i + 2]! - moreA, strips[i + 3]! - moreB)
    const toRight = sumLeftOf(integrals, row, strips[i + 4]! + moreA, strips[i + 5]! + moreB)
    left += height * toLeft
    inside += height * (toRight - toLeft)
    right += height * (totals[row]! - toRight)
  }
  for (let i = 0; i < notchCount * STRIP; i += STRIP) {
    const row = notches[i]!
    const height = notches[i + 1]!
    const [fromA, fromB, toA, toB] = [notches[i + 2]!, notches[i + 3]!, notches[i + 4]!, notches[i + 5]!]
    const within = height * (sumLeftOf(integrals, row, toA, toB) - sumLeftOf(integrals, row, fromA, fromB))
    left += within / 2
    right += within / 2
    inside -= within
  }
  sums.left = left
  sums.right = right
  sums.inside = inside
}

/** The sum of rows from..to, which may begin and end within a row. */
function sumOfRows({ totals }: RowIntegrals, from: number, to: number): number {
  let sum = 0
  for (let row = Math.floor(from); row < to; row++) sum += totals[row]! * (Math.min(row + 1, to) - Math.max(row, from))
  return sum
}
