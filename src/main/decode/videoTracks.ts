/** A video track of a file, as the log of `ffmpeg -i` has it. */
export interface VideoTrack {
  codec: string
  /** As shown: a turn by 90 degrees has been applied. 0 where ffmpeg could not tell. */
  width: number
  height: number
  /** Frames a second; null where the container knows only its clock ('1k tbr'). */
  rate: number | null
  /** What the container calls it; '' where it does not. */
  title: string
  /** ISO 639-2; '' where the container does not say. */
  language: string
  isDefault: boolean
}

/** The code of a language that nobody said. */
const UNKNOWN = 'und'
/** Names that programs give every track of theirs. */
const NO_TITLE = /^(video ?handler|vide|.*\bmedia (video )?handler|.*@gpac.*|isom?edia.*|mainconcept.*)$/i

/** The video tracks of a file in its own order, without cover art: the order of ffmpeg's `V:0`, `V:1`, … */
export function readVideoTracks(lines: readonly string[]): VideoTrack[] {
  const tracks: { stream: number; track: VideoTrack }[] = []
  let taken: VideoTrack | null = null
  for (const line of lines) {
    // Programs of a transport stream are listed one after the other, in an order of their own.
    const stream = /Stream #0:(\d+)/.exec(line)
    if (stream) {
      taken = line.includes('(attached pic)') ? null : trackOf(line)
      if (taken) tracks.push({ stream: Number(stream[1]), track: taken })
    }
    if (!taken) continue
    const named = /^\[info\]\s+(title|handler_name)\s+: (.+?)\s*$/i.exec(line)
    const name = named?.[2] ?? ''
    if (named && !NO_TITLE.test(name) && (taken.title === '' || named[1]?.toLowerCase() === 'title')) taken.title = name
    const turn = /displaymatrix: rotation of (-?[\d.]+) degrees/.exec(line)
    if (turn && Math.round(Math.abs(Number(turn[1])) / 90) % 2 === 1)
      [taken.width, taken.height] = [taken.height, taken.width]
  }
  return tracks.sort((a, b) => a.stream - b.stream).map(({ track }) => track)
}

function trackOf(line: string): VideoTrack | null {
  const video = /Stream #0:\d+(?:\[[^\]]*\])?(?:\((\w+)\))?.*?: Video: (\w+)/.exec(line)
  if (!video) return null
  const size = /, (\d{1,5})x(\d{1,5})[ ,]?/.exec(line)
  const rate = /([\d.]+) fps/.exec(line) ?? /([\d.]+) tbr/.exec(line)
  return {
    codec: video[2] ?? '',
    width: Number(size?.[1] ?? 0),
    height: Number(size?.[2] ?? 0),
    rate: rate ? Number(rate[1]) : null,
    title: '',
    language: (video[1] ?? '').replace(UNKNOWN, ''),
    isDefault: /\(default\)/.test(line)
  }
}

/** '2: 1280x720, Rear camera, deu, default'; people count tracks from 1. */
export function trackInWords({ width, height, title, language, isDefault }: VideoTrack, index: number): string {
  const parts = [`${width}x${height}`, title, language, isDefault ? 'default' : '']
  return `${index + 1}: ${parts.filter((part) => part !== '').join(', ')}`
}
