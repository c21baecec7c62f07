import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { SignalRole, Warning } from '../../../../shared/recording.ts'
import type { SteeringConvention } from '../../../../shared/steering.ts'
import { openFile, readText } from '../../place/openFile.ts'
import type { SourceSignal } from '../../recording.ts'

/** A number of the CAN bus expansion. */
interface BusNumber {
  message: string
  field: string
  /** Which of the numbers of a vector. */
  part?: number
  name: string
  role: SignalRole
  unit: string
}

/**
 * What is read of nuScenes' CAN bus expansion (python-sdk/nuscenes/can_bus/README.md of its devkit): the steering wheel in
 * radians, positive to the right; velocity and turning in the frame of the car, x ahead and z up.
 */
const NUMBERS: readonly BusNumber[] = [
  { message: 'steeranglefeedback', field: 'value', name: 'steering_angle', role: 'steering', unit: 'rad' },
  { message: 'pose', field: 'vel', part: 0, name: 'speed', role: 'speed', unit: 'm/s' },
  { message: 'pose', field: 'rotation_rate', part: 2, name: 'yaw_rate', role: 'yaw-rate', unit: 'rad/s' },
  { message: 'zoesensors', field: 'throttle_sensor', name: 'throttle_sensor', role: 'throttle', unit: '' },
  { message: 'zoesensors', field: 'brake_sensor', name: 'brake_sensor', role: 'brake', unit: '' },
  { message: 'zoesensors', field: 'steering_sensor', name: 'steering_sensor', role: 'other', unit: 'deg' }
]
const STEERING: SteeringConvention = { unit: 'rad', positive: 'right' }

/** zoesensors has a thousand messages a second, 2 MB a scene. */
const LARGEST = 64 * 2 ** 20
const Messages = z.array(z.looseObject({ utime: z.number() }))

/**
 * The names of the scenes whose CAN bus was recorded between two times, microseconds, by the first and the last message of
 * their steering. Files are looked at, not read.
 */
export async function scenesOnBus(folder: string, from: number, to: number): Promise<string[]> {
  const found: string[] = []
  for (const name of (await readdir(folder).catch(() => [])).sort()) {
    const scene = /^(scene-\d{4})_steeranglefeedback\.json$/.exec(name)?.[1]
    const span = scene === undefined ? null : await spanOf(join(folder, name)).catch(() => null)
    if (scene !== undefined && span && span[0] <= to && span[1] >= from) found.push(scene)
  }
  return found
}

async function spanOf(file: string): Promise<[number, number] | null> {
  const handle = await openFile(file)
  try {
    const { size } = await handle.stat()
    const at = async (place: number): Promise<number[]> => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, Math.max(0, place))
      return [...buffer.toString('latin1', 0, bytesRead).matchAll(/"utime":\s*(\d+)/g)].map(([, digits]) =>
        Number(digits)
      )
    }
    const [first, last] = [(await at(0))[0], (await at(size - 512)).at(-1)]
    return first === undefined || last === undefined ? null : [first, last]
  } finally {
    await handle.close()
  }
}

/**
 * The signals of scenes, seconds from `start` (microseconds). What cannot be read is left out with a warning.
 */
export async function busSignals(
  folder: string,
  scenes: readonly string[],
  start: number,
  warnings: Warning[]
): Promise<SourceSignal[]> {
  const signals: SourceSignal[] = []
  for (const [message, numbers] of Map.groupBy(NUMBERS, (each) => each.message)) {
    const rows: z.output<typeof Messages> = []
    // A spread would have more arguments than the stack has room for.
    for (const scene of scenes)
      for (const row of await messagesOf(folder, `${scene}_${message}.json`, warnings)) rows.push(row)
    if (rows.length === 0) continue
    rows.sort((a, b) => a.utime - b.utime)
    const times = Float64Array.from(rows, ({ utime }) => (utime - start) / 1e6)
    for (const { field, part, name, role, unit } of numbers) {
      const values = Float64Array.from(rows, (row) => numberIn(row[field], part))
      if (!values.some(Number.isFinite)) continue
      signals.push({
        name,
        role,
        unit,
        convention: role === 'steering' ? STEERING : null,
        timeBase: 'seconds',
        times,
        values
      })
    }
  }
  return signals
}

function numberIn(value: unknown, part: number | undefined): number {
  const one: unknown = part === undefined ? value : Array.isArray(value) ? value[part] : undefined
  return typeof one === 'number' ? one : NaN
}

async function messagesOf(folder: string, name: string, warnings: Warning[]): Promise<z.output<typeof Messages>> {
  const file = join(folder, name)
  if (!(await stat(file).catch(() => null))) return []
  try {
    return Messages.parse(JSON.parse(await readText(file, LARGEST)))
  } catch {
    const message = `${name} is no messages of nuScenes' CAN bus, or was cut short; it is left out, copy it again from its source.`
    warnings.push({ code: 'signals-left-out', message })
    return []
  }
}
