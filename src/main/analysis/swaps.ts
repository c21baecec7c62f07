import type { Polygon } from '../../shared/lanes.ts'
import { pictureToMap, type Recipe } from '../../shared/recipe.ts'
import { laneSwapped, type LanePicture, surroundingsSwapped } from '../attention/hiddenPicture.ts'
import { regionCoverage } from '../attention/regionCoverage.ts'
import type { SwapRow } from '../attention/swapShare.ts'
import type { Size } from '../decode/sizes.ts'
import type { FramePixels } from './keptInputs.ts'
import type { Steer } from './steerer.ts'

/** A frame with where its lane is in what the model is given. */
export type LaneFrame = FramePixels & LanePicture

/** Puts the lanes of a drive into what a model is given. @param lanes in unit picture coordinates */
export async function* laneFrames(
  frames: AsyncIterable<FramePixels>,
  laneAt: (frame: number) => Polygon,
  recipe: Pick<Recipe, 'crop' | 'resize'>,
  picture: Size
): AsyncGenerator<LaneFrame, void> {
  const { resize } = recipe
  const toMap = pictureToMap(recipe, picture, resize)
  for await (const frame of frames) yield { ...frame, lane: regionCoverage(laneAt(frame.frame).map(toMap), resize) }
}

/**
 * Swaps what lies in the lane of a frame, and what lies around it, with that of donors, and says how much the steering
 * changes by each. Runs the model twice a donor, and once.
 */
export async function swapFrame(
  own: LaneFrame,
  donors: readonly LaneFrame[],
  steer: Steer
): Promise<SwapRow & { steering: number }> {
  const others = donors.filter(({ frame }) => frame !== own.frame)
  const pictures = [
    own.pixels,
    ...others.flatMap((donor) => [laneSwapped(own, donor), surroundingsSwapped(own, donor)])
  ]
  const [steering, ...swapped] = await steer(pictures.map((pixels) => ({ pixels, before: own.before })))
  let [inside, outside] = [0, 0]
  others.forEach((_, i) => {
    inside += Math.abs(swapped[2 * i]! - steering!) / others.length
    outside += Math.abs(swapped[2 * i + 1]! - steering!) / others.length
  })
  return { frame: own.frame, steering: steering!, inside, outside }
}
