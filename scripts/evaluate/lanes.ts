import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { decodeFrames } from '../../src/main/decode/decodeFrames.ts'
import { createLaneDetector, smoothLanes, type LaneEvidence } from '../../src/main/lanes/detect.ts'
import type { LaneRegion } from '../../src/shared/lanes.ts'
import { defaultRule } from '../../src/shared/events.ts'
import type { TruthFile, TruthFrame } from '../../sample/truth/files.ts'
import type { Interruption } from '../../sample/truth/laneTruth.ts'
import { areaUnderCurve } from './areaUnderCurve.ts'
import { overlapOfRegions } from './overlap.ts'

/** What the detector says of one frame, against the truth. */
export interface LaneFrame {
  /** 0..1, of the detected corridor. */
  confidence: number
  /** Intersection over union with the true corridor, 0..1. */
  overlap: number
  /** How many boundaries of the own lane are painted. */
  painted: 0 | 1 | 2
  /** Why markings cease near ahead. */
  interrupted?: Interruption
}

export interface LaneResult {
  drive: string
  frames: number
  /** Frames whose lane has at least one painted boundary, and the part of them in which the detector is sure. */
  marked: number
  coverage: number
  /** Mean overlap of the frames in which it is sure. */
  overlap: number
  /** Mean overlap of those in which it is not. */
  unsureOverlap: number
  /** Mean confidence less the part of frames that are right, over ten bins of confidence (expected calibration error). */
  calibrationError: number
  /** How well confidence tells right frames from wrong ones. */
  separation: number
}

/** From this overlap on a corridor counts as right. */
export const RIGHT = 0.8
/** Size in pixels of what the detector looks at, and at which regions are compared. */
export const VIEW = { width: 320, height: 180 }

/** Runs the lane detector over a recorded drive as the app does, and compares it with the drive's truth. */
export async function watchLanes(folder: string): Promise<LaneFrame[]> {
  // Written by this project and never by people: its own type is trusted.
  const truth = JSON.parse(await readFile(join(folder, 'truth.json'), 'utf8')) as TruthFile
  const { picture, drive } = truth.plan
  const { regions } = await detectLanes(join(folder, 'drive.mp4'), { ...picture, rate: drive.rate })
  return truth.frames.map((frame, i) => laneFrame(frame, regions[i] ?? null))
}

/** The detector's regions of a drive, and the evidence that it found in each frame. */
export async function detectLanes(
  file: string,
  { width, height, rate }: { width: number; height: number; rate: number }
): Promise<{ regions: (LaneRegion | null)[]; evidence: LaneEvidence[] }> {
  const pass = {
    source: { type: 'video' as const, file },
    width,
    height,
    from: 0,
    input: null,
    pictureWidth: null,
    viewWidth: VIEW.width
  }
  const detector = createLaneDetector(VIEW)
  const evidence: LaneEvidence[] = []
  for await (const { view } of decodeFrames(pass, new AbortController().signal)) {
    if (view) evidence.push(detector.frame(view))
  }
  return { regions: smoothLanes(evidence, rate), evidence }
}

function laneFrame({ corridor, painted, interrupted }: TruthFrame, region: LaneRegion | null): LaneFrame {
  const overlap = region && corridor ? overlapOfRegions(corridor, region.polygon, VIEW) : 0
  return { confidence: region?.confidence ?? 0, overlap, painted, ...(interrupted && { interrupted }) }
}

/** Sums up what the detector said of some frames; sure is what the default rule takes for sure. */
export function laneResult(drive: string, frames: readonly LaneFrame[]): LaneResult {
  const sure = frames.filter(({ confidence }) => confidence >= defaultRule.minConfidence)
  const unsure = frames.filter(({ confidence }) => confidence < defaultRule.minConfidence)
  const marked = frames.filter(({ painted }) => painted > 0)
  const overlaps = (some: readonly LaneFrame[]): number[] => some.map(({ overlap }) => overlap)
  const right = (frame: LaneFrame): boolean => frame.overlap >= RIGHT
  const confidences = (some: readonly LaneFrame[]): number[] => some.map(({ confidence }) => confidence)
  return {
    drive: basename(drive),
    frames: frames.length,
    marked: marked.length,
    coverage: marked.filter((frame) => sure.includes(frame)).length / marked.length,
    overlap: mean(overlaps(sure)),
    unsureOverlap: mean(overlaps(unsure)),
    calibrationError: calibrationError(frames),
    separation: areaUnderCurve(confidences(frames.filter(right)), confidences(frames.filter((f) => !right(f))))
  }
}

/** Guo et al. 2017, arXiv 1706.04599, with ten bins. */
function calibrationError(frames: readonly LaneFrame[]): number {
  const bins = Map.groupBy(frames, ({ confidence }) => Math.min(9, Math.floor(confidence * 10)))
  let error = 0
  for (const bin of bins.values()) {
    const right = bin.filter(({ overlap }) => overlap >= RIGHT).length / bin.length
    error += (bin.length / frames.length) * Math.abs(mean(bin.map(({ confidence }) => confidence)) - right)
  }
  return error
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
