import type { Drive, EventList, Findings, JudgedCurves, Model, ReviewedEvent, Run } from '../../shared/api.ts'
import type { Rule } from '../../shared/events.ts'
import type { CarriedRegion, LaneRegion } from '../../shared/lanes.ts'
import type { SaliencyMap } from '../../shared/saliencyMap.ts'
import type { SeenPixels } from '../../shared/seenPixels.ts'
import type { SteeringUnit } from '../../shared/steering.ts'

/** Everything an export shows of one run. All exports are made from this, so that they cannot disagree. */
export interface ReportModel extends JudgedCurves {
  /** Of Lanegaze. */
  version: string
  /** Milliseconds since 1970. */
  madeAt: number
  drive: Drive
  model: Model
  run: Run
  /** Frames that the run has analysed; every list by frame has this length. */
  frames: number
  /** Seconds from frame 0. */
  times: number[]
  /** Left-positive. */
  recorded: { unit: string; values: (number | null)[] } | null
  /** Left-positive. */
  predicted: { unit: SteeringUnit; values: (number | null)[] }
  /** Middle of the map, in unit picture coordinates. */
  centroid: ([x: number, y: number] | null)[]
  /** How much of the map changed since the frame before, 0..1. */
  change: (number | null)[]
  rule: Rule
  /** What the measure is compared with; null where the rule asks for quantiles and no frame has a score. */
  thresholds: EventList['thresholds']
  /** The stretch that a person marked as nominal; rules of quantiles are taken from it. */
  nominal: EventList['nominal']
  /** Kinds that the rule asks for and that cannot be told on this drive. */
  untold: EventList['untold']
  /** In order of time. */
  events: ReviewedEvent[]
  findings: Findings
  /** The map value that overlays show at full strength. */
  reference: number
  map: { width: number; height: number }
  /** What the model sees of its input; null where that is not known. */
  seenPixels: SeenPixels | null
  /** What one frame looked like; null where no picture of it is kept. */
  frame(frame: number): ReportFrame | null
  /** The map of a frame at its stored scale; null where there is none. */
  mapOf(frame: number): SaliencyMap | null
}

export interface ReportFrame {
  /** JPEG of the whole camera picture. */
  picture: Uint8Array
  map: SaliencyMap | null
  /** Null also where it is too uncertain for the rule. */
  region: LaneRegion | CarriedRegion | null
}
