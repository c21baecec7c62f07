/** How sure a detector was of one frame, and whether it was right. */
export interface Judged {
  /** 0..1 */
  confidence: number
  right: boolean
}

/** The frames of one tenth of confidence. */
export interface ReliabilityBin {
  /** The lower end of the tenth; 1 belongs to the last. */
  from: number
  frames: number
  /** Mean of their confidence. */
  confidence: number
  /** The part of them that is right. */
  right: number
}

export interface Reliability {
  /** Those tenths that hold frames, rising. */
  bins: ReliabilityBin[]
  /** Mean difference of confidence and the part that is right, weighted by frames (Guo et al. 2017, arXiv 1706.04599). */
  calibrationError: number
  /** The largest difference in a tenth of `MANY` frames or more; 0 where there is none. */
  largestDeviation: number
}

/** In a tenth of fewer frames the part that is right is too uncertain to be held against. */
const MANY = 100

/** Whether confidence means what it says: of frames given 0.8, 0.8 should be right. NaN errors where there are no frames. */
export function reliability(frames: readonly Judged[]): Reliability {
  const tenths = Map.groupBy(frames, ({ confidence }) => Math.min(9, Math.floor(confidence * 10)))
  const bins = [...tenths]
    .toSorted(([a], [b]) => a - b)
    .map(([tenth, some]) => ({
      from: tenth / 10,
      frames: some.length,
      confidence: some.reduce((sum, { confidence }) => sum + confidence, 0) / some.length,
      right: some.filter(({ right }) => right).length / some.length
    }))
  const deviation = ({ confidence, right }: ReliabilityBin): number => Math.abs(confidence - right)
  return {
    bins,
    calibrationError: bins.reduce((sum, bin) => sum + bin.frames * deviation(bin), 0) / frames.length,
    largestDeviation: Math.max(0, ...bins.filter((bin) => bin.frames >= MANY).map(deviation))
  }
}
