import { z } from 'zod'
import {
  type Choice,
  type FrameSignal,
  OpenWith,
  type RecordingKind,
  type SignalRole,
  SignalSettings,
  type Warning
} from '../recording.ts'
import type { Positive } from '../steering.ts'

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
  missing?: boolean | undefined
  /** What could be chosen otherwise; choosing opens another drive. */
  choices?: Choice[] | undefined
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

export interface Timeline {
  /** Seconds from frame 0, one a frame. */
  times: number[]
  signals: FrameSignal[]
  /** The offset that the signals were worked out with: seconds by which they are shown later. */
  offsetSeconds: number
}

export const AddDrive = OpenWith.extend({ path: z.string().min(1) })
export const RelinkDrive = z.object({ path: z.string().min(1) })
export const ChangeSignals = SignalSettings.partial()
export type ChangeSignals = z.input<typeof ChangeSignals>
