import { parse } from 'node:path'
import { InputError } from '../../../shared/errors.ts'
import type { Warning } from '../../../shared/recording.ts'
import type { Column } from '../csvColumns.ts'
import { openCsvSignals } from '../csvSignals.ts'
import { fingerprint } from '../fingerprint.ts'
import type { Format } from '../format.ts'
import { readImageHeader } from '../imageHeader.ts'
import type { MessageCoding, ProbeVideo, SourceSignal } from '../recording.ts'
import { cameraTopics, pictureIn, type CameraTopic } from './cameraTopics.ts'
import { isMcap, openMcap, type McapFile } from './mcapFile.ts'
import { fieldColumns, numberFields, readNumbers, type NumberField } from './numberTopics.ts'

/** The size of a video shows in its first key frame, which this many messages hold even where they do not begin with it. */
const START = 300

/** An MCAP file with a topic of compressed pictures; frames are its messages, in order and at the time they were logged. */
export const mcap: Format = {
  kind: 'mcap',

  async recognise({ isFolder, head }) {
    return !isFolder && isMcap(head) ? 'it begins as an MCAP file does' : null
  },

  async open({ path, name }, because, { probe, signals: table, topic, steering }) {
    await using file = await openMcap(path)
    const cameras = cameraTopics(file.reader)
    const camera = chosenCamera(cameras, topic, name)
    const logged = await file.logTimes(camera.channelId)
    const start = logged[0] ?? 0n
    const times = Float64Array.from(logged, (time) => Number(time - start) / 1e9)
    const { coding, width, height } = await look(file, camera, name, probe)
    const fields = await numberFields(file.reader)
    const columns = fieldColumns(fields, steering)
    const chosen = columns.find(({ role }) => role === 'steering')?.name ?? null
    if (steering !== undefined && chosen !== steering)
      throw new InputError(`${name} has no number called ${steering}; choose another one as its steering.`)
    const warnings: Warning[] = []
    let signals = columns.map(({ name, role, unit }): SourceSignal => {
      const about = { name, role: role === 'time' || role === 'frame' ? ('other' as const) : role, unit }
      return { ...about, convention: null, timeBase: 'seconds', times: new Float64Array(), values: new Float64Array() }
    })
    let lateSignals = fields.length === 0 ? undefined : () => readLate(path, fields, columns, start)
    if (table !== undefined) {
      const read = await openCsvSignals(table, { frames: times.length, duration: times.at(-1) ?? 0 }, 'chosen')
      signals = read.signals
      lateSignals = undefined
      warnings.push(...read.warnings)
    } else if (chosen === null) {
      const message = `No topic of ${name} is known to be the steering; choose one, or a table of signals.`
      warnings.push({ code: 'no-steering', message })
    } else if (columns.find(({ role }) => role === 'steering')?.positive === null) {
      const message = `${name} does not say which way "${chosen}" turns the car; positive is taken as left until you say otherwise.`
      warnings.push({ code: 'steering-sign-unknown', message })
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

/** The signals of a file that is opened for them alone: that may be long after it was opened for its pictures. */
async function readLate(
  path: string,
  fields: NumberField[],
  columns: Column[],
  start: bigint
): Promise<SourceSignal[]> {
  await using file = await openMcap(path)
  return await readNumbers(file, fields, columns, start)
}

function chosenCamera(cameras: readonly CameraTopic[], topic: string | undefined, name: string): CameraTopic {
  const names = cameras.map((camera) => camera.topic)
  const camera = topic === undefined ? cameras[0] : cameras.find((found) => found.topic === topic)
  if (camera) return camera
  throw new InputError(
    names.length === 0
      ? `${name} holds no topic of compressed pictures (CompressedImage or CompressedVideo) that can be read; record one and open it again.`
      : `${name} has no topic of pictures called ${topic ?? ''}; choose one of ${names.join(', ')}.`
  )
}

/** Coding and size of a topic's pictures, from its first messages. */
async function look(
  { reader }: McapFile,
  camera: CameraTopic,
  name: string,
  probe: ProbeVideo
): Promise<{ coding: MessageCoding; width: number; height: number }> {
  const stream: Uint8Array[] = []
  let coding: MessageCoding | null = null
  for await (const { data } of reader.readMessages({ topics: [camera.topic] })) {
    const picture = pictureIn(camera.read, data)
    if (!picture) continue
    const header = readImageHeader(picture.data)
    if (header) return header
    coding ??= picture.coding
    if (coding === null || coding === 'jpeg' || coding === 'png') continue
    stream.push(picture.data)
    if (stream.length < START && !isPowerOfTwo(stream.length)) continue
    const facts = await probe({ coding, bytes: Buffer.concat(stream) }).catch(() => null)
    if (facts) return { coding, width: facts.width, height: facts.height }
    if (stream.length >= START) break
  }
  throw new InputError(
    `None of the first pictures of ${camera.topic} in ${name} can be read; choose another topic or file.`
  )
}

function isPowerOfTwo(count: number): boolean {
  return (count & (count - 1)) === 0
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
