import { CORRIDOR_MARGIN, type LaneRegion } from '../../shared/lanes.ts'
import { betweenLooks, type FoundLane, lookEvery } from './betweenLooks.ts'
import { corridorPolygon } from './corridor.ts'
import { betweenShapes, type CorridorShape, overlapOf, shapePolygon } from './corridorShape.ts'
import { type CorridorOverTime, corridorShapes } from './corridorShapes.ts'
import type { LaneEvidence } from './detect.ts'
import { smoothingPasses, type SmoothingStep } from './gridSmoother.ts'
import { distinctLooks, type Looks, stepsBetween } from './heldLooks.ts'
import { laneBoundaries } from './laneBoundaries.ts'
import { type ChosenLane, chooseLanes } from './chooseLanes.ts'
import { pointsOf } from './paintPoints.ts'
import { roadOverDrive } from './roadOverDrive.ts'

/** One a frame, made as they are taken. */
type Regions = Iterable<LaneRegion | null>

/**
 * Where the ego lane is in every frame of a drive, from the evidence of all its frames. Lines of paint give the shape of the
 * road and the lane's boundaries on it, smoothed over time in both directions; the corridor network gives the own lane or
 * track of each look; at each look the surer of the two holds. Regions of any confidence are given: it is how likely the
 * region overlaps the lane by 0.8 or more, and a rule says below which a frame has none. Pictures that are held still
 * are one look, however long they are held. null where neither sees anything.
 *
 * @param evidence one a frame; only those of every `lookEvery(rate)`-th are looked at, and null is one without a picture
 * @param rate frames a second
 * @param margin by which the lane is widened on each side, in its widths
 */
export function smoothLanes(
  evidence: readonly (LaneEvidence | null)[],
  rate: number,
  margin = CORRIDOR_MARGIN
): (LaneRegion | null)[] {
  const steps = smoothLanesInSteps(evidence, rate, margin)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return [...value]
  }
}

/** As `smoothLanes`, in steps of about half a second: yields how much of the work is done, 0..1. */
export function* smoothLanesInSteps(
  evidence: readonly (LaneEvidence | null)[],
  rate: number,
  margin = CORRIDOR_MARGIN
): Generator<number, Regions> {
  const found = yield* findCandidates(evidence, rate)
  if (!found) return evidence.map(() => null)
  const chosen = chooseLanes(found.lines, found.corridors)
  return regions({ ...found, chosen }, evidence.length, lookEvery(rate), margin)
}

/** What lines and network say over a drive, one a distinct look. */
export interface LaneCandidates {
  /** null where the drive shows no paint at all. */
  lines: FoundLane[] | null
  corridors: (CorridorOverTime | null)[]
  /** The distinct look that each look shows. */
  at: number[]
}

/** Finds both, in steps as `smoothLanesInSteps`. null where no frame was looked at. */
export function* findCandidates(
  evidence: readonly (LaneEvidence | null)[],
  rate: number
): Generator<number, LaneCandidates | null> {
  const every = lookEvery(rate)
  const looks = evidence.filter((_, frame) => frame % every === 0)
  const first = looks.find((look) => look !== null)
  if (!first) return null
  const distinct = distinctLooks(looks.map((look) => look && Buffer.from(look.glance, 'base64')))
  const lines = yield* linesOf(distinct, looks, first.height / first.width, rate / every)
  const corridors = corridorShapes(distinct.firsts.map((look) => looks[look]?.corridor ?? null))
  return { lines, corridors, at: [...distinct.of] }
}

/** The lane that lines of paint show, one a distinct look; null where the drive shows no paint at all. */
function* linesOf(
  distinct: ReturnType<typeof distinctLooks>,
  looks: readonly (LaneEvidence | null)[],
  aspect: number,
  rate: number
): Generator<number, FoundLane[] | null> {
  const seen: Looks = {
    points: distinct.firsts.map((look) => pointsOf(looks[look] ?? null)),
    steps: stepsBetween(distinct),
    rate
  }
  const road = yield* parts(roadOverDrive(seen), seen.points.length)
  if (!road) return null
  const lanes = yield* parts(laneBoundaries(seen, road.shapes, aspect), seen.points.length)
  return lanes.map((lane, look) => ({
    shape: road.shapes[look]!,
    lane: { ...lane, confidence: lane.confidence * road.certainty }
  }))
}

interface FoundLanes extends LaneCandidates {
  chosen: ChosenLane[]
}

function* regions(
  { lines, corridors, chosen, at }: FoundLanes,
  frames: number,
  every: number,
  margin: number
): Regions {
  const lineLooks = lines && at.map((look) => lines[look]!)
  for (let frame = 0; frame < frames; frame++) {
    const time = Math.min(frame / every, at.length - 1)
    const [before, after] = [at[Math.floor(time)]!, at[Math.ceil(time)]!]
    const part = time - Math.floor(time)
    const { by } = chosen[part < 0.5 ? before : after]!
    const off = offBetween(corridors[before] ?? null, corridors[after] ?? null, part)
    const confidence = chosen[before]!.confidence * (1 - part) + chosen[after]!.confidence * part
    if (by === 'lines' && lineLooks) {
      const { shape, lane } = betweenLooks(lineLooks, time)
      yield { polygon: corridorPolygon(shape, lane, margin), confidence, source: 'detected', off }
    } else {
      const shape = between(corridors[before]?.shape ?? null, corridors[after]?.shape ?? null, part)
      yield shape && { polygon: shapePolygon(shape, margin), confidence, source: 'detected', off }
    }
  }
}

function offBetween(before: CorridorOverTime | null, after: CorridorOverTime | null, part: number): number | undefined {
  return before && after ? before.off * (1 - part) + after.off * part : undefined
}

/** Corridors that overlap by less are not those of one lane. */
const SAME = 0.5

function between(before: CorridorShape | null, after: CorridorShape | null, part: number): CorridorShape | null {
  const nearer = part < 0.5 ? before : after
  if (!before || !after || before === after) return nearer
  if (overlapOf(shapePolygon(before, 0), shapePolygon(after, 0)) < SAME) return nearer
  return betweenShapes(before, after, part)
}

/** Each pass counts the same. */
function* parts<T>(steps: Generator<SmoothingStep, T>, frames: number): Generator<number, T> {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
    yield (smoothingPasses.indexOf(value.pass) + value.done / frames) / smoothingPasses.length
  }
}
