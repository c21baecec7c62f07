import type { LaneModel, LaneRegion, Polygon } from '../../shared/lanes.ts'
import { seenRect, type Recipe } from '../../shared/recipe.ts'
import type { Size } from './labels/frameLabel.ts'
import { foundLane } from './labels/maskLane.ts'

/** What a lane model gives for a picture: row-major [height, width, channels]. */
export interface OutputPicture {
  shape: readonly [height: number, width: number, channels: number]
  values: Float32Array
}

/**
 * The lane region that a model's output shows: the values of one channel against a threshold, outlined, and carried
 * back from what the model sees of the picture to the whole of it.
 *
 * @param recipe of the lane model
 * @param picture size of the camera picture in pixels
 * @returns null where it shows no lane
 */
export function regionOfOutput(
  { shape: [height, width, channels], values }: OutputPicture,
  { channel, threshold, below }: Pick<LaneModel, 'channel' | 'threshold' | 'below'>,
  recipe: Pick<Recipe, 'crop'>,
  picture: Size
): LaneRegion | null {
  const data = new Uint8Array(width * height)
  for (let i = 0; i < data.length; i++) {
    const value = values[i * channels + channel]!
    data[i] = Number(below ? value < threshold : value > threshold)
  }
  const lane = foundLane({ width, height, data })
  if (!lane) return null
  const seen = seenRect(recipe, picture.width, picture.height)
  const polygon = lane.polygon.map(([x, y]): Polygon[number] => [
    (seen.x + x * seen.width) / picture.width,
    (seen.y + y * seen.height) / picture.height
  ])
  return { polygon, confidence: lane.confidence, source: 'model' }
}
