import { join } from 'node:path'
import { InputError } from '../../shared/errors.ts'
import type { Warning } from '../../shared/recording.ts'
import { columnSignals } from './columnSignals.ts'
import { firstRows } from './csvRows.ts'
import type { Format, Place } from './format.ts'
import { recordingOfLog, refuseTable } from './logged.ts'
import { pictureFinder } from './pictureFinder.ts'
import { rowsWithPictures } from './rowPictures.ts'
import { CAMERAS, COLUMNS, isUdacityLog, readUdacityLog, stampInName, type Camera } from './udacityLog.ts'

/** What the simulator aims at; its pictures come unevenly. */
const NOMINAL_RATE = 15

/** A drive in the Udacity simulator: `driving_log.csv`, with or without a header, and the pictures of three cameras. */
export const udacitySimulator: Format = {
  kind: 'udacity-simulator',

  async recognise(place) {
    const log = await findLog(place)
    return log && `${log} names the pictures of three cameras, as the Udacity simulator does`
  },

  async open(place, because, options) {
    refuseTable(options, place, 'a drive in the Udacity simulator')
    const camera = cameraOf(options.camera)
    const log = (await findLog(place)) ?? 'driving_log.csv'
    const warnings: Warning[] = []
    const { rows, damaged } = await readUdacityLog(join(place.path, log))
    if (damaged > 0) {
      const message = `${damaged} lines of ${log} cannot be read and are left out.`
      warnings.push({ code: 'damaged-records', message })
    }
    const find = await pictureFinder(place)
    const of = (which: Camera) => (row: (typeof rows)[number]) => row.pictures[CAMERAS.indexOf(which)] ?? ''
    const kept = rowsWithPictures(rows, of(camera), find, log, warnings)
    if (kept.length === 0)
      throw new InputError(
        `None of the pictures that ${log} names for the ${camera} camera are in ${place.name}; copy its folder IMG beside it.`
      )
    const without = kept.filter(({ row }) => !Number.isFinite(row.numbers[0])).length
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
      signals: columnSignals(
        COLUMNS,
        kept.map(({ row }) => row.numbers),
        { unit: 'normalised', positive: 'right' }
      ),
      choices: [
        { option: 'camera', values: CAMERAS.filter((c) => rows.some((row) => of(c)(row) !== '')), chosen: camera }
      ],
      warnings
    })
  }
}

function cameraOf(asked: string | undefined): Camera {
  const camera = CAMERAS.find((name) => name === (asked ?? 'center'))
  if (camera) return camera
  throw new InputError(`The simulator has no camera "${asked}"; choose one of ${CAMERAS.join(', ')}.`)
}

async function findLog({ path, files }: Place): Promise<string | null> {
  for (const name of files.filter((file) => /\.csv$/i.test(file)).slice(0, 20)) {
    if (isUdacityLog(await firstRows(join(path, name)))) return name
  }
  return null
}
