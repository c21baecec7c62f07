import { z } from 'zod'
import { type AttentionEvent, type Rule, Verdict } from '../events.ts'
import { EventKind } from '../eventKinds.ts'
import type { JudgedCurves } from './runs.ts'
import type { FrameRange } from '../recording.ts'
import { TagName } from './triage.ts'

export interface ReviewedEvent extends AttentionEvent {
  id: string
  verdict: Verdict
  note: string
  tags: readonly string[]
  /** Who gave the verdict ('' where they have no name), and when, in milliseconds since 1970; null where that is not known. */
  judged: { reviewer: string; at: number } | null
  /** Added or changed by a person. */
  byHand: boolean
  /** By hand, and instead of what the rule found there: that comes back when this is removed. */
  changed: boolean
  /**
   * How far the predicted steering is off the recorded one, and off that of the other model, from the event's first
   * frame to a second after its last: in multiples of the drive's median. Null where it is unknown.
   */
  steeringError: number | null
  disagreement: number | null
  /** 0..1: severity weighted by both. Events are ranked by it. */
  priority: number
}

export interface EventList {
  rule: Rule
  /** What the measure is compared with; null where the rule asks for quantiles and no frame has a score. */
  thresholds: Pick<Rule, 'enter' | 'leave'> | null
  /** The stretch of the drive that a person marked as nominal. */
  nominal: FrameRange | null
  /** The run of another model on this drive that `disagreement` is about. */
  comparedWith: { runId: string; modelName: string } | null
  /** Kinds that the rule asks for and that cannot be told on this drive, and why not. */
  untold: { kind: EventKind; because: string }[]
  events: ReviewedEvent[]
}

/** What a rule would find, without keeping it. */
export interface RulePreview extends EventList {
  /** The curves as the rule reads them, where that is otherwise than by the rule that is kept. */
  curves: JudgedCurves | null
}

/** A rule with a name, for any run. */
export interface SavedRule {
  name: string
  rule: Rule
}

const frameNumber = z.number().int().min(0)
const note = z.string().max(10_000)
const tags = z.array(TagName).max(50)
const risingFrames = [
  (e: { first?: number | undefined; last?: number | undefined }): boolean => (e.first ?? 0) <= (e.last ?? Infinity),
  'first must not be after last'
] as const

/** What a person says of an event, and the frames it should have; what is left out stays. */
export const ChangeEvent = z
  .object({
    verdict: Verdict.optional(),
    note: note.optional(),
    tags: tags.optional(),
    first: frameNumber.optional(),
    last: frameNumber.optional()
  })
  .refine(...risingFrames)
export type ChangeEvent = z.infer<typeof ChangeEvent>
export const Stretch = z.object({ first: frameNumber, last: frameNumber }).refine(...risingFrames)
export const AddEvent = z
  .object({ first: frameNumber, last: frameNumber, note: note.default(''), kind: EventKind.default('left') })
  .refine(...risingFrames)
/** What is said of several events at once. */
export const ChangeEvents = z.object({
  events: z.array(z.string().min(1)).min(1).max(20_000),
  verdict: Verdict.optional(),
  addTags: tags.default([]),
  removeTags: tags.default([])
})
export type ChangeEvents = z.input<typeof ChangeEvents>
/** `at` becomes the first frame of the later part. */
export const SplitEvent = z.object({ at: frameNumber })
export const MergeEvents = z.object({ events: z.array(z.string().min(1)).min(2).max(1000) })
export const RuleName = z
  .string()
  .trim()
  .min(1)
  .max(80)
  // It is a part of an address, where dots lead elsewhere.
  .refine((name) => !/^[.]{1,2}$/.test(name) && name.isWellFormed(), 'must have a letter or a digit')
