import { parse } from 'node:path'
import { InputError } from '../../../../shared/errors.ts'
import type { Warning } from '../../../../shared/recording.ts'
import type { Column } from '../../table/csvColumns.ts'
import { openCsvSignals } from '../../table/csvSignals.ts'
import { fingerprint } from '../../place/fingerprint.ts'
import type { Format } from '../../format.ts'
import type { Recording, SourceSignal } from '../../recording.ts'
import { cameraTopics, type CameraTopic, unreadInWords, type UnreadTopic } from './cameraTopics.ts'
import { firstPictures } from './firstPictures.ts'
import { isMcap, type McapFile, openMcap } from './mcapFile.ts'
import { fieldColumns, type NumberField, numberFields, readNumbers } from './numberTopics.ts'
import { type PictureClock, pictureClock } from './pictureClock.ts'

/** An MCAP file with a topic of compressed pictures; frames are its messages, in order of log time. */
export const mcap: Format = {
  kind: 'mcap',

  async recognise({ isFolder, head }) {
    return !isFolder && isMcap(head) ? 'it begins as an MCAP file does' : null
  },

  async open({ path, name }, because, { probe, signals: table, topic, steering }) {
    await using file = await openMcap(path)
    const { cameras, unread } = cameraTopics(file)
    const camera = chosenCamera(cameras, unread, topic, name)
    const clock = await pictureClock(file, camera, name)
    const { times } = clock
    if (times.length === 0)
      throw new InputError(`${camera.topic} in ${name} holds no message; choose another topic or file.`)
    const { coding, width, height } = await firstPictures(file, camera, name, probe)
    const fields = await numberFields(file)
    const columns = fieldColumns(fields, steering)
    const chosen = columns.find(({ role }) => role === 'steering')?.name ?? null
    if (steering !== undefined && chosen !== steering)
      throw new InputError(`${name} has no number called ${steering}; choose another one as its steering.`)
    const warnings = [...clock.warnings, ...notRead(unread, camera, name)]
    let signals: SourceSignal[]
    let lateSignals: Recording['lateSignals']
    if (table !== undefined) {
      const read = await openCsvSignals(table, { frames: times.length, duration: times.at(-1) ?? 0 }, 'chosen')
      signals = read.signals
      warnings.push(...read.warnings)
    } else {
      warnings.push(...steeringWarnings(columns, name))
      if (await areLate(file, fields, columns, clock)) {
        signals = withoutValues(columns)
        if (fields.length > 0) lateSignals = () => readLate(path, fields, columns, clock)
      } else {
        const read = await readNumbers(file, fields, columns, clock)
        signals = read.signals
        if (read.spread.length > 0) warnings.push(spreadEvenly(read.spread, name))
      }
    }
    return {
      kind: 'mcap',
      path,
      name: parse(name).name,
      because: `${because}, with ${times.length} pictures in ${camera.topic} (${coding})`,
      fingerprint: await fingerprint('mcap', [path], camera.topic),
      source: { type: 'mcap', file: path, topic: camera.topic, coding, count: times.length },
      width,
      height,
      frames: { count: times.length, exact: true },
      times,
      rate: usualRate(times),
      signals,
      ...(lateSignals ? { lateSignals } : {}),
      choices: [
        { option: 'topic', values: cameras.map((found) => found.topic), chosen: camera.topic },
        { option: 'steering', values: fields.map((field) => field.name), chosen }
      ],
      warnings
    }
  }
}

function chosenCamera(
  cameras: readonly CameraTopic[],
  unread: readonly UnreadTopic[],
  topic: string | undefined,
  name: string
): CameraTopic {
  const names = cameras.map((camera) => camera.topic)
  const camera = topic === undefined ? cameras[0] : cameras.find((found) => found.topic === topic)
  if (camera) return camera
  const pictures = topic === undefined ? unread : unread.filter((found) => found.topic === topic)
  if (pictures.length > 0)
    throw new InputError(
      `${name} holds pictures in ${unreadInWords(pictures)}, which Lanegaze does not read yet; republish them as compressed pictures (image_transport's republish does that), record those and open that file.`
    )
  throw new InputError(
    names.length === 0
      ? `${name} holds no topic of compressed pictures (CompressedImage or CompressedVideo) that can be read; record one and open it again.`
      : `${name} has no topic of pictures called ${topic ?? ''}; choose one of ${names.join(', ')}.`
  )
}

function notRead(unread: readonly UnreadTopic[], { topic }: CameraTopic, name: string): Warning[] {
  if (unread.length === 0) return []
  const message = `${name} also holds pictures that Lanegaze does not read yet, in ${unreadInWords(unread)}; ${topic} is shown.`
  return [{ code: 'topics-not-read', message }]
}

function steeringWarnings(columns: readonly Column[], name: string): Warning[] {
  const steering = columns.find(({ role }) => role === 'steering')
  if (!steering) {
    const message = `No topic of ${name} is known to be the steering; choose ${columns.length > 0 ? 'one, or ' : ''}a table of signals.`
    return [{ code: 'no-steering', message }]
  }
  if (steering.positive !== null) return []
  const message = `${name} does not say which way "${steering.name}" turns the car; positive is taken as left until you say otherwise.`
  return [{ code: 'steering-sign-unknown', message }]
}

/**
 * Whether the numbers may be read when they are needed: their log times are the pictures' clock, and those that say
 * how the car drove were not all logged at once. Else their times must be looked at, and what was done be said.
 */
async function areLate(
  file: McapFile,
  fields: readonly NumberField[],
  columns: readonly Column[],
  { source }: PictureClock
): Promise<boolean> {
  if (source !== 'log') return false
  const driven = new Set(fields.filter((_, i) => columns[i]?.role !== 'other').map(({ topic }) => topic))
  for (const topic of driven) {
    const ids = file.channels.filter((channel) => channel.topic === topic).map(({ id }) => id)
    const { times } = await file.logTimes(ids)
    if (times.length > 1 && times[0] === times.at(-1)) return false
  }
  return true
}

function withoutValues(columns: readonly Column[]): SourceSignal[] {
  return columns.map(({ name, role, unit }): SourceSignal => {
    const about = { name, role: role === 'time' || role === 'frame' ? ('other' as const) : role, unit }
    return { ...about, convention: null, timeBase: 'seconds', times: new Float64Array(), values: new Float64Array() }
  })
}

/**
 * The signals of a file that is opened for them alone: that may be long after it was opened for its pictures. Those
 * without a time of the pictures' clock stay without values: nobody would be told.
 */
async function readLate(
  path: string,
  fields: NumberField[],
  columns: Column[],
  clock: PictureClock
): Promise<SourceSignal[]> {
  await using file = await openMcap(path)
  const { signals, spread } = await readNumbers(file, fields, columns, clock)
  const empty = { times: new Float64Array(), values: new Float64Array() }
  return signals.map((signal, i) => (spread.includes(fields[i]?.topic ?? '') ? { ...signal, ...empty } : signal))
}

function spreadEvenly(topics: readonly string[], name: string): Warning {
  const message = `The messages of ${topics.join(', ')} in ${name} carry no times of the pictures' clock; they are spread evenly over the drive.`
  return { code: 'false-times', message }
}

/** Pictures a second, by the median step. */
function usualRate(times: Float64Array): number {
  const steps = times
    .subarray(1)
    .map((time, i) => time - (times[i] ?? time))
    .filter((step) => step > 0)
    .sort()
  const step = steps[steps.length >> 1]
  return step === undefined ? 20 : Math.round(100 / step) / 100
}
