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

/** Between two looks confidence falls evenly: the lane is gone at the look that does not find it, a tenth of a second on. */
const LOOK_SECONDS = 0.1

/**
 * The stretches in which the lane is lost, from where it went: while it is carried on attention is judged still, then
 * nobody can. A lane that is back while it is carried on is no event. Short gaps are closed and short stretches dropped as
 * the rule says.
 */
export function findLostLanes(
  lanes: LanesOverDrive,
  rule: Pick<Rule, 'minSeconds' | 'mergeSeconds'>
): AttentionEvent[] {
  const { states, times } = lanes
  const gone = runsWhere(states.length, (frame) => states[frame] === 'carried' || states[frame] === 'lost')
    .filter(({ first, last }) => states.slice(first, last + 1).includes('lost'))
    .map(({ first, last }) => {
      let begins = first
      while (begins < last && times[begins]! - times[first]! < LOOK_SECONDS - TOLERANCE) begins++
      return { first: begins, last }
    })
  return closeGaps(gone, (gap) => secondsOf(lanes, gap) < rule.mergeSeconds - TOLERANCE)
    .filter((stretch) => secondsOf(lanes, stretch) >= rule.minSeconds - TOLERANCE)
    .map((stretch) => ({
      kind: 'lost',
      ...stretch,
      ...describeLost(lanes, stretch),
      reason: lostInWords(lanes, stretch)
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
  const known = before ? `, it was known before, up to ${Math.round(100 * before.surest)} % sure` : ''
  const nobody = lanes.states.indexOf('lost', stretch.first) - stretch.first
  if (nobody <= 0) return `${lost}${known}; nobody can judge attention here`
  const carried = secondsOf(lanes, { first: stretch.first, last: stretch.first + nobody - 1 })
  return `${lost}${known}; after ${carried.toFixed(1)} s nobody can judge attention here`
}

/** Confidence sinks before a lane goes: what it was is looked for in this many seconds before. */
const BEFORE_SECONDS = 1

/** How sure of the lane one was where it was last known before `frame`. */
function knownBefore({ states, confidence, times }: LanesOverDrive, frame: number): { surest: number } | null {
  const last = states.lastIndexOf('known', frame - 1)
  if (frame === 0 || last < 0) return null
  let surest = 0
  for (let i = last; i >= 0 && times[last]! - times[i]! <= BEFORE_SECONDS; i--)
    if (states[i] === 'known') surest = Math.max(surest, confidence[i]!)
  return { surest }
}
