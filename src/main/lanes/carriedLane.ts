import type { CarriedRegion, LaneRegion, Polygon } from '../../shared/lanes.ts'
import { SURE_ENOUGH } from './authority.ts'

/** A lane is carried on for so many seconds after it was last known. */
export const CARRY_SECONDS = 1

/**
 * Seconds in which the confidence of what was known falls to 37 %. A lane that was known at 0.83 or more is then above
 * one half for the whole second, one at 0.7 for two thirds of it.
 */
const FADE_SECONDS = 2

/** A polygon of one frame as it lies in the picture of a later one; null where nothing of it is left. */
export type CarryPolygon = (polygon: Polygon, from: number, to: number) => Polygon | null

export interface LaneCarrier {
  /**
   * What the frames up to this one say of its lane: the region of the last frame in which it was sure enough, as sure as
   * the surest of them is after the time that went by. Of a frame whose own region is sure enough that is its own. Null
   * where the lane was not known within `CARRY_SECONDS`.
   */
  next(region: LaneRegion | null): CarriedRegion | null
  /** Tells that there is no lane in this frame, whatever was known: it is forgotten. */
  deny(): void
}

/**
 * Carries lanes on from frame to frame. No rule need be known: whatever confidence it asks for, what was known better is
 * carried on longer. Each frame is told by `next` or `deny`, in order.
 *
 * @param times seconds, one a frame, not falling
 * @param from the first frame that is told
 */
export function createLaneCarrier(times: ArrayLike<number>, from: number, carry: CarryPolygon): LaneCarrier {
  let frame = from - 1
  let known: { region: LaneRegion; frame: number } | null = null
  let confidence = 0
  return {
    next(region) {
      frame++
      const seconds = frame > from ? times[frame]! - times[frame - 1]! : 0
      confidence = Math.max(region?.confidence ?? 0, confidence * Math.exp(-seconds / FADE_SECONDS))
      if (region && region.confidence >= SURE_ENOUGH) known = { region, frame }
      if (!known) return null
      const { region: last, frame: carriedFrom } = known
      if (carriedFrom === frame) return { ...last, confidence, carriedFrom }
      if (times[frame]! - times[carriedFrom]! > CARRY_SECONDS) return null
      const polygon = carry(last.polygon, carriedFrom, frame)
      return polygon && { ...last, polygon, confidence, carriedFrom }
    },
    deny() {
      frame++
      known = null
      confidence = 0
    }
  }
}
