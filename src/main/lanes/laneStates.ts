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

/**
 * The state of the lane in every frame. Frames are known where a region is as certain as the rule asks. Once the lane
 * was known for a second, and the car was leaving it or is off it, frames without it are carried (for a second at most, as
 * long as what is carried on is certain enough) and then lost, while the car moves: until it is known for a second again, or
 * for five seconds. All other frames are unknown.
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
  const since = (earlier: number, frame: number): number => times[frame]! - times[earlier]! + TOLERANCE
  const wasSteady = (from: number, frame: number): boolean =>
    since(from, frame) >= (from === 0 ? KNOWN_SECONDS / 2 : KNOWN_SECONDS)

  const isAround = (frame: number, values: ArrayLike<number>, least: number): boolean => {
    const isNear = (other: number): boolean => Math.abs(times[other]! - times[frame]!) <= LEAVING_SECONDS + TOLERANCE
    for (let i = frame; i >= 0 && isNear(i); i--) if (values[i]! >= least) return true
    for (let i = frame; i < confidence.length && isNear(i); i++) if (values[i]! >= least) return true
    return false
  }

  for (let frame = 0; frame < confidence.length; frame++) {
    if (denied[frame]) {
      knownSince = goneSince = null
      states.push('unknown')
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
  return states
}

/** Times are sums of frame periods. */
const TOLERANCE = 1e-6
