import type { Choice, NamesOfPictures, RecordingKind, SignalRole, Warning } from '../../shared/recording.ts'
import type { LaneSides } from '../../shared/lanes.ts'
import type { SteeringConvention } from '../../shared/steering.ts'
import type { ImageCoding } from './pictures/imageHeader.ts'
import type { RawCoding } from './pictures/rawPicture.ts'

/** How the pictures of a topic are coded: one by one, or (the second line) each with the help of earlier ones. */
export type MessageCoding = ImageCoding | RawCoding | VideoCoding
export type VideoCoding = 'h264' | 'h265' | 'vp9' | 'av1'

/**
 * Where the pictures of a recording are. Image files are in frame order, messages in order of their log time. A video's
 * track is counted from 0, without cover art; the first one where it is left out.
 */
export type FrameSource =
  | { type: 'video'; file: string; track?: number; stretch?: VideoStretch }
  | {
      type: 'images'
      files: string[]
      /** Of most of them; where it is left out, that of the first. */
      coding?: ImageCoding
    }
  | {
      type: 'messages'
      /** One log, or the parts of one in their order: MCAP, ROS 1 bag, or ROS 2 bag in SQLite. */
      files: string[]
      topic: string
      coding: MessageCoding
      count: number
    }

/** A part of a video that is a drive of its own: so many frames, the first of which is the one nearest to `start`. */
export interface VideoStretch {
  /** Seconds since the video's first frame. */
  start: number
  /** Frames. */
  count: number
  /** Frames a second; they come evenly. */
  rate: number
}

/**
 * A signal as it lies on disk, with its own times. `times` are seconds on the clock of the frame times, or
 * frame numbers where the source counts frames; NaN values are gaps. Values are in the source's own sign.
 */
export interface SourceSignal {
  name: string
  role: SignalRole
  unit: string
  /** Only for role 'steering'; null where the source does not state it. */
  convention: SteeringConvention | null
  timeBase: 'seconds' | 'frames'
  times: Float64Array
  values: Float64Array
}

/**
 * Where the lanes are, as the recording itself says: pictures of CARLA's semantic camera, one a frame (null where there is
 * none), or the sides of the own lane.
 */
export type RecordedLanes = {
  /** Another one where they say something else. */
  key: string
} & (
  | { type: 'semantic'; files: readonly (string | null)[]; cameraHeight: number }
  | { type: 'sides'; read: () => Promise<readonly (LaneSides | null)[]> }
)

/** What a folder or file on disk was taken for. Nothing in it has been decoded. */
export interface Recording {
  kind: RecordingKind
  /** Absolute path a person chose. */
  path: string
  name: string
  /** Why it was taken for this kind, in words. */
  because: string
  /** Identity of the content (not of the path): hex SHA-256 over sizes and samples of the files. */
  fingerprint: string
  source: FrameSource
  /** Picture size in pixels. */
  width: number
  height: number
  /** Exact for images; an estimate for video until it was decoded once. */
  frames: { count: number; exact: boolean }
  /** Seconds from frame 0, one a frame; null where they come from the decode pass (a video without a log of its own). */
  times: Float64Array | null
  /** Nominal frames a second. */
  rate: number
  signals: SourceSignal[]
  /**
   * Reads the signals where that takes longer than opening may (they lie among the pictures). `signals` then has
   * their names and roles, without values.
   */
  lateSignals?: () => Promise<SourceSignal[]>
  /** Lanes that lie with it; read when it is analysed. */
  lanes?: RecordedLanes
  /** What a person can choose otherwise; the drive is then opened again. */
  choices?: Choice[] | undefined
  /** Names of pictures whose numbers a person may say the meaning of; null or left out where there is nothing to say. */
  names?: NamesOfPictures | null
  warnings: Warning[]
}

/** What a video's container says before anything is decoded. */
export interface VideoFacts {
  width: number
  height: number
  /** Nominal frames a second. */
  rate: number
  /** Seconds, as the container says; counted where it does not say. */
  duration: number
  codec: string
  /** ffmpeg's name of the container. */
  container: string
  /** The track that this is of, counted from 0 without cover art. */
  track: number
  /** All video tracks of the file in words, such as '2: 1280x720, Rear camera'; none for streams. */
  tracks: string[]
  warnings: Warning[]
}

/** The beginning of a stream without a container. VP9 has no such streams: its frames do not say where they end. */
export interface StreamStart {
  coding: Exclude<VideoCoding, 'vp9'>
  bytes: Uint8Array
}

/**
 * Asks a video for its facts: a file, or the beginning of a stream (which says nothing of its length).
 * @param track of a file, counted from 0 without cover art; the first one where it is left out
 */
export type ProbeVideo = (video: string | StreamStart, track?: number) => Promise<VideoFacts>
