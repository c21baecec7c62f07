import { realpath } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { CancelledError, InputError } from '../../shared/errors.ts'
import type { FoundRecording, Warning } from '../../shared/recording.ts'
import { bdd100k } from './formats/bdd100k.ts'
import { carla } from './formats/carla/carla.ts'
import { comma2k19 } from './formats/comma2k19.ts'
import { donkeyTubV1 } from './formats/tub/donkeyTubV1.ts'
import { donkeyTubV2 } from './formats/tub/donkeyTubV2.ts'
import { foreignFile, inOneSentence } from './place/foreignFile.ts'
import { foreignIn } from './place/foreignIn.ts'
import type { Format, OpenOptions, Place } from './format.ts'
import { refuseOtherChoices } from './formats/formatChoices.ts'
import { imageFolder } from './formats/imageFolder.ts'
import { imageCoding } from './pictures/imageHeader.ts'
import { interpolatedCsv } from './formats/interpolatedCsv.ts'
import { mcap } from './formats/messages/mcap/mcap.ts'
import { rosbag1 } from './formats/messages/rosbag1/rosbag1.ts'
import { rosbag2 } from './formats/messages/rosbag2/rosbag2.ts'
import { unreadOfLeRobot } from './beside/leRobot.ts'
import { nuscenes } from './formats/nuscenes/nuscenes.ts'
import { openpilot } from './formats/openpilot/openpilot.ts'
import { leRobot } from './formats/lerobot/leRobot.ts'
import { physicalAi } from './formats/physicalAi/physicalAi.ts'
import { leadsBack } from './place/leadsBack.ts'
import { lookAt } from './place/place.ts'
import { inPrintableWords, printableFound } from './place/printable.ts'
import { folderOfTable } from './formats/tableAbove.ts'
import type { Recording } from './recording.ts'
import { SeveralRecordings } from './place/severalRecordings.ts'
import { implausibleValues } from './signals/implausibleValues.ts'
import { withSaneTimes } from './signals/saneTimes.ts'
import { signWarningOf } from './signals/signWarning.ts'
import { withStatedSign } from './signals/statedSign.ts'
import { stillSteering } from './signals/stillSteering.ts'
import { unreadLogs } from './beside/unreadLogs.ts'
import { isText } from './table/tableText.ts'
import { udacitySimulator } from './formats/udacitySimulator.ts'
import { video } from './formats/video.ts'
import { onlyTableBeside, unreadBesideVideo } from './beside/videoTables.ts'

/** Folders that hold a log and its pictures, in the order in which they are tried: the more one demands, the earlier. */
const withLog: readonly Format[] = [
  donkeyTubV2,
  donkeyTubV1,
  comma2k19,
  carla,
  openpilot,
  nuscenes,
  udacitySimulator,
  leRobot,
  interpolatedCsv,
  rosbag2
]
const formats: readonly Format[] = [...withLog, imageFolder, mcap, rosbag1, physicalAi, bdd100k, video]

/** How deep recordings are looked for, and through how many folders by whoever waits for one of them. */
const DEPTH = 8
const FOLDERS = 2000
/** Files in a folder that are worth a look; what they are is told by their content. */
const FILM = /\.(mp4|m4v|mov|mkv|avi|ts|hevc|h264|h265|webm|gif|mcap|bag|db3)$/i
/** Up to this many pictures a video beside them are stills of it, and not a drive. */
const STILLS = 10

/**
 * Opens what lies at `path` as a recording; its kind is told by content. A folder that holds one recording somewhere
 * inside is opened as that one, a file of a log as the folder it lies in. Nothing is decoded and nothing is written.
 * @throws SeveralRecordings where there is a choice, InputError with one sentence where it cannot be opened.
 */
export async function openRecording(path: string, options: OpenOptions): Promise<Recording> {
  return inPrintableWords(() => opened(path, options))
}

async function opened(path: string, options: OpenOptions): Promise<Recording> {
  const recording = withStatedSign(withSaneTimes(await openFound(path, options)), options.positive)
  const { kind, name, signals } = recording
  refuseOtherChoices(kind, name, options)
  const steering = signals.find(({ role }) => role === 'steering')?.name
  if (options.steering !== undefined && steering !== options.steering)
    throw new InputError(
      `${name} has no signal "${options.steering}" to be its steering; ${signals.length > 0 ? `it has ${signals.map((signal) => signal.name).join(', ')}` : 'it has no signals'}.`
    )
  const unread = await unreadOf(recording, resolve(path), options)
  return {
    ...recording,
    warnings: [
      ...recording.warnings,
      ...unread,
      ...stillSteering(signals, name),
      ...implausibleValues(recording),
      ...signWarningOf(recording)
    ]
  }
}

/** What lies with a video or a plain folder of pictures, or in their names, and is not read. */
async function unreadOf(recording: Recording, root: string, { signals }: OpenOptions): Promise<Warning[]> {
  const { kind, name, path, source } = recording
  const unread = kind === 'video' ? await unreadOfLeRobot(path) : null
  if (unread) return [{ code: 'signals-left-out', message: unread }]
  if (kind === 'video' && recording.signals.length === 0 && !signals) return unreadBesideVideo(path)
  if (kind !== 'image-folder' || source.type !== 'images') return []
  const above = await lookAt(dirname(path)).catch(() => null)
  const log = above && (await recognise(above, withLog))
  if (!log) {
    const beside = recording.signals.length > 0 ? await onlyTableBeside(path, 0) : null
    return unreadLogs(path, root, source.files, signals ? resolve(signals) : (beside ?? undefined))
  }
  const message = `The log of ${name} is not read; open the folder above for it: ${log.because}.`
  return [{ code: 'log-unread', message }]
}

async function openFound(path: string, options: OpenOptions): Promise<Recording> {
  const place = await lookAt(resolve(path))
  const taken = await recognise(place, formats)
  const above = taken?.format === imageFolder && !options.signals && !options.names ? await folderOfTable(place) : null
  const tabled = above && (await recognise(above, withLog))
  if (tabled?.format === interpolatedCsv) return tabled.format.open(tabled.place, tabled.because, options)
  const films = taken?.format === imageFolder ? await filmsIn(place) : []
  const several = options.episode === undefined ? ((await taken?.format.list?.(taken.place)) ?? []) : []
  if (several.length > 1) throw new SeveralRecordings(place.name, several.map(printableFound))
  if (taken && films.length === 0) return taken.format.open(taken.place, taken.because, options)
  if (taken && place.files.length > STILLS * films.length)
    return besides(films, await taken.format.open(place, taken.because, options))
  if (!place.isFolder) throw new InputError(refusalOfFile(place))
  const { recordings: found, whole } =
    films.length > 0 ? { recordings: films, whole: true } : await findRecordings(place.path, { most: FOLDERS })
  const [first, ...others] = found
  if (!first)
    throw new InputError(
      whole
        ? await refusalOfFolder(place)
        : `The first ${FOLDERS} folders of ${place.name} hold no recording; open one further down.`
    )
  if (others.length > 0 || !whole) throw new SeveralRecordings(place.name, found, whole)
  return openFound(first.path, options)
}

/** The recording of a folder of pictures, with a word on the videos that lie beside them. */
function besides(films: readonly FoundRecording[], recording: Recording): Recording {
  const names = films.map(({ name }) => name).join(', ')
  const message = `${recording.name} holds videos beside its pictures (${names}); the pictures are used, open a video to see that.`
  return { ...recording, warnings: [...recording.warnings, { code: 'other-recordings', message }] }
}

/** The recordings in a folder and the folders below it, in natural order; the folder itself where it is one. */
export async function listRecordings(path: string): Promise<FoundRecording[]> {
  return (await findRecordings(path)).recordings
}

/**
 * The same, with how far it is.
 * @param options.most folders that are looked at; `whole` is false where there are more
 * @param options.onLook called for each folder, with the folders and recordings so far
 * @throws CancelledError on `signal`, InputError where the path itself cannot be read
 */
export async function findRecordings(
  path: string,
  {
    most = Infinity,
    signal,
    onLook
  }: { most?: number; signal?: AbortSignal; onLook?: (looked: number, found: number) => void } = {}
): Promise<{ recordings: FoundRecording[]; whole: boolean }> {
  await lookAt(resolve(path))
  const found: FoundRecording[] = []
  let whole = true
  const root = resolve(path)
  const visited = new Set<string>()
  const walk = async (folder: string, depth: number): Promise<void> => {
    if (signal?.aborted) throw new CancelledError('Looking for recordings was stopped.')
    if (visited.size >= most) {
      whole = false
      return
    }
    const place = await lookAt(folder).catch(() => null)
    const real = place && (await realpath(folder).catch(() => folder))
    // A link to a folder that is come by anyway, or was: also one that leads back up.
    if (!place || !real || visited.has(real) || (await leadsBack(folder, real, root))) return
    visited.add(real)
    onLook?.(visited.size, found.length)
    const taken = await recognise(place, [...withLog, imageFolder])
    if (taken && taken.format !== imageFolder) {
      for (const each of (await taken.format.list?.(taken.place).catch(() => null)) ?? [describe(taken)])
        found.push(each)
      return
    }
    const films = await filmsIn(place)
    if (taken && (films.length === 0 || place.files.length > STILLS * films.length)) found.push(describe(taken))
    found.push(...films)
    if (depth > 0)
      for (const name of [...place.folders].sort(natural.compare)) await walk(join(folder, name), depth - 1)
  }
  await walk(root, DEPTH)
  return { recordings: found.map(printableFound), whole }
}

/** The videos, MCAP files and bags in a folder, in natural order. */
async function filmsIn(place: Place): Promise<FoundRecording[]> {
  const found: FoundRecording[] = []
  for (const name of place.files.filter((file) => FILM.test(file)).sort(natural.compare)) {
    const film = await lookAt(join(place.path, name)).catch(() => null)
    const taken = film && (await recognise(film, [mcap, rosbag1, rosbag2, physicalAi, bdd100k, video]))
    const unread = taken?.format === video ? await unreadOfLeRobot(taken.place.path) : null
    if (taken) found.push(describe(unread ? { ...taken, because: `${taken.because}. ${unread}` } : taken))
  }
  return found
}

const natural = new Intl.Collator('en', { numeric: true })

interface Taken {
  format: Format
  place: Place
  because: string
}

/** The first format that takes the place for its own; a file of a log counts as the folder it lies in. */
async function recognise(place: Place, among: readonly Format[]): Promise<Taken | null> {
  const belongs = isText(place.head)
    ? !foreignFile(place.head, place.name)
    : /\.hevc$|^qcamera\.ts$|^[rq]log(\.(zst|bz2))?$/i.test(place.name)
  if (belongs && !place.isFolder && place.head.length > 0) {
    const folder = await lookAt(dirname(place.path)).catch(() => null)
    for (const format of folder ? withLog : []) {
      const because = folder && (await format.recognise(folder))
      if (because) return { format, place: folder, because }
    }
  }
  for (const format of among) {
    const because = await format.recognise(place)
    if (because !== null) return { format, place, because }
  }
  return null
}

function describe({ format: { kind }, place: { path, name }, because }: Taken): FoundRecording {
  return { path, name, kind, because }
}

function refusalOfFile({ name, head }: Place): string {
  if (head.length === 0) return `${name} is empty (0 bytes); copy it again from its source.`
  if (imageCoding(head)) return `${name} is a single picture; open the folder of the drive's pictures.`
  const foreign = foreignFile(head, name)
  return foreign
    ? `${name} ${inOneSentence(foreign, name)}`
    : `${name} is a table or text and not a video; open the video and choose the table as its signals.`
}

async function refusalOfFolder(place: Place): Promise<string> {
  return (
    (await foreignIn(place)) ??
    `${place.name} is a folder without a recording in it; open the folder that holds the pictures, or a video file.`
  )
}
