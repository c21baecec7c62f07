import type { Readable } from 'node:stream'

/** What a pass reads. */
export interface PassInput {
  /** ffmpeg's options for its input, `-i` included. */
  options: string[]
  /** What is fed to its standard input. */
  feed: Readable | null
  /** ffmpeg's filters that set each decoded frame upright, each with a comma behind it; '' where it is. */
  upright: string
  /** Whether frames come with rising numbers of their own as their times. */
  numbered: boolean
  /** Frames to decode and not deliver. */
  skip: number
  /** Last part of the path, for sentences. */
  name: string
}
