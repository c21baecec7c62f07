import { CancelledError, InputError } from '../../shared/errors.ts'
import type { DecodedFrame, DecodePlan } from './decode.ts'
import type { Ending } from './ffmpeg.ts'
import { everyFrameOnce, startFfmpeg } from './ffmpeg.ts'
import { filterGraph, outputOptions, type Track, tracksOf } from './filterGraph.ts'
import type { FrameMark } from './frameLog.ts'
import { FrameLog } from './frameLog.ts'
import type { FrameMemory } from './frameMemory.ts'
import { readPackets } from './matroska.ts'
import type { PassInput } from './passInput.ts'

/** What a pass runs with. */
export interface PassRun {
  /** Aborted, it ends ffmpeg at once. */
  signal: AbortSignal
  /** Where frames are written to. */
  memory: FrameMemory
  /** Called when ffmpeg has been started. */
  onStart: () => void
}

/** A frame's outputs with what ffmpeg said of it; `order` counts all frames of the pass, skipped ones too. */
export interface PassFrame {
  order: number
  mark: FrameMark
  outputs: Pick<DecodedFrame, 'input' | 'picture' | 'view'>
}

/**
 * One run of ffmpeg over a source: every frame once, in order. It answers its log when it is over. Frames wait in
 * ffmpeg's own bounded queue, so memory does not grow when the receiver is slow, and ffmpeg goes on while the
 * receiver is busy.
 * @throws InputError where ffmpeg crashes, CancelledError where `signal` is aborted, and what the feed ends with.
 */
export async function* runPass(
  plan: DecodePlan,
  input: PassInput,
  { signal, memory, onStart }: PassRun
): AsyncGenerator<PassFrame, { log: FrameLog; ending: Ending }> {
  const tracks = tracksOf(plan)
  const outputs = outputOptions(tracks, await everyFrameOnce())
  const graph = ['-filter_complex_threads', '1', '-filter_complex', filterGraph(plan, tracks, input)]
  const { child, ended, stop } = startFfmpeg([...input.options, ...graph, ...outputs], signal)
  let unfed = null as Error | null
  if (input.feed) {
    input.feed.once('error', (error) => {
      unfed = error
      stop()
    })
    input.feed.pipe(child.stdin)
  } else child.stdin.end()
  const log = new FrameLog(child.stderr)
  try {
    onStart()
    const waiting: Uint8Array[][] = tracks.map(() => [])
    let order = 0
    const isDue = ({ every }: Track): boolean => Math.max(order, input.skip) % every === 0
    const mark = async (): Promise<FrameMark> => {
      const next = await log.next()
      if (!next) throw new Error('ffmpeg delivered a frame that its log does not name')
      order++
      return next
    }
    const take = (length: number): Uint8Array => memory.take(length)
    for await (const packet of readPackets(child.stdout, take)) {
      waiting[packet.track]?.push(packet.data)
      while (tracks.every((track, i) => waiting[i]!.length > 0 || !isDue(track))) {
        while (order < input.skip) await mark()
        const parts: PassFrame['outputs'] = { input: null, picture: null, view: null }
        tracks.forEach((track, i) => {
          const part = (isDue(track) && waiting[i]!.shift()) || null
          if (track.fills === 'nothing') return
          parts[track.fills] = part && track.finish ? track.finish(part, take) : part
          if (part && track.finish) memory.giveBack({ input: part, picture: null, view: null })
        })
        const frame = { order, mark: await mark(), outputs: parts }
        yield frame
        if (signal.aborted) throw new CancelledError('Decoding was cancelled.')
      }
    }
    const ending = await ended
    if (unfed) throw unfed
    if (signal.aborted) throw new CancelledError('Decoding was cancelled.')
    if (ending.signal) {
      throw new InputError(
        `ffmpeg crashed (${ending.signal}) after frame ${Math.max(0, log.frames - 1)} of ${input.name}; convert it to another format and open that.`
      )
    }
    return { log, ending }
  } finally {
    stop()
    input.feed?.destroy()
    child.stdout.destroy()
    await ended.catch(() => undefined)
  }
}
