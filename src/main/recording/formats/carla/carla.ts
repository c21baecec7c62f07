import { createHash } from 'node:crypto'
import { basename, join } from 'node:path'
import { InputError } from '../../../../shared/errors.ts'
import type { SignalRole, Warning } from '../../../../shared/recording.ts'
import { fingerprint } from '../../place/fingerprint.ts'
import type { Format } from '../../format.ts'
import type { RecordedLanes } from '../../recording.ts'
import { columnSignals } from '../../signals/columnSignals.ts'
import { recordingOfLog, refuseTable } from '../logged.ts'
import { carlaFolders, picturesIn, type CarlaFolders, type CarlaLayout } from './carlaFolders.ts'
import { readCarlaLogs, type CarlaLog } from './carlaLogs.ts'
import { carlaRate } from './carlaRate.ts'

const SIGNALS: readonly { name: string; role: SignalRole; unit: string; of: (log: CarlaLog) => number }[] = [
  { name: 'steer', role: 'steering', unit: 'normalised', of: (log) => log.steer },
  { name: 'throttle', role: 'throttle', unit: 'normalised', of: (log) => log.throttle },
  { name: 'brake', role: 'brake', unit: 'normalised', of: (log) => log.brake },
  { name: 'speed', role: 'speed', unit: 'm/s', of: (log) => log.speed },
  { name: 'heading', role: 'other', unit: 'rad', of: (log) => log.theta },
  { name: 'command', role: 'other', unit: '', of: (log) => log.command }
]

/**
 * A route that was driven in CARLA, as Bench2Drive, carla_garage and TransFuser record it: a folder of numbered pictures for
 * each camera, and one of logs of the same numbers. Steering is -1..1, positive to the right (carla.VehicleControl).
 * Pictures of a semantic camera at the place of the front one are lanes of the recording.
 */
export const carla: Format = {
  kind: 'carla',

  async recognise(place) {
    const found = place.isFolder ? await carlaFolders(place) : null
    if (!found) return null
    const { route, layout, logs, usual } = found
    const [first] = logs.values()
    const [log] = await readCarlaLogs(join(route, layout.logs), [first])
    const isDrive = logs.size > 1 || (log && !Number.isNaN(log.steer))
    if (!isDrive) return null
    const camera = route === place.path ? '' : `; it is the camera ${usual} of the route ${basename(route)}`
    return `${layout.logs} holds a log for each picture, as ${layout.records} CARLA${camera}`
  },

  async open(place, because, options) {
    refuseTable(options, place, 'a route in CARLA')
    const found = await carlaFolders(place)
    if (!found) throw new InputError(`The logs of ${place.name} are not there any more; choose the recording again.`)
    const { route, layout, cameras, usual } = found
    const name = basename(route)
    const camera = options.camera ?? usual
    if (!cameras.includes(camera))
      throw new InputError(`${name} has no camera "${camera}"; choose one of ${cameras.join(', ')}.`)
    const folder = join(route, layout.cameras, camera)
    const pictures = await picturesIn(folder)
    if (pictures.size === 0)
      throw new InputError(`${camera} of ${name} holds no numbered pictures; copy them again from their source.`)
    const numbers = [...pictures.keys()]
    const logs = await readCarlaLogs(
      join(route, layout.logs),
      numbers.map((number) => found.logs.get(number))
    )
    const warnings: Warning[] = oddities(found, numbers, logs)
    const told = carlaRate(neighbours(numbers, logs))
    const rate = told ?? layout.rate
    const why = told === null ? `as ${layout.records}` : 'by the places and speeds of the car'
    warnings.push({
      code: 'assumed-rate',
      message: `The logs of ${name} hold no times; ${rate} frames a second are taken, ${why}.`
    })
    if (/augmented/.test(camera))
      warnings.push({
        code: 'turned-camera',
        message: `${camera} was shifted and turned at random in each frame; the steering is that of the car.`
      })
    const recording = await recordingOfLog({
      kind: 'carla',
      place,
      because,
      files: [...pictures.values()].map((name) => join(folder, name)),
      stamps: numbers.map((number) => (1000 * (Number(number) - Number(numbers[0]))) / rate),
      assumedRate: rate,
      signals: columnSignals(
        SIGNALS,
        SIGNALS.map(({ of }) => Float64Array.from(logs, (log) => (log ? of(log) : NaN))),
        { unit: 'normalised', positive: 'right' }
      ),
      choices: [{ option: 'camera', values: cameras, chosen: camera }],
      warnings
    })
    const lanes = camera === layout.front ? await semanticLanes(route, layout, numbers) : null
    const named = { ...recording, name }
    return lanes ? { ...named, because: `${because}; ${layout.semantic} holds its lanes`, lanes } : named
  }
}

/** Logs by the numbers of their frames, null where a number is left out, so that neighbours are neighbours in time. */
function neighbours(numbers: readonly string[], logs: readonly (CarlaLog | null)[]): (CarlaLog | null)[] {
  return logs.flatMap((log, i) => (i > 0 && Number(numbers[i]) !== Number(numbers[i - 1]) + 1 ? [null, log] : [log]))
}

function oddities(
  { route, layout, logs: there }: CarlaFolders,
  numbers: readonly string[],
  logs: readonly (CarlaLog | null)[]
): Warning[] {
  const warnings: Warning[] = []
  const name = basename(route)
  const missing = numbers.filter((number) => !there.has(number))
  if (missing.length > 0)
    warnings.push({
      code: 'missing-logs',
      message: `${missing.length} pictures of ${name} have no log in ${layout.logs}, first ${missing[0]!}; their signals are gaps.`
    })
  const damaged = numbers.filter((number, i) => there.has(number) && logs[i] === null)
  if (damaged.length > 0)
    warnings.push({
      code: 'damaged-records',
      message: `${damaged.length} logs of ${name} cannot be read, first ${there.get(damaged[0]!)!}; their signals are gaps.`
    })
  const pictured = new Set(numbers)
  const without = [...there.keys()].filter((number) => !pictured.has(number))
  if (without.length > 0)
    warnings.push({
      code: 'missing-pictures',
      message: `${without.length} logs of ${name} have no picture, first ${there.get(without[0]!)!}; they are left out.`
    })
  return warnings
}

/** The semantic pictures of the front camera; null where there are none. */
async function semanticLanes(
  route: string,
  { semantic, cameraHeight }: CarlaLayout,
  numbers: readonly string[]
): Promise<RecordedLanes | null> {
  const there = await picturesIn(join(route, semantic))
  const files = numbers.map((number) => {
    const name = there.get(number)
    return name === undefined ? null : join(route, semantic, name)
  })
  const some = files.filter((file) => file !== null)
  if (some.length === 0) return null
  // Which frames have one is part of what they say.
  const numbered = files.map((file) => file && basename(file)).join('\n')
  const content = await fingerprint('carla', some)
  const key = createHash('sha256').update(`${content} ${cameraHeight}\n${numbered}`).digest('hex')
  return { type: 'semantic', key: key.slice(0, 16), files, cameraHeight }
}
