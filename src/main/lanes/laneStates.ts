import { isGone, type LaneState } from '../../shared/laneState.ts'
import { CARRY_SECONDS } from './carriedLane.ts'
import { lossCues, TOLERANCE, type LaneHistory } from './lossCues.ts'

/**
 * A lane that was known for a shorter time within the two seconds before it goes was hardly there: so it flickers on roads
 * where the detector is out of its depth. At the beginning of a drive, where what was before is not known, half of it will
 * do, and so it will where the car is off its road.
 */
const KNOWN_SECONDS = 1
const WITHIN_SECONDS = 2

/**
 * So long after it went a lane is lost. That it went is news for some seconds; after them it is as unknown as on a road
 * without markings, and a longer event would only hide where it went.
 */
const LOST_SECONDS = 5

/** The car was leaving a lane that is lost for so many seconds at most. */
const DEPARTURE_SECONDS = 2
/** In these it moved sideways by 6 % of the lane's width or more within a second (see leavingOver). */
const MOVING = 0.25
/** That looks back over a second: the move began half of one earlier, and may pause for as long. */
const PAUSE_SECONDS = 0.5

/** A car that stands for a shorter time has not stopped: a frame without speed, a picture that hangs. */
const STOP_SECONDS = 0.5

/**
 * The state of the lane in every frame. Frames are known where a region is as certain as the rule asks. Once the lane
 * was known for a second, and the car was leaving it or is off it, frames without it are carried (for a second at most, as
 * long as what is carried on is certain enough) and then lost, while the car moves: until it is known for a second again, or
 * for five seconds, and longer while the picture shows the car off its road. It is lost for five seconds as well where the
 * car stops on its way out of it, as in a crash. Before that the car is leaving its lane, for up to two seconds. All other
 * frames are unknown.
 *
 * @param times seconds, one a frame, not falling
 * @param minConfidence of the rule
 */
export function laneStates(history: LaneHistory, times: ArrayLike<number>, minConfidence: number): LaneState[] {
  const { confidence, carried, moves, denied } = history
  const cues = lossCues(history, times, minConfidence)
  const states: LaneState[] = []
  let knownSince: number | null = null
  let goneSince: number | null = null
  let crashedSince: number | null = null
  const since = (earlier: number, frame: number): number => times[frame]! - times[earlier]! + TOLERANCE
  /** Seconds in which the lane was known, of the two before a frame. */
  const knownBefore = (frame: number): number => {
    let known = 0
    for (let i = frame - 1; i >= 0 && !denied[i] && since(i, frame) <= WITHIN_SECONDS + 2 * TOLERANCE; i--)
      if (states[i] === 'known') known += times[i + 1]! - times[i]!
    return known + TOLERANCE
  }
  const stops = (frame: number): boolean => {
    if (moves[frame] || knownBefore(frame) < KNOWN_SECONDS / 2) return false
    let next = frame
    while (next < moves.length && !moves[next] && since(frame, next) < STOP_SECONDS) next++
    return next < moves.length && !moves[next]
  }
  const isLost = (frame: number, isAstray: boolean): boolean => {
    const known = knownBefore(frame)
    const enough = since(0, frame) <= KNOWN_SECONDS + 2 * TOLERANCE ? KNOWN_SECONDS / 2 : KNOWN_SECONDS
    return (known >= enough && cues.isLeft(frame)) || (known >= KNOWN_SECONDS / 2 && isAstray)
  }

  for (let frame = 0; frame < confidence.length; frame++) {
    if (denied[frame]) {
      knownSince = goneSince = crashedSince = null
      states.push('unknown')
      continue
    }
    if (moves[frame - 1] && cues.isLeavingUntil(frame) && stops(frame)) crashedSince = frame
    else if (crashedSince !== null && (moves[frame] || since(crashedSince, frame) > LOST_SECONDS)) crashedSince = null
    if (crashedSince !== null) {
      knownSince = goneSince = null
      states.push('lost')
      continue
    }
    const isAstray = goneSince === null ? cues.isOffFrom(frame) : cues.isOff(frame)
    if (confidence[frame]! >= minConfidence && !isAstray) {
      knownSince ??= frame
      if (goneSince !== null && since(knownSince, frame) >= KNOWN_SECONDS) goneSince = null
      states.push('known')
      continue
    }
    knownSince = null
    if (goneSince === null && isLost(frame, isAstray)) goneSince = frame
    if (goneSince !== null && since(goneSince, frame) > LOST_SECONDS && !isAstray) goneSince = null
    if (goneSince === null || !moves[frame]) states.push('unknown')
    else if (!isAstray && carried[frame]! >= minConfidence && since(goneSince, frame) <= CARRY_SECONDS)
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
  { leaving, moves, denied }: Pick<LaneHistory, 'leaving' | 'moves' | 'denied'>,
  times: ArrayLike<number>
): void {
  for (let gone = 1; gone < states.length; gone++) {
    if (!isGone(states[gone]) || isGone(states[gone - 1])) continue
    let [begins, moved] = [gone, gone]
    const seconds = (from: number, to: number): number => times[to]! - times[from]! - TOLERANCE
    for (let frame = gone - 1; frame >= 0 && seconds(frame, gone) <= DEPARTURE_SECONDS; frame--) {
      if (isGone(states[frame]) || denied[frame] || !moves[frame] || seconds(frame, moved) > PAUSE_SECONDS) break
      if (leaving[frame]! >= MOVING) moved = frame
      if (moved < gone) begins = frame
    }
    for (let frame = begins; frame < gone; frame++) states[frame] = 'leaving'
  }
}
