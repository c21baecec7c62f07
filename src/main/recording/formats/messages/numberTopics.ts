import { steeringUnit, type Column } from '../../table/csvColumns.ts'
import type { SourceSignal } from '../../recording.ts'
import type { MessageLog } from './messageLog.ts'
import type { MessageReader } from './messageReader.ts'
import { type MessageTimes, timesOf } from './messageTimes.ts'
import { onClock } from './onClock.ts'
import type { PictureClock } from './pictureClock.ts'

/** A number in the messages of a topic. */
export interface NumberField {
  topic: string
  /** Of its messages. */
  type: string
  /** Path in the message, with dots: `twist.angular.z`. */
  path: string
  /** `/topic.path`, by which a person chooses it. */
  name: string
}

/** Fields that say when, not what. */
const CLOCK = /(^|\.)(sec|nsec|nanosec|nanos|seconds|seq|secs|nsecs|low|high|unsigned)$/
/** Schemas whose numbers are pictures, points, places of frames or text. */
const NO_NUMBERS =
  /Image|Video|FFMPEGPacket|theora|PointCloud|LaserScan|OccupancyGrid|Grid$|TFMessage|FrameTransforms?$|Log$/
/** More fields than these are not shown. */
const MOST = 200

/** The numbers in the first message of each topic that holds no pictures. Arrays are left out. */
export async function numberFields(log: MessageLog): Promise<NumberField[]> {
  const fields: NumberField[] = []
  const channels = numberChannels(log)
  for (const [topic, own] of Map.groupBy(channels.entries(), ([, channel]) => channel.topic)) {
    if (fields.length >= MOST) break
    for await (const { channelId, data } of log.messages(own.map(([id]) => id))) {
      const channel = channels.get(channelId)
      if (!channel) continue
      for (const path of Object.keys(numbersIn(channel.read, data)))
        fields.push({ topic, type: channel.type, path, name: `${topic}.${path}` })
      break
    }
  }
  return fields.slice(0, MOST)
}

/** What the messages of the fields' topics hold. */
export interface NumberSignals {
  /** One a field; times are seconds on the clock of the pictures. */
  signals: SourceSignal[]
  /** Topics without a time of that clock, whose messages are spread evenly over the pictures. */
  spread: string[]
}

/** Reads the numbers of the fields from all messages. */
export async function readNumbers(
  log: MessageLog,
  fields: readonly NumberField[],
  columns: readonly Column[],
  clock: PictureClock
): Promise<NumberSignals> {
  const channels = numberChannels(log)
  const wanted = [...new Set(fields.map(({ topic }) => topic))]
  const ids = Array.from(channels.entries()).flatMap(([id, { topic }]) => (wanted.includes(topic) ? [id] : []))
  const times = new Map(wanted.map((topic) => [topic, [] as MessageTimes[]]))
  const values = fields.map(() => [] as number[])
  for await (const message of log.messages(ids)) {
    const channel = channels.get(message.channelId)
    if (!channel) continue
    const { topic, read } = channel
    const numbers = numbersIn(read, message.data)
    times.get(topic)?.push(timesOf(message, read))
    fields.forEach((field, i) => {
      if (field.topic === topic) values[i]?.push(numbers[field.path] ?? NaN)
    })
  }
  const placed = new Map(wanted.map((topic) => [topic, onClock(times.get(topic) ?? [], clock)]))
  const signals = fields.map(({ topic, name }, i): SourceSignal => {
    const { role = 'other', unit = '', positive = null } = columns[i] ?? {}
    const { order, seconds } = placed.get(topic) ?? { order: [], seconds: new Float64Array() }
    const samples = Float64Array.from(order, (at) => values[i]?.[at] ?? NaN)
    const isSteering = role === 'steering'
    const steered = steeringUnit(unit, samples)
    return {
      name,
      role: role === 'time' || role === 'frame' ? 'other' : role,
      unit: isSteering ? steered : unit,
      convention: isSteering && positive ? { unit: steered, positive } : null,
      timeBase: 'seconds',
      times: seconds,
      values: samples
    }
  })
  return { signals, spread: wanted.filter((topic) => placed.get(topic)?.spread) }
}

interface NumberChannel {
  topic: string
  type: string
  read: MessageReader
}

function numberChannels(log: MessageLog): Map<number, NumberChannel> {
  const channels = new Map<number, NumberChannel>()
  for (const { id, topic, type, reader } of log.channels) {
    const read = NO_NUMBERS.test(type) ? null : reader()
    if (read) channels.set(id, { topic, type, read })
  }
  return channels
}

/** Numbers of a message by their path; a message that cannot be read has none. */
function numbersIn(read: MessageReader, data: Uint8Array): Record<string, number> {
  const numbers: Record<string, number> = {}
  const walk = (value: unknown, path: string, depth: number): void => {
    if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') {
      if (!CLOCK.test(path)) numbers[path] = Number(value)
    } else if (
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      !ArrayBuffer.isView(value) &&
      depth > 0
    ) {
      for (const [key, inner] of Object.entries(value)) walk(inner, path === '' ? key : `${path}.${key}`, depth - 1)
    }
  }
  try {
    walk(read(data), '', 5)
  } catch {
    return {}
  }
  return numbers
}
