import type { Warning } from '../../shared/recording.ts'
import type { FrameLog } from './frameLog.ts'

type Facts = Pick<FrameLog, 'frames' | 'errors' | 'errorCount' | 'duration' | 'sizes' | 'container' | 'tracks'> & {
  clock: Pick<FrameLog['clock'], 'last' | 'step' | 'held'>
}

/** What ffmpeg says when a file stops before its end. */
const CUT_SHORT = /partial file|ended prematurely|truncat|end of file|moov atom not found/i
/** Errors are logged a few frames before or after the frame they belong to comes out: decoders work ahead. */
const NEAR = 4

/** Warnings about a decoded video: what was wrong, where, and what was done. */
export function videoWarnings(log: Facts, name: string): Warning[] {
  const warnings: Warning[] = []
  const last = log.frames - 1
  const end = log.clock.last + log.clock.step
  const missing = log.duration === null ? 0 : log.duration - end
  const cut = log.errors.some(({ text }) => CUT_SHORT.test(text))
  const endsEarly = log.duration !== null && missing > Math.max(1, 0.02 * log.duration)
  if (endsEarly && !cut && log.tracks > 1) {
    warnings.push({
      code: 'tracks-end-apart',
      message: `${name} goes on to ${log.duration?.toFixed(1)} s, and these pictures end after frame ${last} at ${end.toFixed(1)} s; what comes later belongs to another of its tracks, or was cut off.`,
      frames: { first: last, last }
    })
  } else if (cut || endsEarly) {
    const of = log.duration === null || missing <= 0 ? '' : ` of ${log.duration.toFixed(1)} s`
    warnings.push({
      code: 'truncated',
      message: `${name} is cut short: it ends after frame ${last} at ${end.toFixed(1)} s${of}; the frames before are used.`,
      frames: { first: 0, last }
    })
  }
  const errors = log.errors.filter(({ text }) => !CUT_SHORT.test(text))
  const [first] = errors
  if (first) {
    const frames = {
      first: Math.max(0, first.frame - NEAR),
      last: Math.min(last, (errors.at(-1)?.frame ?? last) + NEAR)
    }
    warnings.push({
      code: 'decode-errors',
      message: `${name} is damaged: ffmpeg met ${log.errorCount} errors near frames ${frames.first} to ${frames.last} (${first.text}); pictures there may be wrong.`,
      frames
    })
  }
  const [back] = log.clock.held
  if (back !== undefined) {
    warnings.push({
      code: 'time-goes-back',
      message: `The times of ${name} go back or are missing at ${log.clock.held.length} frames from frame ${back} on; such a frame keeps the time of the one before.`,
      frames: { first: back, last: log.clock.held.at(-1) ?? back }
    })
  }
  const [size, other] = log.sizes
  if (size && other) {
    warnings.push({
      code: 'size-change',
      message: `The picture size of ${name} changes from ${size.width}x${size.height} to ${other.width}x${other.height} at frame ${other.frame}; all pictures are scaled to the first size.`,
      frames: { first: other.frame, last }
    })
  }
  return warnings
}

/** The sentence for a video of which not one frame can be decoded. */
export function noFrames(log: Pick<FrameLog, 'errors'>, name: string): string {
  return unreadable(
    log.errors.map(({ text }) => text),
    name
  )
}

const REASONS: readonly [RegExp, string][] = [
  [/No such file/i, 'is not there any more; choose the recording again'],
  [/Permission denied/i, 'may not be read by you; change its permissions and open it again'],
  [
    /moov atom not found/i,
    'is no video, or an MP4 that was cut short before its index; choose another file or copy it again from its source'
  ],
  [
    /matches no streams|does not contain any stream|Output file .* does not contain/i,
    'holds no video; choose a file with pictures in it'
  ],
  [
    /Decoder .* not found|Unknown decoder|decoding for stream .* failed|Could not find codec/i,
    'is coded in a way that this ffmpeg cannot decode; convert it to H.264 and open that'
  ],
  [/Protocol .* not on whitelist/i, 'only points to other files; open one of those'],
  [
    /Invalid data found|could not find codec parameters/i,
    'is not a video that can be read, or is damaged from its first frame on; choose another file or copy it again'
  ]
]

/** The sentence for a file that ffmpeg cannot read, from the errors it logged. */
export function unreadable(errors: readonly string[], name: string): string {
  for (const [pattern, reason] of REASONS) if (errors.some((text) => pattern.test(text))) return `${name} ${reason}.`
  return `${name} holds no frame that can be decoded; choose another file or convert it to H.264.`
}
