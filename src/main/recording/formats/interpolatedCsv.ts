import { join } from 'node:path'
import { InputError } from '../../../shared/errors.ts'
import type { Warning } from '../../../shared/recording.ts'
import { readCells } from '../table/cellColumn.ts'
import { columnSignals, type FoundColumn } from '../signals/columnSignals.ts'
import { targetColumn, targetConvention, withTarget } from '../signals/targetPoint.ts'
import { readColumns, type Column } from '../table/csvColumns.ts'
import { openTable } from '../table/csvRows.ts'
import { steeringFacts, withCellUnit } from '../table/csvSignals.ts'
import type { Table } from '../table/csvTable.ts'
import { timeUnit, TICKS } from '../table/csvTime.ts'
import type { Format } from '../format.ts'
import { ASSUMED_RATE } from './imageFolder.ts'
import { otherLogs, recordingOfLog, refuseTable } from './logged.ts'
import { namelessInWords } from './namelessColumns.ts'
import { pictureFinder } from './pictureFinder.ts'
import { cameraRows, findPictureTable } from './pictureTable.ts'
import { rowsWithPictures } from './rowPictures.ts'
import { signalsOfOneClock, type PictureTicks } from './tablesOfOneClock.ts'
import { tableTimes, unreadTimes, type TableTimes } from '../table/tableClock.ts'
import { stampInName } from './udacityLog.ts'

/**
 * A table with a header, one picture a row named in one of its columns: `interpolated.csv` of the Udacity car, and what
 * looks like it. Rows may be out of order, come twice, and belong to several cameras.
 */
export const interpolatedCsv: Format = {
  kind: 'interpolated-csv',

  async recognise(place) {
    const table = await findPictureTable(place)
    return table && `${table.log} names a picture in each row, with its numbers beside it`
  },

  async open(place, because, options) {
    refuseTable(options, place, 'a table of pictures')
    const table = await findPictureTable(place)
    if (!table) throw new InputError(`The table of ${place.name} is not there any more; choose the recording again.`)
    const { log, head, header, pictures, others } = table
    await openTable(join(place.path, log))
    const target = targetColumn(table.columns)?.name
    const isTarget = target !== undefined && (options.steering ?? target) === target
    const columns = readColumns(header, options.steering ?? target).filter(
      ({ index, name }) => name !== '' && !pictures.includes(index)
    )
    if (options.steering !== undefined && !columns.some(({ role }) => role === 'steering'))
      throw new InputError(
        `${log} has no column "${options.steering}"; choose one of ${columns.map(({ name }) => name).join(', ')} as its steering.`
      )
    const warnings: Warning[] = []
    otherLogs(log, others, warnings)
    if (!head.header) warnings.push({ code: 'columns-unnamed', message: namelessInWords(log, header) })
    const camera = await cameraRows(place, table, options.camera)
    if ('missing' in camera)
      throw new InputError(
        camera.cameras.length === 0
          ? `${log} names no cameras; open it without "${camera.missing}".`
          : `${log} has no camera "${camera.missing}"; choose one of ${camera.cameras.join(', ')}.`
      )
    const { pictureOf } = camera
    const kept = rowsWithPictures(camera.rows, pictureOf, await pictureFinder(place), log, warnings)
    if (kept.length === 0)
      throw new InputError(`None of the pictures that ${log} names are in ${place.name}; copy them beside it.`)
    const cells = header.map((_, i) =>
      readCells(
        kept.map(({ row }) => row[i] ?? ''),
        head
      )
    )
    const own = columns.filter(({ index }) => index !== camera.cameraColumn)
    const time = timesOf({ header, columns: cells }, own, log, warnings)
    const numbers = cells[own.find(({ role }) => role === 'frame')?.index ?? -1]?.values
    const order = inOrder(
      time?.ticks ?? (numbers && areDistinct(numbers) ? numbers : new Float64Array(kept.length)),
      time ? 'times' : 'frame numbers',
      log,
      warnings
    )
    const stamps = time
      ? toMilliseconds(
          order.map((i) => time.ticks[i] ?? NaN),
          ticksOf(time, order)
        )
      : order.map((i) => stampInName(pictureOf(kept[i]?.row ?? [])))
    const values = own.map(({ index }) => Float64Array.from(order, (i) => cells[index]?.values[i] ?? NaN))
    const steering = own.findIndex(({ role }) => role === 'steering')
    const facts =
      own[steering] && values[steering]?.some(Number.isFinite)
        ? isTarget
          ? { unit: targetConvention.unit, convention: targetConvention }
          : steeringFacts(withCellUnit(own[steering], cells[own[steering].index]), values[steering], log, warnings)
        : null
    const gaps = facts ? (values[steering]?.filter(Number.isNaN).length ?? 0) : 0
    if (gaps > 0) {
      const message = `${gaps} rows of ${log} hold no number for the steering; they are gaps.`
      warnings.push({ code: 'empty-cells', message })
    }
    const beside =
      time && !facts && options.steering === undefined
        ? await signalsOfOneClock(place, log, ticksOf(time, order), warnings)
        : []
    const found = own.map((column): FoundColumn => {
      const { name, role, unit } = withCellUnit(column, cells[column.index])
      if (role === 'steering' && facts) return { name, role, unit: facts.unit }
      return { name, role: role === 'time' || role === 'frame' ? 'other' : role, unit }
    })
    const recording = await recordingOfLog({
      kind: 'interpolated-csv',
      place,
      because,
      files: order.map((i) => kept[i]?.file ?? ''),
      stamps,
      assumedRate: ASSUMED_RATE,
      signals: [
        ...columnSignals(found, values, facts?.convention ?? null).filter(({ name }) => name !== time?.column.name),
        ...beside
      ],
      choices: camera.cameras.length > 1 ? [{ option: 'camera', values: camera.cameras, chosen: camera.chosen }] : [],
      warnings
    })
    const said = values[own.findIndex(({ name }) => /^width$/i.test(name))]?.[0]
    if (said !== undefined && Number.isFinite(said) && said !== recording.width) {
      const message = `${log} says that its pictures are ${said} pixels wide; they are ${recording.width}, which is used.`
      recording.warnings.push({ code: 'other-size', message })
    }
    return isTarget ? withTarget(recording, target, `${log} gives`) : recording
  }
}

/** Null where the table has no times, or one that stands still throughout. */
function timesOf(table: Table, columns: readonly Column[], log: string, warnings: Warning[]): TableTimes | null {
  const found = tableTimes(table, columns)
  if (found && 'unread' in found) {
    warnings.push({ code: 'times-unread', message: unreadTimes(found.unread, log) })
    return null
  }
  const first = found?.ticks.find(Number.isFinite)
  return found?.ticks.some((tick) => Number.isFinite(tick) && tick !== first) ? found : null
}

function areDistinct(numbers: Float64Array): boolean {
  const known = numbers.filter(Number.isFinite)
  return new Set(known).size === known.length
}

/** Places of the rows by rising time or number, stable; rows without one stay behind the one before. */
function inOrder(ticks: Float64Array, what: string, log: string, warnings: Warning[]): number[] {
  const order = [...ticks.keys()]
  let before = -Infinity
  const known = order.map((i) => (before = Number.isFinite(ticks[i]) ? (ticks[i] ?? 0) : before))
  const back = known.findIndex((value, i) => i > 0 && value < (known[i - 1] ?? value))
  if (back < 0) return order
  const message = `The ${what} of ${log} go back at row ${back + 1}; its rows are put in order of them.`
  warnings.push({ code: 'log-unsorted', message })
  return order.sort((a, b) => (known[a] ?? 0) - (known[b] ?? 0) || a - b)
}

/** The times of the pictures in their order; the unit as stated, else the one that gives the usual rate of a camera. */
function ticksOf({ ticks: rows, unit: stated }: TableTimes, order: readonly number[]): PictureTicks {
  const ticks = order.map((i) => rows[i] ?? NaN)
  const first = ticks.find(Number.isFinite) ?? 0
  const last = ticks.findLast(Number.isFinite) ?? first
  return { first, last, unit: timeUnit(stated, last - first, ticks.length / ASSUMED_RATE) }
}

/** Milliseconds from the first row. */
function toMilliseconds(ticks: readonly number[], { first, unit }: PictureTicks): (number | null)[] {
  return ticks.map((value) => (Number.isFinite(value) ? (value - first) * TICKS[unit] * 1000 : null))
}
