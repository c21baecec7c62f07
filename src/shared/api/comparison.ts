import { z } from 'zod'
import type { Rule } from '../events.ts'
import type { LayerMean } from '../layerMean.ts'
import type { FrameRange } from '../recording.ts'
import type { SteeringUnit } from '../steering.ts'

/** So many runs stand beside each other at most: more would be too small to be looked at. */
export const MOST_COMPARED = 4

/** Ids of the runs to compare as they stand in an address: 'a,b'. */
export const ComparedRuns = z.object({
  runs: z
    .string()
    .transform((text) => text.split(',').filter((id) => id !== ''))
    .pipe(
      z
        .array(z.string())
        .min(2, 'must name two runs at least')
        .max(MOST_COMPARED, `must name ${MOST_COMPARED} runs at most`)
        .refine((ids) => new Set(ids).size === ids.length, 'must not name a run twice')
    )
})

/** Runs of one drive beside each other. All numbers are of the frames that every one of them has analysed. */
export interface Comparison {
  driveId: string
  driveName: string
  /** So many frames, from the first of the drive. */
  frames: number
  /** In the order in which they were named. */
  runs: ComparedRun[]
  /** Each two of them once, in that order. */
  pairs: ComparedPair[]
  /** True where the rules by which attention left the lanes are not the same: each run is judged by its own. */
  rulesDiffer: boolean
}

export interface ComparedRun {
  id: string
  modelId: string
  modelName: string
  method: string
  /** The method by its name, and what its maps are of. */
  methodLabel: string
  /** Null where the maps are of the steering. */
  of: LayerMean | null
  unit: SteeringUnit
  /** Pearson's coefficient of the predicted with the recorded steering; null where it is not known. */
  correlation: number | null
  /** Mean share of attention inside the lanes, 0..1, and of how many frames; the mean is null of none. */
  inLanes: { mean: number | null; frames: number }
  /** When attention had left the lanes by the run's own rule, in order of time; null where that rule does not look for it. */
  left: { stretches: FrameRange[]; share: number } | null
  /** By which it is judged. */
  rule: Rule
}

export interface ComparedPair {
  /** Ids of the two runs. */
  a: string
  b: string
  /** How far their steering is apart, in its unit; null where their units differ. */
  steering: (Apart & { unit: SteeringUnit; correlation: number | null }) | null
  /** How far their shares of attention inside the lanes are apart, 0..1; null where no frame has both. */
  attention: Apart | null
  /** Stretches in which one had left the lanes and the other, which is known there, had not; in order of time. */
  leftAlone: { a: LeftAlone[]; b: LeftAlone[] }
}

/** Absolute differences over the frames in which both are known. */
export interface Apart {
  frames: number
  mean: number
  median: number
  /** The 95th percentile. */
  high: number
  largest: number
  /** The frames with the largest differences, at least a second apart, the largest first. */
  moments: Moment[]
}

export interface Moment {
  frame: number
  /** From frame 0. */
  seconds: number
  /** Signed: the first of the two less the second. */
  difference: number
}

export interface LeftAlone extends FrameRange {
  /** Where their shares of attention inside the lanes are farthest apart. */
  worst: number
  /** How long it lasts. */
  seconds: number
}
