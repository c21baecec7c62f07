import type { RecipeSearchProgress } from '../../shared/recipeSearch.ts'
import { decodeFrames } from '../decode/decodeFrames.ts'
import type { Recordings } from '../library/recordings.ts'
import { signalsAtFrames } from '../recording/signals/atFrames.ts'
import type { Recording } from '../recording/recording.ts'
import { withSettings } from '../recording/signals/signalSettings.ts'
import type { StoredDrive } from '../store/driveTable.ts'
import type { Picture } from './cutPicture.ts'

/** Pictures are looked at in this width at most. */
const MOST_WIDE = 640

/** Some frames of a drive, spread evenly: their pictures, all of one size, and how the drive was steered there. */
export interface DrivenSample {
  pictures: Picture[]
  /** The frame of each picture, and when it was taken, in seconds. */
  frames: number[]
  times: number[]
  /** The signal that is the steering, one value a picture, left-positive; null where the drive has none. */
  recorded: { name: string; unit: string; values: (number | null)[] } | null
}

/** How much of a drive is looked at. */
export interface SampleSize {
  /** So many pictures. */
  count: number
  /** A video can only be decoded from its beginning; no more frames of it are decoded. */
  most: number
}

/** A drive of which a sample can be taken. */
interface DrivenDrive {
  /** For people. */
  name: string
  isSteered: boolean
  /** @throws CancelledError when `signal` ended it */
  sample(
    size: SampleSize,
    signal: AbortSignal,
    onProgress?: (progress: RecipeSearchProgress) => void
  ): Promise<DrivenSample>
}

/** Opens a drive with its signals as a person corrected them. @throws InputError */
export async function openDriven(
  recordings: Recordings,
  drive: Pick<StoredDrive, 'path' | 'openWith' | 'signalSettings'>
): Promise<DrivenDrive> {
  const recording = await recordings.open(drive)
  const raw = recording.lateSignals ? await recording.lateSignals() : recording.signals
  const steered = withSettings(raw, drive.signalSettings).find(({ role }) => role === 'steering')
  return {
    name: recording.name,
    isSteered: steered !== undefined,
    async sample(size, signal, onProgress) {
      const { pictures, frames, times } = await samplePictures(recording, size, signal, (done, total) =>
        onProgress?.({ stage: 'reading', done, total })
      )
      const [steering] = steered ? signalsAtFrames([steered], times, drive.signalSettings.offsetSeconds) : []
      const values = frames.map((frame) => steering?.values[frame] ?? null)
      return {
        pictures,
        frames,
        times: frames.map((frame) => times[frame] ?? 0),
        recorded: steered ? { name: steered.name, unit: steered.unit, values } : null
      }
    }
  }
}

/** Pictures spread evenly over the drive, or over its beginning where that alone can be had quickly. */
async function samplePictures(
  recording: Recording,
  { count: wantedCount, most }: SampleSize,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void
): Promise<{ pictures: Picture[]; frames: number[]; times: Float64Array }> {
  const { source, width, height } = recording
  const small = { width: Math.min(width, MOST_WIDE), height: Math.round((Math.min(width, MOST_WIDE) / width) * height) }
  const resize = { ...small, filter: 'area' as const }
  const plan = { width, height, from: 0, input: { crop: null, resize }, pictureWidth: null, viewWidth: null }
  const count = source.type === 'images' ? source.files.length : Math.min(recording.frames.count, most)
  const step = Math.max(1, Math.floor(count / wantedCount))
  const wanted = (frame: number): boolean => frame % step === 0
  const pictures: Picture[] = []
  const frames: number[] = []
  const seen: number[] = []
  if (source.type === 'images') {
    const chosen = source.files.flatMap((file, frame) => (wanted(frame) ? [{ file, frame }] : []))
    const files = chosen.map(({ file }) => file)
    for await (const { frame, input } of decodeFrames({ ...plan, source: { ...source, files } }, signal)) {
      pictures.push({ rgb: input!, ...small })
      frames.push(chosen[frame]!.frame)
      onProgress(pictures.length, chosen.length)
    }
  } else {
    for await (const { frame, time, input } of decodeFrames({ ...plan, source }, signal)) {
      seen[frame] = time ?? frame / recording.rate
      if (wanted(frame)) {
        pictures.push({ rgb: input!, ...small })
        frames.push(frame)
        onProgress(frame, count)
      }
      if (frame + 1 >= count) break
    }
  }
  const times =
    recording.times ??
    (seen.length > 0
      ? Float64Array.from(seen)
      : Float64Array.from(source.type === 'images' ? source.files : [], (_, i) => i / recording.rate))
  return { pictures, frames, times }
}
