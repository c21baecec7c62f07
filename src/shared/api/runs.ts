import { z } from 'zod'
import type { Zones } from '../zones.ts'
import type { OtherKind } from '../eventKinds.ts'
import type { CarriedRegion, LaneRegion } from '../lanes.ts'
import type { LaneStateRun } from '../laneState.ts'
import type { Curves } from '../measures.ts'
import { LayerMean } from '../layerMean.ts'
import { defaultMethod, MethodSettings } from '../methodSettings.ts'
import type { MethodTrust } from '../methodTrust.ts'
import type { Recipe } from '../recipe.ts'
import type { Warning } from '../recording.ts'
import type { RunState } from '../runState.ts'
import { EngineChoice } from '../engines.ts'
import type { SteeringUnit } from '../steering.ts'
import type { SwapTest } from '../swapTest.ts'
import type { Model } from './models.ts'

export const Explain = z.enum(['left', 'right', 'change'])
export type Explain = z.infer<typeof Explain>

export interface Run {
  id: string
  driveId: string
  modelId: string
  modelName: string
  /** What the model was given and where its steering was taken, as they were when it was started. */
  recipe: Recipe
  head: Model['head']
  /** True where the model's recipe or head is another one now. */
  recipeChanged: boolean
  method: string
  /** Values of the method's parameters that differ from their defaults. */
  settings: MethodSettings
  explain: Explain
  /** What its maps are of; null where of the steering. Only then they tell where attention was that steered. */
  of: LayerMean | null
  engine: string | null
  /** The one that was asked for. */
  engineAsked: EngineChoice
  state: RunState
  done: number
  total: number
  /** Why it failed, or why what is outdated could not be made again. */
  error: string | null
  warnings: Warning[]
  createdAt: number
}

export interface Progress {
  state: RunState
  stage: 'decoding' | 'lanes' | 'scoring' | 'evidence'
  done: number
  total: number
  /** Frames a second over the last seconds; null until it is known. */
  rate: number | null
  secondsLeft: number | null
  error: string | null
}

/** Scores as a rule reads them, one value a frame; null where they are unknown. */
export interface JudgedCurves extends Curves {
  /** Of the region that the frame is measured against: where the lane is carried on, that of what is carried. */
  laneConfidence: number[]
  /** What is known of the lane; the runs cover the frames that are scored. */
  laneStates: LaneStateRun[]
}

/** One value a frame; null where it is unknown. */
export interface Series extends JudgedCurves {
  predicted: (number | null)[]
  unit: SteeringUnit
  /** Part of the attention that moved since the frame before, 0..1. */
  change: (number | null)[]
  /** Middle of the attention, in unit picture coordinates. */
  centroid: ([x: number, y: number] | null)[]
  /** The map value that the overlay shows at full strength: the 0.995 quantile of the map scales of the drive. */
  reference: number
  /** Size of the maps. */
  map: { width: number; height: number }
}

export interface Regions {
  from: number
  /** Where the lane is carried on by the rule of the run, what is carried. */
  regions: (LaneRegion | CarriedRegion | null)[]
}

/** What a run says as a whole. */
export interface Findings {
  /** Of the predicted with the recorded steering; null where the recording has none. */
  correlation: number | null
  /** Whether the rule looks for attention that left the lane at all. */
  flagged: boolean
  /** Events that stand in which attention left the lane: all but the dismissed ones. */
  stretches: number
  /** True where attention was off the lane nearly all along; the events are then its worst stretches. */
  mostlyOff: boolean
  /** Share of the analysed frames in which attention had left the lane, 0..1. */
  shareOfDrive: number
  /** Events that stand, of the other kinds, and the seconds at which the first of them begins. */
  others: Record<OtherKind, { events: number; firstAt: number | null }>
  /** Frames that can be judged: they have a map, and a lane region that is certain enough for the rule. */
  judged: number
  /** Frames whose map is not zero everywhere; null before they are scored. */
  attended: number | null
  /** `judged` as a share of all frames, 0..1. */
  coverage: number
  /** Where attention went on average over the judged frames; the five add up to 1. Null where none was judged. */
  whereabouts: (Zones & { lanes: number }) | null
  /** Mean lift of the judged frames. */
  lift: number | null
  /** What swapping lane and surroundings says, whatever the method; null where that was not tested with the lanes as they are. */
  swap: SwapTest | null
  /** What the deletion test says of the method on the model; null where it was not made. */
  trust: MethodTrust | null
}

export const StartRun = z.object({
  driveId: z.string().min(1),
  modelId: z.string().min(1),
  method: z.string().min(1).default(defaultMethod),
  explain: Explain.default('change'),
  /** Values of the method's parameters that differ from their defaults. */
  settings: MethodSettings.default({}),
  /** What the maps are of; of the steering where it is left out. */
  of: LayerMean.optional(),
  engine: EngineChoice.default('auto')
})
export type StartRun = z.input<typeof StartRun>
