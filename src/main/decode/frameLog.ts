import type { Readable } from 'node:stream'
import { FrameClock } from './frameClock.ts'

/** One frame as ffmpeg's showinfo filter saw it. */
export interface SeenFrame {
  /** Ticks of the log's time base, null where the frame has no timestamp. */
  ticks: number | null
  width: number
  height: number
}

/** One frame of the pass. */
export interface FrameMark {
  /** The stamp that the frame came with. */
  ticks: number | null
  /** Seconds from frame 0. */
  time: number
}

/** A line of ffmpeg's log, taken apart. */
export type LogLine =
  | { is: 'frame'; seen: SeenFrame }
  | { is: 'clock'; secondsPerTick: number; rate: number | null }
  | { is: 'input'; container: string }
  | { is: 'duration'; seconds: number; start: number }
  | { is: 'track' }
  | { is: 'output' }
  | { is: 'error'; text: string }
  | { is: 'other' }

/** Takes one line of `-loglevel level+info` apart. */
export function readLogLine(line: string): LogLine {
  if (line.includes('[Parsed_showinfo')) return readShowinfo(line)
  const input = /Input #0, (.+?), from /.exec(line)
  if (input) return { is: 'input', container: input[1] ?? '' }
  const duration = /^\[info\]\s+Duration: (\d+):(\d+):([\d.]+)(?:, start: (-?[\d.]+))?/.exec(line)
  if (duration) {
    const [hours = 0, minutes = 0, seconds = 0, start = 0] = duration.slice(1).map((part) => Number(part ?? 0))
    return { is: 'duration', seconds: hours * 3600 + minutes * 60 + seconds, start }
  }
  if (/^\[info\]\s+Stream #0:\d+.*?: (?:Video|Audio|Data|Subtitle)/.test(line))
    return { is: line.includes('(attached pic)') ? 'other' : 'track' }
  if (/^\[info\] Stream mapping:|Output #0, /.test(line)) return { is: 'output' }
  const error = /^(?:\[(?<part>[^\]]+?) @ 0x[0-9a-f]+\] )*\[(?:error|fatal|panic)\] (?<text>.*)$/.exec(line)
  return error ? { is: 'error', text: error.groups?.['text']?.trim() ?? '' } : { is: 'other' }
}

function readShowinfo(line: string): LogLine {
  const frame = /\bn: *\d+ pts: *(-?\d+|NOPTS) .*? s:(\d+)x(\d+) /.exec(line)
  if (frame) {
    const ticks = frame[1] === 'NOPTS' ? null : Number(frame[1])
    return { is: 'frame', seen: { ticks, width: Number(frame[2]), height: Number(frame[3]) } }
  }
  const clock = /config in time_base: (\d+)\/(\d+), frame_rate: (\d+)\/(\d+)/.exec(line)
  if (!clock) return { is: 'other' }
  const [num = 0, den = 1, frames = 0, seconds = 0] = clock.slice(1).map(Number)
  return { is: 'clock', secondsPerTick: num / den, rate: frames > 0 && seconds > 0 ? frames / seconds : null }
}

/** Seconds of pictures: MP4 and Matroska count their duration from 0, and other containers from their start. */
export function lengthOf({ seconds, start }: { seconds: number; start: number }, container: string): number {
  return /mp4|matroska/.test(container) ? seconds - Math.max(0, start) : seconds
}

/** Names of ffmpeg's readers of streams without a container, and so without timestamps. */
export const RAW_STREAMS = new Set('h264 hevc vvc m4v mpegvideo mjpeg obu cavsvideo dirac vc1 h263 h261'.split(' '))

/** What went wrong while ffmpeg worked, and after how many frames. */
export interface LoggedError {
  text: string
  frame: number
}

/** The log of one pass. It is read at all times, so that ffmpeg never waits for it. */
export class FrameLog {
  clock = new FrameClock({ secondsPerTick: 0, rate: null, raw: false })
  container = ''
  /** Seconds, as the container says. */
  duration: number | null = null
  /** Of the input: pictures, sound and whatever else has times. */
  tracks = 0
  /** The first errors, and how many there were. */
  readonly errors: LoggedError[] = []
  errorCount = 0
  /** Frames seen so far, delivered or not. */
  frames = 0
  /** Frames at which the picture size became another one; the first entry is frame 0. */
  readonly sizes: { frame: number; width: number; height: number }[] = []
  #marks: FrameMark[] = []
  #read = 0
  #ended = false
  #isPastInput = false
  #wake: () => void = () => undefined

  constructor(stderr: Readable) {
    let rest = ''
    stderr.setEncoding('utf8')
    stderr.on('data', (part: string) => {
      const lines = (rest + part).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) this.#note(line)
      this.#wake()
    })
    stderr.once('close', () => {
      if (rest) this.#note(rest)
      this.#ended = true
      this.#wake()
    })
  }

  #note(line: string): void {
    const entry = readLogLine(line)
    if (entry.is === 'frame') this.#see(entry.seen)
    else if (entry.is === 'clock') this.clock = new FrameClock({ ...entry, raw: RAW_STREAMS.has(this.container) })
    else if (entry.is === 'input') this.container = entry.container
    else if (entry.is === 'duration') this.duration = lengthOf(entry, this.container)
    else if (entry.is === 'output') this.#isPastInput = true
    else if (entry.is === 'track' && !this.#isPastInput) this.tracks++
    else if (entry.is === 'error') {
      this.errorCount++
      if (this.errors.length < 100) this.errors.push({ text: entry.text, frame: this.frames })
    }
  }

  #see({ ticks, width, height }: SeenFrame): void {
    this.#marks.push({ ticks, time: this.clock.next(ticks) })
    const last = this.sizes.at(-1)
    if (last?.width !== width || last.height !== height) this.sizes.push({ frame: this.frames, width, height })
    this.frames++
  }

  /** The next frame's mark, in frame order; null when the log has ended. */
  async next(): Promise<FrameMark | null> {
    for (;;) {
      const mark = this.#marks[this.#read++]
      if (mark) return mark
      this.#marks = []
      this.#read = 0
      if (this.#ended) return null
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }
}
