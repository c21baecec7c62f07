import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { InputError } from '../../../shared/errors.ts'
import type { SignalRole, Warning } from '../../../shared/recording.ts'
import { fingerprint } from '../place/fingerprint.ts'
import type { Format, Place } from '../format.ts'
import { refuseTable } from './logged.ts'
import { npyColumn, readNpy } from './npy.ts'
import type { SourceSignal } from '../recording.ts'

const VIDEO = 'video.hevc'
const FRAME_TIMES = 'global_pose/frame_times'

/** The logs that are read. The gyroscope's axes are forward, right and down: a turn to the left is negative about the third. */
const LOGS: readonly { name: string; log: string; column: number; role: SignalRole; unit: string; factor: number }[] = [
  { name: 'steering_angle', log: 'CAN/steering_angle', column: 0, role: 'steering', unit: 'deg', factor: 1 },
  { name: 'speed', log: 'CAN/speed', column: 0, role: 'speed', unit: 'm/s', factor: 1 },
  { name: 'yaw_rate', log: 'IMU/gyro', column: 2, role: 'yaw-rate', unit: 'rad/s', factor: -1 }
]

/**
 * One segment of comma2k19 (a minute of `video.hevc` beside NumPy logs): frames have the times of
 * `global_pose/frame_times`, and the logs keep their own times on the same clock, seconds since the device started.
 * Steering is in degrees at the steering wheel, positive to the left.
 */
export const comma2k19: Format = {
  kind: 'comma2k19',

  async recognise({ path, folders }) {
    if (!folders.includes('processed_log') || !folders.includes('global_pose')) return null
    const steering = await stat(join(path, 'processed_log/CAN/steering_angle')).catch(() => null)
    return steering ? 'it has the logs of a comma2k19 segment (processed_log/CAN and global_pose)' : null
  },

  async open(place, because, options) {
    refuseTable(options, place, 'a comma2k19 segment')
    const { path } = place
    const file = join(path, VIDEO)
    if (!place.files.includes(VIDEO))
      throw new InputError(
        `${place.name} has the logs of a comma2k19 segment but no ${VIDEO}; copy it beside them: ${path}`
      )
    const facts = await options.probe(file)
    const warnings = facts.warnings.filter(({ code }) => code !== 'no-timestamps')
    const frameTimes = npyColumn(await readNpy(join(path, FRAME_TIMES)), 0)
    const start = frameTimes[0]
    if (start === undefined)
      throw new InputError(`${FRAME_TIMES} of ${place.name} is empty; copy it again from its source.`)
    const counted = Math.max(1, Math.round(facts.duration * facts.rate))
    const times = timesOf(frameTimes, start, counted, warnings)
    const signals: SourceSignal[] = []
    for (const log of LOGS) {
      const signal = await readLog(place, log, start).catch(async (error: unknown) => {
        if (!(error instanceof InputError) || log.role === 'steering') throw error
        warnings.push({ code: 'signals-left-out', message: await withoutLog(place, log, error.message) })
        return null
      })
      if (signal) signals.push(signal)
    }
    return {
      kind: 'comma2k19',
      path,
      name: place.name,
      because,
      fingerprint: await fingerprint('comma2k19', [file]),
      source: { type: 'video', file },
      width: facts.width,
      height: facts.height,
      frames: { count: counted, exact: false },
      times,
      rate: 20,
      signals,
      warnings
    }
  }
}

/** Why a log is not read: drives are often copied without those of the sensors. */
async function withoutLog({ path, name }: Place, { log, role }: (typeof LOGS)[number], why: string): Promise<string> {
  const folder = `processed_log/${log}`
  if (await stat(join(path, folder)).catch(() => null)) return why
  return `${name} has no ${folder}, and so no ${role.replace('-', ' ')}; its other logs are read.`
}

/** Seconds from frame 0; frames beyond the list of times go on at 20 a second. */
function timesOf(frameTimes: Float64Array, start: number, counted: number, warnings: Warning[]): Float64Array {
  const known = frameTimes.length
  if (known !== counted) {
    const message =
      known < counted
        ? `${VIDEO} has ${counted} frames and ${FRAME_TIMES} only ${known}; later frames are taken to come 20 a second.`
        : `${VIDEO} has ${counted} frames and ${FRAME_TIMES} ${known}; the last times are left out.`
    const last = Math.max(known, counted) - 1
    warnings.push({ code: 'frame-times-differ', message, frames: { first: Math.min(known, counted), last } })
  }
  const last = (frameTimes.at(-1) ?? start) - start
  return Float64Array.from({ length: counted }, (_, frame) => {
    const time = frameTimes[frame]
    return time === undefined ? last + (frame - known + 1) / 20 : time - start
  })
}

async function readLog(
  { path }: Place,
  { name, log, column, role, unit, factor }: (typeof LOGS)[number],
  start: number
): Promise<SourceSignal> {
  const folder = join(path, 'processed_log', log)
  const times = npyColumn(await readNpy(join(folder, 't')), 0).map((time) => time - start)
  const values = npyColumn(await readNpy(join(folder, 'value')), column).map((value) => factor * value)
  const convention = role === 'steering' ? ({ unit: 'deg', positive: 'left' } as const) : null
  return { name, role, unit, convention, timeBase: 'seconds', times, values }
}
