import type { RecordingKind, SignalRole, Warning } from '../../shared/recording.ts'
import type { SteeringConvention } from '../../shared/steering.ts'

/** Where the pictures of a recording are. Image files are in frame order. */
export type FrameSource = { type: 'video'; file: string } | { type: 'images'; files: string[] }

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
  /** Seconds from frame 0, one a frame; null for video, whose times come from the decode pass. */
  times: Float64Array | null
  /** Nominal frames a second. */
  rate: number
  signals: SourceSignal[]
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
  warnings: Warning[]
}

export type ProbeVideo = (file: string) => Promise<VideoFacts>
