import { InputError } from '../../../../shared/errors.ts'
import type { Warning } from '../../../../shared/recording.ts'
import { openParquet, type ParquetFile } from '../../parquet/parquetFile.ts'
import { mayBeNumbers, numberOf, readNumbers } from '../../parquet/parquetNumbers.ts'
import { namesInWords } from '../../place/namesInWords.ts'
import type { SourceSignal } from '../../recording.ts'
import { readColumns } from '../../table/csvColumns.ts'
import { steeringFacts } from '../../table/csvSignals.ts'
import type { EpisodePlace } from './leRobotEpisodes.ts'
import type { LeRobotSet } from './leRobotInfo.ts'

/** Columns that count and sort, and do not measure. */
const COUNTS = /^(timestamp|frame_index|episode_index|index|task_index|subtask_index|next\..*)$/

/** A table that has so many times the rows that the list says, and some, is not believed. */
const FAR = 2
const SOME = 100

/** The rows of an episode, one a frame. */
export interface EpisodeRows {
  count: number
  /** Seconds from the first one. */
  times: Float64Array
  signals: SourceSignal[]
}

/**
 * Reads the rows of an episode: their times, and each number of each feature as a signal, by the names that `info.json`
 * gives. Which way the steering turns the car is not said by the format.
 * @param steering the signal that a person calls the steering
 * @throws InputError where the table cannot be read, or has no row of the episode
 */
export async function readRows(
  set: LeRobotSet,
  place: EpisodePlace,
  steering: string | undefined,
  warnings: Warning[]
): Promise<EpisodeRows> {
  await using table = await openParquet(place.dataFile)
  const rows = place.shared ? await rowsOf(table, place.index) : { first: 0, end: table.rows }
  const { first } = rows
  const found = rows.end - first
  // A table of millions of the same rows has a few kilobytes.
  const listed = place.length && found > FAR * place.length + SOME ? place.length : null
  const count = listed ?? found
  const end = first + count
  if (count < 1)
    throw new InputError(`${table.name} has no rows of episode ${place.index}; copy it again from its source.`)
  if (place.length !== null && place.length !== found) {
    const used = listed !== null ? `the first ${count} rows are used` : 'the rows are used'
    const message = `The list of episodes of ${set.name} says that episode ${place.index} has ${place.length} frames, and ${table.name} has ${found} rows of it; ${used}.`
    warnings.push({ code: 'frame-times-differ', message })
  }
  const series: { name: string; values: Float64Array }[] = []
  const leftOut: string[] = []
  for (const column of table.columns) {
    const { name } = column.element
    if (COUNTS.test(name) || set.noSignals.has(name) || !mayBeNumbers(column)) continue
    const numbers = await readNumbers(table, column, first, end)
    const parts = set.partNames(name, numbers.length)
    if (numbers.length === 0) leftOut.push(name)
    numbers.forEach(({ name: plain, values }, i) =>
      series.push({ name: parts ? `${name}.${parts[i]}` : plain, values })
    )
  }
  if (leftOut.length > 0) {
    const message = `${namesInWords(leftOut)} of ${set.name} hold no numbers, or lists that are too long for signals, and are left out.`
    warnings.push({ code: 'signals-left-out', message })
  }
  const columns = readColumns(
    series.map(({ name }) => name),
    steering
  )
  const times = await timesOf(table, first, end, set, warnings)
  const signals = columns.flatMap((column, i): SourceSignal[] => {
    const { values = new Float64Array(), name = '' } = series[i] ?? {}
    if (!values.some(Number.isFinite)) return []
    const frames = { timeBase: 'frames', times: values.map((_, frame) => frame), values } as const
    if (column.role === 'steering') return [{ ...steeringFacts(column, values, set.name, warnings), ...frames, name }]
    const role = column.role === 'time' || column.role === 'frame' ? 'other' : column.role
    return [{ name, role, unit: column.unit, convention: null, ...frames }]
  })
  return { count, times, signals }
}

/** The rows of an episode in a table of several, which lie together. */
async function rowsOf(table: ParquetFile, index: number): Promise<{ first: number; end: number }> {
  const indices = await table.read('episode_index')
  const first = indices.findIndex((each) => numberOf(each) === index)
  if (first < 0) return { first: 0, end: 0 }
  const end = indices.findLastIndex((each) => numberOf(each) === index) + 1
  if (indices.slice(first, end).some((each) => numberOf(each) !== index))
    throw new InputError(
      `The rows of episode ${index} do not lie together in ${table.name}; copy it again from its source.`
    )
  return { first, end }
}

async function timesOf(
  table: ParquetFile,
  first: number,
  end: number,
  { name, rate }: LeRobotSet,
  warnings: Warning[]
): Promise<Float64Array> {
  const column = table.columns.find(({ element }) => element.name === 'timestamp')
  const [found] = column ? await readNumbers(table, column, first, end) : []
  const start = found?.values[0] ?? 0
  const times = found?.values.map((time) => time - start)
  if (times?.every((time, i) => (i === 0 ? time === 0 : time > (times[i - 1] ?? 0)))) return times
  const message = `The times of ${table.name} of ${name} are missing or go back; ${rate} frames a second are taken, as the data set says.`
  warnings.push({ code: 'false-times', message })
  return Float64Array.from({ length: end - first }, (_, i) => i / rate)
}
