import type { LeftAlone } from '../../shared/api.ts'
import type { Rule } from '../../shared/events.ts'
import type { FrameRange } from '../../shared/recording.ts'
import { closeGaps, runsWhere } from './frameRuns.ts'
import { secondsOf, type FrameClock } from './ruleInput.ts'
import { TOLERANCE } from './smoothing.ts'

/** Two runs over the same frames, of which one is asked where it left the lanes. */
export interface BothRuns extends FrameClock {
  /** So many frames that both have. */
  frames: number
  /** Stretches in which attention had left the lanes, in order: of the one that is asked, and of the other. */
  left: readonly FrameRange[]
  others: readonly FrameRange[]
  /** The share of attention inside the lanes, 0..1, one a frame; null where it is unknown. */
  share: readonly (number | null)[]
  othersShare: readonly (number | null)[]
}

/**
 * The stretches in which attention had left the lanes in one run and not in the other, in order of time. A frame in which
 * nothing is known of the other says nothing of it: it never begins or carries a stretch. Short gaps are closed and short
 * stretches dropped as the rule says.
 */
export function leftAlone(both: BothRuns, rule: Pick<Rule, 'minSeconds' | 'mergeSeconds'>): LeftAlone[] {
  const { frames, share, othersShare } = both
  const [left, others] = [marks(both.left, frames), marks(both.others, frames)]
  const alone = runsWhere(frames, (frame) => left[frame] === 1 && others[frame] === 0 && othersShare[frame] != null)
  const seconds = (range: FrameRange): number => secondsOf(both, range)
  return closeGaps(alone, (gap) => seconds(gap) < rule.mergeSeconds - TOLERANCE)
    .map((stretch) => ({ ...stretch, seconds: seconds(stretch), worst: farthestIn(stretch, share, othersShare) }))
    .filter((stretch) => stretch.seconds >= rule.minSeconds - TOLERANCE)
}

/** 1 for each frame that lies in one of the stretches. */
function marks(stretches: readonly FrameRange[], frames: number): Uint8Array {
  const marked = new Uint8Array(frames)
  for (const { first, last } of stretches) marked.fill(1, first, last + 1)
  return marked
}

/** The frame in which the other has most more of its attention inside the lanes; the first where none is known of both. */
function farthestIn({ first, last }: FrameRange, share: BothRuns['share'], others: BothRuns['share']): number {
  let [worst, most] = [first, -Infinity]
  for (let frame = first; frame <= last; frame++) {
    const [own, other] = [share[frame] ?? null, others[frame] ?? null]
    if (own === null || other === null || other - own <= most) continue
    ;[worst, most] = [frame, other - own]
  }
  return worst
}
