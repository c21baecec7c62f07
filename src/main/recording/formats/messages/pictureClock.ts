import { InputError } from '../../../../shared/errors.ts'
import type { Warning } from '../../../../shared/recording.ts'
import { LONGEST_DRIVE } from '../../signals/saneTimes.ts'
import type { CameraTopic } from './cameraTopics.ts'
import type { MessageLog } from './messageLog.ts'
import { type MessageTimes, timesOf, type TimeSource } from './messageTimes.ts'
import { risingTimes } from './risingTimes.ts'

/** The clock of a recording: which of the times of its pictures is believed, and where it begins. */
export interface PictureClock {
  /** 'assumed' where none of them is. */
  source: TimeSource | 'assumed'
  /** Nanoseconds of the first picture. */
  start: bigint
  /** Seconds from the first picture, one a picture, never falling. */
  times: Float64Array
  warnings: Warning[]
}

/** No camera of a car takes more pictures a second: faster times are those of a conversion. */
const FASTEST = 250
/** The share of times that are missing, or do not go on, that is let pass: clocks are coarse, and messages are damaged. */
const ODD = 0.1
/** Pictures a second where nothing tells. */
const ASSUMED = 20
/** A clock that goes back by less is out of step and is put in order; by more it was set back. */
const SET_BACK = 2_000_000_000n
const FAR = BigInt(LONGEST_DRIVE) * 1_000_000_000n

/**
 * When the pictures of a topic were taken: log times, which the index has; where they are false (a conversion gave all
 * messages one time) the messages' own stamps, else the times at which they were published, which takes reading the
 * topic; else an even rate. Whatever is not the log time is said in a warning.
 */
export async function pictureClock(log: MessageLog, camera: CameraTopic, name: string): Promise<PictureClock> {
  const { times, goesBack } = await log.logTimes([...camera.channels.keys()])
  const logged = withoutFar(times)
  const pictures = `the pictures of ${camera.topic} in ${name}`
  if (areTimes(logged)) {
    const { held, ...clock } = secondsOf(logged)
    const warnings = [
      ...(goesBack < SET_BACK || held.length > 0 ? [] : [setBack(pictures, goesBack)]),
      ...(held.length > 0 ? [goBack(pictures, held)] : [])
    ]
    return { source: 'log', ...clock, warnings }
  }
  const found = await allTimes(log, camera).catch((error: unknown) => {
    // What cannot be read is refused where its pictures are.
    if (error instanceof InputError) return []
    throw error
  })
  for (const [source, words] of [
    ['stamp', 'the time stamps in their messages are used'],
    ['publish', 'the times at which they were published are used']
  ] as const) {
    const own = withoutFar(found.map((each) => each[source]))
    if (!areTimes(own)) continue
    const { held, ...clock } = secondsOf(own)
    const warnings = [falseTimes(pictures, words), ...(held.length > 0 ? [goBack(pictures, held)] : [])]
    return { source, ...clock, warnings }
  }
  return { source: 'assumed', start: times[0] ?? 0n, ...evenly(times, pictures) }
}

/** Times more than a year from the one in the middle are none (null): a damaged row may say any. */
function withoutFar(times: readonly (bigint | null)[]): (bigint | null)[] {
  const known = times.filter((time) => time !== null).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const middle = known[known.length >> 1] ?? 0n
  return times.map((time) => (time !== null && time - middle <= FAR && middle - time <= FAR ? time : null))
}

/** True for times that cameras have: hardly any is missing, odd or like the one before, and they are no closer than pictures. */
function areTimes(times: readonly (bigint | null)[]): boolean {
  const steps = times.length - 1
  const known = risingTimes(times).map((place) => times[place] ?? 0n)
  if (steps < 1) return known.length > 0
  const forward = known.filter((time, i) => i > 0 && time > (known[i - 1] ?? time)).length
  return forward >= (1 - ODD) * steps && isRate(steps, (known.at(-1) ?? 0n) - (known[0] ?? 0n))
}

function isRate(steps: number, nanoseconds: bigint): boolean {
  return nanoseconds > 0n && steps / (Number(nanoseconds) / 1e9) <= FASTEST
}

async function allTimes(log: MessageLog, camera: CameraTopic): Promise<MessageTimes[]> {
  const found: MessageTimes[] = []
  for await (const message of log.messages([...camera.channels.keys()])) {
    const channel = camera.channels.get(message.channelId)
    if (channel) found.push(timesOf(message, channel.read))
  }
  return found
}

/** Seconds from the first time; one that is missing, or odd among the others, is held at the one before. */
function secondsOf(times: readonly (bigint | null)[]): { start: bigint; times: Float64Array; held: number[] } {
  const rising = risingTimes(times)
  const start = times[rising[0] ?? 0] ?? 0n
  const seconds = new Float64Array(times.length)
  rising.forEach((place, i) => seconds.fill(Number((times[place] ?? start) - start) / 1e9, place, rising[i + 1]))
  const good = new Set(rising)
  return { start, times: seconds, held: Array.from(times.keys()).filter((place) => !good.has(place)) }
}

/** An even rate: that between the first and the last log time where it is one of pictures, else ASSUMED. */
function evenly(logged: readonly bigint[], pictures: string): Pick<PictureClock, 'times' | 'warnings'> {
  const steps = logged.length - 1
  const span = (logged.at(-1) ?? 0n) - (logged[0] ?? 0n)
  const rate = isRate(steps, span) && span <= FAR ? steps / (Number(span) / 1e9) : ASSUMED
  const words =
    rate === ASSUMED ? `${ASSUMED} a second are assumed` : 'they are spread evenly from the first to the last'
  return { times: Float64Array.from(logged, (_, i) => i / rate), warnings: [falseTimes(pictures, words)] }
}

const capital = (text: string): string => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`

function falseTimes(pictures: string, words: string): Warning {
  const message = `The log times of ${pictures} are not those of a camera (many are alike, or too close together); ${words}.`
  return { code: 'false-times', message }
}

function goBack(pictures: string, held: readonly number[]): Warning {
  const frames = { first: held[0] ?? 0, last: held.at(-1) ?? 0 }
  const message = `The times of ${pictures} go back, jump or are missing at ${held.length} frames from frame ${frames.first} on; such a frame keeps the time of the one before.`
  return { code: 'time-goes-back', message, frames }
}

function setBack(pictures: string, nanoseconds: bigint): Warning {
  const seconds = (Number(nanoseconds) / 1e9).toFixed(1)
  const message = `${capital(pictures)} were logged by a clock that was set back by ${seconds} s on the way; they are in the order of their log times, so that two stretches may be mixed.`
  return { code: 'time-goes-back', message }
}
