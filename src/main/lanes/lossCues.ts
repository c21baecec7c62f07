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
 * A lane that goes while the car keeps its place in it is one that the detector loses, at dusk or where paint is worn: a
 * gap, as many an hour as such roads have. It is lost where the car was leaving it so shortly before or after it went.
 */
const LEAVING_SECONDS = 0.3

/** From here on the car is leaving. */
const LIKELY = 0.5
/** In the moment of a crash it moves less than before. */
const STILL_LEAVING = 0.25

/** From here on the picture shows the car off its road, and no lane is known, however sure of one the rest may be. */
const OFF = 0.35
/**
 * A car that changes lanes moves sideways too, and between two lanes may have none for a moment. It went off its road where
 * the lane is gone for half a second and the picture shows that, or for a second and it hints at it.
 */
const LOSSES = [
  { off: OFF, seconds: 0.5 },
  { off: 0.1, seconds: 1 }
] as const
/**
 * A car that was not leaving its lane for so many seconds is on its road, whatever the picture seems to show: at night some
 * verges look like roads, and some roads like verges.
 */
const MOVED_SECONDS = 1

/** What tells of a frame whether the lane is there, or how it goes. */
export interface LossCues {
  /** The picture shows the car off its road. */
  isOff(frame: number): boolean
  /** From this frame on it is, or has no lane, for half a second, and before that it moved out of its lane. */
  isOffFrom(frame: number): boolean
  /** The lane that is not found from this frame on is one that the car was leaving for none. */
  isLeft(frame: number): boolean
  /** The car was on its way out of its lane up to this frame. One that brakes keeps its place in its last moments. */
  isLeavingUntil(frame: number): boolean
}

/** @param minConfidence of the rule */
export function lossCues(
  { confidence, leaving, off }: LaneHistory,
  times: ArrayLike<number>,
  minConfidence: number
): LossCues {
  const isNear = (one: number, other: number): boolean =>
    Math.abs(times[one]! - times[other]!) <= LEAVING_SECONDS + TOLERANCE
  const isAround = (frame: number, values: ArrayLike<number>, least: number): boolean => {
    for (let i = frame; i >= 0 && isNear(i, frame); i--) if (values[i]! >= least) return true
    for (let i = frame; i < confidence.length && isNear(i, frame); i++) if (values[i]! >= least) return true
    return false
  }
  const isOff = (frame: number): boolean => off[frame]! >= OFF
  const isFound = (frame: number): boolean => confidence[frame]! >= minConfidence && !isOff(frame)
  const count = confidence.length
  const period = count > 1 ? (times[count - 1]! - times[0]!) / (count - 1) : 0
  const isGoneFor = (frame: number, seconds: number): boolean => {
    const lasts = (to: number): boolean => to - times[frame]! >= seconds - TOLERANCE
    for (let next = frame; next < count; next++) {
      if (lasts(times[next]!)) return true
      if (isFound(next)) return false
    }
    return lasts(times[count - 1]! + period)
  }
  const wasLeaving = (frame: number): boolean => {
    for (let i = frame; i >= 0 && times[frame]! - times[i]! <= MOVED_SECONDS + TOLERANCE; i--)
      if (leaving[i]! >= LIKELY) return true
    return isAround(frame, leaving, LIKELY)
  }
  return {
    isOff,
    isOffFrom: (frame) => isOff(frame) && wasLeaving(frame) && isGoneFor(frame, LOSSES[0].seconds),
    isLeft: (frame) =>
      isAround(frame, leaving, LIKELY) &&
      LOSSES.some((loss) => isAround(frame, off, loss.off) && isGoneFor(frame, loss.seconds)),
    isLeavingUntil(frame) {
      if (frame === 0) return false
      let most = 0
      for (let i = frame - 1; i >= 0 && (i === frame - 1 || isNear(i, frame)); i--) {
        if (!(leaving[i]! >= STILL_LEAVING)) return false
        most = Math.max(most, leaving[i]!)
      }
      return most >= LIKELY
    }
  }
}

/** Times are sums of frame periods. */
export const TOLERANCE = 1e-6
