import { join } from 'node:path'
import { InputError } from '../../shared/errors.ts'
import type { Warning } from '../../shared/recording.ts'
import { columnSignals, type FoundColumn } from './columnSignals.ts'
import { readColumns, type Column } from './csvColumns.ts'
import { cellNumber, firstRows, readCsvRows } from './csvRows.ts'
import { steeringFacts } from './csvSignals.ts'
import { timeUnit, TICKS } from './csvTime.ts'
import type { Format, Place } from './format.ts'
import { ASSUMED_RATE } from './imageFolder.ts'
import { recordingOfLog, refuseTable } from './logged.ts'
import { pictureFinder } from './pictureFinder.ts'
import { rowsWithPictures } from './rowPictures.ts'

const PICTURE = /\.(jpe?g|png)$/i

/** Where a table of pictures keeps what; columns count from 0. */
interface Layout {
  log: string
  columns: Column[]
  picture: number
  /** The column that says which camera took a picture; null where there is one camera. */
  camera: number | null
}

/**
 * A table with a header, one picture a row named in one of its columns: `interpolated.csv` of the Udacity car, and what
 * looks like it. Rows may be out of order, come twice, and belong to several cameras.
 */
export const interpolatedCsv: Format = {
  kind: 'interpolated-csv',

  async recognise(place) {
    const layout = await findLayout(place)
    return layout && `${layout.log} names a picture in each row, with its numbers beside it`
  },

  async open(place, because, options) {
    refuseTable(options, place, 'a table of pictures')
    const layout = await findLayout(place)
    if (!layout) throw new InputError(`The table of ${place.name} is not there any more; choose the recording again.`)
    const { log, columns } = layout
    const warnings: Warning[] = []
    const { rows, cameras } = await readRows(place, layout)
    const camera = options.camera ?? cameras.find((name) => /cent(er|re)/i.test(name)) ?? cameras[0] ?? null
    if (camera !== null && !cameras.includes(camera))
      throw new InputError(`${log} has no camera "${camera}"; choose one of ${cameras.join(', ')}.`)
    const ofCamera = rows.filter((cells) => layout.camera === null || cells[layout.camera] === camera)
    const find = await pictureFinder(place)
    const kept = rowsWithPictures(ofCamera, (cells) => cells[layout.picture] ?? '', find, log, warnings)
    if (kept.length === 0)
      throw new InputError(`None of the pictures that ${log} names are in ${place.name}; copy them beside it.`)
    const time = columns.find(({ role }) => role === 'time')
    const ticks = kept.map(({ row }) => (time ? cellNumber(row[time.index] ?? '') : NaN))
    const order = inOrderOfTime(ticks, log, warnings)
    const stamps = toMilliseconds(
      order.map((i) => ticks[i] ?? NaN),
      time?.unit ?? ''
    )
    const numbers = order.map((i) => columns.map(({ index }) => cellNumber(kept[i]?.row[index] ?? '')))
    const steering = columns.findIndex(({ role }) => role === 'steering')
    const facts =
      steering < 0
        ? null
        : steeringFacts(
            columns[steering]!,
            Float64Array.from(numbers, (row) => row[steering] ?? NaN),
            log,
            warnings
          )
    const found = columns.map(({ name, role, unit }): FoundColumn => {
      if (role === 'steering' && facts) return { name, role, unit: facts.unit }
      return { name, role: role === 'time' || role === 'frame' ? 'other' : role, unit }
    })
    const width = columns.findIndex(({ name }) => /^width$/i.test(name))
    const recording = await recordingOfLog({
      kind: 'interpolated-csv',
      place,
      because,
      files: order.map((i) => kept[i]?.file ?? ''),
      stamps,
      assumedRate: ASSUMED_RATE,
      signals: columnSignals(found, numbers, facts?.convention ?? null).filter(({ name }) => name !== time?.name),
      choices: cameras.length > 1 ? [{ option: 'camera', values: cameras, chosen: camera }] : [],
      warnings
    })
    const said = numbers[0]?.[width]
    if (said !== undefined && Number.isFinite(said) && said !== recording.width) {
      const message = `${log} says that its pictures are ${said} pixels wide; they are ${recording.width}, which is used.`
      recording.warnings.push({ code: 'other-size', message })
    }
    return recording
  }
}

async function findLayout({ path, files }: Place): Promise<Layout | null> {
  for (const log of files.filter((file) => /\.(csv|tsv|txt)$/i.test(file)).slice(0, 20)) {
    const [header = [], ...rows] = await firstRows(join(path, log))
    const picture = header.findIndex(
      (name, i) => !PICTURE.test(name) && rows.some((cells) => PICTURE.test(cells[i] ?? ''))
    )
    if (picture < 0 || header.some((cell) => Number.isFinite(cellNumber(cell)))) continue
    const columns = readColumns(header).filter(({ index }) => index !== picture)
    if (!columns.some(({ role }) => role === 'steering' || role === 'time')) continue
    const camera = header.findIndex((name) => /^(frame_?id|camera)$/i.test(name))
    return {
      log,
      columns: columns.filter(({ index }) => index !== camera),
      picture,
      camera: camera < 0 ? null : camera
    }
  }
  return null
}

/** All rows with a picture, and the cameras that they name in order of appearance. */
async function readRows(place: Place, layout: Layout): Promise<{ rows: string[][]; cameras: string[] }> {
  const rows: string[][] = []
  const cameras = new Set<string>()
  for await (const cells of readCsvRows(join(place.path, layout.log))) {
    if (!PICTURE.test(cells[layout.picture] ?? '')) continue
    rows.push(cells)
    const camera = layout.camera === null ? '' : (cells[layout.camera] ?? '')
    if (camera !== '') cameras.add(camera)
  }
  return { rows, cameras: [...cameras] }
}

/** Places of the rows by rising time, stable; rows without a time stay behind the one before. */
function inOrderOfTime(ticks: readonly number[], log: string, warnings: Warning[]): number[] {
  const order = [...ticks.keys()]
  const known = ticks.map((value, i) => (Number.isFinite(value) ? value : (ticks[i - 1] ?? -Infinity)))
  const back = known.findIndex((value, i) => i > 0 && value < (known[i - 1] ?? value))
  if (back < 0) return order
  const message = `The times of ${log} go back at row ${back + 1}; its rows are put in order of time.`
  warnings.push({ code: 'log-unsorted', message })
  return order.sort((a, b) => (known[a] ?? 0) - (known[b] ?? 0) || a - b)
}

/** Milliseconds from the first row; the unit as stated, else the one that gives the usual rate of a camera. */
function toMilliseconds(ticks: readonly number[], stated: string): (number | null)[] {
  const first = ticks.find(Number.isFinite) ?? 0
  const unit = timeUnit(stated, (ticks.at(-1) ?? first) - first, ticks.length / ASSUMED_RATE)
  return ticks.map((value) => (Number.isFinite(value) ? (value - first) * TICKS[unit] * 1000 : null))
}
