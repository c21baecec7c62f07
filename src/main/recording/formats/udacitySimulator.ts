import { join } from 'node:path'
import { InputError } from '../../../shared/errors.ts'
import type { Warning } from '../../../shared/recording.ts'
import { readCells } from '../table/cellColumn.ts'
import { columnSignals } from '../signals/columnSignals.ts'
import { readRows, tableHead, tablesOf, type TableHead } from '../table/csvRows.ts'
import type { Format, Place } from '../format.ts'
import { otherLogs, recordingOfLog, refuseTable } from './logged.ts'
import { pictureFinder } from './pictureFinder.ts'
import { PICTURE_NAME } from '../pictures/pictureSuffix.ts'
import { rowsWithPictures } from './rowPictures.ts'
import { CAMERAS, hasTornNumbers, stampInName, udacityLayout, type Camera, type UdacityLayout } from './udacityLog.ts'

/** What the simulator aims at; its pictures come unevenly. */
const NOMINAL_RATE = 15

/** A drive in the Udacity simulator: `driving_log.csv`, with or without a header, and the pictures of its cameras. */
export const udacitySimulator: Format = {
  kind: 'udacity-simulator',

  async recognise(place) {
    const found = await findLog(place)
    return found && `${found.log} names the pictures of ${camerasInWords(found)}, as the Udacity simulator does`
  },

  async open(place, because, options) {
    refuseTable(options, place, 'a drive in the Udacity simulator')
    const found = await findLog(place)
    if (!found) throw new InputError(`The log of ${place.name} is not there any more; choose the recording again.`)
    const { log, head, layout, others } = found
    const warnings: Warning[] = []
    otherLogs(log, others, warnings)
    const rows = await readLog(join(place.path, log), found, warnings)
    if (hasTornNumbers(head.parted, rows, layout))
      throw new InputError(
        `${log} has commas between its cells and within its numbers; save it with points in its numbers, or with semicolons between its cells.`
      )
    const of = (which: Camera) => (cells: readonly string[]) =>
      cells[layout.pictures[CAMERAS.indexOf(which)] ?? -1] ?? ''
    const cameras = CAMERAS.filter((camera) => rows.some((row) => of(camera)(row) !== ''))
    const camera = cameraOf(options.camera, cameras)
    const kept = rowsWithPictures(rows, of(camera), await pictureFinder(place), log, warnings)
    if (kept.length === 0)
      throw new InputError(
        `None of the pictures that ${log} names for the ${camera} camera are in ${place.name}; copy its folder IMG beside it.`
      )
    const values = layout.numbers.map(
      ({ index }) =>
        readCells(
          kept.map(({ row }) => row[index] ?? ''),
          head
        ).values
    )
    const steering = values[layout.numbers.findIndex(({ role }) => role === 'steering')]
    const without = steering?.filter(Number.isNaN).length ?? 0
    if (without > 0) {
      const message = `${without} rows of ${log} hold no number for the steering; they are gaps.`
      warnings.push({ code: 'empty-cells', message })
    }
    return recordingOfLog({
      kind: 'udacity-simulator',
      place,
      because,
      files: kept.map(({ file }) => file),
      stamps: kept.map(({ row }) => stampInName(of(camera)(row))),
      assumedRate: NOMINAL_RATE,
      signals: columnSignals(layout.numbers, values, { unit: 'normalised', positive: 'right' }),
      choices: [{ option: 'camera', values: cameras, chosen: camera }],
      warnings
    })
  }
}

/** The rows that name a picture. */
async function readLog(file: string, { log, head, layout }: Found, warnings: Warning[]): Promise<string[][]> {
  const rows: string[][] = []
  let damaged = 0
  for await (const cells of readRows(file, head)) {
    if (layout.pictures.some((index) => PICTURE_NAME.test(cells[index] ?? ''))) rows.push(cells)
    else damaged++
  }
  if (damaged > 0) {
    const message = `${damaged} lines of ${log} cannot be read and are left out.`
    warnings.push({ code: 'damaged-records', message })
  }
  return rows
}

function cameraOf(asked: string | undefined, there: readonly Camera[]): Camera {
  const camera = asked === undefined ? (there[0] ?? 'center') : CAMERAS.find((name) => name === asked)
  if (camera) return camera
  throw new InputError(`The simulator has no camera "${asked}"; choose one of ${CAMERAS.join(', ')}.`)
}

interface Found {
  log: string
  head: TableHead
  layout: UdacityLayout
  /** Other logs of the folder. */
  others: string[]
}

async function findLog({ path, files }: Place): Promise<Found | null> {
  const found: Omit<Found, 'others'>[] = []
  for (const log of tablesOf(files)) {
    const head = await tableHead(join(path, log))
    const layout = head && udacityLayout(head)
    if (layout) found.push({ log, head, layout })
  }
  const [first, ...others] = found
  return first ? { ...first, others: others.map(({ log }) => log) } : null
}

function camerasInWords({ head, layout }: Found): string {
  const named = layout.pictures.filter((index) => head.rows.some((cells) => PICTURE_NAME.test(cells[index] ?? '')))
  return named.length === 1 ? 'one camera' : `${named.length === 2 ? 'two' : 'three'} cameras`
}
