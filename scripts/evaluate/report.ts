import type { Bar } from './bars.ts'
import type { Evaluation } from './evaluate.ts'

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
      'frames of lift below 1: honest',
      'cheater',
      'separation (AUC)'
    ],
    methods.map(({ label, share: { honest, cheater }, belowOne, separation }) => [
      label,
      ...[honest.all, cheater.all, honest.withBoard, cheater.withBoard, honest.onBoards, cheater.onBoards].map((v) =>
        v.toFixed(3)
      ),
      `${belowOne.honest}`,
      `${belowOne.cheater}`,
      separation.toFixed(4)
    ])
  )
  return `${head}\n${driven}\n${looked}`
}

/** What a pair of models must show by its steering and by where it looks. */
export function modelBars(pair: string, { steering, methods }: Evaluation): Bar[] {
  const [whole] = steering
  const best = Math.max(...methods.map(({ separation }) => separation))
  const gradient = methods.find(({ method }) => method === 'gradient')
  return [
    {
      name: `${pair}: correlation of the honest model's steering`,
      value: whole?.honest ?? NaN,
      limit: { least: 0.97 }
    },
    { name: `${pair}: models told apart by share in lane (AUC, best method)`, value: best, limit: { least: 0.95 } },
    {
      name: `${pair}: the honest model's frames of lift below 1 by Gradient`,
      value: gradient?.belowOne.honest ?? NaN,
      limit: { most: 0 }
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
