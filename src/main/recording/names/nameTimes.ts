import type { Warning } from '../../../shared/recording.ts'
import { timesFromStamps } from '../signals/stampTimes.ts'
import { usualStep } from './nameOrder.ts'
import type { NamedPictures } from './namedPictures.ts'

/** Numbers of frames that go on to so many times the pictures there are leave gaps; beyond that they count otherwise. */
const SPARSE = 20

/**
 * Seconds from the first picture, and how many come in a second: by the times in the names, else by the numbers of the
 * frames, of which one that is missing leaves a gap, else evenly.
 * @param count of the pictures of this camera
 * @param assumedRate pictures a second where nothing says when they were taken, of all cameras that took turns
 */
export function nameTimes(
  { ordered: { by, keys, names }, numbers, cameras }: Pick<NamedPictures, 'ordered' | 'numbers' | 'cameras'>,
  folder: string,
  assumedRate: number,
  warnings: Warning[]
): { times: Float64Array; rate: number } {
  if (by === 'time' || by === 'uuid') return timesFromStamps(keys, assumedRate, warnings)
  const step = usualStep(keys)
  // Cameras that take turns have the numbers of the frames in turn.
  const turns = by === 'frame' && cameras > 1 && step === cameras
  const rate = turns ? assumedRate / cameras : assumedRate
  warnings.push(assumed(folder, assumedRate, turns ? cameras : 1))
  if (by === 'name' && numbers !== null && names.length > 1) warnings.push(withoutOrder(folder))
  const [first = 0] = keys
  const spans = ((keys.at(-1) ?? 0) - first) / step
  const isCount = by === 'frame' && spans >= keys.length - 1 && spans < SPARSE * keys.length
  const times = Float64Array.from(names, (_, i) => (isCount ? ((keys[i] ?? 0) - first) / step : i) / rate)
  return { times, rate }
}

function assumed(folder: string, rate: number, turns: number): Warning {
  const share = turns > 1 ? `, of which each of ${turns} cameras in turn has its share` : ''
  const message = `${folder} does not say when its pictures were taken; ${rate} a second are assumed${share}.`
  return { code: 'assumed-rate', message }
}

function withoutOrder(folder: string): Warning {
  const message = `The names of the pictures of ${folder} do not say in which order they were taken; they follow one another by name, and what changes from one to the next says nothing.`
  return { code: 'names-without-order', message }
}
