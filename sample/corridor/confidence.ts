import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeFrames } from '../../src/main/decode/decodeFrames.ts'
import { createLaneWatcher } from '../../src/main/analysis/laneWatcher.ts'
import { corridorPolygon } from '../../src/main/lanes/corridor.ts'
import { overlapOf, shapePolygon } from '../../src/main/lanes/corridorShape.ts'
import { viewSize } from '../../src/main/decode/sizes.ts'
import type { TruthFile } from '../truth/files.ts'
import { laneTraits } from '../../src/main/lanes/chooseLanes.ts'
import type { LaneEvidence } from '../../src/main/lanes/detect.ts'
import { findCandidates } from '../../src/main/lanes/smoothLanes.ts'
import type { DrivenTruth } from './measuring.ts'
import { RIGHT } from './train/fit.ts'

/** A look of a driven world: what tells how right the detector is, and how right it was. */
export interface JudgedLook {
  traits: number[]
  lines: number
  corridor: number
}

/** A drive whose lanes are known: a folder with `drive.mp4` and `truth.json`. */
interface KnownDrive {
  width: number
  height: number
  rate: number
  frames: DrivenTruth['frames']
}

async function knownDrive(folder: string): Promise<KnownDrive> {
  // Written by this project and never by people: its own types are trusted.
  const truth = JSON.parse(await readFile(join(folder, 'truth.json'), 'utf8')) as DrivenTruth | TruthFile
  if (!('plan' in truth)) return truth
  const { width, height } = truth.plan.picture
  const frames = truth.frames.map(({ lane }) => ({ lane: lane && [...lane.right.toReversed(), ...lane.left] }))
  return { width, height, rate: truth.plan.drive.rate, frames }
}

async function watched(folder: string, { width, height }: KnownDrive): Promise<LaneEvidence[]> {
  const watcher = createLaneWatcher(viewSize({ width, height }, WIDTH))
  const evidence: LaneEvidence[] = []
  const source = { type: 'video' as const, file: join(folder, 'drive.mp4') }
  const plan = { source, width, height, from: 0, input: null, pictureWidth: null, viewWidth: WIDTH }
  for await (const { view } of decodeFrames(plan, new AbortController().signal))
    if (view) evidence.push(...(await watcher.see([view])))
  watcher.dispose()
  return evidence
}

const WIDTH = 320

/** Looks of drives whose lanes are known. */
export async function judgedLooks(folders: readonly string[]): Promise<JudgedLook[]> {
  const judged: JudgedLook[] = []
  for (const folder of folders) {
    const drive = await knownDrive(folder)
    judged.push(...judge(await watched(folder, drive), drive))
  }
  return judged
}

/** How right the detector is at each look. */
function judge(evidence: readonly LaneEvidence[], { rate, frames }: Pick<KnownDrive, 'rate' | 'frames'>): JudgedLook[] {
  const steps = findCandidates(evidence, rate)
  let step = steps.next()
  while (!step.done) step = steps.next()
  const found = step.value
  if (!found) return []
  const traits = laneTraits(found.lines, found.corridors)
  return found.corridors.flatMap((corridor, look) => {
    const known = frames[found.at.indexOf(look)]
    const line = found.lines?.[look] ?? null
    const own = traits[look]
    if (!corridor || !own || !known || known.ignore) return []
    const outline = corridor.shape && shapePolygon(corridor.shape, 0)
    return [
      {
        traits: own,
        lines: line ? overlapOf(corridorPolygon(line.shape, line.lane, 0), known.lane) : NaN,
        corridor: outline ? overlapOf(outline, known.lane) : NaN
      }
    ]
  })
}

/** Weights of traits, by logistic regression (Newton's steps, a little pulled to 0), for an overlap of `RIGHT` or more. */
export function fitWeights(looks: readonly JudgedLook[], of: 'lines' | 'corridor'): number[] {
  const known = looks.filter((look) => !Number.isNaN(look[of]))
  const count = known[0]!.traits.length
  let weights = new Array<number>(count).fill(0)
  for (let round = 0; round < 25; round++) {
    const slope = weights.map((weight) => -PULL * weight)
    const bend = weights.map((_, i) => weights.map((_, j) => (i === j ? PULL : 0)))
    for (const { traits, ...look } of known) {
      const odds = traits.reduce((sum, trait, i) => sum + trait * weights[i]!, 0)
      const share = 1 / (1 + Math.exp(-odds))
      const error = Number(look[of] >= RIGHT) - share
      traits.forEach((trait, i) => {
        slope[i]! += error * trait
        traits.forEach((other, j) => (bend[i]![j]! += share * (1 - share) * trait * other))
      })
    }
    const step = solved(bend, slope)
    weights = weights.map((weight, i) => weight + step[i]!)
  }
  return weights
}
const PULL = 1

/** Solves a x = b by elimination. */
function solved(a: number[][], b: number[]): number[] {
  const rows = a.map((row, i) => [...row, b[i]!])
  rows.forEach((_, i) => {
    const pivot = rows
      .slice(i)
      .reduce((best, row, k) => (Math.abs(row[i]!) > Math.abs(rows[best]![i]!) ? i + k : best), i)
    ;[rows[i], rows[pivot]] = [rows[pivot]!, rows[i]!]
    rows.forEach((row, k) => {
      if (k === i) return
      const share = row[i]! / rows[i]![i]!
      row.forEach((_, j) => (row[j]! -= share * rows[i]![j]!))
    })
  })
  return rows.map((row, i) => row.at(-1)! / row[i]!)
}
