import type { AttentionEvent, Rule } from '../../shared/events.ts'
import { isGone, type LaneState } from '../../shared/laneState.ts'
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
 * The stretches in which the lane is lost, from where the car began to leave it: while it is known or carried on attention is
 * judged still, then nobody can. A lane that is back while it is carried on is no event. Short gaps are closed and short
 * stretches dropped as the rule says.
 */
export function findLostLanes(
  lanes: LanesOverDrive,
  rule: Pick<Rule, 'minSeconds' | 'mergeSeconds'>
): AttentionEvent[] {
  const { states, times } = lanes
  const gone = runsWhere(states.length, (frame) => isGoing(states[frame]))
    .filter(({ first, last }) => states.slice(first, last + 1).includes('lost'))
    .map(({ first, last }) => {
      if (states[first] === 'leaving') return { first, last }
      let begins = first
      while (begins < last && times[begins]! - times[first]! < LOOK_SECONDS - TOLERANCE) begins++
      return { first: begins, last }
    })
  return closeGaps(gone, (gap) => secondsOf(lanes, gap) < rule.mergeSeconds - TOLERANCE)
    .filter(({ first, last }) => {
      const gone = { first: goneIn(lanes, { first, last }), last }
      return secondsOf(lanes, gone) >= rule.minSeconds - TOLERANCE
    })
    .map((stretch) => ({
      kind: 'lost',
      ...stretch,
      ...describeLost(lanes, stretch),
      reason: lostInWords(lanes, stretch)
    }))
}

/**
 * The frame to look at first, the one at which the lane is lost, and how severe that is: how far its confidence fell, as
 * a part of what it was when it was last known, weighted by length. A lane that is lost counts as one of no confidence,
 * whatever is seen of some lane. 0 where it was never known before.
 */
export function describeLost(lanes: LanesOverDrive, stretch: FrameRange): Pick<AttentionEvent, 'worst' | 'severity'> {
  const { last } = stretch
  const gone = goneIn(lanes, stretch)
  const before = knownBefore(lanes, gone)
  let sum = 0
  for (let frame = gone; frame <= last; frame++)
    sum += lanes.states[frame] === 'lost' ? 0 : (lanes.confidence[frame] ?? 0)
  const during = sum / (last - gone + 1)
  const fall = before && before.surest > 0 ? Math.max(0, 1 - during / before.surest) : 0
  return { worst: gone, severity: fall * lengthWeight(secondsOf(lanes, stretch)) }
}

/** The first frame of a stretch in which the lane is gone; its first one where it is there to the end. */
function goneIn({ states }: LanesOverDrive, { first, last }: FrameRange): number {
  for (let frame = first; frame <= last; frame++) if (isGone(states[frame])) return frame
  return first
}

function lostInWords(lanes: LanesOverDrive, stretch: FrameRange): string {
  const gone = goneIn(lanes, stretch)
  const seconds = (first: number, last: number): string => `${secondsOf(lanes, { first, last }).toFixed(1)} s`
  const leaving = gone > stretch.first ? `the car leaves its lane for ${seconds(stretch.first, gone - 1)}, then ` : ''
  const lost = `${leaving}the lane is lost for ${seconds(gone, stretch.last)}`
  const before = knownBefore(lanes, gone)
  const known = before ? `; up to ${Math.round(100 * before.surest)} % confident before that` : ''
  const nobody = lanes.states.indexOf('lost', gone)
  const carried = nobody > gone ? `, for the first ${seconds(gone, nobody - 1)} estimated from before` : ''
  return `${lost}${carried}${known}; attention cannot be judged while it is lost`
}

/** Confidence sinks before a lane goes: what it was is looked for in this many seconds before. */
const BEFORE_SECONDS = 1

/** How sure of the lane one was where it was last known before `frame`. */
function knownBefore({ states, confidence, times }: LanesOverDrive, frame: number): { surest: number } | null {
  let last = frame - 1
  while (last >= 0 && !isKnown(states[last])) last--
  if (last < 0) return null
  let surest = 0
  for (let i = last; i >= 0 && times[last]! - times[i]! <= BEFORE_SECONDS; i--)
    if (isKnown(states[i])) surest = Math.max(surest, confidence[i]!)
  return { surest }
}

const isKnown = (state: LaneState | undefined): boolean => state === 'known' || state === 'leaving'
const isGoing = (state: LaneState | undefined): boolean => state === 'leaving' || isGone(state)
