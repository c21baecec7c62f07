import type { Engine } from '../../../src/main/engine/engine.ts'
import { createMassMeter, emptyMasses } from '../../../src/main/attention/laneMasses.ts'
import { findEvents } from '../../../src/main/attention/events.ts'
import { scoresOf } from '../../../src/main/attention/scores.ts'
import { prepareInput } from '../../../src/main/model/input/prepareInput.ts'
import { methodById } from '../../../src/main/saliency/methods.ts'
import { seenBySteering } from '../../../src/main/saliency/seenPixels.ts'
import { defaultRule, type Rule } from '../../../src/shared/events.ts'
import type { FrameScore } from '../../../src/shared/frameScore.ts'
import type { LaneSource } from '../../../src/shared/lanes.ts'
import { quantile } from '../../../src/shared/quantile.ts'
import type { FrameRange } from '../../../src/shared/recording.ts'
import { quantise, type SaliencyMap } from '../../../src/shared/saliencyMap.ts'
import { areaUnderCurve } from '../areaUnderCurve.ts'
import { resized } from './areaResize.ts'
import { regionsBySource } from './laneSources.ts'
import { places, plantDrive, type Place, type PlantedDrive } from './plantedDrive.ts'
import { plantedHead, plantedModel, plantedRecipe } from './plantedModel.ts'

/** How well the app's events tell the planted stretches, by lane source and place. */
export interface FlagTruth {
  frames: number
  rule: Rule
  rows: FlagRow[]
  /** By lane source, over all places. */
  curves: { source: LaneSource; areaUnderCurve: number; points: OperatingPoint[] }[]
  /** True where every row is flawless. */
  pass: boolean
}

export interface FlagRow {
  source: LaneSource
  place: Place
  /** Part of the frames whose lane region is certain enough. */
  coverage: number
  planted: number
  /** Planted stretches that one event covers, its ends within `TOLERANCE` frames. */
  found: number
  /** Events that lie over no planted stretch. */
  elsewhere: number
  /** The farthest that an end of an event is off, in frames; null where none was found. */
  farthest: number | null
}

/** What the rule finds at one threshold. */
export interface OperatingPoint {
  enter: number
  /** Part of the planted frames that lie in events, and of the others. */
  truePositives: number
  falsePositives: number
  /** Part of the planted stretches that an event touches, and events that touch none. */
  stretches: number
  elsewhere: number
}

interface Wishes {
  /** 1 for the whole evaluation; less plants only a part of the stretches. */
  size?: number
  only?: readonly Place[]
  rule?: Rule
}

/** Ends of events may be off by so many frames. */
const TOLERANCE = 3
const THRESHOLDS = 20
const BATCH = 32

/**
 * Plants attention and looks for it: a drive for each place, the planted model's maps of it by VisualBackProp as the
 * app makes and stores them, lanes from each source, the app's own scores and events.
 */
export async function evaluateFlags(
  engine: Engine,
  { size = 1, only = places, rule = defaultRule }: Wishes = {}
): Promise<FlagTruth> {
  const looks: Look[] = []
  for (const place of only) {
    const drive = plantDrive(place, size)
    const maps = await mapsOf(engine, drive)
    for (const [source, regions] of Object.entries(await regionsBySource(drive)) as [
      LaneSource,
      Parameters<typeof scored>[2]
    ][])
      looks.push({ source, drive, scores: scored(drive, maps, regions) })
  }
  const rows = looks.map((look) => rowOf(look, rule))
  const sources = [...new Set(looks.map(({ source }) => source))]
  return {
    frames: looks.filter(({ source }) => source === 'drawn').reduce((sum, { scores }) => sum + scores.length, 0),
    rule,
    rows,
    curves: sources.map((source) =>
      curveOf(
        source,
        looks.filter((look) => look.source === source),
        rule
      )
    ),
    pass: rows.every(({ planted, found, elsewhere }) => found === planted && elsewhere === 0)
  }
}

interface Look {
  source: LaneSource
  drive: PlantedDrive
  scores: FrameScore[]
}

async function mapsOf(engine: Engine, { pictures, width, height }: PlantedDrive): Promise<SaliencyMap[]> {
  const explanation = methodById('visual-backprop').build({ graph: plantedModel(), head: plantedHead }, 'change')
  const session = await engine.load(explanation.graph)
  const { width: w, height: h } = plantedRecipe.resize
  const shrink = resized({ width, height }, { width: w, height: h })
  const maps: SaliencyMap[] = []
  for (let from = 0; from < pictures.length; from += BATCH) {
    const batch = pictures.slice(from, from + BATCH)
    const values = new Float32Array(batch.length * w * h * 3)
    batch.forEach((rgb, i) => prepareInput(shrink(rgb), w * h, plantedRecipe, values, i * w * h * 3))
    const { map } = await explanation.explain((input, size) => session.run(input, size), values, batch.length)
    batch.forEach((_, i) => maps.push(quantise(map.subarray(i * w * h, (i + 1) * w * h), w, h)))
  }
  session.dispose()
  return maps
}

function scored(
  drive: PlantedDrive,
  maps: readonly SaliencyMap[],
  regions: Awaited<ReturnType<typeof regionsBySource>>[LaneSource]
): FrameScore[] {
  const masses = emptyMasses(maps.length)
  const measure = createMassMeter(plantedRecipe, drive, seenBySteering({ graph: plantedModel(), head: plantedHead }))
  maps.forEach((map, frame) => measure(masses, frame, map, regions[frame]!))
  return scoresOf(masses, masses.atMargin[0]!)
}

function eventsOf({ drive, scores }: Look, rule: Rule): FrameRange[] {
  return findEvents(
    scores,
    scores.map((_, frame) => frame / drive.rate),
    rule
  )
}

const overlap = (a: FrameRange, b: FrameRange): boolean => a.first <= b.last && b.first <= a.last

function rowOf(look: Look, rule: Rule): FlagRow {
  const { source, drive, scores } = look
  const events = eventsOf(look, rule)
  const misses = drive.stretches.map((stretch) => {
    const [event, ...more] = events.filter((candidate) => overlap(candidate, stretch))
    if (!event || more.length > 0) return null
    return Math.max(Math.abs(event.first - stretch.first), Math.abs(event.last - stretch.last))
  })
  const known = misses.filter((miss) => miss !== null)
  return {
    source,
    place: drive.place,
    coverage:
      scores.filter((score) => score.share !== null && score.laneConfidence >= rule.minConfidence).length /
      scores.length,
    planted: drive.stretches.length,
    found: known.filter((miss) => miss <= TOLERANCE).length,
    elsewhere: events.filter((event) => !drive.stretches.some((stretch) => overlap(event, stretch))).length,
    farthest: known.length > 0 ? Math.max(...known) : null
  }
}

function curveOf(source: LaneSource, looks: readonly Look[], rule: Rule): FlagTruth['curves'][number] {
  const planted: number[] = []
  const others: number[] = []
  for (const { drive, scores } of looks)
    scores.forEach(({ lift }, frame) => {
      if (lift !== null) (isPlanted(drive, frame) ? planted : others).push(lift)
    })
  // Even steps up to where nearly all that is not planted lies below.
  const highest = quantile(others, 0.95)
  const points = Array.from({ length: THRESHOLDS }, (_, i) => {
    const enter = (highest * (i + 1)) / THRESHOLDS
    return pointOf(looks, { ...rule, enter, leave: (enter * rule.leave) / rule.enter })
  })
  return { source, areaUnderCurve: areaUnderCurve(others, planted), points }
}

function isPlanted({ stretches, glances }: PlantedDrive, frame: number): boolean {
  return [...stretches, ...glances].some(({ first, last }) => first <= frame && frame <= last)
}

function pointOf(looks: readonly Look[], rule: Rule): OperatingPoint {
  const counts = { hits: 0, planted: 0, alarms: 0, others: 0, touched: 0, stretches: 0, elsewhere: 0 }
  for (const look of looks) {
    const events = eventsOf(look, rule)
    look.scores.forEach((_, frame) => {
      const flagged = events.some(({ first, last }) => first <= frame && frame <= last)
      if (look.drive.stretches.some(({ first, last }) => first <= frame && frame <= last)) {
        counts.planted++
        if (flagged) counts.hits++
      } else {
        counts.others++
        if (flagged) counts.alarms++
      }
    })
    counts.stretches += look.drive.stretches.length
    counts.touched += look.drive.stretches.filter((stretch) => events.some((event) => overlap(event, stretch))).length
    counts.elsewhere += events.filter(
      (event) => !look.drive.stretches.some((stretch) => overlap(event, stretch))
    ).length
  }
  return {
    enter: rule.enter,
    truePositives: counts.hits / counts.planted,
    falsePositives: counts.alarms / counts.others,
    stretches: counts.touched / counts.stretches,
    elsewhere: counts.elsewhere
  }
}
