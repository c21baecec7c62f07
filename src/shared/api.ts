import { z } from 'zod'
import type { AttentionEvent, Rule } from './events.ts'
import { Verdict } from './events.ts'
import type { LaneRegion } from './lanes.ts'
import { MethodSettings, type MethodOffer } from './methodSettings.ts'
import type { Recipe } from './recipe.ts'
import type { Choice, FoundRecording, FrameSignal, RecordingKind, SignalRole, Warning } from './recording.ts'
import { SignalSettings } from './recording.ts'
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
  stage: 'decoding' | 'scoring'
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
}

/** One value a frame; null where it is unknown. */
export interface Series {
  predicted: (number | null)[]
  unit: SteeringUnit
  share: (number | null)[]
  lift: (number | null)[]
  laneConfidence: number[]
  /** The map value that the overlay shows at full strength: the 0.995 quantile of the map scales of the drive. */
  reference: number
  /** Size of the maps. */
  map: { width: number; height: number }
}

export interface ReviewedEvent extends AttentionEvent {
  id: string
  verdict: Verdict
  note: string
  byHand: boolean
}

export interface EventList {
  rule: Rule
  events: ReviewedEvent[]
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

export const AddDrive = z.object({
  path: z.string().min(1),
  /** A table of signals. */
  signals: z.string().min(1).optional(),
  camera: z.string().min(1).optional(),
  topic: z.string().min(1).optional(),
  /** Name of the signal that is the steering. */
  steering: z.string().min(1).optional()
})
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
export const JudgeEvent = z.object({ verdict: Verdict.optional(), note: z.string().max(10_000).optional() })
export type JudgeEvent = z.infer<typeof JudgeEvent>
export const AddEvent = z
  .object({ first: z.number().int().min(0), last: z.number().int().min(0), note: z.string().max(10_000).default('') })
  .refine((e) => e.first <= e.last, 'first must not be after last')

/** The answer to every request that failed. */
export interface Failure {
  error: string
  /** The recordings in the folder that was to be opened, where there are several. */
  recordings?: readonly FoundRecording[]
}
