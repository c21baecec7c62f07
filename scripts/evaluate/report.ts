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
      'share in lanes',
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

function table(head: string[], rows: string[][]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)))
  const line = (cells: string[]): string =>
    `${cells
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd()}\n`
  return [head, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('')
}
