import { z } from 'zod'
import { Recipe } from './recipe.ts'
import { SteeringHead } from './steeringHead.ts'

/** Which meanings of a model's outputs to try on some frames of a drive, by a recipe that need not be kept yet. */
export const AskHeadCurves = z.object({
  driveId: z.string().min(1),
  recipe: Recipe,
  heads: z.array(SteeringHead).min(1).max(64)
})
export type AskHeadCurves = z.input<typeof AskHeadCurves>

/** What a model steers at some frames of a drive by each of several heads, beside how the drive was steered. */
export interface HeadCurves {
  frames: number[]
  /** Seconds from frame 0, one a frame. */
  times: number[]
  /** The recorded steering, left-positive, in its own unit; null where the drive has none. */
  recorded: { name: string; unit: string; values: (number | null)[] } | null
  curves: HeadCurve[]
}

/** By one head. */
export interface HeadCurve {
  /** Left-positive, in the head's unit; null where it is no number. */
  values: (number | null)[]
  /** With the recorded steering, -1..1; null without one, or where one of the two does not vary. */
  correlation: number | null
}
