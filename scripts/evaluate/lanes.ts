import { distinctLooks } from '../../src/main/lanes/heldLooks.ts'
import { lookEvery } from '../../src/main/lanes/betweenLooks.ts'
import type { LaneEvidence } from '../../src/main/lanes/detect.ts'
import { smoothLanes } from '../../src/main/lanes/smoothLanes.ts'
import { defaultRule } from '../../src/shared/events.ts'
import type { Interruption } from '../../sample/truth/laneTruth.ts'
import { areaUnderCurve } from './areaUnderCurve.ts'
import type { MeasuredDrive } from './measuredDrive.ts'
import { overlapOfRegions } from './overlap.ts'
import type { Judged } from './reliability.ts'
import { watchViews } from './watchDrive.ts'

/** What the detector says of one frame, against the truth. */
export interface LaneFrame {
  /** 0..1, of the detected corridor. */
  confidence: number
  /** Intersection over union with the true corridor, 0..1; null where there is no lane to be in. */
  overlap: number | null
  /** How many boundaries of the own lane are painted, where that is known. */
  painted?: 0 | 1 | 2 | undefined
  /** Why markings cease near ahead. */
  interrupted?: Interruption | undefined
  /** False where it shows what a frame before it shows, or nearly: it says no more of how far confidence is true. */
  isNews: boolean
}

export interface LaneResult {
  drive: string
  frames: number
  /** Part of the frames in which the detector is sure. */
  sure: number
  /** Frames in which it is sure and the overlap too small, or there is no lane. */
  wrong: number
  /** Frames whose lane has at least one painted boundary, and the part of them in which the detector is sure. */
  marked: number
  coverage: number
  /** Mean overlap of the frames in which it is sure. */
  overlap: number
  /** Mean overlap of those in which it is not. */
  unsureOverlap: number
  /** How well confidence tells right frames from wrong ones. */
  separation: number
}

/** From this overlap on a corridor counts as right. */
export const RIGHT = 0.8
/** Below this it is wrong. */
export const WRONG = 0.7
/** From this rate on neighbouring frames show much the same: of so many, one is news. */
const VIDEO = { rate: 20, every: 10 }

/** Runs the lane detector over a drive as the app does, and compares it with what is known; ignored frames are left out. */
export async function watchLanes(drive: MeasuredDrive): Promise<LaneFrame[]> {
  const { frames, rate, margin, size } = drive
  const evidence = await watchViews(drive.views, size, rate)
  if (evidence.length !== frames.length)
    throw new Error(`${drive.name} has ${evidence.length} pictures and truth of ${frames.length}; make it again`)
  const regions = smoothLanes(evidence, rate, margin)
  const news = newsOf(evidence, rate)
  return frames.flatMap(({ lane, ignore, painted, interrupted }, i) => {
    const region = regions[i]
    if (ignore) return []
    const overlap = lane && (region ? overlapOfRegions(lane, region.polygon, size) : 0)
    return [{ confidence: region?.confidence ?? 0, overlap, painted, interrupted, isNews: news[i]! }]
  })
}

/** Which frames show what no counted frame before them shows. */
function newsOf(evidence: readonly (LaneEvidence | null)[], rate: number): boolean[] {
  const every = lookEvery(rate)
  const looks = evidence.filter((_, frame) => frame % every === 0)
  const { of } = distinctLooks(looks.map((look) => look && Buffer.from(look.glance, 'base64')))
  let last = -1
  return evidence.map((_, frame) => {
    const look = of[Math.floor(frame / every)]!
    if (look === last || (rate >= VIDEO.rate && frame % VIDEO.every !== 0)) return false
    last = look
    return true
  })
}

/** What reliability asks of a frame. */
export function judged({ confidence, overlap }: LaneFrame): Judged {
  return { confidence, right: overlap !== null && overlap >= RIGHT }
}

/** Sums up what the detector said of some frames; sure is what the default rule takes for sure. */
export function laneResult(drive: string, frames: readonly LaneFrame[]): LaneResult {
  const isSure = ({ confidence }: LaneFrame): boolean => confidence >= defaultRule.minConfidence
  const sure = frames.filter(isSure)
  const marked = frames.filter(({ painted = 0 }) => painted > 0)
  const overlaps = (some: readonly LaneFrame[]): number[] =>
    some.flatMap(({ overlap }) => (overlap === null ? [] : [overlap]))
  const confidences = (right: boolean): number[] =>
    frames.map(judged).flatMap((frame) => (frame.right === right ? [frame.confidence] : []))
  return {
    drive,
    frames: frames.length,
    sure: sure.length / frames.length,
    wrong: sure.filter(({ overlap }) => overlap === null || overlap < WRONG).length,
    marked: marked.length,
    coverage: marked.filter(isSure).length / marked.length,
    overlap: mean(overlaps(sure)),
    unsureOverlap: mean(overlaps(frames.filter((frame) => !isSure(frame)))),
    separation: areaUnderCurve(confidences(true), confidences(false))
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
