import { basename } from 'node:path'
import { InputError } from '../../shared/errors.ts'
import type { Warning } from '../../shared/recording.ts'
import type { StreamStart, VideoFacts } from '../recording/recording.ts'
import { runFfmpeg } from './ffmpeg.ts'
import { lengthOf, RAW_STREAMS, readLogLine } from './frameLog.ts'
import { videoInput } from './videoFrames.ts'
import { readVideoTracks, trackInWords, type VideoTrack } from './videoTracks.ts'
import { unreadable } from './videoWarnings.ts'

/** Readers of ffmpeg for things that are not drives: text taken for terminal art, single pictures, lists of other files. */
const NO_VIDEO = /^(hls|concat|dash|imf|tty|bin|xbin|adf|idf|image2|\w+_pipe|lrc|ass|srt|webvtt)$/

/** What the log of `ffmpeg -i` says of the video stream that is used; null where there is none. */
export interface ProbedStream {
  container: string
  codec: string
  /** As shown: a turn by 90 degrees has been applied. */
  width: number
  height: number
  /** Frames a second; null where the container knows only its clock ('1k tbr'). */
  rate: number | null
  duration: number | null
}

/**
 * Reads the log of `ffmpeg -i`: a video track by its number, counted from 0 without cover art; the first whose size is
 * known where none is given.
 */
export function readProbe(lines: readonly string[], track?: number): ProbedStream | null {
  let container = ''
  let duration: number | null = null
  for (const line of lines) {
    const entry = readLogLine(line)
    if (entry.is === 'input') container = entry.container
    if (entry.is === 'duration') duration = lengthOf(entry, container)
  }
  const tracks = readVideoTracks(lines)
  const found = track === undefined ? tracks.find(hasSize) : tracks[track]
  if (!found || !hasSize(found)) return null
  const { codec, width, height, rate } = found
  return { container, codec, width, height, rate, duration }
}

function hasSize({ width, height }: VideoTrack): boolean {
  return width > 0 && height > 0
}

/** ffmpeg's readers of streams without a container. */
const READERS: Record<StreamStart['coding'], string> = { h264: 'h264', h265: 'hevc', av1: 'obu' }

/**
 * What a video says of itself, judged by its content. Where the container gives no duration or rate its packets are
 * counted, which reads the whole file but decodes nothing. The beginning of a stream tells its size and coding only.
 * @param track of a file, counted from 0 without cover art; the first one where it is left out
 * @throws InputError where it is not a video that ffmpeg can read, or has no such track, UnavailableError without ffmpeg.
 */
export async function probeVideo(video: string | StreamStart, track?: number): Promise<VideoFacts> {
  return typeof video === 'string' ? probeFile(video, track) : probeStart(video)
}

async function probeStart({ coding, bytes }: StreamStart): Promise<VideoFacts> {
  const options = ['-f', READERS[coding], '-i', 'pipe:0']
  const { lines } = await runFfmpeg(options, new AbortController().signal, bytes)
  const stream = readProbe(lines)
  if (!stream) throw new InputError(`The ${coding} stream cannot be read; choose another topic or file.`)
  return { ...stream, rate: stream.rate ?? 25, duration: 0, track: 0, tracks: [], warnings: [] }
}

async function probeFile(file: string, asked: number | undefined): Promise<VideoFacts> {
  const name = basename(file)
  const signal = new AbortController().signal
  const { lines } = await runFfmpeg(videoInput(file), signal)
  const found = readVideoTracks(lines)
  const tracks = found.map(trackInWords)
  if (asked !== undefined && found.length > 0 && !found[asked])
    throw new InputError(`${name} has no video track ${asked + 1}; choose one of ${tracks.join('; ')}.`)
  const stream = readProbe(lines, asked)
  if (!stream || NO_VIDEO.test(stream.container)) {
    throw new InputError(unreadable(stream ? ['Invalid data found'] : errorsOf(lines), name))
  }
  const track = asked ?? found.findIndex(hasSize)
  const counted = stream.rate === null || stream.duration === null ? await countPackets(file, track, signal) : 0
  const rate = stream.rate ?? (stream.duration ? counted / stream.duration : 25)
  const duration = stream.duration ?? counted / rate
  const { width, height, codec, container } = stream
  const warnings: Warning[] = []
  if (RAW_STREAMS.has(container)) {
    const message = `${name} carries no timestamps; its frames are taken to come at ${rate} a second.`
    warnings.push({ code: 'no-timestamps', message })
  }
  return { width, height, codec, container, rate, duration, track, tracks, warnings }
}

function errorsOf(lines: readonly string[]): string[] {
  const found = lines.map(readLogLine).flatMap((entry) => (entry.is === 'error' ? [entry.text] : []))
  return found.some((text) => /Invalid data|No such file|Permission|moov/i.test(text)) ? found : ['matches no streams']
}

async function countPackets(file: string, track: number, signal: AbortSignal): Promise<number> {
  const copy = ['-stats', ...videoInput(file), '-map', `0:V:${track}`, '-c', 'copy', '-f', 'null', '-']
  const { lines } = await runFfmpeg(copy, signal)
  const counts = lines.map((line) => /frame=\s*(\d+)/.exec(line)).filter((found) => found !== null)
  return Number(counts.at(-1)?.[1] ?? 0)
}
