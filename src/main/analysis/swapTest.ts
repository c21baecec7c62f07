import { setImmediate as nextTurn } from 'node:timers/promises'
import { deviation } from '../../shared/deviation.ts'
import { CancelledError } from '../../shared/errors.ts'
import type { Polygon } from '../../shared/lanes.ts'
import { fullLock, HARDLY_VARIES, type SwapShare, type SwapTest } from '../../shared/swapTest.ts'
import { swapShare, swapStretches } from '../attention/swapShare.ts'
import { SURE_ENOUGH } from '../lanes/authority.ts'
import type { Cache } from '../store/cache.ts'
import type { StoredDrive } from '../store/driveTable.ts'
import type { Library } from '../store/library.ts'
import type { RunKey } from '../store/runKey.ts'
import type { KeptSwap } from '../store/swapTables.ts'
import { modelWord, word } from '../store/trustTable.ts'
import { driveLanes, keptLanes, lanesMadeOf } from './driveLanes.ts'
import { collected, evenly } from './evenly.ts'
import { laneFrames, swapFrame, type LaneFrame } from './swaps.ts'
import type { TestedModel } from './testedModel.ts'

/** Raised with every change of what the test computes. */
const SWAP_TEST_VERSION = 1

/** Frames whose content takes the place of a frame's, spread evenly over the drive. */
const DONORS = 8
/** One frame in so many is tested, and then, as long as that does not do, one in fewer. */
const STRIDES = [16, 8, 4]
/** A share that is known to so much to either side will do. */
const EXACT_ENOUGH = 0.05
/** Fewer frames in which the lane is known say nothing. */
const LEAST_FRAMES = 40
/** Networks with shuffled weights, and what each is tested on: chance is known to a tenth by them. */
const SHUFFLED = { networks: 6, frames: 6, donors: 4 }
/** Frames that are kept in one transaction. */
const GROUP = 8
/**
 * Runs of the model that the test may take for each frame of the drive, half of what Gradient takes; a short drive is
 * tested more closely. Not a time, for the same drive shall give the same numbers.
 */
const RUNS_A_FRAME = 1
const RUNS_ANYWAY = 2200

/** Who waits for a test. */
export interface SwapWatch {
  stop: AbortSignal
  onProgress: (done: number, total: number) => void
}

/** What a test is of. */
export interface SwapSubject {
  library: Library
  cache: Cache
  drive: StoredDrive
  key: Pick<RunKey, 'modelHash' | 'recipe' | 'head'>
  /** Of the run's frames, left-positive. */
  steering: readonly number[]
}

/** The name that a test is kept by; see SwapTables. */
export function swapTestName({ library, cache, drive, key }: Omit<SwapSubject, 'steering'>): string {
  const lanes = lanesMadeOf(library, drive, keptLanes(cache))
  return `${modelWord(key)}:${word({ version: SWAP_TEST_VERSION, lanes, frames: cache.frameCount() })}`
}

/**
 * How much of what a model steers by lies in its lane, by a test that needs no map: what lies in the lane of a frame is
 * replaced by what lies there in other frames of the drive, and then what lies around it, and the changes of steering
 * are compared. Done from the pictures that were kept, frame by frame; what was stopped goes on where it was.
 * @throws CancelledError
 */
export async function findSwapShare(
  subject: SwapSubject,
  tested: () => Promise<TestedModel>,
  watch: SwapWatch
): Promise<void> {
  const { cache, library, drive, key, steering } = subject
  const name = swapTestName(subject)
  if (cache.swapTest(name)) return
  const lanes = driveLanes(library, cache, drive)
  const laneAt = (frame: number): Polygon | null => {
    const region = lanes.at(frame)
    return region && region.confidence >= SURE_ENOUGH ? region.polygon : null
  }
  const known = steering.flatMap((_, frame) => (laneAt(frame) ? [frame] : []))
  const varies = deviation(steering)
  const withhold = (because: Withheld['because'], value: number): void =>
    cache.setSwapTest(name, { state: 'withheld', because, value })
  if (steering.length < LEAST_FRAMES) return withhold('frames', steering.length)
  if (known.length < Math.max(LEAST_FRAMES, steering.length / 10))
    return withhold('lanes', known.length / steering.length)
  if (!Number.isFinite(varies)) return withhold('numbers', 0)
  const lock = varies / fullLock[key.head.unit]
  if (lock < HARDLY_VARIES) return withhold('steering', lock)
  const model = await tested()
  const read = (frames: readonly number[]): AsyncGenerator<LaneFrame, void> =>
    laneFrames(model.frames(frames, watch.stop), (frame) => laneAt(frame)!, key.recipe, drive)
  const donors = await collected(read(evenly(known, DONORS)))
  const rows = new Map(cache.swapRows(name).map((row) => [row.frame, row]))
  const times = cache.times()
  const most = Math.max(RUNS_ANYWAY, RUNS_A_FRAME * steering.length) / (2 * DONORS + 1)

  // Each level is judged by its own frames, so that rows of one that was stopped do not count before their time.
  let found: KeptSwap[] = []
  let share: SwapShare | null = null
  for (const stride of STRIDES) {
    const level = known.filter((_, i) => i % stride === 0)
    if (stride !== STRIDES[0] && level.length > most) break
    const wanted = level.filter((frame) => !rows.has(frame))
    let group: KeptSwap[] = []
    for await (const frame of read(wanted)) {
      if (watch.stop.aborted) throw new CancelledError('The analysis was stopped.')
      const row = await swapFrame(frame, donors, model.steer)
      if (!Number.isFinite(row.steering + row.inside + row.outside)) return withhold('numbers', frame.frame)
      rows.set(row.frame, row)
      group.push(row)
      if (group.length === GROUP || frame.frame === wanted.at(-1)) {
        cache.addSwapRows(name, group)
        group = []
        watch.onProgress(level.filter((known) => rows.has(known)).length, level.length)
      }
      await nextTurn()
    }
    found = level.map((frame) => rows.get(frame)!)
    share = swapShare(found, times)
    if (share && share.high - share.low <= 2 * EXACT_ENOUGH) break
  }
  if (!share) return withhold('frames', found.length)
  const gaps = found.map((row) => Math.abs(row.steering - steering[row.frame]!)).sort((a, b) => a - b)
  cache.setSwapTest(name, {
    state: 'done',
    drive: share,
    stretches: swapStretches(found, times),
    chance: await chanceOf(model, await collected(read(evenly(known, SHUFFLED.frames))), donors),
    gap: gaps[gaps.length >> 1]! / varies
  })
}

type Withheld = Extract<SwapTest, { state: 'withheld' }>

/** The share of the same network with shuffled weights, on a few frames. */
async function chanceOf(
  model: TestedModel,
  frames: readonly LaneFrame[],
  donors: readonly LaneFrame[]
): Promise<Extract<SwapTest, { state: 'done' }>['chance']> {
  const few = evenly(donors, SHUFFLED.donors)
  const shares: number[] = []
  for (let seed = 1; seed <= SHUFFLED.networks; seed++) {
    const [steer, dispose] = await model.shuffled(seed)
    let [inside, outside] = [0, 0]
    for (const frame of frames) {
      const row = await swapFrame(frame, few, steer)
      inside += row.inside
      outside += row.outside
    }
    dispose()
    const share = inside / (inside + outside)
    if (Number.isFinite(share)) shares.push(share)
  }
  if (shares.length === 0) return null
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length
  return { low: Math.min(...shares), mean, high: Math.max(...shares) }
}
