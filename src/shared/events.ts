import { z } from 'zod'
import { eachKind, type EventKind } from './eventKinds.ts'
import { LARGEST_MARGIN } from './margins.ts'
import { defaultMeasure, measureById, measures } from './measures.ts'

const on = z.boolean().default(true)

/**
 * What counts as an event, and when attention counts as having left the lane. Hysteresis: enter below `enter`, leave
 * above `leave`.
 */
export const Rule = z
  .object({
    measure: z.literal(measures.map(({ id }) => id)),
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
    margin: z.number().min(0).max(LARGEST_MARGIN).default(0),
    /** The kinds of events that are looked for. */
    kinds: z.object({ left: on, lost: on, jumped: on } satisfies Record<EventKind, z.ZodType>).prefault({})
  })
  .refine((r) => r.enter <= r.leave, 'enter must not be above leave')
  .refine((r) => r.thresholds === 'value' || r.leave <= 1, 'a quantile must not be above 1')
export type Rule = z.infer<typeof Rule>

/**
 * A map that knows nothing of lanes has lift 1: attention has left where less of it lies in the lane than such a map
 * would have there, and is back where there is clearly more.
 */
export const defaultRule: Rule = {
  measure: defaultMeasure,
  thresholds: 'value',
  ...measureById(defaultMeasure).defaults,
  // Smoothing wider than the shortest event hides it wherever attention lies well in the lane before and after.
  smoothSeconds: 0.5,
  minSeconds: 0.5,
  mergeSeconds: 0.5,
  minConfidence: 0.5,
  margin: 0,
  kinds: eachKind(() => true)
}

/** The rule of maps that are for looking: it finds nothing until a person wants it to. */
export const lookingRule: Rule = { ...defaultRule, kinds: eachKind(() => false) }

/**
 * From this share of its frames on a drive is off the lane as a whole: that is the verdict of the drive, and its events
 * are its worst stretches.
 */
export const MOSTLY_OFF = 0.8

/** A stretch of frames to be looked at. */
export interface AttentionEvent {
  kind: EventKind
  first: number
  last: number
  /** The frame to look at first. */
  worst: number
  /** 0..1: how far it is from what is usual, weighted by length; see docs/lanes-and-events.md for each kind. */
  severity: number
  /** In words, such as '71 % of attention above the horizon, 9 % in the lane, for 1.4 s'. */
  reason: string
}

/** `unsure`: a person looked and could not say; like `open` it counts neither way. */
export const Verdict = z.enum(['open', 'confirmed', 'dismissed', 'unsure'])
export type Verdict = z.infer<typeof Verdict>
