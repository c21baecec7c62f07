import type { Bar } from '../bars.ts'
import { table } from '../report.ts'
import type { FlagTruth } from './flagTruth.ts'

/** The flag truth as tables for a terminal. */
export function flagTable({ frames, rows, curves, pass }: FlagTruth): string {
  const head = `Flag truth: ${frames} frames with planted attention, by the default rule: ${pass ? 'flawless' : 'NOT FLAWLESS'}\n`
  const found = table(
    ['lanes', 'place', 'coverage', 'planted', 'found', 'elsewhere', 'ends off by'],
    rows.map(({ source, place, coverage, planted, found, elsewhere, farthest }) => [
      source,
      place,
      coverage.toFixed(3),
      `${planted}`,
      `${found}`,
      `${elsewhere}`,
      farthest === null ? '-' : `${farthest} frames`
    ])
  )
  const points = curves[0]?.points.length ?? 0
  const roc = table(
    ['ROC: found/false of frames', ...curves.map(({ source }) => source)],
    [
      ...Array.from({ length: points }, (_, i) => [
        `threshold ${i + 1}`,
        ...curves.map(({ points }) => {
          const { enter, truePositives, falsePositives } = points[i]!
          return `${enter.toFixed(2)}: ${truePositives.toFixed(2)}/${falsePositives.toFixed(2)}`
        })
      ]),
      ['area under the curve', ...curves.map(({ areaUnderCurve }) => areaUnderCurve.toFixed(4))]
    ]
  )
  return `${head}\n${found}\n${roc}`
}

/** What must not get worse: every stretch found with its ends, nothing found elsewhere. */
export function flagBars({ rows, curves }: FlagTruth): Bar[] {
  const sum = (count: (row: FlagTruth['rows'][number]) => number): number =>
    rows.reduce((all, row) => all + count(row), 0)
  return [
    {
      name: 'flags: planted stretches found, ends within 3 frames',
      value: sum(({ found }) => found) / sum(({ planted }) => planted),
      limit: { least: 1 }
    },
    { name: 'flags: events elsewhere', value: sum(({ elsewhere }) => elsewhere), limit: { most: 0 } },
    ...curves.map(({ source, areaUnderCurve }) => ({
      name: `flags: area under the ROC curve, lanes ${source}`,
      value: areaUnderCurve,
      limit: { least: 0.99 }
    }))
  ]
}
