import { z } from 'zod'
import { LARGEST_MARGIN } from './margins.ts'

/** Which score of a frame a rule reads: share of attention in the lanes (0..1), or lift (1 = knows nothing of lanes). */
export const Measure = z.enum(['share', 'lift'])
export type Measure = z.infer<typeof Measure>

/** When attention counts as having left the lanes. Hysteresis: enter below `enter`, leave above `leave`. */
export const Rule = z
  .object({
    measure: Measure,
    /**
     * What `enter` and `leave` are: values of the measure, or quantiles (0..1) of the smoothed measure over the nominal
     * stretch of the drive (over the whole drive where none is marked).
     */
    thresholds: z.enum(['value', 'quantile']).default('value'),
    enter: z.number().min(0),
    leave: z.number().min(0),
    /** Width of the centred moving average, in seconds. */
    smoothSeconds: z.number().min(0).max(10),
    /** Shorter runs are dropped. */
    minSeconds: z.number().min(0),
    /** Shorter gaps between runs are closed. */
    mergeSeconds: z.number().min(0),
    /** Frames whose lane region is less certain than this have no lane region. */
    minConfidence: z.number().min(0).max(1),
    /** The lane is widened by this part of its width on each side, row by row; the nearest of `margins` is taken. */
    margin: z.number().min(0).max(LARGEST_MARGIN).default(0)
  })
  .refine((r) => r.enter <= r.leave, 'enter must not be above leave')
  .refine((r) => r.thresholds === 'value' || r.leave <= 1, 'a quantile must not be above 1')
export type Rule = z.infer<typeof Rule>

/**
 * Lift, for a share depends on how much of the picture the lane fills. A map that knows nothing of lanes has lift 1:
 * attention has left where less of it lies in the lanes than such a map would have there, and is back where there is
 * clearly more.
 */
export const defaultRule: Rule = {
  measure: 'lift',
  thresholds: 'value',
  enter: 1,
  leave: 1.2,
  // Smoothing wider than the shortest event hides it wherever attention lies well in the lanes before and after.
  smoothSeconds: 0.5,
  minSeconds: 0.5,
  mergeSeconds: 0.5,
  minConfidence: 0.5,
  margin: 0
}

/** What one frame scores. Everything is null where the frame has no lane region or no defined map. */
export interface FrameScore {
  /** Share of the map's sum inside the lane region, 0..1 (energy-based pointing game). */
  share: number | null
  /** share divided by the region's share of the pixels seen; 1 is a map that knows nothing of lanes. */
  lift: number | null
  /** Confidence of the lane region, 0..1; 0 where there is none. */
  laneConfidence: number
  /** Shares of the map's sum by zone outside the lanes; they and `share` add up to 1. */
  zones: Zones | null
}

export interface Zones {
  left: number
  right: number
  above: number
  below: number
}

/** From this share of its frames on a drive is flagged as a whole: to say how often attention left would mislead. */
export const WHOLE_DRIVE = 0.995

/** A stretch of frames in which attention left the lanes. */
export interface AttentionEvent {
  first: number
  last: number
  worst: number
  /** 0..1: how far below the threshold, weighted by length. */
  severity: number
  /** In words, such as 'attention left of the lanes for 1.4 s, 71 % of it above the horizon'. */
  reason: string
}

export const Verdict = z.enum(['open', 'confirmed', 'dismissed'])
export type Verdict = z.infer<typeof Verdict>
