import { z } from 'zod'

/** A closed polygon in unit picture coordinates (0..1 of the whole camera picture, y down), at least 3 vertices. */
export const Polygon = z
  .array(z.tuple([z.number().finite(), z.number().finite()]))
  .min(3)
  .max(64)
export type Polygon = z.infer<typeof Polygon>

/** A polygon that a person drew on one frame. */
export const LaneKeyframe = z.object({ frame: z.number().int().min(0), polygon: Polygon })
export type LaneKeyframe = z.infer<typeof LaneKeyframe>

/** Lane polygons on disk and on the wire: keyframes in rising frame order; one keyframe holds for the whole drive. */
export const LaneFile = z.object({ version: z.literal(1), keyframes: z.array(LaneKeyframe) })
export type LaneFile = z.infer<typeof LaneFile>

export type LaneSource = 'drawn' | 'detected'

/** Where the ego lane is in one frame. */
export interface LaneRegion {
  polygon: Polygon
  /** 0..1; drawn polygons have 1. */
  confidence: number
  source: LaneSource
}
