import type { MessageTimes, TimeSource } from './messageTimes.ts'
import type { PictureClock } from './pictureClock.ts'

/** Messages on the clock of the pictures. */
export interface Placed {
  /** Places of the messages in the order of their times. */
  order: number[]
  /** Seconds from the first picture, in that order. */
  seconds: Float64Array
  /** True where no time of theirs is one of that clock, and they are spread evenly over the pictures. */
  spread: boolean
}

/**
 * Puts the messages of a topic, in order of log time, on the clock of the pictures: by the times that are believed of
 * the pictures, where these messages have them; else by another of their times that falls among the pictures.
 */
export function onClock(messages: readonly MessageTimes[], { source, start, times }: PictureClock): Placed {
  const last = times.at(-1) ?? 0
  for (const candidate of candidates(source)) {
    const seconds = messages.map((message) => {
      const time = message[candidate]
      return time === null ? NaN : Number(time - start) / 1e9
    })
    const among = candidate === source || seconds.some((time) => time >= 0 && time <= last)
    if (!among || seconds.some(Number.isNaN) || areAlike(seconds)) continue
    const order = Array.from(seconds.keys()).sort((a, b) => (seconds[a] ?? 0) - (seconds[b] ?? 0) || a - b)
    return { order, seconds: Float64Array.from(order, (at) => seconds[at] ?? 0), spread: false }
  }
  const step = last / Math.max(1, messages.length - 1)
  return {
    order: Array.from(messages.keys()),
    seconds: Float64Array.from(messages, (_, i) => i * step),
    spread: messages.length > 0
  }
}

/** No time of a message goes with a rate that was assumed for the pictures. */
function candidates(source: PictureClock['source']): TimeSource[] {
  if (source === 'assumed') return []
  return [source, ...(['stamp', 'publish', 'log'] as const).filter((other) => other !== source)]
}

function areAlike(seconds: readonly number[]): boolean {
  return seconds.length > 1 && seconds.every((time) => time === seconds[0])
}
