import { basename } from 'node:path'
import { InputError } from '../../../../shared/errors.ts'
import type { Warning } from '../../../../shared/recording.ts'
import { type Column, steeringUnit } from '../../table/csvColumns.ts'
import type { Recording, SourceSignal } from '../../recording.ts'
import { fieldColumns } from './fieldColumns.ts'
import type { MessageLog } from './messageLog.ts'
import { type NumberField, numberFields, readNumbers } from './numberTopics.ts'
import { openMessageLog } from './openMessageLog.ts'
import type { PictureClock } from './pictureClock.ts'
import { isStandIn } from './steeringMessages.ts'

/** The numbers of a log as signals of pictures, and what a person can choose as the steering. */
export interface MessageSignals extends Pick<Recording, 'signals' | 'lateSignals' | 'warnings'> {
  names: string[]
  /** The number that is the steering. */
  chosen: string | null
}

/**
 * The numbers in the messages of a log, on the clock of the pictures. They are read late where the log times are that clock.
 * @param files of the log, to open it again
 * @param steering the number that a person calls the steering
 * @throws InputError where there is no such number.
 */
export async function messageSignals(
  log: MessageLog,
  files: readonly string[],
  clock: PictureClock,
  steering: string | undefined
): Promise<MessageSignals> {
  const name = basename(files[0] ?? '')
  const fields = await numberFields(log)
  const columns = fieldColumns(fields, steering)
  const chosen = columns.find(({ role }) => role === 'steering')?.name ?? null
  if (steering !== undefined && chosen !== steering)
    throw new InputError(`${name} has no number called ${steering}; choose another one as its steering.`)
  const warnings = steeringWarnings(fields, columns, name)
  const about = { names: fields.map((field) => field.name), chosen }
  if (await areLate(log, fields, columns, clock)) {
    const signals = withoutValues(columns)
    if (fields.length === 0) return { ...about, signals, warnings }
    return { ...about, signals, lateSignals: () => readLate(files, fields, columns, clock), warnings }
  }
  const { signals, spread } = await readNumbers(log, fields, columns, clock)
  return { ...about, signals, warnings: [...warnings, ...(spread.length > 0 ? [spreadEvenly(spread, name)] : [])] }
}

/**
 * The numbers of another log of the same clock.
 * @param files of that log
 * @throws InputError where none of them was logged while the pictures were, or it has no steering.
 */
export async function signalsOfOtherLog(
  files: readonly string[],
  clock: PictureClock,
  steering: string | undefined
): Promise<MessageSignals> {
  await using log = await openMessageLog(files)
  const name = basename(files[0] ?? '')
  const found = await messageSignals(log, files, clock, steering)
  if (found.chosen === null)
    throw new InputError(
      `No topic of ${name} is known to be the steering; choose one as its steering, or another file.`
    )
  const topic = log.channels.filter(({ topic }) => found.chosen?.startsWith(`${topic}.`)).map(({ id }) => id)
  const { times } = await log.logTimes(topic)
  const end = clock.start + BigInt(Math.round((clock.times.at(-1) ?? 0) * 1e9))
  if (clock.source === 'log' && !times.some((time) => time >= clock.start && time <= end))
    throw new InputError(
      `${name} was not recorded while the pictures were, by its log times; choose a log of the same time and clock.`
    )
  return { ...found, warnings: [...log.warnings, ...found.warnings] }
}

function steeringWarnings(fields: readonly NumberField[], columns: readonly Column[], name: string): Warning[] {
  const steering = columns.find(({ role }) => role === 'steering')
  if (!steering) {
    const message = `No topic of ${name} is known to be the steering; choose ${columns.length > 0 ? 'one, or ' : ''}a table of signals.`
    return [{ code: 'no-steering', message }]
  }
  const field = fields[steering.index]
  if (field && isStandIn(field.type, field.path)) {
    const message = `${name} has no steering angle; "${steering.name}" is a rate of turning (rad/s, positive to the left) and stands in for it.`
    return [{ code: 'steering-stands-in', message }]
  }
  if (steering.positive !== null) return []
  const message = `${name} does not say which way "${steering.name}" turns the car; positive is taken as left until you say otherwise.`
  return [{ code: 'steering-sign-unknown', message }]
}

/**
 * Whether the numbers may be read when they are needed: their log times are the pictures' clock, and those that say
 * how the car drove were not all logged at once. Else their times must be looked at, and what was done be said.
 */
async function areLate(
  log: MessageLog,
  fields: readonly NumberField[],
  columns: readonly Column[],
  { source }: PictureClock
): Promise<boolean> {
  if (source !== 'log') return false
  const driven = new Set(fields.filter((_, i) => columns[i]?.role !== 'other').map(({ topic }) => topic))
  for (const topic of driven) {
    const ids = log.channels.filter((channel) => channel.topic === topic).map(({ id }) => id)
    const { times } = await log.logTimes(ids)
    if (times.length > 1 && times[0] === times.at(-1)) return false
  }
  return true
}

/** What is known of the numbers before they are read. */
function withoutValues(columns: readonly Column[]): SourceSignal[] {
  const empty = { times: new Float64Array(), values: new Float64Array() }
  return columns.map(({ name, role, unit, positive }): SourceSignal => {
    const about = { name, role: role === 'time' || role === 'frame' ? ('other' as const) : role, unit }
    const isStated = role === 'steering' && positive !== null
    const convention = isStated ? { unit: steeringUnit(unit, empty.values), positive } : null
    return { ...about, convention, timeBase: 'seconds', ...empty }
  })
}

/**
 * The signals of a log that is opened for them alone: that may be long after it was opened for its pictures. Those
 * without a time of the pictures' clock stay without values: nobody would be told.
 */
async function readLate(
  files: readonly string[],
  fields: NumberField[],
  columns: Column[],
  clock: PictureClock
): Promise<SourceSignal[]> {
  await using log = await openMessageLog(files)
  const { signals, spread } = await readNumbers(log, fields, columns, clock)
  const empty = { times: new Float64Array(), values: new Float64Array() }
  return signals.map((signal, i) => (spread.includes(fields[i]?.topic ?? '') ? { ...signal, ...empty } : signal))
}

function spreadEvenly(topics: readonly string[], name: string): Warning {
  const message = `The messages of ${topics.join(', ')} in ${name} carry no times of the pictures' clock; they are spread evenly over the drive.`
  return { code: 'false-times', message }
}
