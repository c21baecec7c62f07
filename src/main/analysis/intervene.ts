import { InputError } from '../../shared/errors.ts'
import type { Effect, Intervention } from '../../shared/intervention.ts'
import type { Polygon } from '../../shared/lanes.ts'
import { pictureToMap, type Recipe } from '../../shared/recipe.ts'
import { dequantise, type SaliencyMap } from '../../shared/saliencyMap.ts'
import { seenCount, seenPartOf, type SeenPixels } from '../../shared/seenPixels.ts'
import { blockBootstrap } from '../attention/blockBootstrap.ts'
import { withoutDetail } from '../attention/blurred.ts'
import { type Cells, cellsOf } from '../attention/cells.ts'
import { type Coverage, type Pixels, withContentOf } from '../attention/hiddenPicture.ts'
import { mostMarked } from '../attention/mostMarked.ts'
import { regionCoverage } from '../attention/regionCoverage.ts'
import type { Size } from '../decode/sizes.ts'
import type { FramePixels } from './keptInputs.ts'
import type { Steer } from './steerer.ts'

/** Most of the pixels seen that is hidden at a time, and most of the lane. */
const MOST_SEEN = 0.1
const MOST_OF_LANE = 0.5
/** Neighbouring frames of a stretch are alike. */
const BLOCK = 2

/** A frame with all that is known of it. */
export interface KnownFrame extends FramePixels {
  map: SaliencyMap
  /** Null where it is not known. */
  lane: Polygon | null
}

/** What is hidden of a frame, by what it is. */
type Hidden = Record<'outside' | 'inside' | 'region', Coverage | null>

/** Where the frames come from. */
export interface Shown {
  recipe: Pick<Recipe, 'crop'>
  /** Of the recording's pictures. */
  size: Size
  seen: SeenPixels
  unit: Intervention['unit']
}

/**
 * Hides a part of each frame, by a blur and by the content of other frames, and says how the steering changes: a region, or
 * what the maps mark most outside the lane and, to compare with, as much of the lane.
 * @param frames in order
 * @param donors frames of elsewhere in the drive
 * @param shown the one whose pictures are given back
 * @throws InputError where there is nothing to hide
 */
export async function intervene(
  frames: readonly KnownFrame[],
  donors: readonly Pixels[],
  { region, shown }: { region: Polygon | null; shown: number },
  about: Shown,
  steer: Steer
): Promise<Intervention> {
  const { seen, unit } = about
  const { width, height } = seen
  const cells = cellsOf(seen)
  const hidden = frames.map((frame) => hiddenOf(frame, region, cells, about))
  const at = Math.max(
    0,
    frames.findIndex(({ frame }) => frame === shown)
  )
  const own = frames[at]
  const blurs = frames.map(({ pixels }) => withoutDetail(pixels, cells))
  if (!own) throw new InputError('No frame of the stretch is analysed.')

  const effectOf = async (what: keyof Hidden): Promise<Effect | null> => {
    const changes: number[] = []
    const areas: number[] = []
    for (const [i, frame] of frames.entries()) {
      const covered = hidden[i]![what]
      if (!covered) continue
      const change = await changeOf(frame, covered, blurs[i]!, donors, steer)
      if (!Number.isFinite(change))
        throw new InputError(
          `The model gives something that is not a finite number where frame ${frame.frame} is changed.`
        )
      changes.push(change)
      areas.push(covered.reduce((sum, part, pixel) => sum + part * seen.data[pixel]!, 0) / seenCount(seen))
    }
    const covered = hidden[at]![what]
    if (changes.length === 0 || !covered) return null
    const interval = blockBootstrap(changes.length, BLOCK, (places) => mean(Array.from(places, (p) => changes[p]!)))
    return {
      change: mean(changes),
      low: interval?.low ?? null,
      high: interval?.high ?? null,
      size: mean(changes.map(Math.abs)),
      area: mean(areas),
      picture: base64(withContentOf(own.pixels, blurs[at]!, covered))
    }
  }
  const [outside, inside, asked] = [await effectOf('outside'), await effectOf('inside'), await effectOf('region')]
  if (!outside && !inside && !asked)
    throw new InputError(
      region ? 'The model sees nothing of that region.' : 'No lane is known in these frames, or their maps are empty.'
    )
  const channels = own.pixels.length / (width * height)
  const picture = base64(own.pixels)
  return {
    frame: own.frame,
    frames: frames.length,
    unit,
    width,
    height,
    channels,
    picture,
    outside,
    inside,
    region: asked
  }
}

function hiddenOf({ map, lane }: KnownFrame, region: Polygon | null, cells: Cells, about: Shown): Hidden {
  const { recipe, size, seen } = about
  const nothing: Hidden = { outside: null, inside: null, region: null }
  const toMap = pictureToMap(recipe, size, seen)
  const covered = (polygon: Polygon): Coverage =>
    regionCoverage(polygon.map(toMap), seen).map((part, pixel) => part * seen.data[pixel]!)
  if (region) {
    const asked = covered(region)
    return { ...nothing, region: asked.some((part) => part > 0) ? asked : null }
  }
  if (!lane || !(map.sum > 0)) return nothing
  const values = dequantise(seenPartOf(seen)(map))
  const inLane = covered(lane)
  const beside = inLane.map((part, pixel) => (1 - part) * seen.data[pixel]!)
  const lanePixels = sum(inLane)
  // A model may see nothing of the lane; there is then nothing to compare with.
  const area = Math.min(MOST_SEEN * seenCount(seen), lanePixels > 0 ? MOST_OF_LANE * lanePixels : Infinity)
  const most = (place: Coverage): Coverage | null => {
    const marked = mostMarked(cells, values, place, area)
    return marked.some((part) => part > 0) ? marked : null
  }
  return { ...nothing, outside: most(beside), inside: most(inLane) }
}

/** Mean change of the steering over the ways of hiding: half of it by the blur, half by the donors. */
async function changeOf(
  { pixels, before }: FramePixels,
  hidden: Coverage,
  blur: Pixels,
  donors: readonly Pixels[],
  steer: Steer
): Promise<number> {
  const infills = [blur, ...donors]
  const pictures = [pixels, ...infills.map((infill) => withContentOf(pixels, infill, hidden))]
  const [as, byBlur, ...byContent] = await steer(pictures.map((made) => ({ pixels: made, before })))
  const blurred = byBlur! - as!
  return byContent.length === 0 ? blurred : (blurred + mean(byContent.map((value) => value - as!))) / 2
}

function base64(pixels: Pixels): string {
  return Buffer.from(pixels).toString('base64')
}

function sum(values: Float32Array): number {
  return values.reduce((all, value) => all + value, 0)
}

function mean(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0) / values.length
}
