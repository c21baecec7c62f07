import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Warning } from '../../../../shared/recording.ts'
import { openParquet } from '../../parquet/parquetFile.ts'
import { readNumbers } from '../../parquet/parquetNumbers.ts'
import type { SourceSignal } from '../../recording.ts'
import { checkSign } from '../../signals/signCheck.ts'

/** Names of the tables of a clip, those of the drive itself before those that were smoothed afterwards. */
const NAMES = ['egomotion', 'egomotion.offline'] as const
/** How far above the camera's folder `labels` may lie. */
const UP = 4

/**
 * Finds the egomotion of a clip: beside its video, or in `labels/egomotion` of the data set, unpacked as it is there or in a
 * folder for each chunk. Null where it was not copied.
 */
export async function egomotionOf(video: string, clip: string): Promise<string | null> {
  const folder = dirname(video)
  const chunk = /\.(chunk_\d+)$/.exec(basename(folder))?.[1]
  let above = folder
  const folders = [folder]
  for (let up = 0; up < UP && dirname(above) !== above; up++) {
    above = dirname(above)
    for (const name of NAMES) {
      const labels = join(above, 'labels', name)
      folders.push(labels, ...(chunk ? [join(labels, `${name}.${chunk}`)] : []))
    }
  }
  for (const name of NAMES)
    for (const place of folders) {
      const file = join(place, `${clip}.${name}.parquet`)
      if ((await stat(file).catch(() => null))?.isFile()) return file
    }
  return null
}

/**
 * The signals of a clip, on the clock of its cameras: curvature of the driven path (1/m), speed (m/s), yaw (rad, to the
 * left) and whatever else there is. The data set does not state the sign of the curvature: it is found by the yaw of the
 * car's pose, whose axes are forward, left and up, and said.
 * Columns: NVlabs/physical_ai_av, egomotion.py; the clock is microseconds.
 * @param zero microseconds of frame 0
 * @param asked the signal that a person calls the steering
 * @throws InputError where the table cannot be read
 */
export async function readEgomotion(
  file: string,
  zero: number,
  asked: string | undefined,
  warnings: Warning[]
): Promise<SourceSignal[]> {
  const columns = new Map<string, Float64Array>()
  await using table = await openParquet(file)
  for (const column of table.columns)
    for (const { name, values } of await readNumbers(table, column)) columns.set(name, values)
  const of = (name: string): Float64Array | undefined => columns.get(name)
  const times = (of('timestamp') ?? of('timestamp_us') ?? new Float64Array()).map((micros) => (micros - zero) / 1e6)
  const { length } = times
  if (length === 0) {
    const message = `${basename(file)} has no column "timestamp", and is not read; copy it again from its source.`
    warnings.push({ code: 'signals-left-out', message })
    return []
  }
  const derived: [name: string, role: SourceSignal['role'], unit: string, values: Float64Array | null][] = [
    ['curvature', 'other', '1/m', of('curvature') ?? null],
    ['speed', 'speed', 'm/s', both(of('vx'), of('vy'), Math.hypot)],
    ['yaw', 'other', 'rad', yawOf(of('qx'), of('qy'), of('qz'), of('qw'))]
  ]
  const known = new Set(['timestamp', 'timestamp_us', ...derived.map(([name]) => name)])
  const others = [...columns].filter(([name]) => !known.has(name))
  const signals = [...derived, ...others.map(([name, values]) => [name, 'other', '', values] as const)].flatMap(
    ([name, role, unit, values]): SourceSignal[] =>
      values?.some(Number.isFinite) ? [{ name, role, unit, convention: null, timeBase: 'seconds', times, values }] : []
  )
  return withSteering(signals, asked ?? 'curvature', basename(file), warnings)
}

function withSteering(signals: SourceSignal[], chosen: string, name: string, warnings: Warning[]): SourceSignal[] {
  return signals.map((signal) => {
    if (signal.name !== chosen) return signal
    const steering = { ...signal, role: 'steering' as const, convention: null }
    if (signal.unit !== '1/m') return { ...steering, unit: 'normalised' }
    const at = [steering, ...signals.filter(({ name: other }) => other === 'speed' || other === 'yaw')]
    const check = checkSign(
      at.map(({ values, ...about }) => ({ ...about, sourcePositive: null, values: Array.from(values) })),
      signal.times
    )
    const positive = check?.verdict === 'contradicts' ? 'right' : 'left'
    const sure = check && check.verdict !== 'undecided'
    const message = sure
      ? `${name} does not say which way its curvature turns the car; by the yaw of its pose (correlation ${check.correlation.toFixed(2)}) positive is ${positive}.`
      : `${name} does not say which way its curvature turns the car, and the car turns too little to tell by its yaw; positive is taken as left.`
    warnings.push({ code: sure ? 'steering-sign-found' : 'steering-sign-unknown', message })
    return { ...steering, convention: { unit: '1/m', positive } }
  })
}

function both(
  a: Float64Array | undefined,
  b: Float64Array | undefined,
  of: (a: number, b: number) => number
): Float64Array | null {
  return a && b ? a.map((value, i) => of(value, b[i] ?? NaN)) : null
}

/** The angle about the axis that points up, of a rotation from the car to the world: rising to the left. */
function yawOf(
  qx: Float64Array | undefined,
  qy: Float64Array | undefined,
  qz: Float64Array | undefined,
  qw: Float64Array | undefined
): Float64Array | null {
  if (!qx || !qy || !qz || !qw) return null
  return qx.map((x, i) => {
    const [y = NaN, z = NaN, w = NaN] = [qy[i], qz[i], qw[i]]
    return Math.atan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z))
  })
}
