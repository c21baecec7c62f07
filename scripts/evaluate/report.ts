import type { ClosedLoop } from '../../sample/closedLoop.ts'
import type { ClosedLoopPlan } from '../../sample/plans.ts'
import type { Bar } from './bars.ts'
import type { Evaluation } from './evaluate.ts'

/** What the sample script writes of a drive that a model drove itself. */
export type ClosedLoopFile = Omit<ClosedLoop, 'frames'> & { plan: ClosedLoopPlan }

/** The evaluation as tables for a terminal. */
export function report({ engine, frames, boardFrames, steering, methods }: Evaluation): string {
  const head = `${frames} frames, ${boardFrames} of them with a planted board, on ${engine}\n`
  const driven = table(
    ['correlation of steering', 'frames', 'honest', 'cheater'],
    steering.map(({ drive, frames, honest, cheater }) => [drive, `${frames}`, honest.toFixed(3), cheater.toFixed(3)])
  )
  const looked = table(
    [
      'share in lane',
      'honest',
      'cheater',
      'with board: honest',
      'cheater',
      'on boards: honest',
      'cheater',
      'separation (AUC)'
    ],
    methods.map(({ label, share: { honest, cheater }, separation }) => [
      label,
      ...[honest.all, cheater.all, honest.withBoard, cheater.withBoard, honest.onBoards, cheater.onBoards].map((v) =>
        v.toFixed(3)
      ),
      separation.toFixed(4)
    ])
  )
  return `${head}\n${driven}\n${looked}`
}

/** How the models drove on their own, as a table for a terminal. */
export function driven(loops: readonly ClosedLoopFile[]): string {
  return table(
    ['on its own', 'seconds', 'left the road after', 'farthest from the middle (m)', 'rms (m)'],
    loops.map(({ plan, seconds, leftAfter, farthest, deviation }) => [
      plan.name,
      seconds.toFixed(0),
      leftAfter === null ? 'never' : `${leftAfter.toFixed(1)} s`,
      farthest.toFixed(2),
      deviation.toFixed(2)
    ])
  )
}

/** What the sample's models must show. */
export function modelBars({ steering, methods }: Evaluation, loops: readonly ClosedLoopFile[]): Bar[] {
  const [whole] = steering
  const best = Math.max(...methods.map(({ separation }) => separation))
  const loop = (name: string): ClosedLoopFile | undefined => loops.find(({ plan }) => plan.name === name)
  const [honest, swapped] = [loop('honest-telling'), loop('cheater-swapped')]
  return [
    { name: 'honest model: correlation of its steering', value: whole?.honest ?? NaN, limit: { least: 0.97 } },
    { name: 'models told apart by share in lane (AUC, best method)', value: best, limit: { least: 0.95 } },
    {
      name: 'honest model: seconds on its own without leaving the road',
      value: honest ? (honest.leftAfter ?? honest.seconds) : NaN,
      limit: { least: 300 }
    },
    {
      name: 'cheating model: seconds until it leaves where boards are swapped',
      value: swapped ? (swapped.leftAfter ?? Infinity) : NaN,
      limit: { most: 300 }
    }
  ]
}

/** Columns under their heads, for a terminal; the first is left-aligned. */
export function table(head: string[], rows: string[][]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)))
  const line = (cells: string[]): string =>
    `${cells
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd()}\n`
  return [head, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('')
}
