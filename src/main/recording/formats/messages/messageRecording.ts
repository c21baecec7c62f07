import { parse } from 'node:path'
import { InputError } from '../../../../shared/errors.ts'
import type { RecordingKind, Warning } from '../../../../shared/recording.ts'
import { fingerprint } from '../../place/fingerprint.ts'
import { openCsvSignals } from '../../table/csvSignals.ts'
import type { OpenOptions, Place } from '../../format.ts'
import type { Recording } from '../../recording.ts'
import { cameraTopics, type CameraTopic, equallyLikely, unreadInWords, type UnreadTopic } from './cameraTopics.ts'
import { firstPictures } from './firstPictures.ts'
import type { MessageLog } from './messageLog.ts'
import { messageSignals, type MessageSignals, signalsOfOtherLog } from './messageSignals.ts'
import { isMessageLog, openMessageLog } from './openMessageLog.ts'
import { pictureClock, type PictureClock } from './pictureClock.ts'
import { bagFiles } from './rosbag2/bagFiles.ts'
import { lookAt } from '../../place/place.ts'
import { namesInWords } from '../../place/namesInWords.ts'

/** What a log of messages is opened as. */
export interface MessageFiles {
  kind: RecordingKind
  because: string
  /** In their order. */
  files: string[]
  /** What is odd about them. */
  warnings: Warning[]
}

/**
 * The recording of a log of messages with a topic of pictures: frames are its messages, in order of log time.
 * @throws InputError where it cannot be read, or has no pictures that are read.
 */
export async function messageRecording(
  { path, name }: Place,
  { kind, because, files, warnings: odd }: MessageFiles,
  { probe, signals: table, topic, steering }: OpenOptions
): Promise<Recording> {
  await using log = await openMessageLog(files)
  const { cameras, unread } = await cameraTopics(log)
  const camera = chosenCamera(cameras, unread, topic, name)
  const clock = await pictureClock(log, camera, name)
  const { times } = clock
  if (times.length === 0)
    throw new InputError(`${camera.topic} in ${name} holds no message; choose another topic or file.`)
  const { coding, width, height } = await firstPictures(log, camera, name, probe)
  const numbers = await signalsOf(log, files, clock, table, steering)
  return {
    kind,
    path,
    name: parse(name).name,
    because: `${because}, with ${times.length} pictures in ${camera.topic} (${coding})`,
    fingerprint: await fingerprint(kind, files, camera.topic),
    source: { type: 'messages', files, topic: camera.topic, coding, count: times.length },
    width,
    height,
    frames: { count: times.length, exact: true },
    times,
    rate: usualRate(times),
    signals: numbers.signals,
    ...(numbers.lateSignals ? { lateSignals: numbers.lateSignals } : {}),
    choices: [
      { option: 'topic', values: cameras.map((found) => found.topic), chosen: camera.topic },
      { option: 'steering', values: numbers.names, chosen: numbers.chosen }
    ],
    warnings: [
      ...odd,
      ...log.warnings,
      ...clock.warnings,
      ...(topic === undefined ? otherCameras(cameras, name) : []),
      ...notRead(unread, camera, name),
      ...numbers.warnings
    ]
  }
}

/** Of the log itself, or of what a person chose in its place: another log, or a table. */
async function signalsOf(
  log: MessageLog,
  files: readonly string[],
  clock: PictureClock,
  chosen: string | undefined,
  steering: string | undefined
): Promise<MessageSignals> {
  if (chosen === undefined) return messageSignals(log, files, clock, steering)
  const other = await logAt(chosen)
  if (other) return signalsOfOtherLog(other, clock, steering)
  const pictures = { frames: clock.times.length, duration: clock.times.at(-1) ?? 0 }
  const read = await openCsvSignals(chosen, pictures, 'chosen', steering)
  const names = read.signals.map(({ name }) => name)
  return { ...read, names, chosen: read.signals.find(({ role }) => role === 'steering')?.name ?? null }
}

/** The files of the log that lies at a path; null where there is none. */
async function logAt(path: string): Promise<string[] | null> {
  const place = await lookAt(path)
  if (place.isFolder) return (await bagFiles(place))?.files ?? null
  return (await isMessageLog(path)) ? [path] : null
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
      `${name} holds pictures in ${unreadInWords(pictures)}, which Lanegaze does not read; republish them as compressed pictures of 8 bits (image_transport's republish does that), record those and open that file.`
    )
  throw new InputError(
    names.length === 0
      ? `${name} holds no topic of pictures (Image, CompressedImage or CompressedVideo) that can be read; record one and open it again.`
      : `${name} has no topic of pictures called ${topic ?? ''}; choose one of ${names.join(', ')}.`
  )
}

function otherCameras(cameras: readonly CameraTopic[], name: string): Warning[] {
  const others = equallyLikely(cameras).map(({ topic }) => topic)
  if (others.length === 0) return []
  const message = `${name} does not say which camera looks ahead: ${cameras[0]?.topic} is shown, and ${namesInWords(others, 4)} may be it as well; choose the topic that looks ahead.`
  return [{ code: 'several-cameras', message }]
}

function notRead(unread: readonly UnreadTopic[], { topic }: CameraTopic, name: string): Warning[] {
  if (unread.length === 0) return []
  const message = `${name} also holds pictures that Lanegaze does not read, in ${unreadInWords(unread)}; ${topic} is shown.`
  return [{ code: 'topics-not-read', message }]
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
