import type { McapIndexedReader } from '@mcap/core'
import { readColumns, steeringUnit, type Column } from '../csvColumns.ts'
import type { SourceSignal } from '../recording.ts'
import { messageReader, type MessageReader } from './messageReader.ts'
import type { McapFile } from './mcapFile.ts'

/** A number in the messages of a topic. */
export interface NumberField {
  topic: string
  /** Path in the message, with dots: `twist.angular.z`. */
  path: string
  /** `/topic.path`, by which a person chooses it. */
  name: string
}

/** Fields that say when, not what. */
const CLOCK = /(^|\.)(sec|nsec|nanosec|nanos|seconds|seq|secs|nsecs|low|high|unsigned)$/
/** More fields than these are not shown. */
const MOST = 200

/** The numbers in the first message of each topic that holds no pictures. Arrays are left out. */
export async function numberFields(reader: McapIndexedReader): Promise<NumberField[]> {
  const fields: NumberField[] = []
  for (const [topic, read] of numberTopics(reader)) {
    for await (const { data } of reader.readMessages({ topics: [topic] })) {
      for (const path of Object.keys(numbersIn(read, data))) fields.push({ topic, path, name: `${topic}.${path}` })
      break
    }
  }
  return fields.slice(0, MOST)
}

/** What the names of the fields say of them; the topic counts where the field's own name says nothing. */
export function fieldColumns(fields: readonly NumberField[], steering: string | undefined): Column[] {
  const own = readColumns(fields.map(({ path }) => path.split('.').slice(-2).join(' ')))
  const whole = readColumns(fields.map(({ name }) => name.replaceAll(/[./]/g, ' ')))
  return fields.map(({ name }, index) => {
    const column = own[index]?.role === 'other' ? whole[index] : own[index]
    const found = column ?? { role: 'other' as const, unit: '', positive: null }
    const role =
      steering === undefined
        ? found.role
        : name === steering
          ? 'steering'
          : found.role === 'steering'
            ? 'other'
            : found.role
    return { ...found, index, name, role: role === 'time' || role === 'frame' ? 'other' : role }
  })
}

/** Reads the numbers of the fields from all messages; times are seconds from `start` (nanoseconds) by log time. */
export async function readNumbers(
  { reader }: McapFile,
  fields: readonly NumberField[],
  columns: readonly Column[],
  start: bigint
): Promise<SourceSignal[]> {
  const topics = numberTopics(reader)
  const wanted = [...new Set(fields.map(({ topic }) => topic))]
  const times = new Map(wanted.map((topic) => [topic, [] as number[]]))
  const values = fields.map(() => [] as number[])
  for await (const { channelId, logTime, data } of reader.readMessages({ topics: wanted })) {
    const topic = reader.channelsById.get(channelId)?.topic ?? ''
    const read = topics.get(topic)
    if (!read) continue
    const numbers = numbersIn(read, data)
    times.get(topic)?.push(Number(logTime - start) / 1e9)
    fields.forEach((field, i) => {
      if (field.topic === topic) values[i]?.push(numbers[field.path] ?? NaN)
    })
  }
  return fields.map(({ topic, name }, i): SourceSignal => {
    const { role = 'other', unit = '', positive = null } = columns[i] ?? {}
    const samples = Float64Array.from(values[i] ?? [])
    const isSteering = role === 'steering'
    const steered = steeringUnit(unit, samples)
    return {
      name,
      role: role === 'time' || role === 'frame' ? 'other' : role,
      unit: isSteering ? steered : unit,
      convention: isSteering && positive ? { unit: steered, positive } : null,
      timeBase: 'seconds',
      times: Float64Array.from(times.get(topic) ?? []),
      values: samples
    }
  })
}

function numberTopics(reader: McapIndexedReader): Map<string, MessageReader> {
  const topics = new Map<string, MessageReader>()
  for (const channel of reader.channelsById.values()) {
    const schema = reader.schemasById.get(channel.schemaId)
    if (
      schema &&
      /Image|Video|PointCloud|LaserScan|OccupancyGrid|Grid$|TFMessage|FrameTransforms?$|Log$/.test(schema.name)
    )
      continue
    const read = messageReader(channel, schema)
    if (read) topics.set(channel.topic, read)
  }
  return topics
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
