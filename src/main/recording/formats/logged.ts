import { basename } from 'node:path'
import { InputError } from '../../../shared/errors.ts'
import type { Choice, OpenWith, RecordingKind, Warning } from '../../../shared/recording.ts'
import { fingerprint, spread } from '../place/fingerprint.ts'
import { foreignFile, inOneSentence } from '../place/foreignFile.ts'
import type { Place } from '../format.ts'
import { readHeaders, surveyHeaders } from './imageSurvey.ts'
import { readHead } from '../place/place.ts'
import type { Recording, SourceSignal } from '../recording.ts'
import { timesFromStamps } from '../signals/stampTimes.ts'

/** In longer logs this many pictures are looked at, evenly spread; the decode pass looks at all. */
const LOOKED_AT = 512

/** A log that names one picture a record, its columns already signals. */
export interface PictureLog {
  kind: RecordingKind
  place: Place
  because: string
  /** Absolute, one a frame. */
  files: string[]
  /** Milliseconds on the log's clock, one a frame; null where it has none. */
  stamps: readonly (number | null)[]
  /** Frames a second where the stamps cannot be believed. */
  assumedRate: number
  signals: SourceSignal[]
  choices?: Choice[]
  /** What was odd about the log itself. */
  warnings: Warning[]
}

/** Makes the recording of a log and the pictures that it names. @throws InputError where no picture can be read. */
export async function recordingOfLog(log: PictureLog): Promise<Recording> {
  const { kind, place, because, files, signals, choices = [] } = log
  const warnings = [...log.warnings]
  const headers = await readHeaders(files, spread(files.length, LOOKED_AT))
  const survey = surveyHeaders(files, headers)
  if (!survey) throw new InputError(await noPictures(place.name, files[0]))
  const { times, rate } = timesFromStamps(log.stamps, log.assumedRate, warnings)
  if (!signals.some(({ role }) => role === 'steering')) {
    const message = `The log of ${place.name} has no steering; there is no recorded steering to compare with.`
    warnings.push({ code: 'no-steering', message })
  }
  return {
    kind,
    path: place.path,
    name: place.name,
    because,
    fingerprint: await fingerprint(kind, files, survey.part),
    source: { type: 'images', files, coding: survey.coding },
    width: survey.width,
    height: survey.height,
    frames: { count: files.length, exact: true },
    times,
    rate,
    signals,
    choices,
    warnings: [...warnings, ...survey.warnings]
  }
}

/** Why a log's pictures cannot be read, by the first of them. */
async function noPictures(name: string, file = ''): Promise<string> {
  const none = `None of the pictures of ${name} can be read`
  const foreign = foreignFile(await readHead(file).catch(() => new Uint8Array(0)), basename(file))
  return foreign
    ? `${none}: ${basename(file)} ${inOneSentence(foreign, basename(file))}`
    : `${none}; copy them again from where it was recorded.`
}

/** Warns of further logs in a folder, of other drives or of other stretches of this one. */
export function otherLogs(log: string, others: readonly string[], warnings: Warning[]): void {
  if (others.length === 0) return
  const [are, them] = others.length > 1 ? ['are', 'them'] : ['is', 'it']
  const message = `${others.join(', ')} beside ${log} ${are} not read, though pictures are named there too; to open ${them}, put the other one somewhere else.`
  warnings.push({ code: 'log-unread', message })
}

/** Refuses a table of signals for a recording that holds its own steering. */
export function refuseTable({ signals }: OpenWith, place: Place, what: string): void {
  if (signals !== undefined)
    throw new InputError(`${place.name} is ${what}, which holds its own steering; open it without a table of signals.`)
}
