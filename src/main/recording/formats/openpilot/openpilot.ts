import { join } from 'node:path'
import { InputError } from '../../../../shared/errors.ts'
import type { LaneSides } from '../../../../shared/lanes.ts'
import type { Warning } from '../../../../shared/recording.ts'
import { fingerprint } from '../../place/fingerprint.ts'
import type { Format, Place } from '../../format.ts'
import type { RecordedLanes, SourceSignal, VideoFacts } from '../../recording.ts'
import { refuseTable } from '../logged.ts'
import { roadCamera, sidesInPicture } from './openpilotLanes.ts'
import { readOpenpilotLog, type FrameIndex, type OpenpilotLog } from './openpilotLog.ts'

/** Videos of a segment that look ahead, and which list of the log counts their frames; the first one that is there is shown. */
const CAMERAS = { 'fcamera.hevc': 'road', 'qcamera.ts': 'qRoad', 'ecamera.hevc': 'wideRoad' } as const
type Camera = keyof typeof CAMERAS
const cameraNames = Object.keys(CAMERAS) as Camera[]
/** The full log first: the short one has a tenth of the car's messages, and none or few of the model's. */
const LOGS = ['rlog.zst', 'rlog.bz2', 'rlog', 'qlog.zst', 'qlog.bz2', 'qlog']
const RATE = 20
/** Lanes of fewer frames than this part are left out: a short log has one in forty. */
const MOST = 0.5

/**
 * A segment of a route of openpilot: a minute of a camera's video beside its log. Steering is in degrees at the steering
 * wheel, positive to the left (carState.steeringAngleDeg); the lines of its model (modelV2) are lanes of the recording.
 */
export const openpilot: Format = {
  kind: 'openpilot',

  async recognise(place) {
    const camera = camerasOf(place)[0]
    const log = logOf(place)
    return camera && log ? `${log} is the log of openpilot for ${camera}` : null
  },

  async open(place, because, options) {
    refuseTable(options, place, 'a segment of openpilot')
    const cameras = camerasOf(place)
    const name = logOf(place)
    const camera = cameras.find((each) => each === (options.camera ?? cameras[0]))
    if (!camera)
      throw new InputError(
        `${place.name} has no camera "${options.camera ?? ''}"; choose one of ${cameras.join(', ')}.`
      )
    if (name === undefined) throw new InputError(`The log of ${place.name} is not there any more; choose it again.`)
    const file = join(place.path, camera)
    const facts = await options.probe(file)
    const log = await readOpenpilotLog(join(place.path, name))
    const indexes = indexesOf(log, camera)
    const warnings: Warning[] = facts.warnings.filter(({ code }) => code !== 'no-timestamps')
    if (log.isBroken) warnings.push(brokenLog(name, log.car.length > 0 || indexes.length > 0))
    const counted = Math.max(1, Math.round(facts.duration * facts.rate))
    const { times, start } = timesOf(indexes, counted, name, camera, warnings)
    const lanes = await lanesOf(place, name, log, camera, facts, counted, warnings)
    return {
      kind: 'openpilot',
      path: place.path,
      name: place.name,
      because: lanes ? `${because}; it holds its lanes` : because,
      fingerprint: await fingerprint('openpilot', [file]),
      source: { type: 'video', file },
      width: facts.width,
      height: facts.height,
      frames: { count: counted, exact: false },
      times,
      rate: RATE,
      signals: signalsOf(log, start, place, warnings),
      choices: [{ option: 'camera', values: cameras, chosen: camera }],
      ...(lanes && { lanes }),
      warnings
    }
  }
}

function brokenLog(name: string, isUsed: boolean): Warning {
  return isUsed
    ? {
        code: 'truncated',
        message: `${name} is cut short or damaged; what can be read of it is used, copy it again for the rest.`
      }
    : { code: 'log-unread', message: `${name} is no log of openpilot, or is damaged; it is not read, copy it again.` }
}

const camerasOf = ({ files }: Place): Camera[] => cameraNames.filter((name) => files.includes(name))
const logOf = ({ files }: Place): string | undefined => LOGS.find((name) => files.includes(name))

/** The short video's own list is not in every log; it has the frames of the full one. */
function indexesOf({ indexes }: OpenpilotLog, camera: Camera): FrameIndex[] {
  const own = indexes[CAMERAS[camera]]
  return own.length > 0 || camera !== 'qcamera.ts' ? own : indexes.road
}

/** Seconds from frame 0, and when that was on the log's clock; frames that the log does not have come 20 a second. */
function timesOf(
  indexes: readonly FrameIndex[],
  counted: number,
  log: string,
  camera: string,
  warnings: Warning[]
): { times: Float64Array; start: number } {
  const known = new Map(indexes.map(({ frame, time }) => [frame, time]))
  const there = Array.from({ length: counted }, (_, frame) => known.get(frame) ?? NaN)
  const first = there.findIndex((time) => !Number.isNaN(time))
  if (first < 0) {
    const message = `${log} does not say when the pictures of ${camera} were taken; ${RATE} a second are assumed.`
    warnings.push({ code: 'assumed-rate', message })
    return { times: Float64Array.from(there, (_, frame) => frame / RATE), start: NaN }
  }
  const missing = there.filter(Number.isNaN).length
  if (missing > 0) {
    const message = `${log} does not have ${missing} of the ${counted} frames of ${camera}; these are taken to come ${RATE} a second.`
    warnings.push({ code: 'frame-times-differ', message })
  }
  const start = there[first]! - first / RATE
  const times = new Float64Array(counted)
  let last = -1 / RATE
  there.forEach((time, frame) => {
    const next = time - start
    last = times[frame] = next > last ? next : last + 1 / RATE
  })
  return { times, start }
}

function signalsOf({ car }: OpenpilotLog, start: number, { name }: Place, warnings: Warning[]): SourceSignal[] {
  if (car.length === 0) {
    const message = `The log of ${name} has no messages of the car; there is no recorded steering to compare with.`
    warnings.push({ code: 'no-steering', message })
    return []
  }
  const begin = Number.isNaN(start) ? car[0]!.time : start
  const sorted = car.toSorted((a, b) => a.time - b.time)
  const times = Float64Array.from(sorted, ({ time }) => time - begin)
  const steering = { unit: 'deg', positive: 'left' } as const
  return [
    {
      ...{ name: 'steeringAngleDeg', role: 'steering', unit: 'deg', convention: steering, timeBase: 'seconds', times },
      values: Float64Array.from(sorted, (each) => each.steering)
    },
    {
      ...{ name: 'vEgo', role: 'speed', unit: 'm/s', convention: null, timeBase: 'seconds', times },
      values: Float64Array.from(sorted, (each) => each.speed)
    }
  ]
}

async function lanesOf(
  { path }: Place,
  name: string,
  log: OpenpilotLog,
  camera: Camera,
  facts: VideoFacts,
  counted: number,
  warnings: Warning[]
): Promise<RecordedLanes | null> {
  if (camera === 'ecamera.hevc' || log.lanes.length === 0) return null
  const leftOut = (why: string): null => {
    warnings.push({ code: 'lanes-left-out', message: `The lanes of the model in ${name} are left out: ${why}.` })
    return null
  }
  const lens = roadCamera(log, camera === 'fcamera.hevc' ? facts : null)
  if (!lens) return leftOut('neither the log nor the size of the picture tells which camera it is')
  const frames = new Map(indexesOf(log, camera).map(({ frameId, frame }) => [frameId, frame]))
  const sides = Array.from({ length: counted }, (): LaneSides | null => null)
  for (const lane of log.lanes) {
    const frame = frames.get(lane.frameId)
    if (frame !== undefined && frame < counted) sides[frame] = sidesInPicture(lane, lens)
  }
  const told = sides.filter((each) => each !== null).length
  if (told < MOST * counted) return leftOut(`it has those of ${told} of ${counted} frames; the full log (rlog) has all`)
  const key = await fingerprint('openpilot', [join(path, name)], camera)
  return { type: 'sides', key: key.slice(0, 16), read: () => Promise.resolve(sides) }
}
