import { stat } from 'node:fs/promises'
import { basename, dirname, extname, parse } from 'node:path'
import { InputError } from '../../../shared/errors.ts'
import type { Warning } from '../../../shared/recording.ts'
import { openCsvSignals } from '../table/csvSignals.ts'
import { declaredLength } from '../place/declaredLength.ts'
import { fingerprint } from '../place/fingerprint.ts'
import { foreignFile } from '../place/foreignFile.ts'
import type { Format } from '../format.ts'
import { readImageHeader } from '../pictures/imageHeader.ts'
import type { SourceSignal, VideoFacts } from '../recording.ts'
import { isText } from '../table/tableText.ts'
import { onlyTableBeside, tableBeside, tableOfVideo } from '../beside/videoTables.ts'

/** A video file, alone or with a table (CSV) of signals: the one that was chosen, or one with the same stem beside it. */
export const video: Format = {
  kind: 'video',

  async recognise({ isFolder, head, name }) {
    return isFolder || head.length === 0 || readImageHeader(head) || isText(head) || foreignFile(head, name)
      ? null
      : 'its content is a video'
  },

  async open({ path, name }, because, { probe, signals, steering, track: chosen }) {
    const facts = await probe(path, chosen === undefined ? undefined : trackNumber(chosen))
    const { track, tracks } = facts
    const warnings: Warning[] = [...facts.warnings, ...(await cutShort(path))]
    if (chosen === undefined && tracks.length > 1) warnings.push(otherTracks(name, facts))
    const count = Math.max(1, Math.round(facts.duration * facts.rate))
    const video = { frames: count, duration: facts.duration }
    let found: SourceSignal[] = []
    const own = signals ?? (await tableOfVideo(path))
    const beside = own ? null : await onlyTableBeside(dirname(path), 1)
    const table = own ?? beside
    if (table) {
      const read = await openCsvSignals(table, video, signals ? 'chosen' : 'found', steering)
      found = read.signals
      if (beside && found.length > 0) warnings.push(tableBeside(beside, name))
      warnings.push(...read.warnings)
    }
    return {
      kind: 'video',
      path,
      name: parse(name).name,
      because: `${because} (${codingInWords(facts, path)})`,
      // The first track alone is what a file was before there was a choice.
      fingerprint: await fingerprint('video', [path], track === 0 ? '' : `track ${track}`),
      source: { type: 'video', file: path, ...(track > 0 && { track }) },
      width: facts.width,
      height: facts.height,
      frames: { count, exact: false },
      times: null,
      rate: facts.rate,
      signals: found,
      ...(tracks.length > 1 && { choices: [{ option: 'track', values: tracks, chosen: tracks[track] ?? null }] }),
      warnings
    }
  }
}

/** The track that a person chose, counted from 0: by its number from 1, or by all that stands behind it as well. */
function trackNumber(chosen: string): number {
  const number = Number(/^\s*(\d{1,3})\s*(:|$)/.exec(chosen)?.[1] ?? 0)
  if (number > 0) return number - 1
  throw new InputError(`"${chosen}" is not the number of a track; the first one is 1.`)
}

function otherTracks(name: string, { track, tracks }: VideoFacts): Warning {
  const others = tracks
    .filter((_, i) => i !== track)
    .map((each) => `'${each}'`)
    .join(', ')
  const message = `${name} holds ${tracks.length} video tracks; '${tracks[track] ?? ''}' is shown, and another can be chosen: ${others}.`
  return { code: 'other-tracks', message }
}

/** ffmpeg's names of codings, as people write them. */
const codings: Readonly<Record<string, string>> = {
  h264: 'H.264',
  hevc: 'H.265',
  av1: 'AV1',
  vp8: 'VP8',
  vp9: 'VP9',
  mpeg4: 'MPEG-4',
  mpeg2video: 'MPEG-2',
  mjpeg: 'Motion JPEG'
}

/** 'H.264 in mp4'. ffmpeg names all containers that one of its readers reads; the file's own ending picks one of them. */
function codingInWords({ codec, container }: Pick<VideoFacts, 'codec' | 'container'>, path: string): string {
  const containers = container.split(',')
  const ending = extname(path).slice(1).toLowerCase()
  return `${codings[codec] ?? codec} in ${containers.includes(ending) ? ending : containers[0]}`
}

/** What is missing is known exactly once the video was decoded; that something is, by its container. */
async function cutShort(path: string): Promise<Warning[]> {
  const [{ size }, whole] = await Promise.all([stat(path), declaredLength(path)])
  if (whole === null || size >= whole) return []
  const part = Math.floor((100 * size) / whole)
  const message = `${basename(path)} is cut short: ${part} % of its bytes are there; the frames before the cut are used, copy it again for the others.`
  return [{ code: 'truncated', message }]
}
