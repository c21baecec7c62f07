import type { AttentionEvent, Rule } from '../../shared/events.ts'
import type { LaneState } from '../../shared/laneState.ts'
import type { FrameRange } from '../../shared/recording.ts'
import { closeGaps, runsWhere } from './frameRuns.ts'
import { lengthWeight } from './lengthWeight.ts'
import { secondsOf, type FrameClock } from './ruleInput.ts'
import { TOLERANCE } from './smoothing.ts'

/** What is known of the lanes of a drive, one a frame. */
export interface LanesOverDrive extends FrameClock {
  states: readonly LaneState[]
  /** Of the region that holds, 0..1; 0 where there is none. */
  confidence: ArrayLike<number>
}

/**
 * The stretches in which the lane is lost, so that nobody can judge attention. While it is still carried on attention is
 * judged, so that a lane that is back before that ends is no event. Short gaps are closed and short stretches dropped as
 * the rule says.
 */
export function findLostLanes(
  lanes: LanesOverDrive,
  rule: Pick<Rule, 'minSeconds' | 'mergeSeconds'>
): AttentionEvent[] {
  const { states } = lanes
  const lost = runsWhere(states.length, (frame) => states[frame] === 'lost')
  return closeGaps(lost, (gap) => secondsOf(lanes, gap) < rule.mergeSeconds - TOLERANCE)
    .filter((stretch) => secondsOf(lanes, stretch) >= rule.minSeconds - TOLERANCE)
    .map((stretch) => ({
      kind: 'lost',
      ...stretch,
      ...describeLost(lanes, stretch),
      reason: `${lostInWords(lanes, stretch)}; nobody can judge attention here`
    }))
}

/**
 * The frame to look at first, the one at which the lane is lost, and how severe that is: how far its confidence fell, as
 * a part of what it was when it was last known, weighted by length. 0 where it was never known before.
 */
export function describeLost(lanes: LanesOverDrive, stretch: FrameRange): Pick<AttentionEvent, 'worst' | 'severity'> {
  const { first, last } = stretch
  const before = knownBefore(lanes, first)
  let sum = 0
  for (let frame = first; frame <= last; frame++) sum += lanes.confidence[frame] ?? 0
  const during = sum / (last - first + 1)
  const fall = before ? Math.max(0, 1 - during / before.surest) : 0
  return { worst: first, severity: fall * lengthWeight(secondsOf(lanes, stretch)) }
}

function lostInWords(lanes: LanesOverDrive, stretch: FrameRange): string {
  const lost = `the lane is lost for ${secondsOf(lanes, stretch).toFixed(1)} s`
  const before = knownBefore(lanes, stretch.first)
  if (!before) return lost
  const known = `it was known, up to ${Math.round(100 * before.surest)} % sure`
  const ago = secondsOf(lanes, { first: before.last + 1, last: stretch.first - 1 })
  return `${lost}: ${known}, until ${ago >= 0.05 ? `${ago.toFixed(1)} s before` : 'then'}`
}

/** Confidence sinks before a lane goes: what it was is looked for in this many seconds before. */
const BEFORE_SECONDS = 1

/** The last frame before `frame` at which the lane was known, and how sure of it one was then. */
function knownBefore(
  { states, confidence, times }: LanesOverDrive,
  frame: number
): { last: number; surest: number } | null {
  const last = states.lastIndexOf('known', frame - 1)
  if (frame === 0 || last < 0) return null
  let surest = 0
  for (let i = last; i >= 0 && times[last]! - times[i]! <= BEFORE_SECONDS; i--)
    if (states[i] === 'known') surest = Math.max(surest, confidence[i]!)
  return { last, surest }
}
