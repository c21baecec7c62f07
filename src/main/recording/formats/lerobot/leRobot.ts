import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { InputError } from '../../../../shared/errors.ts'
import type { Choice, FoundRecording, Warning } from '../../../../shared/recording.ts'
import type { Format } from '../../format.ts'
import { fingerprint } from '../../place/fingerprint.ts'
import { namesInWords } from '../../place/namesInWords.ts'
import type { FrameSource, VideoFacts } from '../../recording.ts'
import { refuseTable } from '../logged.ts'
import { type EpisodePlace, listEpisodes, placeOf } from './leRobotEpisodes.ts'
import { isLeRobot, type LeRobotSet, readSet } from './leRobotInfo.ts'
import { readRows } from './leRobotRows.ts'

/** What most names of cameras begin with. */
const PREFIX = /^observation\.(images?\.)?/
/** The camera that looks where the car goes. */
const AHEAD = /front|forward|cent(er|re)|ahead|main/i

/** A data set of LeRobot (2.0, 2.1, 3.0): each episode is a recording, and each of its cameras a drive of its own. */
export const leRobot: Format = {
  kind: 'lerobot',

  async recognise({ path, folders }) {
    if (!folders.includes('meta') || !(await isLeRobot(path))) return null
    return 'it is a LeRobot data set (meta/info.json)'
  },

  async list({ path, name }) {
    const episodes = await listEpisodes(await readSet(path))
    return episodes.map(({ index, length, task }): FoundRecording => {
      const frames = length === null ? [] : [`${length} frames`]
      const because = [...frames, ...(task === '' ? [] : [task])].join(': ') || `episode ${index} of ${name}`
      return { path, name: `episode ${index}`, kind: 'lerobot', because, openWith: { episode: String(index) } }
    })
  },

  async open(place, because, options) {
    refuseTable(options, place, 'a LeRobot data set')
    const set = await readSet(place.path)
    const index = options.episode === undefined ? await onlyEpisode(set) : episodeNumber(options.episode)
    const camera = cameraOf(set, options.camera)
    const episode = await placeOf(set, index)
    const { file, start } = episode.video(camera)
    await seeThatItIsThere(file, set, episode, camera)
    const facts = await options.probe(file)
    const warnings: Warning[] = facts.warnings.filter(({ code }) => code !== 'no-timestamps')
    const { count, times, signals } = await readRows(set, episode, options.steering, warnings)
    warnings.push(...lengthWarnings(facts, basename(file), start, count, set))
    const name = `${place.name} episode ${index}`
    if (!signals.some(({ role }) => role === 'steering')) {
      const message = `No number of ${name} is called steering; choose the one that is: ${namesInWords(
        signals.map((signal) => signal.name),
        6
      )}.`
      warnings.push({ code: 'no-steering', message })
    }
    const source: FrameSource =
      start === null ? { type: 'video', file } : { type: 'video', file, stretch: { start, count, rate: set.rate } }
    return {
      kind: 'lerobot',
      path: place.path,
      name,
      because: episode.task === '' ? because : `${because}, "${episode.task}"`,
      fingerprint: await fingerprint('lerobot', [file], `episode ${index}`),
      source,
      width: facts.width,
      height: facts.height,
      frames: { count, exact: false },
      times,
      rate: set.rate,
      signals,
      choices: choicesOf(set, camera, signals),
      warnings
    }
  }
}

async function onlyEpisode(set: LeRobotSet): Promise<number> {
  const episodes = await listEpisodes(set)
  if (episodes.length === 1) return episodes[0]!.index
  if (episodes.length === 0)
    throw new InputError(`The list of episodes of ${set.name} is empty; copy it again from its source.`)
  throw new InputError(
    `${set.name} is a LeRobot data set of ${episodes.length} episodes; choose one, such as --episode 0.`
  )
}

function episodeNumber(chosen: string): number {
  if (/^\d{1,9}$/.test(chosen.trim())) return Number(chosen)
  throw new InputError(`"${chosen}" is not the number of an episode; the first one is 0.`)
}

/** @throws InputError where the data set has no such camera, or none with videos */
function cameraOf({ cameras, name, noSignals }: LeRobotSet, chosen: string | undefined): string {
  const [first] = cameras
  if (first === undefined) {
    const inTables = noSignals.size > 0 ? ' (pictures within its tables are not read; convert them to videos)' : ''
    throw new InputError(`${name} is a LeRobot data set without videos${inTables}.`)
  }
  if (chosen === undefined) return cameras.find((camera) => AHEAD.test(camera)) ?? first
  const found = cameras.find((camera) => camera === chosen || shortName(camera) === chosen)
  if (found !== undefined) return found
  throw new InputError(`${name} has no camera "${chosen}"; choose one of ${cameras.map(shortName).join(', ')}.`)
}

function shortName(camera: string): string {
  return camera.replace(PREFIX, '') || camera
}

async function seeThatItIsThere(file: string, set: LeRobotSet, { index }: EpisodePlace, camera: string): Promise<void> {
  if ((await stat(file).catch(() => null))?.isFile()) return
  throw new InputError(
    `The video of camera ${shortName(camera)} of episode ${index} of ${set.name} is not there; copy it beside the rest, or choose another camera or episode: ${file}`
  )
}

/** What the video's container says of its length, against the rows. */
function lengthWarnings(
  { duration, rate }: VideoFacts,
  file: string,
  start: number | null,
  count: number,
  set: LeRobotSet
): Warning[] {
  const frames = Math.round(duration * rate)
  const [from, need] = [Math.round((start ?? 0) * set.rate), Math.max(2, 0.02 * count)]
  const misses = start === null ? Math.abs(frames - count) > need : from + count > frames + need
  if (!misses) return []
  const of = start === null ? `${count} rows` : `${count} rows from frame ${from} on`
  const message = `${file} has about ${frames} frames, and the table of the episode ${of}; frames and rows are joined from the first on.`
  return [{ code: 'frame-times-differ', message }]
}

function choicesOf(set: LeRobotSet, camera: string, signals: readonly { name: string; role: string }[]): Choice[] {
  const steering = signals.find(({ role }) => role === 'steering')?.name ?? null
  const choices: Choice[] = [
    { option: 'camera', values: set.cameras.map(shortName), chosen: shortName(camera) },
    { option: 'steering', values: signals.map(({ name }) => name), chosen: steering }
  ]
  return choices.filter(({ values }) => values.length > 0)
}
