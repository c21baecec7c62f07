/** Frames first..last, both included, counted from 0. */
export interface FrameRange {
  first: number
  last: number
}

/** Something odd about a recording or a model, and what was done about it. */
export interface Warning {
  /** Stable word for programs, such as 'missing-picture'. */
  code: string
  /** One sentence for people: what, where, and what was done. */
  message: string
  frames?: FrameRange
}

export type SignalRole = 'steering' | 'speed' | 'throttle' | 'brake' | 'yaw-rate' | 'mode' | 'other'

/** A signal at the frame times: one value a frame, null where it is unknown. Steering is left-positive. */
export interface FrameSignal {
  name: string
  role: SignalRole
  unit: string
  /** The source's own sign for steering, null for other roles. */
  sourcePositive: 'left' | 'right' | null
  values: (number | null)[]
}

export type RecordingKind = 'video' | 'image-folder' | 'donkey-tub-v2'
