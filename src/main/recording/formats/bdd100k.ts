import { stat } from 'node:fs/promises'
import { dirname, join, parse, sep } from 'node:path'
import { z } from 'zod'
import type { Format, Place } from '../format.ts'
import type { SourceSignal } from '../recording.ts'
import { readText } from '../place/openFile.ts'
import { video } from './video.ts'

const Sample = z.looseObject({ timestamp: z.number() })
const Axes = Sample.extend({ x: z.number(), y: z.number(), z: z.number() })
const Location = Sample.extend({ course: z.number().nullish(), speed: z.number().nullish() })
/** The part of an info file that is shown; all times are milliseconds since 1970. */
const Info = z.looseObject({
  startTime: z.number().optional(),
  locations: z.array(Location),
  gyro: z.array(Axes).optional()
})

/** Info files are a few hundred kilobytes. */
const LARGEST = 64 * 2 ** 20

/** A video of BDD100K with its info file: course and speed about once a second, and no steering. */
export const bdd100k: Format = {
  kind: 'bdd100k',

  async recognise(place) {
    if (place.isFolder || (await video.recognise(place)) === null) return null
    return (await readInfo(place)) ? 'its content is a video, and an info file of BDD100K goes with it' : null
  },

  async open(place, because, options) {
    const recording = await video.open(place, because, options)
    const info = await readInfo(place)
    const start = info?.startTime ?? info?.locations[0]?.timestamp ?? 0
    const signals = info ? signalsOf(info, start) : []
    const message = `BDD100K records no steering; ${parse(place.path).name} shows its speed and course.`
    const warnings = [...recording.warnings, { code: 'no-steering', message }]
    return { ...recording, kind: 'bdd100k', signals: [...recording.signals, ...signals], warnings }
  }
}

function signalsOf({ locations, gyro = [] }: z.infer<typeof Info>, start: number): SourceSignal[] {
  const signal = (
    about: Pick<SourceSignal, 'name' | 'role' | 'unit'>,
    samples: readonly { timestamp: number; value: number | null | undefined }[]
  ): SourceSignal[] => {
    const known = samples.filter(({ value }) => typeof value === 'number')
    if (known.length === 0) return []
    known.sort((a, b) => a.timestamp - b.timestamp)
    const times = Float64Array.from(known, ({ timestamp }) => (timestamp - start) / 1000)
    const values = Float64Array.from(known, ({ value }) => value ?? NaN)
    return [{ ...about, convention: null, timeBase: 'seconds', times, values }]
  }
  // A phone that does not know its speed or course says -1.
  const located = (part: 'speed' | 'course') =>
    locations.map((at) => ({ timestamp: at.timestamp, value: (at[part] ?? -1) < 0 ? null : at[part] }))
  return [
    ...signal({ name: 'speed', role: 'speed', unit: 'm/s' }, located('speed')),
    ...signal({ name: 'course', role: 'other', unit: 'deg clockwise from north' }, located('course')),
    // How the phone was mounted is not known, so no axis of its gyroscope is the yaw rate of the car.
    ...(['x', 'y', 'z'] as const).flatMap((axis) =>
      signal(
        { name: `gyro_${axis}`, role: 'other', unit: 'rad/s' },
        gyro.map((at) => ({ timestamp: at.timestamp, value: at[axis] }))
      )
    )
  ]
}

/** The info file of a video: beside it, or where the data set keeps it (`videos/…` against `info/100k/…`). */
async function readInfo({ path }: Place): Promise<z.infer<typeof Info> | null> {
  const { name } = parse(path)
  const parts = dirname(path).split(sep)
  const at = parts.lastIndexOf('videos')
  const root = parts.slice(0, at).join(sep)
  const below = parts.slice(at + 1)
  const inSet =
    at < 0 ? [] : [['info', '100k'], ['info']].map((folder) => join(root, ...folder, ...below, `${name}.json`))
  for (const file of [join(dirname(path), `${name}.json`), ...inSet]) {
    const facts = await stat(file).catch(() => null)
    if (!facts?.isFile() || facts.size > LARGEST) continue
    const info = Info.safeParse(
      await readText(file)
        .then(JSON.parse)
        .catch(() => null)
    )
    if (info.success) return info.data
  }
  return null
}
