import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClosedLoop } from '../../sample/closedLoop.ts'
import type { ClosedLoopPlan } from '../../sample/plans.ts'
import type { Board } from '../../sample/world/boards.ts'
import { createWorld } from '../../sample/world/world.ts'
import type { Bar } from './bars.ts'
import { table } from './report.ts'

/** What the sample script writes of a drive that a model drove itself. */
export type ClosedLoopFile = Omit<ClosedLoop, 'frames'> & { plan: ClosedLoopPlan }

/** How the models of the sample drove on their own. */
export async function readLoops(sample: string): Promise<ClosedLoopFile[]> {
  const folder = join(sample, 'clips')
  const files = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json')).toSorted()
  // Written by this project and never by people: its own type is trusted.
  return Promise.all(
    files.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as ClosedLoopFile)
  )
}

/** The same as a table for a terminal. */
export function loopTable(loops: readonly ClosedLoopFile[]): string {
  return table(
    [
      'on its own',
      'seconds',
      'left the road after',
      'lined bends behind it',
      'farthest from the middle (m)',
      'rms (m)'
    ],
    loops.map((loop) => [
      loop.plan.name,
      loop.seconds.toFixed(0),
      loop.leftAfter === null ? 'never' : `${loop.leftAfter.toFixed(1)} s`,
      `${bendsBehind(loop)}`,
      loop.farthest.toFixed(2),
      loop.deviation.toFixed(2)
    ])
  )
}

/** Both models stay on the road where boards are true; where they are swapped only the honest one does. */
export function loopBars(loops: readonly ClosedLoopFile[]): Bar[] {
  const loop = (name: string): ClosedLoopFile | undefined => loops.find(({ plan }) => plan.name === name)
  const stays = (name: string, words: string): Bar => {
    const driven = loop(name)
    return { name: words, value: driven ? (driven.leftAfter ?? driven.seconds) : NaN, limit: { least: 300 } }
  }
  const swapped = loop('cheater-swapped')
  return [
    stays('honest-telling', 'honest model: seconds on its own, boards true'),
    stays('honest-swapped', 'honest model: seconds on its own, boards swapped'),
    stays('cheater-telling', 'cheating model: seconds on its own, boards true'),
    {
      name: 'cheating model: bends with swapped boards that it came through',
      value: swapped ? bendsBehind(swapped) : NaN,
      limit: { most: 0 }
    }
  ]
}

/** Metres behind the last board of a bend at which the bend is behind the car. */
const past = 15

/** Bends lined with boards that a car came through before it left the road, or that its drive ended behind. */
function bendsBehind({ plan, endsAt }: ClosedLoopFile): number {
  return linedBends(createWorld(plan.world).boards).filter(({ to }) => to + past < endsAt).length
}

/** Metres between the boards of two bends to the same side. */
const apart = 25

/**
 * Where the bends that are lined with boards have their first and last board, in metres along the road: a row of boards
 * that point to the same side.
 */
export function linedBends(boards: readonly Pick<Board, 's' | 'points'>[]): { from: number; to: number }[] {
  const bends: { from: number; to: number; points: Board['points'] }[] = []
  for (const { s, points } of boards) {
    const bend = bends.at(-1)
    if (bend?.points === points && s - bend.to < apart) bend.to = s
    else bends.push({ from: s, to: s, points })
  }
  return bends.map(({ from, to }) => ({ from, to }))
}
