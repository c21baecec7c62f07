import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { z } from 'zod'
import { readBytes } from '../../place/openFile.ts'

/**
 * Packed or not; Bench2Drive's, with boxes of everything around, have a few hundred kilobytes. What is parsed takes many times
 * as much, so logs are read one after the other.
 */
const LARGEST = 4 * 2 ** 20

const unpack = promisify(gunzip)

const Value = z.union([z.number(), z.boolean()]).transform(Number).catch(NaN)
const MapPlace = z.array(z.number()).catch([])

const Log = z.object({
  steer: Value,
  throttle: Value,
  brake: Value,
  speed: Value,
  theta: Value,
  command: Value,
  command_near: Value,
  x: Value,
  y: Value,
  pos_global: MapPlace
})

/** What the log of a frame in CARLA says; NaN where it does not. */
export interface CarlaLog {
  /** -1..1, + to the right (carla.VehicleControl). */
  steer: number
  throttle: number
  brake: number
  /** Metres a second. */
  speed: number
  /** Compass, radians clockwise. */
  theta: number
  /** The command of the route's planner. */
  command: number
  /** Metres on the map. */
  place: readonly [number, number]
}

/** Reads logs of frames, in their order; null for those that are not there or cannot be read. */
export async function readCarlaLogs(
  folder: string,
  names: readonly (string | undefined)[]
): Promise<(CarlaLog | null)[]> {
  const logs: (CarlaLog | null)[] = []
  for (const name of names) logs.push(await readLog(folder, name))
  return logs
}

async function readLog(folder: string, name: string | undefined): Promise<CarlaLog | null> {
  if (name === undefined) return null
  try {
    const bytes = await readBytes(join(folder, name), LARGEST)
    const text = (name.endsWith('.gz') ? await unpack(bytes, { maxOutputLength: LARGEST }) : bytes).toString('utf8')
    const { x, y, pos_global: at, command_near: near, ...log } = Log.parse(parsed(text))
    const command = Number.isNaN(log.command) ? near : log.command
    return { ...log, command, place: [at[0] ?? x, at[1] ?? y] }
  } catch {
    return null
  }
}

/** Python writes NaN and Infinity, as the compass gives them at times, which are no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return JSON.parse(text.replace(/([:[,]\s*)(?:NaN|-?Infinity)(?=\s*[,\]}])/g, '$1null'))
  }
}
