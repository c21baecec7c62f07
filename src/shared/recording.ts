import { z } from 'zod'
import { Positive, SteeringUnit } from './steering.ts'

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
  frames?: FrameRange | undefined
}

export const SignalRole = z.enum(['steering', 'speed', 'throttle', 'brake', 'yaw-rate', 'mode', 'other'])
export type SignalRole = z.infer<typeof SignalRole>

/** What a person corrected about the signals of a drive. */
export const SignalSettings = z.object({
  /** Which way positive steering turns the car in the source, where the source is wrong or does not say. */
  positive: Positive.optional(),
  /** What the steering measures, where the source is wrong or does not say. */
  unit: SteeringUnit.optional(),
  /** Seconds by which the signals come too early against the pictures: they are shown this much later. */
  offsetSeconds: z.number().min(-600).max(600).default(0),
  /** Roles by the names of the signals. */
  roles: z.record(z.string(), SignalRole).default({})
})
export type SignalSettings = z.output<typeof SignalSettings>

/** A signal at the frame times: one value a frame, null where it is unknown. Steering is left-positive. */
export interface FrameSignal {
  name: string
  role: SignalRole
  unit: string
  /** The source's own sign for steering, null for other roles. */
  sourcePositive: 'left' | 'right' | null
  values: (number | null)[]
}

export type RecordingKind =
  | 'video'
  | 'image-folder'
  | 'donkey-tub-v1'
  | 'donkey-tub-v2'
  | 'udacity-simulator'
  | 'interpolated-csv'
  | 'comma2k19'
  | 'bdd100k'
  | 'mcap'
  | 'carla'
  | 'nuscenes'
  | 'openpilot'
  | 'rosbag1'
  | 'rosbag2'
  | 'lerobot'
  | 'physical-ai-av'

/**
 * What a number in the names of pictures is. `x` and `y` are a point of the picture to drive to, `none` is a number that
 * says nothing.
 */
export const NameNumber = z.enum([
  'frame',
  'time',
  'steering',
  'x',
  'y',
  'speed',
  'throttle',
  'brake',
  'yaw-rate',
  'other',
  'none'
])
export type NameNumber = z.infer<typeof NameNumber>

/** What a person chose to open a recording with. */
export const OpenWith = z.object({
  /** A table (CSV) of signals that goes with the pictures; with those of a log of messages, another one of the same clock. */
  signals: z.string().min(1).optional(),
  /** Which camera, where there are several. */
  camera: z.string().min(1).optional(),
  /** Which topic of pictures, in MCAP and bags of ROS. */
  topic: z.string().min(1).optional(),
  /** Which episode of a data set: its number from 0, or its name. */
  episode: z.string().min(1).optional(),
  /** Which video track, where a file holds several: its number from 1, or the words of the choice, which begin with it. */
  track: z.string().min(1).optional(),
  /** Which signal is the steering, by its name. */
  steering: z.string().min(1).optional(),
  /** Which way positive steering turns the car: kept as what a person corrected about the signals, and not as a choice. */
  positive: Positive.optional(),
  /** What the numbers in the names of the pictures are, in their order. */
  names: z.array(NameNumber).min(1).max(20).optional()
})
export type OpenWith = z.output<typeof OpenWith>

/** What a recording leaves to a person: one of several cameras, topics, tracks or steering signals. */
export interface Choice {
  /** The option of opening that it sets. */
  option: 'camera' | 'topic' | 'track' | 'steering'
  values: string[]
  /** The value that was taken; null where none is. */
  chosen: string | null
}

/** Names of pictures that hold the same number of numbers. */
export interface NamesOfPictures {
  /** Some of them, from all over the drive, in natural order. */
  examples: string[]
  /** What each number is: as a person said, else as it may be. */
  numbers: NameNumber[]
  /** True where a person said it. */
  isRead: boolean
}

/** One of several recordings in a folder. */
export interface FoundRecording {
  path: string
  name: string
  kind: RecordingKind
  because: string
  /** What to open it with, where its path holds several. */
  openWith?: OpenWith | undefined
}
