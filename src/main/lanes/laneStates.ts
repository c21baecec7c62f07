import type { LaneState } from '../../shared/laneState.ts'
import { CARRY_SECONDS } from './carriedLane.ts'

/** What is known of the lanes of a drive, whatever the rule. Lists have one value a frame. */
export interface LaneHistory {
  /** Of the region that holds, 0..1; 0 where there is none. */
  confidence: ArrayLike<number>
  /** Of what is carried on from frames before, 0..1 (see createLaneCarrier); 0 where nothing is. */
  carried: ArrayLike<number>
  /** 0 where the car stands. */
  moves: ArrayLike<number>
  /** Not 0 where a person said that there is no lane. */
  denied: ArrayLike<number>
  /** How likely the car is leaving its lane by where in it it is, 0..1 (see leavingOver). */
  leaving: ArrayLike<number>
  /** How likely the car is off its road by the picture alone, 0..1. */
  off: ArrayLike<number>
}

/**
 * A lane that was known for a shorter time and is gone again was hardly there: so it flickers on roads where the
 * detector is out of its depth. At the beginning of a drive, where what was before is not known, half of it will do.
 */
const KNOWN_SECONDS = 1

/**
 * So long after it went a lane is lost. That it went is news for some seconds; after them it is as unknown as on a road
 * without markings, and a longer event would only hide where it went.
 */
const LOST_SECONDS = 5

/**
 * A lane that goes while the car keeps its place in it is one that the detector loses, at dusk or where paint is worn: a
 * gap, as many an hour as such roads have. It is lost where the car was leaving it so shortly before or after it went.
 */
const LEAVING_SECONDS = 0.3

/** From here on the car is leaving. */
const LIKELY = 0.5

/**
 * From here on the car is off its road, and no lane is known, however sure of one the rest may be. On twenty generated drives
 * off the road and twenty that stay on it (15 minutes) this is where none of the latter is taken for off.
 */
const OFF = 0.35
/** A car that changes lanes moves sideways too: it is leaving where the picture hints that it goes off its road as well. */
const HINT = 0.25

/** A lane that is lost was being left for so many seconds at most, */
const DEPARTURE_SECONDS = 2
/** while the car moved out of it by a sixteenth of its width or more within a second. */
const MOVING = 0.25

/**
 * The state of the lane in every frame. Frames are known where a region is as certain as the rule asks. Once the lane
 * was known for a second, and the car was leaving it or is off it, frames without it are carried (for a second at most, as
 * long as what is carried on is certain enough) and then lost, while the car moves: until it is known for a second again, or
 * for five seconds. It is lost as well where the car stops while it is leaving it, as in a crash. Before that the car is
 * leaving its lane, for up to two seconds. All other frames are unknown.
 *
 * @param times seconds, one a frame, not falling
 * @param minConfidence of the rule
 */
export function laneStates(history: LaneHistory, times: ArrayLike<number>, minConfidence: number): LaneState[] {
  const { confidence, carried, moves, denied, leaving, off } = history
  const states: LaneState[] = []
  let knownSince: number | null = null
  let goneSince: number | null = null
  let isLoss = false
  let crashedSince: number | null = null
  const since = (earlier: number, frame: number): number => times[frame]! - times[earlier]! + TOLERANCE
  const wasSteady = (from: number, frame: number): boolean =>
    since(from, frame) >= (from === 0 ? KNOWN_SECONDS / 2 : KNOWN_SECONDS)

  const isAround = (frame: number, values: ArrayLike<number>, least: number): boolean => {
    const isNear = (other: number): boolean => Math.abs(times[other]! - times[frame]!) <= LEAVING_SECONDS + TOLERANCE
    for (let i = frame; i >= 0 && isNear(i); i--) if (values[i]! >= least) return true
    for (let i = frame; i < confidence.length && isNear(i); i++) if (values[i]! >= least) return true
    return false
  }

  /** A car that brakes keeps its place in its last moments: one that is on its way out of its lane to the end runs into something. */
  const wasLeavingUntil = (frame: number): boolean => {
    for (let i = frame - 1; i >= 0 && times[frame]! - times[i]! <= LEAVING_SECONDS + TOLERANCE; i--)
      if (leaving[i]! < LIKELY) return false
    return true
  }

  for (let frame = 0; frame < confidence.length; frame++) {
    if (denied[frame]) {
      knownSince = goneSince = crashedSince = null
      states.push('unknown')
      continue
    }
    if (moves[frame]) crashedSince = null
    else if (moves[frame - 1] && wasLeavingUntil(frame)) crashedSince = frame
    if (crashedSince !== null) {
      knownSince = goneSince = null
      states.push(since(crashedSince, frame) <= LOST_SECONDS ? 'lost' : 'unknown')
      continue
    }
    const isOff = off[frame]! >= OFF
    if (confidence[frame]! >= minConfidence && !isOff) {
      knownSince ??= frame
      if (goneSince !== null && wasSteady(knownSince, frame)) goneSince = null
      states.push('known')
      continue
    }
    if (knownSince !== null && goneSince === null && wasSteady(knownSince, frame)) {
      goneSince = frame
      isLoss = isAround(frame, leaving, LIKELY) && isAround(frame, off, HINT)
    }
    if (isOff) isLoss = true
    knownSince = null
    if (goneSince !== null && since(goneSince, frame) > LOST_SECONDS && !isOff) goneSince = null
    if (goneSince === null || !isLoss || !moves[frame]) states.push('unknown')
    else if (!isOff && carried[frame]! >= minConfidence && since(goneSince, frame) <= CARRY_SECONDS)
      states.push('carried')
    else states.push('lost')
  }
  markDepartures(states, history, times)
  return states
}

/**
 * Says 'leaving' of the frames before a loss, from where the car began to move out of its lane: what is lost is looked at
 * from there on. A car that keeps its place for a moment on the way is leaving still.
 */
function markDepartures(
  states: LaneState[],
  { leaving, moves }: Pick<LaneHistory, 'leaving' | 'moves'>,
  times: ArrayLike<number>
): void {
  for (let gone = 1; gone < states.length; gone++) {
    if (!isGone(states[gone]!) || isGone(states[gone - 1]!)) continue
    let begins = gone
    const seconds = (from: number, to: number): number => times[to]! - times[from]! - TOLERANCE
    for (let frame = gone - 1; frame >= 0 && seconds(frame, gone) <= DEPARTURE_SECONDS; frame--) {
      if (isGone(states[frame]!) || !moves[frame] || seconds(frame, begins) > LEAVING_SECONDS) break
      if (leaving[frame]! >= MOVING) begins = frame
    }
    for (let frame = begins; frame < gone; frame++) states[frame] = 'leaving'
  }
}

function isGone(state: LaneState): boolean {
  return state === 'carried' || state === 'lost'
}

/** Times are sums of frame periods. */
const TOLERANCE = 1e-6
