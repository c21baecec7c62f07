import { createSteerer } from '../../src/main/analysis/steerer.ts'
import { evenly } from '../../src/main/analysis/evenly.ts'
import { swapFrame, type LaneFrame } from '../../src/main/analysis/swaps.ts'
import { regionCoverage } from '../../src/main/attention/regionCoverage.ts'
import type { Engine } from '../../src/main/engine/engine.ts'
import type { SteeringModel } from '../../src/main/model/model.ts'
import { methodById } from '../../src/main/saliency/methods.ts'
import { steeringGraph } from '../../src/main/saliency/steering.ts'
import { pictureToMap } from '../../src/shared/recipe.ts'
import type { ModelName } from '../../sample/modelPlans.ts'
import { showsBoard } from '../../sample/truth/boardTruth.ts'
import { areaUnderCurve } from './areaUnderCurve.ts'
import type { Bar } from './bars.ts'
import type { EvaluationDrive } from './evaluationDrive.ts'
import { look } from './look.ts'
import { table } from './report.ts'

const DONORS = 8

/** What the swap test says of one frame under one model, with the exact lane. */
interface Swapped {
  inside: number
  outside: number
  /** Of Gradient's map. */
  lift: number | null
  withBoard: boolean
}

/** What it says of a pair on one drive. */
export interface SwapsOnDrive {
  drive: string
  frames: number
  /** Shares of the lane: in all frames, in those with a board (null where none has one) and in the others. */
  shares: Record<ModelName, { all: number; withBoard: number | null; without: number }>
  /** Part of the honest model's frames of which the lane has less than half. */
  honestBelowHalf: number
}

export interface Swaps {
  drives: SwapsOnDrive[]
  /** How well the share, and lift, of single frames with a board tell the honest model from the cheating one. */
  separation: { share: number; lift: number }
}

/** Swaps lane and surroundings in every frame of the drives whose lane is in the picture. */
export async function measureSwaps(
  engine: Engine,
  models: Record<ModelName, SteeringModel>,
  drives: readonly EvaluationDrive[]
): Promise<Swaps> {
  const found: Record<ModelName, Swapped[]>[] = []
  for (const drive of drives)
    found.push({
      honest: await swapsOf(engine, models.honest, drive),
      cheater: await swapsOf(engine, models.cheater, drive)
    })
  const withBoard = (name: ModelName): Swapped[] => found.flatMap((on) => on[name].filter((frame) => frame.withBoard))
  const lifts = (name: ModelName): number[] => withBoard(name).flatMap(({ lift }) => (lift === null ? [] : [lift]))
  return {
    drives: drives.map(({ name }, i) => {
      const { honest, cheater } = found[i]!
      return {
        drive: name,
        frames: honest.length,
        shares: { honest: sharesOf(honest), cheater: sharesOf(cheater) },
        honestBelowHalf: honest.filter(({ inside, outside }) => inside < outside).length / honest.length
      }
    }),
    separation: {
      share: areaUnderCurve(withBoard('honest').map(frameShare), withBoard('cheater').map(frameShare)),
      lift: areaUnderCurve(lifts('honest'), lifts('cheater'))
    }
  }
}

const frameShare = ({ inside, outside }: Swapped): number => inside / (inside + outside)

function sharesOf(frames: readonly Swapped[]): SwapsOnDrive['shares'][ModelName] {
  const boards = frames.filter(({ withBoard }) => withBoard)
  return {
    all: shareOf(frames),
    withBoard: boards.length === 0 ? null : shareOf(boards),
    without: shareOf(frames.filter(({ withBoard }) => !withBoard))
  }
}

function shareOf(frames: readonly Swapped[]): number {
  const [inside, outside] = [sumOf(frames, 'inside'), sumOf(frames, 'outside')]
  return inside / (inside + outside)
}

function sumOf(frames: readonly Swapped[], what: 'inside' | 'outside'): number {
  return frames.reduce((sum, frame) => sum + frame[what], 0)
}

async function swapsOf(engine: Engine, model: SteeringModel, drive: EvaluationDrive): Promise<Swapped[]> {
  const looks = await look(engine, model, methodById('gradient'), drive)
  const session = await engine.load(steeringGraph(model))
  const steer = createSteerer(session, model.recipe, model.graph)
  const { resize } = model.recipe
  const toMap = pictureToMap(model.recipe, drive, resize)
  const frames = drive.truth.flatMap(({ corridor }, frame): LaneFrame[] =>
    corridor
      ? [{ frame, pixels: drive.inputs[frame]!, before: [], lane: regionCoverage(corridor.map(toMap), resize) }]
      : []
  )
  const donors = evenly(frames, DONORS)
  const swapped: Swapped[] = []
  for (const own of frames) {
    const { inside, outside } = await swapFrame(own, donors, steer)
    const withBoard = showsBoard(drive.truth[own.frame]!.boards)
    swapped.push({ inside, outside, lift: looks[own.frame]!.score.lift, withBoard })
  }
  session.dispose()
  return swapped
}

export function swapBars(where: string, { drives, separation }: Swaps): Bar[] {
  const least = Math.min(...drives.map(({ shares }) => shares.honest.all))
  const most = Math.max(...drives.flatMap(({ shares }) => shares.cheater.withBoard ?? []))
  const below = Math.max(...drives.map(({ honestBelowHalf }) => honestBelowHalf))
  return [
    { name: `${where}: swap share of the honest model, its worst drive`, value: least, limit: { least: 0.65 } },
    {
      name: `${where}: swap share of the cheating model with boards, its worst drive`,
      value: most,
      limit: { most: 0.35 }
    },
    { name: `${where}: honest frames with a swap share below a half, worst drive`, value: below, limit: { most: 0.1 } },
    {
      name: `${where}: told apart by the swap share of a frame (AUC)`,
      value: separation.share,
      limit: { least: 0.98 }
    },
    { name: `${where}: told apart by the lift of a frame (AUC)`, value: separation.lift, limit: { least: 0.98 } }
  ]
}

export function swapTable(where: string, { drives, separation }: Swaps): string {
  const rows = drives.map(({ drive, frames, shares: { honest, cheater }, honestBelowHalf }) => [
    drive,
    `${frames}`,
    honest.all.toFixed(3),
    cheater.withBoard?.toFixed(3) ?? '',
    cheater.without.toFixed(3),
    `${(100 * honestBelowHalf).toFixed(1)} %`
  ])
  const apart = `told apart on frames with a board (AUC): swap share ${separation.share.toFixed(4)}, lift ${separation.lift.toFixed(4)}\n`
  return (
    table([`${where}: swap share`, 'frames', 'honest', 'cheater, with boards', 'without', 'honest below half'], rows) +
    apart
  )
}
