import { RIGHT } from './lanes.ts'
import type { Reliability } from './reliability.ts'
import { table } from './report.ts'

/** Confidence against what it promises, for a terminal. */
export function reliabilityTable({ bins, calibrationError, largestDeviation }: Reliability): string {
  const rows = bins.map(({ from, frames, confidence, right }) => [
    `${from.toFixed(1)} to ${(from + 0.1).toFixed(1)}`,
    `${frames}`,
    confidence.toFixed(3),
    right.toFixed(3)
  ])
  const head = ['confidence', 'frames', 'mean', `IoU of ${RIGHT} or more`]
  const errors = `calibration error ${calibrationError.toFixed(3)}, largest in a tenth of many frames ${largestDeviation.toFixed(3)}\n`
  return `${table(head, rows)}${errors}`
}
