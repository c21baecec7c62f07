import { z } from 'zod'
import type { AttentionEvent, Rule, Zones } from './events.ts'
import { Verdict } from './events.ts'
import type { LaneRegion } from './lanes.ts'
import { MethodSettings, type MethodOffer } from './methodSettings.ts'
import type { Recipe } from './recipe.ts'
import type {
  Choice,
  FoundRecording,
  FrameRange,
  FrameSignal,
  RecordingKind,
  SignalRole,
  Warning
} from './recording.ts'
import { OpenWith, SignalSettings } from './recording.ts'
import type { Positive, SteeringUnit } from './steering.ts'

/** What goes over the wire between the renderer and the app. Requests are validated with the schemas here. */

export interface Drive {
  id: string
  name: string
  /** Last known place on disk. */
  path: string
  kind: RecordingKind
  because: string
  width: number
  height: number
  frames: { count: number; exact: boolean }
  rate: number
  /** Seconds. */
  duration: number
  hasSteering: boolean
  warnings: Warning[]
  /** Milliseconds since 1970. */
  addedAt: number
  /** True for the drive that comes with Lanegaze. */
  sample: boolean
  /** True where nothing is at its path any more; it can be opened from another place (relinked). */
  missing?: boolean
  /** What could be chosen otherwise; choosing opens another drive. */
  choices?: Choice[]
  /** What it was opened with. */
  openWith: OpenWith
}

/** The signals of a drive as they lie on disk, what a person corrected about them, and what is worth a look. */
export interface DriveSignals {
  settings: SignalSettings
  signals: { name: string; role: SignalRole; unit: string; positive: Positive | null }[]
  suggestions: SignalSuggestion[]
}

/** Something that the numbers say about the signals, and the settings that would follow from it. */
export interface SignalSuggestion {
  about: 'sign' | 'offset'
  message: string
  /** Correlation coefficient that it rests on. */
  correlation: number
  /** null where all is as it should be. */
  settings: SignalSettings | null
}

export interface ModelLayer {
  name: string
  kind: string
  /** Without the batch axis. */
  shape: number[]
}

export interface Model {
  id: string
  name: string
  path: string
  format: string
  hash: string
  input: number[]
  parameters: number
  layers: ModelLayer[]
  recipe: Recipe
  recipeBecause: string
  head: {
    output: string
    index: number
    unit: SteeringUnit
    positive: Positive
    /** The output is the probabilities of angles from..to; the steering is their expected value. */
    bins?: { from: number; to: number } | undefined
  }
  headBecause: string
  warnings: Warning[]
  methods: MethodOffer[]
  sample: boolean
}

export type RunState = 'running' | 'paused' | 'finished' | 'failed'

export interface Run {
  id: string
  driveId: string
  modelId: string
  modelName: string
  method: string
  /** Values of the method's parameters that differ from their defaults. */
  settings: MethodSettings
  explain: Explain
  engine: string | null
  state: RunState
  done: number
  total: number
  /** The sentence of a failed run. */
  error: string | null
  warnings: Warning[]
  createdAt: number
}

export interface Progress {
  state: RunState
  stage: 'decoding' | 'lanes' | 'scoring'
  done: number
  total: number
  /** Frames a second over the last seconds; null until it is known. */
  rate: number | null
  secondsLeft: number | null
  error: string | null
}

export interface Timeline {
  /** Seconds from frame 0, one a frame. */
  times: number[]
  signals: FrameSignal[]
  /** The offset that the signals were worked out with: seconds by which they are shown later. */
  offsetSeconds: number
}

/** One value a frame; null where it is unknown. */
export interface Series {
  predicted: (number | null)[]
  unit: SteeringUnit
  share: (number | null)[]
  lift: (number | null)[]
  laneConfidence: number[]
  /** Part of the attention that moved since the frame before, 0..1. */
  change: (number | null)[]
  /** Middle of the attention, in unit picture coordinates. */
  centroid: ([x: number, y: number] | null)[]
  /** The map value that the overlay shows at full strength: the 0.995 quantile of the map scales of the drive. */
  reference: number
  /** Size of the maps. */
  map: { width: number; height: number }
}

/** What a run says as a whole. */
export interface Findings {
  /** Of the predicted with the recorded steering; null where the recording has none. */
  correlation: number | null
  /** Events that stand: all but the dismissed ones. */
  stretches: number
  /** Share of the analysed frames that lie in them, 0..1. */
  shareOfDrive: number
  /** Frames that can be judged: they have a map, and a lane region that is certain enough for the rule. */
  judged: number
  /** `judged` as a share of all frames, 0..1. */
  coverage: number
  /** Where attention went on average over the judged frames; the five add up to 1. Null where none was judged. */
  whereabouts: (Zones & { lanes: number }) | null
  /** Mean lift of the judged frames. */
  lift: number | null
}

export interface ReviewedEvent extends AttentionEvent {
  id: string
  verdict: Verdict
  note: string
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
  concern: number
}

export interface EventList {
  rule: Rule
  /** What the measure is compared with; null where the rule asks for quantiles and no frame has a score. */
  thresholds: Pick<Rule, 'enter' | 'leave'> | null
  /** The stretch of the drive that a person marked as nominal. */
  nominal: FrameRange | null
  /** The run of another model on this drive that `disagreement` is about. */
  comparedWith: { runId: string; modelName: string } | null
  events: ReviewedEvent[]
}

/** What a rule would find, without keeping it. */
export interface RulePreview extends EventList {
  /** The curves under the rule's margin, where it is not that of the rule that is kept. */
  curves: Pick<Series, 'share' | 'lift'> | null
}

/** A rule with a name, for any run. */
export interface SavedRule {
  name: string
  rule: Rule
}

export interface Regions {
  from: number
  regions: (LaneRegion | null)[]
}

/** What lies at a path, looked at without keeping it. */
export type Inspection =
  | {
      what: 'recording'
      recording: Pick<
        Drive,
        'path' | 'kind' | 'name' | 'because' | 'width' | 'height' | 'frames' | 'rate' | 'warnings'
      > & { signals: { name: string; role: SignalRole; unit: string; samples: number }[]; choices: Choice[] }
    }
  | { what: 'choice'; recordings: FoundRecording[] }
  | { what: 'model'; model: Model }

export const Explain = z.enum(['left', 'right', 'change'])
export type Explain = z.infer<typeof Explain>

export const AddDrive = OpenWith.extend({ path: z.string().min(1) })
export const RelinkDrive = z.object({ path: z.string().min(1) })
export const ChangeSignals = SignalSettings.partial()
export type ChangeSignals = z.input<typeof ChangeSignals>
export const AddModel = z.object({ path: z.string().min(1) })
export const StartRun = z.object({
  driveId: z.string().min(1),
  modelId: z.string().min(1),
  method: z.string().min(1).default('visual-backprop'),
  explain: Explain.default('change'),
  /** Values of the method's parameters that differ from their defaults. */
  settings: MethodSettings.default({}),
  engine: z.enum(['auto', 'ort', 'ort-gpu', 'tf-native', 'tf-wasm']).default('auto')
})
export type StartRun = z.input<typeof StartRun>
const frameNumber = z.number().int().min(0)
const note = z.string().max(10_000)
const risingFrames = [
  (e: { first?: number | undefined; last?: number | undefined }): boolean => (e.first ?? 0) <= (e.last ?? Infinity),
  'first must not be after last'
] as const

/** What a person says of an event, and the frames it should have; what is left out stays. */
export const ChangeEvent = z
  .object({
    verdict: Verdict.optional(),
    note: note.optional(),
    first: frameNumber.optional(),
    last: frameNumber.optional()
  })
  .refine(...risingFrames)
export type ChangeEvent = z.infer<typeof ChangeEvent>
export const Stretch = z.object({ first: frameNumber, last: frameNumber }).refine(...risingFrames)
export const AddEvent = z
  .object({ first: frameNumber, last: frameNumber, note: note.default('') })
  .refine(...risingFrames)
/** `at` becomes the first frame of the later part. */
export const SplitEvent = z.object({ at: frameNumber })
export const MergeEvents = z.object({ events: z.array(z.string().min(1)).min(2).max(1000) })
export const RuleName = z.string().trim().min(1).max(80)

/** The answer to every request that failed. */
export interface Failure {
  error: string
  /** The recordings in the folder that was to be opened, where there are several. */
  recordings?: readonly FoundRecording[]
}
