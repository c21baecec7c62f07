import { InputError } from '../../shared/errors.ts'
import type { RecipeSearch, RecipeSearchProgress } from '../../shared/recipeSearch.ts'
import { decodeFrames } from '../decode/decodeFrames.ts'
import type { Recordings } from '../library/recordings.ts'
import type { SteeringModel } from '../model/model.ts'
import { signalsAtFrames } from '../recording/signals/atFrames.ts'
import type { Recording } from '../recording/recording.ts'
import { withSettings } from '../recording/signals/signalSettings.ts'
import type { StoredDrive } from '../store/driveTable.ts'
import { comparedEngine } from './comparedEngine.ts'
import type { Picture } from './cutPicture.ts'
import { findRecipe, type RecordedSample } from './findRecipe.ts'

/** Frames that recipes are tried on. */
const SAMPLE = 96
/** A video can only be decoded from its beginning; no more than this of it is looked at. */
const MOST_DECODED = 3000
/** Pictures are looked at in this width at most. */
const MOST_WIDE = 640

/**
 * Finds the recipe of a model with a drive whose steering was recorded: see findRecipe. Takes seconds; nothing is kept.
 * @param signal ends the search
 * @throws InputError where the drive has no recorded steering, or it does not vary; CancelledError when it was ended
 */
export async function searchRecipe(
  recordings: Recordings,
  model: Pick<SteeringModel, 'graph' | 'head' | 'recipe'>,
  drive: Pick<StoredDrive, 'path' | 'openWith' | 'signalSettings'>,
  signal: AbortSignal,
  onProgress: (progress: RecipeSearchProgress) => void = () => undefined
): Promise<RecipeSearch> {
  const recording = await recordings.open(drive)
  const sample = await recordedSample(recording, drive, model.head.unit, signal, onProgress)
  const engine = comparedEngine()
  try {
    const found = await findRecipe(model, sample, engine, { signal, onProgress })
    return { ...found, sentence: [found.sentence, ...engine.warnings.map(({ message }) => message)].join(' ') }
  } finally {
    engine.dispose()
  }
}

async function recordedSample(
  recording: Recording,
  { signalSettings }: Pick<StoredDrive, 'signalSettings'>,
  unit: string,
  signal: AbortSignal,
  onProgress: (progress: RecipeSearchProgress) => void
): Promise<RecordedSample> {
  const raw = recording.lateSignals ? await recording.lateSignals() : recording.signals
  const signals = withSettings(raw, signalSettings)
  const steered = signals.find(({ role }) => role === 'steering')
  if (!steered) {
    throw new InputError(
      `'${recording.name}' has no recorded steering, so that no recipe can be compared with it; choose a drive that has.`
    )
  }
  const { pictures, frames, times } = await samplePictures(recording, signal, (done, total) =>
    onProgress({ stage: 'reading', done, total })
  )
  const [steering] = signalsAtFrames([steered], times, signalSettings.offsetSeconds)
  const known = frames.flatMap((frame, i) => {
    const value = steering?.values[frame]
    return value === null || value === undefined ? [] : [{ picture: pictures[i]!, value }]
  })
  return {
    pictures: known.map(({ picture }) => picture),
    steering: known.map(({ value }) => value),
    comparable: steered.unit === unit
  }
}

interface Sampled {
  pictures: Picture[]
  /** The frame of each picture. */
  frames: number[]
  /** Of all frames from 0 to the last picture at least. */
  times: Float64Array
}

/** Pictures spread evenly over the drive, or over its beginning where that alone can be had quickly. */
async function samplePictures(
  recording: Recording,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void
): Promise<Sampled> {
  const { source, width, height } = recording
  const small = { width: Math.min(width, MOST_WIDE), height: Math.round((Math.min(width, MOST_WIDE) / width) * height) }
  const resize = { ...small, filter: 'area' as const }
  const plan = { width, height, from: 0, input: { crop: null, resize }, pictureWidth: null, viewWidth: null }
  const count = source.type === 'images' ? source.files.length : Math.min(recording.frames.count, MOST_DECODED)
  const step = Math.max(1, Math.floor(count / SAMPLE))
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
