import type { FoundLane } from './betweenLooks.ts'
import { corridorPolygon } from './corridor.ts'
import { type CorridorShape, overlapOf, shapePolygon } from './corridorShape.ts'
import type { CorridorOverTime } from './corridorShapes.ts'
import { misfit, usualCorridorWidth, usualWidth, widthOf, widthOfLines } from './corridorWidth.ts'
import { linesWeights, corridorWeights } from './confidenceWeights.ts'
import { logit, shareOfOdds } from './logit.ts'

/** Which of the two says where the lane is at a look, and how likely it is right. */
export interface ChosenLane {
  by: 'lines' | 'corridor'
  /** 0..1: that the region overlaps the lane by 0.8 or more. */
  confidence: number
}

/** The surer one must be surer by this much, in log odds, for every look on which the other one would do. */
const SWITCH = 1.5
/** Lines are the more exact where both are right, and lines by themselves are sure of theirs. */
const EXACT = 0.7

/**
 * Chooses at each look between lines and corridor by what each is sure of, and changes from one to the other no more often
 * than that pays (Viterbi). What either is sure of takes the other into account, and the looks around.
 *
 * @param lines one a look; null where the drive shows none
 * @param corridors one a look; null where the network was not asked
 */
export function chooseLanes(
  lines: readonly FoundLane[] | null,
  corridors: readonly (CorridorOverTime | null)[]
): ChosenLane[] {
  const traits = laneTraits(lines, corridors)
  const odds = corridors.map((corridor, i) => {
    const line = lines?.[i] ?? null
    const own = traits[i]
    if (!corridor || !own) return { lines: logit(line?.lane.confidence ?? 0), corridor: NEVER }
    return {
      lines: line ? linesOdds(own, line.lane.confidence) : NEVER,
      corridor: corridor.shape ? weighed(corridorWeights, own) : NEVER
    }
  })
  const exactness = corridors.map((_, i) => EXACT * (lines?.[i]?.lane.confidence ?? 0))
  return bestWay(odds, exactness).map((by, i) => {
    const value = odds[i]![by]
    return { by, confidence: value === NEVER ? 0 : shareOfOdds(corridors[i] && value < 0 ? DOUBT * value : value) }
  })
}

const NEVER = -50
/**
 * Where lines and network are likelier wrong than right, the surer of them is right more often than it says: so much of the
 * log odds against it counts.
 */
const DOUBT = 0.65

/**
 * What tells of each look how right lines and corridor are: a constant, then log odds of the corridor's certainty, of its
 * being right, of its steadiness, of the lines' confidence, and of the overlap of both; the lines' confidence times that
 * overlap; that the car is off the road; and how far the corridor's width is from that of lines over the drive, and
 * the corridor's and the lines' from that of corridors: a shadow's edge makes a narrow lane.
 *
 * @returns one a look; null where the network was not asked
 */
export function laneTraits(
  lines: readonly FoundLane[] | null,
  corridors: readonly (CorridorOverTime | null)[]
): (number[] | null)[] {
  const overlaps = corridors.map((corridor, i) => overlapOfBoth(lines?.[i] ?? null, corridor?.shape ?? null))
  const widths = corridors.map((corridor, i) => {
    const [line, shape] = [lines?.[i], corridor?.shape]
    return line && shape ? widthOf(shape, line.shape.horizon) : null
  })
  const usual = {
    ofLines: usualWidth(lines, overlaps),
    ofCorridors: usualCorridorWidth(
      widths,
      corridors.map((corridor) => corridor?.look.isRight ?? 0)
    )
  }
  return corridors.map(
    (corridor, i) =>
      corridor && traitsOf(lines?.[i] ?? null, corridor, { both: overlaps[i]!, width: widths[i]!, usual })
  )
}

/** Overlap of what lines and network say, unwidened; 0 where one of them says nothing. */
function overlapOfBoth(line: FoundLane | null, shape: CorridorShape | null): number {
  return line && shape ? overlapOf(corridorPolygon(line.shape, line.lane, 0), shapePolygon(shape, 0)) : 0
}

/** Which of the traits is how far the corridor's width is from its usual one, and from where on it is that of a whole road. */
const [MISFIT, BARE] = [9, 0.25]
/** Where markings cease the network sees the whole road. Lines that are hardly there gain no more from it, in log odds. */
const MOST = 2

function linesOdds(traits: readonly number[], confidence: number): number {
  const odds = weighed(linesWeights, traits)
  return traits[MISFIT]! < BARE ? odds : Math.min(odds, logit(confidence) + MOST)
}

interface Beside {
  /** Overlap of lines and corridor. */
  both: number
  /** Of the corridor (see widthOf). */
  width: number | null
  usual: { ofLines: number | null; ofCorridors: number | null }
}

/** Widths that differ by no more, in logarithms, are one, where lines tell it and where corridors do. */
const [LANES_VARY, CORRIDORS_VARY] = [0.2, 0.05]

function traitsOf(
  line: FoundLane | null,
  { look, steadiness }: CorridorOverTime,
  { both, width, usual }: Beside
): number[] {
  const confidence = line?.lane.confidence ?? 0
  const away = (own: number | null, other: number | null, same: number): number =>
    other === null ? 0 : misfit(own, other, same)
  return [
    1,
    logit(look.certainty / 100),
    logit(look.isRight / 100),
    logit(steadiness),
    logit(confidence),
    logit(both),
    confidence * logit(both),
    look.isOff / 100,
    away(width, usual.ofLines, LANES_VARY),
    away(width, usual.ofCorridors, CORRIDORS_VARY),
    away(line && widthOfLines(line), usual.ofCorridors, CORRIDORS_VARY)
  ]
}

function weighed(weights: readonly number[], traits: readonly number[]): number {
  return traits.reduce((sum, trait, i) => sum + trait * weights[i]!, 0)
}

type Odds = Record<ChosenLane['by'], number>

/** @param exactness what lines are worth beyond being right, one a look */
function bestWay(odds: readonly Odds[], exactness: readonly number[]): ChosenLane['by'][] {
  const worth = ({ lines, corridor }: Odds, exact: number): Odds => ({
    lines: -Math.log1p(Math.exp(-lines)) + exact * shareOfOdds(lines),
    corridor: -Math.log1p(Math.exp(-corridor))
  })
  const ways: Odds[] = []
  odds.forEach((each, i) => {
    const before = ways[i - 1] ?? { lines: 0, corridor: 0 }
    const own = worth(each, exactness[i]!)
    ways.push({
      lines: own.lines + Math.max(before.lines, before.corridor - SWITCH),
      corridor: own.corridor + Math.max(before.corridor, before.lines - SWITCH)
    })
  })
  const chosen = new Array<ChosenLane['by']>(ways.length)
  let by: ChosenLane['by'] = 'lines'
  for (let i = ways.length - 1; i >= 0; i--) {
    const { lines, corridor } = ways[i]!
    const from = i === ways.length - 1 ? 0 : SWITCH
    const bonus = (way: ChosenLane['by']): number => (way === by ? 0 : -from)
    by = lines + bonus('lines') >= corridor + bonus('corridor') ? 'lines' : 'corridor'
    chosen[i] = by
  }
  return chosen
}
