import type { AttentionEvent, Rule } from '../../shared/events.ts'
import { quantile } from '../../shared/quantile.ts'
import type { FrameRange } from '../../shared/recording.ts'
import { closeGaps, runsWhere } from './frameRuns.ts'
import { lengthWeight } from './lengthWeight.ts'
import type { SteeringGap } from './priority.ts'
import { secondsOf, type FrameClock } from './ruleInput.ts'
import { TOLERANCE } from './smoothing.ts'

/** What jumps are looked for in. */
export interface ChangesOverDrive extends FrameClock {
  /** Change of the map from the frame before, 0..1, one a frame; NaN where it is unknown (see MapTraits). */
  change: ArrayLike<number>
  /** How far the steering is off the recorded one, and off that of another run; at least one. */
  gaps: readonly SteeringGap[]
}

/** A map changes more than usual from this many times its median absolute deviation above its median. */
const DEVIATIONS = 6
/** A drive whose maps hardly vary makes no jump of a change that is only just another one. */
const LEAST_DEVIATION = 0.01
/** For so many seconds. */
const JUMP_SECONDS = 0.3
/** Steering is far off above this quantile of its own gap. */
const FAR_OFF = 0.95
/**
 * Pictures that are shown again, as simulators and recorders of screens do, change a map by no more than the video's coding:
 * for so many seconds the change of the last new one holds.
 */
const SHOWN_AGAIN_SECONDS = 0.15
/** That is less than this part of what a new picture usually changes. */
const AGAIN = 0.1

/**
 * The stretches in which attention jumped: for 0.3 s the map changes from frame to frame by more than the drive's median
 * and six times its median absolute deviation, while steering is off by more than the 95th percentile of its gap to the
 * recorded one, or to that of another run. Short gaps are closed as the rule says.
 */
export function findJumps(drive: ChangesOverDrive, rule: Pick<Rule, 'mergeSeconds'>): AttentionEvent[] {
  const { gaps } = drive
  const levels = levelsOf(drive)
  const { held, usual, threshold } = levels
  const limits = gaps.map(({ gap }) =>
    quantile(
      gap.filter((value) => !Number.isNaN(value)),
      FAR_OFF
    )
  )
  // Where one gap lasts for more than the rest of the frames, the quantile is that gap.
  const isFarOff = (frame: number): boolean =>
    gaps.some(({ gap, usual }, i) => gap[frame]! >= limits[i]! && gap[frame]! > usual)
  const jumps = runsWhere(held.length, (frame) => held[frame]! > threshold && isFarOff(frame)).filter(
    (run) => secondsOf(drive, run) >= JUMP_SECONDS - TOLERANCE
  )
  return closeGaps(jumps, (gap) => secondsOf(drive, gap) < rule.mergeSeconds - TOLERANCE).map((stretch) => ({
    kind: 'jumped',
    ...stretch,
    ...jumpIn(drive, levels, stretch),
    reason:
      `${percent(meanOf(held, stretch))} of attention moves from each frame to the next (${percent(usual)} is usual), ` +
      `for ${secondsOf(drive, stretch).toFixed(1)} s`
  }))
}

/**
 * The frame of the largest change in a stretch, and how severe the jump is: by how much the mean change is above the
 * threshold, as a part of that change, weighted by length. 0 for changes below it.
 */
export function describeJump(drive: ChangesOverDrive, stretch: FrameRange): Pick<AttentionEvent, 'worst' | 'severity'> {
  return jumpIn(drive, levelsOf(drive), stretch)
}

function jumpIn(
  drive: ChangesOverDrive,
  { held, threshold }: Levels,
  stretch: FrameRange
): Pick<AttentionEvent, 'worst' | 'severity'> {
  let worst = stretch.first
  for (let frame = stretch.first; frame <= stretch.last; frame++) if (held[frame]! > (held[worst]! || 0)) worst = frame
  const mean = meanOf(held, stretch)
  const depth = mean > threshold ? 1 - threshold / mean : 0
  return { worst, severity: depth * lengthWeight(secondsOf(drive, stretch)) }
}

/** The changes, those of pictures that are shown again held; and what is usual and what too much. */
interface Levels {
  held: Float64Array
  usual: number
  threshold: number
}

function levelsOf({ change, times }: ChangesOverDrive): Levels {
  const held = Float64Array.from(change)
  const least = AGAIN * usualOfNew(change, times)
  let last = -1
  held.forEach((value, frame) => {
    if (value > least) last = frame
    else if (value <= least && last >= 0 && times[frame]! - times[last]! < SHOWN_AGAIN_SECONDS)
      held[frame] = held[last]!
  })
  const seen = held.filter((value) => value > least)
  const usual = quantile(seen, 0.5)
  const deviation = quantile(
    seen.map((value) => Math.abs(value - usual)),
    0.5
  )
  return { held, usual, threshold: usual + DEVIATIONS * Math.max(deviation, LEAST_DEVIATION) }
}

/** The median of the largest change in each moment, which is that of a new picture. */
function usualOfNew(change: ArrayLike<number>, times: ArrayLike<number>): number {
  const largest = Float64Array.from(change, (value, frame) => {
    let most = value
    for (let i = frame - 1; i >= 0 && times[frame]! - times[i]! < SHOWN_AGAIN_SECONDS; i--)
      if (change[i]! > most) most = change[i]!
    return most
  })
  return quantile(
    largest.filter((value) => value > 0),
    0.5
  )
}

function meanOf(values: Float64Array, { first, last }: FrameRange): number {
  const known = values.subarray(first, last + 1).filter((value) => !Number.isNaN(value))
  return known.length === 0 ? 0 : known.reduce((sum, value) => sum + value, 0) / known.length
}

function percent(part: number): string {
  return `${Math.round(100 * part)} %`
}
