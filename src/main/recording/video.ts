import { stat } from 'node:fs/promises'
import { basename, extname, parse } from 'node:path'
import type { Warning } from '../../shared/recording.ts'
import { openCsvSignals } from './csvSignals.ts'
import { declaredLength } from './declaredLength.ts'
import { fingerprint } from './fingerprint.ts'
import { foreignFile } from './foreignFile.ts'
import type { Format } from './format.ts'
import { readImageHeader } from './imageHeader.ts'
import type { SourceSignal, VideoFacts } from './recording.ts'
import { isText } from './tableText.ts'
import { tableOfVideo } from './videoTables.ts'

/** A video file, alone or with a table (CSV) of signals: the one that was chosen, or one with the same stem beside it. */
export const video: Format = {
  kind: 'video',

  async recognise({ isFolder, head, name }) {
    return isFolder || head.length === 0 || readImageHeader(head) || isText(head) || foreignFile(head, name)
      ? null
      : 'its content is a video'
  },

  async open({ path, name }, because, { probe, signals, steering }) {
    const facts = await probe(path)
    const warnings: Warning[] = [...facts.warnings, ...(await cutShort(path))]
    const count = Math.max(1, Math.round(facts.duration * facts.rate))
    const video = { frames: count, duration: facts.duration }
    let found: SourceSignal[] = []
    const table = signals ?? (await tableOfVideo(path))
    if (table) {
      const read = await openCsvSignals(table, video, signals ? 'chosen' : 'found', steering)
      found = read.signals
      warnings.push(...read.warnings)
    }
    return {
      kind: 'video',
      path,
      name: parse(name).name,
      because: `${because} (${codingInWords(facts, path)})`,
      fingerprint: await fingerprint('video', [path]),
      source: { type: 'video', file: path },
      width: facts.width,
      height: facts.height,
      frames: { count, exact: false },
      times: null,
      rate: facts.rate,
      signals: found,
      warnings
    }
  }
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
